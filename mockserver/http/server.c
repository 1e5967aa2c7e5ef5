/*
 * server.c - the only door to libmicrohttpd: sockets, and the loop around them
 *
 * libmicrohttpd calls access() once when a request's headers are there, again for
 * each part of its body, and once more at its end.  An answer queued in the first
 * call closes the connection afterwards, so the first call only answers a body
 * declared too large; all else waits for the last.
 */
#include "mockserver/http/server.h"

#include <errno.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "mockserver/http/query.h"
#include "mockserver/http/reply.h"
#include "mockserver/http/socket.h"

#define BODY_DROPPED_MAX (INT64_C(64) << 20) /* bytes of a body too large; ours */
#define DRAIN_NS         INT64_C(5000000000) /* for requests in flight at the end */

struct server {
	struct MHD_Daemon *daemon;
	struct server_hooks hooks;
	int epoll, event, signals; /* descriptors; -1 when closed */
	int port;
	size_t in_flight; /* requests with their headers and without their answer */
	bool stopping;    /* set by the loop's thread only */
	bool resumed;     /* a held request is to be taken up in the next turn */
	bool stop;        /* atomic */
	int signal;
	struct flight *spare; /* what the last request lived in, for the next one */
};

/* A request as libmicrohttpd's callbacks pass it on. */
struct flight {
	struct server *server;
	struct MHD_Connection *held; /* while the request waits for its answer */
	struct request rq;
	bool begun; /* its headers are there: it counts among those in flight */
	bool too_large;
};

static struct flight *flight_new(struct server *s)
{
	struct flight *f = s->spare ? s->spare : mem_alloc(sizeof(*f));

	s->spare = NULL;
	return f;
}

static void flight_free(struct flight *f)
{
	if (!f)
		return;
	arena_release(&f->rq.arena);
	free(f);
}

/* Its request is released; its memory serves the next one. */
static void flight_spare(struct server *s, struct flight *f)
{
	struct arena arena = f->rq.arena;

	flight_free(s->spare);
	*f = (struct flight){ .rq.arena = arena };
	s->spare = f;
}

static void *begin(void *ctx, const char *uri, struct MHD_Connection *c UNUSED)
{
	struct flight *f = flight_new(ctx);
	size_t path = strcspn(uri, "?");
	const char *query = uri[path] ? uri + path + 1 : "";

	f->rq.path = percent_decode(&f->rq.arena, uri, path, PLUS_STAYS);
	if (!f->rq.path)
		f->rq.path = "";
	f->rq.query = arena_strdup(&f->rq.arena, query);
	return f;
}

static enum MHD_Result add_header(void *ctx, enum MHD_ValueKind kind UNUSED,
                                  const char *name, const char *value)
{
	struct request *rq = ctx;

	if (rq->header_count == HEADER_MAX)
		return MHD_NO;
	rq->headers[rq->header_count++] =
		(struct request_header){ name, value ? value : "" };
	return MHD_YES;
}

static void headers_done(struct server *s, struct flight *f, struct MHD_Connection *c,
                         const char *method)
{
	struct request *rq = &f->rq;

	f->server = s;
	f->begun = true;
	s->in_flight++;
	rq->method_name = arena_strdup(&rq->arena, method);
	rq->method = request_method(method);
	rq->raw.cap = SERVER_BODY_MAX;
	MHD_get_connection_values(c, MHD_HEADER_KIND, add_header, rq);
	query_parse(rq);
}

/*
 * Is the body refused before it is read?  Else a larger one is read and dropped: a
 * client that is still sending may not see an answer that closes the connection.
 */
static bool refused_unread(const struct request *rq)
{
	const char *length = request_header(rq, "content-length");
	int64_t most = request_header(rq, "expect") ? SERVER_BODY_MAX : BODY_DROPPED_MAX;
	int64_t n;

	return length && (!str_to_int(length, &n) || n > most);
}

static const struct {
	const char *name;
	size_t at; /* of the value, in struct reply */
} reply_headers[] = {
	{ "Content-Type", offsetof(struct reply, content_type) },
	{ "ETag", offsetof(struct reply, etag) },
	{ "Location", offsetof(struct reply, location) },
	{ "Allow", offsetof(struct reply, allow) },
	{ "x-debug-id", offsetof(struct reply, debug_id) },
};

static enum MHD_Result send_reply(struct flight *f, struct MHD_Connection *c)
{
	struct reply *reply = &f->rq.reply;
	struct MHD_Response *r;
	enum MHD_Result queued;
	size_t size = reply->body.size;

