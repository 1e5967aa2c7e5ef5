/*
 * test_target.c - the rules of target params, with their conditionals
 */
#include "tests/unit/unit.h"

#include "lib/mem.h"
#include "mockserver/specs/target.h"
#include "tests/support/quoted.h"
#include "tests/support/seeded.h"

static struct target_rules *rules_of(const char *text)
{
	AUTO(cJSON_Delete) cJSON *spec = quoted_json(text);
	struct target_rules *r = NULL;
	int64_t steps = JSONSCHEMA_COMPILE_STEPS;
	struct err e = { 0 };

	if (target_rules_new(spec, &steps, &r, &e) < 0)
		fail_msg("%s: %s", text, e.text);
	return r;
}

static bool fits(struct target_rules *r, unsigned flags, const char *params)
{
	AUTO(cJSON_Delete) cJSON *json = quoted_json(params);
	AUTO(violations_release) struct violations all = { 0 };
	bool ok = target_rules_check(r, flags, json, "/params", &all);

	assert_int_equal(ok, all.count == 0);
	return ok;
}

#define IF(op, value) \
	"'conditional':{'field':'mode','operator':'" op "','value':'" value "'}"

static void a_property_binds_only_where_its_conditional_holds(UNUSED void **state)
{
	static const struct {
		const char *params;
		bool fits;
	} rows[] = {
		{ "{'mode':'A','a':1}", true },
		{ "{'mode':'a','a':1}", true }, /* in any case */
		{ "{'mode':'A'}", false },      /* demanded */
		{ "{'mode':'A','a':'x'}", false },
		{ "{'mode':'B','a':'x','b':2}", true }, /* not looked at */
		{ "{'mode':'B'}", false },
		{ "{'b':2}", true }, /* without a mode, it is not A */
		{ "{}", false },
		{ "{'mode':1,'b':2}", true },
		{ "{'mode':'A','a':1,'always':'x'}", false },
	};
	AUTO(target_rules_free) struct target_rules *r = NULL;

	r = rules_of("{'required':['a','b'],'properties':{"
	             "'a':{'type':'number'," IF(
			     "EQUALS", "A") "},"
	                                    "'b':{'type':'number'," IF(
						    "NOT_CONTAINS",
						    "A") "},"
	                                                 "'always':{'type':'number'}}}");
	for_each_row(i, rows)
		row_int_equal(i, fits(r, 0, rows[i].params), rows[i].fits);
}

static void an_audience_target_is_known_by_its_file_type(UNUSED void **state)
{
	static const struct {
		const char *params;
		bool fits;
	} rows[] = {
		{ "{'fileType':'CSV'}", true },
		{ "{'fileType':'CSV','datasetFileType':'JSON'}", false },
		{ "{'datasetFileType':'JSON'}", false },
		{ "{}", false },
		{ "{'exported':1}", true },
	};
	AUTO(target_rules_free) struct target_rules *r = NULL;

	r = rules_of("{'required':['exported'],'properties':{'exported':{'conditional':{"
	             "'field':'flowSpec.attributes._workflow','operator':'CONTAINS',"
	             "'value':'DATASETS'}}}}");
	for_each_row(i, rows)
		row_int_equal(i, fits(r, 0, rows[i].params), rows[i].fits);
}

