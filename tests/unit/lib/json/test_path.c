/*
 * test_path.c - lib/json/path.c
 */
#include "tests/unit/unit.h"

#include "lib/json/path.h"

static void a_path_that_leads_nowhere_is_told_by_its_form(void **state UNUSED)
{
	static const struct {
		const char *path, *flaw; /* NULL: none */
	} rows[] = {
		{ "", NULL },
		{ "items", NULL },
		{ "items[0].id", NULL },
		{ "[0]", NULL },
		{ "[0][12].a", NULL },
		{ "with-hyphen.and blank", NULL },
		{ "items[x]", "an index is a number" },
		{ "items[]", "an index is a number" },
		{ "items[0", "an index is a number" },
		{ "items[-1]", "an index is a number" },
		{ "items[00]", "an index is a number" },
		{ "items[1234567890]", "an index is a number" },
		{ "items[123456789]", NULL },
		{ "items..id", "names stand between dots" },
		{ ".items", "names stand between dots" },
		{ "items.", "names stand between dots" },
		{ "items.[0]", "names stand between dots" },
		{ "items[0]id", "names stand between dots" },
		{ "items[0]]", "names stand between dots" },
		{ "]", "names stand between dots" },
	};

	for_each_row(i, rows) {
		const char *flaw = json_path_flaw(str_of(rows[i].path));

		if (!flaw != !rows[i].flaw || (flaw && !str_starts(flaw, rows[i].flaw)))
			fail_msg("%s: %s", rows[i].path, flaw ? flaw : "-");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_path_that_leads_nowhere_is_told_by_its_form),
	};

	return cmocka_run_group_tests_name("path", tests, NULL, NULL);
}
