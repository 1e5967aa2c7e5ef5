/*
 * test_json.c - past and coming runs of each flow, as JSON
 */
#include "tests/unit/unit.h"

#include "lib/hash.h"
#include "lib/mem.h"
#include "mockserver/timeline/json.h"
#include "tests/support/quoted.h"
#include "tests/support/timelines.h"

#define ZERO INT64_C(1767225600000) /* 2026-01-01T00:00:00Z */

static char *at_path(const cJSON *root, const char *path)
{
	const cJSON *v = json_at(root, path);

	return v ? json_text(v) : mem_strdup("nothing");
}

static void assert_at(const cJSON *root, const char *path, const char *text)
{
	AUTO_MEM char *found = at_path(root, path);
	AUTO_MEM char *expected = quoted(text);

	if (strcmp(found, expected) != 0)
		fail_msg("%s: %s, not %s", path, found, expected);
}

static void a_flow_has_its_schedule_and_counts(UNUSED void **state)
{
	AUTO(cJSON_Delete) cJSON *json = NULL;
	static struct timeline_run runs[10];
	struct timelines all;
	struct timeline_flow *f;

	timelines_begin(&all);
	timelines_add(&all, "One \"flow\"", "sSdDfpqrgGc")->runs = runs;
	f = timelines_add(&all, "no schedule", "");
	f->start_at = f->next_at = VTIME_NEVER;
	json = timeline_json(&all.t);
	assert_at(json, "now", "\"2026-01-01T12:30:00Z\"");
	assert_at(json, "from", "\"2026-01-01T00:00:00Z\"");
	assert_at(json, "until", "\"2026-01-02T00:00:00Z\"");
	assert_at(json, "flows[0].id", "\"id-1\"");
	assert_at(json, "flows[0].name", JSON("One \"flow\""));
	/* Without an end of its own, it has none to show. */
	assert_at(json, "flows[0].schedule",
	          "{'start':'2026-01-01T00:00:00Z','stepMs':10800000,"
	          "'next':'2026-01-01T15:00:00Z'}");
	/* Runs that were asked for count by their status. */
	assert_at(json, "flows[0].counts",
	          "{'runs':10,'success':6,'failed':1,'partialSuccess':1,'inProgress':1,"
	          "'queued':1,'gaps':3,'ticks':1}");
	assert_at(json, "flows[1].schedule", "nothing");
	assert_at(json, "flows[1].ticks", "[]");
}

static void ticks_are_those_of_the_window_that_are_to_come(UNUSED void **state)
{
	static const struct {
		vtime next_at, end_at, from_at, until_at;
		int64_t step_ms;
		const char *ticks;
	} rows[] = {
		/* clang-format off */
		{ ZERO + 15 * MS_PER_HOUR, VTIME_NEVER, ZERO, ZERO + MS_PER_DAY,
		  3 * MS_PER_HOUR,
		  JSON(["2026-01-01T15:00:00Z","2026-01-01T18:00:00Z","2026-01-01T21:00:00Z"]) },
		/* The end is exclusive, of the window and of the schedule. */
		{ ZERO + 15 * MS_PER_HOUR, ZERO + 18 * MS_PER_HOUR, ZERO,
		  ZERO + MS_PER_DAY, 3 * MS_PER_HOUR, JSON(["2026-01-01T15:00:00Z"]) },
		{ ZERO + 15 * MS_PER_HOUR, VTIME_NEVER, ZERO, ZERO + 18 * MS_PER_HOUR,
		  3 * MS_PER_HOUR, JSON(["2026-01-01T15:00:00Z"]) },
		/* A window that begins later begins with the tick at its edge. */
		{ ZERO + 15 * MS_PER_HOUR, VTIME_NEVER, ZERO + 21 * MS_PER_HOUR,
		  ZERO + MS_PER_DAY, 3 * MS_PER_HOUR, JSON(["2026-01-01T21:00:00Z"]) },
		{ ZERO + 15 * MS_PER_HOUR, VTIME_NEVER, ZERO, ZERO + MS_PER_DAY, 0,
		  JSON(["2026-01-01T15:00:00Z"]) },
		{ VTIME_NEVER, VTIME_NEVER, ZERO, ZERO + MS_PER_DAY, 3 * MS_PER_HOUR,
		  "[]" },
	};
	/* clang-format on */

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		AUTO(cJSON_Delete) cJSON *json = NULL;
		AUTO_MEM char *ticks = NULL;
		struct timelines all;
		struct timeline_flow *f;

		timelines_begin(&all);
		f = timelines_add(&all, "f", "");
		f->next_at = rows[i].next_at;
		f->end_at = rows[i].end_at;
		f->step_ms = rows[i].step_ms;
		all.t.from_at = rows[i].from_at;
		all.t.until_at = rows[i].until_at;
		json = timeline_json(&all.t);
		ticks = at_path(json, "flows[0].ticks");
		row_string_equal(i, ticks, rows[i].ticks);
	}
}

