/*
 * test_run_subject.c - a run or file as faults see it
 */
#include "tests/unit/unit.h"

#include "lib/mem.h"
#include "mockserver/runs/run_subject.h"
#include "tests/support/quoted.h"

static struct world world;
static struct plan plan;

static int setup(void **state UNUSED)
{
	char flow[] = "f1";

	world = (struct world){ .clock = { .mode = CLOCK_IS_VIRTUAL } };
	plan = (struct plan){ .flow = { .seq = 7, .id = mem_strdup(flow) },
		              .name = "Daily",
		              .destination = "Amazon S3" };
	plan.json = quoted_json("['d1','d2']");
	plan.datasets = plan.json;
	return 0;
}

static int teardown(void **state UNUSED)
{
	plan_release(&plan);
	return 0;
}

static void expect_part(struct run_subject *s, enum fault_part part, const char *text)
{
	const cJSON *value = s->seen.part(s->seen.ctx, part);
	AUTO_MEM char *found = value ? json_text(value) : mem_strdup("nothing");
	AUTO_MEM char *expected = quoted(text);

	if (strcmp(found, expected) != 0)
		fail_msg("%s: %s, not %s", fault_part_name(part), found, expected);
}

static void a_run_has_the_parts_of_its_plan(void **state UNUSED)
{
	AUTO(run_subject_release) struct run_subject s;

	run_subject_init(&s, &world, &plan, 3, INT64_C(1767571200000));
	assert_int_equal(s.seen.point, FAULT_POINT_RUN);
	expect_part(&s, FAULT_PART_FLOW, "'f1'");
	expect_part(&s, FAULT_PART_DATASET, "['d1','d2']");
	expect_part(&s, FAULT_PART_DESTINATION, "'Amazon S3'");
	expect_part(&s, FAULT_PART_NAME, "'Daily'");
	expect_part(&s, FAULT_PART_SCHEDULED_AT, "'2026-01-05T00:00:00Z'");
	expect_part(&s, FAULT_PART_FILE, "nothing");
	expect_part(&s, FAULT_PART_BODY, "nothing");
}

static void a_weekday_is_that_of_the_time_in_utc(void **state UNUSED)
{
	static const struct {
		vtime at;
		const char *day;
	} rows[] = {
		{ 0, "'Thursday'" },
		{ MS_PER_DAY - 1, "'Thursday'" },
		{ MS_PER_DAY, "'Friday'" },
		{ -1, "'Wednesday'" },
		{ -7 * MS_PER_DAY, "'Thursday'" },
		{ INT64_C(1767571200000), "'Monday'" }, /* 2026-01-05 */
		{ INT64_C(1767571200000) - 1, "'Sunday'" },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		AUTO(run_subject_release) struct run_subject s;

		run_subject_init(&s, &world, &plan, 3, rows[i].at);
		expect_part(&s, FAULT_PART_WEEKDAY, rows[i].day);
	}
}

static void a_file_has_a_path_a_name_and_a_number_too(void **state UNUSED)
{
	AUTO(run_subject_release) struct run_subject s;
	AUTO_MEM char *about = NULL, *expected = NULL;

	run_subject_init(&s, &world, &plan, 0, 0);
	run_subject_set_file(&s, "d2", "s3/b/d2/part-1.json", 4);
	assert_int_equal(s.seen.point, FAULT_POINT_FILE);
	expect_part(&s, FAULT_PART_DATASET, "'d2'");
	expect_part(&s, FAULT_PART_PATH, "'s3/b/d2/part-1.json'");
	expect_part(&s, FAULT_PART_FILE, "'part-1.json'");
	expect_part(&s, FAULT_PART_NUMBER, "4");
	about = json_text(s.seen.about(s.seen.ctx));
	expected = quoted("{'flow':'f1','scheduledAt':'1970-01-01T00:00:00Z',"
	                  "'dataset':'d2','file':'s3/b/d2/part-1.json'}");
	assert_string_equal(about, expected);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_run_has_the_parts_of_its_plan),
		cmocka_unit_test(a_weekday_is_that_of_the_time_in_utc),
		cmocka_unit_test(a_file_has_a_path_a_name_and_a_number_too),
	};

	return cmocka_run_group_tests_name("run_subject", tests, setup, teardown);
}
