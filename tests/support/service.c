/*
 * service.c - a target that is no mock of ours, answered from a script
 */
#include "tests/support/service.h"

#include "lib/mem.h"
#include "tests/support/each_row.h"

/* 2026-12-01T03:04Z, when what it makes may be removed by anybody. */
#define EXPIRES INT64_C(1796094240000)

static bool add_up(void *ctx, int64_t ms)
{
	struct service *s = ctx;

	s->slept_ms += ms;
	return true;
}

int service_open_rows(struct service *s, const struct target_options *options,
                      const struct scripted_row *rows, size_t count, struct err *e)
{
	struct target_options o = *options;

	*s = (struct service){ 0 };
	scripted_begin_rows(&s->script, rows, count);
	if (!o.who.token)
		o.who = (struct identity){ "t", "k", "o@AdobeOrg", "dev" };
	if (o.kind == TARGET_URL)
		o.url = s->script.url;
	else
		o.who.api_url = o.who.ims_url = s->script.url;
	o.sleep = add_up;
	o.sleep_ctx = s;
	return target_open(&o, &s->target, e);
}

void service_begin_rows(struct service *s, void *const *folder,
                        const struct target_options *more,
                        const struct scripted_row *rows, size_t count)
{
	const struct target_options writes = { .allow_writes = true, .sandbox = "dev" };
	struct target_options o = more ? *more : writes;
	struct err e = { 0 };

	o.kind = TARGET_REAL;
	if (service_open_rows(s, &o, rows, count, &e) < 0)
		fail_msg("%s", e.text);
	s->ledger_path = mem_printf("%s/%s.jsonl", (const char *)*folder,
	                            strrchr(s->script.url, ':') + 1);
	if (target_begin_ledger(s->target, s->ledger_path, EXPIRES, &e) < 0)
		fail_msg("%s", e.text);
}

void service_end(struct service *s)
{
	target_close(s->target);
	free(s->ledger_path);
	scripted_end(&s->script);
	*s = (struct service){ 0 };
}
