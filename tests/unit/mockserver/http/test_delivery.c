/*
 * test_delivery.c - an answer on its way through the effects on it, without a socket
 */
#include "tests/unit/unit.h"

#include "mockserver/http/delivery.h"

static struct deliveries all;
static struct buf story; /* what the hooks were called for */

static void serve(void *ctx UNUSED, struct request *rq)
{
	assert_true(rq->again);
	rq->reply.status = 200;
	buf_add_str(&story, "served ");
}

static void struck(void *ctx UNUSED, const struct request *rq UNUSED,
                   const struct wire_struck *s)
{
	buf_printf(&story, "%s:%lld/%lld ", wire_kind_name(s->effect->kind),
	           (long long)s->bytes, (long long)s->cut);
}

static void resumed(void *ctx UNUSED, struct delivery *d)
{
	buf_add_str(&story, d->closes ? "closed " : "resumed ");
}

static int setup(void **state UNUSED)
{
	all = (struct deliveries){
		.hooks = { .serve = serve, .struck = struck, .resume = resumed },
	};
	return 0;
}

static int teardown(void **state UNUSED)
{
	deliveries_close(&all);
	buf_release(&story);
	return 0;
}

/* An answer of ten bytes with these effects, in their order. */
struct sent {
	struct request rq;
	struct delivery d;
};

static void begin(struct sent *s, const struct wire_effect *effects, size_t count)
{
	*s = (struct sent){ .rq = { .method_name = "GET", .reply.status = 200 },
		            .d.fd = -1 };
	buf_add_str(&s->rq.reply.body, "0123456789");
	for (size_t i = 0; i < count; i++)
		request_add_effect(&s->rq, &effects[i]);
	delivery_begin(&s->d, &all, &s->rq, -1);
}

static void end(struct sent *s)
{
	delivery_end(&s->d);
	request_release(&s->rq);
}

static void expect(const char *expected)
{
	assert_string_equal(buf_str(&story), expected);
	buf_clear(&story);
}

#define HOLD(number)                                         \
	{                                                    \
		.kind = WIRE_HOLD, .ref = (number),          \
		.until = WIRE_UNTIL_RELEASE | WIRE_UNTIL_END \
	}

/* ---------------------------------------------------------------- kept back */

static void a_held_answer_waits_for_whom_it_names(void **state UNUSED)
{
	static const struct wire_effect hold = HOLD(3);
	struct sent s;

	begin(&s, &hold, 1);
	expect("");
	assert_int_equal(deliveries_wait_ms(&all), -1); /* no time ends it */
	assert_int_equal(deliveries_release(&all, 4, WIRE_UNTIL_RELEASE), 0);
	assert_int_equal(deliveries_release(&all, 3, WIRE_UNTIL_ADVANCE), 0);
	expect("");
	assert_int_equal(deliveries_release(&all, 3, WIRE_UNTIL_RELEASE), 1);
	expect("hold:0/0 resumed ");
	assert_int_equal(deliveries_release(&all, 0, WIRE_UNTIL_END), 0);
	end(&s);
}

static void all_are_released_in_the_order_of_their_arrival(void **state UNUSED)
{
	static const struct wire_effect holds[] = { HOLD(1), HOLD(2) };
	struct sent a, b;

	begin(&a, &holds[0], 1);
	begin(&b, &holds[1], 1);
	assert_ptr_equal(all.oldest, &a.d);
	assert_ptr_equal(all.newest, &b.d);
	assert_int_equal(deliveries_release(&all, 0, WIRE_UNTIL_RELEASE), 2);
	expect("hold:0/0 resumed hold:0/0 resumed ");
	assert_null(all.oldest);
	end(&a);
	end(&b);
}

static void several_holds_are_released_one_after_the_other(void **state UNUSED)
{
	static const struct wire_effect holds[] = { HOLD(1), HOLD(2) };
	struct sent s;

	begin(&s, holds, 2);
	assert_int_equal(deliveries_release(&all, 2, WIRE_UNTIL_RELEASE), 0);
	assert_int_equal(deliveries_release(&all, 1, WIRE_UNTIL_RELEASE), 1);
	expect("hold:0/0 ");
	assert_int_equal(deliveries_release(&all, 2, WIRE_UNTIL_RELEASE), 1);
	expect("hold:0/0 resumed ");
	end(&s);
}

static void a_delay_is_released_by_the_end_alone_and_was_not_felt(void **state UNUSED)
{
	static const struct wire_effect delay = { .kind = WIRE_DELAY, .ms = 3600000 };
	struct sent s;

	begin(&s, &delay, 1);
	assert_true(deliveries_wait_ms(&all) > 3500000);
	deliveries_turn(&all);
	expect("");
	assert_int_equal(deliveries_release(&all, 0, WIRE_UNTIL_RELEASE), 0);
	assert_int_equal(deliveries_release(&all, 0, WIRE_UNTIL_END), 1);
	expect("resumed ");
	end(&s);
}

static void a_delay_that_is_over_goes_on_by_itself(void **state UNUSED)
{
	static const struct wire_effect delay = { .kind = WIRE_DELAY };
	struct sent s;

	begin(&s, &delay, 1);
	expect("");
	deliveries_turn(&all);
	expect("delay:0/0 resumed ");
	end(&s);
}

