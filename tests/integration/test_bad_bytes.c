/*
 * test_bad_bytes.c - bytes that no HTTP client would send, and the server goes on
 *
 * Requests are written to a socket as they stand, so that bodies may be no text,
 * lengths may lie and connections may end in the middle.
 */
#include "tests/unit/unit.h"

#include <sys/socket.h>
#include <unistd.h>

#include "lib/buf.h"
#include "lib/mem.h"
#include "lib/str.h"
#include "tests/support/mock.h"
#include "tests/support/quoted.h"
#include "tests/support/wire.h"

#define BODY_MAX (4u << 20)

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

static int talk(const char *bytes, size_t n, struct buf *answer)
{
	int fd = dial(), status;

	wire_send(fd, bytes, n);
	status = wire_answer(fd, answer);
	close(fd);
	return status;
}

#define HEAD                                                                         \
	"POST /data/foundation/flowservice/connections HTTP/1.1\r\nHost: mock\r\n"   \
	"Authorization: Bearer t\r\nx-api-key: k\r\nx-gw-ims-org-id: o@AdobeOrg\r\n" \
	"Content-Type: application/json\r\nConnection: close\r\n"

/* A POST of the body, with its true length. */
static int post(const char *body, size_t n, struct buf *answer)
{
	AUTO(buf_release) struct buf all = { 0 };

	buf_printf(&all, HEAD "Content-Length: %zu\r\n\r\n", n);
	buf_add(&all, body, n);
	return talk(all.data, all.size, answer);
}

static void still_answers(void)
{
	struct mock_reply r = mock_ask(&mock, "GET", "/__admin/health", NULL);

	assert_int_equal(r.status, 200);
	mock_reply_release(&r);
}

static void bodies_that_are_no_json_text_are_refused(void **state UNUSED)
{
	static const struct {
		const char *what, *bytes;
		size_t size;
	} rows[] = {
	/* clang-format off */
#define ROW(what, bytes) { what, bytes, sizeof(bytes) - 1 }
#define NAMED(name)      "{" JSON("name":) "\"" name "\"}"
		ROW("a byte that no UTF-8 has", NAMED("\xff")),
		ROW("a byte that only continues", NAMED("\x80")),
		ROW("a sequence cut off", NAMED("\xe2\x82")),
		ROW("an overlong slash", NAMED("\xc0\xaf")),
		ROW("a surrogate", NAMED("\xed\xa0\x80")),
		ROW("past the last code point", NAMED("\xf4\x90\x80\x80")),
		ROW("Latin-1", NAMED("caf\xe9")),
		ROW("a NUL in a text", NAMED("a\0b")),
		ROW("a NUL behind the end", NAMED("a") "\0"),
		ROW("an escaped NUL", NAMED("a\\u0000b")),
		ROW("a control character", NAMED("a\nb")),
		ROW("a lone surrogate", NAMED("\\udc00")),
		ROW("UTF-16", "\xff\xfe{\0}\0"),
		ROW("numbers of another language", JSON({"name":0x10})),
		ROW("a number without end", JSON({"name":1e})),
		ROW("a comma too many", JSON({"name":"a",})),
#undef NAMED
#undef ROW
	};
	/* clang-format on */

	for_each_row(i, rows) {
		AUTO(buf_release) struct buf answer = { 0 };
		int status = post(rows[i].bytes, rows[i].size, &answer);

		if (status != 400 || !strstr(buf_str(&answer), "FLOW-1000-400"))
			fail_msg("%s: %d %s", rows[i].what, status, buf_str(&answer));
	}
	still_answers();
}

/* A JSON text of exactly n bytes: a number of many digits in a list. */
static void fill(struct buf *out, size_t n)
{
	char *at = buf_reserve(out, n);

	assert_non_null(at);
	memset(at, '7', n);
	at[0] = '[';
	at[n - 1] = ']';
	out->size += n;
}

static void the_largest_body_is_read_and_one_byte_more_is_refused(void **state UNUSED)
{
	for (size_t more = 0; more < 2; more++) {
		AUTO(buf_release) struct buf body = { 0 };
		AUTO(buf_release) struct buf answer = { 0 };

		fill(&body, BODY_MAX + more);
		assert_int_equal(post(body.data, body.size, &answer), more ? 413 : 400);
		if (!more)
			assert_null(strstr(buf_str(&answer), "FLOW-1000-400"));
	}
	still_answers();
}

static void a_body_in_chunks_has_the_same_limit(void **state UNUSED)
{
	AUTO(buf_release) struct buf all = { 0 };
	AUTO(buf_release) struct buf chunk = { 0 };
	AUTO(buf_release) struct buf answer = { 0 };

	fill(&chunk, 1 << 20);
	buf_add_str(&all, HEAD "Transfer-Encoding: chunked\r\n\r\n");
	for (int i = 0; i < 5; i++) {
		buf_add_str(&all, "100000\r\n");
		buf_add(&all, chunk.data, chunk.size);
		buf_add_str(&all, "\r\n");
	}
	buf_add_str(&all, "0\r\n\r\n");
	assert_int_equal(talk(all.data, all.size, &answer), 413);
	still_answers();
}

