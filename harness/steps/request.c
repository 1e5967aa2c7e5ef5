/*
 * request.c - GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS: one request
 */
#include "harness/steps/capture.h"
#include "harness/steps/direct.h"
#include "harness/steps/expect.h"
#include "harness/steps/send.h"

static int check_request(struct loader *l, struct step *s, struct err *e)
{
	const cJSON *expect = json_get(s->node, "expect");

	send_require(l, s->kind->name, step_subject(s)->valuestring);
	if (direct_is_asked(s->node))
		scenario_load_wait(l);
	if (send_check_path(s->y, step_subject(s), e) < 0 ||
	    send_check(s->y, s->node, e) < 0 || direct_check(s->y, s->node, e) < 0 ||
	    (expect && expect_check_direct(s->y, expect, e) < 0))
		return -1;
	return capture_check(s->y, json_get(s->node, "capture"), e);
}

static int ask(struct play *p, const struct step *s, struct err *e)
{
	if (!direct_is_asked(s->node) || target_preview(p->target))
		return send_request(p, s->y, s->node, s->kind->name, e);
	if (send_prepare(p, s->y, s->node, s->kind->name, e) < 0)
		return -1;
	return direct_send(p, s->y, s->node, e);
}

static int run_request(struct play *p, const struct step *s, struct err *e)
{
	if (ask(p, s, e) < 0)
		return -1;
	if (json_get(s->node, "background"))
		return 0;
	if (expect_answer(p, s->y, json_get(s->node, "expect"), &p->diffs, e) < 0)
		return -1;
	if (p->diffs.count)
		return 0;
	return capture_answer(p, s->y, json_get(s->node, "capture"), e);
}

/* clang-format off */
#define METHOD(name)                                                     \
	static const struct key name##_keys[] = {                        \
		{ #name, JSON_TEXT, KEY_NEEDED, shape_path },            \
		REQUEST_KEYS, DIRECT_KEYS, EXPECT_DIRECT_KEY,            \
		CAPTURE_KEY, { 0 },                                      \
	};

METHOD(GET) METHOD(POST) METHOD(PUT) METHOD(PATCH) METHOD(DELETE)
METHOD(HEAD) METHOD(OPTIONS)

#define ROW(method, ...)                                                   \
	{ .name = #method, .what = "a request step",                       \
	  .forms = { #method ": PATH" }, .keys = method##_keys,            \
	  .check = check_request, .run = run_request, __VA_ARGS__ }

const struct step_kind step_request_kinds[] = {
	ROW(GET, .help = "one request, with `body` or `raw`. One with a `timeout` "
	                 "(300ms), a `connection` that steps share by its name, or one "
	                 "in the `background` goes by a plain socket, and so does one "
	                 "that expects to be `broken`"),
	ROW(POST), ROW(PUT), ROW(PATCH), ROW(DELETE), ROW(HEAD), ROW(OPTIONS),
	{ 0 },
};
/* clang-format on */
