/*
 * reads.c - runs that go on by being read
 */
#include "mockserver/runs/reads.h"

#include "lib/mem.h"
#include "mockserver/runs/life.h"
#include "mockserver/world/transaction.h"

void run_shown(struct world *w, int64_t serial)
{
	struct run_shown *s = &w->shown;

	if (s->count == s->room) {
		s->room = 2 * s->room + 32;
		s->serial = mem_grow(s->serial, s->room, sizeof(*s->serial));
	}
	s->serial[s->count++] = serial;
}

static int count_all(struct world *w, void *ctx UNUSED, struct err *e)
{
	for (size_t i = 0; i < w->shown.count; i++) {
		if (run_was_read(w, w->shown.serial[i], e) < 0)
			return -1;
	}
	return 0;
}

int run_reads_count(struct world *w, struct err *e)
{
	bool wait = false;
	int done = 0;

	if (!w->shown.count)
		return 0;
	if (job_any_is_read(&w->store, &wait, e) < 0)
		done = -1;
	else if (wait)
		done = transaction_run(w, count_all, NULL, e);
	w->shown.count = 0;
	return done;
}

void run_reads_free(struct world *w)
{
	free(w->shown.serial);
	w->shown = (struct run_shown){ 0 };
}
