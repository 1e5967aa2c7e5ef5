/*
 * test_plain.c - harness/target/plain.c: one exchange, and how it ended
 *
 * The other side is a script: a thread that accepts connections, reads a request on each,
 * and writes what it is to answer, or ends the connection.
 */
#include "tests/unit/unit.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

#include "harness/target/plain.h"
#include "lib/mem.h"
#include "lib/str.h"

#define BODY_BYTES (64u << 20) /* more than sockets hold */
#define HOUR_MS    3600000

/* One request's part: what is written, and what comes after. */
struct part {
	const char *writes; /* NULL ends the script */
	enum { STAYS, CLOSES, RESETS, WAITS } then;
};

struct peer {
	const struct part *script;
	int listener, connections;
	struct buf read; /* all requests */
	pthread_t thread;
};

static bool read_request(int fd, struct buf *out)
{
	size_t from = out->size;
	char byte;

	while (recv(fd, &byte, 1, 0) == 1) {
		buf_add_char(out, byte);
		if (strstr(buf_str(out) + from, "\r\n\r\n"))
			return true;
	}
	return false;
}

static void end(int fd, const struct part *part)
{
	const struct sockaddr nobody = { .sa_family = AF_UNSPEC };
	char byte;

	if (part->then == RESETS)
		assert_int_equal(connect(fd, &nobody, sizeof(nobody)), 0);
	if (part->then == WAITS)
		assert_int_equal(recv(fd, &byte, 1, 0), 0); /* until the client goes */
	close(fd);
}

static void *play(void *ctx)
{
	struct peer *p = ctx;
	const struct part *part = p->script;

	while (part->writes) {
		int fd = accept(p->listener, NULL, NULL);

		p->connections++;
		for (; part->writes && read_request(fd, &p->read); part++) {
			send(fd, part->writes, strlen(part->writes), MSG_NOSIGNAL);
			if (part->then != STAYS)
				break;
		}
		end(fd, part);
		part += part->writes && part->then != STAYS;
	}
	return NULL;
}

static char *begin(struct peer *p, const struct part *script)
{
	struct sockaddr_in at = { .sin_family = AF_INET };
	socklen_t size = sizeof(at);

	*p = (struct peer){ .script = script };
	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	p->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_int_equal(bind(p->listener, (struct sockaddr *)&at, sizeof(at)), 0);
	assert_int_equal(listen(p->listener, 8), 0);
	assert_int_equal(getsockname(p->listener, (struct sockaddr *)&at, &size), 0);
	if (script->writes)
		assert_int_equal(pthread_create(&p->thread, NULL, play, p), 0);
	return mem_printf("http://127.0.0.1:%d/x", ntohs(at.sin_port));
}

static void finish(struct peer *p)
{
	if (p->script->writes)
		pthread_join(p->thread, NULL);
	close(p->listener);
	buf_release(&p->read);
}

static void exchange(struct plain_socket *c, const char *url, struct exchange *x,
                     struct plain_outcome *out)
{
	struct err e = { 0 };

	x->method = x->method ? x->method : "GET";
	x->url = url;
	assert_int_equal(plain_send(c, x, &e), 0);
	plain_receive(c, x, out);
}

#define HEAD  "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"
#define WHOLE HEAD "hello"

static void an_exchange_ends_in_one_of_these_ways(void **state UNUSED)
{
	static const struct {
		struct part part;
		enum plain_end end;
		int status;
		int64_t received;
	} cases[] = {
		{ { WHOLE, STAYS }, PLAIN_WHOLE, 200, 5 },
		{ { WHOLE, CLOSES }, PLAIN_WHOLE, 200, 5 },
		{ { "", CLOSES }, PLAIN_CLOSED, 0, 0 },
		{ { "", RESETS }, PLAIN_RESET, 0, 0 },
		{ { "HTTP/1.1 200", CLOSES }, PLAIN_CLOSED, 0, 12 },
		{ { HEAD "hel", CLOSES }, PLAIN_CLOSED, 200, 3 },
		{ { "HTTP/1.1 200 OK\r\n\r\nall of it", CLOSES }, PLAIN_WHOLE, 200, 9 },
		{ { "\x81garbage", CLOSES }, PLAIN_GARBAGE, 0, 8 },
		{ { "\x81garbage", WAITS }, PLAIN_GARBAGE, 0, 8 },
		{ { "", WAITS }, PLAIN_TIMEOUT, 0, 0 },
		{ { HEAD "he", WAITS }, PLAIN_TIMEOUT, 200, 2 },
	};

	for_each_row(i, cases) {
		const struct part script[] = { cases[i].part, { 0 } };
		struct exchange x = { .timeout_ms =
			                      cases[i].part.then == WAITS ? 30 : 0 };
		struct plain_socket *c = plain_new();
		struct plain_outcome out;
		struct peer p;
		AUTO(mem_free) char *url = begin(&p, script);

		exchange(c, url, &x, &out);
		row_int_equal(i, out.end, cases[i].end);
		row_int_equal(i, x.status, cases[i].status);
		row_int_equal(i, out.received, cases[i].received);
		if (cases[i].end == PLAIN_TIMEOUT)
			row_int_equal(i, out.took_ns >= INT64_C(30000000), 1);
		plain_free(c);
		exchange_release(&x);
		finish(&p);
	}
}

