/*
 * test_record.c - harness/run/record.c: what the steps of a scenario sent, got and found
 */
#include "tests/unit/unit.h"

#include "harness/run/record.h"
#include "lib/mem.h"
#include "tests/support/player.h"
#include "tests/support/quoted.h"
#include "tests/support/scratch.h"

/* The record of a scenario, as JSON. */
static cJSON *record_of(struct player *s, const char *yaml)
{
	AUTO(record_release) struct record r = { 0 };
	const struct watcher watcher = { .step = record_step,
		                         .end = record_end,
		                         .ctx = &r };
	const struct play_how how = { &s->interrupt, &watcher, false };
	AUTO_MEM char *path = scratch_path(&s->folder, "x.yaml");
	struct scenario scenario;
	struct result result;
	struct err e = { 0 };

	scratch_write(&s->folder, "x.yaml", yaml);
	if (scenario_load(path, NULL, &scenario, &e) < 0)
		fail_msg("%s", e.text);
	play_scenario(s->mock, &scenario, &how, &result);
	result_release(&result);
	scenario_release(&scenario);
	return parsed(r.text);
}

#define STEPS "scenario: It holds\nsteps:\n"

static void each_step_is_recorded_with_its_exchange(void **state)
{
	static const char steps[] = STEPS "- GET: /flows\n"
					  "- GET: /runs\n";
	AUTO(cJSON_Delete) cJSON *r = record_of(*state, steps);

	assert_int_equal(cJSON_GetArraySize(json_get(r, "steps")), 2);
	assert_string_equal(strstr(json_str(r, "steps[0].at"), "x.yaml"), "x.yaml:3");
	assert_string_equal(json_str(r, "steps[1].said"), "GET /runs -> 200");
	assert_true(cJSON_IsTrue(json_at(r, "steps[0].fits")));
	assert_non_null(strstr(json_str(r, "steps[0].exchange"), "> GET http://"));
	assert_non_null(strstr(json_str(r, "steps[0].exchange"), "< 200"));
	assert_non_null(strstr(json_str(r, "steps[0].curl"), "curl -i -X GET"));
	assert_null(json_at(r, "steps[0].differences"));
	assert_null(json_get(r, "more"));
	assert_null(json_get(r, "timeline"));
}

static void what_does_not_fit_is_recorded_side_by_side(void **state)
{
	static const char steps[] =
		STEPS "- { GET: /__admin/health, expect: { body: { clock: real } } }\n"
		      "- GET: /runs\n";
	AUTO(cJSON_Delete) cJSON *r = record_of(*state, steps);

	assert_int_equal(cJSON_GetArraySize(json_get(r, "steps")), 1);
	assert_true(cJSON_IsFalse(json_at(r, "steps[0].fits")));
	assert_string_equal(json_str(r, "steps[0].differences[0].path"), "body.clock");
	assert_quoted_equal(json_str(r, "steps[0].differences[0].expected"), "'real'");
	assert_quoted_equal(json_str(r, "steps[0].differences[0].got"), "'virtual'");
}

/* A secret that is known in the end is masked in what was recorded before. */
static void secrets_are_masked_when_all_are_known(void **state)
{
	static const char steps[] = STEPS "- GET: /flows?property=id==word-of-honour\n"
					  "- POST: /connections\n"
					  "  body: { password: word-of-honour }\n"
					  "  expect: { status: 400 }\n";
	AUTO(cJSON_Delete) cJSON *r = record_of(*state, steps);
	AUTO_MEM char *text = json_text(r);

	assert_int_equal(cJSON_GetArraySize(json_get(r, "steps")), 2);
	assert_null(strstr(text, "word-of-honour"));
}

static void long_texts_and_many_steps_are_cut(void **state)
{
	AUTO(buf_release) struct buf yaml = { 0 };
	AUTO(cJSON_Delete) cJSON *r = NULL;
	AUTO(cJSON_Delete) cJSON *one = NULL;
	int64_t more = 0;

	buf_add_str(&yaml, STEPS);
	for (int i = 0; i < RECORD_STEPS_MAX + 3; i++)
		buf_add_str(&yaml, "- GET: /__admin/health\n");
	r = record_of(*state, buf_str(&yaml));
	assert_int_equal(cJSON_GetArraySize(json_get(r, "steps")), RECORD_STEPS_MAX);
	assert_true(json_int(r, "more", &more));
	assert_int_equal(more, 3);

	buf_clear(&yaml);
	buf_add_str(&yaml, STEPS "- POST: /flows/search\n  headers: { x-long: '");
	for (int i = 0; i < RECORD_TEXT_MAX; i++)
		buf_add_str(&yaml, "é");
	buf_add_str(&yaml, "' }\n  expect: { status: { $gt: 99 } }\n");
	one = record_of(*state, buf_str(&yaml));
	assert_in_range(strlen(json_str(one, "steps[0].exchange")), RECORD_TEXT_MAX - 1,
	                RECORD_TEXT_MAX + strlen("\n(cut)"));
	assert_non_null(strstr(json_str(one, "steps[0].exchange"), "é\n(cut)"));
}

#define WITH_PLAYER(test) cmocka_unit_test_setup_teardown(test, player_open, player_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_PLAYER(each_step_is_recorded_with_its_exchange),
		WITH_PLAYER(what_does_not_fit_is_recorded_side_by_side),
		WITH_PLAYER(secrets_are_masked_when_all_are_known),
		WITH_PLAYER(long_texts_and_many_steps_are_cut),
	};

	return cmocka_run_group_tests_name("record", tests, NULL, NULL);
}
