/*
 * peers.c - connected clients: which have gone, and which are closed to make room
 */
#include "mockserver/http/peers.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lib/mem.h"
#include "lib/vtime.h"

#define MOST      16384 /* connections, however many files; ours */
#define NS_PER_MS INT64_C(1000000)
#define ENDED_NS  (100 * NS_PER_MS)   /* that an ended client may still get its answer */
#define STUCK_MS  10000               /* during which no byte was sent; ours */
#define BYTES     ((size_t)256 << 20) /* of bodies and answers; ours */
#define LOOKED_AT 8                   /* peers, to find one that can go */
#define ENDS      64                  /* events a call */

static_assert(PEER_GOES + 1 == PEER_STATES, "a list for each state");

size_t peers_most(uint64_t files)
{
	uint64_t most = files - files / 4; /* the rest: the state, datasets, exports */

	return most < MOST ? (size_t)most : MOST;
}

int peers_open(struct peers *ps, size_t most, struct err *e)
{
	*ps = (struct peers){ .most = most,
		              .bytes_most = BYTES,
		              .now = vtime_monotonic_ns() };
	ps->epoll = epoll_create1(EPOLL_CLOEXEC);
	if (ps->epoll < 0)
		return err_set(e, ERR_IO, "epoll: %s", strerror(errno));
	return 0;
}

static void peer_free(struct peer *p)
{
	free(p->stale);
	free(p);
}

void peers_close(struct peers *ps)
{
	if (ps->epoll >= 0)
		close(ps->epoll);
	for (size_t i = 0; i < PEER_STATES; i++) {
		for (struct peer *p = ps->oldest[i], *next; p; p = next) {
			next = p->newer;
			peer_free(p);
		}
	}
	*ps = (struct peers){ .epoll = -1 };
}

static void take_out(struct peers *ps, struct peer *p)
{
	*(p->older ? &p->older->newer : &ps->oldest[p->is]) = p->newer;
	*(p->newer ? &p->newer->older : &ps->newest[p->is]) = p->older;
	ps->count[p->is]--;
}

static void put_in(struct peers *ps, struct peer *p, enum peer_is is)
{
	p->is = is;
	p->since = ps->now;
	p->older = ps->newest[is];
	p->newer = NULL;
	*(p->older ? &p->older->newer : &ps->oldest[is]) = p;
	ps->newest[is] = p;
	ps->count[is]++;
}

void peers_set(struct peers *ps, struct peer *p, enum peer_is is)
{
	if (p->is == PEER_GOES)
		return;
	if (is == PEER_LOOSE && p->ended)
		is = PEER_ENDED;
	if (is == PEER_HELD && p->ended)
		is = PEER_LEFT;
	take_out(ps, p);
	put_in(ps, p, is);
}

/* Where its end can't be watched, it is closed by a time-out. */
struct peer *peers_add(struct peers *ps, int fd)
{
	struct peer *p = mem_alloc(sizeof(*p));
	struct epoll_event ev = { .events = EPOLLRDHUP | EPOLLET, .data.ptr = p };

	p->fd = fd;
	put_in(ps, p, PEER_LOOSE);
	(void)epoll_ctl(ps->epoll, EPOLL_CTL_ADD, fd, &ev);
	return p;
}

void peers_remove(struct peers *ps, struct peer *p)
{
	(void)epoll_ctl(ps->epoll, EPOLL_CTL_DEL, p->fd, NULL);
	take_out(ps, p);
	ps->bytes -= p->bytes;
	peer_free(p);
}

void peer_answered(struct peer *p, const struct wire_effect *effects)
{
	while (effects && effects->kind != WIRE_STALE)
		effects = effects->next;
	if (effects && !p->stale) {
		p->stale = mem_alloc(sizeof(*p->stale));
		*p->stale = *effects;
		p->stale->next = NULL;
	}
	if (p->stale)
		p->stale->count--;
}

void peers_clear_stale(struct peers *ps, int64_t ref)
{
	for (size_t i = 0; i < PEER_STATES; i++) {
		for (struct peer *p = ps->oldest[i]; p; p = p->newer) {
			if (!p->stale || (ref && p->stale->ref != ref))
				continue;
			free(p->stale);
			p->stale = NULL;
		}
	}
}

bool peer_is_stale(const struct peer *p)
{
	return p->stale && p->stale->count <= 0;
}

/* ---------------------------------------------------------------- making room */

static void let_go(struct peers *ps, struct peer *p)
{
	(void)shutdown(p->fd, SHUT_RDWR); /* it may be closed already */
	peers_set(ps, p, PEER_GOES);
	ps->bytes -= p->bytes; /* soon */
	p->bytes = 0;
}

