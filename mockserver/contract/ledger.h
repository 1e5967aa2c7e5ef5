/*
 * ledger.h - what is done where the sources contradict each other or are silent
 *
 * fixtures/ledger.yaml has an entry for each such question, with a choice for each
 * of the two modes: lenient takes whatever documented samples and real clients send,
 * strict refuses what the documents forbid.  Code asks for an entry's choice by its
 * name; nothing else tells the modes apart.
 *
 *	if (ledger_refuses(mode, LEDGER_MISSING_SANDBOX))
 *		return refuse(rf, E_SANDBOX_MISSING);
 *
 * Owns: nothing.
 */
#ifndef MOCKSERVER_CONTRACT_LEDGER_H
#define MOCKSERVER_CONTRACT_LEDGER_H

#include "lib/base.h"

enum contract_mode { CONTRACT_LENIENT, CONTRACT_STRICT, CONTRACT_COUNT };

/* What can be chosen; ledger.py says what each means. */
enum ledger_choice {
	CHOICE_ACCEPT,
	CHOICE_REFUSE,
	CHOICE_IGNORE,
	CHOICE_DEFAULT,
	CHOICE_CLAMP,
	CHOICE_MERGE,
	CHOICE_REPLACE,
	CHOICE_KEEP,
	CHOICE_CHANGE,
	CHOICE_MASK,
	CHOICE_DESTINATIONS,
	CHOICE_SOURCES,
	CHOICE_GUIDES,
	CHOICE_SAMPLES,
	CHOICE_ERRORS,
	CHOICE_CLIENTS,
	CHOICE_OWN,
};

enum ledger_entry {
#define LEDGER(name, ...) LEDGER_##name,
#include "mockserver/contract/ledger.def"
#undef LEDGER
	LEDGER_COUNT
};

/* What the mode does about the entry. */
enum ledger_choice ledger_choice(enum contract_mode mode, enum ledger_entry entry);

/* Is what the entry is about answered with an error? */
static inline bool ledger_refuses(enum contract_mode mode, enum ledger_entry entry)
{
	return ledger_choice(mode, entry) == CHOICE_REFUSE;
}

/* The entry's number in the ledger: "A20". */
const char *ledger_id(enum ledger_entry entry);

/* "lenient", "strict" */
const char *contract_name(enum contract_mode mode);
/* The mode of that name, or -1; -1 also for NULL. */
int contract_find(const char *name);

#endif
