/*
 * plain.c - an HTTP/1.1 client by a plain socket, for exchanges that may break
 */
#include "harness/target/plain.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "harness/target/answer.h"
#include "lib/mem.h"
#include "lib/vtime.h"

#define NS_PER_MS  INT64_C(1000000)
#define DEFAULT_MS 30000
#define PART       ((size_t)256 << 10)
#define SLICE_MS   100 /* between two questions whether it goes on */

struct plain_socket {
	int fd; /* -1: not connected */
	char *to;
	struct buf in; /* what has come and belongs to no answer yet */
	int64_t begun_ns;
	enum plain_end failed; /* PLAIN_WHOLE: the request was sent */
	fetch_go_on *go_on;    /* NULL: nobody gives up */
	void *ctx;
};

static const char *const names[] = {
	[PLAIN_WHOLE] = "",          [PLAIN_RESET] = "reset",
	[PLAIN_CLOSED] = "closed",   [PLAIN_REFUSED] = "refused",
	[PLAIN_TIMEOUT] = "timeout", [PLAIN_GARBAGE] = "garbage",
};
static_assert(ARRAY_LEN(names) == PLAIN_ENDS, "every end has a name");

const char *plain_end_name(enum plain_end end)
{
	assert(end < PLAIN_ENDS);
	return names[end];
}

enum plain_end plain_end_find(const char *name)
{
	int i = PLAIN_RESET;

	while (i < PLAIN_ENDS && strcmp(names[i], name) != 0)
		i++;
	return (enum plain_end)i;
}

struct plain_socket *plain_new(void)
{
	struct plain_socket *p = mem_alloc(sizeof(*p));

	p->fd = -1;
	return p;
}

void plain_wait_with(struct plain_socket *p, fetch_go_on *go_on, void *ctx)
{
	p->go_on = go_on;
	p->ctx = ctx;
}

static void disconnect(struct plain_socket *p)
{
	if (p->fd >= 0)
		close(p->fd);
	p->fd = -1;
	buf_clear(&p->in);
}

void plain_free(struct plain_socket *p)
{
	if (!p)
		return;
	disconnect(p);
	buf_release(&p->in);
	free(p->to);
	free(p);
}

/* ---------------------------------------------------------------- connecting */

/* "http://host:port/path": the parts between; the path may be empty. */
static int split_url(const char *url, char **to, const char **path, struct err *e)
{
	static const char scheme[] = "http://";
	const char *host = url + sizeof(scheme) - 1;
	size_t n;

	if (!str_starts(url, scheme))
		return err_set(e, ERR_INVALID,
		               "a request by a plain socket is for http://, not for '%s'",
		               url);
	n = strcspn(host, "/?#");
	*to = mem_printf("%.*s", (int)n, host);
	*path = host + n;
	return 0;
}

/* "host:port", "[::1]:port", "host". */
static int resolve(const char *to, struct addrinfo **out, struct err *e)
{
	const struct addrinfo hints = { .ai_socktype = SOCK_STREAM };
	AUTO(mem_free) char *host = mem_strdup(to[0] == '[' ? to + 1 : to);
	char *port = strrchr(host, ':'), *bracket = strchr(host, ']');
	int rc;

	if (port && (!bracket || port > bracket))
		*port++ = '\0';
	else
		port = NULL;
	if (bracket)
		*bracket = '\0';
	rc = getaddrinfo(host, port ? port : "80", &hints, out);
	return rc ? err_set(e, ERR_INVALID, "%s: %s", to, gai_strerror(rc)) : 0;
}

static enum plain_end end_of(int error)
{
	switch (error) {
	case ECONNREFUSED:
		return PLAIN_REFUSED;
	case ETIMEDOUT:
	case EHOSTUNREACH:
	case ENETUNREACH:
		return PLAIN_TIMEOUT;
	case EPIPE:
		return PLAIN_CLOSED;
	default:
		return PLAIN_RESET;
	}
}

/* The milliseconds that are left of a time from the sending on; 0: it is up. */
static int left_ms(const struct plain_socket *p, const struct exchange *x)
{
	int64_t most = x->timeout_ms ? x->timeout_ms : DEFAULT_MS;
	int64_t gone = vtime_monotonic_ns() - p->begun_ns;
	int64_t left = most * NS_PER_MS - gone;

	return left > 0 ? (int)((left + NS_PER_MS - 1) / NS_PER_MS) : 0;
}

/* Waits for the descriptor; false when the time is up, or nobody wants to wait on. */
static bool is_ready(const struct plain_socket *p, const struct exchange *x, short events)
{
	for (;;) {
		struct pollfd one = { .fd = p->fd, .events = events };
		int left = left_ms(p, x);

		if (poll(&one, 1, left < SLICE_MS ? left : SLICE_MS) > 0)
			return true;
		if (!left_ms(p, x) || (p->go_on && !p->go_on(p->ctx)))
			return false;
	}
}

static enum plain_end open_to(struct plain_socket *p, const struct exchange *x,
                              const struct addrinfo *a)
{
	int error = 0, on = 1;
	socklen_t size = sizeof(error);

	p->fd = socket(a->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (p->fd < 0)
		return PLAIN_REFUSED;
	(void)setsockopt(p->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on)); /* a help */
	if (connect(p->fd, a->ai_addr, a->ai_addrlen) == 0)
		return PLAIN_WHOLE;
	if (errno != EINPROGRESS)
		return end_of(errno);
	if (!is_ready(p, x, POLLOUT))
		return PLAIN_TIMEOUT;
	(void)getsockopt(p->fd, SOL_SOCKET, SO_ERROR, &error, &size); /* 0: it is there */
	return error ? end_of(error) : PLAIN_WHOLE;
}

