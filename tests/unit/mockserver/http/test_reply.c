/*
 * test_reply.c - mockserver/http/reply.c, contract/refusal.c
 */
#include "tests/unit/unit.h"

#include "mockserver/http/reply.h"
#include "tests/support/quoted.h"

/* The body of a refusal, as text; the caller releases rq. */
static const char *body_of(struct request *rq)
{
	rq->id = "REQUEST";
	assert_int_equal(reply_refusal(rq), 0);
	return buf_str(&rq->reply.body);
}

static void a_gateway_refusal_has_a_code_and_a_message(void **state UNUSED)
{
	static const char body[] =
		JSON({"error_code":"403010","message":"Oauth token is missing."});
	struct request rq = { 0 };

	(void)refuse(&rq.refusal, E_TOKEN_MISSING);
	assert_string_equal(body_of(&rq), body);
	assert_int_equal(rq.reply.status, 403);
	request_release(&rq);
}

static void a_content_type_refusal_is_a_problem(void **state UNUSED)
{
	struct request rq = { 0 };

	(void)refuse(&rq.refusal, E_CONTENT_TYPE);
	assert_quoted_equal(body_of(&rq),
	                    "{'type':'/placeholder/type/uri','status':400,'title':"
	                    "'BadRequestError','detail':'A valid content-type must be "
	                    "specified'}");
	request_release(&rq);
}

static void a_missing_entity_has_the_published_envelope(void **state UNUSED)
{
	static const char text[] =
		"The requested flows resource f1 is not found. Verify the "
		"resource ID before trying again.";
	struct request rq = { 0 };
	struct buf want = { 0 };

	(void)refuse(&rq.refusal, E_NOT_FOUND, "flows", "f1");
	buf_printf(&want,
	           "{'type':'https://ns.adobe.com/aep/errors/FLOW-1439-404',"
	           "'title':'Resource not found','status':404,"
	           "'report':{'detailed-message':'%s','id':'f1','request-id':'REQUEST',"
	           "'type':'flows'},'errorMessage':'%s','errorDetails':'%s'}",
	           text, text, text);
	assert_quoted_equal(body_of(&rq), buf_str(&want));
	assert_int_equal(rq.reply.status, 404);
	buf_release(&want);
	request_release(&rq);
}

static void assert_has(const char *body, const char *part)
{
	AUTO_MEM char *json = quoted(part);

	if (!strstr(body, json))
		fail_msg("%s: no %s", body, json);
}

static void violations_are_all_listed(void **state UNUSED)
{
	struct request rq = { 0 };
	const char *body;

	violations_add(&rq.refusal.violations, "/name", "required", "it is missing");
	violations_add(&rq.refusal.violations, "/params/path", "type", "it is no string");
	(void)refuse(&rq.refusal, E_FIELD_MISSING, "name");
	body = body_of(&rq);
	assert_has(body, "'errorDetails':'/name: it is missing; "
	                 "/params/path: it is no string'");
	assert_has(body, "'violations':[{'pointer':'/name','keyword':'required',"
	                 "'message':'it is missing'},");
	request_release(&rq);
}

/* By strict all that is wrong stands in the report alone. */
static void in_strict_details_say_what_the_message_says(void **state UNUSED)
{
	const struct contract strict = { .mode = CONTRACT_STRICT };
	struct request rq = { .contract = &strict };
	const char *body;

	violations_add(&rq.refusal.violations, "/name", "required", "it is missing");
	(void)refuse(&rq.refusal, E_FIELD_MISSING, "name");
	body = body_of(&rq);
	assert_null(strstr(body, "/name: it is missing"));
	assert_non_null(strstr(body, JSON("message":"it is missing")));
	request_release(&rq);
}

static void other_families_have_bodies_of_their_own(void **state UNUSED)
{
	static const struct {
		enum error error;
		const char *start;
	} cases[] = {
		/* clang-format off */
		{ E_IMS_CLIENT, "{" JSON("error":"invalid_client","error_description":) },
		{ E_ADHOC_AUDIENCE, "{" JSON("message":) },
	};
	/* clang-format on */

	for_each_row(i, cases) {
		struct request rq = { 0 };
		struct buf want = { 0 };

		(void)refuse(&rq.refusal, cases[i].error, "a1");
		buf_printf(&want, "%s\"%s\"}", cases[i].start, rq.refusal.text);
		assert_string_equal(body_of(&rq), buf_str(&want));
		buf_release(&want);
		request_release(&rq);
	}
}

/* ---------------------------------------------------------------- what is no refusal */

static void an_item_stands_in_a_list(void **state UNUSED)
{
	struct request rq = { 0 };

	assert_int_equal(reply_item(&rq, "{}{}", 2), 0);
	assert_string_equal(buf_str(&rq.reply.body), JSON({"items":[{}]}));
	assert_int_equal(rq.reply.status, 200);
	assert_string_equal(rq.reply.content_type, "application/json");
	request_release(&rq);
}

static void an_empty_answer_is_a_status_and_nothing_else(void **state UNUSED)
{
	struct request rq = { 0 };

	buf_add_str(&rq.reply.body, "half of something");
	rq.reply.content_type = "text/plain";
	assert_int_equal(reply_empty(&rq, 204), 0);
	assert_int_equal(rq.reply.status, 204);
	assert_int_equal(rq.reply.body.size, 0);
	assert_null(rq.reply.content_type);
	request_release(&rq);
}

