/*
 * test_flights.c - requests on their way in and out: their limits, and their connections
 */
#include "tests/unit/unit.h"

#include <unistd.h>

#include "lib/mem.h"
#include "lib/str.h"
#include "mockserver/http/request.h"
#include "tests/support/bare.h"
#include "tests/support/wire.h"

static struct bare bare;

static int setup(void **state UNUSED)
{
	bare_begin(&bare);
	return 0;
}

static int teardown(void **state UNUSED)
{
	bare_end(&bare);
	return 0;
}

static int dial(void)
{
	int fd = wire_dial(bare_port(&bare));

	assert_true(fd >= 0);
	return fd;
}

static void send_text(int fd, const char *text)
{
	wire_send(fd, text, strlen(text));
}

#define CLOSE "Connection: close\r\n\r\n"

/* What the server answers to the text, as the last on its connection. */
static int ask(const char *text)
{
	AUTO(buf_release) struct buf out = { 0 };
	int fd = dial(), status;

	send_text(fd, text);
	status = wire_answer(fd, &out);
	close(fd);
	return status;
}

/* ---------------------------------------------------------------- answers */

static void an_answer_has_the_handlers_status_and_body(void **state UNUSED)
{
	AUTO(buf_release) struct buf body = { 0 };
	int fd = dial();

	send_text(fd, "GET /a?status=418&size=30 HTTP/1.1\r\nHost: m\r\n\r\n");
	assert_int_equal(wire_reply(fd, &body), 418);
	assert_string_equal(buf_str(&body), "abcdefghijklmnopqrstuvwxyzabcd");
	close(fd);
}

static void a_connection_is_kept_for_the_next_request(void **state UNUSED)
{
	AUTO(buf_release) struct buf first = { 0 };
	AUTO(buf_release) struct buf served = { 0 };
	int fd = dial();

	send_text(fd, "GET /one?size=3 HTTP/1.1\r\nHost: m\r\n\r\n"
	              "GET /served HTTP/1.1\r\nHost: m\r\n\r\n"); /* at once */
	assert_int_equal(wire_reply(fd, &first), 200);
	assert_string_equal(buf_str(&first), "abc");
	assert_int_equal(wire_reply(fd, &served), 200);
	assert_string_equal(buf_str(&served), "/one ");
	close(fd);
}

/* A path that is not UTF-8 is read as an empty one, which nobody serves. */
static void a_path_is_decoded_and_its_query_is_not_part_of_it(void **state UNUSED)
{
	AUTO(buf_release) struct buf served = { 0 };
	int fd = dial();

	assert_int_equal(ask("GET /a%20b+c?d HTTP/1.1\r\nHost: m\r\n" CLOSE), 200);
	assert_int_equal(ask("GET /%ff HTTP/1.1\r\nHost: m\r\n" CLOSE), 200);
	send_text(fd, "GET /served HTTP/1.1\r\nHost: m\r\n\r\n");
	assert_int_equal(wire_reply(fd, &served), 200);
	assert_string_equal(buf_str(&served), "/a b+c  ");
	close(fd);
}

/* ---------------------------------------------------------------- what has room */

static void a_request_with_as_many_headers_as_have_room_is_served(void **state UNUSED)
{
	AUTO(buf_release) struct buf text = { 0 };
	AUTO(buf_release) struct buf body = { 0 };
	int fd;

	buf_add_str(&text, "POST /headers HTTP/1.1\r\nHost: m\r\n");
	for (int i = 3; i < HEADER_MAX; i++)
		buf_printf(&text, "X-%d: 1\r\n", i);
	buf_add_str(&text, "Content-Length: 3\r\n\r\nabc");
	fd = dial();
	wire_send(fd, text.data, text.size);
	assert_int_equal(wire_reply(fd, &body), 200);
	close(fd);
}

static void a_body_in_chunks_is_read_whole(void **state UNUSED)
{
	AUTO(buf_release) struct buf first = { 0 };
	AUTO(buf_release) struct buf second = { 0 };
	int fd = dial();

	send_text(fd, "POST /chunks?size=1 HTTP/1.1\r\nHost: m\r\nTransfer-Encoding: "
	              "chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"
	              "GET /served HTTP/1.1\r\nHost: m\r\n\r\n");
	assert_int_equal(wire_reply(fd, &first), 200);
	assert_int_equal(wire_reply(fd, &second), 200);
	assert_string_equal(buf_str(&second), "/chunks ");
	close(fd);
}

static void one_header_too_many_is_refused_with_how_many_may_be(void **state UNUSED)
{
	AUTO(buf_release) struct buf text = { 0 };
	AUTO(buf_release) struct buf body = { 0 };
	int fd = dial();

	buf_add_str(&text, "GET /headers HTTP/1.1\r\n");
	for (int i = 0; i <= HEADER_MAX; i++)
		buf_printf(&text, "X-%d: 1\r\n", i);
	buf_add_str(&text, "\r\n");
	wire_send(fd, text.data, text.size);
	assert_int_equal(wire_reply(fd, &body), 431);
	assert_non_null(strstr(buf_str(&body), "more than 64 headers"));
	assert_int_equal(wire_get(fd, "/next"), 200); /* the connection stays */
	close(fd);
}

static void send_much(int fd, size_t size)
{
	AUTO_MEM char *bytes = mem_alloc(size);

	memset(bytes, 'x', size);
	wire_send(fd, bytes, size);
}

