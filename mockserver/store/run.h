/*
 * run.h - runs: one compact row each
 *
 * A run's serial counts from 1; its id is a seeded bijection of it (lib/hash.h).
 *
 * Owns: struct run_row borrows its texts from the statement that gave it.
 * Errors: ERR_NOT_FOUND, for callers to handle.
 */
#ifndef MOCKSERVER_STORE_RUN_H
#define MOCKSERVER_STORE_RUN_H

#include "lib/hash.h"
#include "lib/vtime.h"
#include "mockserver/store/store.h"

enum run_status {
	RUN_SUCCESS,
	RUN_FAILED,
	RUN_PARTIAL,
	RUN_IN_PROGRESS,
	RUN_QUEUED, /* it waits to start */
	RUN_STATUS_COUNT
};

struct run_row {
	int64_t serial;
	vtime scheduled_at, created_at;
	vtime started_at, completed_at; /* VTIME_NEVER: not yet */
	enum run_status status;
	int64_t records, bytes, files;
	/*
	 * JSON: {"datasets":[…],"errors":[…]}, what each dataset came to; NULL where the
	 * columns say it all: one dataset or none, and no error.
	 */
	const char *detail;
	int64_t version; /* counts writes */
	vtime updated_at;
	const char *sent; /* JSON: the members that a client has put; NULL for none */
	int64_t plan;     /* serial of plan_text; 0 for none */
	const char
		*plan_text; /* when read: what it set out to do (runs/plan.h), or NULL */
	bool demanded;      /* a client asked for it */
	/* the flow's */
	int64_t flow_seq;
	int64_t tenant; /* when written; 0: the flow's is looked up */
	const char *flow, *org, *sandbox, *spec, *source, *target;
};

/* "success", "failed", "partialSuccess", "inProgress", "queued" (A15) */
const char *run_status_name(enum run_status status);

/* A run's id, of (seed, serial). */
const char *run_id_text(uint64_t seed, int64_t serial, char text[UUID_TEXT]);

/* Is it over? */
bool run_has_ended(enum run_status status);

/* The serial that the next run gets. */
int run_next_serial(struct store *s, int64_t *out, struct err *e) MUST_USE;
/* How many runs the flow has that are older than that serial. */
int run_count_before(struct store *s, int64_t flow_seq, int64_t serial, int64_t *out,
                     struct err *e) MUST_USE;
int run_put(struct store *s, const struct run_row *r, struct err *e) MUST_USE;
/* Rewrites what can change: times, status, counts, detail, version, sent. */
int run_change(struct store *s, const struct run_row *r, struct err *e) MUST_USE;

/* How far that time lies behind a run's creation, at most (store/late.h). */
int run_lateness(struct store *s, enum run_time which, struct lateness *out,
                 struct err *e) MUST_USE;

/* Lends one run's row until stmt_end(*q). */
int run_begin(struct store *s, int64_t serial, struct stmt **q, struct run_row *out,
              struct err *e) MUST_USE;

/* Some runs of the schedule, by serial; the row is borrowed for the call. */
struct run_range {
	int64_t after, until; /* serials: exclusive, inclusive */
	int64_t most;
};
typedef int run_visit_fn(void *ctx, const struct run_row *row, struct err *e);
int run_each(struct store *s, const struct run_range *which, run_visit_fn *visit,
             void *ctx, struct err *e) MUST_USE;

struct last_run {
	int64_t serial;
	enum run_status status;
	vtime created_at;
	vtime started_at, completed_at; /* VTIME_NEVER: not yet */
};

/* Reads it from a row's next five columns. */
void run_last_get(struct stmt *q, struct last_run *out);

/* The newest run of a flow: ERR_NOT_FOUND before the first. */
int run_last_of(struct store *s, const char *flow, struct last_run *out, struct err *e)
	MUST_USE;

#endif
