/*
 * test_verify_print.c - harness/verify/verify_print.c
 */
#include "tests/unit/unit.h"

#include "harness/verify/verify_print.h"
#include "lib/mem.h"
#include "tests/support/quoted.h"
#include "tests/support/scratch.h"

#define FOLDER "65b1f00d0a1c4e2b9d7e3f02/exportTime=202601010000/"
#define TAIL   "-tid-1-0b8c5520-9999-4cff-bdf5-1f32c8c47cb9-1-1-c000.json"

static void verify(void **state, struct verified *v)
{
	const struct verify_options o = { .unique = "a" };
	struct err e = { 0 };

	scratch_write(state, FOLDER "part-00000" TAIL,
	              JSON({"a":1}) "\n" JSON({"a":1}) "\n");
	scratch_write(state, FOLDER "\x1b[2J\xff\xc3\xa9.txt", "");
	assert_int_equal(verify_run(*state, &o, v, &e), 0);
}

static void people_get_findings_what_to_do_and_counts(void **state)
{
	AUTO(verify_release) struct verified v = { .tree.fd = -1 };
	AUTO(buf_release) struct buf out = { 0 };

	verify(state, &v);
	verify_print_text(&v, &out);
	assert_string_equal(
		buf_str(&out),
		FOLDER "\\x1b[2J\\xff\xc3\xa9.txt: its name is no data file's and no "
		       "manifest's [stray-file]\n" FOLDER "part-00000" TAIL
		       ": record 2: its a is that of record 1 of " FOLDER
		       "part-00000" TAIL " [not-unique]\n"
		       "what to do:\n"
		       "  stray-file: it belongs to no export: remove it\n"
		       "  not-unique: exports overlap, or a file was copied\n"
		       "not checked:\n"
		       "  1 file: JSON without compression or a second format: a changed "
		       "byte within a value can't be seen\n"
		       "  1 file: no manifest lists it: whether a last part is missing "
		       "can't be seen\n"
		       "65b1f00d0a1c4e2b9d7e3f02: 1 export, 1 file, 2 records, 16 bytes\n"
		       "1 export, 1 file, 2 records, 16 bytes: 2 findings\n");
}

static void programs_get_one_object(void **state)
{
	AUTO(verify_release) struct verified v = { .tree.fd = -1 };
	AUTO(buf_release) struct buf out = { 0 };
	AUTO(cJSON_Delete) cJSON *json = NULL;
	int64_t n = 0;

	verify(state, &v);
	verify_print_json(&v, "x\xff", &out);
	json = parsed(buf_str(&out));
	assert_string_equal(json_str(json, "root"), "x\\xff");
	assert_true(cJSON_IsFalse(json_get(json, "passed")));
	assert_string_equal(json_str(json, "findings[0].kind"), "stray-file");
	assert_string_equal(json_str(json, "findings[1].kind"), "not-unique");
	assert_true(json_int(json, "findings[1].record", &n) && n == 2);
	assert_true(json_int(json, "totals.records", &n) && n == 2);
	assert_true(json_int(json, "notChecked[1].files", &n) && n == 1);
	assert_string_equal(json_str(json, "series[0].dataset"),
	                    "65b1f00d0a1c4e2b9d7e3f02");
}

static void nothing_judged_is_no_pass(void **state)
{
	AUTO(verify_release) struct verified v = { .tree.fd = -1 };
	AUTO(buf_release) struct buf out = { 0 };
	const struct verify_options o = { 0 };
	struct err e = { 0 };

	assert_int_equal(verify_run(*state, &o, &v, &e), 0);
	verify_print_json(&v, "x", &out);
	assert_non_null(strstr(buf_str(&out), JSON("passed":false)));
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, scratch_open, scratch_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_FOLDER(people_get_findings_what_to_do_and_counts),
		IN_FOLDER(programs_get_one_object),
		IN_FOLDER(nothing_judged_is_no_pass),
	};

	return cmocka_run_group_tests_name("verify_print", tests, NULL, NULL);
}
