/*
 * server.c - the loop of a server: its sockets, what is due, and its end
 *
 * The listening socket is in our epoll while there is room for a connection.  When
 * the server is full and no client can be closed, it is taken out, and put back after
 * some milliseconds, whatever has happened meanwhile.
 */
#include "mockserver/http/server.h"

#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "mockserver/http/flights.h"
#include "mockserver/http/socket.h"

#define NS_PER_MS  INT64_C(1000000)
#define DRAIN_NS   (5000 * NS_PER_MS) /* for requests in flight at the end */
#define ACCEPTED   32                 /* connections in one turn */
#define NO_ROOM_MS 10                 /* until it is looked for again */
#define RETRY_MS   100                /* until a port is tried again */

struct server {
	struct server_hooks hooks;
	struct flights *flights;
	struct peers peers;
	int epoll, event, signals, listener; /* descriptors; -1 when closed */
	int port;
	int64_t full_at;    /* when the listener was taken out; 0: it is in */
	int64_t shut_until; /* nobody is accepted; 0: they are */
	int64_t shut_ref;   /* of the effect that shut it */
	bool taken;         /* the port, by another program meanwhile */
	bool stopping;      /* set by the loop's thread only */
	bool stop;          /* atomic */
	int signal;
};

static int watch(struct server *s, int fd, struct err *e)
{
	struct epoll_event ev = { .events = EPOLLIN, .data.fd = fd };

	if (fd < 0 || epoll_ctl(s->epoll, EPOLL_CTL_ADD, fd, &ev))
		return err_set(e, ERR_IO, "epoll: %s", strerror(errno));
	return 0;
}

/* ---------------------------------------------------------------- the door is shut */

/*
 * The listening socket stops to listen and keeps its port: the kernel refuses whoever
 * comes.  Who waits between two requests is closed, as by a server that goes down.
 */
static void shut(void *ctx, const struct wire_effect *refuse)
{
	struct server *s = ctx;

	if (s->listener < 0)
		return;
	if (!s->shut_until) {
		(void)epoll_ctl(s->epoll, EPOLL_CTL_DEL, s->listener, NULL);
		(void)shutdown(s->listener, SHUT_RD); /* it listens: it can't fail */
	}
	s->full_at = 0;
	s->shut_until = vtime_monotonic_ns() + refuse->ms * NS_PER_MS;
	s->shut_ref = refuse->ref;
	peers_drop_loose(&s->peers);
	flights_close_answered(s->flights, true);
}

/* It is said once; the port is tried again and again. */
static void note_taken(struct server *s, const char *why)
{
	if (!s->taken && s->hooks.port_taken)
		s->hooks.port_taken(s->hooks.ctx, s->port, why);
	s->taken = true;
}

/* Another program may have taken the port meanwhile: it is tried again. */
static void open_again(struct server *s)
{
	struct err ignored = { 0 };

	if (listen(s->listener, SOMAXCONN) || watch(s, s->listener, &ignored) < 0) {
		note_taken(s, strerror(errno));
		s->shut_until = vtime_monotonic_ns() + RETRY_MS * NS_PER_MS;
		return;
	}
	s->shut_until = 0;
	s->taken = false;
	flights_close_answered(s->flights, false);
}

static int64_t shut_wait(const struct server *s)
{
	int64_t left = s->shut_until - vtime_monotonic_ns();

	if (!s->shut_until)
		return -1;
	return left > 0 ? left / NS_PER_MS + 1 : 0;
}

/* As many connections as the process may open files, without those it needs itself. */
static int open_flights(struct server *s, struct err *e)
{
	const struct flight_hooks hooks = {
		.ctx = s->hooks.ctx,
		.serve = s->hooks.serve,
		.served = s->hooks.served,
		.struck = s->hooks.struck,
		.shut_ctx = s,
		.shut = shut,
	};
	struct rlimit files;
	size_t most;

	if (getrlimit(RLIMIT_NOFILE, &files))
		return err_set(e, ERR_IO, "getrlimit: %s", strerror(errno));
	most = peers_most(files.rlim_cur);
	if (peers_open(&s->peers, most, e) < 0 || watch(s, s->peers.epoll, e) < 0 ||
	    flights_open(&hooks, &s->peers, (unsigned)most + 2 * ACCEPTED, &s->flights,
	                 e) < 0)
		return -1;
	return watch(s, flights_descriptor(s->flights), e);
}

int server_open(const char *host, int port, const struct server_hooks *hooks,
                struct server **out, struct err *e)
{
	AUTO(server_close) struct server *s = mem_alloc(sizeof(*s));

	s->hooks = *hooks;
	s->signals = s->listener = s->peers.epoll = -1;
	s->epoll = epoll_create1(EPOLL_CLOEXEC);
	s->event = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	if (watch(s, s->event, e) < 0)
		return -1;
	s->listener = socket_listen(host, port, e);
	if (s->listener < 0)
		return -1;
	s->port = socket_port(s->listener);
	if (watch(s, s->listener, e) < 0 || open_flights(s, e) < 0)
		return -1;
	*out = TAKE(s);
	return 0;
}

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

