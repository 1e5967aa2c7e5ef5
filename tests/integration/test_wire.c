/*
 * test_wire.c - what is done to answers, as clients see it by plain sockets
 */
#include "tests/unit/unit.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lib/mem.h"
#include "tests/support/bare.h"
#include "tests/support/wire.h"

static int dial(const struct bare *b)
{
	int fd = wire_dial(bare_port(b));

	assert_true(fd >= 0);
	return fd;
}

static void ask(int fd, const char *method, const char *path)
{
	AUTO(buf_release) struct buf text = { 0 };

	buf_printf(&text, "%s %s HTTP/1.1\r\nHost: mock\r\n\r\n", method, path);
	wire_send(fd, text.data, text.size);
}

/* All that comes; how it ended: 0 orderly, else the error. */
static int read_all(int fd, struct buf *out)
{
	char part[4096];
	ssize_t n;

	while ((n = recv(fd, part, sizeof(part), 0)) > 0)
		buf_add(out, part, (size_t)n);
	return n ? errno : 0;
}

/* Where the body starts; all of it where the head has no end. */
static size_t head_size(const struct buf *answer)
{
	const char *end = strstr(buf_str(answer), "\r\n\r\n");

	return end ? (size_t)(end - answer->data) + 4 : answer->size;
}

static void get(const struct bare *b, const char *path, struct buf *body)
{
	int fd = dial(b);

	ask(fd, "GET", path);
	assert_int_equal(wire_reply(fd, body), 200);
	close(fd);
}

static void assert_struck(const struct bare *b, const char *expected)
{
	AUTO(buf_release) struct buf found = { 0 };

	get(b, "/struck", &found);
	assert_string_equal(buf_str(&found), expected);
}

/* The server notices a bit later what a client has done. */
static void wait_for_struck(const struct bare *b, const char *expected)
{
	AUTO(buf_release) struct buf found = { 0 };

	do {
		buf_clear(&found);
		get(b, "/struck", &found);
	} while (strcmp(buf_str(&found), expected) != 0);
}

static void release(const struct bare *b, const char *query, const char *count)
{
	AUTO(mem_free) char *path = mem_printf("/release?%s", query);
	AUTO(buf_release) struct buf body = { 0 };

	get(b, path, &body);
	assert_string_equal(buf_str(&body), count);
}

/* Has nothing come, and is it open? */
static bool is_silent(int fd)
{
	char byte;

	return recv(fd, &byte, 1, MSG_DONTWAIT) < 0 && errno == EAGAIN;
}

/* ---------------------------------------------------------------- endings */

#define WHOLE (-1)

static const struct {
	const char *method, *path;
	int end;         /* 0, or the error */
	long head, body; /* bytes; WHOLE head: it has its empty line */
	const char *struck;
} endings[] = {
	{ "GET", "/?reset=request", ECONNRESET, 0, 0, "/ reset 0/0\n" },
	{ "GET", "/?reset=head:17", ECONNRESET, 17, 0, "/ reset 17/0\n" },
	{ "GET", "/?reset=body:40", ECONNRESET, WHOLE, 40, "/ reset 40/960\n" },
	{ "GET", "/?reset=body:0", ECONNRESET, WHOLE, 0, "/ reset 0/1000\n" },
	{ "GET", "/?reset=body", ECONNRESET, WHOLE, 500, "/ reset 500/500\n" },
	{ "GET", "/?close=request", 0, 0, 0, "/ close 0/0\n" },
	{ "GET", "/?close=head:1", 0, 1, 0, "/ close 1/0\n" },
	{ "GET", "/?close=body:999", 0, WHOLE, 999, "/ close 999/1\n" },
	{ "GET", "/?garbage=12", 0, 12, 0, "/ garbage 12/0\n" },
	{ "GET", "/?size=0&reset=head:30", ECONNRESET, 30, 0, "/ reset 30/0\n" },
	{ "HEAD", "/?close=head:20", 0, 20, 0, "/ close 20/0\n" },
	{ "GET", "/?status=204&close=head:20", 0, 20, 0, "/ close 20/0\n" },
	/* the first ending decides; what changes the answer comes before it */
	{ "GET", "/?close=body:3&reset=head", 0, WHOLE, 3, "/ close 3/997\n" },
	{ "GET", "/?truncate=50&reset=body:40", ECONNRESET, WHOLE, 40,
	  "/ truncate 50/950\n/ reset 40/10\n" },
	{ "GET", "/?delay=1&close=request", 0, 0, 0, "/ delay 0/0\n/ close 0/0\n" },
	/* more than the kernel holds for a client */
	{ "GET", "/?size=9000000&reset=body:8000000", ECONNRESET, WHOLE, 8000000,
	  "/ reset 8000000/1000000\n" },
	{ "GET", "/?size=9000000&close=body:8000000", 0, WHOLE, 8000000,
	  "/ close 8000000/1000000\n" },
};

