/*
 * past_state.c - what lies on the disk after a history: the state, the exported files
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "lib/file/file.h"
#include "lib/mem.h"
#include "tests/support/past.h"

struct walk {
	struct past *p;
	int64_t count;
};

/* A rewritten file has another inode, for it gets its name by a rename. */
static int note_file(void *ctx, const char *relative, uint64_t size, struct err *e)
{
	struct walk *w = ctx;
	AUTO_MEM char *path = mem_printf("%s/%s", w->p->served->exports, relative);
	AUTO(mem_free) char *key = NULL;
	struct stat st;

	if (stat(path, &st) < 0)
		return err_set(e, ERR_IO, "%s: %m", path);
	w->count++;
	key = mem_printf("%s of %" PRIu64 " bytes", relative, size);
	(void)past_claim(w->p, "file", relative, (int64_t)st.st_ino);
	(void)past_claim(w->p, "file", key, (int64_t)st.st_ino);
	return 0;
}

bool past_note_files(struct past *p, int64_t *count)
{
	struct walk w = { .p = p };
	struct err e = { 0 };

	if (file_is_dir(p->served->exports) &&
	    file_walk(p->served->exports, note_file, &w, &e) < 0)
		past_break(p, "the exports: %s", e.text);
	*count = w.count;
	return !p->broken;
}

bool past_check_files(struct past *p, int64_t files)
{
	int64_t count;

	if (!past_note_files(p, &count) || count == files)
		return !p->broken;
	return past_break(p, "%" PRId64 " files lie there, the runs say %" PRId64, count,
	                  files);
}

/* ---------------------------------------------------------------- the state */

/* Each answers a row only where something is wrong. */
static const char *const wrongs[] = {
	"select integrity_check from pragma_integrity_check where integrity_check <> "
	"'ok'",
	"select \"table\" || ' of ' || parent from pragma_foreign_key_check",
	"select path from file group by path having count(*) > 1",
	"select path from file where run not in (select serial from run)",
	"select f.id from flow f join entity e on e.seq = f.seq where e.id <> f.id",
	"select e.id from entity e where e.kind = 3 and e.id not in (select id from "
	"flow)",
	"select f.id from flow f left join entity e on e.id = f.id where e.id is null"
	" and (f.next_at is not null or f.missed_at is not null)",
	"select dataset from exported where flow not in (select seq from flow)",
	"select j.flow_id from job j left join flow f on f.seq = j.flow"
	" where f.id is not j.flow_id",
};

static int ask(struct past *p, struct store *s, const char *sql, struct err *e)
{
	AUTO(stmt_end) struct stmt *q = NULL;
	int got;

	if (stmt_begin_made(&s->sql, s->db, sql, &q, e) < 0)
		return -1;
	got = stmt_step(q, e);
	if (got > 0)
		past_break(p, "the state: %s: %s", sql, stmt_get_text(q));
	return got < 0 ? -1 : 0;
}

/* Every file that the state knows is there; that no other is, their number says. */
static int find_files(struct past *p, struct store *s, int64_t *count, struct err *e)
{
	AUTO(stmt_end) struct stmt *q = NULL;
	int got;

	if (stmt_begin_made(&s->sql, s->db, "select path from file order by path", &q,
	                    e) < 0)
		return -1;
	while ((got = stmt_step(q, e)) > 0) {
		const char *path = stmt_get_text(q);
		AUTO_MEM char *whole = mem_printf("%s/%s", p->served->exports, path);

		++*count;
		if (!file_exists(whole))
			past_break(p, "the state has %s, and it is not there", path);
	}
	return got;
}

void past_check_state(struct past *p)
{
	struct store s;
	struct err e = { 0 };
	int64_t known = 0, there;
	int done = 0;

	if (p->broken)
		return;
	if (store_open_copy(p->served->state, &s, &e) < 0) {
		past_break(p, "the state does not open: %s", e.text);
		return;
	}
	for (size_t i = 0; i < ARRAY_LEN(wrongs) && done == 0; i++)
		done = ask(p, &s, wrongs[i], &e);
	if (done < 0 || find_files(p, &s, &known, &e) < 0)
		past_break(p, "the state: %s", e.text);
	store_close(&s);
	if (past_note_files(p, &there) && there != known)
		past_break(p, "%" PRId64 " files lie there, the state knows %" PRId64,
		           there, known);
}
