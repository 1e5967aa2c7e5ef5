/*
 * schedule_rules.h - what goes together in scheduleParams, beyond their schema
 *
 * The flow spec's schema says what each member may be.  Which of them documents let
 * go together is the ledger's: A3, C2 to C5.
 *
 * Owns: nothing.
 */
#ifndef MOCKSERVER_MODEL_SCHEDULE_RULES_H
#define MOCKSERVER_MODEL_SCHEDULE_RULES_H

#include "lib/json.h"
#include "lib/violations.h"
#include "mockserver/contract/ledger.h"

/* Adds a violation, with a pointer below /scheduleParams, for what the mode refuses. */
void schedule_rules_check(enum contract_mode mode, const cJSON *params,
                          struct violations *out);

#endif
