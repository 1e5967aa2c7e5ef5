/*
 * test_subject.c - a request as faults see it: its parts as JSON
 */
#include "tests/unit/unit.h"

#include "lib/mem.h"
#include "mockserver/api/subject.h"
#include "tests/support/quoted.h"

static struct request rq;
static struct subject subject;

static int teardown(void **state UNUSED)
{
	subject_release(&subject);
	request_release(&rq);
	rq = (struct request){ 0 };
	return 0;
}

static void begin(enum operation operation, const char *path)
{
	const struct route route = { .operation = operation };

	rq.path = path;
	rq.method_name = "POST";
	subject_init(&subject, &rq, &route, 7);
}

/* The part as JSON, or "nothing". */
static void expect(enum fault_part part, const char *expected)
{
	const cJSON *found = subject.seen.part(subject.seen.ctx, part);
	AUTO_MEM char *text = found ? json_text(found) : mem_strdup("nothing");
	AUTO_MEM char *want = quoted(expected);

	assert_string_equal(text, want);
	/* It is made once. */
	assert_ptr_equal(subject.seen.part(subject.seen.ctx, part), found);
}

static void add_header(const char *name, const char *value)
{
	rq.headers[rq.header_count++] = (struct request_header){ name, value };
}

static void its_path_is_below_the_services_base(void **state UNUSED)
{
	begin(OP_FLOW_LIST, "/data/foundation/flowservice/flows");
	assert_string_equal(subject.seen.path, "/flows");
	expect(FAULT_PART_PATH, "'/flows'");
	assert_int_equal(subject.seen.now, 7);
	assert_string_equal(subject.seen.method, "POST");
	teardown(NULL);
	begin(OP_CATALOG_DATASETS, "/data/foundation/catalog/dataSets");
	expect(FAULT_PART_PATH, "'/data/foundation/catalog/dataSets'");
}

static void of_parameters_and_headers_of_one_name_the_first_counts(void **state UNUSED)
{
	static const struct query_param params[] = { { "a", "1" },
		                                     { "b", "" },
		                                     { "a", "2" } };

	rq.params = params;
	rq.param_count = ARRAY_LEN(params);
	add_header("X-One", "1");
	add_header("x-one", "2");
	add_header("X-Bad", "\xff");
	begin(OP_FLOW_LIST, "/flows");
	expect(FAULT_PART_QUERY, "{'a':'1','b':''}");
	expect(FAULT_PART_HEADERS, "{'x-one':'1'}");
}

static void its_client_is_the_label_or_else_the_key(void **state UNUSED)
{
	begin(OP_FLOW_LIST, "/flows");
	assert_string_equal(subject.seen.client, "");
	teardown(NULL);
	add_header("x-api-key", "key");
	begin(OP_FLOW_LIST, "/flows");
	expect(FAULT_PART_CLIENT, "'key'");
	teardown(NULL);
	add_header("x-api-key", "key");
	add_header("X-Flowmock-Label", "label");
	begin(OP_FLOW_LIST, "/flows");
	expect(FAULT_PART_CLIENT, "'label'");
}

static void a_body_is_json_or_none_and_may_be_taken(void **state UNUSED)
{
	AUTO(cJSON_Delete) cJSON *taken = NULL;

	buf_add_str(&rq.raw, JSON({"a":1}));
	begin(OP_FLOW_CREATE, "/flows");
	assert_null(subject_take_body(&subject)); /* it was not asked for */
	expect(FAULT_PART_BODY, "{'a':1}");
	taken = subject_take_body(&subject);
	assert_non_null(taken);
	assert_null(subject_take_body(&subject));
	teardown(NULL);
	buf_add_str(&rq.raw, "{");
	begin(OP_FLOW_CREATE, "/flows");
	expect(FAULT_PART_BODY, "nothing");
	teardown(NULL);
	begin(OP_FLOW_CREATE, "/flows");
	expect(FAULT_PART_BODY, "nothing");
}

/* A request lacks the parts of runs and files. */
static void it_has_no_other_parts(void **state UNUSED)
{
	begin(OP_FLOW_LIST, "/flows");
	for (int part = 0; part < FAULT_PART_COUNT; part++) {
		if (part != FAULT_PART_PATH && part != FAULT_PART_QUERY &&
		    part != FAULT_PART_HEADERS && part != FAULT_PART_CLIENT)
			expect((enum fault_part)part, "nothing");
	}
}

static void its_flow_is_in_the_path_or_in_the_body_of_a_run(void **state UNUSED)
{
	rq.param[0] = "f-1";
	begin(OP_FLOW_GET, "/flows/f-1");
	assert_string_equal(subject.seen.flow, "f-1");
	assert_string_equal(subject.seen.entity, "f-1");
	teardown(NULL);
	rq.param[0] = "c-1";
	begin(OP_CONNECTION_GET, "/connections/c-1");
	assert_string_equal(subject.seen.flow, "");
	assert_string_equal(subject.seen.entity, "c-1");
	teardown(NULL);
	buf_add_str(&rq.raw, JSON({"flowId":"f-2"}));
	begin(OP_RUN_CREATE, "/runs");
	assert_string_equal(subject.seen.flow, "f-2");
	assert_string_equal(subject.seen.entity, "");
	teardown(NULL);
	begin(OP_RUN_CREATE, "/runs");
	assert_string_equal(subject.seen.flow, "");
}

static void a_token_is_seen_as_a_hash(void **state UNUSED)
{
	AUTO_MEM char *first = NULL;

	begin(OP_FLOW_LIST, "/flows");
	assert_string_equal(subject.seen.token_of(subject.seen.ctx), "");
	teardown(NULL);
	add_header("Authorization", "Bearer geheim");
	begin(OP_FLOW_LIST, "/flows");
	first = mem_strdup(subject.seen.token_of(subject.seen.ctx));
	assert_int_equal(strlen(first), 16);
	assert_null(strstr(first, "geheim"));
	teardown(NULL);
	add_header("authorization", "Bearer other");
	begin(OP_FLOW_LIST, "/flows");
	assert_string_not_equal(subject.seen.token_of(subject.seen.ctx), first);
}

#define TEST(f) cmocka_unit_test_teardown(f, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(its_path_is_below_the_services_base),
		TEST(of_parameters_and_headers_of_one_name_the_first_counts),
		TEST(its_client_is_the_label_or_else_the_key),
		TEST(a_body_is_json_or_none_and_may_be_taken),
		TEST(it_has_no_other_parts),
		TEST(its_flow_is_in_the_path_or_in_the_body_of_a_run),
		TEST(a_token_is_seen_as_a_hash),
	};

	return cmocka_run_group_tests_name("subject", tests, NULL, NULL);
}