static void headers_are_added_behind_those_that_are_there(void **state UNUSED)
{
	static const struct request_header rows[] = { { "Retry-After", "7" },
		                                      { "x-one", "1" },
		                                      { "x-one", "2" } };
	struct request rq = { 0 };

	for_each_row(i, rows) {
		reply_header(&rq, rows[i].name, rows[i].value);
		assert_int_equal(rq.reply.more_count, i + 1);
	}
	for_each_row(i, rows) {
		assert_string_equal(rq.reply.more[i].name, rows[i].name);
		assert_string_equal(rq.reply.more[i].value, rows[i].value);
	}
	request_release(&rq);
}

static void a_status_has_its_words(void **state UNUSED)
{
	static const struct {
		int status;
		const char *reason;
	} cases[] = {
		{ 400, "Bad Request" },
		{ 429, "Too Many Requests" },
		{ 504, "Gateway Timeout" },
		{ 418, "Error" },
	};

	for_each_row(i, cases)
		assert_string_equal(reply_reason(cases[i].status), cases[i].reason);
}

static void some_answers_have_no_body_on_the_wire(void **state UNUSED)
{
	static const struct {
		const char *method;
		int status;
		size_t size;
	} cases[] = {
		{ "GET", 200, 4 }, { "HEAD", 200, 0 }, { "DELETE", 204, 0 },
		{ "GET", 304, 0 }, { "GET", 205, 4 },  { "GET", 404, 4 },
	};

	for_each_row(i, cases) {
		struct request rq = { .method_name = cases[i].method };

		buf_add_str(&rq.reply.body, "body");
		rq.reply.status = cases[i].status;
		row_int_equal(i, reply_body_size(&rq), cases[i].size);
		request_release(&rq);
	}
}

static void an_unknown_route_is_a_page_of_the_edge(void **state UNUSED)
{
	struct request rq = { 0 };

	(void)refuse(&rq.refusal, E_ROUTE_UNKNOWN);
	assert_string_equal(body_of(&rq),
	                    "<html><head><title>404 Not Found</title></head>"
	                    "<body>404 Not Found</body></html>\n");
	assert_string_equal(rq.reply.content_type, "text/html");
	request_release(&rq);
}

static void a_failure_of_our_own_keeps_its_reason_to_itself(void **state UNUSED)
{
	static const struct {
		enum err_code why;
		enum error error;
		int status;
	} cases[] = {
		{ ERR_IO, E_INTERNAL, 500 },
		{ ERR_UNAVAILABLE, E_UNAVAILABLE, 503 },
	};

	for_each_row(i, cases) {
		struct request rq = { 0 };

		err_set(&rq.refusal.err, cases[i].why, "the disk is on fire");
		assert_null(strstr(body_of(&rq), "fire"));
		assert_non_null(strstr(body_of(&rq), error_row(cases[i].error)->text));
		assert_int_equal(rq.reply.status, cases[i].status);
		assert_string_equal(rq.refusal.err.text, "the disk is on fire");
		request_release(&rq);
	}
}

static void the_first_refusal_wins(void **state UNUSED)
{
	struct refusal rf = { 0 };

	(void)refuse(&rf, E_NOT_FOUND, "flows", "a");
	(void)refuse(&rf, E_INTERNAL);
	assert_int_equal(rf.error, E_NOT_FOUND);
	refusal_release(&rf);
}

/* The status a code ends with is the status that is answered: rows can't drift. */
static void every_coded_row_answers_the_status_in_its_code(void **state UNUSED)
{
	for (enum error e = E_NONE + 1; e < E_COUNT; e++) {
		const struct error_row *row = error_row(e);

		assert_true(row->status >= 400 && row->status < 600);
		assert_true(*row->source != '\0');
		if (row->family == FAMILY_FLOW)
			assert_int_equal(strtol(strchr(row->code, '-') + 1, NULL, 10),
			                 row->status);
		else if (row->family == FAMILY_GATEWAY)
			assert_int_equal(strtol(row->code, NULL, 10) / 1000, row->status);
		else if (row->family == FAMILY_IMS)
			assert_true(row->code && !strpbrk(row->code, "0123456789 "));
		else
			assert_null(row->code);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_gateway_refusal_has_a_code_and_a_message),
		cmocka_unit_test(a_content_type_refusal_is_a_problem),
		cmocka_unit_test(a_missing_entity_has_the_published_envelope),
		cmocka_unit_test(violations_are_all_listed),
		cmocka_unit_test(in_strict_details_say_what_the_message_says),
		cmocka_unit_test(other_families_have_bodies_of_their_own),
		cmocka_unit_test(an_item_stands_in_a_list),
		cmocka_unit_test(an_empty_answer_is_a_status_and_nothing_else),
		cmocka_unit_test(headers_are_added_behind_those_that_are_there),
		cmocka_unit_test(a_status_has_its_words),
		cmocka_unit_test(some_answers_have_no_body_on_the_wire),
		cmocka_unit_test(an_unknown_route_is_a_page_of_the_edge),
		cmocka_unit_test(a_failure_of_our_own_keeps_its_reason_to_itself),
		cmocka_unit_test(the_first_refusal_wins),
		cmocka_unit_test(every_coded_row_answers_the_status_in_its_code),
	};

	return cmocka_run_group_tests_name("reply", tests, NULL, NULL);
}