static void an_answer_ends_where_it_is_cut(void **state UNUSED)
{
	for_each_row(i, endings) {
		AUTO(buf_release) struct buf answer = { 0 };
		struct bare b;
		size_t head;
		int fd;

		bare_begin(&b);
		fd = dial(&b);
		ask(fd, endings[i].method, endings[i].path);
		row_int_equal(i, read_all(fd, &answer), endings[i].end);
		head = head_size(&answer);
		if (endings[i].head == WHOLE)
			row_int_equal(i, head > 4 && answer.data[head - 1] == '\n', 1);
		else
			row_int_equal(i, head, endings[i].head);
		row_int_equal(i, answer.size - head, endings[i].body);
		close(fd);
		bare_stop(&b);
		row_string_equal(i, buf_str(&b.struck), endings[i].struck);
		bare_end(&b);
	}
}

static void what_cuts_nothing_is_not_reported(void **state UNUSED)
{
	static const struct {
		const char *method, *path;
		size_t body;
	} cases[] = {
		{ "GET", "/?reset=body:1000", 1000 },
		{ "GET", "/?size=0&reset=body", 0 },
		{ "HEAD", "/?reset=body:1", 0 },
		{ "HEAD", "/?close=head:9999", 0 },
		{ "GET", "/?truncate=1000", 1000 },
		{ "HEAD", "/?truncate=10", 0 },
		{ "GET", "/?drip=1000:60000", 1000 },
		{ "HEAD", "/?drip=1:60000", 0 },
		{ "GET", "/?delay=0&status=204&size=0", 0 },
	};

	for_each_row(i, cases) {
		AUTO(buf_release) struct buf answer = { 0 };
		struct bare b;
		int fd;

		bare_begin(&b);
		fd = dial(&b);
		ask(fd, cases[i].method, cases[i].path);
		ask(fd, "GET", "/next?size=3&close=body:2"); /* on the same connection */
		(void)read_all(fd, &answer);
		if (!strstr(buf_str(&answer), "\r\n\r\nab") ||
		    !str_starts(buf_str(&answer), "HTTP/1.1 20"))
			fail_msg("row %zu: %s", i, buf_str(&answer));
		close(fd);
		bare_stop(&b);
		row_string_equal(i,
		                 strstr(buf_str(&b.struck), "/ delay")
		                         ? "/next close 2/1\n"
		                         : buf_str(&b.struck),
		                 "/next close 2/1\n");
		bare_end(&b);
	}
}

static void garbage_is_no_status_line(void **state UNUSED)
{
	AUTO(buf_release) struct buf answer = { 0 };
	struct bare b;
	int fd;

	bare_begin(&b);
	fd = dial(&b);
	ask(fd, "GET", "/?garbage");
	assert_int_equal(read_all(fd, &answer), 0);
	assert_int_equal(answer.size, WIRE_GARBAGE_BYTES);
	assert_true(answer.data[0] & 0x80);
	close(fd);
	bare_end(&b);
}

static void bytes_that_were_not_read_make_no_reset_of_an_orderly_end(void **state UNUSED)
{
	static char more[200000];
	AUTO(buf_release) struct buf answer = { 0 };
	struct tcp_info info = { 0 };
	socklen_t size = sizeof(info);
	struct bare b;
	int fd;

	bare_begin(&b);
	fd = dial(&b);
	ask(fd, "GET", "/?close=body:40");
	memset(more, 'x', sizeof(more));
	wire_send(fd, more, sizeof(more));
	assert_int_equal(read_all(fd, &answer), 0);
	assert_int_equal(answer.size - head_size(&answer), 40);
	buf_clear(&answer);
	get(&b, "/other", &answer); /* the server had the time to close it */
	assert_int_equal(getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &size), 0);
	assert_int_equal(info.tcpi_state, TCP_CLOSE_WAIT);
	close(fd);
	bare_end(&b);
}