	r = MHD_create_response_from_buffer(size, buf_take(&reply->body),
	                                    MHD_RESPMEM_MUST_FREE);
	if (!r)
		return MHD_NO;
	for (size_t i = 0; i < ARRAY_LEN(reply_headers); i++) {
		const char *value;

		memcpy(&value, (const char *)reply + reply_headers[i].at, sizeof(value));
		if (value)
			MHD_add_response_header(r, reply_headers[i].name, value);
	}
	MHD_add_response_header(r, "x-request-id", f->rq.id ? f->rq.id : "");
	if (f->server->stopping)
		MHD_add_response_header(r, "Connection", "close");
	queued = MHD_queue_response(c, (unsigned)reply->status, r);
	MHD_destroy_response(r);
	return queued;
}

static enum MHD_Result answer(struct flight *f, struct MHD_Connection *c)
{
	struct server *s = f->server;

	if (f->too_large) {
		AUTO(mem_free) char *most = mem_printf("%u", SERVER_BODY_MAX);

		(void)refuse(&f->rq.refusal, E_BODY_TOO_LARGE,
		             most); /* serve() renders it */
	}
	s->hooks.serve(s->hooks.ctx, &f->rq);
	if (f->rq.hold != HOLD_WAITS)
		return send_reply(f, c);
	f->held = c;
	MHD_suspend_connection(c);
	return MHD_YES;
}

void server_resume(struct request *rq)
{
	struct flight *f = (struct flight *)((char *)rq - offsetof(struct flight, rq));

	rq->hold = HOLD_OVER;
	if (!f->held)
		return;
	f->server->resumed = true;
	MHD_resume_connection(f->held);
	f->held = NULL;
}

static enum MHD_Result access_request(void *ctx, struct MHD_Connection *c,
                                      const char *url UNUSED, const char *method,
                                      const char *version UNUSED, const char *bytes,
                                      size_t *size, void **req)
{
	struct server *s = ctx;
	struct flight *f = *req;

	if (f->rq.hold == HOLD_OVER)
		return send_reply(f, c);
	if (!f->begun) {
		headers_done(s, f, c, method);
		f->too_large = refused_unread(&f->rq);
		return f->too_large ? answer(f, c) : MHD_YES;
	}
	if (*size) {
		buf_add(&f->rq.raw, bytes, *size);
		f->too_large |= f->rq.raw.overflow;
		*size = 0;
		return MHD_YES;
	}
	return answer(f, c);
}

static void completed(void *ctx, struct MHD_Connection *c UNUSED, void **req,
                      enum MHD_RequestTerminationCode why UNUSED)
{
	struct server *s = ctx;
	struct flight *f = *req;

	if (!f)
		return;
	if (f->begun) {
		s->in_flight--;
		s->hooks.served(s->hooks.ctx, &f->rq);
	}
	request_clear(&f->rq);
	flight_spare(s, f);
	*req = NULL;
}

static int watch(struct server *s, int fd, struct err *e)
{
	struct epoll_event ev = { .events = EPOLLIN, .data.fd = fd };

	if (fd < 0 || epoll_ctl(s->epoll, EPOLL_CTL_ADD, fd, &ev))
		return err_set(e, ERR_IO, "epoll: %s", strerror(errno));
	return 0;
}

static int start_daemon(struct server *s, int fd, struct err *e)
{
	const union MHD_DaemonInfo *info;

	s->daemon = MHD_start_daemon(MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME, 0, NULL,
	                             NULL, access_request, s, MHD_OPTION_LISTEN_SOCKET,
	                             fd, MHD_OPTION_URI_LOG_CALLBACK, begin, s,
	                             MHD_OPTION_NOTIFY_COMPLETED, completed, s,
	                             MHD_OPTION_CONNECTION_TIMEOUT, 120u, MHD_OPTION_END);
	if (!s->daemon) {
		close(fd);
		return err_set(e, ERR_IO, "the HTTP server does not start");
	}
	info = MHD_get_daemon_info(s->daemon, MHD_DAEMON_INFO_EPOLL_FD);
	return watch(s, info ? info->epoll_fd : -1, e);
}

int server_open(const char *host, int port, const struct server_hooks *hooks,
                struct server **out, struct err *e)
{
	AUTO(server_close) struct server *s = mem_alloc(sizeof(*s));
	int fd;

