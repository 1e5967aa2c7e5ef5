/*
 * show.h - a run for those who watch: each step, the metrics, the exported tree
 *
 * Owns: nothing.
 */
#ifndef HARNESS_SHOW_H
#define HARNESS_SHOW_H

#include "harness/steps/play.h"

/* Prints what the step that just ran did; ctx is a FILE.  For play_scenario(). */
void show_step(void *ctx, const struct play *p);

/* Prints the runs' metrics, then the tree of exported files and where it lies. */
int show_outcome(struct target *t, FILE *to, struct err *e) MUST_USE;

#endif