static void lengths_that_lie_are_refused(void **state UNUSED)
{
	static const char *const lengths[] = {
		"4194305", "9223372036854775807", "99999999999999999999999", "-1", "one",
	};

	for_each_row(i, lengths) {
		AUTO(buf_release) struct buf all = { 0 };
		AUTO(buf_release) struct buf answer = { 0 };
		int status, fd = dial();

		buf_printf(&all, HEAD "Content-Length: %s\r\n\r\n{}", lengths[i]);
		wire_send(fd, all.data, all.size);
		shutdown(fd, SHUT_WR); /* nobody waits for the rest */
		status = wire_answer(fd, &answer);
		close(fd);
		if (status != 413 && status != 400 && status != 0)
			fail_msg("%s: %d", lengths[i], status);
	}
	still_answers();
}

static void a_client_that_leaves_in_the_middle_is_forgotten(void **state UNUSED)
{
	static const char *const starts[] = {
		/* clang-format off */
		"POST /data/found",
		HEAD,
		HEAD "Content-Length: 1000\r\n\r\n{" JSON("name":),
		HEAD "Transfer-Encoding: chunked\r\n\r\nff\r\n{",
	};
	/* clang-format on */

	for_each_row(i, starts) {
		int fd = dial();

		wire_send(fd, starts[i], strlen(starts[i]));
		still_answers(); /* by when it has been let in, */
		still_answers(); /* and read */
		close(fd);
	}
	still_answers();
}

static void garbage_is_no_request(void **state UNUSED)
{
	static const struct {
		const char *bytes;
		size_t size;
	} rows[] = {
#define ROW(bytes) { bytes, sizeof(bytes) - 1 }
		ROW("\r\n\r\n\r\n\r\n"),
		ROW("GET\r\n\r\n"),
		ROW("\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03\r\n\r\n"), /* TLS hello */
		ROW("GET / HTTP/9.9\r\n\r\n"),
		ROW("GET /\0/ HTTP/1.1\r\nHost: m\r\nConnection: close\r\n\r\n"),
#undef ROW
	};

	/* Some of it is the start of a request: there may be no answer to wait for. */
	for_each_row(i, rows) {
		int fd = dial();

		wire_send(fd, rows[i].bytes, rows[i].size);
		close(fd);
		still_answers();
	}
}

static void paths_of_any_bytes_lead_nowhere(void **state UNUSED)
{
	static const char *const paths[] = {
		"/flows/%00",
		"/flows/%ff%fe",
		"/flows/%2e%2e%2f%2e%2e",
		"/flows/../../etc",
		"/flows/%",
		"/flows/%zz",
		"/flows/a%2Fb",
		"//flows//x",
		"/flows/x?property=%ff",
		"/runs/ffffffff-ffff-ffff-ffff-ffffffffffff",
	};

	for_each_row(i, paths) {
		AUTO(buf_release) struct buf all = { 0 };
		AUTO(buf_release) struct buf answer = { 0 };
		int status;

		buf_printf(&all,
		           "GET /data/foundation/flowservice%s HTTP/1.1\r\nHost: m\r\n"
		           "Authorization: Bearer t\r\nx-api-key: k\r\n"
		           "x-gw-ims-org-id: o@AdobeOrg\r\nConnection: close\r\n\r\n",
		           paths[i]);
		status = talk(all.data, all.size, &answer);
		if (status < 400 || status >= 500)
			fail_msg("%s: %d %s", paths[i], status, buf_str(&answer));
	}
	still_answers();
}

static void more_headers_than_any_client_sends_do_no_harm(void **state UNUSED)
{
	AUTO(buf_release) struct buf all = { 0 };
	AUTO(buf_release) struct buf answer = { 0 };
	int status;

	buf_add_str(&all,
	            "GET /__admin/health HTTP/1.1\r\nHost: m\r\nConnection: close\r\n");
	for (int i = 0; i < 300; i++)
		buf_printf(&all, "x-header-%d: %d\r\n", i, i);
	buf_add_str(&all, "\r\n");
	status = talk(all.data, all.size, &answer);
	assert_true(status == 200 || status == 431);
	still_answers();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bodies_that_are_no_json_text_are_refused),
		cmocka_unit_test(the_largest_body_is_read_and_one_byte_more_is_refused),
		cmocka_unit_test(a_body_in_chunks_has_the_same_limit),
		cmocka_unit_test(lengths_that_lie_are_refused),
		cmocka_unit_test(a_client_that_leaves_in_the_middle_is_forgotten),
		cmocka_unit_test(garbage_is_no_request),
		cmocka_unit_test(paths_of_any_bytes_lead_nowhere),
		cmocka_unit_test(more_headers_than_any_client_sends_do_no_harm),
	};

	return cmocka_run_group_tests_name("bad_bytes", tests, setup, teardown);
}