static void a_body_in_chunks_is_read_before_its_answer_ends(void **state UNUSED)
{
	static const char post[] = "POST /?reset=request HTTP/1.1\r\nHost: mock\r\n"
				   "Transfer-Encoding: chunked\r\n\r\n"
				   "5\r\nhello\r\n6\r\n world\r\n",
			  last[] = "0\r\n\r\n";
	AUTO(buf_release) struct buf answer = { 0 };
	struct bare b;
	int fd;

	bare_begin(&b);
	fd = dial(&b);
	wire_send(fd, post, strlen(post));
	assert_struck(&b, "");
	assert_true(is_silent(fd));
	wire_send(fd, last, strlen(last));
	assert_int_equal(read_all(fd, &answer), ECONNRESET);
	assert_struck(&b, "/ reset 0/0\n");
	close(fd);
	bare_end(&b);
}

/* ---------------------------------------------------------------- kept back */

static void others_are_answered_while_one_is_held(void **state UNUSED)
{
	AUTO(buf_release) struct buf body = { 0 };
	struct bare b;
	int fd;

	bare_begin(&b);
	fd = dial(&b);
	ask(fd, "GET", "/held?hold=7");
	ask(fd, "GET", "/behind?size=3"); /* pipelined */
	get(&b, "/other", &body);
	assert_true(is_silent(fd));
	release(&b, "ref=8&until=1", "0");
	release(&b, "ref=7&until=2", "0");
	assert_true(is_silent(fd));
	release(&b, "ref=7&until=1", "1");
	buf_clear(&body);
	assert_int_equal(wire_reply(fd, &body), 200);
	assert_int_equal(body.size, BARE_BODY);
	buf_clear(&body);
	assert_int_equal(wire_reply(fd, &body), 200);
	assert_string_equal(buf_str(&body), "abc");
	assert_int_equal(wire_get(fd, "/alive"), 200);
	assert_struck(&b, "/held hold 0/0\n");
	close(fd);
	bare_end(&b);
}

static void delays_add_up_and_end_by_themselves(void **state UNUSED)
{
	struct bare b;
	int64_t begun = vtime_monotonic_ns();
	int fd;

	bare_begin(&b);
	fd = dial(&b);
	assert_int_equal(wire_get(fd, "/?delay=20&hold=1:20&delay=20"), 200);
	assert_true(vtime_monotonic_ns() - begun >= INT64_C(60000000));
	assert_struck(&b, "/ delay 0/0\n/ hold 0/0\n/ delay 0/0\n");
	close(fd);
	bare_end(&b);
}

static void a_drip_sends_a_part_and_then_waits(void **state UNUSED)
{
	AUTO(buf_release) struct buf answer = { 0 }, rest = { 0 };
	char byte;
	struct bare b;
	int fd;

	bare_begin(&b);
	fd = dial(&b);
	ask(fd, "GET", "/?drip=10:60000");
	while (head_size(&answer) == answer.size ||
	       answer.size - head_size(&answer) < 10) {
		assert_int_equal(recv(fd, &byte, 1, 0), 1);
		buf_add_char(&answer, byte);
	}
	assert_struck(&b, "");
	assert_true(is_silent(fd));
	release(&b, "until=4", "1"); /* a reset: all of the rest */
	while (rest.size < BARE_BODY - 10) {
		assert_int_equal(recv(fd, &byte, 1, 0), 1);
		buf_add_char(&rest, byte);
	}
	assert_int_equal(wire_get(fd, "/alive"), 200);
	assert_struck(&b, "/ drip 1000/0\n");
	close(fd);
	bare_end(&b);
}

static void a_request_is_served_when_its_hold_is_over(void **state UNUSED)
{
	AUTO(buf_release) struct buf body = { 0 };
	struct bare b;
	int late, gone;

	bare_begin(&b);
	late = dial(&b);
	ask(late, "GET", "/late?hold=1&again=1");
	gone = dial(&b);
	ask(gone, "GET", "/gone?hold=1&again=1");
	get(&b, "/early", &body);
	close(gone); /* it is still on its way, as in life */
	wait_for_struck(&b, "/gone hold 0/0\n");
	release(&b, "ref=1&until=1", "2");
	assert_int_equal(wire_reply(late, &body), 200);
	buf_clear(&body);
	get(&b, "/served", &body);
	assert_non_null(strstr(buf_str(&body), "/early "));
	assert_true(strstr(buf_str(&body), "/early ") < strstr(buf_str(&body), "/late "));
	assert_true(strstr(buf_str(&body), "/late ") < strstr(buf_str(&body), "/gone "));
	assert_struck(&b, "/gone hold 0/0\n/late hold 0/0\n");
	close(late);
	bare_end(&b);
}

