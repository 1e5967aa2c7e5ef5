/*
 * scripted.c - an HTTP server that answers from a script, for tests of clients
 */
#include "tests/support/scripted.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lib/mem.h"
#include "lib/str.h"
#include "tests/support/each_row.h"
#include "tests/support/quoted.h"
#include "tests/support/wire.h"

#define WAIT_S 20 /* for a request on a connection */

/* ---------------------------------------------------------------- reading */

/* Bytes of a whole request, 0 while its head is not there. */
static size_t whole_size(const struct buf *b)
{
	static const char length[] = "\r\nContent-Length: ";
	const char *end = strstr(buf_str(b), "\r\n\r\n");
	const char *at = end ? strstr(buf_str(b), length) : NULL;
	size_t body = 0;

	if (!end)
		return 0;
	if (at && at < end)
		body = strtoul(at + strlen(length), NULL, 10);
	return (size_t)(end + 4 - buf_str(b)) + body;
}

static bool read_request(int fd, struct buf *out)
{
	char piece[4096];
	ssize_t n;

	while (!whole_size(out) || out->size < whole_size(out)) {
		n = recv(fd, piece, sizeof(piece), 0);
		if (n <= 0)
			return false;
		buf_add(out, piece, (size_t)n);
	}
	return true;
}

/* ---------------------------------------------------------------- answering */

/* The row of a request, NULL where it fits none; the request is kept. */
static const struct scripted_row *row_of(struct scripted *s, const struct buf *request)
{
	const struct scripted_row *row = s->row < s->count ? &s->rows[s->row] : NULL;
	const char *line = buf_str(request);

	if (s->asked < ARRAY_LEN(s->requests))
		buf_add(&s->requests[s->asked], request->data, request->size);
	s->asked++;
	if (!row || !str_starts(line, row->asked)) {
		buf_printf(&s->wrong, "request %zu: '%.*s', not '%s'\n", s->asked,
		           (int)strcspn(line, "\r"), line, row ? row->asked : "none");
		return NULL;
	}
	if (s->again++ == row->more) {
		s->row++;
		s->again = 0;
	}
	return row;
}

static void answer(int fd, const struct scripted_row *row)
{
	static const struct scripted_row unexpected = { .status = 599 };
	AUTO(buf_release) struct buf text = { 0 };
	AUTO_MEM char *body = NULL;

	row = row ? row : &unexpected;
	if (!row->status)
		return;
	body = quoted(row->body ? row->body : "");
	buf_printf(&text,
	           "HTTP/1.1 %d Scripted\r\nConnection: close\r\nContent-Length: "
	           "%zu\r\n%s\r\n%s",
	           row->status, strlen(body), row->headers ? row->headers : "", body);
	wire_send(fd, text.data, text.size);
}

static void *serve(void *ctx)
{
	struct scripted *s = ctx;
	int fd;

	while ((fd = accept(s->listener, NULL, NULL)) >= 0) {
		AUTO(buf_release) struct buf request = { 0 };
		const struct scripted_row *row;

		wire_wait(fd, WAIT_S);
		if (read_request(fd, &request)) {
			pthread_mutex_lock(&s->lock);
			row = row_of(s, &request);
			pthread_mutex_unlock(&s->lock);
			answer(fd, row);
		}
		close(fd);
	}
	return NULL;
}

/* ---------------------------------------------------------------- for tests */

void scripted_begin_rows(struct scripted *s, const struct scripted_row *rows,
                         size_t count)
{
	struct sockaddr_in at = { .sin_family = AF_INET };
	socklen_t size = sizeof(at);

	assert_true(count <= SCRIPTED_ROWS);
	*s = (struct scripted){ .count = count };
	memcpy(s->rows, rows, count * sizeof(*rows));
	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	s->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_int_equal(bind(s->listener, (struct sockaddr *)&at, sizeof(at)), 0);
	assert_int_equal(listen(s->listener, 8), 0);
	assert_int_equal(getsockname(s->listener, (struct sockaddr *)&at, &size), 0);
	s->url = mem_printf("http://127.0.0.1:%d", ntohs(at.sin_port));
	assert_int_equal(pthread_mutex_init(&s->lock, NULL), 0);
	assert_int_equal(pthread_create(&s->thread, NULL, serve, s), 0);
}

const char *scripted_request(struct scripted *s, size_t i)
{
	const char *text;

	pthread_mutex_lock(&s->lock);
	text = i < s->asked && i < ARRAY_LEN(s->requests) ? buf_str(&s->requests[i]) : "";
	pthread_mutex_unlock(&s->lock);
	return text;
}

size_t scripted_asked(struct scripted *s)
{
	size_t asked;

	pthread_mutex_lock(&s->lock);
	asked = s->asked;
	pthread_mutex_unlock(&s->lock);
	return asked;
}

void scripted_end(struct scripted *s)
{
	AUTO(buf_release) struct buf wrong = { 0 };
	size_t row, count = s->count;

	shutdown(s->listener, SHUT_RDWR);
	pthread_join(s->thread, NULL);
	row = s->row;
	wrong = s->wrong;
	close(s->listener);
	pthread_mutex_destroy(&s->lock);
	for (size_t i = 0; i < ARRAY_LEN(s->requests); i++)
		buf_release(&s->requests[i]);
	free(s->url);
	*s = (struct scripted){ 0 };
	if (wrong.size || row != count)
		fail_msg("%zu of %zu rows were asked for\n%s", row, count,
		         buf_str(&wrong));
}