static void who_was_left_again_is_served_when_it_is_released(void **state UNUSED)
{
	static const struct wire_effect hold = HOLD(1);
	struct sent s = { .rq = { .method_name = "GET", .hold = HOLD_AGAIN },
		          .d.fd = -1 };

	request_add_effect(&s.rq, &hold);
	delivery_begin(&s.d, &all, &s.rq, -1);
	expect("");
	assert_int_equal(deliveries_release(&all, 1, WIRE_UNTIL_RELEASE), 1);
	expect("hold:0/0 served resumed ");
	assert_int_equal(s.rq.hold, HOLD_NONE);
	end(&s);
}

static void nothing_is_kept_back_while_the_server_ends(void **state UNUSED)
{
	static const struct wire_effect effects[] = {
		HOLD(1), { .kind = WIRE_DELAY, .ms = 3600000 }
	};
	struct sent s;

	all.ending = true;
	begin(&s, effects, 2);
	expect("resumed ");
	end(&s);
}

/* ---------------------------------------------------------------- given up */

static void a_client_that_leaves_has_felt_the_hold(void **state UNUSED)
{
	static const struct wire_effect hold = HOLD(1);
	struct sent s;

	begin(&s, &hold, 1);
	delivery_left(&s.d);
	expect("hold:0/0 ");
	delivery_left(&s.d); /* it is said once */
	assert_int_equal(deliveries_release(&all, 1, WIRE_UNTIL_RELEASE), 1);
	expect("resumed ");
	end(&s);
}

static void a_request_that_is_given_up_is_not_served(void **state UNUSED)
{
	static const struct wire_effect hold = HOLD(1);
	struct sent s = { .rq = { .method_name = "GET", .hold = HOLD_AGAIN },
		          .d.fd = -1 };

	request_add_effect(&s.rq, &hold);
	delivery_begin(&s.d, &all, &s.rq, -1);
	assert_true(delivery_give_up(&s.d));
	expect("closed ");
	assert_false(delivery_give_up(&s.d));
	end(&s);
}

static void the_close_of_all_resumes_what_is_under_way_to_be_closed(void **state UNUSED)
{
	static const struct wire_effect hold = HOLD(1);
	struct sent a, b;

	begin(&a, &hold, 1);
	begin(&b, &hold, 1);
	deliveries_close(&all);
	expect("closed closed ");
	end(&a);
	end(&b);
}

/* ---------------------------------------------------------------- bodies */

static void a_truncated_body_is_shorter_before_it_is_sent(void **state UNUSED)
{
	static const struct {
		int64_t bytes;
		size_t left;
		const char *story;
	} cases[] = {
		{ 4, 4, "truncate:4/6 resumed " },
		{ 0, 0, "truncate:0/10 resumed " },
		{ WIRE_HALF, 5, "truncate:5/5 resumed " },
		{ 10, 10, "resumed " },
		{ 99, 10, "resumed " },
	};

	for_each_row(i, cases) {
		const struct wire_effect cut = { .kind = WIRE_TRUNCATE,
			                         .bytes = cases[i].bytes };
		struct sent s;

		begin(&s, &cut, 1);
		expect(cases[i].story);
		assert_int_equal(s.rq.reply.body.size, cases[i].left);
		assert_false(delivery_reads(&s.d));
		end(&s);
	}
}

static void a_dripped_body_goes_out_in_parts(void **state UNUSED)
{
	static const struct wire_effect drip = { .kind = WIRE_DRIP, .bytes = 4 };
	char to[16] = "";
	struct sent s;

	begin(&s, &drip, 1);
	assert_true(delivery_reads(&s.d));
	assert_int_equal(delivery_read(&s.d, 0, to, sizeof(to)), 4);
	assert_int_equal(delivery_read(&s.d, 4, to + 4, 3), 3); /* as there is room */
	assert_int_equal(delivery_read(&s.d, 7, to + 7, sizeof(to) - 7), 3);
	assert_string_equal(to, "0123456789");
	end(&s);
}

/* The rest waits, and the end of the server sends it whole. */
static void a_part_that_is_not_due_is_later(void **state UNUSED)
{
	static const struct wire_effect drip = { .kind = WIRE_DRIP,
		                                 .bytes = 4,
		                                 .ms = 3600000 };
	char to[16];
	struct sent s;

	begin(&s, &drip, 1);
	expect("resumed ");
	assert_int_equal(delivery_read(&s.d, 0, to, sizeof(to)), 4);
	assert_int_equal(delivery_read(&s.d, 4, to, sizeof(to)), DELIVERY_LATER);
	assert_int_equal(deliveries_release(&all, 0, WIRE_UNTIL_END), 1);
	expect("resumed ");
	assert_int_equal(delivery_read(&s.d, 4, to, sizeof(to)), 6);
	expect("drip:10/0 ");
	end(&s);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_held_answer_waits_for_whom_it_names),
		TEST(all_are_released_in_the_order_of_their_arrival),
		TEST(several_holds_are_released_one_after_the_other),
		TEST(a_delay_is_released_by_the_end_alone_and_was_not_felt),
		TEST(a_delay_that_is_over_goes_on_by_itself),
		TEST(who_was_left_again_is_served_when_it_is_released),
		TEST(nothing_is_kept_back_while_the_server_ends),
		TEST(a_client_that_leaves_has_felt_the_hold),
		TEST(a_request_that_is_given_up_is_not_served),
		TEST(the_close_of_all_resumes_what_is_under_way_to_be_closed),
		TEST(a_truncated_body_is_shorter_before_it_is_sent),
		TEST(a_dripped_body_goes_out_in_parts),
		TEST(a_part_that_is_not_due_is_later),
	};

	return cmocka_run_group_tests_name("delivery", tests, NULL, NULL);
}
