/*
 * test_server.c - mockserver/http/server.c: addresses, whether somebody asks, and the end
 */
#include "tests/unit/unit.h"

#include <dirent.h>
#include <signal.h>
#include <unistd.h>

#include "mockserver/http/server.h"
#include "mockserver/http/socket.h"
#include "tests/support/bare.h"
#include "tests/support/wire.h"

static void an_address_becomes_a_url(void **state UNUSED)
{
	static const struct {
		const char *host, *url;
	} cases[] = {
		{ "127.0.0.1", "http://127.0.0.1:8085" },
		{ "localhost", "http://localhost:8085" },
		{ "::1", "http://[::1]:8085" },
	};

	for_each_row(i, cases) {
		AUTO(mem_free) char *url = server_url(cases[i].host, 8085);

		assert_string_equal(url, cases[i].url);
	}
}

static void only_addresses_can_be_listened_on(void **state UNUSED)
{
	static const struct {
		const char *host;
		int rc;
	} cases[] = {
		{ "127.0.0.1", 0 }, { "0.0.0.0", 0 },  { "localhost", 0 },
		{ "::", 0 },        { "[::1]", -1 },   { "127.1", -1 },
		{ "", -1 },         { "nowhere", -1 },
	};

	for_each_row(i, cases) {
		struct err e = { 0 };

		assert_int_equal(socket_check_host(cases[i].host, &e), cases[i].rc);
	}
}

/* Turns until there is nothing to do. */
static void settle(struct server *s)
{
	for (int turns = 0; turns < 10; turns++)
		server_turn(s);
	assert_false(server_is_asked(s));
}

static void send_get(int fd, const char *path)
{
	AUTO_MEM char *text = mem_printf("GET %s HTTP/1.1\r\nHost: m\r\n\r\n", path);

	wire_send(fd, text, strlen(text));
}

static void a_server_is_asked_by_who_comes_and_not_by_who_waits(void **state UNUSED)
{
	struct bare b;
	int fd;

	bare_begin_unthreaded(&b);
	settle(b.server);
	fd = wire_dial(bare_port(&b));
	assert_true(server_is_asked(b.server));
	settle(b.server);
	send_get(fd, "/?hold=1");
	assert_true(server_is_asked(b.server));
	assert_true(server_is_asked(b.server)); /* it has taken nothing away */
	settle(b.server);                       /* held: it waits for something else */
	close(fd);
	bare_end(&b);
}

static void a_server_is_asked_when_a_delay_is_over(void **state UNUSED)
{
	const int64_t end = vtime_monotonic_ns() + INT64_C(20000000000);
	struct bare b;
	int fd;

	bare_begin_unthreaded(&b);
	fd = wire_dial(bare_port(&b));
	send_get(fd, "/?delay=50");
	while (server_is_asked(b.server))
		server_turn(b.server);
	while (!server_is_asked(b.server) && vtime_monotonic_ns() < end)
		continue;
	assert_true(server_is_asked(b.server));
	settle(b.server);
	close(fd);
	bare_end(&b);
}

static void a_server_is_asked_by_who_wakes_or_stops_it(void **state UNUSED)
{
	struct bare b;

	bare_begin_unthreaded(&b);
	settle(b.server);
	server_wake(b.server);
	assert_true(server_is_asked(b.server));
	settle(b.server);
	server_stop(b.server);
	assert_true(server_is_asked(b.server));
	bare_end(&b);
}

/* ---------------------------------------------------------------- the door is shut */

/* What the client has got when the other side has closed: its status. */
static int last_status(int fd)
{
	AUTO(buf_release) struct buf answer = { 0 };
	int status = wire_answer(fd, &answer);

	close(fd);
	return status;
}

/* An effect of ref 7 has the server refuse whoever comes, for a minute. */
static void shut(struct bare *b)
{
	int fd = wire_dial(bare_port(b));

	send_get(fd, "/?ref=7&refuse=60000");
	for (int turns = 0; turns < 10; turns++)
		server_turn(b->server);
	assert_int_equal(last_status(fd), 0);
}

