/*
 * progress.c - up to when flows have exported datasets, within a transaction
 *
 * A table of slots, found by a hash of (flow, dataset), each held by the pair that was
 * asked for last; an evicted pair is written to the database first.
 */
#include "mockserver/store/progress.h"

#include "lib/hash.h"
#include "lib/mem.h"

#define SLOTS 1024

struct progress_mark {
	int64_t flow;
	char *dataset; /* NULL: the slot is free */
	vtime until;
	bool dirty;
};

static int write_mark(struct stmts *sql, const struct progress_mark *m, struct err *e)
{
	struct stmt *q = stmt_begin(sql, SQL_EXPORTED_PUT);

	stmt_put_int(q, m->flow);
	stmt_put_text(q, m->dataset);
	stmt_put_int(q, m->until);
	return stmt_run(q, e);
}

static int read_mark(struct stmts *sql, struct progress_mark *m, struct err *e)
{
	AUTO(stmt_end) struct stmt *q = stmt_begin(sql, SQL_EXPORTED_LOAD);
	int got;

	stmt_put_int(q, m->flow);
	stmt_put_text(q, m->dataset);
	got = stmt_step(q, e);
	m->until = got > 0 ? stmt_get_int(q) : VTIME_MIN;
	return got < 0 ? -1 : 0;
}

static int find(struct progress *p, struct stmts *sql, const struct exported *which,
                struct progress_mark **out, struct err *e)
{
	struct progress_mark *m;

	if (!p->slots)
		p->slots = mem_alloc(SLOTS * sizeof(*p->slots));
	m = &p->slots[hash_with(hash_text(0, which->dataset), (uint64_t)which->flow) %
	              SLOTS];
	*out = m;
	if (m->dataset && m->flow == which->flow && !strcmp(m->dataset, which->dataset))
		return 0;
	if (m->dirty && write_mark(sql, m, e) < 0)
		return -1;
	free(m->dataset);
	*m = (struct progress_mark){ .flow = which->flow,
		                     .dataset = mem_strdup(which->dataset) };
	return read_mark(sql, m, e);
}

int progress_load(struct progress *p, struct stmts *sql, int64_t flow,
                  const char *dataset, vtime *out, struct err *e)
{
	const struct exported which = { .flow = flow, .dataset = dataset };
	struct progress_mark *m;

	if (find(p, sql, &which, &m, e) < 0)
		return -1;
	*out = m->until;
	return 0;
}

int progress_put(struct progress *p, struct stmts *sql, const struct exported *mark,
                 struct err *e)
{
	struct progress_mark *m;

	if (find(p, sql, mark, &m, e) < 0)
		return -1;
	if (mark->until > m->until) {
		m->until = mark->until;
		m->dirty = p->dirty = true;
	}
	return 0;
}

int progress_flush(struct progress *p, struct stmts *sql, struct err *e)
{
	for (size_t i = 0; p->dirty && i < SLOTS; i++) {
		if (p->slots[i].dirty && write_mark(sql, &p->slots[i], e) < 0)
			return -1;
		p->slots[i].dirty = false;
	}
	p->dirty = false;
	return 0;
}

void progress_forget(struct progress *p)
{
	for (size_t i = 0; p->slots && i < SLOTS; i++)
		free(p->slots[i].dataset);
	free(p->slots);
	*p = (struct progress){ 0 };
}
