/*
 * test_ledger.c - mockserver/contract/ledger.c
 */
#include "tests/unit/unit.h"

#include "mockserver/contract/ledger.h"

static void each_mode_has_its_own_choice(void **state UNUSED)
{
	static const struct {
		enum ledger_entry entry;
		const char *id;
		enum ledger_choice lenient, strict;
	} cases[] = {
		/* clang-format off */
		{ LEDGER_MISSING_SANDBOX,  "A23", CHOICE_DEFAULT, CHOICE_REFUSE },
		{ LEDGER_REPLACED_PARAMS,  "A44", CHOICE_MERGE,   CHOICE_REPLACE },
		{ LEDGER_UNKNOWN_PARAMETER, "B38", CHOICE_IGNORE, CHOICE_REFUSE },
		{ LEDGER_RUN_CHANGES_ETAG, "B19", CHOICE_KEEP,    CHOICE_CHANGE },
		{ LEDGER_SPEC_VERSION,     "A29", CHOICE_REFUSE,  CHOICE_REFUSE },
		/* clang-format on */
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		assert_string_equal(ledger_id(cases[i].entry), cases[i].id);
		assert_int_equal(ledger_choice(CONTRACT_LENIENT, cases[i].entry),
		                 cases[i].lenient);
		assert_int_equal(ledger_choice(CONTRACT_STRICT, cases[i].entry),
		                 cases[i].strict);
	}
}

/* Lenient is the mode of whoever works: what it refuses, strict refuses too. */
static void strict_refuses_whatever_lenient_refuses(void **state UNUSED)
{
	for (int i = 0; i < LEDGER_COUNT; i++) {
		enum ledger_entry entry = (enum ledger_entry)i;

		if (ledger_refuses(CONTRACT_LENIENT, entry))
			assert_true(ledger_refuses(CONTRACT_STRICT, entry));
	}
}

static void a_mode_is_found_by_the_name_it_has(void **state UNUSED)
{
	for (int i = 0; i < CONTRACT_COUNT; i++)
		assert_int_equal(contract_find(contract_name((enum contract_mode)i)), i);
	assert_int_equal(contract_find("Strict"), -1);
	assert_int_equal(contract_find(""), -1);
	assert_int_equal(contract_find(NULL), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_mode_has_its_own_choice),
		cmocka_unit_test(strict_refuses_whatever_lenient_refuses),
		cmocka_unit_test(a_mode_is_found_by_the_name_it_has),
	};

	return cmocka_run_group_tests_name("ledger", tests, NULL, NULL);
}
