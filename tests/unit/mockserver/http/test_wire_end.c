/*
 * test_wire_end.c - the end of a connection in the middle of an answer, by RST or by FIN
 *
 * Two ends of a connection of this machine; the time is the test's own.
 */
#include "tests/unit/unit.h"

#include <errno.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "mockserver/http/socket.h"
#include "mockserver/http/wire_end.h"
#include "tests/support/wire.h"

#define MS INT64_C(1000000)

struct ends {
	int server, client;
};

static int setup(void **state)
{
	static struct ends ends;
	struct err e = { 0 };
	int listening = socket_listen("127.0.0.1", 0, &e);

	assert_true(listening >= 0);
	ends.client = wire_dial(socket_port(listening));
	ends.server = accept4(listening, NULL, NULL, SOCK_NONBLOCK);
	assert_true(ends.client >= 0 && ends.server >= 0);
	close(listening);
	*state = &ends;
	return 0;
}

static int teardown(void **state)
{
	const struct ends *ends = *state;

	(void)close(ends->server); /* some tests have closed theirs */
	(void)close(ends->client);
	return 0;
}

/* Goes on until it is over, each wait passing at once; how long they were together. */
static int64_t run(struct wire_end *end)
{
	int64_t now = 5000 * MS, begin = now, wait;

	end->since_ns = now;
	while ((wait = wire_end_go_on(end, now)) >= 0)
		now += wait * MS;
	assert_int_equal(end->step, WIRE_END_OVER);
	return (now - begin) / MS;
}

/* What the client reads: the bytes, then what read() says at the end. */
static ssize_t read_all(int fd, char *out, size_t room, size_t *size)
{
	ssize_t n;

	for (*size = 0; *size < room; *size += (size_t)n) {
		n = recv(fd, out + *size, room - *size, 0);
		if (n <= 0)
			return n < 0 ? -errno : 0;
	}
	return 1;
}

static void the_bytes_come_before_the_reset(void **state)
{
	const struct ends *ends = *state;
	struct wire_end end = { .fd = ends->server,
		                .how = WIRE_END_BY_RESET,
		                .bytes = "HTTP/1.1 200",
		                .size = 12 };
	char got[64];
	size_t size;

	/* What was not read yet does not keep the reset back. */
	assert_int_equal(send(ends->client, "GET / HTTP", 10, 0), 10);
	(void)run(&end);
	assert_true(end.struck);
	assert_int_equal(end.written, 12);
	/* The client may read them, or the reset discards them. */
	assert_int_equal(read_all(ends->client, got, sizeof(got), &size), -ECONNRESET);
	assert_true(size == 12 || size == 0);
}

static void a_close_is_in_good_order_even_with_bytes_unread(void **state)
{
	const struct ends *ends = *state;
	struct wire_end end = { .fd = ends->server,
		                .how = WIRE_END_BY_CLOSE,
		                .bytes = "half an ans",
		                .size = 11 };
	char got[64];
	size_t size;

	assert_int_equal(send(ends->client, "GET / HTTP", 10, 0), 10);
	assert_int_equal(run(&end), 1000); /* the client does not end its side */
	assert_true(end.struck);
	close(ends->server);
	assert_int_equal(read_all(ends->client, got, sizeof(got), &size), 0);
	assert_int_equal(size, 11);
	assert_memory_equal(got, "half an ans", 11);
}

static void a_client_that_ends_its_side_is_not_waited_for(void **state)
{
	const struct ends *ends = *state;
	struct wire_end end = { .fd = ends->server, .how = WIRE_END_BY_CLOSE };

	assert_int_equal(shutdown(ends->client, SHUT_WR), 0);
	errno = EAGAIN; /* of something else */
	assert_true(run(&end) < 100);
	assert_true(end.struck);
}

static void a_client_that_has_gone_is_not_struck(void **state)
{
	const struct ends *ends = *state;
	const struct linger now = { .l_onoff = 1, .l_linger = 0 };
	struct wire_end end = {
		.fd = ends->server, .how = WIRE_END_BY_RESET, .bytes = "x", .size = 1
	};

	assert_int_equal(setsockopt(ends->client, SOL_SOCKET, SO_LINGER, &now,
	                            sizeof(now)),
	                 0);
	close(ends->client); /* by RST */
	(void)run(&end);
	assert_false(end.struck);
}

