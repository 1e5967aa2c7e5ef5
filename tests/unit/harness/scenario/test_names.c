/*
 * test_names.c - harness/scenario/names.c
 */
#include "tests/unit/unit.h"

#include "harness/scenario/names.h"
#include "lib/mem.h"
#include "tests/support/quoted.h"

static void a_name_that_is_nearly_another_is_refused(void **state UNUSED)
{
	static const struct {
		const char *name, *meant; /* NULL: it may be one that --var gives */
	} cases[] = {
		/* clang-format off */
		{ "flwo", "flow" },
		{ "flows", "flow" },
		{ "soruce", "source" },
		{ "formt", "format" }, /* a parameter */
		{ "bucket", NULL },
		{ "flow2", NULL }, /* digits tell names apart */
		{ "run2", NULL },
		{ "rnu", NULL },  /* too short to judge */
		{ "source", NULL },
		/* clang-format on */
	};

	for_each_row(i, cases) {
		AUTO(cJSON_Delete) cJSON *params = quoted_json("{'format':'JSON'}");
		AUTO_MEM char *name = mem_strdup(cases[i].name);
		AUTO_MEM char *says = mem_printf("did you mean '%s'?", cases[i].meant);
		struct err e = { 0 };
		struct names n;
		struct yaml y;

		row_int_equal(i, yaml_parse("x.yaml", "a: b", 4, &y, &e), 0);
		names_init(&n);
		names_learn(&n, "flow");
		names_learn(&n, "run1");
		names_use_optional(&n, &(struct names_use){ &y, y.root->child, name,
		                                            params });
		names_learn(&n, "source"); /* what comes later counts, too */
		row_int_equal(i, names_check_optional(&n, &e), cases[i].meant ? -1 : 0);
		if (cases[i].meant && !strstr(e.text, says))
			fail_msg("row %zu: %s", i, e.text);
		names_release(&n);
		yaml_release(&y);
	}
}

static void an_unknown_name_is_refused_with_the_nearest(void **state UNUSED)
{
	struct err e = { 0 };
	struct names n;
	struct yaml y;
	char name[] = "flwo", other[] = "bucket";

	assert_int_equal(yaml_parse("x.yaml", "a: b", 4, &y, &e), 0);
	names_init(&n);
	names_learn(&n, "flow");
	assert_int_equal(
		names_refuse(&n, &(struct names_use){ &y, y.root->child, name, NULL },
	                     &e),
		-1);
	assert_string_equal(e.text, "x.yaml:1:1: nothing is called 'flwo' here: no step "
	                            "before it captures that; did you mean 'flow'?");
	e = (struct err){ 0 };
	assert_int_equal(
		names_refuse(&n, &(struct names_use){ &y, y.root->child, other, NULL },
	                     &e),
		-1);
	assert_string_equal(e.text,
	                    "x.yaml:1:1: nothing is called 'bucket' here: no step "
	                    "before it captures that");
	names_release(&n);
	yaml_release(&y);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_name_that_is_nearly_another_is_refused),
		cmocka_unit_test(an_unknown_name_is_refused_with_the_nearest),
	};

	return cmocka_run_group_tests_name("names", tests, NULL, NULL);
}
