/*
 * test_result.c - how a scenario ended, and its rounds
 */
#include "tests/unit/unit.h"

#include "harness/report/result.h"
#include "harness/scenario/scenario.h"
#include "lib/mem.h"
#include "tests/support/quoted.h"

static void each_verdict_has_a_name_of_its_own(void **state UNUSED)
{
	for (int v = 0; v < VERDICT_COUNT; v++) {
		const char *name = verdict_name((enum verdict)v);

		assert_true(*name);
		for (int other = 0; other < v; other++)
			assert_string_not_equal(name, verdict_name((enum verdict)other));
	}
	assert_string_equal(verdict_name(VERDICT_PASSED), "passed");
	assert_string_equal(verdict_name(VERDICT_FLAKY), "flaky");
}

/* A letter of a round stands for the verdict of that number. */
static void rounds_are_told_by_those_that_follow_each_other(void **state UNUSED)
{
	static const struct {
		const char *rounds;
		size_t shown;
		const char *text;
	} cases[] = {
		{ NULL, 0, "" },
		{ "a", 1, "round 1: passed\nround 1 is shown\n" },
		{ "ac", 2, "round 1: passed\nround 2: failed\nround 2 is shown\n" },
		{ "aaa", 3, "rounds 1 to 3: passed\nround 3 is shown\n" },
		{ "accab", 2,
		  "round 1: passed\nrounds 2 to 3: failed\nround 4: passed\n"
		  "round 5: skipped\nround 2 is shown\n" },
	};

	for_each_row(i, cases) {
		AUTO(buf_release) struct buf out = { 0 };
		struct result r = { .shown_round = cases[i].shown };

		r.rounds = cases[i].rounds ? mem_strdup(cases[i].rounds) : NULL;
		result_put_rounds(&r, &out);
		row_string_equal(i, buf_str(&out), cases[i].text);
		for (size_t k = 0; r.rounds && r.rounds[k]; k++)
			row_int_equal(i, result_round(&r, k), r.rounds[k] - 'a');
		result_release(&r);
		assert_null(r.rounds);
	}
}

/* All cells of a matrix have the sentence of the file; each has a title of its own. */
static void a_result_has_the_names_of_its_scenario(void **state UNUSED)
{
	char file[] = "a/x.yaml";
	AUTO(cJSON_Delete) cJSON *cell = quoted_json("{'to':'s3'}");
	AUTO(cJSON_Delete) cJSON *root = quoted_json("{'scenario':'It holds'}");
	const struct yaml y = { .root = root };
	struct scenario s = {
		.file = file, .sentence = "It holds (s3)", .line = 3, .y = &y
	};
	struct result r = { 0 };

	result_name(&r, &s);
	assert_string_equal(r.file, "a/x.yaml");
	assert_string_equal(r.sentence, "It holds (s3)");
	assert_string_equal(r.family, "It holds (s3)");
	assert_int_equal(r.line, 3);
	assert_null(r.cell);
	s.matrix.cell = cell;
	result_name(&r, &s);
	assert_ptr_equal(r.cell, cell);
	assert_string_equal(r.family, "It holds");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_verdict_has_a_name_of_its_own),
		cmocka_unit_test(rounds_are_told_by_those_that_follow_each_other),
		cmocka_unit_test(a_result_has_the_names_of_its_scenario),
	};

	return cmocka_run_group_tests_name("report/result", tests, NULL, NULL);
}