static void a_connection_is_kept_and_opened_anew_where_it_has_ended(void **state UNUSED)
{
	static const struct part script[] = {
		{ WHOLE, STAYS },
		{ WHOLE, STAYS },
		{ "", RESETS },
		{ WHOLE, STAYS },
		{ 0 },
	};
	static const enum plain_end ends[] = { PLAIN_WHOLE, PLAIN_WHOLE, PLAIN_RESET,
		                               PLAIN_WHOLE };
	struct exchange x = { 0 };
	struct plain_socket *c = plain_new();
	struct plain_outcome out;
	struct peer p;
	AUTO(mem_free) char *url = begin(&p, script);

	for_each_row(i, ends) {
		exchange(c, url, &x, &out);
		row_int_equal(i, out.end, ends[i]);
	}
	plain_free(c);
	exchange_release(&x);
	pthread_join(p.thread, NULL);
	assert_int_equal(p.connections, 2); /* a request that was reset is not repeated */
	close(p.listener);
	buf_release(&p.read);
}

static void nobody_listens(void **state UNUSED)
{
	static const struct part none[] = { { 0 } };
	struct exchange x = { 0 };
	struct plain_socket *c = plain_new();
	struct plain_outcome out;
	struct peer p;
	AUTO(mem_free) char *url = begin(&p, none);

	finish(&p);
	exchange(c, url, &x, &out);
	assert_int_equal(out.end, PLAIN_REFUSED);
	plain_free(c);
	exchange_release(&x);
}

static void a_request_is_sent_as_it_is(void **state UNUSED)
{
	static const struct part script[] = { { WHOLE, STAYS },
		                              { WHOLE, CLOSES },
		                              { 0 } };
	static char name[] = "X-A", value[] = "b", host[] = "Host", other[] = "other";
	const struct header headers[] = { { name, value }, { host, other } };
	struct exchange x = { .method = "POST", .headers = headers, .header_count = 1 };
	struct plain_socket *c = plain_new();
	struct plain_outcome out;
	struct peer p;
	AUTO(mem_free) char *url = begin(&p, script);
	AUTO(mem_free) char *expected = NULL;

	exchange(c, url, &x, &out);
	x.header_count = 2;
	x.method = "GET";
	exchange(c, url, &x, &out);
	pthread_join(p.thread, NULL);
	expected = mem_printf("POST /x HTTP/1.1\r\nHost: %.*s\r\nX-A: b\r\n"
	                      "Content-Length: 0\r\n\r\n"
	                      "GET /x HTTP/1.1\r\nX-A: b\r\nHost: other\r\n\r\n",
	                      (int)strcspn(url + 7, "/"), url + 7);
	assert_string_equal(buf_str(&p.read), expected);
	close(p.listener);
	buf_release(&p.read);
	plain_free(c);
	exchange_release(&x);
}

static bool never(void *ctx UNUSED)
{
	return false;
}

static void a_wait_ends_when_it_is_not_to_go_on(void **state UNUSED)
{
	static const struct part script[] = { { "", WAITS }, { 0 } };
	struct exchange x = { .method = "GET" };
	struct plain_socket *c = plain_new();
	struct plain_outcome out;
	struct err e = { 0 };
	struct peer p;
	AUTO(mem_free) char *url = begin(&p, script);

	x.url = url;
	assert_int_equal(plain_send(c, &x, &e), 0);
	plain_wait_with(c, never, NULL);
	plain_receive(c, &x, &out);
	assert_int_equal(out.end, PLAIN_TIMEOUT);
	plain_free(c);
	exchange_release(&x);
	finish(&p);
}

