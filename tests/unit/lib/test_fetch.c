/*
 * test_fetch.c - lib/fetch.c, against a server that answers what the test wants
 */
#include "tests/unit/unit.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lib/fetch.h"
#include "lib/mem.h"
#include "tests/support/quoted.h"

#define MAX_REQUESTS 8
#define OK_ANSWER    "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"

/* Answers the i-th request with answers[i], and keeps what it was sent. */
struct server {
	int fd, port;
	pthread_t thread;
	const char *answers[MAX_REQUESTS]; /* "" closes without an answer */
	struct buf requests[MAX_REQUESTS];
	size_t served, connections;
};

struct fixture {
	struct server server;
	struct fetch *client;
	char *url;
	struct err e;
};

/* Bytes of a whole request, or 0 while it is not whole. */
static size_t whole(const struct buf *b)
{
	/* memmem() stops where it finds; a sanitizer's strstr() reads the whole body. */
	const char *end = b->size ? memmem(b->data, b->size, "\r\n\r\n", 4) : NULL;
	const char *length;
	size_t head;

	if (!end)
		return 0;
	head = (size_t)(end - b->data) + 4;
	length = memmem(b->data, head, "Content-Length: ", strlen("Content-Length: "));
	if (length)
		head += (size_t)strtoul(length + strlen("Content-Length: "), NULL, 10);
	return b->size >= head ? head : 0;
}

static bool read_request(int fd, struct buf *out)
{
	char piece[4096];
	ssize_t n;

	while (!whole(out)) {
		n = read(fd, piece, sizeof(piece));
		if (n <= 0)
			return false;
		buf_add(out, piece, (size_t)n);
	}
	return true;
}

/* Serves one connection; false when nothing is left to answer. */
static bool serve(struct server *s, int fd)
{
	while (s->served < MAX_REQUESTS && s->answers[s->served]) {
		const char *answer = s->answers[s->served];

		if (!read_request(fd, &s->requests[s->served])) {
			buf_clear(&s->requests[s->served]);
			return true;
		}
		s->served++;
		if (!*answer)
			return true;
		if (write(fd, answer, strlen(answer)) < 0 ||
		    strstr(answer, "Connection: close"))
			return true;
	}
	return false;
}

static void *run(void *ctx)
{
	struct server *s = ctx;
	bool more = true;

	while (more) {
		int fd = accept(s->fd, NULL, NULL);

		if (fd < 0)
			break;
		s->connections++;
		more = serve(s, fd);
		close(fd);
	}
	return NULL;
}

static void start(struct fixture *f)
{
	assert_int_equal(pthread_create(&f->server.thread, NULL, run, &f->server), 0);
}

/* The client closes its connections first, so that the server sees their end. */
static void stop(struct fixture *f)
{
	fetch_free(f->client);
	f->client = NULL;
	shutdown(f->server.fd, SHUT_RDWR);
	assert_int_equal(pthread_join(f->server.thread, NULL), 0);
}

static int listen_on_any_port(struct server *s)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
		                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof(at);

	s->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (bind(s->fd, (struct sockaddr *)&at, size) < 0 || listen(s->fd, 8) < 0 ||
	    getsockname(s->fd, (struct sockaddr *)&at, &size) < 0)
		return -1;
	s->port = ntohs(at.sin_port);
	return 0;
}

static int set_up(void **state)
{
	struct fixture *f = mem_alloc(sizeof(*f));

	*state = f;
	f->client = fetch_new();
	if (listen_on_any_port(&f->server) < 0)
		return -1;
	f->url = mem_printf("http://127.0.0.1:%d", f->server.port);
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	for (size_t i = 0; i < MAX_REQUESTS; i++)
		buf_release(&f->server.requests[i]);
	fetch_free(f->client);
	close(f->server.fd);
	free(f->url);
	free(f);
	return 0;
}

static void must_do(struct fixture *f, struct exchange *x)
{
	if (fetch_do(f->client, x, &f->e) < 0)
		fail_msg("%s", f->e.text);
}

static void sends_what_it_is_given_and_nothing_else(void **state)
{
	struct fixture *f = *state;
	AUTO(mem_free) char *url = mem_printf("%s/a/../b?c=d%%20e", f->url);
	AUTO(mem_free) char *expected = NULL;
	const struct header headers[] = {
		{ (char *)(uintptr_t) "X-Api-KEY", (char *)(uintptr_t) "k e y" },
		{ (char *)(uintptr_t) "x-empty", (char *)(uintptr_t) "" },
	};
	AUTO(exchange_release) struct exchange x = { 0 };

	x = (struct exchange){
		.method = "GET",
		.url = url,
		.headers = headers,
		.header_count = 2,
	};
	f->server.answers[0] = OK_ANSWER;
	start(f);
	must_do(f, &x);
	stop(f);
	expected = mem_printf("GET /a/../b?c=d%%20e HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n"
	                      "X-Api-KEY: k e y\r\nx-empty:\r\n\r\n",
	                      f->server.port);
	assert_string_equal(f->server.requests[0].data, expected);
}

