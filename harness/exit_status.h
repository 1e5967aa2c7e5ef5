/*
 * exit_status.h - with what status a run ends, and why it had no target
 *
 * Owns: nothing.
 */
#ifndef HARNESS_EXIT_STATUS_H
#define HARNESS_EXIT_STATUS_H

#include "harness/report/result.h"

/* The worst thing that happened decides; a clean-up that failed is a failure. */
int exit_status(const struct totals *totals, bool unclean);

/* What reports say of a target that could not be used, where the run ends with that. */
enum verdict exit_status_refusal(int status);

#endif
