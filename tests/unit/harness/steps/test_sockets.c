/*
 * test_sockets.c - harness/steps/sockets.c: connections of plain requests, and those that
 * wait; against a server whose requests say how they are answered
 */
#include "tests/unit/unit.h"

#include "harness/steps/sockets.h"
#include "lib/mem.h"
#include "tests/support/bare.h"

static int setup(void **state)
{
	struct bare *b = mem_alloc(sizeof(*b));

	bare_begin(b);
	*state = b;
	return 0;
}

static int teardown(void **state)
{
	bare_end(*state);
	free(*state);
	return 0;
}

/* Sends GET PATH on the connection. */
static void send(struct bare *b, struct connection *c, const char *path,
                 struct call *call)
{
	struct err e = { 0 };

	*call = (struct call){ .method = "GET" };
	call->url = mem_printf("http://127.0.0.1:%d%s", bare_port(b), path);
	if (call_send_plain(call, c->plain, &e) < 0)
		fail_msg("%s", e.text);
}

static void a_connection_is_its_names_alone(void **state UNUSED)
{
	struct sockets s = { 0 };
	struct connection *a = sockets_connection(&s, "a"),
			  *b = sockets_connection(&s, "b");
	struct connection *one = sockets_connection(&s, NULL),
			  *two = sockets_connection(&s, NULL);
	AUTO(buf_release) struct buf unjoined = { 0 };
	struct interrupt i = { 0 };

	assert_ptr_not_equal(a, b);
	assert_ptr_not_equal(one, two);
	assert_ptr_equal(sockets_connection(&s, "a"), a);
	/* One with a name stays after its request, one without goes. */
	sockets_done(&s, a);
	sockets_done(&s, one);
	assert_ptr_equal(sockets_connection(&s, "a"), a);
	sockets_end(&s, &i, &unjoined);
	assert_null(s.connections);
	assert_int_equal(unjoined.size, 0);
}

static void an_answer_in_the_background_is_joined_by_its_name(void **state)
{
	struct bare *b = *state;
	struct sockets s = { 0 };
	struct connection *c = sockets_connection(&s, "c");
	struct interrupt i = { 0 };
	struct call slow, quick;
	AUTO(buf_release) struct buf unjoined = { 0 };
	struct connection *other;
	struct err e = { 0 };

	send(b, c, "/?hold=7&size=5", &slow);
	assert_int_equal(sockets_leave(&s, c, "slow", &slow, &e), 0);
	assert_null(slow.url); /* it was taken */
	assert_non_null(sockets_find(&s, "slow"));
	assert_null(sockets_find(&s, "slo"));
	assert_string_equal(sockets_name(sockets_find(&s, "slow")), "slow");
	assert_ptr_equal(c->user, sockets_find(&s, "slow"));

	other = sockets_connection(&s, NULL);
	send(b, other, "/release?ref=7&until=1", &quick);
	call_receive_plain(&quick, other->plain);
	assert_int_equal(quick.x.status, 200);
	call_release(&quick);
	sockets_done(&s, other);

	assert_ptr_equal(sockets_join(&s, sockets_find(&s, "slow"), &i, &slow), c);
	assert_int_equal(slow.plain.end, PLAIN_WHOLE);
	assert_int_equal(slow.x.status, 200);
	assert_int_equal(slow.x.answer.size, 5);
	assert_null(sockets_find(&s, "slow"));
	assert_null(c->user);
	call_release(&slow);
	sockets_end(&s, &i, &unjoined);
	assert_int_equal(unjoined.size, 0);
}

static void what_nobody_joins_is_named_in_the_end(void **state)
{
	static const char *const names[] = { "one", "two" };
	struct bare *b = *state;
	struct sockets s = { 0 };
	AUTO(buf_release) struct buf unjoined = { 0 };
	struct interrupt i = { 0 };

	for_each_row(n, names) {
		struct connection *c = sockets_connection(&s, NULL);
		struct call call;
		struct err e = { 0 };

		send(b, c, "/?hold=9", &call);
		assert_int_equal(sockets_leave(&s, c, names[n], &call, &e), 0);
	}
	sockets_end(&s, &i, &unjoined);
	assert_string_equal(buf_str(&unjoined), "two, one");
	assert_null(s.waiting);
	assert_null(s.connections);
}

/* An answer that never comes is waited for until something comes. */
static void a_join_ends_with_the_run(void **state)
{
	struct bare *b = *state;
	struct sockets s = { 0 };
	struct connection *c = sockets_connection(&s, "c");
	AUTO(buf_release) struct buf unjoined = { 0 };
	struct interrupt i = { .exit_code = 130 };
	struct call call;
	struct err e = { 0 };

	send(b, c, "/?hold=11", &call);
	assert_int_equal(sockets_leave(&s, c, "x", &call, &e), 0);
	assert_ptr_equal(sockets_join(&s, sockets_find(&s, "x"), &i, &call), c);
	assert_int_equal(call.x.status, 0);
	call_release(&call);
	sockets_end(&s, &i, &unjoined);
}

#define SERVED(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_connection_is_its_names_alone),
		SERVED(an_answer_in_the_background_is_joined_by_its_name),
		SERVED(what_nobody_joins_is_named_in_the_end),
		SERVED(a_join_ends_with_the_run),
	};

	return cmocka_run_group_tests_name("steps/sockets", tests, NULL, NULL);
}