/* Until so many bytes of the body are there. */
static void read_part(int fd, size_t bytes)
{
	AUTO(buf_release) struct buf answer = { 0 };
	const char *body = NULL;
	char one;

	while (bytes &&
	       (!body || answer.size - (size_t)(body - answer.data) < 4 + bytes)) {
		assert_int_equal(recv(fd, &one, 1, 0), 1);
		buf_add_char(&answer, one);
		body = strstr(buf_str(&answer), "\r\n\r\n");
	}
}

static void a_client_that_leaves_has_felt_what_kept_it_waiting(void **state UNUSED)
{
	static const struct {
		const char *path, *struck;
		size_t reads; /* one that leaves before the first part has felt no drip */
	} cases[] = {
		{ "/?hold=1", "/ hold 0/0\n", 0 },
		{ "/?delay=600000", "/ delay 0/0\n", 0 },
		{ "/?drip=10:600000", "/ drip 10/0\n", 10 },
		{ "/?hold=1&reset=request", "/ hold 0/0\n", 0 },
	};

	for_each_row(i, cases) {
		struct bare b;
		int fd;

		bare_begin(&b);
		fd = dial(&b);
		ask(fd, "GET", cases[i].path);
		read_part(fd, cases[i].reads);
		assert_struck(&b, "");
		close(fd);
		wait_for_struck(&b, cases[i].struck);
		release(&b, "until=4", "1");
		bare_end(&b);
	}
}

/* ---------------------------------------------------------------- many, and the end */

#define MANY 1000

static void hold_many(const struct bare *b, int *fds)
{
	struct rlimit files;

	assert_int_equal(getrlimit(RLIMIT_NOFILE, &files), 0);
	files.rlim_cur = files.rlim_max;
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &files), 0);
	for (size_t i = 0; i < MANY; i++) {
		fds[i] = dial(b);
		ask(fds[i], "GET", i % 2 ? "/?hold=1" : "/?delay=600000");
	}
}

static void a_thousand_are_held_and_released(void **state UNUSED)
{
	static int fds[MANY];
	AUTO(buf_release) struct buf body = { 0 };
	struct rlimit files;
	struct bare b;

	assert_int_equal(getrlimit(RLIMIT_NOFILE, &files), 0);
	files.rlim_cur = files.rlim_max;
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &files), 0);
	bare_begin(&b);
	hold_many(&b, fds);
	get(&b, "/other", &body);
	release(&b, "ref=1&until=1", "500");
	release(&b, "until=4", "500");
	for (size_t i = 0; i < MANY; i++) {
		buf_clear(&body);
		row_int_equal(i, wire_reply(fds[i], &body), 200);
		close(fds[i]);
	}
	bare_end(&b);
}

static void a_stop_releases_all_that_is_held(void **state UNUSED)
{
	static int fds[MANY];
	AUTO(buf_release) struct buf body = { 0 };
	struct bare b;

	bare_begin(&b);
	hold_many(&b, fds);
	get(&b, "/other", &body);
	bare_stop(&b);
	for (size_t i = 0; i < MANY; i++) {
		buf_clear(&body);
		row_int_equal(i, wire_reply(fds[i], &body), 200);
		close(fds[i]);
	}
	bare_end(&b);
}

static void a_server_is_closed_with_requests_under_way(void **state UNUSED)
{
	static const char *const paths[] = { "/?hold=1", "/?delay=600000",
		                             "/?drip=1:600000", "/?close=body:10" };
	int fds[ARRAY_LEN(paths)], pair[2];
	struct err e = { 0 };
	struct bare b;

	bare_begin_unthreaded(&b);
	for_each_row(i, paths) {
		assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0,
		                            pair),
		                 0);
		fds[i] = pair[0];
		assert_int_equal(server_adopt(b.server, pair[1], &e), 0);
		ask(fds[i], "GET", paths[i]);
		for (int turns = 0; turns < 5; turns++)
			server_turn(b.server);
	}
	bare_end(&b);
	for_each_row(i, paths)
		close(fds[i]);
}

/* ---------------------------------------------------------------- connections */