static void hands_over_the_whole_answer(void **state)
{
	struct fixture *f = *state;
	AUTO(exchange_release) struct exchange x = { .method = "GET", .url = f->url };

	f->server.answers[0] = "HTTP/1.1 412 Precondition Failed\r\n"
			       "ETag:  \"v 1\" \r\nX-Twice: 1\r\nx-twice: 2\r\n"
			       "Empty:\r\nContent-Length: 5\r\n\r\n" JSON({"a"});
	start(f);
	must_do(f, &x);
	stop(f);
	assert_int_equal(x.status, 412);
	assert_string_equal(buf_str(&x.answer), JSON({"a"}));
	assert_int_equal(x.answer_header_count, 5);
	assert_string_equal(x.answer_headers[0].name, "ETag");
	assert_string_equal(x.answer_headers[0].value, "\"v 1\"");
	assert_string_equal(x.answer_headers[2].name, "x-twice");
	assert_string_equal(x.answer_headers[2].value, "2");
	assert_string_equal(exchange_header(&x, "etag"), "\"v 1\"");
	assert_string_equal(exchange_header(&x, "X-TWICE"), "1");
	assert_string_equal(exchange_header(&x, "empty"), "");
	assert_null(exchange_header(&x, "missing"));
}

static void sends_bodies_with_every_method(void **state)
{
#define BODY JSON({"a":1})
	static const struct {
		const char *method, *body;
		size_t size;
		const char *head, *tail;
	} cases[] = {
		{ "POST", BODY, 7, "POST / HTTP/1.1\r\n",
		  "Content-Length: 7\r\n\r\n" BODY },
		{ "PUT", "x", 1, "PUT / HTTP/1.1\r\n", "Content-Length: 1\r\n\r\nx" },
		{ "PATCH", "[]", 2, "PATCH / HTTP/1.1\r\n",
		  "Content-Length: 2\r\n\r\n[]" },
		{ "DELETE", NULL, 0, "DELETE / HTTP/1.1\r\n", "\r\n\r\n" },
		{ "DELETE", "x", 1, "DELETE / HTTP/1.1\r\n",
		  "Content-Length: 1\r\n\r\nx" },
		{ "POST", "", 0, "POST / HTTP/1.1\r\n", "Content-Length: 0\r\n\r\n" },
		{ "POST", NULL, 0, "POST / HTTP/1.1\r\n", "Content-Length: 0\r\n\r\n" },
		{ "GET", "x", 1, "GET / HTTP/1.1\r\n", "Content-Length: 1\r\n\r\nx" },
	};
	struct fixture *f = *state;

	static_assert(ARRAY_LEN(cases) <= MAX_REQUESTS, "the server serves them all");
	for_each_row(i, cases)
		f->server.answers[i] = OK_ANSWER;
	start(f);
	for_each_row(i, cases) {
		AUTO(exchange_release) struct exchange x = { 0 };

		x = (struct exchange){ .method = cases[i].method,
			               .url = f->url,
			               .body = cases[i].body,
			               .body_size = cases[i].size };
		must_do(f, &x);
		assert_int_equal(x.status, 200);
	}
	stop(f);
	for_each_row(i, cases) {
		const struct buf *b = &f->server.requests[i];
		size_t tail = strlen(cases[i].tail);

		assert_memory_equal(b->data, cases[i].head, strlen(cases[i].head));
		assert_true(b->size > tail);
		assert_string_equal(b->data + b->size - tail, cases[i].tail);
		assert_null(strstr(b->data, "Content-Type"));
		assert_null(strstr(b->data, "Expect"));
	}
	assert_int_equal(f->server.connections, 1);
}

static void asks_for_no_permission_before_a_large_body(void **state)
{
	struct fixture *f = *state;
	size_t size = 3 << 20;
	AUTO(mem_free) char *body = mem_alloc(size);
	AUTO(exchange_release) struct exchange x = { 0 };

	x = (struct exchange){
		.method = "POST",
		.url = f->url,
		.body = body,
		.body_size = size,
	};
	memset(body, 'b', size);
	f->server.answers[0] = OK_ANSWER;
	start(f);
	must_do(f, &x);
	stop(f);
	assert_null(strstr(f->server.requests[0].data, "Expect"));
	assert_int_equal(whole(&f->server.requests[0]), f->server.requests[0].size);
}

