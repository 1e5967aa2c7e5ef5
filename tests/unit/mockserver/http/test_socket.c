/*
 * test_socket.c - the socket that a server listens on
 */
#include "tests/unit/unit.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "mockserver/http/socket.h"
#include "tests/support/wire.h"

static void a_host_is_an_address_or_localhost(UNUSED void **state)
{
	static const struct {
		const char *host;
		bool is_one;
	} rows[] = {
		{ "127.0.0.1", true },     { "0.0.0.0", true },
		{ "::1", true },           { "::", true },
		{ "localhost", true },     { "", false },
		{ "127.0.0.1:80", false }, { "[::1]", false },
		{ "example.com", false },  { "127.1", false },
		{ "Localhost", false },    { "256.0.0.1", false },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct err e = { 0 };

		row_int_equal(i, socket_check_host(rows[i].host, &e),
		              rows[i].is_one ? 0 : -1);
		row_int_equal(i, e.code, rows[i].is_one ? ERR_NONE : ERR_INVALID);
	}
}

static void a_free_port_is_taken_and_answers(UNUSED void **state)
{
	struct err e = { 0 };
	int fd = socket_listen("localhost", 0, &e), port, client;

	if (fd < 0)
		fail_msg("%s", e.text);
	port = socket_port(fd);
	assert_in_range(port, 1, 65535);
	assert_true(fcntl(fd, F_GETFL) & O_NONBLOCK);
	assert_true(fcntl(fd, F_GETFD) & FD_CLOEXEC);
	client = wire_dial(port);
	assert_true(client >= 0);
	close(client);
	close(fd);
	assert_int_equal(wire_dial(port), -1);
}

static void a_port_that_is_taken_is_said_to_be(UNUSED void **state)
{
	struct err e = { 0 };
	int fd = socket_listen("127.0.0.1", 0, &e), port = socket_port(fd);
	char want[64];

	assert_true(fd >= 0);
	assert_int_equal(socket_listen("127.0.0.1", port, &e), -1);
	assert_int_equal(e.code, ERR_EXISTS);
	snprintf(want, sizeof(want), "127.0.0.1:%d: ", port);
	assert_int_equal(strncmp(e.text, want, strlen(want)), 0);
	close(fd);
	/* It is free at once when the first has gone. */
	fd = socket_listen("127.0.0.1", port, &e);
	assert_true(fd >= 0);
	assert_int_equal(socket_port(fd), port);
	close(fd);
}

static void an_address_of_another_machine_is_an_error_of_io(UNUSED void **state)
{
	struct err e = { 0 };

	assert_int_equal(socket_listen("192.0.2.1", 0, &e), -1); /* RFC 5737 */
	assert_int_equal(e.code, ERR_IO);
	assert_int_equal(socket_listen("nobody", 80, &(struct err){ 0 }), -1);
	assert_int_equal(socket_port(-1), 0);
}

/* Where this machine has IPv6. */
static void an_address_of_version_six_has_its_port_too(UNUSED void **state)
{
	struct sockaddr_in6 to = { .sin6_family = AF_INET6,
		                   .sin6_addr = IN6ADDR_LOOPBACK_INIT };
	struct err e = { 0 };
	int fd = socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0), port, client;

	if (bind(fd, (const struct sockaddr *)&to, sizeof(to))) {
		(void)close(fd);
		skip();
	}
	close(fd);
	fd = socket_listen("::1", 0, &e);
	assert_true(fd >= 0);
	port = socket_port(fd);
	assert_in_range(port, 1, 65535);
	assert_int_equal(socket_listen("::1", port, &e), -1);
	assert_int_equal(e.code, ERR_EXISTS);
	to.sin6_port = htons((uint16_t)port);
	client = socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_int_equal(connect(client, (const struct sockaddr *)&to, sizeof(to)), 0);
	close(client);
	close(fd);
}

/* The lowest descriptor that is free. */
static int next_descriptor(void)
{
	int fd = dup(0);

	close(fd);
	return fd;
}

static void what_is_opened_on_the_way_is_closed(UNUSED void **state)
{
	const int next = next_descriptor();
	struct err e = { 0 };
	int fd = socket_listen("127.0.0.1", 0, &e);

	assert_true(fd >= 0);
	close(fd);
	assert_int_equal(next_descriptor(), next);
	fd = socket_listen("127.0.0.1", 0, &e);
	assert_int_equal(socket_listen("127.0.0.1", socket_port(fd), &e), -1);
	assert_int_equal(socket_listen("192.0.2.1", 0, &e), -1);
	assert_int_equal(socket_listen("192.0.2.1", 80, &e), -1);
	close(fd);
	assert_int_equal(next_descriptor(), next);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_host_is_an_address_or_localhost),
		cmocka_unit_test(a_free_port_is_taken_and_answers),
		cmocka_unit_test(a_port_that_is_taken_is_said_to_be),
		cmocka_unit_test(an_address_of_another_machine_is_an_error_of_io),
		cmocka_unit_test(an_address_of_version_six_has_its_port_too),
		cmocka_unit_test(what_is_opened_on_the_way_is_closed),
	};

	return cmocka_run_group_tests_name("http/socket", tests, NULL, NULL);
}
