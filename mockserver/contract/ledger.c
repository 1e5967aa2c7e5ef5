/*
 * ledger.c - what is done where the sources contradict each other or are silent
 */
#include "mockserver/contract/ledger.h"

static const struct {
	const char *id;
	enum ledger_choice choice[CONTRACT_COUNT];
} rows[] = {
#define LEDGER(name, id, lenient, strict) \
	[LEDGER_##name] = { id, { CHOICE_##lenient, CHOICE_##strict } },
#include "mockserver/contract/ledger.def"
#undef LEDGER
};
static_assert(ARRAY_LEN(rows) == LEDGER_COUNT, "every entry has a row");

static const char *const names[] = {
	[CONTRACT_LENIENT] = "lenient",
	[CONTRACT_STRICT] = "strict",
};
static_assert(ARRAY_LEN(names) == CONTRACT_COUNT, "every mode has a name");

enum ledger_choice ledger_choice(enum contract_mode mode, enum ledger_entry entry)
{
	assert(mode < CONTRACT_COUNT && entry < LEDGER_COUNT);
	return rows[entry].choice[mode];
}

const char *ledger_id(enum ledger_entry entry)
{
	assert(entry < LEDGER_COUNT);
	return rows[entry].id;
}

const char *contract_name(enum contract_mode mode)
{
	assert(mode < CONTRACT_COUNT);
	return names[mode];
}

int contract_find(const char *name)
{
	for (int mode = 0; name && mode < CONTRACT_COUNT; mode++) {
		if (!strcmp(names[mode], name))
			return mode;
	}
	return -1;
}
