/*
 * flights.c - the only door to libmicrohttpd: requests on their way in and out
 *
 * libmicrohttpd calls access_request() once when a request's headers are there, again
 * for each part of the body, and once more at its end.  An answer queued in the first
 * call closes the connection afterwards, so the first call only answers a body declared
 * too large, or whose end is not clear; all else waits for the last.
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
#include "mockserver/http/delivery.h"
#include "mockserver/http/query.h"
#include "mockserver/http/reply_head.h"

#define PART    ((size_t)16 << 10) /* bytes of a body in parts; ours */
#define QUIET_S 120u               /* of silence before closing; ours */

struct flights {
	struct MHD_Daemon *daemon;
	struct flight_hooks hooks;
	struct peers *peers;
	struct deliveries deliveries;
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
	struct delivery delivery;
	struct request rq;
	int64_t sent;       /* body bytes so far, dropped ones too */
	enum error refused; /* why it is refused unserved, or E_NONE */
	bool begun;         /* it is counted in flights.begun */
	bool answered;      /* its answer is there, after it was held */
	struct MHD_Connection *connection;
};

static struct flight *flight_of(struct request *rq)
{
	return (struct flight *)((char *)rq - offsetof(struct flight, rq));
}

static struct flight *flight_new(struct flights *fs)
{
	struct flight *f = fs->spare ? fs->spare : mem_alloc(sizeof(*f));

	fs->spare = NULL;
	return f;
}

static void flight_free(struct flight *f)
{
	if (f)
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

	f->flights = ctx;
	f->peer = MHD_get_connection_info(c, MHD_CONNECTION_INFO_SOCKET_CONTEXT)
	                  ->socket_context;
	query_take_target(&f->rq, uri);
	f->peer->request = &f->delivery;
	return f;
}

