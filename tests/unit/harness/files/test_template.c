/*
 * test_template.c - harness/files/template.c
 */
#include "tests/unit/unit.h"

#include "harness/files/template.h"
#include "lib/pattern.h"
#include "tests/support/seeded.h"

static void a_folder_fits_its_template(void **state UNUSED)
{
	static const struct {
		const char *template, *folder;
		bool fits;
	} cases[] = {
		/* clang-format off */
		{ "{dataset}/exportTime={yyyyMMddHHmm}", "d2/exportTime=202601312359", true },
		{ "{dataset}/exportTime={yyyyMMddHHmm}", "d3/exportTime=202601312359", false },
		{ "{dataset}/exportTime={yyyyMMddHHmm}", "d1/exportTime=202613312359", false },
		{ "{dataset}/exportTime={yyyyMMddHHmm}", "d1/exportTime=202601312360", false },
		{ "{dataset}/exportTime={yyyyMMddHHmm}", "d1/exportTime=20260131235", false },
		{ "{dataset}/exportTime={yyyyMMddHHmm}", "d1/exportTime=2026013123590", false },
		{ "{dataset}/exportTime={yyyyMMddHHmm}", "d1", false },
		{ "{any}_{dataset}_{yyyyMMdd_HHmmss}", "Amazon S3_d1_20260131_000650", true },
		{ "{any}_{dataset}_{yyyyMMdd_HHmmss}", "_d1_20260131_000650", false },
		{ "{any}_{dataset}_{yyyyMMdd_HHmmss}", "a/b_d1_20260131_000650", false },
		{ "{dataset}/{any}", "d10/x", true },
		{ "{any}/{any}", "a/b", true },
		{ "{any}/{any}", "a/b/c", false },
		{ "{flow}", "f1", true },
		{ "{flow}", "f1x", false },
		{ "", "", true },
		{ "", "x", false },
		{ "x", "", false },
		/* clang-format on */
	};
	AUTO(cJSON_Delete) cJSON *datasets = json_new_array();

	json_push(datasets, json_new_str("d1"));
	json_push(datasets, json_new_str("d10"));
	json_push(datasets, json_new_str("d2"));
	for_each_row(i, cases) {
		if (template_fits(cases[i].template, cases[i].folder, "f1", datasets) !=
		    cases[i].fits)
			fail_msg("%s: %s", cases[i].template, cases[i].folder);
	}
}

static void a_misspelt_template_is_refused(void **state UNUSED)
{
	static const struct {
		const char *template;
		int rc;
	} cases[] = {
		{ "{dataset}/{flow}/{any}/{yyyy-MM-dd}", 0 },
		{ "plain", 0 },
		{ "{datset}", -1 },
		{ "{yyyyMMddhhmm}", -1 },
		{ "{}", -1 },
		{ "{-}", -1 },
		{ "{dataset", -1 },
	};

	for_each_row(i, cases) {
		struct err e = { 0 };

		row_int_equal(i, template_check(cases[i].template, &e), cases[i].rc);
	}
}

/* The last is any time. */
static void each_name_has_its_help(void **state UNUSED)
{
	static const char *const expected[] = { "dataset", "flow", "any",
		                                "yyyyMMddHHmm" };
	const char *name, *help;
	struct err e = { 0 };

	for_each_row(i, expected) {
		assert_true(template_name_at(i, &name, &help));
		assert_string_equal(name, expected[i]);
		assert_true(strlen(help) > 10);
	}
	assert_false(template_name_at(ARRAY_LEN(expected), &name, &help));
	assert_int_equal(template_check("{nobody}", &e), -1);
	assert_non_null(
		strstr(e.text, "is not one of {dataset}, {flow}, {any} or a time"));
}

static void any_dataset_has_so_many_digits(void **state UNUSED)
{
	static const struct {
		const char *subject;
		bool fits;
	} cases[] = {
		{ "5ef3e3259ad2a1191ab7dd7d", true },
		{ "5ef3e3259ad2a1191ab7dd7", false },
		{ "5ef3e3259ad2a1191ab7dd7d0", false },
		{ "5ef3e3259ad2a1191ab7dd7x", false },
	};

	for_each_row(i, cases)
		assert_int_equal(template_fits("{dataset}", cases[i].subject, "f", NULL),
		                 cases[i].fits);
}

/* A text of braces, names, parts of times and what may stand between them. */
static void put_text(struct seeded *d, struct buf *out)
{
	static const char *const words[] = {
		"{",    "}",  "{dataset}", "{flow}", "{any}",    "any", "flow",
		"yyyy", "MM", "dd",        "HH",     "mm",       "ss",  "{",
		"}",    "{",  "}",         "a",      "Z",        "M",   "_",
		"-",    "/",  " ",         "7",      "\xc3\xa9",
	};

	for (size_t n = seeded_below(d, 9); n; n--)
		buf_add_str(out, words[seeded_below(d, ARRAY_LEN(words))]);
}

/* What an editor checks a scenario with, and what flowcheck does, are one thing. */
static void the_pattern_fits_what_the_check_takes_and_nothing_else(void **state UNUSED)
{
	AUTO(buf_release) struct buf ecma = { 0 };
	AUTO(pattern_free) struct pattern *pattern = NULL;
	AUTO(pattern_room_release) struct pattern_room room = { 0 };
	struct err e = { 0 };
	size_t taken = 0;

	template_pattern(&ecma);
	assert_int_equal(pattern_new(buf_str(&ecma), &pattern, &e), 0);
	for (size_t round = 0; round < 20000; round++) {
		struct seeded d = seeded_begin(round);
		AUTO(buf_release) struct buf text = { 0 };
		struct err why = { 0 };
		int64_t steps = 1000000;
		bool takes, fits;

		put_text(&d, &text);
		takes = template_check(buf_str(&text), &why) == 0;
		fits = pattern_find(pattern, buf_str(&text), &room, &steps) ==
		       PATTERN_FOUND;
		if (takes != fits)
			fail_msg("TEST_SEED=%llu: '%s' is %staken: %s",
			         (unsigned long long)d.seed, buf_str(&text),
			         takes ? "" : "not ", why.text);
		taken += takes;
	}
	assert_in_range(taken, 2000, 18000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_folder_fits_its_template),
		cmocka_unit_test(a_misspelt_template_is_refused),
		cmocka_unit_test(each_name_has_its_help),
		cmocka_unit_test(any_dataset_has_so_many_digits),
		cmocka_unit_test(the_pattern_fits_what_the_check_takes_and_nothing_else),
	};

	return cmocka_run_group_tests_name("template", tests, NULL, NULL);
}
