/*
 * store.h - the state of one mock: opening it, transactions, small numbers and texts
 *
 * In memory, or in one file in WAL mode (synchronous=NORMAL: what was
 * acknowledged survives kill -9, not a power cut).  One thread uses a store.
 * Every request that changes something, and every tick, is one transaction.
 *
 * Owns: the database and its prepared statements.
 * Errors: ERR_IO (the database), ERR_INVALID (the file is no state of ours, or is
 * in use).
 */
#ifndef MOCKSERVER_STORE_STORE_H
#define MOCKSERVER_STORE_STORE_H

#include "lib/buf.h"
#include "mockserver/store/intents.h"
#include "mockserver/store/late.h"
#include "mockserver/store/progress.h"
#include "mockserver/store/serials.h"
#include "mockserver/store/state_files.h"
#include "mockserver/store/stmt.h"
#include "mockserver/store/tenants.h"

struct store {
	sqlite3 *db;
	struct stmts sql;
	bool on_disk;
	uint64_t writes; /* grows with each write to an entity, a flow's ends or a spec */
	uint64_t jobs;   /* grows with each write to what goes on, appears or expires */
	int64_t next_run;         /* serial of the next run; 0: not asked yet */
	struct progress progress; /* of exports */
	struct late late;         /* times of runs */
	struct tenants tenants;   /* the one last found */
	struct serials serials;   /* of entities and specs */
	struct intents intents;   /* files without a row */
	struct state_files files; /* of the state, where it is on disk */
	int64_t noted_changes;    /* when they were last noted */
	struct buf image;         /* store_open_copy(): the database */
};

/*
 * For a program of its own, before its first store: SQLite does not count the memory
 * it holds, which takes a lock each time.  A library leaves that to its program.
 */
void store_tune(void);

/* path NULL: in memory. */
int store_open(const char *path, struct store *out, struct err *e) MUST_USE;
/*
 * A copy in memory of a state's file, to be read only: the file, and a server that has
 * it open, are left alone (store/image.h).  ERR_NOT_FOUND if it does not exist.
 */
int store_open_copy(const char *path, struct store *out, struct err *e) MUST_USE;
void store_close(struct store *s);

/* Is nothing in it that a client has made: no entity, run, spec, posted batch, fault? */
int store_is_empty(struct store *s, bool *out, struct err *e) MUST_USE;

/*
 * A transaction: begun, made lasting with the progress of exports.  ERR_UNAVAILABLE, and
 * from then on, where the state's file was deleted or replaced under the running mock.
 */
int store_begin(struct store *s, struct err *e) MUST_USE;
int store_commit(struct store *s, struct err *e) MUST_USE;
/* Undoes; nothing when no transaction is open. */
void store_rollback(struct store *s);

/* How many rows were changed since it was opened: equal means nothing was. */
int64_t store_changes(const struct store *s);

/* Small numbers by name; ERR_NOT_FOUND for a name without one. */
int store_meta_load(struct store *s, const char *name, int64_t *out, struct err *e)
	MUST_USE;
int store_meta_put(struct store *s, const char *name, int64_t value, struct err *e)
	MUST_USE;
/* Counts one up from 0 and gives the new value. */
int store_meta_count_up(struct store *s, const char *name, int64_t *out, struct err *e)
	MUST_USE;

/*
 * The next number by that name, a constant; inside a transaction of the caller's.  No
 * other function knows these numbers.
 */
int store_draw(struct store *s, const char *name, int64_t *out, struct err *e) MUST_USE;

/* What a client has set, by name: ERR_NOT_FOUND when it is not; *out is the caller's. */
int store_setting_load(struct store *s, const char *name, char **out, struct err *e)
	MUST_USE;
/* value NULL: it is no longer set. */
int store_setting_put(struct store *s, const char *name, const char *value, struct err *e)
	MUST_USE;

/* Removes every row; inside a transaction of the caller's. */
int store_wipe(struct store *s, struct err *e) MUST_USE;

#endif
