/*
 * result.h - how a scenario ended
 *
 * Owns: a result owns its message, record and rounds.  Borrows: the names, from the
 * scenario.
 */
#ifndef HARNESS_REPORT_RESULT_H
#define HARNESS_REPORT_RESULT_H

#include "lib/json/json.h"

struct scenario;

enum verdict {
	VERDICT_PASSED,
	VERDICT_SKIPPED,
	VERDICT_FAILED,      /* something did not fit */
	VERDICT_UNTOLD,      /* a fault did not do what it should: nothing was shown */
	VERDICT_BAD,         /* the scenario is malformed */
	VERDICT_UNREACHABLE, /* nobody answered */
	VERDICT_INTERNAL,    /* the harness could not do its part */
	VERDICT_STOPPED,     /* by a signal or the overall time-out */
	VERDICT_FLAKY,       /* it passed, and did not, in rounds of --repeat */
	VERDICT_REFUSED,     /* the target may not be used as was asked: nothing ran */
	VERDICT_COUNT
};

/* "passed", "failed", …; never NULL. */
const char *verdict_name(enum verdict verdict);

struct result {
	const char *file, *sentence;
	int line;
	enum verdict verdict;
	char *message; /* why it failed or was skipped, without colours; or NULL */
	char *record;  /* its steps as JSON (harness/run/record.h), or NULL */
	size_t steps, skipped_steps;
	int64_t took_ns;
	/* Of several rounds (--repeat): the verdict of each, a letter each from 'a' on,
	 * and the one that message, record and steps are of, from 1 on.  NULL: there was
	 * one. */
	char *rounds;
	size_t shown_round;
	const cJSON *cell;  /* of a matrix: its values by axis; NULL without one */
	const char *family; /* the sentence that the cells share */
};

/* Sets the names to those of the scenario. */
void result_name(struct result *r, const struct scenario *s);

/* The verdict of the i-th round, from 0 on. */
enum verdict result_round(const struct result *r, size_t i);
/*
 * Appends "round 1: passed", "rounds 2 to 9: failed", a line each, and which of them is
 * shown; nothing of a result without rounds.
 */
void result_put_rounds(const struct result *r, struct buf *out);

/* Frees what the result owns. */
void result_release(struct result *r);

/* How many ended how. */
struct totals {
	size_t all, of[VERDICT_COUNT];
};

#endif