	s->hooks = *hooks;
	s->signals = -1;
	s->epoll = epoll_create1(EPOLL_CLOEXEC);
	s->event = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	if (watch(s, s->event, e) < 0)
		return -1;
	fd = socket_listen(host, port, e);
	if (fd < 0)
		return -1;
	s->port = socket_port(fd);
	if (start_daemon(s, fd, e) < 0)
		return -1;
	*out = TAKE(s);
	return 0;
}

static void close_fd(int fd)
{
	if (fd >= 0)
		close(fd);
}

void server_close(struct server *s)
{
	if (!s)
		return;
	if (s->daemon)
		MHD_stop_daemon(s->daemon);
	flight_free(s->spare);
	close_fd(s->epoll);
	close_fd(s->event);
	close_fd(s->signals);
	free(s);
}

int server_port(const struct server *s)
{
	return s->port;
}

char *server_url(const char *host, int port)
{
	return mem_printf(strchr(host, ':') ? "http://[%s]:%d" : "http://%s:%d", host,
	                  port);
}

int server_watch_signals(struct server *s, struct err *e)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	s->signals = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
	return watch(s, s->signals, e);
}

static void drain_event(struct server *s)
{
	uint64_t n;

	while (read(s->event, &n, sizeof(n)) > 0)
		continue;
	s->hooks.woken(s->hooks.ctx);
}

static void take_signal(struct server *s)
{
	struct signalfd_siginfo info;

	if (read(s->signals, &info, sizeof(info)) == sizeof(info)) {
		s->signal = (int)info.ssi_signo;
		s->stopping = true;
	}
}

static int earlier(int64_t a, int64_t b)
{
	int64_t least = a < 0 || (b >= 0 && b < a) ? b : a;

	return least > INT32_MAX ? INT32_MAX : (int)least;
}

/* One turn: waits for something to do, at most `most_ms`, and does it. */
static void turn(struct server *s, int64_t most_ms)
{
	struct epoll_event events[3];
	MHD_UNSIGNED_LONG_LONG mhd_ms;
	int64_t wait = most_ms;
	int n;

	if (MHD_get_timeout(s->daemon, &mhd_ms) == MHD_YES)
		wait = earlier((int64_t)mhd_ms, wait);
	if (s->resumed)
		wait = 0;
	s->resumed = false;
	n = epoll_wait(s->epoll, events, ARRAY_LEN(events), earlier(wait, -1));
	for (int i = 0; i < n; i++) {
		if (events[i].data.fd == s->event)
			drain_event(s);
		else if (events[i].data.fd == s->signals)
			take_signal(s);
	}
	MHD_run(s->daemon);
}

/* No new connections; those that have begun to ask get their answer. */
static void drain(struct server *s)
{
	int64_t until = vtime_monotonic_ns() + DRAIN_NS;
	MHD_socket fd = MHD_quiesce_daemon(s->daemon);

	if (fd != MHD_INVALID_SOCKET)
		close(fd);
	s->stopping = true;
	do {
		turn(s, s->hooks.wait_ms(s->hooks.ctx) == 0 ? 0 : 10);
		s->hooks.work(s->hooks.ctx);
	} while (s->in_flight && vtime_monotonic_ns() < until);
	s->hooks.leave(s->hooks.ctx);
	turn(s, 0);
	turn(s, 0);
}

int server_loop(struct server *s)
{
	while (!s->stopping && !__atomic_load_n(&s->stop, __ATOMIC_ACQUIRE)) {
		turn(s, s->hooks.wait_ms(s->hooks.ctx));
		s->hooks.work(s->hooks.ctx);
	}
	drain(s);
	return s->signal;
}

int server_adopt(struct server *s, int fd, struct err *e)
{
	struct sockaddr_in from = { .sin_family = AF_INET };

	if (MHD_add_connection(s->daemon, fd, (struct sockaddr *)&from, sizeof(from)) ==
	    MHD_YES)
		return 0;
	return err_set(e, ERR_IO, "a socket can't be adopted: %s", strerror(errno));
}

void server_turn(struct server *s)
{
	turn(s, 0);
	s->hooks.work(s->hooks.ctx);
}

void server_wake(struct server *s)
{
	uint64_t one = 1;

	/* It can only fail when the counter is full: the loop wakes all the same. */
	(void)!write(s->event, &one, sizeof(one));
}

void server_stop(struct server *s)
{
	__atomic_store_n(&s->stop, true, __ATOMIC_RELEASE);
	server_wake(s);
}
