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
		{ LEDGER_UNKNOWN_PARAMETER, "B38", CHOICE_IGNORE, CHOICE_IGNORE },
		{ LEDGER_RUN_CHANGES_ETAG, "B19", CHOICE_CHANGE,  CHOICE_CHANGE },
		{ LEDGER_SPEC_VERSION,     "A29", CHOICE_REFUSE,  CHOICE_REFUSE },
		/* clang-format on */
	};

	for_each_row(i, cases) {
		assert_string_equal(ledger_id(cases[i].entry), cases[i].id);
		assert_int_equal(ledger_mode_choice(CONTRACT_LENIENT, cases[i].entry),
		                 cases[i].lenient);
		assert_int_equal(ledger_mode_choice(CONTRACT_STRICT, cases[i].entry),
		                 cases[i].strict);
	}
}

/* Lenient is the mode of whoever works: what it refuses, strict refuses too. */
static void strict_refuses_whatever_lenient_refuses(void **state UNUSED)
{
	const struct contract lenient = { .mode = CONTRACT_LENIENT };
	const struct contract strict = { .mode = CONTRACT_STRICT };

	for (int i = 0; i < LEDGER_COUNT; i++) {
		enum ledger_entry entry = (enum ledger_entry)i;

		if (ledger_refuses(&lenient, entry))
			assert_true(ledger_refuses(&strict, entry));
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

/* Every choice of every entry can be made in each mode, and is in force then. */
static void any_choice_of_a_mode_can_be_made_in_the_other(void **state UNUSED)
{
	for (int i = 0; i < LEDGER_COUNT * CONTRACT_COUNT * CONTRACT_COUNT; i++) {
		enum ledger_entry entry = (enum ledger_entry)(i % LEDGER_COUNT);
		enum contract_mode mode = (enum contract_mode)(i / LEDGER_COUNT % 2);
		struct contract c = { .mode = (enum contract_mode)(i / LEDGER_COUNT /
			                                           2) };
		enum ledger_choice want = ledger_mode_choice(mode, entry);
		char text[80];
		struct err e = { 0 };

		snprintf(text, sizeof(text), "%s=%s",
		         mode ? ledger_id(entry) : ledger_name(entry),
		         ledger_choice_name(want));
		if (contract_choose(&c, text, &e) < 0)
			fail_msg("%s: %s", text, e.text);
		if (ledger_choice(&c, entry) != want)
			fail_msg("%s does not choose", text);
	}
}

static void an_option_of_neither_mode_can_be_chosen(void **state UNUSED)
{
	struct contract c = { .mode = CONTRACT_STRICT };
	struct err e = { 0 };

	assert_true(ledger_has_option(LEDGER_UNKNOWN_PARAMETER, CHOICE_REFUSE));
	assert_false(ledger_has_option(LEDGER_UNKNOWN_PARAMETER, CHOICE_IGNORE));
	assert_false(ledger_has_option(LEDGER_MISSING_SANDBOX, CHOICE_REFUSE));
	assert_false(ledger_refuses(&c, LEDGER_UNKNOWN_PARAMETER));
	assert_int_equal(contract_choose(&c, "B38=refuse", &e), 0);
	assert_true(ledger_refuses(&c, LEDGER_UNKNOWN_PARAMETER));
}

static void several_choices_stand_in_one_text_and_the_last_counts(void **state UNUSED)
{
	struct contract c = { 0 };
	struct err e = { 0 };

	assert_int_equal(contract_choose(&c,
	                                 " A23=refuse  missing-sandbox=default "
	                                 "b38=refuse",
	                                 &e),
	                 0);
	assert_int_equal(ledger_choice(&c, LEDGER_MISSING_SANDBOX), CHOICE_DEFAULT);
	assert_int_equal(ledger_choice(&c, LEDGER_UNKNOWN_PARAMETER), CHOICE_REFUSE);
	assert_int_equal(ledger_choice(&c, LEDGER_REPLACED_PARAMS), CHOICE_MERGE);
}

static void a_wrong_choice_is_refused_with_what_there_is(void **state UNUSED)
{
	static const struct {
		const char *text, *says;
	} cases[] = {
		/* clang-format off */
		{ "A23=mask",              "A23 (missing-sandbox) can be default or refuse, not 'mask'" },
		{ "A23=",                  "A23 (missing-sandbox) can be default or refuse, not ''" },
		{ "A2=mask", "A2 (delete-status) can be clients, destinations or sources, not 'mask'" },
		{ "A29=accept",            "A29 (spec-version) can be refuse only, not 'accept'" },
		{ "missing-sandbx=refuse", "the ledger has no entry 'missing-sandbx'; did you mean missing-sandbox?" },
		{ "nothing-like-it=refuse", "the ledger has no entry 'nothing-like-it': its ids are A1 to " },
		{ "=refuse",               "the ledger has no entry ''" },
		{ "A23",                   "'A23' is not ID=CHOICE" },
		{ "",                      "'' is not ID=CHOICE" },
		{ "A23=refuse A29",        "'A29' is not ID=CHOICE" },
		/* clang-format on */
	};

	for_each_row(i, cases) {
		struct contract c = { 0 };
		struct err e = { 0 };

		assert_int_equal(contract_choose(&c, cases[i].text, &e), -1);
		assert_int_equal(e.code, ERR_INVALID);
		if (strncmp(e.text, cases[i].says, strlen(cases[i].says)) != 0)
			fail_msg("%s: %s", cases[i].text, e.text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_mode_has_its_own_choice),
		cmocka_unit_test(strict_refuses_whatever_lenient_refuses),
		cmocka_unit_test(a_mode_is_found_by_the_name_it_has),
		cmocka_unit_test(any_choice_of_a_mode_can_be_made_in_the_other),
		cmocka_unit_test(an_option_of_neither_mode_can_be_chosen),
		cmocka_unit_test(several_choices_stand_in_one_text_and_the_last_counts),
		cmocka_unit_test(a_wrong_choice_is_refused_with_what_there_is),
	};

	return cmocka_run_group_tests_name("ledger", tests, NULL, NULL);
}
