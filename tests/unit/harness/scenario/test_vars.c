/*
 * test_vars.c - harness/scenario/vars.c
 */
#include "tests/support/quoted.h"
#include "tests/unit/unit.h"

#include "harness/scenario/vars.h"
#include "lib/mem.h"

static cJSON *json(const char *text)
{
	struct err e = { 0 };
	cJSON *v = NULL;

	assert_int_equal(json_parse(text, strlen(text), &v, &e), 0);
	return v;
}

/* An outer scope with flow, n and run; an inner one with format and n. */
struct scopes {
	struct vars outer, inner;
};

static int setup(void **state)
{
	struct scopes *s = mem_alloc(sizeof(*s));

	vars_set(&s->outer, "flow", json_new_str("f-1"));
	vars_set(&s->outer, "n", json_new_int(1));
	vars_set(&s->outer, "run",
	         json(JSON({"id":"r-1","sizes":[10,9007199254740993]})));
	vars_set(&s->inner, "format", json_new_str("JSON"));
	vars_set(&s->inner, "n", json_new_int(2));
	s->inner.outer = &s->outer;
	*state = s;
	return 0;
}

static int teardown(void **state)
{
	struct scopes *s = *state;

	vars_release(&s->outer);
	vars_release(&s->inner);
	free(s);
	return 0;
}

static void names_in_texts_become_values(void **state)
{
	static const struct {
		const char *yaml, *result; /* as JSON; or "!" and the error's words */
	} cases[] = {
		/* clang-format off */
		{ "plain", "\"plain\"" },
		{ "${flow}", "\"f-1\"" },
		{ "a${flow}b${format}", "\"af-1bJSON\"" },
		{ "${n}", "2" },
		{ "n=${n}", "\"n=2\"" },
		{ "${run}", JSON({"id":"r-1","sizes":[10,9007199254740993]}) },
		{ "${run.id}", "\"r-1\"" },
		{ "${run.sizes[1]}", "9007199254740993" },
		{ "x ${run.sizes}", "\"x [10,9007199254740993]\"" },
		{ "[ \"${flow}\", { a: \"${n}\", b: 1.50 } ]", JSON(["f-1",{"a":2,"b":1.50}]) },
		{ "\"$${flow}\"", "\"${flow}\"" },
		{ "\"a$${b}${flow}\"", "\"a${b}f-1\"" },
		{ "\"$5 and ${flow}$\"", "\"$5 and f-1$\"" },
		{ "7", "7" },
		{ "\"${none}\"", "!x.yaml:1:1: nothing is called 'none' here" },
		{ "a: { b: \"${run.none}\" }", "!x.yaml:1:6: nothing is called 'run.none' here" },
		{ "\"${flow\"", "!'${' without '}'" },
	};
	/* clang-format on */
	struct scopes *s = *state;

	for_each_row(i, cases) {
		AUTO(cJSON_Delete) cJSON *made = NULL;
		AUTO(mem_free) char *text = NULL;
		struct yaml y;
		struct err e = { 0 };

		row_int_equal(i,
		              yaml_parse("x.yaml", cases[i].yaml, strlen(cases[i].yaml),
		                         &y, &e),
		              0);
		if (vars_expand(&s->inner, &y, y.root, &made, &e) < 0) {
			if (cases[i].result[0] != '!' ||
			    !strstr(e.text, cases[i].result + 1))
				fail_msg("%s: %s", cases[i].yaml, e.text);
		} else {
			text = json_text(made);
			row_string_equal(i, text, cases[i].result);
		}
		yaml_release(&y);
	}
}

static void a_text_is_made_of_any_value(void **state)
{
	struct scopes *s = *state;
	AUTO(mem_free) char *text = NULL;
	struct yaml y;
	struct err e = { 0 };

	assert_int_equal(yaml_parse("x.yaml", "\"${n}\"", 6, &y, &e), 0);
	assert_int_equal(vars_expand_text(&s->inner, &y, y.root, &text, &e), 0);
	assert_string_equal(text, "2");
	yaml_release(&y);
}

static void the_outer_scope_keeps_its_own(void **state)
{
	struct scopes *s = *state;
	int64_t n;

	assert_true(json_to_int(vars_find(&s->outer, "n"), &n) && n == 1);
	assert_true(json_to_int(vars_find(&s->inner, "n"), &n) && n == 2);
	assert_null(vars_find(&s->outer, "format"));
	vars_set(&s->inner, "n", json_new_int(3));
	assert_true(json_to_int(vars_find(&s->inner, "n"), &n) && n == 3);
}

static int note(void *ctx, const cJSON *node UNUSED, const char *name,
                enum vars_need need, struct err *e)
{
	struct buf *seen = ctx;

	buf_printf(seen, "%s%s ", name, need == VARS_OPTIONAL ? "?" : "");
	return strcmp(name, "stop") ? 0 : err_set(e, ERR_INVALID, "stopped");
}

static void uses_are_found_without_filling_them_in(void **state UNUSED)
{
	static const char text[] = "{ a: \"${x.y} $${no}\", b: [ \"${z[0]}${o ?? "
				   "1}${url(u)}${stop}\", \"${w}\" ] }";
	struct buf seen = { 0 };
	struct yaml y;
	struct err e = { 0 };

	assert_int_equal(yaml_parse("x.yaml", text, strlen(text), &y, &e), 0);
	assert_int_equal(vars_each_use(&y, y.root, note, &seen, &e), -1);
	assert_string_equal(buf_str(&seen), "x z o? u stop ");
	buf_release(&seen);
	yaml_release(&y);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(names_in_texts_become_values, setup,
		                                teardown),
		cmocka_unit_test_setup_teardown(a_text_is_made_of_any_value, setup,
		                                teardown),
		cmocka_unit_test_setup_teardown(the_outer_scope_keeps_its_own, setup,
		                                teardown),
		cmocka_unit_test(uses_are_found_without_filling_them_in),
	};

	return cmocka_run_group_tests_name("vars", tests, NULL, NULL);
}