/* Does its socket hold unread bytes? */
static bool has_sent(const struct peer *p)
{
	char byte;

	return recv(p->fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT) > 0;
}

/* Does it read nothing of what it is sent? */
static bool is_stuck(const struct peer *p)
{
	struct tcp_info info = { 0 };
	socklen_t size = sizeof(info);

	return getsockopt(p->fd, IPPROTO_TCP, TCP_INFO, &info, &size) == 0 &&
	       info.tcpi_last_data_sent >= STUCK_MS;
}

/* Of those whose answer is being sent and that hold so many bytes, the oldest one that
 * is stuck; or NULL. */
static struct peer *oldest_stuck(const struct peers *ps, const struct peer *but,
                                 size_t bytes)
{
	struct peer *p = ps->oldest[PEER_BUSY];

	for (; p && ps->now - p->since >= STUCK_MS * NS_PER_MS; p = p->newer) {
		if (p != but && p->bytes >= bytes && is_stuck(p))
			return p;
	}
	return NULL;
}

/* Nobody waits for its answer any more, as far as one can tell. */
static bool drop_left(struct peers *ps)
{
	struct peer *p = ps->oldest[PEER_LEFT];

	for (int i = 0; p && i < LOOKED_AT; i++, p = ps->oldest[PEER_LEFT]) {
		if (ps->give_up && ps->give_up(p)) {
			let_go(ps, p);
			return true;
		}
		peers_set(ps, p, PEER_HELD);
	}
	return false;
}

bool peers_drop(struct peers *ps)
{
	struct peer *p = ps->oldest[PEER_ENDED];

	if (!p)
		p = ps->oldest[PEER_LOOSE];
	for (int i = 0; p && i < LOOKED_AT; i++, p = ps->oldest[PEER_LOOSE]) {
		if (!has_sent(p)) {
			let_go(ps, p);
			return true;
		}
		peers_set(ps, p, PEER_LOOSE);
	}
	p = oldest_stuck(ps, NULL, 0);
	if (!p)
		return drop_left(ps);
	let_go(ps, p);
	return true;
}

void peers_drop_loose(struct peers *ps)
{
	while (ps->oldest[PEER_LOOSE])
		let_go(ps, ps->oldest[PEER_LOOSE]);
	while (ps->oldest[PEER_ENDED])
		let_go(ps, ps->oldest[PEER_ENDED]);
}

bool peers_have_room(const struct peers *ps)
{
	size_t count = 0;

	for (size_t i = 0; i < PEER_GOES; i++)
		count += ps->count[i];
	return count < ps->most;
}

bool peers_make_room(struct peers *ps)
{
	return peers_have_room(ps) || peers_drop(ps);
}

static bool drop_bytes(struct peers *ps, const struct peer *but)
{
	struct peer *p = ps->oldest[PEER_LOOSE];

	while (p && (p == but || !p->bytes))
		p = p->newer;
	if (!p)
		p = oldest_stuck(ps, but, 1);
	if (!p)
		return false;
	let_go(ps, p);
	return true;
}

void peers_hold(struct peers *ps, struct peer *p, size_t bytes)
{
	if (p->is == PEER_GOES)
		return;
	ps->bytes += bytes - p->bytes;
	p->bytes = bytes;
	while (ps->bytes > ps->bytes_most && drop_bytes(ps, p))
		continue;
}

/* ---------------------------------------------------------------- who has gone */

void peers_take_ends(struct peers *ps)
{
	struct epoll_event ends[ENDS];
	int n = epoll_wait(ps->epoll, ends, ARRAY_LEN(ends), 0);

	for (int i = 0; i < n; i++) {
		struct peer *p = ends[i].data.ptr;

		p->ended = true;
		if (ps->left)
			ps->left(p);
		if (p->is == PEER_LOOSE || p->is == PEER_HELD)
			peers_set(ps, p, p->is);
	}
}

int64_t peers_wait(const struct peers *ps)
{
	const struct peer *p = ps->oldest[PEER_ENDED];

	return p ? (ENDED_NS - (ps->now - p->since)) / NS_PER_MS + 1 : -1;
}

void peers_turn(struct peers *ps)
{
	struct peer *p;

	ps->now = vtime_monotonic_ns();
	while ((p = ps->oldest[PEER_ENDED]) && ps->now - p->since >= ENDED_NS) {
		if (has_sent(p))
			peers_set(ps, p, PEER_LOOSE);
		else
			let_go(ps, p);
	}
}
