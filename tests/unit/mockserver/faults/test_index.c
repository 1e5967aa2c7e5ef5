/*
 * test_index.c - a gate that stays shut hides no fault that would match
 */
#include "tests/unit/unit.h"

#include "mockserver/faults/index.h"
#include "tests/support/quoted.h"

/* On POST /flows; all of them stand in one index. */
static const char *const faults[] = {
	"{'on':'FLOW_CREATE'}",
	"{'on':'FLOW_CREATE','when':{'client':'me'}}",
	"{'on':'POST /flows','when':{'client':'me'}}",
	"{'on':'POST /data/foundation/flowservice/flows'}",
	"{'on':'* /flows*'}",
	"{'on':['POST /flows','FLOW_GET']}",
	"{'on':'FLOW_CREATE','when':{'path':'/flows'}}",
	"{'on':'FLOW_CREATE','when':{'path':{'$matches':'^/flo'}}}",
	"{'on':'FLOW_CREATE','when':{'query':{'a':'1','b':'2'}}}",
	"{'on':'FLOW_CREATE','when':{'query':{'b':'2'}}}",
	"{'on':'FLOW_CREATE','when':{'body':{'name':'Daily'}}}",
	"{'on':'FLOW_CREATE','when':{'body':{'name':{'$matches':'^Dai?ly'}}}}",
	"{'on':'FLOW_CREATE','when':{'body':{'name':{'$matches':'^Da*x*ily'}}}}",
	"{'on':'FLOW_CREATE','when':{'body':{'name':{'$matches':'^Hourly|Daily'}}}}",
	"{'on':'FLOW_CREATE','when':{'body':{'name':{'$matches':'aily$'}}}}",
	"{'on':'FLOW_CREATE','when':{'body':{'name':{'$matches':'^'}}}}",
	"{'on':'FLOW_CREATE','when':{'body':{'name':{'$matches':'^Daily$'}}}}",
	"{'on':'FLOW_CREATE','when':{'body':{'a':{'b':'x'},'name':{'$any':true}}}}",
	"{'on':'FLOW_CREATE','when':{'body':{'count':1}}}",
	"{'on':'FLOW_CREATE','when':{'body':'text'}}",
	"{'on':'FLOW_CREATE','when':{'body':{'name':{'$absent':true}}}}",
	"{'on':'FLOW_CREATE','when':{'headers':{'X-A':'1'},'client':'me'}}",
};

/* Requests: client, query, headers, body; NULL: no body. */
static const char *const requests[][4] = {
	{ "me", "{}", "{}", "{'name':'Daily'}" },
	{ "you", "{'a':'1'}", "{'x-a':'1'}", "{'name':'Dally'}" },
	{ "me", "{'b':'2'}", "{'x-a':'2'}", "{'name':'Hourly'}" },
	{ "", "{'a':'1','b':'2'}", "{'x-a':'1'}", "{'name':1,'count':1}" },
	{ "me", "{}", "{}", "'text'" },
	{ "me", "{}", "{'x-a':'1'}", "{'a':{'b':'x'},'name':null}" },
	{ "me", "{}", "{}", "{'a':{'b':['x']},'name':'Daxxily'}" },
	{ "me", "{}", "{}", NULL },
};

/* On runs; all of them stand in one index. */
static const char *const run_faults[] = {
	"{'on':'run'}",
	"{'on':'run','when':{'flow':'flow-a'}}",
	"{'on':'run','when':{'dataset':'two'}}",
	"{'on':'run','when':{'dataset':'two','flow':'flow-a'}}",
	"{'on':'run','when':{'dataset':{'$matches':'^tw'}}}",
	"{'on':'run','when':{'name':'Daily','weekday':'Monday'}}",
	"{'on':'run','when':{'name':{'$matches':'^Dai'}}}",
	"{'on':'run','when':{'ordinal':3}}",
};

/* Runs: flow, name, datasets. */
static const char *const runs[][3] = {
	{ "flow-a", "'Daily'", "['one','two']" },
	{ "flow-a", "'Hourly'", "['one']" },
	{ "flow-b", "'Daily'", "['two']" },
	{ "flow-b", "null", "[]" },
};

static cJSON *parts[FAULT_PART_COUNT];

static const cJSON *part(void *ctx UNUSED, enum fault_part which)
{
	return parts[which];
}

static struct fault *read_doing(const char *text, const char *what)
{
	AUTO(cJSON_Delete) cJSON *json = quoted_json(text);
	struct err e = { 0 };
	struct fault_refuse r = { .e = &e };
	struct fault *out = NULL;

	json_set(json, "fault", json_new_str("f"));
	json_set(json, "do", quoted_json(what));
	if (fault_read(json, &out, &r) < 0)
		fail_msg("%s: %s", text, e.text);
	return out;
}

static struct fault *read_fault(const char *text)
{
	return read_doing(text, "{'empty':{}}");
}

static void set_request(const char *const *request)
{
	parts[FAULT_PART_PATH] = json_new_str("/flows");
	parts[FAULT_PART_CLIENT] = json_new_str(request[0]);
	parts[FAULT_PART_QUERY] = quoted_json(request[1]);
	parts[FAULT_PART_HEADERS] = quoted_json(request[2]);
	parts[FAULT_PART_BODY] = request[3] ? quoted_json(request[3]) : NULL;
}

