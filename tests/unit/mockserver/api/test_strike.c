/*
 * test_strike.c - faults strike a request before its work, around it, after it or on the
 * wire
 */
#include "tests/unit/unit.h"

#include "lib/mem.h"
#include "mockserver/api/strike.h"
#include "tests/support/chain_runs.h"
#include "tests/support/routed.h"

static struct routed mock;

static int setup(void **state UNUSED)
{
	routed_open(&mock);
	return 0;
}

static int teardown(void **state UNUSED)
{
	routed_close(&mock);
	return 0;
}

#define CREATE "POST /connections"

/* Arms a fault on making a connection; `rest` begins with a comma, or is "". */
static void arm(const char *action, const char *rest)
{
	AUTO_MEM char *fault =
		mem_printf("{'fault':'f','on':'CONNECTION_CREATE','do':%s%s}", action,
	                   rest);

	chain_arm(&mock.chain, fault);
}

static int create(void)
{
	return routed_ask(&mock, CREATE, chain_bodies[KIND_CONNECTION]);
}

/* So many connections are there. */
static void expect_made(const char *count)
{
	routed_expect(&mock, "GET /connections?count=true", NULL, 200);
	routed_has(&mock, "count", count);
}

static void expect_fault(const char *member, const char *expected)
{
	routed_expect(&mock, "GET /__admin/faults/f", NULL, 200);
	routed_has(&mock, member, expected);
}

/* ---------------------------------------------------------------- its place */

static void an_ending_before_takes_the_place_of_the_work(void **state UNUSED)
{
	arm("{'status':503}", "");
	assert_int_equal(create(), 503);
	expect_made("0");
}

static void an_ending_after_takes_the_place_of_the_answer_alone(void **state UNUSED)
{
	arm("{'status':503}", ",'phase':'after'");
	assert_int_equal(create(), 503);
	assert_null(mock.rq.reply.location); /* nothing of the answer is left */
	assert_null(mock.rq.reply.etag);
	expect_made("1");
}

/* It is judged before any check: of the gate, of the body. */
static void it_strikes_before_the_gate_and_before_the_body_is_judged(void **state UNUSED)
{
	arm("{'status':503}", "");
	routed_header(&mock, "Authorization", NULL);
	assert_int_equal(routed_ask(&mock, CREATE, "{"), 503);
}

static void an_ending_after_does_not_strike_what_was_refused(void **state UNUSED)
{
	arm("{'status':503}", ",'phase':'after'");
	assert_int_equal(routed_ask(&mock, CREATE, "{"), 400);
	expect_fault("fired", "1");
	expect_fault("effective", "0");
}

static void other_operations_are_not_struck(void **state UNUSED)
{
	arm("{'status':503}", "");
	routed_expect(&mock, "GET /connections", NULL, 200);
	assert_null(mock.rq.strike);
	routed_expect(&mock, "GET /__admin/health", NULL, 200);
	expect_fault("matched", "0");
}

static void modifiers_add_up_and_one_ending_strikes(void **state UNUSED)
{
	chain_arm(&mock.chain,
	          "[{'fault':'a','on':'CONNECTION_CREATE','do':{'headers':{'X-A':'1'}}},"
	          "{'fault':'f','on':'CONNECTION_CREATE','do':{'status':503}},"
	          "{'fault':'c','on':'CONNECTION_CREATE','do':{'status':500}},"
	          "{'fault':'d','on':'CONNECTION_CREATE','do':{'headers':{'X-D':'1'}}}]");
	assert_int_equal(create(), 503);
	assert_string_equal(routed_more(&mock, "X-A"), "1");
	assert_string_equal(routed_more(&mock, "X-D"), "1");
	routed_expect(&mock, "GET /__admin/faults/c", NULL, 200);
	routed_has(&mock, "fired", "0");
	routed_has(&mock, "shadowed", "1");
}

/* ---------------------------------------------------------------- counts */

static void counts_are_there_before_the_answer_and_the_effect_after_it(
	void **state UNUSED)
{
	arm("{'status':503}", ",'times':1");
	assert_int_equal(create(), 503);
	expect_fault("matched", "1");
	expect_fault("fired", "1");
	expect_fault("effective", "1");
	assert_int_equal(create(), 201);
	expect_fault("fired", "1");
}

/* ---------------------------------------------------------------- on the wire */

static const struct wire_effect *first_effect(void)
{
	assert_non_null(mock.rq.effects);
	return mock.rq.effects;
}

static void a_write_that_a_cut_loses_is_not_done_and_its_answer_is_503(
	void **state UNUSED)
{
	arm("{'reset':{'at':'body'}}", "");
	assert_int_equal(create(), 503);
	assert_int_equal(first_effect()->kind, WIRE_RESET);
	expect_made("0");
}

static void a_write_after_whose_commit_the_answer_is_cut_is_done(void **state UNUSED)
{
	arm("{'reset':{'at':'body'}}", ",'phase':'after'");
	assert_int_equal(create(), 201);
	assert_int_equal(first_effect()->kind, WIRE_RESET);
	expect_made("1");
}

