/*
 * show.h - armed faults as JSON: as they were declared, with what came of them
 *
 * Owns: nothing; what is made is the caller's.
 * Errors: what the store raises.
 */
#ifndef MOCKSERVER_FAULTS_SHOW_H
#define MOCKSERVER_FAULTS_SHOW_H

#include "mockserver/faults/faults.h"

#define FAULT_RECEIPTS_SHOWN 1000 /* of a fault or of all runs, the first ones; ours */

/* The fault, its counts and its receipts: GET /__admin/faults/{name}. */
int fault_show(const struct faults *fs, const struct fault *f, cJSON **out, struct err *e)
	MUST_USE;

/*
 * {"runs":[{"run","flow","scheduledAt","receipts":[…]}]}, those that are due first first;
 * a tick that has no run has no "run".  GET /__admin/faults/runs.
 */
int faults_show_runs(const struct faults *fs, cJSON **out, struct err *e) MUST_USE;

/* {"faults":[…]}, without receipts: GET /__admin/faults. */
cJSON *faults_show(const struct faults *fs) MUST_USE;

#endif
