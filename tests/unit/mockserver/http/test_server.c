/*
 * test_server.c - mockserver/http/server.c: addresses, and whether somebody asks
 */
#include "tests/unit/unit.h"

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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_address_becomes_a_url),
		cmocka_unit_test(only_addresses_can_be_listened_on),
		cmocka_unit_test(a_server_is_asked_by_who_comes_and_not_by_who_waits),
		cmocka_unit_test(a_server_is_asked_when_a_delay_is_over),
		cmocka_unit_test(a_server_is_asked_by_who_wakes_or_stops_it),
	};

	return cmocka_run_group_tests_name("server", tests, NULL, NULL);
}
