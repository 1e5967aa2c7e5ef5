/*
 * reads.h - runs that go on by being read (sim/life.h, polls:N)
 *
 * What an answer shows is noted while it is made, and counts when it is done: the run
 * goes on after the answer that reads it the last time.
 *
 * Owns: the world's notes, until the end.
 */
#ifndef MOCKSERVER_RUNS_READS_H
#define MOCKSERVER_RUNS_READS_H

#include "mockserver/world/world.h"

/* An answer shows the run. */
void run_shown(struct world *w, int64_t serial);

/* Counts what was noted, in a transaction of its own, and forgets it. */
int run_reads_count(struct world *w, struct err *e) MUST_USE;

/* Frees the notes. */
void run_reads_free(struct world *w);

#endif
