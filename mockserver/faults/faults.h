/*
 * faults.h - the faults that are armed in a mock, and what strikes a request, run or file
 *
 * A request is judged once, when it has arrived, a run when it is about to begin, a file
 * when it is in place: each fault on that operation, or on runs or files, in the
 * order of declaration, is matched, counted and drawn for.  What strikes is a list of
 * hits.  A fault with an ending is shadowed where another ending has struck already: it
 * is not counted and spends nothing.  Counts are in memory and in the state; they are the
 * same again after a restart.  What a transaction changes is stored at its end
 * (faults_flush), and read again from the state where it fails (world/transaction).
 *
 * Owns: the faults.  Borrows: the store; what is in a strike lives in the caller's arena,
 * and its faults until one is armed or cleared.
 * Errors: what the store raises; ERR_INVALID and ERR_EXISTS for what can't be armed.
 */
#ifndef MOCKSERVER_FAULTS_FAULTS_H
#define MOCKSERVER_FAULTS_FAULTS_H

#include "lib/mem.h"
#include "mockserver/faults/index.h"

/* Counts of a fault that have changed. */
struct fault_touched {
	struct fault *fault;
	struct fault_key *key; /* NULL: those of the fault itself */
};

/* All zero is a valid start; faults_load() takes the store. */
struct faults {
	struct store *store;
	uint64_t seed;
	struct fault **all; /* in the order of declaration */
	size_t count;
	uint16_t watched[FAULT_POINT_COUNT]; /* how many are on it */
	struct fault_index index;
	bool watching;    /* some watch writes, to strike reads that come later */
	size_t run_marks; /* that faults on runs remember (faults_count_marks) */
	int64_t requests; /* that were judged: the number of the last */
	struct fault_touched *unsaved; /* counts that the open transaction has changed */
	size_t unsaved_count, unsaved_room;
	bool is_off;         /* of tests (FAULTS_OFF): */
	enum fault_kind off; /* this kind fires, is counted, and has no effect */
};

/*
 * A variable of the environment that names a kind: its faults fire without effect, so
 * that tests see that a scenario fails where the effect is missing.
 */
#define FAULTS_OFF "FLOWMOCK_TEST_FAULT_WITHOUT_EFFECT"

#define FAULTS_MOST 1000 /* armed at a time; ours */

/* An action that strikes. */
struct fault_hit {
	struct fault *fault;
	const struct fault_action *action;
	const char *key;
	int64_t ordinal;
	int64_t value;   /* milliseconds of a delay, seconds until a rate's minute ends */
	int64_t receipt; /* its serial, set by faults_save() */
	const char *done; /* what was done; NULL: nothing yet */
};

/* A mark that was made or used. */
struct fault_marked {
	struct fault *fault;
	struct fault_mark *mark;
};

struct fault_strike {
	struct fault_hit *hits;
	size_t count;
	struct fault_marked *marked;
	size_t marked_count;
	enum fault_point point;
	int64_t request; /* its number; 0 of runs and files */
	vtime at;
	int64_t run, flow_seq; /* 0 of requests */
	vtime scheduled_at;    /* of the run */
	const cJSON *about;    /* which run or file; borrowed from the subject, or NULL */
	bool held;             /* its faults stay until faults_let_go() */
};

/* Is any fault on the point?  One comparison where nothing is armed. */
static inline bool faults_watch(const struct faults *fs, enum fault_point point)
{
	return fs->count && fs->watched[point];
}

/* Takes what the state holds, instead of what is in memory. */
int faults_load(struct faults *fs, struct store *store, uint64_t seed, struct err *e)
	MUST_USE;
void faults_release(struct faults *fs);

/* Matches and counts, in memory; the caller saves it, or loads all anew. */
void faults_judge(struct faults *fs, const struct fault_subject *s, struct arena *a,
                  struct fault_strike *out);
/* Stores marks and receipts; inside a transaction of the caller's. */
int faults_save(struct faults *fs, struct fault_strike *strike, struct err *e) MUST_USE;
/*
 * The receipt's action had its effect, which `done` names; inside a transaction of the
 * caller's.  `about` says anew which run or file it was, NULL: as before.  Nothing where
 * the fault was cleared meanwhile.
 */
int faults_save_effect(struct faults *fs, int64_t receipt, const char *done,
                       const cJSON *about, struct err *e) MUST_USE;

/* Is anything in memory that only the open transaction has stored, or will? */
static inline bool faults_unsaved(const struct faults *fs)
{
	return fs->unsaved_count != 0;
}

/* Counts of the fault, and of a key (or NULL), have changed. */
void faults_note(struct faults *fs, struct fault *f, struct fault_key *k);
/* Stores the counts that have changed; inside the transaction, at its end. */
int faults_flush(struct faults *fs, struct err *e) MUST_USE;
/* The transaction was committed. */
void faults_flushed(struct faults *fs);

/* Counts run_marks anew: a fault on runs has made or forgotten a mark. */
void faults_count_marks(struct faults *fs);
/* Stores a mark; inside a transaction of the caller's. */
int faults_save_mark(struct faults *fs, const struct fault *f, const struct fault_mark *m,
                     struct err *e) MUST_USE;

/* Faults that were read and are not armed yet. */
struct fault_batch {
	struct fault **all;
	size_t count;
};

/* Reads one fault, or a list of them: all or none. */
int faults_read(const struct faults *fs, const cJSON *json, struct fault_batch *out,
                struct fault_refuse *r) MUST_USE;
void fault_batch_release(struct fault_batch *b);
AUTO_DEFINE_STRUCT(struct fault_batch, fault_batch_release);
/* Stores them; inside a transaction of the caller's. */
int faults_put(struct faults *fs, struct fault_batch *b, struct err *e) MUST_USE;
/* Arms those that were stored; takes them. */
void faults_take(struct faults *fs, struct fault_batch *b);

struct fault *faults_find(const struct faults *fs, const char *name);
/* The fault of that number; NULL where it is gone. */
struct fault *faults_of(const struct faults *fs, int64_t seq);
/* Deletes its rows; inside a transaction of the caller's.  Then faults_forget(). */
int faults_drop(struct faults *fs, const struct fault *f, struct err *e) MUST_USE;
/* The fault is freed, or kept by the requests that hold it; NULL: all are. */
void faults_forget(struct faults *fs, const struct fault *f);

/* A request keeps the faults that have struck it until it is over. */
void faults_hold(struct fault_strike *strike);
void faults_let_go(struct fault_strike *strike);

#endif
