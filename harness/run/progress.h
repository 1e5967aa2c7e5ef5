/*
 * progress.h - how far a run is, on a terminal's last line
 *
 * The line is written over and taken away before anything else is printed; nothing is
 * written where the stream is no terminal, or one that can't move its cursor (TERM=dumb).
 * While a step waits for a real clock, the line says for what and how long.
 *
 * Owns: nothing.  Borrows: the stream.
 */
#ifndef HARNESS_RUN_PROGRESS_H
#define HARNESS_RUN_PROGRESS_H

#include <stdio.h>

#include "lib/base.h"

struct progress_line {
	FILE *to;          /* NULL: not shown */
	size_t done, all;  /* scenarios */
	bool is_shown;     /* the line is there */
	char playing[200]; /* the scenario's sentence, or "" */
};

/* Of so many scenarios; shown if the stream is a terminal. */
void progress_init(struct progress_line *p, FILE *to, size_t all);

/* One is being played, and `done` have been before. */
void progress_play(struct progress_line *p, size_t done, const char *sentence);

/* A wait of the scenario: "3 of 9: run 5f…, 12 min of 2 h". */
void progress_wait(struct progress_line *p, const char *what, int64_t waited_ms,
                   int64_t most_ms);

/* Takes the line away. */
void progress_clear(struct progress_line *p);

/* "45 s", "12 min", "2 h", "3 d": cut to its largest unit, but for one and a half. */
#define PROGRESS_LENGTH_TEXT 24
char *progress_length(int64_t ms, char out[PROGRESS_LENGTH_TEXT]);

#endif