static void a_client_that_takes_nothing_is_waited_for_two_seconds(void **state)
{
	static char large[16 << 20];
	const struct ends *ends = *state;
	struct wire_end end = { .fd = ends->server,
		                .how = WIRE_END_BY_RESET,
		                .bytes = large,
		                .size = sizeof(large) };
	int64_t waited = run(&end);

	assert_true(end.written < sizeof(large));
	/* Once for room to write, once for what was written to be taken. */
	assert_in_range(waited, 4000, 4100);
	assert_true(end.struck);
}

/* All that has come; it adds up to `size`, each byte the one of that place. */
static void take_what_came(int fd, size_t *size)
{
	char part[65536];
	ssize_t n;

	while ((n = recv(fd, part, sizeof(part), MSG_DONTWAIT)) > 0) {
		for (ssize_t i = 0; i < n; i++)
			assert_int_equal(part[i], (char)((*size + (size_t)i) % 251));
		*size += (size_t)n;
	}
}

static void a_client_that_reads_late_gets_every_byte_once(void **state)
{
	static char large[8 << 20];
	const struct ends *ends = *state;
	struct wire_end end = { .fd = ends->server,
		                .how = WIRE_END_BY_CLOSE,
		                .bytes = large,
		                .size = sizeof(large) };
	size_t got = 0;

	for (size_t i = 0; i < sizeof(large); i++)
		large[i] = (char)(i % 251);
	assert_true(wire_end_go_on(&end, 0) > 0);
	assert_true(end.written > 0 && end.written < end.size);
	while (end.step == WIRE_END_WRITES || end.step == WIRE_END_FLUSHES) {
		take_what_came(ends->client, &got);
		assert_true(wire_end_go_on(&end, 0) > 0);
	}
	assert_true(end.struck);
	take_what_came(ends->client, &got);
	assert_int_equal(got, sizeof(large));
}

#define STEP (16 * 4096) /* it is read so far at once */

static void a_client_that_sends_on_is_read_a_bit_at_a_time(void **state)
{
	static const char flood[4096];
	const struct ends *ends = *state;
	struct wire_end end = { .fd = ends->server,
		                .how = WIRE_END_BY_CLOSE,
		                .step = WIRE_END_LINGERS };
	const int room = 2 * STEP;
	int before = 0, after = 0;

	assert_int_equal(setsockopt(ends->server, SOL_SOCKET, SO_RCVBUF, &room,
	                            sizeof(room)),
	                 0);
	for (int sent = 0; sent < STEP + 4096; sent += (int)sizeof(flood))
		assert_int_equal(send(ends->client, flood, sizeof(flood), 0),
		                 sizeof(flood));
	while (before < STEP + 4096) /* until it is there */
		assert_int_equal(ioctl(ends->server, FIONREAD, &before), 0);
	assert_int_equal(wire_end_go_on(&end, 0), 10);
	assert_int_equal(ioctl(ends->server, FIONREAD, &after), 0);
	assert_int_equal(after, before - STEP);
	/* However much it sends, it has a second. */
	assert_int_equal(wire_end_go_on(&end, 999 * MS), 10);
	assert_int_equal(wire_end_go_on(&end, 1000 * MS), -1);
	assert_int_equal(end.step, WIRE_END_OVER);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_bytes_come_before_the_reset),
		TEST(a_close_is_in_good_order_even_with_bytes_unread),
		TEST(a_client_that_ends_its_side_is_not_waited_for),
		TEST(a_client_that_has_gone_is_not_struck),
		TEST(a_client_that_takes_nothing_is_waited_for_two_seconds),
		TEST(a_client_that_reads_late_gets_every_byte_once),
		TEST(a_client_that_sends_on_is_read_a_bit_at_a_time),
	};

	return cmocka_run_group_tests_name("http/wire_end", tests, NULL, NULL);
}