static void reads_no_body_after_head(void **state)
{
	struct fixture *f = *state;
	AUTO(exchange_release) struct exchange x = { .method = "HEAD", .url = f->url };

	f->server.answers[0] = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n";
	start(f);
	must_do(f, &x);
	stop(f);
	assert_int_equal(x.status, 200);
	assert_int_equal(x.answer.size, 0);
	assert_string_equal(exchange_header(&x, "content-length"), "10");
	assert_memory_equal(f->server.requests[0].data, "HEAD / ", 7);
}

static void forgets_the_answer_before(void **state)
{
	struct fixture *f = *state;
	AUTO(exchange_release) struct exchange x = { .method = "GET", .url = f->url };

	f->server.answers[0] =
		"HTTP/1.1 200 OK\r\nFirst: 1\r\nContent-Length: 5\r\n\r\nfirst";
	f->server.answers[1] = "HTTP/1.1 100 Continue\r\nNot-Yet: 1\r\n\r\n"
			       "HTTP/1.1 204 No Content\r\nSecond: 2\r\n\r\n";
	start(f);
	must_do(f, &x);
	must_do(f, &x);
	stop(f);
	assert_int_equal(x.status, 204);
	assert_int_equal(x.answer_header_count, 1);
	assert_string_equal(exchange_header(&x, "Second"), "2");
	assert_int_equal(x.answer.size, 0);
	assert_int_equal(f->server.connections, 1);
}

static void connects_anew_when_the_server_closed(void **state)
{
	struct fixture *f = *state;
	AUTO(exchange_release) struct exchange x = { .method = "GET", .url = f->url };

	f->server.answers[0] = "HTTP/1.1 200 OK\r\nConnection: close\r\n"
			       "Content-Length: 2\r\n\r\nok";
	f->server.answers[1] = OK_ANSWER;
	start(f);
	must_do(f, &x);
	must_do(f, &x);
	stop(f);
	assert_int_equal(f->server.connections, 2);
}

static void follows_no_redirect(void **state)
{
	struct fixture *f = *state;
	AUTO(exchange_release) struct exchange x = { .method = "GET", .url = f->url };

	f->server.answers[0] = "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\n"
			       "Content-Length: 0\r\n\r\n";
	start(f);
	must_do(f, &x);
	stop(f);
	assert_int_equal(x.status, 302);
}

static void takes_no_proxy_to_this_machine(void **state)
{
	struct fixture *f = *state;
	AUTO(exchange_release) struct exchange x = { .method = "GET", .url = f->url };

	setenv("http_proxy", "http://127.0.0.1:1", 1);
	f->server.answers[0] = OK_ANSWER;
	start(f);
	must_do(f, &x);
	stop(f);
	unsetenv("http_proxy");
	assert_int_equal(x.status, 200);
}

static void says_when_nobody_answers(void **state)
{
	struct fixture *f = *state;
	AUTO(exchange_release) struct exchange x = { .method = "GET", .url = f->url };

	shutdown(f->server.fd, SHUT_RDWR); /* the port stays ours, and refuses */
	assert_int_equal(fetch_do(f->client, &x, &f->e), -1);
	assert_int_equal(f->e.code, ERR_UNAVAILABLE);
	assert_memory_equal(f->e.text, "GET http://127.0.0.1:", 21);
}

static void says_when_the_answer_is_cut_off(void **state)
{
	struct fixture *f = *state;
	AUTO(exchange_release) struct exchange x = { .method = "GET", .url = f->url };
	struct err e = { 0 };

	f->server.answers[0] = "";
	f->server.answers[1] = "HTTP/1.1 200 OK\r\nConnection: close\r\n"
			       "Content-Length: 9\r\n\r\nok";
	start(f);
	assert_int_equal(fetch_do(f->client, &x, &f->e), -1);
	assert_int_equal(f->e.code, ERR_UNAVAILABLE);
	assert_int_equal(fetch_do(f->client, &x, &e), -1);
	assert_int_equal(e.code, ERR_UNAVAILABLE);
	assert_int_equal(x.answer_header_count, 0);
	assert_int_equal(x.status, 0);
	stop(f);
}

