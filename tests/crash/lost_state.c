/*
 * lost_state.c - somebody takes the state away while the server runs
 *
 * From then on a write would be acknowledged and lost: it is refused with a 5xx, and
 * stderr names the state.  What is only read may still be answered.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/file/file.h"
#include "lib/mem.h"
#include "tests/crash/deadline.h"
#include "tests/crash/invariants.h"
#include "tests/crash/story.h"
#include "tests/crash/tally.h"

static void must(bool well, const char *what)
{
	if (well)
		return;
	fprintf(stderr, "lost_state: %s: %s\n", what, strerror(errno));
	abort();
}

/* ---------------------------------------------------------------- what is done to it */

static void delete_it(const struct server *s)
{
	must(unlink(s->state) == 0, s->state);
}

static void delete_all(const struct server *s)
{
	AUTO(mem_free) char *wal = mem_printf("%s-wal", s->state);

	must(unlink(s->state) == 0, s->state);
	must(unlink(wal) == 0, wal);
}

/* The same bytes under the same name are another file. */
static void replace_it(const struct server *s)
{
	AUTO(mem_free) char *copy = mem_printf("%s/copy", s->box);
	AUTO(buf_release) struct buf bytes = { 0 };
	struct err e = { 0 };

	must(file_read(s->state, 1 << 26, &bytes, &e) == 0, e.text);
	must(file_write(copy, bytes.data, bytes.size, &e) == 0, e.text);
	must(rename(copy, s->state) == 0, s->state);
}

static void move_it(const struct server *s)
{
	AUTO(mem_free) char *other = mem_printf("%s.moved", s->state);

	must(rename(s->state, other) == 0, other);
}

static void move_folder(const struct server *s)
{
	AUTO(mem_free) char *other = mem_printf("%s.moved", s->box);

	must(rename(s->box, other) == 0, other);
}

static void delete_folder(const struct server *s)
{
	struct err e = { 0 };

	must(file_remove_tree(s->box, &e) == 0, e.text);
}

/* What was acknowledged since the last checkpoint is in it alone. */
static void delete_log(const struct server *s)
{
	AUTO(mem_free) char *wal = mem_printf("%s-wal", s->state);

	must(unlink(wal) == 0, wal);
}

static const struct harm {
	const char *name;
	void (*do_it)(const struct server *s);
} harms[] = {
	{ "the state file is deleted", delete_it },
	{ "the state file is deleted with its log", delete_all },
	{ "the state file is replaced by another", replace_it },
	{ "the state file is renamed", move_it },
	{ "the folder of the state is moved", move_folder },
	{ "the folder of the state is deleted", delete_folder },
	{ "the log of the state is deleted", delete_log },
};

/* ---------------------------------------------------------------- what is refused */

/* Each of them is the first write of a server. */
static const enum op writes[] = { OP_MAKE,       OP_RENAME, OP_DISABLE,
	                          OP_PARTITIONS, OP_LIFE,   OP_ADVANCE,
	                          OP_EXPORT,     OP_DELETE, OP_RESET };

static bool says(const struct server *s, const char *what)
{
	AUTO(buf_release) struct buf said = { 0 };
	struct err e = { 0 };

	return file_read(s->said, 1 << 20, &said, &e) == 0 &&
	       strstr(buf_str(&said), what);
}

static void check_refused(struct story *st, enum op op)
{
	if (story_do(st, op, 1, NULL))
		broken(st->findings, INV_ACK, "%s is acknowledged, and lost",
		       op_name(op));
}

/* All writes, from the first one on; nothing of it is acknowledged. */
static void check_writes(struct story *st, size_t first)
{
	st->may_fail = true;
	for (size_t i = 0; i < ARRAY_LEN(writes); i++)
		check_refused(st, writes[(first + i) % ARRAY_LEN(writes)]);
}

static void check_read_and_said(struct story *st)
{
	struct question q = { .method = "GET", .path = "/flows" };
	struct answer a = server_ask(st->server, &q);

	if (!a.status)
		broken(st->findings, INV_ALIVE, "a read is not answered");
	answer_release(&a);
	/* Lines are flushed once a turn: those of the turns before the read's. */
	if (!says(st->server, st->server->state))
		broken(st->findings, INV_ALIVE, "stderr does not name the state");
}

static void try(const struct harm *harm, size_t first, struct tally *tally)
{
	struct findings f = { 0 };
	struct server s;
	struct story st;

	server_open(&s);
	story_begin(&st, &s, &f);
	if (server_start(&s, NULL, NULL) == END_UP) {
		story_do(&st, OP_MAKE, 1, NULL);
		story_do(&st, OP_MAKE, 2, NULL);
		story_advance(&st, 4, NULL);
		harm->do_it(&s);
		check_writes(&st, first);
		check_read_and_said(&st);
		if (s.pid && server_stop(&s) > 127)
			broken(&f, INV_ALIVE, "SIGTERM does not end it well");
	} else {
		broken(&f, INV_START, "it does not start");
	}
	tally_add(tally, &f, buf_str(&st.log), program_invocation_name);
	server_close(&s);
	story_end(&st);
	buf_release(&f.text);
}

int main(void)
{
	bool well = true;

	deadline_set(setting("SECONDS", 3600));
	for (size_t i = 0; i < ARRAY_LEN(harms); i++) {
		struct tally tally = { .name = harms[i].name };

		for (size_t k = 0; k < ARRAY_LEN(writes) && !deadline_is_over(); k++)
			try(&harms[i], k, &tally);
		well &= tally_end(&tally);
	}
	return deadline_status(well);
}
