/*
 * ledger.h - what is done where the sources contradict each other or are silent
 *
 * fixtures/ledger.yaml has an entry for each such question, with a choice for each
 * of the two modes: lenient takes whatever documented samples and real clients send,
 * strict refuses what the documents forbid.  A contract is a mode, and the choices that
 * were made against it.  Code asks for an entry's choice by its name; nothing else
 * tells the modes apart.
 *
 *	if (ledger_refuses(contract, LEDGER_MISSING_SANDBOX))
 *		return refuse(rf, E_SANDBOX_MISSING);
 *
 * Owns: nothing.
 * Errors: ERR_INVALID.
 */
#ifndef MOCKSERVER_CONTRACT_LEDGER_H
#define MOCKSERVER_CONTRACT_LEDGER_H

#include "lib/err.h"

enum contract_mode { CONTRACT_LENIENT, CONTRACT_STRICT, CONTRACT_COUNT };

/* What can be chosen. */
enum ledger_choice {
#define CHOICE(name, ...) CHOICE_##name,
#include "mockserver/contract/choice.def"
#undef CHOICE
	CHOICE_COUNT
};

enum ledger_entry {
#define LEDGER(name, ...) LEDGER_##name,
#include "mockserver/contract/ledger.def"
#undef LEDGER
	LEDGER_COUNT
};

/* Zeroed, it is the lenient one without choices of its own. */
struct contract {
	enum contract_mode mode;
	uint8_t chosen[LEDGER_COUNT]; /* an enum ledger_choice + 1; 0: the mode's */
	bool *asked; /* LEDGER_COUNT of them: set for what is asked for; NULL: none */
};

/* What the contract does about the entry. */
enum ledger_choice ledger_choice(const struct contract *c, enum ledger_entry entry);

/* Is what the entry is about answered with an error? */
static inline bool ledger_refuses(const struct contract *c, enum ledger_entry entry)
{
	return ledger_choice(c, entry) == CHOICE_REFUSE;
}

/* What the mode does about it where nothing was chosen against it. */
enum ledger_choice ledger_mode_choice(enum contract_mode mode, enum ledger_entry entry);

/* Is it a choice that neither mode makes, but --choose may? */
bool ledger_has_option(enum ledger_entry entry, enum ledger_choice choice);

/*
 * Chooses "ID=CHOICE", or several with blanks between them; an entry's name will do for
 * its id.  What can be chosen is what either mode does about the entry, and its options.
 * Of two choices of one entry the last counts.
 */
int contract_choose(struct contract *c, const char *text, struct err *e) MUST_USE;

/* The entry's number, "A23"; its name, "missing-sandbox"; what it is about. */
const char *ledger_id(enum ledger_entry entry);
const char *ledger_name(enum ledger_entry entry);
const char *ledger_topic(enum ledger_entry entry);

/* "accept", "refuse" … */
const char *ledger_choice_name(enum ledger_choice choice);

/* "lenient", "strict" */
const char *contract_name(enum contract_mode mode);
/* The mode of that name, or -1; -1 also for NULL. */
int contract_find(const char *name);

#endif