static bool is_open(const struct bare *b)
{
	int fd = wire_dial(bare_port(b));

	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

static void a_shut_server_is_opened_by_whoever_has_shut_it_and_by_an_end(
	void **state UNUSED)
{
	static const struct {
		int64_t ref;
		unsigned until;
		bool opens;
	} cases[] = {
		{ 7, WIRE_UNTIL_CLEARED, true },  { 8, WIRE_UNTIL_CLEARED, false },
		{ 0, WIRE_UNTIL_CLEARED, true },  { 8, WIRE_UNTIL_END, true },
		{ 7, WIRE_UNTIL_RELEASE, false }, { 0, WIRE_UNTIL_ADVANCE, false },
	};

	for_each_row(i, cases) {
		struct bare b;

		bare_begin_unthreaded(&b);
		shut(&b);
		settle(b.server);
		assert_false(is_open(&b));
		row_int_equal(i, server_release(b.server, cases[i].ref, cases[i].until),
		              0);
		row_int_equal(i, is_open(&b), cases[i].opens);
		settle(b.server);
		row_int_equal(i, is_open(&b), cases[i].opens);
		assert_int_equal(b.taken, 0);
		bare_end(&b);
	}
}

/* The loop waits for nothing else. */
static void a_shut_server_opens_by_itself_when_its_time_is_over(void **state UNUSED)
{
	const int64_t end = vtime_monotonic_ns() + INT64_C(20000000000);
	struct bare b;
	int fd;

	bare_begin(&b);
	fd = wire_dial(bare_port(&b));
	send_get(fd, "/?refuse=50");
	assert_int_equal(last_status(fd), 0);
	while (!is_open(&b) && vtime_monotonic_ns() < end)
		continue;
	assert_true(is_open(&b));
	bare_end(&b);
}

static void an_answer_is_the_last_of_its_connection_while_the_server_is_shut(
	void **state UNUSED)
{
	AUTO(buf_release) struct buf body = { 0 };
	struct bare b;
	int during, after, idle;

	bare_begin_unthreaded(&b);
	during = wire_dial(bare_port(&b));
	send_get(during, "/?hold=1");
	after = wire_dial(bare_port(&b));
	send_get(after, "/?hold=2");
	idle = wire_dial(bare_port(&b));
	settle(b.server);
	shut(&b);
	settle(b.server);
	assert_int_equal(last_status(idle), 0);
	assert_int_equal(server_release(b.server, 1, WIRE_UNTIL_RELEASE), 1);
	settle(b.server);
	assert_int_equal(last_status(during), 200);
	(void)server_release(b.server, 7, WIRE_UNTIL_CLEARED);
	assert_int_equal(server_release(b.server, 2, WIRE_UNTIL_RELEASE), 1);
	settle(b.server);
	assert_int_equal(wire_reply(after, &body), 200);
	send_get(after, "/");
	settle(b.server);
	assert_int_equal(wire_reply(after, &body), 200);
	close(after);
	bare_end(&b);
}

static void a_port_that_another_program_has_taken_is_tried_again(void **state UNUSED)
{
	struct err e = { 0 };
	struct bare b;
	int other;

	bare_begin_unthreaded(&b);
	shut(&b);
	other = socket_listen("127.0.0.1", bare_port(&b), &e);
	assert_true(other >= 0);
	for (int i = 0; i < 3; i++) {
		(void)server_release(b.server, 7, WIRE_UNTIL_CLEARED);
		row_int_equal(i, b.taken, 1);
	}
	settle(b.server);
	close(other);
	assert_false(is_open(&b));
	(void)server_release(b.server, 7, WIRE_UNTIL_CLEARED);
	assert_true(is_open(&b));
	settle(b.server);
	bare_end(&b);
}

/* ---------------------------------------------------------------- the end */

static void a_signal_ends_the_loop_which_says_which(void **state UNUSED)
{
	static const int signals[] = { SIGINT, SIGTERM };
	sigset_t all, before;

	sigemptyset(&all);
	sigaddset(&all, SIGINT);
	sigaddset(&all, SIGTERM);
	pthread_sigmask(SIG_BLOCK, &all, &before);
	for_each_row(i, signals) {
		struct err e = { 0 };
		struct bare b;

		bare_begin_unthreaded(&b);
		row_int_equal(i, server_watch_signals(b.server, &e), 0);
		raise(signals[i]);
		row_int_equal(i, server_loop(b.server), signals[i]);
		assert_false(is_open(&b));
		bare_end(&b);
	}
	pthread_sigmask(SIG_SETMASK, &before, NULL);
}

static int beginning = -1; /* the socket of a client that has begun to ask */

static void send_the_rest(struct bare *b UNUSED)
{
	wire_send(beginning, "m\r\n\r\n", 5);
}

static void who_has_begun_to_ask_is_answered_before_the_end(void **state UNUSED)
{
	struct bare b;
	int idle;

	bare_begin_unthreaded(&b);
	idle = wire_dial(bare_port(&b));
	beginning = wire_dial(bare_port(&b));
	wire_send(beginning, "GET / HTTP/1.1\r\nHost: ", 22);
	settle(b.server);
	b.leaving = send_the_rest;
	server_stop(b.server);
	assert_int_equal(server_loop(b.server), 0);
	assert_int_equal(last_status(beginning), 200);
	bare_end(&b);
	assert_int_equal(last_status(idle), 0);
}

static size_t count_descriptors(void)
{
	DIR *d = opendir("/proc/self/fd");
	size_t n = 0;

	assert_non_null(d);
	while (readdir(d))
		n++;
	closedir(d);
	return n;
}

static void a_server_that_is_closed_has_left_no_descriptor_open(void **state UNUSED)
{
	const size_t before = count_descriptors();
	struct err e = { 0 };
	struct bare b;

	bare_begin_unthreaded(&b);
	assert_int_equal(server_watch_signals(b.server, &e), 0);
	assert_true(count_descriptors() > before);
	bare_end(&b);
	assert_int_equal(count_descriptors(), before);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_address_becomes_a_url),
		cmocka_unit_test(only_addresses_can_be_listened_on),
		cmocka_unit_test(a_server_is_asked_by_who_comes_and_not_by_who_waits),
		cmocka_unit_test(a_server_is_asked_when_a_delay_is_over),
		cmocka_unit_test(a_server_is_asked_by_who_wakes_or_stops_it),
		cmocka_unit_test(
			a_shut_server_is_opened_by_whoever_has_shut_it_and_by_an_end),
		cmocka_unit_test(a_shut_server_opens_by_itself_when_its_time_is_over),
		cmocka_unit_test(
			an_answer_is_the_last_of_its_connection_while_the_server_is_shut),
		cmocka_unit_test(a_port_that_another_program_has_taken_is_tried_again),
		cmocka_unit_test(a_signal_ends_the_loop_which_says_which),
		cmocka_unit_test(who_has_begun_to_ask_is_answered_before_the_end),
		cmocka_unit_test(a_server_that_is_closed_has_left_no_descriptor_open),
	};

	return cmocka_run_group_tests_name("server", tests, NULL, NULL);
}
