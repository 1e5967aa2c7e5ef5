/*
 * tenants.c - the numbers of organisations' sandboxes
 */
#include "mockserver/store/tenants.h"

#include "lib/mem.h"

static bool remembers(const struct tenants *t, const char *org, const char *sandbox)
{
	return t->number && !strcmp(t->org, org) && !strcmp(t->sandbox, sandbox);
}

static void remember(struct tenants *t, const char *org, const char *sandbox,
                     int64_t number)
{
	tenants_forget(t);
	*t = (struct tenants){ number, mem_strdup(org), mem_strdup(sandbox) };
}

int tenants_find(struct tenants *t, struct stmts *sql, const char *org,
                 const char *sandbox, int64_t *out, struct err *e)
{
	AUTO(stmt_end) struct stmt *q = NULL;
	int got;

	*out = t->number;
	if (remembers(t, org, sandbox))
		return 0;
	q = stmt_begin(sql, SQL_TENANT_FIND);
	stmt_put_text(q, org);
	stmt_put_text(q, sandbox);
	got = stmt_step(q, e);
	*out = got > 0 ? stmt_get_int(q) : 0;
	if (*out)
		remember(t, org, sandbox, *out);
	return got < 0 ? -1 : 0;
}

int tenants_make(struct tenants *t, struct stmts *sql, const char *org,
                 const char *sandbox, int64_t *out, struct err *e)
{
	struct stmt *q;

	if (tenants_find(t, sql, org, sandbox, out, e) < 0)
		return -1;
	if (*out)
		return 0;
	q = stmt_begin(sql, SQL_TENANT_PUT);
	stmt_put_text(q, org);
	stmt_put_text(q, sandbox);
	if (stmt_run(q, e) < 0)
		return -1;
	*out = sqlite3_last_insert_rowid(sql->db);
	remember(t, org, sandbox, *out);
	return 0;
}

void tenants_forget(struct tenants *t)
{
	free(t->org);
	free(t->sandbox);
	*t = (struct tenants){ 0 };
}
