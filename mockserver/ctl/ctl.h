/*
 * ctl.h - the parts of the program flowmock-ctl
 *
 * Owns: nothing.
 */
#ifndef MOCKSERVER_CTL_CTL_H
#define MOCKSERVER_CTL_CTL_H

#include "lib/argv.h"
#include "lib/fetch.h"
#include "lib/json/json.h"

#define CTL_SIGNALLED 128 /* and the number of the signal: a shell's status */

/*
 * Calls ask() while signals end the move at the mock, and shows on a terminal how far
 * the clock is, of which nothing is left behind.  The number of the signal, or 0.
 */
int ctl_move(const char *url, void (*ask)(void *ctx), void *ctx);

/*
 * An option that the action would ignore is a mistake, and so is one without a value:
 * those in `fits` (of `count`, NULL for none) go with it.  0, or STATUS_USAGE after a
 * message.
 */
int ctl_check_options(const struct args *args, const char *action,
                      const char *const *fits, size_t count);

/* `faults` and what follows: its status; -1 where the words are not of that kind. */
int ctl_faults(const char *url, const struct args *args);

/* Appends what a person wants to know of an answer, in lines. */
typedef void ctl_print_fn(const cJSON *answer, struct buf *out);
ctl_print_fn ctl_print_health, ctl_print_clock, ctl_print_moved, ctl_print_fired,
	ctl_print_life, ctl_print_partitions, ctl_print_datasets, ctl_print_batch,
	ctl_print_reset, ctl_print_faults, ctl_print_fault, ctl_print_fault_runs,
	ctl_print_fault_kinds, ctl_print_armed, ctl_print_cleared, ctl_print_released;

enum ctl_as { CTL_AS_LINES, CTL_AS_JSON };

/*
 * Prints an answer for a person by `print` (NULL: as JSON, too), or as JSON: on stdout,
 * what is no success on stderr, for a person as a sentence.
 */
void ctl_print_answer(const struct exchange *x, ctl_print_fn *print, enum ctl_as as);

/* Whether it answers a move to a run that did not come: `"reached": false`. */
bool ctl_fell_short(const struct exchange *x);

#endif
