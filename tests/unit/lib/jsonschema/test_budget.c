/*
 * test_budget.c - no schema and no document keeps a validation busy
 *
 * Counted in steps; `make bench` measures the time.
 */
#include "tests/unit/unit.h"

#include "lib/jsonschema/jsonschema.h"
#include "lib/mem.h"
#include "tests/support/hard.h"
#include "tests/support/quoted.h"

#define SHARE   16      /* of the hard cases: a part of each is enough here */
#define AT_MOST 1050000 /* steps: the last that was begun is ended */

static cJSON *hard_json(const struct hard_text *text, int share)
{
	AUTO(buf_release) struct buf out = { 0 };
	struct err e = { 0 };
	cJSON *v;

	hard_write(text, share, &out);
	if (json_parse(buf_str(&out), out.size, &v, &e) < 0)
		fail_msg("%s", e.text);
	return v;
}

static struct jsonschema *compiled(const char *text)
{
	AUTO(cJSON_Delete) cJSON *schema = quoted_json(text);
	struct jsonschema *s = NULL;
	struct err e = { 0 };

	if (jsonschema_new(schema, NULL, &s, &e) < 0)
		fail_msg("%s", e.text);
	return s;
}

static bool tells_of_steps(const struct violations *all)
{
	return all->count && !strcmp(all->all[all->count - 1].keyword, "steps");
}

static void judge(const struct hard *h, const struct jsonschema *s)
{
	AUTO(violations_release) struct violations all = { 0 };
	AUTO(violations_release) struct violations again = { 0 };
	AUTO(cJSON_Delete) cJSON *doc = hard_json(&h->doc, SHARE);
	bool fits = jsonschema_check(s, doc, "", &all);

	if (all.steps > AT_MOST || (all.steps >= JSONSCHEMA_STEPS && !all.gave_up))
		fail_msg("%s: %lld steps", h->name, (long long)all.steps);
	assert_int_equal(fits, all.count == 0);
	assert_int_equal(all.gave_up, all.count && tells_of_steps(&all));
	(void)jsonschema_check(s, doc, "", &again);
	assert_int_equal(again.steps, all.steps);
	assert_int_equal(again.count, all.count);
}

static void what_is_made_to_be_hard_ends(UNUSED void **state)
{
	for_each_row_of(i, hard_cases, hard_count) {
		const struct hard *h = &hard_cases[i];
		AUTO(cJSON_Delete) cJSON *schema = hard_json(&h->schema, SHARE);
		AUTO(jsonschema_free) struct jsonschema *s = NULL;
		int64_t steps = JSONSCHEMA_COMPILE_STEPS;
		const struct jsonschema_options how = { .steps = &steps };
		struct err e = { 0 };
		int rc = jsonschema_new(schema, &how, &s, &e);

		if (rc < 0 && e.code != ERR_INVALID)
			fail_msg("%s: %s", h->name, e.text);
		if ((steps <= 0) != (strstr(e.text, "too many steps to compile") != NULL))
			fail_msg("%s: %s, %lld steps left", h->name, e.text,
			         (long long)steps);
		if (rc == 0 && h->doc.head)
			judge(h, s);
	}
}

/* What was found before stands; what would come after is not looked for. */
static void giving_up_ends_the_whole_check(UNUSED void **state)
{
	AUTO(jsonschema_free) struct jsonschema *s = NULL;
	AUTO(cJSON_Delete) cJSON *doc = NULL;
	AUTO(violations_release) struct violations all = { 0 };

	doc = quoted_json("{'a':1,'b':'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!',"
	                  "'c':1}");
	s = compiled("{'properties':{'a':{'type':'null'},'b':{'pattern':'^(a+)+$'},"
	             "'c':{'type':'null'}}}");
	assert_false(jsonschema_check(s, doc, "/at", &all));
	assert_true(all.gave_up);
	assert_int_equal(all.count, 3);
	assert_string_equal(all.all[0].pointer, "/at/a");
	assert_string_equal(all.all[1].pointer, "/at/b");
	assert_string_equal(all.all[1].message,
	                    "could not be judged: the pattern ^(a+)+$ takes too many "
	                    "steps");
	assert_string_equal(all.all[2].pointer, "/at");
	assert_string_equal(all.all[2].keyword, "steps");
	assert_false(jsonschema_check(s, doc, "", NULL));
}