static void long_lists_keep_what_is_nearest(UNUSED void **state)
{
	static struct timeline_run runs[TIMELINE_LISTED + 5];
	static struct timeline_gap gaps[TIMELINE_LISTED + 5];
	AUTO(cJSON_Delete) cJSON *json = NULL;
	struct timelines all;
	struct timeline_flow *f;
	char path[64];

	for (size_t i = 0; i < ARRAY_LEN(runs); i++) {
		runs[i] = (struct timeline_run){ (int64_t)i + 1, ZERO + (int64_t)i,
			                         RUN_FAILED, i % 2 };
		gaps[i] = (struct timeline_gap){ ZERO, ZERO + 1, (int64_t)i };
	}
	timelines_begin(&all);
	f = timelines_add(&all, "f", "");
	f->runs = runs;
	f->gaps = gaps;
	f->run_count = f->gap_count = ARRAY_LEN(runs);
	f->next_at = ZERO + MS_PER_HOUR;
	f->step_ms = MS_PER_SECOND;
	json = timeline_json(&all.t);
	assert_int_equal(cJSON_GetArraySize(json_at(json, "flows[0].runs")),
	                 TIMELINE_LISTED);
	assert_int_equal(cJSON_GetArraySize(json_at(json, "flows[0].gaps")),
	                 TIMELINE_LISTED);
	assert_int_equal(cJSON_GetArraySize(json_at(json, "flows[0].ticks")),
	                 TIMELINE_LISTED);
	/* Runs and gaps nearest the end, ticks nearest the beginning. */
	assert_at(json, "flows[0].gaps[0].count", "5");
	assert_at(json, "flows[0].runs[0].scheduledAt", "\"2026-01-01T00:00:00.005Z\"");
	assert_at(json, "flows[0].runs[0].status", "\"failed\"");
	assert_at(json, "flows[0].runs[0].onDemand", "true");
	assert_at(json, "flows[0].ticks[0]", "\"2026-01-01T01:00:00Z\"");
	snprintf(path, sizeof(path), "flows[0].gaps[%d].count", TIMELINE_LISTED - 1);
	assert_at(json, path, "1004");
}

static void runs_have_the_ids_that_the_seed_gives_them(UNUSED void **state)
{
	struct timeline_run runs[] = { { 1, ZERO, RUN_SUCCESS, false },
		                       { 2, ZERO, RUN_SUCCESS, false } };
	char *first[2];
	struct timelines all;
	struct timeline_flow *f;

	timelines_begin(&all);
	f = timelines_add(&all, "f", "");
	f->runs = runs;
	f->run_count = ARRAY_LEN(runs);
	for (uint64_t seed = 0; seed < 2; seed++) {
		AUTO(cJSON_Delete) cJSON *json = NULL;
		AUTO_MEM char *second = NULL;

		all.t.seed = seed;
		json = timeline_json(&all.t);
		first[seed] = at_path(json, "flows[0].runs[0].id");
		second = at_path(json, "flows[0].runs[1].id");
		assert_int_equal(strlen(second), UUID_TEXT + 1); /* with its quotes */
		assert_string_not_equal(first[seed], second);
	}
	assert_string_not_equal(first[0], first[1]);
	free(first[0]);
	free(first[1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_flow_has_its_schedule_and_counts),
		cmocka_unit_test(ticks_are_those_of_the_window_that_are_to_come),
		cmocka_unit_test(long_lists_keep_what_is_nearest),
		cmocka_unit_test(runs_have_the_ids_that_the_seed_gives_them),
	};

	return cmocka_run_group_tests_name("timeline/json", tests, NULL, NULL);
}
