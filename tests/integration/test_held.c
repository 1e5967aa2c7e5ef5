/*
 * test_held.c - requests that a fault holds and nobody waits for, a drip that is
 * released, and a port that a fault has left
 */
#include "tests/unit/unit.h"

#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lib/mem.h"
#include "lib/str.h"
#include "lib/vtime.h"
#include "tests/support/bare.h"
#include "tests/support/mock.h"
#include "tests/support/quoted.h"
#include "tests/support/wire.h"

#define FILES 200 /* of the process: a server has room for 150 connections */
#define HELD  400

static void set_files(rlim_t count)
{
	struct rlimit files;

	assert_int_equal(getrlimit(RLIMIT_NOFILE, &files), 0);
	files.rlim_cur = count < files.rlim_max ? count : files.rlim_max;
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &files), 0);
}

static void arm(struct mock *m, const char *fault)
{
	AUTO(mem_free) char *body = quoted(fault);
	struct mock_reply r = mock_ask(m, "POST", "/__admin/faults", body);

	assert_int_equal(r.status, 201);
	mock_reply_release(&r);
}

static int64_t count_of(struct mock *m, const char *member)
{
	struct mock_reply r = mock_ask(m, "GET", "/__admin/faults/held", NULL);
	int64_t n = -1;

	assert_int_equal(r.status, 200);
	assert_true(json_int(r.body, member, &n));
	mock_reply_release(&r);
	return n;
}

static const char request[] = "GET /data/foundation/flowservice/flows HTTP/1.1\r\n"
			      "Host: mock\r\nAuthorization: Bearer a\r\nx-api-key: k\r\n"
			      "x-gw-ims-org-id: o@AdobeOrg\r\n\r\n";

/* More than there is room for: each is kept back for long, and its client has gone. */
static void leave_many(const char *fault)
{
	struct mock m;
	int port;

	set_files(FILES);
	mock_begin(&m, NULL);
	port = flowmock_port(m.instance);
	arm(&m, fault);
	for (int i = 0; i < HELD; i++) {
		int fd = wire_dial(port);

		assert_true(fd >= 0);
		wire_send(fd, request, strlen(request));
		close(fd);
	}
	for (int i = 0; i < 10000 && count_of(&m, "fired") <= FILES; i++)
		continue; /* those that were sent last may still lie in the queue */
	assert_true(count_of(&m, "fired") > FILES);
	mock_end(&m);
	set_files(RLIM_INFINITY);
}

static void clients_that_left_what_is_held_take_no_place(void **state UNUSED)
{
	leave_many("{'fault':'held','on':'FLOW_LIST','do':{'hold':{}}}");
}

static void clients_that_left_what_is_delayed_take_no_place(void **state UNUSED)
{
	leave_many("{'fault':'held','on':'FLOW_LIST','do':{'delay':'1h'}}");
}

/* Its first part is 25 bytes; the next does not come by itself. */
static void a_drip_that_is_released_ends_where_its_body_is_cut(void **state UNUSED)
{
	static const char dripped[] = "GET /?drip=25:600000&close=body:40 HTTP/1.1\r\n"
				      "Host: m\r\n\r\n";
	AUTO(buf_release) struct buf answer = { 0 };
	struct bare b;
	int fd, other;
	char byte;

	bare_begin(&b);
	fd = wire_dial(bare_port(&b));
	other = wire_dial(bare_port(&b));
	wire_send(fd, dripped, strlen(dripped));
	while (!strstr(buf_str(&answer), "\r\n\r\nabcdefghijklmnopqrstuvwxy")) {
		assert_int_equal(recv(fd, &byte, 1, 0), 1);
		buf_add_char(&answer, byte);
	}
	assert_int_equal(wire_get(other, "/release?until=4"), 200);
	while (recv(fd, &byte, 1, 0) > 0)
		buf_add_char(&answer, byte);
	assert_true(str_ends(buf_str(&answer), "\r\n\r\nabcdefghijklmnopqrstuvwxyz"
	                                       "abcdefghijklmn"));
	close(fd);
	close(other);
	bare_stop(&b);
	assert_string_equal(buf_str(&b.struck), "/ drip 40/0\n/ close 40/960\n");
	bare_end(&b);
}

/* Listens on the port; -1 where somebody does. */
static int take_port(int port)
{
	const struct sockaddr_in at = { .sin_family = AF_INET,
		                        .sin_port = htons((uint16_t)port),
		                        .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	const int on = 1;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	assert_int_equal(setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)), 0);
	if (bind(fd, (const struct sockaddr *)&at, sizeof(at)) == 0 && listen(fd, 1) == 0)
		return fd;
	close(fd);
	return -1;
}

/* As long as another program listens there, it is tried again, and said once. */
static void a_port_that_another_program_takes_is_told_and_taken_back(void **state UNUSED)
{
	static const char refuse[] = "GET /?refuse=200 HTTP/1.1\r\nHost: m\r\n\r\n";
	struct bare b;
	int fd, other, again;

	bare_begin_unthreaded(&b);
	fd = wire_dial(bare_port(&b));
	wire_send(fd, refuse, strlen(refuse));
	while ((other = take_port(bare_port(&b))) < 0)
		server_turn(b.server);
	while (!b.taken)
		server_turn(b.server);
	for (int64_t end = vtime_monotonic_ns() + INT64_C(300000000);
	     vtime_monotonic_ns() < end;)
		server_turn(b.server);
	assert_int_equal(b.taken, 1);
	close(other);
	while ((again = wire_dial(bare_port(&b))) < 0)
		server_turn(b.server);
	close(again);
	close(fd);
	bare_end(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			a_port_that_another_program_takes_is_told_and_taken_back),
		cmocka_unit_test(a_drip_that_is_released_ends_where_its_body_is_cut),
		cmocka_unit_test(clients_that_left_what_is_held_take_no_place),
		cmocka_unit_test(clients_that_left_what_is_delayed_take_no_place),
	};

	return cmocka_run_group_tests_name("held", tests, NULL, NULL);
}
