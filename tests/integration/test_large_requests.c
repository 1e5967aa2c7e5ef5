/*
 * test_large_requests.c - bodies and headers that are more than a mock takes, or unclear
 */
#include "tests/unit/unit.h"

#include <sys/socket.h>
#include <unistd.h>

#include "lib/mem.h"
#include "tests/support/mock.h"
#include "tests/support/wire.h"

#define HEALTH "/__admin/health"
#define HEAD   "GET " HEALTH " HTTP/1.1\r\nHost: m\r\n"
#define CHUNK  (64u << 10)

static struct mock mock;

static int setup(void **state UNUSED)
{
	mock_begin(&mock, NULL);
	return 0;
}

static int teardown(void **state UNUSED)
{
	mock_end(&mock);
	return 0;
}

static int dial(void)
{
	int fd = wire_dial(flowmock_port(mock.instance));

	assert_true(fd >= 0);
	return fd;
}

/*
 * Sends the text on a connection of its own: the answer has this status and says that.
 * Another request on it has the status `next`; 0: the connection was closed.
 */
static void expect(const char *text, int status, const char *says, int next)
{
	AUTO(buf_release) struct buf body = { 0 };
	int fd = dial();

	wire_send(fd, text, strlen(text));
	assert_int_equal(wire_reply(fd, &body), status);
	assert_non_null(strstr(buf_str(&body), says));
	assert_int_equal(wire_get(fd, HEALTH), next);
	close(fd);
}

/* Sends a body of so many bytes in chunks; how many it could. */
static size_t send_chunks(int fd, size_t size)
{
	static const char head[] = "POST /__admin/reset HTTP/1.1\r\nHost: m\r\n"
				   "Transfer-Encoding: chunked\r\n\r\n";
	static char chunk[CHUNK + 10];
	size_t sent = 0, n;

	memset(chunk, ' ', sizeof(chunk));
	n = (size_t)snprintf(chunk, sizeof(chunk), "%x\r\n", CHUNK);
	chunk[n] = ' ';
	memcpy(chunk + n + CHUNK, "\r\n", 2);
	wire_send(fd, head, strlen(head));
	while (sent < size) {
		if (send(fd, chunk, n + CHUNK + 2, MSG_NOSIGNAL) <= 0)
			return sent;
		sent += CHUNK;
	}
	wire_send(fd, "0\r\n\r\n", 5);
	return sent;
}

static void a_body_in_chunks_has_the_limits_of_another(void **state UNUSED)
{
	static const struct {
		size_t size;
		int status; /* 0: the connection is closed */
	} cases[] = {
		/* clang-format off */
		{ 4u << 20, 400 }, /* it holds blanks and no JSON */
		{ (4u << 20) + CHUNK, 413 },
		{ 64u << 20, 413 },
		{ (64u << 20) + CHUNK, 0 },
		{ 400u << 20, 0 },
		/* clang-format on */
	};

	for_each_row(i, cases) {
		AUTO(buf_release) struct buf body = { 0 };
		int fd = dial();
		size_t sent = send_chunks(fd, cases[i].size);

		assert_int_equal(wire_reply(fd, &body), cases[i].status);
		if (cases[i].status)
			assert_int_equal(wire_get(fd, HEALTH), 200);
		else
			assert_true(sent < (80u << 20)); /* what sockets hold beyond */
		close(fd);
	}
}

static void more_headers_than_are_kept_are_refused(void **state UNUSED)
{
	static const struct {
		int headers, status;
	} cases[] = { { 64, 200 }, { 65, 431 }, { 200, 431 } };

	for_each_row(i, cases) {
		AUTO(buf_release) struct buf text = { 0 };
		const bool taken = cases[i].status == 200;

		buf_add_str(&text, HEAD);
		for (int k = 1; k < cases[i].headers; k++)
			buf_printf(&text, "x-%d: 1\r\n", k);
		buf_add_str(&text, "\r\n");
		expect(buf_str(&text), cases[i].status,
		       taken ? "" : "\"The request has more than 64 headers.\"", 200);
	}
}

/* What could be the next request is not read as one: the connection ends. */
static void a_body_whose_end_is_not_clear_is_refused(void **state UNUSED)
{
	static const struct {
		const char *headers;
		int status;
	} cases[] = {
		{ "Content-Length: 5\r\nContent-Length: 40\r\n", 400 },
		{ "Content-Length: 40\r\ncontent-length: 5\r\n", 400 },
		{ "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", 400 },
		{ "Transfer-Encoding: identity\r\nContent-Length: 5\r\n", 400 },
		{ "Transfer-Encoding: gzip, chunked\r\n", 400 },
		{ "Transfer-Encoding: gzip\r\n", 400 },
		{ "TRANSFER-encoding: Chunked\r\n", 200 },
	};

	for_each_row(i, cases) {
		AUTO_MEM char *text =
			mem_printf(HEAD "%s\r\n0\r\n\r\n", cases[i].headers);
		const bool taken = cases[i].status == 200;

		expect(text, cases[i].status,
		       taken ? "" : "The length of the body is not clear",
		       taken ? 200 : 0);
	}
}

/* A client that takes the mock for its proxy sends the whole URL. */
static void a_request_of_a_whole_url_is_served(void **state UNUSED)
{
	static const struct {
		const char *target;
		int status;
	} cases[] = {
		{ "http://platform.adobe.io/__admin/health", 200 },
		{ "HTTPS://platform.adobe.io:443/__admin/health?x=1", 200 },
		{ "http://[::1]:80/__admin/health", 200 },
		{ "http://platform.adobe.io/__admin/healthy", 404 },
		{ "http://platform.adobe.io", 404 },
		{ "ftp://platform.adobe.io/__admin/health", 404 },
	};

	for_each_row(i, cases) {
		int fd = dial();

		assert_int_equal(wire_get(fd, cases[i].target), cases[i].status);
		close(fd);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_body_in_chunks_has_the_limits_of_another),
		cmocka_unit_test(more_headers_than_are_kept_are_refused),
		cmocka_unit_test(a_body_whose_end_is_not_clear_is_refused),
		cmocka_unit_test(a_request_of_a_whole_url_is_served),
	};

	return cmocka_run_group_tests_name("large_requests", tests, setup, teardown);
}
