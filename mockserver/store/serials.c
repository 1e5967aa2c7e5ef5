/*
 * serials.c - numbers that count what is made, held in memory
 */
#include "mockserver/store/serials.h"

/* Where the last run of the program left it; 0 in a new state. */
static int load(struct stmts *sql, struct serial *one, struct err *e)
{
	AUTO(stmt_end) struct stmt *q = stmt_begin(sql, SQL_META_LOAD);
	int got;

	stmt_put_text(q, one->name);
	got = stmt_step(q, e);
	if (got < 0)
		return -1;
	one->kept = one->last = got ? stmt_get_int(q) : 0;
	return 0;
}

static struct serial *find(struct serials *n, const char *name)
{
	for (int i = 0; i < n->count; i++) {
		if (!strcmp(n->of[i].name, name))
			return &n->of[i];
	}
	return NULL;
}

int serials_next(struct serials *n, struct stmts *sql, const char *name, int64_t *out,
                 struct err *e)
{
	struct serial *one = find(n, name);

	if (!one) {
		assert(n->count < SERIALS_MOST);
		one = &n->of[n->count];
		one->name = name;
		if (load(sql, one, e) < 0)
			return -1;
		n->count++;
	}
	*out = ++one->last;
	return 0;
}

int serials_flush(const struct serials *n, struct stmts *sql, struct err *e)
{
	for (int i = 0; i < n->count; i++) {
		struct stmt *q;

		if (n->of[i].last == (n->wiped ? 0 : n->of[i].kept))
			continue;
		q = stmt_begin(sql, SQL_META_PUT);
		stmt_put_text(q, n->of[i].name);
		stmt_put_int(q, n->of[i].last);
		if (stmt_run(q, e) < 0)
			return -1;
	}
	return 0;
}

void serials_wipe(struct serials *n)
{
	for (int i = 0; i < n->count; i++)
		n->of[i].last = 0;
	if (!n->wiped)
		n->wiped_count = n->count;
	n->wiped = true;
}

void serials_keep(struct serials *n)
{
	for (int i = 0; i < n->count; i++)
		n->of[i].kept = n->of[i].last;
	n->wiped = false;
}

void serials_undo(struct serials *n)
{
	for (int i = 0; i < n->count; i++)
		n->of[i].last = n->of[i].kept;
	if (n->wiped)
		n->count = n->wiped_count;
	n->wiped = false;
}
