/*
 * watch.c - those who watch a scenario: the person, the reports, a terminal's last line
 */
#include "harness/watch.h"

#include "harness/show.h"
#include "lib/mem.h"
#include "lib/str.h"

static void watch_step(void *ctx, const struct play *p)
{
	const struct watch *w = ctx;

	if (w->show) {
		progress_clear(w->progress);
		show_step(w->show, p);
	}
	if (w->record)
		record_step(w->record, p);
}

static void watch_end(void *ctx, const struct play *p)
{
	const struct watch *w = ctx;

	if (w->record)
		record_end(w->record, p);
}

/* "wait for GET /runs/ID -> 200" is about "run ID"; others about "GET PATH". */
static char *subject_of(const char *said)
{
	static const char before[] = "wait for ", run[] = "GET /runs/";
	const char *at = str_starts(said, before) ? said + strlen(before) : said;
	const char *end = strstr(at, " -> ");
	size_t n = end ? (size_t)(end - at) : strlen(at);

	if (str_starts(at, run))
		return mem_printf("run %.*s", (int)(n - strlen(run)), at + strlen(run));
	return mem_printf("%.*s", (int)n, at);
}

static void watch_wait(void *ctx, const struct play *p, const struct play_wait *wait)
{
	const struct watch *w = ctx;
	AUTO_MEM char *said = play_masked(p, buf_str(&p->said));
	AUTO_MEM char *what = subject_of(said);

	progress_wait(w->progress, what, wait->waited_ms, wait->most_ms);
}

const struct watcher *watch_begin(struct watch *w)
{
	w->watcher = (struct watcher){
		.step = watch_step,
		.end = watch_end,
		.wait = w->progress->to ? watch_wait : NULL,
		.ctx = w,
	};
	return w->show || w->record || w->progress->to ? &w->watcher : NULL;
}
