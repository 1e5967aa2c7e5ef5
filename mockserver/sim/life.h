/*
 * life.h - how long a run lives: pure, no clock of its own
 *
 *	immediate        it has ended when it can be read
 *	after:5m         it ends so long after it began, on the mock's clock
 *	after:5m..30m    the same, somewhere between, drawn from the seed
 *	polls:3          it ends when it has been read so often
 *
 * For the first tenth of that time a run waits to start (ours: the published samples
 * start within seconds, 03 §7.5), and is in progress for the rest.  One that lives by
 * being read waits until it is read once.
 *
 * Owns: nothing.
 * Time: milliseconds.
 * Errors: ERR_INVALID.
 */
#ifndef MOCKSERVER_SIM_LIFE_H
#define MOCKSERVER_SIM_LIFE_H

#include "lib/err.h"
#include "lib/vtime.h"

enum life_kind { LIFE_IMMEDIATE, LIFE_AFTER, LIFE_POLLS };

struct life {
	enum life_kind kind;
	int64_t least_ms, most_ms; /* LIFE_AFTER */
	int64_t polls;             /* LIFE_POLLS: at least 1 */
};

#define LIFE_MS_MAX    (366 * MS_PER_DAY) /* ours */
#define LIFE_POLLS_MAX 1000000            /* ours */

int life_parse(const char *text, struct life *out, struct err *e) MUST_USE;

/* As life_parse() takes it, lengths in milliseconds. */
#define LIFE_TEXT 64
const char *life_text(const struct life *l, char text[LIFE_TEXT]);

/* LIFE_AFTER: how long the run of that key lives; key is a hash of (seed, run). */
int64_t life_length_ms(const struct life *l, uint64_t key);

/* How long a run waits to start that lives so long. */
int64_t life_wait_ms(int64_t length_ms);

#endif