/* Nobody accepts: the kernel takes the request, and no answer comes. */
static void gives_up_after_its_time(void **state)
{
	struct fixture *f = *state;
	AUTO(exchange_release) struct exchange x = { 0 };

	x = (struct exchange){ .method = "GET", .url = f->url, .timeout_ms = 20 };
	assert_int_equal(fetch_do(f->client, &x, &f->e), -1);
	assert_int_equal(f->e.code, ERR_UNAVAILABLE);
	assert_non_null(strstr(f->e.text, "timed out"));
}

/* A service that answers nonsense is as good as gone: nobody's scenario is to blame. */
static void says_when_the_answer_is_no_http(void **state)
{
	static const char *const answers[] = {
		"\001\002garbage\r\n\r\n",
		"HTTP/1.1 2x0 OK\r\n\r\n",
		"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n",
		"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
	};
	struct fixture *f = *state;

	memcpy(f->server.answers, answers, sizeof(answers));
	start(f);
	for_each_row(i, answers) {
		AUTO(exchange_release) struct exchange x = { 0 };
		struct err e = { 0 };

		x = (struct exchange){ .method = "GET", .url = f->url };
		row_int_equal(i, fetch_do(f->client, &x, &e), -1);
		row_int_equal(i, e.code, ERR_UNAVAILABLE);
		if (strstr(e.text, "timed out") || strstr(e.text, "Timeout"))
			fail_msg("row %zu waits for more: %s", i, e.text);
	}
	assert_int_equal(f->server.served, ARRAY_LEN(answers));
	stop(f);
}

static bool count_down(void *left)
{
	return --*(int *)left > 0;
}

/* Nobody accepts, and somebody has pressed Ctrl-C. */
static void gives_up_when_it_may_not_go_on(void **state)
{
	struct fixture *f = *state;
	AUTO(exchange_release) struct exchange x = { 0 };
	struct err late = { 0 };
	int left = 2;

	fetch_wait_with(f->client, count_down, &left);
	x = (struct exchange){ .method = "GET", .url = f->url };
	assert_int_equal(fetch_do(f->client, &x, &f->e), -1);
	assert_int_equal(f->e.code, ERR_UNAVAILABLE);
	assert_non_null(strstr(f->e.text, "stopped before its answer came"));
	/* What became of a creation should be known. */
	x = (struct exchange){
		.method = "POST", .url = f->url, .once = true, .timeout_ms = 20
	};
	assert_int_equal(fetch_do(f->client, &x, &late), -1);
	assert_non_null(strstr(late.text, "timed out"));
}

static void refuses_what_cannot_be_sent(void **state)
{
	static const struct {
		const char *method, *url, *name, *value;
	} cases[] = {
		{ "GET", "http://127.0.0.1:1/a b", "a", "b" },
		{ "GET", "not a url", "a", "b" },
		{ "GET", "file:///etc/passwd", "a", "b" },
		{ "G\r\nET", "http://127.0.0.1:1/", "a", "b" },
		{ "", "http://127.0.0.1:1/", "a", "b" },
		{ "GET", "http://127.0.0.1:1/", "a\r\nb", "c" },
		{ "GET", "http://127.0.0.1:1/", "a", "b\r\nc: d" },
		{ "GET", "http://127.0.0.1:1/", "a:b", "c" },
		{ "GET", "http://127.0.0.1:1/", "", "c" },
	};
	struct fixture *f = *state;

	for_each_row(i, cases) {
		const struct header h = { (char *)(uintptr_t)cases[i].name,
			                  (char *)(uintptr_t)cases[i].value };
		struct exchange x = { .method = cases[i].method,
			              .url = cases[i].url,
			              .headers = &h,
			              .header_count = 1 };
		struct err e = { 0 };

		assert_int_equal(fetch_do(f->client, &x, &e), -1);
		assert_int_equal(e.code, ERR_INVALID);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
		TEST(sends_what_it_is_given_and_nothing_else),
		TEST(hands_over_the_whole_answer),
		TEST(says_when_the_answer_is_no_http),
		TEST(gives_up_when_it_may_not_go_on),
		TEST(sends_bodies_with_every_method),
		TEST(asks_for_no_permission_before_a_large_body),
		TEST(reads_no_body_after_head),
		TEST(forgets_the_answer_before),
		TEST(connects_anew_when_the_server_closed),
		TEST(follows_no_redirect),
		TEST(takes_no_proxy_to_this_machine),
		TEST(says_when_nobody_answers),
		TEST(says_when_the_answer_is_cut_off),
		TEST(gives_up_after_its_time),
		TEST(refuses_what_cannot_be_sent),
#undef TEST
	};

	return cmocka_run_group_tests_name("fetch", tests, NULL, NULL);
}
