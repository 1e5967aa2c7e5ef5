/*
 * flights.c - the only door to libmicrohttpd: requests on their way in and out
 *
 * libmicrohttpd calls access_request() once when a request's headers are there, again
 * for each part of the body, and once more at its end.  An answer queued in the first
 * call closes the connection afterwards, so the first call only answers a body declared
 * too large; all else waits for the last.
 *
 * libmicrohttpd gets no listening socket: at its limit of connections it would take the
 * socket out of the epoll set, and put it back only in the MHD_run() after the one in
 * which a connection closed, a call that a loop without events never makes.
 */
#include "mockserver/http/flights.h"

#include <errno.h>
#include <microhttpd.h>
#include <netinet/in.h>

#include "lib/mem.h"
#include "mockserver/http/query.h"

#define BODY_DROPPED_MAX (INT64_C(64) << 20) /* bytes read of a larger body; ours */
#define QUIET_S          120u                /* of silence before closing; ours */

struct flights {
	struct MHD_Daemon *daemon;
	struct flight_hooks hooks;
	struct peers *peers;
	size_t begun;         /* requests with their headers and without their answer */
	bool ending;          /* answers close their connections */
	bool resumed;         /* a held request resumes in the next turn */
	struct flight *spare; /* memory of the last request, reused by the next */
};

/* A request as libmicrohttpd's callbacks pass it on. */
struct flight {
	struct flights *flights;
	struct peer *peer;
	struct MHD_Connection *held; /* while the request waits for its answer */
	struct request rq;
	int64_t sent;       /* body bytes so far, dropped ones too */
	enum error refused; /* why it is refused unserved, or E_NONE */
	bool begun;         /* it is counted in flights.begun */
};

static struct flight *flight_new(struct flights *fs)
{
	struct flight *f = fs->spare ? fs->spare : mem_alloc(sizeof(*f));

	fs->spare = NULL;
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
static void flight_spare(struct flights *fs, struct flight *f)
{
	struct arena arena = f->rq.arena;

	flight_free(fs->spare);
	*f = (struct flight){ .rq.arena = arena };
	fs->spare = f;
}

/* ---------------------------------------------------------------- connections */

static void connection_notified(void *ctx, struct MHD_Connection *c, void **peer,
                                enum MHD_ConnectionNotificationCode what)
{
	struct flights *fs = ctx;
	const union MHD_ConnectionInfo *info;

	if (what == MHD_CONNECTION_NOTIFY_CLOSED) {
		peers_remove(fs->peers, *peer);
		return;
	}
	info = MHD_get_connection_info(c, MHD_CONNECTION_INFO_CONNECTION_FD);
	*peer = peers_add(fs->peers, info->connect_fd);
}

int flights_add(struct flights *fs, int fd, struct err *e)
{
	struct sockaddr_in from = { .sin_family = AF_INET }; /* not used */

	if (MHD_add_connection(fs->daemon, fd, (struct sockaddr *)&from, sizeof(from)) ==
	    MHD_YES)
		return 0;
	return err_set(e, ERR_IO, "a connection can't be taken: %s", strerror(errno));
}

/* ---------------------------------------------------------------- a request comes */

static void *begin(void *ctx, const char *uri, struct MHD_Connection *c)
{
	struct flight *f = flight_new(ctx);
	size_t path = strcspn(uri, "?");
	const char *query = uri[path] ? uri + path + 1 : "";

	f->flights = ctx;
	f->peer = MHD_get_connection_info(c, MHD_CONNECTION_INFO_SOCKET_CONTEXT)
	                  ->socket_context;
	f->rq.path = percent_decode(&f->rq.arena, uri, path, PLUS_STAYS);
	if (!f->rq.path)
		f->rq.path = "";
	f->rq.query = arena_strdup(&f->rq.arena, query);
	return f;
}

/* The first HEADER_MAX are kept; one too many refuses the request. */
static enum MHD_Result add_header(void *ctx, enum MHD_ValueKind kind UNUSED,
                                  const char *name, const char *value)
{
	struct flight *f = ctx;
	struct request *rq = &f->rq;

	if (rq->header_count == HEADER_MAX) {
		f->refused = E_HEADERS_TOO_MANY;
		return MHD_NO;
	}
	rq->headers[rq->header_count++] =
		(struct request_header){ name, value ? value : "" };
	return MHD_YES;
}

static void headers_done(struct flight *f, struct MHD_Connection *c, const char *method)
{
	struct request *rq = &f->rq;

	f->begun = true;
	f->flights->begun++;
	peers_set(f->flights->peers, f->peer, PEER_LOOSE);
	rq->method_name = arena_strdup(&rq->arena, method);
	rq->method = request_method(method);
	rq->raw.cap = REQUEST_BODY_MAX;
	MHD_get_connection_values(c, MHD_HEADER_KIND, add_header, f);
	query_parse(rq);
}

/*
 * Is the body refused before it is read?  Else a larger one is read and dropped: a
 * client that is still sending may not see an answer that closes the connection.
 */
static bool refused_unread(const struct request *rq)
{
	const char *length = request_header(rq, "content-length");
	int64_t most = request_header(rq, "expect") ? REQUEST_BODY_MAX : BODY_DROPPED_MAX;
	int64_t n;

	return length && (!str_to_int(length, &n) || n > most);
}

/*
 * A body in chunks does not say how long it is: what is too large of one is dropped as
 * of another, and beyond that the connection is closed.
 */
static enum MHD_Result take_body(struct flight *f, const char *bytes, size_t size)
{
	struct buf *raw = &f->rq.raw;

