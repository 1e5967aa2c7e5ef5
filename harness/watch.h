/*
 * watch.h - those who watch a scenario: the person, the reports, a terminal's last line
 *
 * Owns: nothing.  Borrows: all.
 */
#ifndef HARNESS_WATCH_H
#define HARNESS_WATCH_H

#include "harness/run/progress.h"
#include "harness/run/record.h"

struct watch {
	FILE *show;            /* each step is printed there; NULL: none is */
	struct record *record; /* NULL: no report wants it */
	struct progress_line *progress;
	struct watcher watcher;
};

/* What is to be called while it is played; NULL: nobody watches. */
const struct watcher *watch_begin(struct watch *w);

#endif
