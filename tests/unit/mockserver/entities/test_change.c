/*
 * test_change.c - mockserver/entities/change.c: which If-Match names the etag
 */
#include "tests/unit/unit.h"

#include "mockserver/entities/change.h"

#define ETAG "\"0000d781-0000-0200-0000-63e29f420000\""
#define BARE "0000d781-0000-0200-0000-63e29f420000"

static void what_no_document_shows_of_an_if_match_is_the_ledgers(void **state UNUSED)
{
	static const struct {
		const char *if_match;
		enum if_match demand;
		enum error lenient, strict;
	} cases[] = {
		/* clang-format off */
		{ ETAG,          IF_MATCH_DEMANDED, E_NONE,             E_NONE },
		{ BARE,          IF_MATCH_DEMANDED, E_NONE,             E_VERSION_STALE },
		{ "\"" BARE,     IF_MATCH_DEMANDED, E_VERSION_STALE,    E_VERSION_STALE },
		{ "\"other\"",   IF_MATCH_OPTIONAL, E_VERSION_STALE,    E_VERSION_STALE },
		{ "",            IF_MATCH_OPTIONAL, E_VERSION_STALE,    E_VERSION_STALE },
		{ "*",           IF_MATCH_DEMANDED, E_NONE,             E_VERSION_STALE },
		{ "\"*\"",       IF_MATCH_DEMANDED, E_VERSION_STALE,    E_VERSION_STALE },
		{ "*, *",        IF_MATCH_DEMANDED, E_VERSION_STALE,    E_VERSION_STALE },
		{ "\"a\", " ETAG ", \"b\"", IF_MATCH_DEMANDED, E_NONE, E_VERSION_STALE },
		{ "\"a\", \"b\"", IF_MATCH_DEMANDED, E_VERSION_STALE,  E_VERSION_STALE },
		{ ",\t" BARE " ,", IF_MATCH_OPTIONAL, E_NONE,          E_VERSION_STALE },
		{ "\"a," BARE ",b\"", IF_MATCH_DEMANDED, E_VERSION_STALE, E_VERSION_STALE },
		{ "W/" ETAG,     IF_MATCH_DEMANDED, E_VERSION_STALE,    E_VERSION_STALE },
		{ NULL,          IF_MATCH_DEMANDED, E_IF_MATCH_MISSING, E_IF_MATCH_MISSING },
		{ NULL,          IF_MATCH_OPTIONAL, E_NONE,             E_NONE },
		/* clang-format on */
	};
	const struct world lenient = { .now.contract.mode = CONTRACT_LENIENT };
	const struct world strict = { .now.contract.mode = CONTRACT_STRICT };

	for_each_row(i, cases) {
		AUTO(refusal_release) struct refusal mild = { 0 };
		AUTO(refusal_release) struct refusal stern = { 0 };

		assert_int_equal(change_match(&lenient, ETAG, cases[i].if_match,
		                              cases[i].demand, &mild),
		                 cases[i].lenient ? -1 : 0);
		assert_int_equal(change_match(&strict, ETAG, cases[i].if_match,
		                              cases[i].demand, &stern),
		                 cases[i].strict ? -1 : 0);
		assert_int_equal(mild.error, cases[i].lenient);
		assert_int_equal(stern.error, cases[i].strict);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_no_document_shows_of_an_if_match_is_the_ledgers),
	};

	return cmocka_run_group_tests_name("change", tests, NULL, NULL);
}
