/*
 * test_delivery.c - an answer on its way through the effects on it, without a socket
 */
#include "tests/unit/unit.h"

#include <sys/socket.h>
#include <unistd.h>

#include "mockserver/http/delivery.h"
#include "mockserver/http/socket.h"
#include "tests/support/wire.h"

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

static void a_drip_of_no_bytes_is_one_of_one(void **state UNUSED)
{
	static const struct wire_effect drip = { .kind = WIRE_DRIP };
	char to[16] = "";
	struct sent s;

	begin(&s, &drip, 1);
	assert_int_equal(delivery_read(&s.d, 0, to, sizeof(to)), 1);
	assert_int_equal(delivery_read(&s.d, 1, to, sizeof(to)), 1);
	end(&s);
}

/* Each part that is late waits for its time, and then goes on by itself. */
static void a_part_that_was_late_goes_on_when_it_is_due(void **state UNUSED)
{
	static const struct wire_effect drip = { .kind = WIRE_DRIP,
		                                 .bytes = 9,
		                                 .ms = 3600000 };
	char to[16];
	struct sent s;

	begin(&s, &drip, 1);
	(void)delivery_read(&s.d, 0, to, sizeof(to));
	assert_int_equal(delivery_read(&s.d, 9, to, sizeof(to)), DELIVERY_LATER);
	assert_true(deliveries_wait_ms(&all) > 3500000);
	expect("resumed ");
	s.d.next_ns = 0; /* an hour later */
	timers_set(&all.timers, &s.d.timer, 0);
	deliveries_turn(&all);
	expect("resumed ");
	assert_int_equal(delivery_read(&s.d, 9, to, sizeof(to)), 1);
	expect("drip:10/0 ");
	end(&s);
}

static void who_leaves_in_the_middle_of_a_drip_has_felt_it(void **state UNUSED)
{
	static const struct wire_effect drip = { .kind = WIRE_DRIP,
		                                 .bytes = 4,
		                                 .ms = 3600000 };
	char to[16];
	struct sent s;

	begin(&s, &drip, 1);
	(void)delivery_read(&s.d, 0, to, sizeof(to));
	delivery_left(&s.d); /* nothing was late until now */
	expect("resumed ");
	assert_int_equal(delivery_read(&s.d, 4, to, sizeof(to)), DELIVERY_LATER);
	expect("drip:4/0 ");
	end(&s);
}

/* ---------------------------------------------------------------- ends in the middle */

static void connect_ends(int ends[2])
{
	struct err e = { 0 };
	int listening = socket_listen("127.0.0.1", 0, &e);

	assert_true(listening >= 0);
	ends[1] = wire_dial(socket_port(listening));
	ends[0] = accept4(listening, NULL, NULL, SOCK_NONBLOCK);
	assert_true(ends[0] >= 0 && ends[1] >= 0);
	close(listening);
}

/* The client's end of the answer's connection reads so many bytes, and then the end. */
static void expect_read(int client, size_t bytes)
{
	char to[64];

	for (size_t n = 0; n < bytes; n++)
		assert_int_equal(recv(client, to, 1, 0), 1);
	assert_int_equal(recv(client, to, 1, 0), 0);
}

static void an_orderly_end_reports_what_was_sent_and_what_was_not(void **state UNUSED)
{
	static const struct {
		struct wire_effect x;
		const char *story; /* while it is begun */
		size_t in_body; /* read of the body before it ends; 0: it ends before */
		const char *end;
		size_t written;
	} cases[] = {
		{ { .kind = WIRE_CLOSE, .at = WIRE_AT_REQUEST },
		  "close:0/0 closed ",
		  0,
		  "",
		  0 },
		{ { .kind = WIRE_GARBAGE, .bytes = 5 }, "garbage:5/0 closed ", 0, "", 5 },
		{ { .kind = WIRE_CLOSE, .at = WIRE_AT_BODY, .bytes = 4 },
		  "resumed ",
		  4,
		  "close:4/6 closed ",
		  0 },
	};

	all.ending = true; /* its client's own end is not waited for */
	for_each_row(i, cases) {
		char to[16];
		int ends[2];
		struct sent s = { .rq = { .method_name = "GET", .reply.status = 200 } };

		connect_ends(ends);
		buf_add_str(&s.rq.reply.body, "0123456789");
		request_add_effect(&s.rq, &cases[i].x);
		delivery_begin(&s.d, &all, &s.rq, ends[0]);
		expect(cases[i].story);
		if (cases[i].in_body) {
			assert_int_equal(delivery_read(&s.d, 0, to, sizeof(to)),
			                 cases[i].in_body);
			assert_int_equal(delivery_read(&s.d, cases[i].in_body, to, 1),
			                 DELIVERY_CLOSES);
			expect(cases[i].end);
		}
		expect_read(ends[1], cases[i].written);
		end(&s);
		close(ends[0]);
		close(ends[1]);
	}
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
		TEST(a_drip_of_no_bytes_is_one_of_one),
		TEST(a_part_that_was_late_goes_on_when_it_is_due),
		TEST(who_leaves_in_the_middle_of_a_drip_has_felt_it),
		TEST(an_orderly_end_reports_what_was_sent_and_what_was_not),
	};

	return cmocka_run_group_tests_name("delivery", tests, NULL, NULL);
}
