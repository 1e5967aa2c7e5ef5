/*
 * test_given.c - harness/run/given.c
 */
#include "tests/support/quoted.h"
#include "tests/unit/unit.h"

#include "harness/run/given.h"
#include "lib/mem.h"

#include <stdlib.h>

static void variables_come_from_flags_and_the_environment(void **state UNUSED)
{
	static const struct {
		const char *env, *flags[3];
		const char *made; /* as JSON; or "!" and the reason */
	} cases[] = {
		/* clang-format off */
		{ NULL, { NULL }, "{}" },
		{ NULL, { "a=1", "b=x=y" }, JSON({"a":1,"b":"x=y"}) },
		{ NULL, { "a=\"1\"", "b=" }, JSON({"a":"1","b":""}) },
		{ NULL, { "a=null", "b=[1]" }, JSON({"a":null,"b":"[1]"}) },
		{ "b", { NULL }, JSON({"given":"b"}) },
		{ "b", { "given=c" }, JSON({"given":"c"}) },
		{ NULL, { "a=1", "a=2" }, JSON({"a":2}) },
		{ NULL, { "a" }, "!--var a: expected NAME=VALUE" },
		{ NULL, { "=1" }, "!--var =1: expected NAME=VALUE" },
		{ NULL, { "1a=1" }, "!--var 1a=1: expected NAME=VALUE" },
		{ NULL, { "a.b=1" }, "!--var a.b=1: expected NAME=VALUE" },
	};
	/* clang-format on */

	for_each_row(i, cases) {
		AUTO(cJSON_Delete) cJSON *made = NULL;
		AUTO(mem_free) char *text = NULL;
		struct err e = { 0 };

		if (cases[i].env)
			setenv(GIVEN_PREFIX "given", cases[i].env, 1);
		made = given_vars(cases[i].flags, &e);
		unsetenv(GIVEN_PREFIX "given");
		text = made ? json_text(made) : mem_printf("!%s", e.text);
		if (!made && strlen(text) > strlen(cases[i].made))
			text[strlen(cases[i].made)] = '\0';
		row_string_equal(i, text, cases[i].made);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(variables_come_from_flags_and_the_environment),
	};

	return cmocka_run_group_tests_name("given", tests, NULL, NULL);
}
