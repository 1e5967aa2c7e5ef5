/*
 * fault.h - rows of armed faults: what each was armed with, its counts and receipts
 *
 * The texts and counts are those of faults/; nothing here knows what a fault does.
 *
 * Owns: nothing.  Borrows: texts of a row, until the next step.
 * Errors: ERR_IO, from SQLite.
 */
#ifndef MOCKSERVER_STORE_FAULT_H
#define MOCKSERVER_STORE_FAULT_H

#include "mockserver/store/store.h"

struct fault_counts {
	int64_t matched, fired, effective, shadowed;
};

struct fault_row {
	int64_t seq;
	const char *name, *body;
	bool at_start; /* an option of the start armed it */
	struct fault_counts counts;
};

/* Stores a new fault under a new number, *seq; inside a transaction of the caller's. */
int fault_row_put(struct store *s, const struct fault_row *row, int64_t *seq,
                  struct err *e) MUST_USE;
int fault_row_count(struct store *s, int64_t seq, const struct fault_counts *counts,
                    struct err *e) MUST_USE;
/* Deletes it with its keys and receipts. */
int fault_row_drop(struct store *s, int64_t seq, struct err *e) MUST_USE;

/* Each row of `SQL_FAULT_ALL`: 1 with a row, 0 after the last, -1. */
int fault_row_next(struct stmt *q, struct fault_row *out, struct err *e) MUST_USE;

struct fault_key_row {
	const char *key;
	int64_t matched, fired;
};

int fault_key_put(struct store *s, int64_t seq, const struct fault_key_row *row,
                  struct err *e) MUST_USE;
/* Each row of `SQL_FAULT_KEYS`, which is given the fault's number. */
int fault_key_next(struct stmt *q, struct fault_key_row *out, struct err *e) MUST_USE;

/* What a fault remembers under a name. */
struct fault_mark_row {
	const char *name;
	int64_t at, reads;
	const char *body; /* NULL for none */
};

int fault_mark_put(struct store *s, int64_t seq, const struct fault_mark_row *row,
                   struct err *e) MUST_USE;
int fault_mark_drop(struct store *s, int64_t seq, const char *name, struct err *e)
	MUST_USE;
/* Each row of `SQL_FAULT_MARKS`, which is given the fault's number. */
int fault_mark_next(struct stmt *q, struct fault_mark_row *out, struct err *e) MUST_USE;

struct receipt_row {
	int64_t serial, fault;
	const char *key;
	int64_t ordinal, request;
	vtime at;
	const char *operation;
	int64_t action, value;
	const char *done;
	bool effective;
	int64_t run, flow;  /* serial and number, of a run or file; 0 of a request */
	vtime scheduled_at; /* of the run */
	const char *about;  /* JSON: which run or file; NULL of a request */
};

/* Stores a receipt under a new serial; inside a transaction of the caller's. */
int fault_receipt_put(struct store *s, const struct receipt_row *row, int64_t *serial,
                      struct err *e) MUST_USE;
/* Its fault had an effect, and this is what was done; `about` NULL: as before. */
int fault_receipt_done(struct store *s, int64_t serial, const char *done,
                       const char *about, struct err *e) MUST_USE;
/* What a receipt's effect is counted by: fault, action, effective; ERR_NOT_FOUND. */
int fault_receipt_load(struct store *s, int64_t serial, struct receipt_row *out,
                       struct err *e) MUST_USE;
/* Each row of `SQL_RECEIPT_ALL`: of a fault, after a serial, at most so many. */
int fault_receipt_next(struct stmt *q, struct receipt_row *out, struct err *e) MUST_USE;
/* Receipts of one run are those of another from now on; of 0 of none. */
int fault_receipts_move(struct store *s, int64_t from, int64_t to, struct err *e)
	MUST_USE;
/* The highest number of a request that a receipt names. */
int fault_receipt_last_request(struct store *s, int64_t *out, struct err *e) MUST_USE;

#endif
