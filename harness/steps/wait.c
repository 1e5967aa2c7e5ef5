/*
 * wait.c - wait: asks again until the answer fits, with a bound in time
 *
 * Virtual time is moved between the questions, so that nothing sleeps; a real
 * clock is waited for.
 */
#include "harness/steps/capture.h"
#include "harness/steps/expect.h"
#include "harness/steps/send.h"

#define AT_MOST "PT1H"
#define EVERY   "PT5M"

/* A real clock is asked at least this often, however long `every` is. */
#define REAL_EVERY_MS (2 * MS_PER_SECOND)

static const struct key wait_keys[] = {
	{ "GET", JSON_TEXT, KEY_NEEDED },
	REQUEST_KEYS,
	{ "until", JSON_MAP, KEY_NEEDED },
	{ "atMost", JSON_TEXT },
	{ "every", JSON_TEXT },
	{ 0 },
};

static const struct key keys[] = {
	{ "wait", JSON_MAP, KEY_NEEDED },
	{ "capture", JSON_MAP },
	{ 0 },
};

static int read_length(const struct yaml *y, const cJSON *wait, const char *name,
                       const char *fallback, int64_t *ms, struct err *e)
{
	const cJSON *node = json_get(wait, name);
	struct err why = { 0 };
	struct duration d;

	if (duration_parse(node ? node->valuestring : fallback, &d, &why) < 0)
		return node_err(y, node, e, "%s", why.text);
	if (d.months || d.ms <= 0)
		return node_err(y, node, e, "%s must be a length of time of its own",
		                name);
	*ms = d.ms;
	return 0;
}

static int check_wait(struct loader *l UNUSED, struct step *s, struct err *e)
{
	const cJSON *wait = step_subject(s);
	int64_t ms;

	if (node_keys(s->y, wait, wait_keys, "wait", e) < 0 ||
	    send_check(s->y, wait, e) < 0 ||
	    expect_check(s->y, json_get(wait, "until"), e) < 0 ||
	    read_length(s->y, wait, "atMost", AT_MOST, &ms, e) < 0 ||
	    read_length(s->y, wait, "every", EVERY, &ms, e) < 0)
		return -1;
	return capture_check(s->y, json_get(s->node, "capture"), e);
}

/* Lets `ms` of the target's time pass; on a real clock maybe less.  Says how much. */
static int let_pass(struct play *p, int64_t ms, int64_t *passed, struct err *e)
{
	if (!target_lacks(p->target, CAN_TIME_TRAVEL)) {
		*passed = ms;
		return target_advance(p->target, ms, e);
	}
	*passed = ms < REAL_EVERY_MS ? ms : REAL_EVERY_MS;
	interrupt_sleep(p->interrupt, *passed);
	return 0;
}

/* Asks once; what does not fit is in *out afterwards. */
static int ask(struct play *p, const struct step *s, struct diffs *out, struct err *e)
{
	const cJSON *wait = step_subject(s);

	buf_clear(&p->said);
	buf_add_str(&p->said, "wait for ");
	if (send_request(p, s->y, wait, "GET", e) < 0)
		return -1;
	diffs_release(out);
	return expect_answer(p, s->y, json_get(wait, "until"), out, e);
}

static int run_wait(struct play *p, const struct step *s, struct err *e)
{
	const cJSON *wait = step_subject(s);
	int64_t at_most = 0, every = 0, waited = 0, passed;

	if (read_length(s->y, wait, "atMost", AT_MOST, &at_most, e) < 0 ||
	    read_length(s->y, wait, "every", EVERY, &every, e) < 0 ||
	    ask(p, s, &p->diffs, e) < 0)
		return -1;
	while (p->diffs.count && waited < at_most) {
		int64_t left = at_most - waited;

		if (let_pass(p, every < left ? every : left, &passed, e) < 0)
			return -1;
		if (interrupt_came(p->interrupt))
			return err_set(e, ERR_UNAVAILABLE, "stopped while waiting");
		waited += passed;
		if (ask(p, s, &p->diffs, e) < 0)
			return -1;
	}
	buf_printf(&p->said, ", waited %lld s", (long long)(waited / MS_PER_SECOND));
	if (p->diffs.count)
		return 0;
	return capture_answer(p, s->y, json_get(s->node, "capture"), e);
}

const struct step_kind step_wait_kinds[] = {
	{ .name = "wait",
	  .what = "a wait step",
	  .forms = { "wait: { GET: PATH, until: {…}, atMost: PT1H, every: PT5M }" },
	  .help = "asks until the answer fits `until` (an `expect`). Virtual time is "
	          "moved by `every` between the questions; a real clock is waited for, "
	          "at most `atMost`",
	  .keys = keys,
	  .check = check_wait,
	  .run = run_wait },
	{ 0 },
};