	peers_set(f->flights->peers, f->peer, PEER_LOOSE);
	f->sent += (int64_t)size;
	if (f->sent > BODY_DROPPED_MAX)
		return MHD_NO;
	if (!f->refused)
		buf_add(raw, bytes, size);
	if (raw->overflow) {
		buf_release(raw);
		f->refused = E_BODY_TOO_LARGE;
	}
	peers_hold(f->flights->peers, f->peer, raw->size);
	return MHD_YES;
}

/* ---------------------------------------------------------------- its answer goes */

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
	for (size_t i = 0; i < reply->more_count; i++)
		MHD_add_response_header(r, reply->more[i].name, reply->more[i].value);
	if (f->rq.id)
		MHD_add_response_header(r, "x-request-id", f->rq.id);
	if (f->flights->ending)
		MHD_add_response_header(r, "Connection", "close");
	peers_set(f->flights->peers, f->peer, PEER_BUSY);
	peers_hold(f->flights->peers, f->peer, f->rq.raw.size + size);
	queued = MHD_queue_response(c, (unsigned)reply->status, r);
	MHD_destroy_response(r);
	return queued;
}

/* serve() renders it. */
static void refuse_flight(struct flight *f)
{
	unsigned most = f->refused == E_BODY_TOO_LARGE ? REQUEST_BODY_MAX : HEADER_MAX;
	AUTO(mem_free) char *text = mem_printf("%u", most);

	(void)refuse(&f->rq.refusal, f->refused, text);
}

static enum MHD_Result answer(struct flight *f, struct MHD_Connection *c)
{
	const struct flight_hooks *hooks = &f->flights->hooks;

	if (f->refused)
		refuse_flight(f);
	hooks->serve(hooks->ctx, &f->rq);
	if (f->rq.hold != HOLD_WAITS)
		return send_reply(f, c);
	f->held = c;
	peers_set(f->flights->peers, f->peer, PEER_HELD);
	MHD_suspend_connection(c);
	return MHD_YES;
}

void flights_resume(struct request *rq)
{
	struct flight *f = (struct flight *)((char *)rq - offsetof(struct flight, rq));

	rq->hold = HOLD_OVER;
	if (!f->held)
		return;
	f->flights->resumed = true;
	MHD_resume_connection(f->held);
	f->held = NULL;
}

static enum MHD_Result access_request(void *ctx UNUSED, struct MHD_Connection *c,
                                      const char *url UNUSED, const char *method,
                                      const char *version UNUSED, const char *bytes,
                                      size_t *size, void **req)
{
	struct flight *f = *req;
	size_t got = *size;

	if (f->rq.hold == HOLD_OVER)
		return send_reply(f, c);
	if (!f->begun) {
		headers_done(f, c, method);
		if (!refused_unread(&f->rq))
			return MHD_YES;
		f->refused = E_BODY_TOO_LARGE;
		return answer(f, c);
	}
	*size = 0;
	return got ? take_body(f, bytes, got) : answer(f, c);
}

static void completed(void *ctx, struct MHD_Connection *c UNUSED, void **req,
                      enum MHD_RequestTerminationCode why)
{
	struct flights *fs = ctx;
	struct flight *f = *req;

	if (!f)
		return;
	if (f->begun) {
		fs->begun--;
		f->rq.sent = why == MHD_REQUEST_TERMINATED_COMPLETED_OK;
		fs->hooks.served(fs->hooks.ctx, &f->rq);
	}
	peers_hold(fs->peers, f->peer, 0);
	peers_set(fs->peers, f->peer, PEER_LOOSE);
	request_clear(&f->rq);
	flight_spare(fs, f);
	*req = NULL;
}

/* ---------------------------------------------------------------- all of them */

int flights_open(const struct flight_hooks *hooks, struct peers *peers, unsigned most,
                 struct flights **out, struct err *e)
{
	struct flights *fs = mem_alloc(sizeof(*fs));

	fs->hooks = *hooks;
	fs->peers = peers;
	fs->daemon = MHD_start_daemon(
		MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_NO_LISTEN_SOCKET, 0,
		NULL, NULL, access_request, fs, MHD_OPTION_CONNECTION_LIMIT, most,
		MHD_OPTION_NOTIFY_CONNECTION, connection_notified, fs,
		MHD_OPTION_URI_LOG_CALLBACK, begin, fs, MHD_OPTION_NOTIFY_COMPLETED,
		completed, fs, MHD_OPTION_CONNECTION_TIMEOUT, QUIET_S, MHD_OPTION_END);
	if (!fs->daemon) {
		free(fs);
		return err_set(e, ERR_IO, "the HTTP server does not start");
	}
	*out = fs;
	return 0;
}

void flights_close(struct flights *fs)
{
	if (!fs)
		return;
	MHD_stop_daemon(fs->daemon);
	flight_free(fs->spare);
	free(fs);
}

int flights_descriptor(const struct flights *fs)
{
	return MHD_get_daemon_info(fs->daemon, MHD_DAEMON_INFO_EPOLL_FD)->epoll_fd;
}

int64_t flights_wait(const struct flights *fs)
{
	MHD_UNSIGNED_LONG_LONG ms;

	if (fs->resumed)
		return 0;
	return MHD_get_timeout(fs->daemon, &ms) == MHD_YES ? (int64_t)ms : -1;
}

void flights_turn(struct flights *fs)
{
	fs->resumed = false;
	MHD_run(fs->daemon);
}

size_t flights_begun(const struct flights *fs)
{
	return fs->begun;
}

void flights_end(struct flights *fs)
{
	fs->ending = true;
}