static void a_conditional_that_cannot_be_judged_is_refused(UNUSED void **state)
{
	static const char *const rows[] = {
		"{'properties':{'a':{'conditional':{}}}}",
		"{'properties':{'a':{'conditional':{'field':'f','operator':'IN','value':'"
		"v'}}}}",
		"{'properties':{'a':{'conditional':{'field':'f','operator':'EQUALS'}}}}",
		"{'properties':{'a':{'conditional':{'operator':'EQUALS','value':'v'}}}}",
		"{'properties':{'a':{'conditional':{'field':1,'operator':'EQUALS','value'"
		":"
		"'v'}}}}",
		"{'properties':{'a':{'type':'nonsense'}}}",
		"7",
	};
	AUTO(buf_release) struct buf many = { 0 };

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		AUTO(cJSON_Delete) cJSON *spec = quoted_json(rows[i]);
		struct target_rules *r = NULL;
		int64_t steps = JSONSCHEMA_COMPILE_STEPS;
		struct err e = { 0 };

		row_int_equal(i, target_rules_new(spec, &steps, &r, &e), -1);
		row_int_equal(i, e.code, ERR_INVALID);
	}
	for (int count = 16; count <= 17; count++) { /* of sets there are 2^16 at most */
		AUTO(cJSON_Delete) cJSON *spec = NULL;
		AUTO(target_rules_free) struct target_rules *r = NULL;
		int64_t steps = JSONSCHEMA_COMPILE_STEPS;
		struct err e = { 0 };

		buf_clear(&many);
		buf_add_str(&many, "{'properties':{'x':true");
		for (int i = 0; i < count; i++)
			buf_printf(&many, ",'p%d':{" IF("EQUALS", "A") "}", i);
		buf_add_str(&many, "}}");
		spec = quoted_json(buf_str(&many));
		assert_int_equal(target_rules_new(spec, &steps, &r, &e) == 0,
		                 count == 16);
	}
}

#define FIELDS 7

static void any_set_of_conditions_binds_by_itself(UNUSED void **state)
{
	AUTO(buf_release) struct buf text = { 0 };
	AUTO(target_rules_free) struct target_rules *r = NULL;

	buf_add_str(&text, "{'required':['x'");
	for (int i = 0; i < FIELDS; i++)
		buf_printf(&text, ",'p%d'", i);
	buf_add_str(&text, "],'properties':{'x':{'enum':['One']}");
	for (int i = 0; i < FIELDS; i++)
		buf_printf(
			&text,
			",'p%d':{'type':'number','conditional':{'field':'f%d','operator':"
			"'EQUALS','value':'on'}}",
			i, i);
	buf_add_str(&text, "}}");
	r = rules_of(buf_str(&text));
	for (size_t round = 0; round < 2000; round++) { /* more sets than are kept */
		struct seeded d = seeded_begin(round);
		unsigned on = (unsigned)seeded_below(&d, 1 << FIELDS);
		unsigned has = (unsigned)seeded_below(&d, 1 << FIELDS);
		unsigned flags = seeded_once_in(&d, 2) ? JSONSCHEMA_ENUM_ANY_CASE : 0;
		bool other_case = seeded_once_in(&d, 2);
		AUTO(buf_release) struct buf params = { 0 };

		if (seeded_once_in(&d, 2))
			has |= on;
		buf_printf(&params, "{'x':'%s'", other_case ? "ONE" : "One");
		for (int i = 0; i < FIELDS; i++) {
			buf_printf(&params, ",'f%d':'%s'", i, on >> i & 1 ? "ON" : "off");
			if (has >> i & 1)
				buf_printf(&params, ",'p%d':1", i);
		}
		buf_add_char(&params, '}');
		if (fits(r, flags, buf_str(&params)) !=
		    ((on & ~has) == 0 && (!other_case || flags)))
			fail_msg("TEST_SEED=%llu: %s", (unsigned long long)d.seed,
			         buf_str(&params));
	}
}

static void what_a_reference_leads_into_binds_in_any_case(UNUSED void **state)
{
	AUTO(target_rules_free) struct target_rules *r = NULL;

	r = rules_of("{'properties':{'a':{'type':'number'," IF(
		"EQUALS", "A") "},"
	                       "'b':{'$ref':'#/properties/a'}}}");
	assert_true(fits(r, 0, "{'mode':'B','b':1}"));
	assert_false(fits(r, 0, "{'mode':'B','b':'x'}"));
	target_rules_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_property_binds_only_where_its_conditional_holds),
		cmocka_unit_test(an_audience_target_is_known_by_its_file_type),
		cmocka_unit_test(a_conditional_that_cannot_be_judged_is_refused),
		cmocka_unit_test(any_set_of_conditions_binds_by_itself),
		cmocka_unit_test(what_a_reference_leads_into_binds_in_any_case),
	};

	return cmocka_run_group_tests_name("specs/target", tests, NULL, NULL);
}
