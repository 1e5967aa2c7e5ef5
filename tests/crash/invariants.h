/*
 * invariants.h - what must hold of a state and its exported files
 *
 * Owns: nothing.
 */
#ifndef TESTS_CRASH_INVARIANTS_H
#define TESTS_CRASH_INVARIANTS_H

#include "tests/crash/findings.h"
#include "tests/crash/server.h"

/* After a start, while the server does nothing: no temporary, no empty folder. */
void check_tidy(const struct server *s, struct findings *f);

/* After a reset: nothing is left below the export root. */
void check_empty(const struct server *s, struct findings *f);

/*
 * After a stop: the state itself, its files, and the records in them.  Clock and
 * ticks are at whole hours, and the seed's world began at 2026-01-01T00:00:00Z.
 */
void check_state(const struct server *s, struct findings *f);

/* The datasets that the checks know: how many records there are after so many hours. */
#define DATASET_DEVICES  "5ef3e3259ad2a1191ab7dd7d"
#define DATASET_PROFILES "5ef3e325582424191b1beb42"

/* Ends the name of the folder of a flow that exports all at each tick. */
#define ALL_FOLDER "-all/"

#endif