void server_close(struct server *s)
{
	if (!s)
		return;
	flights_close(s->flights);
	peers_close(&s->peers);
	close_fd(&s->listener);
	close_fd(&s->epoll);
	close_fd(&s->event);
	close_fd(&s->signals);
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

/* ---------------------------------------------------------------- connections */

static void listen_again(struct server *s, bool on)
{
	struct epoll_event ev = { .events = on ? EPOLLIN : 0, .data.fd = s->listener };

	(void)epoll_ctl(s->epoll, EPOLL_CTL_MOD, s->listener, &ev); /* it is in there */
	s->full_at = on ? 0 : vtime_monotonic_ns();
}

/* Nobody could go when the listener was taken out; somebody may have gone since. */
static void look_for_room(struct server *s)
{
	if (s->full_at && vtime_monotonic_ns() - s->full_at >= NO_ROOM_MS * NS_PER_MS)
		listen_again(s, true);
}

/* The process has no descriptor left: one that goes frees its own in this turn. */
static void lack(struct server *s)
{
	if (!peers_drop(&s->peers))
		listen_again(s, false);
}

/* One is there.  Others may be: nobody has to go for them before they are known. */
static void take_connections(struct server *s)
{
	struct err ignored = { 0 };

	for (int i = 0; i < ACCEPTED && (!i || peers_have_room(&s->peers)); i++) {
		int fd;

		if (!peers_make_room(&s->peers)) {
			listen_again(s, false);
			return;
		}
		fd = accept4(s->listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
		if (fd < 0) {
			if (errno != EAGAIN && errno != EINTR && errno != ECONNABORTED)
				lack(s);
			return;
		}
		(void)!flights_add(s->flights, fd, &ignored); /* it is closed then */
	}
}

/* ---------------------------------------------------------------- the loop */

static int64_t earlier(int64_t a, int64_t b)
{
	return a < 0 || (b >= 0 && b < a) ? b : a;
}

static int wait_for(const struct server *s, int64_t most_ms)
{
	int64_t wait = earlier(flights_wait(s->flights), most_ms);

	wait = earlier(wait, peers_wait(&s->peers));
	wait = earlier(wait, shut_wait(s));
	if (s->full_at)
		wait = earlier(wait, NO_ROOM_MS);
	return wait > INT32_MAX ? INT32_MAX : (int)wait;
}

static void take_event(struct server *s, int fd)
{
	if (fd == s->event)
		drain_event(s);
	else if (fd == s->signals)
		take_signal(s);
	else if (fd == s->listener)
		take_connections(s);
	else if (fd == s->peers.epoll)
		peers_take_ends(&s->peers);
}

/*
 * One turn: waits for something to do, at most `most_ms`, and does it.  Who has gone is
 * looked for after what came last was read.
 */
static void turn(struct server *s, int64_t most_ms)
{
	struct epoll_event events[5];
	int n;

	look_for_room(s);
	if (shut_wait(s) == 0)
		open_again(s);
	n = epoll_wait(s->epoll, events, ARRAY_LEN(events), wait_for(s, most_ms));
	peers_turn(&s->peers);
	for (int i = 0; i < n; i++)
		take_event(s, events[i].data.fd);
	flights_turn(s->flights);
}

/*
 * No new connections, and nobody waits for a clock; those that have begun to ask get
 * their answer.
 */
static void drain(struct server *s)
{
	int64_t until = vtime_monotonic_ns() + DRAIN_NS;

	close_fd(&s->listener);
	s->full_at = s->shut_until = 0;
	s->stopping = true;
	flights_end(s->flights);
	do {
		s->hooks.leave(s->hooks.ctx);
		turn(s, 10);
		s->hooks.work(s->hooks.ctx);
	} while (flights_begun(s->flights) && vtime_monotonic_ns() < until);
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
	return flights_add(s->flights, fd, e);
}

void server_turn(struct server *s)
{
	turn(s, 0);
	s->hooks.work(s->hooks.ctx);
}

bool server_is_asked(const struct server *s)
{
	struct epoll_event event; /* stays there for the next turn */

	return wait_for(s, -1) == 0 || epoll_wait(s->epoll, &event, 1, 0) != 0;
}

void server_resume(struct request *rq)
{
	flights_resume(rq);
}

size_t server_release(struct server *s, int64_t ref, unsigned until)
{
	const bool cleared = until & WIRE_UNTIL_CLEARED;

	if (s->shut_until &&
	    ((until & WIRE_UNTIL_END) || (cleared && (!ref || ref == s->shut_ref))))
		open_again(s);
	if (cleared)
		peers_clear_stale(&s->peers, ref);
	return flights_release(s->flights, ref, until);
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
