/*
 * ledger.c - what is done where the sources contradict each other or are silent
 */
#include "mockserver/contract/ledger.h"

#include "lib/buf.h"
#include "lib/nearest.h"

static const struct {
	const char *id, *name, *topic;
	enum ledger_choice choice[CONTRACT_COUNT];
	unsigned options; /* further choices: bits by enum ledger_choice */
} rows[] = {
#define OPTION(choice) (1U << CHOICE_##choice)
#define LEDGER(constant, id, name, lenient, strict, options, topic)             \
	[LEDGER_##constant] = {                                                 \
		id, name, topic, { CHOICE_##lenient, CHOICE_##strict }, options \
	},
#include "mockserver/contract/ledger.def"
#undef LEDGER
#undef OPTION
};
static_assert(ARRAY_LEN(rows) == LEDGER_COUNT, "every entry has a row");

static const char *const choice_names[] = {
#define CHOICE(constant, name) [CHOICE_##constant] = name,
#include "mockserver/contract/choice.def"
#undef CHOICE
};
static_assert(ARRAY_LEN(choice_names) == CHOICE_COUNT, "every choice has a name");
static_assert(CHOICE_COUNT <= 32, "choices are bits of rows[].options");
static_assert(CHOICE_COUNT < UINT8_MAX, "a choice and 1 fit into contract.chosen");

static const char *const names[] = {
	[CONTRACT_LENIENT] = "lenient",
	[CONTRACT_STRICT] = "strict",
};
static_assert(ARRAY_LEN(names) == CONTRACT_COUNT, "every mode has a name");

enum ledger_choice ledger_mode_choice(enum contract_mode mode, enum ledger_entry entry)
{
	assert(mode < CONTRACT_COUNT && entry < LEDGER_COUNT);
	return rows[entry].choice[mode];
}

enum ledger_choice ledger_choice(const struct contract *c, enum ledger_entry entry)
{
	assert(entry < LEDGER_COUNT);
	if (c->asked)
		c->asked[entry] = true;
	return c->chosen[entry] ? (enum ledger_choice)(c->chosen[entry] - 1)
	                        : ledger_mode_choice(c->mode, entry);
}

bool ledger_has_option(enum ledger_entry entry, enum ledger_choice choice)
{
	assert(entry < LEDGER_COUNT && choice < CHOICE_COUNT);
	return rows[entry].options & 1U << choice;
}

const char *ledger_id(enum ledger_entry entry)
{
	assert(entry < LEDGER_COUNT);
	return rows[entry].id;
}

const char *ledger_name(enum ledger_entry entry)
{
	assert(entry < LEDGER_COUNT);
	return rows[entry].name;
}

const char *ledger_topic(enum ledger_entry entry)
{
	assert(entry < LEDGER_COUNT);
	return rows[entry].topic;
}

const char *ledger_choice_name(enum ledger_choice choice)
{
	assert(choice < CHOICE_COUNT);
	return choice_names[choice];
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

/* ---------------------------------------------------------------- choosing */

#define SHOWN 60 /* most bytes of a refused text in a message */

/* The entry of that id or name; LEDGER_COUNT when it is neither. */
static size_t find_entry(struct str key)
{
	size_t i = 0;

	while (i < LEDGER_COUNT && !str_is_nocase(key, rows[i].id) &&
	       !str_is(key, rows[i].name))
		i++;
	return i;
}

static int refuse_entry(struct str key, struct err *e)
{
	struct nearest near = { .name = key };
	int size = key.size < SHOWN ? (int)key.size : SHOWN;

	for (size_t i = 0; i < LEDGER_COUNT; i++)
		nearest_offer(&near, rows[i].name);
	for (size_t i = 0; i < LEDGER_COUNT; i++)
		nearest_offer(&near, rows[i].id);
	if (near.best)
		return err_set(e, ERR_INVALID,
		               "the ledger has no entry '%.*s'; did you mean %s?", size,
		               key.at, near.best);
	return err_set(
		e, ERR_INVALID,
		"the ledger has no entry '%.*s': its ids are %s to %s (docs/ledger.md)",
		size, key.at, rows[0].id, rows[LEDGER_COUNT - 1].id);
}

/* What can be chosen: what a mode does, then the options. */
static size_t choices_of(size_t entry, enum ledger_choice out[CHOICE_COUNT])
{
	size_t count = 0;

	out[count++] = rows[entry].choice[CONTRACT_LENIENT];
	if (rows[entry].choice[CONTRACT_STRICT] != out[0])
		out[count++] = rows[entry].choice[CONTRACT_STRICT];
	for (int i = 0; i < CHOICE_COUNT; i++) {
		if (rows[entry].options & 1U << i)
			out[count++] = (enum ledger_choice)i;
	}
	return count;
}

static int refuse_choice(size_t entry, struct str choice, struct err *e)
{
	int size = choice.size < SHOWN ? (int)choice.size : SHOWN;
	enum ledger_choice can[CHOICE_COUNT];
	size_t count = choices_of(entry, can);
	AUTO(buf_release) struct buf list = { 0 };

	for (size_t i = 0; i < count; i++) {
		if (i)
			buf_add_str(&list, i + 1 < count ? ", " : " or ");
		buf_add_str(&list, choice_names[can[i]]);
	}
	return err_set(e, ERR_INVALID, "%s (%s) can be %s%s, not '%.*s'", rows[entry].id,
	               rows[entry].name, buf_str(&list), count == 1 ? " only" : "", size,
	               choice.at);
}

static int choose(struct contract *c, struct str one, struct err *e)
{
	enum ledger_choice can[CHOICE_COUNT];
	struct str rest = one, key;
	size_t entry;

	str_split(&rest, '=', &key);
	if (!rest.at)
		return err_set(e, ERR_INVALID, "'%.*s' is not ID=CHOICE",
		               one.size < SHOWN ? (int)one.size : SHOWN, one.at);
	entry = find_entry(key);
	if (entry == LEDGER_COUNT)
		return refuse_entry(key, e);
	for (size_t i = 0, count = choices_of(entry, can); i < count; i++) {
		if (str_is(rest, choice_names[can[i]])) {
			c->chosen[entry] = (uint8_t)(can[i] + 1);
			return 0;
		}
	}
	return refuse_choice(entry, rest, e);
}

int contract_choose(struct contract *c, const char *text, struct err *e)
{
	struct str rest = str_of(text), one;
	size_t count = 0;

	while (str_split(&rest, ' ', &one)) {
		if (!one.size)
			continue;
		if (choose(c, one, e) < 0)
			return -1;
		count++;
	}
	return count ? 0 : err_set(e, ERR_INVALID, "'%s' is not ID=CHOICE", text);
}
