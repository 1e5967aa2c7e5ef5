/*
 * test_frozen.c - what happened, frozen, happens again to the same requests
 */
#include "tests/unit/unit.h"

#include "lib/mem.h"
#include "mockserver/faults/frozen.h"
#include "tests/support/armed.h"
#include "tests/support/quoted.h"
#include "tests/support/seeded.h"

#define REQUESTS 40

/* Of actions that answer as they are declared: another name may strike in their place. */
static const char *const pool[] = {
	"'probability':0.4,'do':{'status':503}",
	"'every':3,'do':{'status':404}",
	"'after':2,'times':3,'do':{'reset':'head'}",
	"'nth':[1,4,5],'per':'client','do':{'close':'body'}",
	"'do':{'delay':{'uniform':['1ms','4ms']}}",
	"'probability':0.5,'per':'client','do':{'empty':{}}",
	"'per':'operation','times':2,'do':[{'delay':'5ms'},{'truncate':4}]",
	"'probability':0.5,'do':[{'delay':{'uniform':['1ms','3ms']}},{'status':500}]",
};

static char *draw_faults(struct seeded *d)
{
	static const char *const on[] = { "reads", "writes", "FLOW_LIST", "* /flows*" };
	struct buf out = { 0 };
	size_t count = 1 + seeded_below(d, 4);

	for (size_t i = 0; i < count; i++)
		buf_printf(&out, "%s{'fault':'f%zu','on':'%s',%s}", i ? "," : "[", i,
		           on[seeded_below(d, ARRAY_LEN(on))],
		           pool[seeded_below(d, ARRAY_LEN(pool))]);
	buf_add_char(&out, ']');
	return buf_take(&out);
}

/* What the requests of the seed meet, without the names: "status delay(3) | …". */
static void live(struct armed *a, uint64_t seed, struct buf *out)
{
	static const enum operation all[] = { OP_FLOW_LIST, OP_FLOW_GET, OP_FLOW_CREATE };
	static const char *const names[] = { "", "one", "two" };
	struct seeded d = { .seed = seed };

	for (int i = 0; i < REQUESTS; i++) {
		struct fault_subject s =
			armed_subject(a, all[seeded_below(&d, ARRAY_LEN(all))]);
		struct fault_strike strike;

		s.client = names[seeded_below(&d, ARRAY_LEN(names))];
		strike = armed_judge(a, &s);
		for (size_t k = 0; k < strike.count; k++) {
			const struct fault_action *action = strike.hits[k].action;

			/* A delay that was drawn is a fixed one now. */
			buf_printf(out, "%s(%lld) ", fault_kind_row(action->kind)->word,
			           (long long)strike.hits[k].value);
		}
		buf_add_char(out, '|');
	}
}

static void the_same_requests_meet_the_same(UNUSED void **state)
{
	size_t struck = 0;

	for (size_t round = 0; round < 20; round++) {
		struct seeded d = seeded_begin(round);
		AUTO_MEM char *faults = draw_faults(&d);
		AUTO_MEM char *text = NULL;
		AUTO(cJSON_Delete) cJSON *frozen = NULL;
		AUTO(buf_release) struct buf first = { 0 }, again = { 0 };
		struct armed a, b;
		struct err e = { 0 };

		armed_open(&a, d.seed);
		armed_open(&b, d.seed + 1); /* no chance is left for another seed */
		armed_add(&a, faults);
		live(&a, d.seed, &first);
		assert_int_equal(faults_freeze(&a.faults, &frozen, &e), 0);
		text = json_text(frozen);
		if (frozen->child)
			armed_add(&b, text);
		live(&b, d.seed, &again);
		if (strcmp(buf_str(&first), buf_str(&again)) != 0)
			fail_msg("TEST_SEED=%llu: %s became %s:\n%s\n%s",
			         (unsigned long long)d.seed, faults, text,
			         buf_str(&first), buf_str(&again));
		struck += frozen->child != NULL;
		armed_close(&a);
		armed_close(&b);
	}
	assert_true(struck > 12);
}

static void what_never_fired_is_not_there(UNUSED void **state)
{
	AUTO(cJSON_Delete) cJSON *frozen = NULL;
	struct armed a;
	struct fault_subject s;
	struct err e = { 0 };

	armed_open(&a, 1);
	armed_add(&a, "[{'fault':'a','on':'FLOW_LIST','after':99,'do':{'status':503}},"
	              "{'fault':'b','on':'FLOW_GET','do':{'status':503}}]");
	s = armed_subject(&a, OP_FLOW_LIST);
	(void)armed_judge(&a, &s);
	assert_int_equal(faults_freeze(&a.faults, &frozen, &e), 0);
	assert_int_equal(cJSON_GetArraySize(frozen), 0);
	armed_close(&a);
}

static void chance_is_gone_and_the_rest_is_as_declared(UNUSED void **state)
{
	AUTO(cJSON_Delete) cJSON *frozen = NULL;
	AUTO_MEM char *text = NULL;
	struct armed a;
	struct fault_subject s;
	struct err e = { 0 };

	armed_open(&a, 1);
	armed_add(&a, "{'fault':'a','on':'FLOW_LIST','when':{'path':{'x':1}},'every':2,"
	              "'times':2,'expect':'any','do':{'status':503}}");
	armed_part(&a, FAULT_PART_PATH, "{'x':1}");
	s = armed_subject(&a, OP_FLOW_LIST);
	for (int i = 0; i < 9; i++)
		(void)armed_judge(&a, &s);
	assert_int_equal(faults_freeze(&a.faults, &frozen, &e), 0);
	text = json_text(frozen);
	assert_quoted_equal(text, "[{'fault':'a','on':'FLOW_LIST','when':{'path':"
	                          "{'x':1}},'nth':[2,4],'do':{'status':503}}]");
	armed_close(&a);
}

static void a_rates_answers_say_the_seconds_that_were_left(UNUSED void **state)
{
	AUTO(cJSON_Delete) cJSON *frozen = NULL;
	struct armed a;
	struct fault_subject s;
	struct err e = { 0 };

	armed_open(&a, 1);
	armed_add(&a,
	          "{'fault':'a','on':'FLOW_LIST','do':{'rate':{'limit':1,'by':'mock'}}}");
	s = armed_subject(&a, OP_FLOW_LIST);
	for (int i = 0; i < 3; i++) {
		s.now = i * 10000;
		(void)armed_judge(&a, &s);
	}
	assert_int_equal(faults_freeze(&a.faults, &frozen, &e), 0);
	assert_int_equal(cJSON_GetArraySize(frozen), 2);
	assert_string_equal(json_str(frozen, "[0].fault"), "a-1");
	assert_string_equal(json_at(frozen, "[0].do.status.retryAfter")->valuestring,
	                    "50");
	assert_string_equal(json_at(frozen, "[1].do.status.retryAfter")->valuestring,
	                    "40");
	/* The first shadows the second at its occurrence. */
	assert_string_equal(json_at(frozen, "[0].nth[0]")->valuestring, "2");
	assert_string_equal(json_at(frozen, "[1].nth[0]")->valuestring, "2");
	armed_close(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_same_requests_meet_the_same),
		cmocka_unit_test(what_never_fired_is_not_there),
		cmocka_unit_test(chance_is_gone_and_the_rest_is_as_declared),
		cmocka_unit_test(a_rates_answers_say_the_seconds_that_were_left),
	};

	return cmocka_run_group_tests_name("faults/frozen", tests, NULL, NULL);
}
