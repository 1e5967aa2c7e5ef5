/*
 * test_run_failure.c - which fault fails a run, why, and after how many files
 */
#include "tests/unit/unit.h"

#include "lib/mem.h"
#include "mockserver/runs/run_failure.h"
#include "tests/support/quoted.h"

#define NOT INT64_C(-1) /* it does not fail */

static const struct {
	enum fault_kind kind;
	int64_t count;
	uint64_t files;
	int64_t before;
	const char *message;
} rows[] = {
	{ FAULT_FAIL, 0, 5, 0, "Job aborted." },
	{ FAULT_FAIL, 2, 5, 2, "Job aborted." },
	{ FAULT_FAIL, 7, 5, 5, "Job aborted." },
	{ FAULT_FAIL, 2, 0, 0, "Job aborted." },
	{ FAULT_DATASET_GONE, -1, 0, 0,
	  "Job aborted. Dataset d1: there is no such dataset" },
	{ FAULT_DATASET_GONE, 3, 2, NOT, "" },
	{ FAULT_CREDENTIALS_EXPIRED, 3, 3, 2,
	  "Job aborted. The credentials of the base connection have expired" },
	{ FAULT_BUCKET_GONE, 1, 1, 0, "Job aborted. your-bucket does not exist" },
	{ FAULT_DISK_FULL, 1, 4, 0, "Job aborted. No space left on device" },
	{ FAULT_DISK_FULL, 1, 0, NOT, "" },
	{ FAULT_STUCK, 1, 4, NOT, "" },
};

static void each_kind_fails_at_its_file_with_its_cause(void **state UNUSED)
{
	AUTO(cJSON_Delete) cJSON *datasets = quoted_json("['d1']");
	const struct plan plan = { .place = "s3/your-bucket/folder",
		                   .datasets = datasets };

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const struct fault_action action = { .kind = rows[i].kind,
			                             .count = rows[i].count };
		struct fault_hit hit = { .action = &action };
		const struct run_faults rf = { .strike = { .hits = &hit, .count = 1 } };
		AUTO(run_failure_release) struct run_failure f = { 0 };

		run_failure_find(&rf, &plan, rows[i].files, &f);
		row_int_equal(i, f.hit ? (int64_t)f.files : NOT, rows[i].before);
		row_string_equal(i, f.message ? f.message : "", rows[i].message);
	}
}

static void code_and_message_are_the_faults_own(void **state UNUSED)
{
	const struct plan plan = { 0 };
	const struct fault_action action = { .kind = FAULT_FAIL,
		                             .text = "A-1",
		                             .type = "No." };
	struct fault_hit hit = { .action = &action };
	const struct run_faults rf = { .strike = { .hits = &hit, .count = 1 } };
	AUTO(run_failure_release) struct run_failure f = { 0 };

	run_failure_find(&rf, &plan, 1, &f);
	assert_string_equal(f.code, "A-1");
	assert_string_equal(f.message, "No.");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_kind_fails_at_its_file_with_its_cause),
		cmocka_unit_test(code_and_message_are_the_faults_own),
	};

	return cmocka_run_group_tests_name("run_failure", tests, NULL, NULL);
}