static void a_request_that_is_reset_before_its_answer_has_none(void **state UNUSED)
{
	arm("{'reset':'request'}", "");
	assert_int_equal(create(), 0);
	assert_int_equal(first_effect()->kind, WIRE_RESET);
	expect_made("0");
}

/* The answer of a read is made, for it is cut in the middle. */
static void a_read_whose_answer_is_cut_is_served(void **state UNUSED)
{
	chain_arm(&mock.chain, "{'fault':'f','on':'CONNECTION_LIST','do':{'close':"
	                       "{'at':'body'}}}");
	routed_expect(&mock, "GET /connections", NULL, 200);
	assert_int_equal(first_effect()->kind, WIRE_CLOSE);
	routed_has(&mock, "items", "[]");
}

static void a_delay_puts_the_work_off_and_is_served_when_it_is_over(void **state UNUSED)
{
	arm("{'delay':'400ms'}", "");
	assert_int_equal(create(), 0);
	assert_int_equal(mock.rq.hold, HOLD_AGAIN);
	assert_int_equal(first_effect()->kind, WIRE_DELAY);
	assert_int_equal(first_effect()->ms, 400);
	assert_null(first_effect()->next);
	assert_int_equal(routed_again(&mock), 201);
	assert_null(first_effect()->next); /* it is not judged once more */
	expect_made("1");
	expect_fault("matched", "1");
}

static void a_request_that_is_left_while_it_is_put_off_does_nothing(void **state UNUSED)
{
	arm("{'hold':'release'}", "");
	assert_int_equal(create(), 0);
	assert_int_equal(first_effect()->kind, WIRE_HOLD);
	expect_made("0");
	expect_fault("fired", "1");
	expect_fault("effective", "0");
}

static void a_delay_after_the_commit_does_not_put_it_off(void **state UNUSED)
{
	arm("{'delay':'400ms'}", ",'phase':'after'");
	assert_int_equal(create(), 201);
	assert_int_equal(mock.rq.hold, HOLD_NONE);
	assert_int_equal(first_effect()->kind, WIRE_DELAY);
	expect_made("1");
}

static void what_a_client_has_felt_goes_to_the_receipt(void **state UNUSED)
{
	struct wire_struck struck = { NULL, 0, 5, 6 };
	struct wire_effect effect;

	arm("{'reset':{'at':'body'}}", ",'phase':'after'");
	assert_int_equal(create(), 201);
	effect = *first_effect();
	struck.effect = &effect;
	expect_fault("effective", "0");
	strike_felt(&mock.chain.app, &struck);
	expect_fault("effective", "1");
	expect_fault("receipts[0].done", "'reset the connection after 5 bytes'");
}

static void without_a_server_nothing_is_held(void **state UNUSED)
{
	assert_int_equal(strike_release(&mock.chain.app, 0, WIRE_UNTIL_END), 0);
}

/* ---------------------------------------------------------------- switched off */

static void a_kind_that_is_switched_off_fires_without_effect(void **state UNUSED)
{
	static const struct {
		const char *action;
		enum fault_kind kind;
	} cases[] = {
		{ "{'status':503}", FAULT_STATUS },
		{ "{'twice':{}}", FAULT_TWICE },
		{ "{'headers':{'X-A':'1'}}", FAULT_HEADERS },
		{ "{'delay':'400ms'}", FAULT_DELAY },
		{ "{'reset':{'at':'body'}}", FAULT_RESET },
	};

	for_each_row(i, cases) {
		teardown(NULL);
		setup(NULL);
		arm(cases[i].action, "");
		mock.chain.world.faults.is_off = true;
		mock.chain.world.faults.off = cases[i].kind;
		assert_int_equal(create(), 201);
		assert_null(mock.rq.effects);
		assert_null(routed_more(&mock, "X-A"));
		expect_made("1");
		expect_fault("fired", "1");
		expect_fault("receipts[0].done", "'switched off'");
	}
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(an_ending_before_takes_the_place_of_the_work),
		TEST(an_ending_after_takes_the_place_of_the_answer_alone),
		TEST(it_strikes_before_the_gate_and_before_the_body_is_judged),
		TEST(an_ending_after_does_not_strike_what_was_refused),
		TEST(other_operations_are_not_struck),
		TEST(modifiers_add_up_and_one_ending_strikes),
		TEST(counts_are_there_before_the_answer_and_the_effect_after_it),
		TEST(a_write_that_a_cut_loses_is_not_done_and_its_answer_is_503),
		TEST(a_write_after_whose_commit_the_answer_is_cut_is_done),
		TEST(a_request_that_is_reset_before_its_answer_has_none),
		TEST(a_read_whose_answer_is_cut_is_served),
		TEST(a_delay_puts_the_work_off_and_is_served_when_it_is_over),
		TEST(a_request_that_is_left_while_it_is_put_off_does_nothing),
		TEST(a_delay_after_the_commit_does_not_put_it_off),
		TEST(what_a_client_has_felt_goes_to_the_receipt),
		TEST(without_a_server_nothing_is_held),
		TEST(a_kind_that_is_switched_off_fires_without_effect),
	};

	return cmocka_run_group_tests_name("strike", tests, NULL, NULL);
}