/* The other side reads nothing: what is sent fills the buffers, and then waits. */
static void a_sending_ends_when_it_is_not_to_go_on(void **state UNUSED)
{
	AUTO(mem_free) char *body = mem_alloc(BODY_BYTES);
	int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	struct sockaddr_in at = { .sin_family = AF_INET };
	socklen_t size = sizeof(at);
	struct plain_socket *c = plain_new();
	struct err e = { 0 };
	AUTO(mem_free) char *url = NULL;

	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	assert_int_equal(bind(listener, (struct sockaddr *)&at, sizeof(at)), 0);
	assert_int_equal(listen(listener, 1), 0);
	assert_int_equal(getsockname(listener, (struct sockaddr *)&at, &size), 0);
	url = mem_printf("http://127.0.0.1:%d/", ntohs(at.sin_port));
	memset(body, 'x', BODY_BYTES);
	plain_wait_with(c, never, NULL);
	assert_int_equal(plain_send(c,
	                            &(struct exchange){ .method = "POST",
	                                                .url = url,
	                                                .body = body,
	                                                .body_size = BODY_BYTES,
	                                                .timeout_ms = HOUR_MS },
	                            &e),
	                 0);
	plain_free(c);
	close(listener);
}

static void only_http_is_spoken(void **state UNUSED)
{
	static const char *const urls[] = { "https://127.0.0.1/", "127.0.0.1", "",
		                            "http://no such host/" };

	for_each_row(i, urls) {
		struct exchange x = { .method = "GET", .url = urls[i] };
		struct plain_socket *c = plain_new();
		struct err e = { 0 };

		row_int_equal(i, plain_send(c, &x, &e), -1);
		row_int_equal(i, e.code, ERR_INVALID);
		plain_free(c);
	}
}

/* A value with a line's end in it would be a header, or a request, of its own. */
static void nothing_of_several_lines_is_sent(void **state UNUSED)
{
	static const struct {
		const char *url, *name, *value;
	} cases[] = {
		{ "http://127.0.0.1:1/a\r\nX: y", "a", "b" },
		{ "http://127.0.0.1:1/a\nDELETE /b", "a", "b" },
		{ "http://127.0.0.1:1/", "a", "b\r\n\r\nDELETE / HTTP/1.1" },
		{ "http://127.0.0.1:1/", "a", "b\rc" },
		{ "http://127.0.0.1:1/", "a: b\n", "c" },
		{ "http://127.0.0.1:1/", "", "c" },
	};

	for_each_row(i, cases) {
		const struct header h = { (char *)(uintptr_t)cases[i].name,
			                  (char *)(uintptr_t)cases[i].value };
		struct exchange x = { .method = "GET",
			              .url = cases[i].url,
			              .headers = &h,
			              .header_count = 1 };
		struct plain_socket *c = plain_new();
		struct err e = { 0 };

		row_int_equal(i, plain_send(c, &x, &e), -1);
		row_int_equal(i, e.code, ERR_INVALID);
		plain_free(c);
	}
}

static void each_end_has_a_name(void **state UNUSED)
{
	for (int i = PLAIN_RESET; i < PLAIN_ENDS; i++)
		row_int_equal(i, plain_end_find(plain_end_name((enum plain_end)i)), i);
	assert_int_equal(plain_end_find("whole"), PLAIN_ENDS);
	assert_int_equal(plain_end_find(""), PLAIN_ENDS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_exchange_ends_in_one_of_these_ways),
		cmocka_unit_test(a_connection_is_kept_and_opened_anew_where_it_has_ended),
		cmocka_unit_test(nobody_listens),
		cmocka_unit_test(a_request_is_sent_as_it_is),
		cmocka_unit_test(a_wait_ends_when_it_is_not_to_go_on),
		cmocka_unit_test(a_sending_ends_when_it_is_not_to_go_on),
		cmocka_unit_test(only_http_is_spoken),
		cmocka_unit_test(nothing_of_several_lines_is_sent),
		cmocka_unit_test(each_end_has_a_name),
	};

	return cmocka_run_group_tests_name("plain", tests, NULL, NULL);
}
