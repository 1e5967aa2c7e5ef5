/*
 * test_server.c - mockserver/http/server.c: what it says about addresses
 */
#include "tests/unit/unit.h"

#include "mockserver/http/server.h"
#include "mockserver/http/socket.h"

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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_address_becomes_a_url),
		cmocka_unit_test(only_addresses_can_be_listened_on),
	};

	return cmocka_run_group_tests_name("server", tests, NULL, NULL);
}
