/*
 * test_cmd_lint.c - harness/cmd_lint.c
 */
#include "tests/unit/unit.h"

#include "lib/mem.h"
#include "tests/support/scratch.h"
#include "tests/unit/harness/played.h"

static void findings_that_are_new_or_gone_fail(void **state)
{
	static const struct {
		const char *example;
		int status;
		const char *says;
	} cases[] = {
		{ "1", EXIT_PASSED, "1 examples: 0 new findings, 0 known, 0 gone\n" },
		{ "one", EXIT_FAILED, "1 examples: 1 new findings, 0 known, 0 gone\n" },
	};

	for_each_row(i, cases) {
		AUTO(mem_free) char *text = NULL;
		AUTO(mem_free) char *path = scratch_path(state, "api.yaml");
		const char *const words[] = { path, NULL };
		AUTO(buf_release) struct buf said = { 0 };
		int status;

		text = mem_printf("openapi: 3.0.0\npaths: {}\ncomponents:\n  schemas:\n"
		                  "    A: { type: integer, example: %s }\n",
		                  cases[i].example);
		scratch_write(state, "api.yaml", text);
		status = played(&command_lint, words, &said);
		if (status != cases[i].status || !strstr(buf_str(&said), cases[i].says))
			fail_msg("row %zu: %d, '%s'", i, status, buf_str(&said));
	}
}

static void what_cannot_be_read_is_reported(void **state UNUSED)
{
	static const struct {
		const char *words[4];
		int status;
		const char *says;
	} cases[] = {
		{ { NULL }, EXIT_USAGE, "flowcheck lint: no FILE was named" },
		{ { "no-such.yaml" }, EXIT_BAD_INPUT, "no-such.yaml" },
		{ { "--known", "no-such.yaml", "x" }, EXIT_BAD_INPUT, "no-such.yaml" },
	};

	for_each_row(i, cases) {
		AUTO(buf_release) struct buf said = { 0 };
		int status = played(&command_lint, cases[i].words, &said);

		if (status != cases[i].status || !strstr(buf_str(&said), cases[i].says))
			fail_msg("row %zu: %d, '%s'", i, status, buf_str(&said));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(findings_that_are_new_or_gone_fail,
		                                scratch_open, scratch_close),
		cmocka_unit_test(what_cannot_be_read_is_reported),
	};

	return cmocka_run_group_tests_name("cmd_lint", tests, NULL, NULL);
}
