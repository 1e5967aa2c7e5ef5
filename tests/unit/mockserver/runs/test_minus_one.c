/*
 * test_minus_one.c - the counts of a failed run that has counted nothing
 */
#include "tests/unit/unit.h"

#include "lib/json/write.h"
#include "lib/mem.h"
#include "mockserver/runs/minus_one.h"
#include "tests/support/quoted.h"

/* The summaries as they are written, in an object. */
static char *written(const cJSON *errors)
{
	struct buf out = { 0 };

	json_begin_object(&out, NULL);
	minus_one_write(&out, errors);
	json_end_object(&out);
	return buf_take(&out);
}

static void errors_are_those_of_the_records(void **state UNUSED)
{
	AUTO(cJSON_Delete) cJSON *errors = quoted_json("[{'code':'X'}]");
	AUTO(cJSON_Delete) cJSON *none = quoted_json("[]");
	AUTO_MEM char *with = written(errors);
	AUTO_MEM char *without = written(none);

	assert_quoted_equal(with,
	                    "{'sizeSummary':{'inputBytes':-1,'outputBytes':-1},"
	                    "'recordSummary':{'inputRecordCount':-1,"
	                    "'outputRecordCount':-1,'failedInfo':[{'code':'X'}]},"
	                    "'fileSummary':{'inputFileCount':-1,'outputFileCount':-1}}");
	assert_null(strstr(without, "failedInfo"));
}

static void each_count_that_is_written_is_one_of_them(void **state UNUSED)
{
	AUTO_MEM char *text = written(NULL);
	AUTO(cJSON_Delete) cJSON *json = parsed(text);
	const cJSON *summary, *count;
	int found = 0;

	cJSON_ArrayForEach(summary, json) {
		cJSON_ArrayForEach(count, summary) {
			AUTO_MEM char *path =
				mem_printf("%s.%s", summary->string, count->string);

			if (!minus_one_has(path))
				fail_msg("%s", path);
			found++;
		}
	}
	assert_int_equal(found, 6);
}

static void no_other_is(void **state UNUSED)
{
	static const char *const paths[] = {
		"",
		"sizeSummary",
		"sizeSummary.",
		"sizeSummary.inputFileCount",
		"sizeSummary.inputBytes.x",
		"recordSummary.skippedRecordCount",
		"durationSummary.startedAtUTC",
		"inputBytes",
	};

	for_each_row(i, paths)
		assert_false(minus_one_has(paths[i]));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(errors_are_those_of_the_records),
		cmocka_unit_test(each_count_that_is_written_is_one_of_them),
		cmocka_unit_test(no_other_is),
	};

	return cmocka_run_group_tests_name("minus_one", tests, NULL, NULL);
}