/* The first HEADER_MAX are kept; one too many refuses the request. */
static enum MHD_Result add_header(void *ctx, enum MHD_ValueKind kind UNUSED,
                                  const char *name, const char *value)
{
	struct flight *f = ctx;

	if (request_add_header(&f->rq, name, value ? value : ""))
		return MHD_YES;
	f->refused = E_HEADERS_TOO_MANY;
	return MHD_NO;
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
 * A body in chunks does not say how long it is: what is too large of one is dropped as
 * of another, and beyond that the connection is closed.
 */
static enum MHD_Result take_body(struct flight *f, const char *bytes, size_t size)
{
	struct buf *raw = &f->rq.raw;

	peers_set(f->flights->peers, f->peer, PEER_LOOSE);
	f->sent += (int64_t)size;
	if (f->sent > REQUEST_DROPPED_MAX)
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

static void put_header(void *ctx, const char *name, const char *value)
{
	MHD_add_response_header(ctx, name, value);
}

static void write_head(void *ctx UNUSED, const struct request *rq, struct buf *out)
{
	reply_write_head(rq, MHD_get_reason_phrase_for((unsigned)rq->reply.status), out);
}

/* A part of a body that goes out by and by, or not whole. */
static ssize_t read_body(void *ctx, uint64_t at, char *to, size_t most)
{
	struct flight *f = ctx;
	int64_t n = delivery_read(&f->delivery, (size_t)at, to, most);

	if (n == DELIVERY_CLOSES)
		return MHD_CONTENT_READER_END_WITH_ERROR;
	if (n == DELIVERY_LATER) {
		f->held = f->connection;
		MHD_suspend_connection(f->held);
	}
	return (ssize_t)n;
}

static struct MHD_Response *make_response(struct flight *f)
{
	struct buf *body = &f->rq.reply.body;
	size_t size = body->size;

	if (delivery_reads(&f->delivery))
		return MHD_create_response_from_callback(size, PART, read_body, f, NULL);
	return MHD_create_response_from_buffer(size, buf_take(body),
	                                       MHD_RESPMEM_MUST_FREE);
}

static enum MHD_Result send_reply(struct flight *f, struct MHD_Connection *c)
{
	size_t size = f->rq.reply.body.size;
	struct MHD_Response *r = make_response(f);
	enum MHD_Result queued;

	if (!r)
		return MHD_NO;
	reply_each_header(&f->rq, put_header, r);
	if (f->flights->ending)
		MHD_add_response_header(r, "Connection", "close");
	peers_set(f->flights->peers, f->peer, PEER_BUSY);
	peers_hold(f->flights->peers, f->peer, f->rq.raw.size + size);
	queued = MHD_queue_response(c, (unsigned)f->rq.reply.status, r);
	MHD_destroy_response(r);
	return queued;
}

/* serve() renders it. */
static void refuse_flight(struct flight *f)
{
	unsigned most = f->refused == E_BODY_TOO_LARGE ? REQUEST_BODY_MAX : HEADER_MAX;
	AUTO_MEM char *text = mem_printf("%u", most);

	(void)refuse(&f->rq.refusal, f->refused, text);
}

static void suspend(struct flight *f)
{
	f->held = f->connection;
	peers_set(f->flights->peers, f->peer, PEER_HELD);
	MHD_suspend_connection(f->held);
}

static enum MHD_Result answer(struct flight *f)
{
	const struct flight_hooks *hooks = &f->flights->hooks;

	if (f->refused)
		refuse_flight(f);
	hooks->serve(hooks->ctx, &f->rq);
	if (f->rq.hold == HOLD_NONE && !f->rq.effects)
		return send_reply(f, f->connection);
	suspend(f);
	f->delivery.left = f->peer->ended;
	if (f->rq.hold != HOLD_WAITS)
		delivery_begin(&f->delivery, &f->flights->deliveries, &f->rq,
		               f->peer->fd);
	return MHD_YES;
}

static void resume(struct flight *f)
{
	if (!f->held)
		return;
	f->flights->resumed = true;
	MHD_resume_connection(f->held);
	f->held = NULL;
}

static void resume_delivery(void *ctx UNUSED, struct delivery *d)
{
	struct flight *f = flight_of(d->rq);

	f->answered = true;
	resume(f);
}

void flights_resume(struct request *rq)
{
	struct flight *f = flight_of(rq);

	rq->hold = HOLD_OVER;
	f->answered = true;
	resume(f);
}

static enum MHD_Result take_headers(struct flight *f, const char *method)
{
	enum error unread;

	headers_done(f, f->connection, method);
	if (peer_is_stale(f->peer) && !str_starts(f->rq.path, "/__admin")) {
		suspend(f);
		delivery_reset(&f->delivery, &f->flights->deliveries, &f->rq, f->peer->fd,
		               f->peer->stale);
		return MHD_YES;
	}
	unread = request_refused_unread(&f->rq);
	if (!unread)
		return MHD_YES;
	f->refused = unread;
	return answer(f);
}

static enum MHD_Result access_request(void *ctx UNUSED, struct MHD_Connection *c,
                                      const char *url UNUSED, const char *method,
                                      const char *version UNUSED, const char *bytes,
                                      size_t *size, void **req)
{
	struct flight *f = *req;
	size_t got = *size;

	f->connection = c;
	if (f->delivery.closes)
		return MHD_NO;
	if (f->answered)
		return send_reply(f, c);
	if (!f->begun)
		return take_headers(f, method);
	*size = 0;
	return got ? take_body(f, bytes, got) : answer(f);
}

static void completed(void *ctx, struct MHD_Connection *c UNUSED, void **req,
                      enum MHD_RequestTerminationCode why)
{
	struct flights *fs = ctx;
	struct flight *f = *req;

	if (!f)
		return;
	delivery_end(&f->delivery);
	peer_answered(f->peer, f->rq.effects);
	if (f->begun) {
		fs->begun--;
		f->rq.sent = why == MHD_REQUEST_TERMINATED_COMPLETED_OK;
		fs->hooks.served(fs->hooks.ctx, &f->rq);
	}
	f->peer->request = NULL;
	peers_hold(fs->peers, f->peer, 0);
	peers_set(fs->peers, f->peer, PEER_LOOSE);
	request_clear(&f->rq);
	flight_spare(fs, f);
	*req = NULL;
}

/* ---------------------------------------------------------------- all of them */

static void client_left(struct peer *p)
{
	if (p->request)
		delivery_left(p->request);
}

static bool give_up(struct peer *p)
{
	return p->request && delivery_give_up(p->request);
}

int flights_open(const struct flight_hooks *hooks, struct peers *peers, unsigned most,
                 struct flights **out, struct err *e)
{
	struct flights *fs = mem_alloc(sizeof(*fs));

	fs->hooks = *hooks;
	fs->peers = peers;
	peers->left = client_left;
	peers->give_up = give_up;
	fs->deliveries.hooks = (struct delivery_hooks){
		.ctx = hooks->ctx,
		.serve = hooks->serve,
		.struck = hooks->struck,
		.shut = hooks->shut,
		.shut_ctx = hooks->shut_ctx,
		.head = write_head,
		.resume = resume_delivery,
	};
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
	deliveries_close(&fs->deliveries);
	MHD_run(fs->daemon); /* it may not end with a connection suspended */
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
	int64_t due = deliveries_wait_ms(&fs->deliveries);
	MHD_UNSIGNED_LONG_LONG ms;

	if (fs->resumed)
		return 0;
	if (MHD_get_timeout(fs->daemon, &ms) != MHD_YES)
		return due;
	return due >= 0 && due < (int64_t)ms ? due : (int64_t)ms;
}

void flights_turn(struct flights *fs)
{
	deliveries_turn(&fs->deliveries);
	fs->resumed = false;
	MHD_run(fs->daemon);
}

size_t flights_begun(const struct flights *fs)
{
	return fs->begun;
}

size_t flights_release(struct flights *fs, int64_t ref, unsigned until)
{
	return deliveries_release(&fs->deliveries, ref, until);
}

void flights_end(struct flights *fs)
{
	fs->ending = fs->deliveries.ending = true;
	(void)flights_release(fs, 0, WIRE_UNTIL_END);
}

void flights_close_answered(struct flights *fs, bool on)
{
	fs->ending = on || fs->deliveries.ending;
}