/* Read and dropped, so that a client that is still sending sees the answer. */
static void a_body_that_is_too_large_is_refused_whatever_its_form(void **state UNUSED)
{
	static const struct {
		const char *head, *tail;
		size_t size;
		int status;
	} cases[] = {
		{ "Content-Length: 4194304\r\n\r\n", "", REQUEST_BODY_MAX, 200 },
		{ "Content-Length: 4194305\r\n\r\n", "", REQUEST_BODY_MAX + 1, 413 },
		{ "Transfer-Encoding: chunked\r\n\r\n400000\r\n", "\r\n0\r\n\r\n",
		  REQUEST_BODY_MAX, 200 },
		{ "Transfer-Encoding: chunked\r\n\r\n400001\r\n", "\r\n0\r\n\r\n",
		  REQUEST_BODY_MAX + 1, 413 },
	};

	for_each_row(i, cases) {
		AUTO(buf_release) struct buf body = { 0 };
		int fd = dial();

		send_text(fd, "POST /large HTTP/1.1\r\nHost: m\r\n");
		send_text(fd, cases[i].head);
		send_much(fd, cases[i].size);
		send_text(fd, cases[i].tail);
		assert_int_equal(wire_reply(fd, &body), cases[i].status);
		if (cases[i].status == 413)
			assert_non_null(strstr(buf_str(&body), "4194304 bytes"));
		assert_int_equal(wire_get(fd, "/next"), 200);
		close(fd);
	}
}

/* ---------------------------------------------------------------- kept back */

static void a_held_answer_lets_others_be_served_and_is_released(void **state UNUSED)
{
	AUTO(buf_release) struct buf held = { 0 };
	AUTO(buf_release) struct buf count = { 0 };
	AUTO(buf_release) struct buf struck = { 0 };
	int first = dial(), other = dial();

	send_text(first, "GET /held?hold=5&size=4 HTTP/1.1\r\nHost: m\r\n\r\n");
	do {
		buf_clear(&count);
		send_text(other,
		          "GET /release?ref=5&until=1 HTTP/1.1\r\nHost: m\r\n\r\n");
		assert_int_equal(wire_reply(other, &count), 200);
	} while (!strcmp(buf_str(&count), "0")); /* it has not come yet */
	assert_string_equal(buf_str(&count), "1");
	assert_int_equal(wire_reply(first, &held), 200);
	assert_string_equal(buf_str(&held), "abcd");
	send_text(other, "GET /struck HTTP/1.1\r\nHost: m\r\n\r\n");
	assert_int_equal(wire_reply(other, &struck), 200);
	assert_true(str_starts(buf_str(&struck), "/held hold "));
	close(first);
	close(other);
}

static void a_truncated_answer_says_its_own_length(void **state UNUSED)
{
	AUTO(buf_release) struct buf body = { 0 };
	int fd = dial();

	send_text(fd, "GET /cut?truncate=4&size=26 HTTP/1.1\r\nHost: m\r\n\r\n");
	assert_int_equal(wire_reply(fd, &body), 200);
	assert_string_equal(buf_str(&body), "abcd");
	close(fd);
}

static void a_close_in_the_body_sends_what_is_before_it(void **state UNUSED)
{
	AUTO(buf_release) struct buf all = { 0 };
	int fd = dial();

	send_text(fd, "GET /x?close=body:3&size=26 HTTP/1.1\r\nHost: m\r\n\r\n");
	assert_int_equal(wire_answer(fd, &all), 200);
	assert_true(str_ends(buf_str(&all), "\r\n\r\nabc"));
	close(fd);
}

/* The end of the server is the end of what it holds: the answer comes. */
static void the_end_of_the_server_sends_what_is_kept_back(void **state UNUSED)
{
	AUTO(buf_release) struct buf held = { 0 };
	AUTO(buf_release) struct buf served = { 0 };
	int first = dial(), other = dial();

	send_text(first, "GET /held?delay=3600000&size=4 HTTP/1.1\r\nHost: m\r\n\r\n");
	do {
		buf_clear(&served);
		send_text(other, "GET /served HTTP/1.1\r\nHost: m\r\n\r\n");
		assert_int_equal(wire_reply(other, &served), 200);
	} while (!strstr(buf_str(&served), "/held"));
	bare_stop(&bare);
	assert_int_equal(wire_reply(first, &held), 200);
	assert_string_equal(buf_str(&held), "abcd");
	close(first);
	close(other);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(an_answer_has_the_handlers_status_and_body),
		TEST(a_connection_is_kept_for_the_next_request),
		TEST(a_path_is_decoded_and_its_query_is_not_part_of_it),
		TEST(a_request_with_as_many_headers_as_have_room_is_served),
		TEST(one_header_too_many_is_refused_with_how_many_may_be),
		TEST(a_body_that_is_too_large_is_refused_whatever_its_form),
		TEST(a_body_in_chunks_is_read_whole),
		TEST(a_held_answer_lets_others_be_served_and_is_released),
		TEST(a_truncated_answer_says_its_own_length),
		TEST(a_close_in_the_body_sends_what_is_before_it),
		TEST(the_end_of_the_server_sends_what_is_kept_back),
	};

	return cmocka_run_group_tests_name("flights", tests, NULL, NULL);
}
