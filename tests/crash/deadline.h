/*
 * deadline.h - when a loop stops: after a time, or on SIGINT or SIGTERM
 *
 * What is underway then is finished first, so that nothing is left behind.
 *
 * Owns: the two signals.
 */
#ifndef TESTS_CRASH_DEADLINE_H
#define TESTS_CRASH_DEADLINE_H

#include "lib/base.h"

void deadline_set(int64_t seconds);
bool deadline_is_over(void);
/* The exit status: as `well` says, or 130 and 143 for a signal. */
int deadline_status(bool well);

#endif
