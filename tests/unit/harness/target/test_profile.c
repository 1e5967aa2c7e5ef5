/*
 * test_profile.c - harness/target/profile.c
 */
#include "tests/unit/unit.h"

#include <sys/stat.h>

#include "harness/target/profile.h"
#include "lib/mem.h"
#include "tests/support/scratch.h"

static const char *const known[] = { "FLOWCHECK_ORG_ID", "FLOWCHECK_SANDBOX", NULL };

static int read_text(void **state, const char *text, mode_t mode, cJSON **out,
                     struct err *e)
{
	AUTO_MEM char *path = scratch_path(state, "p");

	scratch_write(state, "p", text);
	assert_int_equal(chmod(path, mode), 0);
	return profile_read(path, known, out, e);
}

static void a_profile_gives_variables_a_line_each(void **state)
{
	AUTO(cJSON_Delete) cJSON *p = NULL;
	struct err e = { 0 };

	assert_int_equal(read_text(state,
	                           "# us\n\n FLOWCHECK_ORG_ID = a=b #c \r\n"
	                           "FLOWCHECK_SANDBOX=",
	                           0600, &p, &e),
	                 0);
	assert_string_equal(json_str(p, "FLOWCHECK_ORG_ID"), "a=b #c");
	assert_string_equal(json_str(p, "FLOWCHECK_SANDBOX"), "");
}

static void what_it_can_not_mean_is_refused_with_its_line(void **state)
{
	static const struct {
		const char *text;
		mode_t mode;
		const char *says;
	} cases[] = {
		{ "FLOWCHECK_ORG_I=x\n", 0600,
		  "p:1: there is no variable 'FLOWCHECK_ORG_I'; did you mean "
		  "'FLOWCHECK_ORG_ID'?" },
		{ "\nPATH=x\n", 0600, "p:2: there is no variable 'PATH'" },
		{ "FLOWCHECK_ORG_ID\n", 0600, "p:1: expected NAME=VALUE" },
		{ "FLOWCHECK_ORG_ID=a\nFLOWCHECK_ORG_ID=b\n", 0600,
		  "p:2: 'FLOWCHECK_ORG_ID' is there twice" },
		{ "", 0640, "(mode 0640)" },
		{ "", 0604, "(mode 0604)" },
		{ "", 0620, "(mode 0620)" },
	};

	for_each_row(i, cases) {
		AUTO(cJSON_Delete) cJSON *p = NULL;
		struct err e = { 0 };

		row_int_equal(i, read_text(state, cases[i].text, cases[i].mode, &p, &e),
		              -1);
		if (!strstr(e.text, cases[i].says) || e.code != ERR_INVALID)
			fail_msg("row %zu: '%s'", i, e.text);
	}
}

/* What follows it must not be lost. */
static void a_nul_is_refused_with_its_line(void **state)
{
	static const char text[] = "FLOWCHECK_ORG_ID=a\nFLOWCHECK_SANDBOX=\0x\n";
	AUTO_MEM char *path = scratch_path(state, "p");
	AUTO(cJSON_Delete) cJSON *p = NULL;
	struct err e = { 0 };

	scratch_write_bytes(state, "p", text, sizeof(text) - 1);
	assert_int_equal(chmod(path, 0600), 0);
	assert_int_equal(profile_read(path, known, &p, &e), -1);
	assert_int_equal(e.code, ERR_INVALID);
	assert_non_null(strstr(e.text, "p:2: a NUL stands in it"));
}

static void one_that_is_not_there_is_named(void **state)
{
	AUTO_MEM char *path = scratch_path(state, "none");
	cJSON *p = NULL;
	struct err e = { 0 };

	assert_int_equal(profile_read(path, known, &p, &e), -1);
	assert_int_equal(e.code, ERR_NOT_FOUND);
	assert_non_null(strstr(e.text, "none: "));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define ON_DISK(name) cmocka_unit_test_setup_teardown(name, scratch_open, scratch_close)
		ON_DISK(a_profile_gives_variables_a_line_each),
		ON_DISK(what_it_can_not_mean_is_refused_with_its_line),
		ON_DISK(a_nul_is_refused_with_its_line),
		ON_DISK(one_that_is_not_there_is_named),
	};

	return cmocka_run_group_tests_name("profile", tests, NULL, NULL);
}
