/*
 * schedule_rules.h - what goes together in scheduleParams, beyond their schema
 *
 * The flow spec's schema says what each member may be.  Which of them documents let
 * go together is the ledger's: A3, C2 to C5, C7, C9; and so is what is done about
 * milliseconds (C17).  Of an ingestion only its numbers are judged here.
 *
 * Owns: nothing.
 */
#ifndef MOCKSERVER_ENTITIES_SCHEDULE_RULES_H
#define MOCKSERVER_ENTITIES_SCHEDULE_RULES_H

#include "lib/json/json.h"
#include "lib/violations.h"
#include "lib/vtime.h"
#include "mockserver/contract/ledger.h"

/* Whose schedule it is. */
struct schedule_case {
	const struct contract *contract;
	bool ingests;      /* the flow brings data in */
	bool changes;      /* the flow is there already, */
	vtime default_end; /* and has this default end, which is not judged */
};

/* Adds a violation, its pointer below /scheduleParams, for each thing refused. */
void schedule_rules_check(const struct schedule_case *c, const cJSON *params,
                          struct violations *out);

#endif
