/*
 * load.c - a closed loop of HTTP requests over keep-alive connections, timed
 */
#include "tests/support/load.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lib/mem.h"
#include "lib/str.h"
#include "lib/vtime.h"

#define NS_PER_US 1e3
#define NS_PER_S  1e9

struct wire {
	int fd;
	struct buf request, answer;
	int64_t sent_at;
	bool counts;
};

struct run {
	const struct load *load;
	struct wire *wires;
	int epoll;
	int64_t *times_ns; /* of requests that count */
	size_t count, room;
};

static void die(const char *what)
{
	fprintf(stderr, "load: %s\n", what);
	exit(1);
}

static int dial(int port)
{
	struct sockaddr_in to = { .sin_family = AF_INET,
		                  .sin_port = htons((uint16_t)port) };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), on = 1;

	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (fd < 0 || connect(fd, (struct sockaddr *)&to, sizeof(to)))
		die("no connection");
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	return fd;
}

static void send_next(struct run *r, size_t i)
{
	struct wire *w = &r->wires[i];

	buf_clear(&w->request);
	buf_clear(&w->answer);
	w->counts = r->load->ask(r->load->ctx, i, &w->request);
	w->sent_at = vtime_monotonic_ns();
	if (write(w->fd, w->request.data, w->request.size) != (ssize_t)w->request.size)
		die("a request can't be sent");
}

/* The length of the body whose head ends at `end`; a 204 has none (RFC 9110, 15.3.5). */
static size_t body_length(const char *text, const char *end, int status)
{
	const char *length = strcasestr(text, "content-length:");

	if (status == 204)
		return 0;
	if (!length || length > end)
		die("an answer has no Content-Length");
	return strtoul(length + strlen("content-length:"), NULL, 10);
}

/* The body of a whole answer, or NULL; *status is its status. */
static const char *whole(const struct wire *w, int *status)
{
	const char *text = buf_str(&w->answer), *end = strstr(text, "\r\n\r\n");
	size_t length;

	if (!end)
		return NULL;
	*status = (int)strtol(text + strlen("HTTP/1.1 "), NULL, 10);
	length = body_length(text, end, *status);
	end += strlen("\r\n\r\n");
	return w->answer.size - (size_t)(end - text) < length ? NULL : end;
}

static void note_time(struct run *r, const struct wire *w)
{
	if (!w->counts)
		return;
	if (r->count == r->room) {
		r->room = r->room ? 2 * r->room : 4096;
		r->times_ns = mem_grow(r->times_ns, r->room, sizeof(*r->times_ns));
	}
	r->times_ns[r->count++] = vtime_monotonic_ns() - w->sent_at;
}

static void take(struct run *r, size_t i, bool again)
{
	struct wire *w = &r->wires[i];
	char *at = buf_reserve(&w->answer, 1 << 16);
	ssize_t n = read(w->fd, at, 1 << 16);
	const char *body;
	int status;

	if (n <= 0)
		die("a connection broke");
	at[n] = '\0';
	w->answer.size += (size_t)n;
	body = whole(w, &status);
	if (!body)
		return;
	note_time(r, w);
	r->load->answered(r->load->ctx, i, status, body);
	if (again)
		send_next(r, i);
}

/*
 * Asks again and again instead of sleeping: to wake a load is the server's work, and
 * costs most where the server is slow enough for the load to sleep.
 */
static void turn(struct run *r, bool again)
{
	const int64_t patience = vtime_monotonic_ns() + INT64_C(1000000000);
	struct epoll_event events[64];
	int n;

	while ((n = epoll_wait(r->epoll, events, ARRAY_LEN(events), 0)) == 0) {
		if (vtime_monotonic_ns() > patience)
			die("no answer comes");
	}
	if (n < 0)
		die("the answers can't be waited for");
	for (int i = 0; i < n; i++)
		take(r, events[i].data.u64, again);
}

static int by_size(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

static struct load_figures figures(const struct run *r, int64_t took_ns)
{
	if (!r->count)
		die("nothing was timed");
	qsort(r->times_ns, r->count, sizeof(*r->times_ns), by_size);
	return (struct load_figures){
		.count = r->count,
		.per_second = (double)r->count * NS_PER_S / (double)took_ns,
		.p50_us = (double)r->times_ns[r->count / 2] / NS_PER_US,
		.p99_us = (double)r->times_ns[r->count * 99 / 100] / NS_PER_US,
	};
}

struct load_figures load_run(const struct load *load)
{
	struct run r = { .load = load, .epoll = epoll_create1(EPOLL_CLOEXEC) };
	struct load_figures out;
	int64_t began, took;

	r.wires = mem_alloc(load->connections * sizeof(*r.wires));
	for (size_t i = 0; i < load->connections; i++) {
		struct epoll_event ev = { .events = EPOLLIN, .data.u64 = i };

		r.wires[i].fd = dial(load->port);
		epoll_ctl(r.epoll, EPOLL_CTL_ADD, r.wires[i].fd, &ev);
	}
	began = vtime_monotonic_ns();
	for (size_t i = 0; i < load->connections; i++)
		send_next(&r, i);
	while (vtime_monotonic_ns() - began < load->duration_ns)
		turn(&r, true);
	took = vtime_monotonic_ns() - began;
	out = figures(&r, took);
	for (size_t i = 0; i < load->connections; i++) {
		close(r.wires[i].fd);
		buf_release(&r.wires[i].request);
		buf_release(&r.wires[i].answer);
	}
	close(r.epoll);
	free(r.wires);
	free(r.times_ns);
	return out;
}