static void a_stale_connection_is_reset_at_its_next_request(void **state UNUSED)
{
	AUTO(buf_release) struct buf answer = { 0 };
	struct bare b;
	int fd;

	bare_begin(&b);
	fd = dial(&b);
	assert_int_equal(wire_get(fd, "/before"), 200);
	assert_int_equal(wire_get(fd, "/armed?stale=2"), 200);
	assert_int_equal(wire_get(fd, "/last"), 200);
	assert_int_equal(wire_get(fd, "/__admin/spared"), 200);
	assert_struck(&b, "");
	ask(fd, "POST", "/next");
	assert_int_equal(read_all(fd, &answer), ECONNRESET);
	assert_int_equal(answer.size, 0);
	assert_struck(&b, "/next stale-keepalive 0/0\n");
	answer.size = 0;
	get(&b, "/served", &answer);
	assert_null(strstr(buf_str(&answer), "/next"));
	close(fd);
	bare_end(&b);
}

static void a_stale_connection_sends_the_answer_before_whole(void **state UNUSED)
{
	AUTO(buf_release) struct buf answer = { 0 };
	struct bare b;
	int fd;

	bare_begin(&b);
	fd = dial(&b);
	ask(fd, "GET", "/one?stale=1&size=300000");
	ask(fd, "GET", "/two");
	assert_int_equal(read_all(fd, &answer), ECONNRESET);
	assert_int_equal(answer.size - head_size(&answer), 300000);
	close(fd);
	bare_end(&b);
}

static void connections_are_refused_for_a_time(void **state UNUSED)
{
	AUTO(buf_release) struct buf answer = { 0 };
	struct bare b;
	int fd, loose, held;

	bare_begin(&b);
	loose = dial(&b);
	assert_int_equal(wire_get(loose, "/before"), 200);
	held = dial(&b);
	ask(held, "GET", "/held?hold=1:300");
	get(&b, "/other", &answer);
	fd = dial(&b);
	ask(fd, "GET", "/?refuse=200");
	answer.size = 0;
	assert_int_equal(read_all(fd, &answer), ECONNRESET);
	assert_int_equal(answer.size, 0);
	assert_int_equal(read_all(loose, &answer), 0);
	while ((fd = wire_dial(bare_port(&b))) < 0)
		continue;
	close(fd);
	assert_struck(&b, "/ refuse 0/0\n");
	assert_int_equal(wire_reply(held, &answer), 200);
	assert_int_equal(wire_get(held, "/alive"), 200);
	close(held);
	close(loose);
	bare_end(&b);
}

static void a_stop_ends_a_refusal(void **state UNUSED)
{
	AUTO(buf_release) struct buf answer = { 0 };
	struct bare b;
	int fd;

	bare_begin(&b);
	fd = dial(&b);
	ask(fd, "GET", "/?refuse=60000");
	assert_int_equal(read_all(fd, &answer), ECONNRESET);
	assert_int_equal(wire_dial(bare_port(&b)), -1);
	assert_int_equal(errno, ECONNREFUSED);
	bare_stop(&b);
	assert_string_equal(buf_str(&b.struck), "/ refuse 0/0\n");
	close(fd);
	bare_end(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_answer_ends_where_it_is_cut),
		cmocka_unit_test(what_cuts_nothing_is_not_reported),
		cmocka_unit_test(garbage_is_no_status_line),
		cmocka_unit_test(
			bytes_that_were_not_read_make_no_reset_of_an_orderly_end),
		cmocka_unit_test(a_body_in_chunks_is_read_before_its_answer_ends),
		cmocka_unit_test(others_are_answered_while_one_is_held),
		cmocka_unit_test(delays_add_up_and_end_by_themselves),
		cmocka_unit_test(a_drip_sends_a_part_and_then_waits),
		cmocka_unit_test(a_request_is_served_when_its_hold_is_over),
		cmocka_unit_test(a_client_that_leaves_has_felt_what_kept_it_waiting),
		cmocka_unit_test(a_thousand_are_held_and_released),
		cmocka_unit_test(a_stop_releases_all_that_is_held),
		cmocka_unit_test(a_server_is_closed_with_requests_under_way),
		cmocka_unit_test(a_stale_connection_is_reset_at_its_next_request),
		cmocka_unit_test(a_stale_connection_sends_the_answer_before_whole),
		cmocka_unit_test(connections_are_refused_for_a_time),
		cmocka_unit_test(a_stop_ends_a_refusal),
	};

	return cmocka_run_group_tests_name("wire", tests, NULL, NULL);
}
