/*
 * findings.h - what must hold after a crash, and what did not
 *
 * Owns: struct findings owns its text.
 */
#ifndef TESTS_CRASH_FINDINGS_H
#define TESTS_CRASH_FINDINGS_H

#include "lib/buf.h"

/* clang-format off */
#define INVARIANTS(X)                                                              \
	X(START,     "a start succeeds")                                           \
	X(ALIVE,     "the server answers: no crash, no hang, no 5xx without a cause") \
	X(ACK,       "what was acknowledged is there")                             \
	X(HALF,      "what was not acknowledged is not half there")                \
	X(TEMP,      "no temporary outlives a start")                              \
	X(UNCLAIMED, "every file belongs to a run")                                \
	X(TWICE,     "a file belongs to one run only")                             \
	X(MISSING,   "every file of a run is there")                               \
	X(SIZE,      "a file has the size that is recorded")                       \
	X(RECORDS,   "a run's records are those in its files")                     \
	X(DOUBLED,   "no record is exported twice")                                \
	X(ARRIVED,   "every record that has arrived is exported")                  \
	X(FOLDER,    "no empty folder outlives a start")                           \
	X(RESET,     "a reset leaves nothing")                                     \
	X(SAME,      "a kill changes nothing of what is left")                     \
	X(STATE,     "the state is sound")
/* clang-format on */

enum invariant {
#define ROW(name, text) INV_##name,
	INVARIANTS(ROW)
#undef ROW
		INV_COUNT
};

struct findings {
	struct buf text; /* a line each, the first of each invariant */
	size_t count[INV_COUNT];
	size_t total;
};

/* Notes that it is broken, and how. */
void broken(struct findings *f, enum invariant which, const char *fmt, ...)
	PRINTF_LIKE(3, 4);

const char *invariant_text(enum invariant which);

#endif
