/*
 * test_run_subject.c - a run or file as faults see it
 */
#include "tests/unit/unit.h"

#include "lib/mem.h"
#include "mockserver/runs/run_subject.h"
#include "tests/support/chain_runs.h"
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

static void a_manifest_has_a_dataset_and_a_path(void **state UNUSED)
{
	AUTO(run_subject_release) struct run_subject s;

	run_subject_init(&s, &world, &plan, 0, 0);
	run_subject_set_manifest(&s, "d2", "s3/b/d2/manifest.json");
	assert_int_equal(s.seen.point, FAULT_POINT_MANIFEST);
	expect_part(&s, FAULT_PART_DATASET, "'d2'");
	expect_part(&s, FAULT_PART_PATH, "'s3/b/d2/manifest.json'");
	expect_part(&s, FAULT_PART_FILE, "'manifest.json'");
	expect_part(&s, FAULT_PART_NUMBER, "nothing");
}

static void a_part_is_made_once(void **state UNUSED)
{
	AUTO(run_subject_release) struct run_subject s;
	const cJSON *first;

	run_subject_init(&s, &world, &plan, 0, 0);
	first = s.seen.part(s.seen.ctx, FAULT_PART_NAME);
	assert_ptr_equal(s.seen.part(s.seen.ctx, FAULT_PART_NAME), first);
	assert_ptr_equal(s.seen.about(s.seen.ctx), s.seen.about(s.seen.ctx));
}

/* Two flows run at the same hours: the runs 1, 3, 5 are of the first. */
static void an_ordinal_is_counted_from_the_first_run_of_the_flow(void **state UNUSED)
{
	static const char *const ordinals[] = { "1", "1", "2", "2", "3", "3" };
	struct chain chain;

	chain_open(&chain);
	chain_make_all(&chain);
	chain_make(&chain, KIND_FLOW, chain_bodies[KIND_FLOW]);
	chain_travel(&chain, CHAIN_ZERO + 6 * MS_PER_HOUR);
	for_each_row(i, ordinals) {
		AUTO(run_subject_release) struct run_subject s;
		struct run_row row = chain_run(&chain, (int64_t)i + 1);
		AUTO(plan_release) struct plan of = { 0 };
		struct err e = { 0 };

		assert_int_equal(plan_load(&chain.world, row.flow_seq, &of, &e), 0);
		run_subject_init(&s, &chain.world, &of, row.serial, row.scheduled_at);
		expect_part(&s, FAULT_PART_ORDINAL, ordinals[i]);
	}
	chain_close(&chain);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_run_has_the_parts_of_its_plan),
		cmocka_unit_test(a_weekday_is_that_of_the_time_in_utc),
		cmocka_unit_test(a_file_has_a_path_a_name_and_a_number_too),
		cmocka_unit_test(a_manifest_has_a_dataset_and_a_path),
		cmocka_unit_test(a_part_is_made_once),
		cmocka_unit_test(an_ordinal_is_counted_from_the_first_run_of_the_flow),
	};

	return cmocka_run_group_tests_name("run_subject", tests, setup, teardown);
}