static int open_connection(struct plain_socket *p, const struct exchange *x,
                           struct err *e)
{
	struct addrinfo *all = NULL;

	if (resolve(p->to, &all, e) < 0)
		return -1;
	for (const struct addrinfo *a = all; a; a = a->ai_next) {
		disconnect(p);
		p->failed = open_to(p, x, a);
		if (p->failed == PLAIN_WHOLE)
			break;
	}
	freeaddrinfo(all);
	return 0;
}

/* ---------------------------------------------------------------- sending */

static bool has_header(const struct exchange *x, const char *name)
{
	for (size_t i = 0; i < x->header_count; i++) {
		if (str_same_nocase(x->headers[i].name, name))
			return true;
	}
	return false;
}

static void write_request(const struct exchange *x, const char *to, const char *path,
                          struct buf *out)
{
	const bool has_body = x->body || !strcmp(x->method, "POST") ||
	                      !strcmp(x->method, "PUT") || !strcmp(x->method, "PATCH");

	buf_printf(out, "%s %s%s HTTP/1.1\r\n", x->method, *path == '/' ? "" : "/", path);
	if (!has_header(x, "host"))
		buf_printf(out, "Host: %s\r\n", to);
	for (size_t i = 0; i < x->header_count; i++)
		buf_printf(out, "%s: %s\r\n", x->headers[i].name, x->headers[i].value);
	if (has_body && !has_header(x, "content-length"))
		buf_printf(out, "Content-Length: %zu\r\n", x->body_size);
	buf_add_str(out, "\r\n");
	if (x->body)
		buf_add(out, x->body, x->body_size);
}

/* What the other side does not take any more is left: it may have answered. */
static void send_all(struct plain_socket *p, const struct exchange *x,
                     const struct buf *text)
{
	size_t sent = 0;

	while (sent < text->size) {
		ssize_t n =
			send(p->fd, text->data + sent, text->size - sent, MSG_NOSIGNAL);

		if (n >= 0)
			sent += (size_t)n;
		else if (errno != EINTR && (errno != EAGAIN || !is_ready(p, x, POLLOUT)))
			return;
	}
}

int plain_send(struct plain_socket *p, const struct exchange *x, struct err *e)
{
	AUTO(buf_release) struct buf text = { 0 };
	AUTO(mem_free) char *to = NULL;
	const char *path;

	if (exchange_check(x, e) < 0 || split_url(x->url, &to, &path, e) < 0)
		return -1;
	p->begun_ns = vtime_monotonic_ns();
	p->failed = PLAIN_WHOLE;
	if (p->to && strcmp(p->to, to) != 0)
		disconnect(p);
	free(p->to);
	p->to = mem_strdup(to);
	if (p->fd < 0 && open_connection(p, x, e) < 0)
		return -1;
	if (p->failed != PLAIN_WHOLE)
		return 0;
	write_request(x, to, path, &text);
	send_all(p, x, &text);
	return 0;
}

/* ---------------------------------------------------------------- receiving */

/* Reads what is there; PLAIN_WHOLE: some, or nothing yet. */
static enum plain_end read_some(struct plain_socket *p)
{
	char *to = buf_reserve(&p->in, PART);
	ssize_t n = recv(p->fd, to, PART, 0);

	if (n > 0) {
		p->in.size += (size_t)n;
		return PLAIN_WHOLE;
	}
	if (n == 0)
		return PLAIN_CLOSED;
	return errno == EAGAIN || errno == EINTR ? PLAIN_WHOLE : end_of(errno);
}

/* What is behind the answer belongs to the next one. */
static void take_whole(struct plain_socket *p, const struct answer_shape *shape)
{
	size_t left = p->in.size - shape->size;

	if (shape->closes) {
		disconnect(p);
		return;
	}
	memmove(p->in.data, p->in.data + shape->size, left);
	p->in.size = left;
}

static enum plain_end receive(struct plain_socket *p, struct exchange *x,
                              struct answer_shape *shape)
{
	enum plain_end end = PLAIN_WHOLE;

	for (;;) {
		const struct str text = { buf_str(&p->in), p->in.size };

		switch (answer_read(text, x->method, end == PLAIN_CLOSED, x, shape)) {
		case ANSWER_WHOLE:
			take_whole(p, shape);
			return PLAIN_WHOLE;
		case ANSWER_GARBAGE:
			if (end != PLAIN_WHOLE)
				return PLAIN_GARBAGE; /* all of it has come */
			break;
		case ANSWER_PART:
			if (end != PLAIN_WHOLE)
				return end;
			break;
		}
		end = is_ready(p, x, POLLIN) ? read_some(p) : PLAIN_TIMEOUT;
	}
}

void plain_receive(struct plain_socket *p, struct exchange *x, struct plain_outcome *out)
{
	struct answer_shape shape = { 0 };

	exchange_release(x);
	out->end = p->failed;
	if (p->failed == PLAIN_WHOLE)
		out->end = receive(p, x, &shape);
	out->took_ns = vtime_monotonic_ns() - p->begun_ns;
	out->received = (int64_t)shape.received;
	if (out->end != PLAIN_WHOLE)
		disconnect(p);
}