static void nothing_that_was_given_up_fits(UNUSED void **state)
{
	static const char *const around[] = {
		"{'not':%s}",           "{'not':{'not':%s}}",
		"{'anyOf':[%s,true]}",  "{'if':%s}",
		"{'oneOf':[%s,true]}",  "{'allOf':[true,%s]}",
		"{'anyOf':[false,%s]}", "{'if':%s,'then':true,'else':true}",
	};
	static const char hard[] = "{'pattern':'^(a+)+$'}";
	AUTO(cJSON_Delete) cJSON *doc = NULL;

	doc = quoted_json("'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!'");
	for_each_row(i, around) {
		const char *mark = strstr(around[i], "%s");
		AUTO(buf_release) struct buf text = { 0 };
		AUTO(violations_release) struct violations all = { 0 };
		AUTO(jsonschema_free) struct jsonschema *s = NULL;

		buf_add(&text, around[i], (size_t)(mark - around[i]));
		buf_printf(&text, "%s%s", hard, mark + 2);
		s = compiled(buf_str(&text));
		assert_false(jsonschema_check(s, doc, "", NULL));
		assert_false(jsonschema_check(s, doc, "", &all));
		assert_true(all.gave_up && tells_of_steps(&all));
	}
}

static void checks_of_one_list_share_their_steps(UNUSED void **state)
{
	AUTO(jsonschema_free) struct jsonschema *s = NULL;
	const struct hard_text text = { "[0", ",1", 100000, "]" };
	AUTO(violations_release) struct violations all = { 0 };
	AUTO(cJSON_Delete) cJSON *doc = hard_json(&text, 1);
	int64_t one;
	int times = 1;

	s = compiled("{'items':{'type':'integer'}}");
	assert_true(jsonschema_check(s, doc, "", &all));
	one = all.steps;
	assert_in_range(one, 100000, 500000);
	while (jsonschema_check(s, doc, "", &all))
		times++;
	assert_true(all.gave_up);
	assert_int_equal(times, JSONSCHEMA_STEPS / one);
	assert_false(jsonschema_check(s, doc, "", &all)); /* nor is any other */
}

static void schemas_share_the_steps_of_compiling(UNUSED void **state)
{
	AUTO(cJSON_Delete) cJSON *schema = quoted_json("{'pattern':'^a'}");
	int64_t steps = JSONSCHEMA_COMPILE_STEPS;
	const struct jsonschema_options how = { .steps = &steps };
	struct err e = { 0 };
	int made = 0;

	for (struct jsonschema *s = NULL; jsonschema_new(schema, &how, &s, &e) == 0;
	     made++)
		jsonschema_free(s);
	assert_in_range(made, 1000, 5000);
	assert_non_null(strstr(e.text, "too many steps to compile"));
}

/* Ordinary schemas stay far below the limits. */
static void a_large_honest_schema_and_document_are_no_trouble(UNUSED void **state)
{
	const struct hard_text rules = {
		"{'properties':{'0':{}",
		",'member@':{'type':'string','pattern':'^[a-z0-9-]{3,63}$',"
		"'enum':['the-first','the-second','the-third']}",
		150, "},'additionalProperties':false}"
	};
	const struct hard_text text = { "{'0':0", ",'member@':'the-third'", 150, "}" };
	AUTO(cJSON_Delete) cJSON *schema = hard_json(&rules, 1);
	AUTO(cJSON_Delete) cJSON *doc = hard_json(&text, 1);
	AUTO(violations_release) struct violations all = { 0 };
	AUTO(jsonschema_free) struct jsonschema *s = NULL;
	int64_t steps = JSONSCHEMA_COMPILE_STEPS;
	const struct jsonschema_options how = { .steps = &steps };
	struct err e = { 0 };

	assert_int_equal(jsonschema_new(schema, &how, &s, &e), 0);
	assert_true(steps > JSONSCHEMA_COMPILE_STEPS / 2);
	assert_true(jsonschema_check(s, doc, "", &all));
	assert_true(all.steps < JSONSCHEMA_STEPS / 20);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_made_to_be_hard_ends),
		cmocka_unit_test(giving_up_ends_the_whole_check),
		cmocka_unit_test(nothing_that_was_given_up_fits),
		cmocka_unit_test(checks_of_one_list_share_their_steps),
		cmocka_unit_test(schemas_share_the_steps_of_compiling),
		cmocka_unit_test(a_large_honest_schema_and_document_are_no_trouble),
	};

	return cmocka_run_group_tests_name("jsonschema_budget", tests, NULL, NULL);
}