static void drop_parts(void)
{
	for (size_t i = 0; i < FAULT_PART_COUNT; i++) {
		cJSON_Delete(parts[i]);
		parts[i] = NULL;
	}
}

/* How many gates stay shut; those that open are lent in the order of declaration. */
static size_t walk_all(const struct fault_gates *g, const struct fault_subject *s,
                       const char *const *texts_of_faults)
{
	struct fault_texts texts;
	struct fault_walk walk;
	size_t shut = 0;

	fault_texts_of(g, s, &texts);
	fault_walk_begin(g, &texts, &walk);
	for (size_t i = 0; i < g->count; i++) {
		if (fault_gate_opens(&g->all[i], &texts)) {
			assert_ptr_equal(fault_walk_next(&walk), &g->all[i]);
			continue;
		}
		shut++;
		if (fault_matches(g->all[i].fault, s))
			fail_msg("%s matches, and its gate is shut", texts_of_faults[i]);
	}
	assert_null(fault_walk_next(&walk));
	return shut;
}

/* How many gates stay shut. */
static size_t ask(struct fault_gates *g, const char *const *request)
{
	const struct fault_subject s = { .point = fault_point_of(OP_FLOW_CREATE),
		                         .method = "POST",
		                         .path = "/flows",
		                         .client = request[0],
		                         .flow = "",
		                         .entity = "",
		                         .part = part,
		                         .token = "" };
	size_t shut;

	set_request(request);
	shut = walk_all(g, &s, faults);
	drop_parts();
	return shut;
}

static void a_fault_that_matches_has_an_open_gate(void **state UNUSED)
{
	struct fault *all[ARRAY_LEN(faults)];
	struct fault_index ix = { 0 };
	struct fault_gates *g;
	size_t shut = 0;

	for (size_t i = 0; i < ARRAY_LEN(faults); i++)
		all[i] = read_fault(faults[i]);
	g = fault_index_of(&ix, all, ARRAY_LEN(all), fault_point_of(OP_FLOW_CREATE));
	assert_int_equal(g->count, ARRAY_LEN(faults));
	for_each_row(i, requests)
		shut += ask(g, requests[i]);
	assert_true(shut > 40); /* else it finds nothing out */
	fault_index_clear(&ix);
	for (size_t i = 0; i < ARRAY_LEN(faults); i++)
		fault_free(all[i]);
}

/* How many gates stay shut to the run. */
static size_t ask_run(struct fault_gates *g, const char *const *run)
{
	const struct fault_subject s = { .point = FAULT_POINT_RUN,
		                         .client = "",
		                         .flow = run[0],
		                         .entity = "",
		                         .part = part,
		                         .token = "" };
	size_t shut;

	parts[FAULT_PART_FLOW] = json_new_str(run[0]);
	parts[FAULT_PART_NAME] = quoted_json(run[1]);
	parts[FAULT_PART_DATASET] = quoted_json(run[2]);
	parts[FAULT_PART_WEEKDAY] = json_new_str("Monday");
	parts[FAULT_PART_ORDINAL] = json_new_int(3);
	shut = walk_all(g, &s, run_faults);
	drop_parts();
	return shut;
}

static void a_fault_that_matches_a_run_has_an_open_gate(void **state UNUSED)
{
	struct fault *all[ARRAY_LEN(run_faults)];
	struct fault_index ix = { 0 };
	struct fault_gates *g;
	size_t shut = 0;

	for (size_t i = 0; i < ARRAY_LEN(all); i++)
		all[i] = read_doing(run_faults[i], "{'fail':{}}");
	g = fault_index_of(&ix, all, ARRAY_LEN(all), FAULT_POINT_RUN);
	assert_int_equal(g->count, ARRAY_LEN(all));
	for_each_row(i, runs)
		shut += ask_run(g, runs[i]);
	assert_true(shut >= 8); /* else it finds nothing out */
	fault_index_clear(&ix);
	for (size_t i = 0; i < ARRAY_LEN(all); i++)
		fault_free(all[i]);
}

/* Each looks elsewhere: those beyond FAULT_PROBES are always compared. */
static void more_places_than_it_knows_leave_gates_open(void **state UNUSED)
{
	struct fault *all[FAULT_PROBES + 4];
	struct fault_index ix = { 0 };
	struct fault_gates *g;

	for (size_t i = 0; i < ARRAY_LEN(all); i++) {
		char text[100];

		snprintf(text, sizeof(text),
		         "{'on':'FLOW_CREATE','when':{'body':{'m%zu':'x'}}}", i);
		all[i] = read_fault(text);
	}
	g = fault_index_of(&ix, all, ARRAY_LEN(all), fault_point_of(OP_FLOW_CREATE));
	assert_int_equal(ask(g, requests[0]), FAULT_PROBES);
	fault_index_clear(&ix);
	for (size_t i = 0; i < ARRAY_LEN(all); i++)
		fault_free(all[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_fault_that_matches_has_an_open_gate),
		cmocka_unit_test(a_fault_that_matches_a_run_has_an_open_gate),
		cmocka_unit_test(more_places_than_it_knows_leave_gates_open),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
