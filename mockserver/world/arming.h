/*
 * arming.h - arming and clearing the faults of a world, each a transaction
 *
 * Owns: nothing.
 * Errors: ERR_INVALID and ERR_EXISTS, with the node, for what can't be armed; else what
 * the store raises.
 */
#ifndef MOCKSERVER_WORLD_ARMING_H
#define MOCKSERVER_WORLD_ARMING_H

#include "mockserver/world/world.h"

/* Arms one fault or a list of them, all or none; *armed is how many. */
int arming_arm(struct world *w, const cJSON *json, size_t *armed, struct fault_refuse *r)
	MUST_USE;

/*
 * Runs that the fault keeps waiting are due now: *count.  NULL: those of all faults. They
 * go on with the next move of the clock, or at once on one that goes by itself.
 */
int arming_release(struct world *w, const struct fault *f, size_t *count, struct err *e)
	MUST_USE;

/* Clears a fault; NULL: all of them.  What it keeps waiting is released. */
int arming_clear(struct world *w, struct fault *f, struct err *e) MUST_USE;

/*
 * At a start, and after a reset: takes what the state holds, and arms those of the start
 * that are not there by name.
 */
int arming_resume(struct world *w, struct err *e) MUST_USE;

/* Counts and receipts of a judged request; all is taken back where that fails. */
int arming_save(struct world *w, struct fault_strike *strike, struct err *e) MUST_USE;

/* Makes a mark with a body, or NULL; stores one that was used. */
int arming_mark(struct world *w, struct fault *f, const char *name, const char *body,
                struct err *e) MUST_USE;
int arming_save_mark(struct world *w, const struct fault *f, const struct fault_mark *m,
                     struct err *e) MUST_USE;

/* A receipt's action had its effect. */
int arming_save_effect(struct world *w, int64_t receipt, const char *done, struct err *e)
	MUST_USE;

#endif
