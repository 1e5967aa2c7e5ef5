/*
 * human.h - a run as a person reads it
 */
#ifndef HARNESS_REPORT_HUMAN_H
#define HARNESS_REPORT_HUMAN_H

#include "harness/report/result.h"
#include "lib/buf.h"

#include <stdio.h>

enum human_colours { HUMAN_PLAIN, HUMAN_COLOURS };

/*
 * Prints a text in which there may be what a server sent: control characters, which
 * could move a terminal's cursor, become "?".
 */
void human_put(const char *text, FILE *to);

/* Appends one scenario: a line, and the details if it did not pass. */
void human_scenario(const struct result *result, enum human_colours colours,
                    struct buf *out);
/* One that did not pass, in a line, for the end of a long run. */
void human_again(const struct result *result, struct buf *out);
/* "N scenarios in N.N s" */
void human_time(const struct totals *totals, int64_t took_ns, struct buf *out);
/* "N passed, N failed, N skipped" */
void human_totals(const struct totals *totals, struct buf *out);

#endif
