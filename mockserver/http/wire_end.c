/*
 * wire_end.c - the end of a connection in the middle of an answer: by RST or by FIN
 */
#include "mockserver/http/wire_end.h"

#include <errno.h>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#define NS_PER_MS       INT64_C(1000000)
#define RETRY_MS        2
#define LINGER_RETRY_MS 10
#define DROPS           16 /* reads in one step */
/* Ours: for a client that takes nothing, and for one that does not end its side. */
#define PATIENCE_NS     (2000 * NS_PER_MS)
#define LINGER_NS       (1000 * NS_PER_MS)

static void enter(struct wire_end *end, enum wire_end_step step, int64_t now_ns)
{
	end->step = step;
	end->since_ns = now_ns;
}

/* Is the client still there, as far as the kernel knows? */
static bool is_connected(int fd)
{
	struct tcp_info info = { 0 };
	socklen_t size = sizeof(info);

	return getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &size) == 0 &&
	       (info.tcpi_state == TCP_ESTABLISHED || info.tcpi_state == TCP_CLOSE_WAIT);
}

void wire_end_push(int fd)
{
	int on = 1;

	(void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on)); /* a help only */
}

static int64_t write_bytes(struct wire_end *end, int64_t now_ns)
{
	while (end->written < end->size) {
		ssize_t n = send(end->fd, end->bytes + end->written,
		                 end->size - end->written, MSG_NOSIGNAL | MSG_DONTWAIT);

		if (n > 0)
			end->written += (size_t)n;
		else if (n < 0 && errno == EAGAIN && now_ns - end->since_ns < PATIENCE_NS)
			return RETRY_MS;
		else if (n >= 0 || errno != EINTR)
			break;
	}
	wire_end_push(end->fd);
	enter(end, WIRE_END_FLUSHES, now_ns);
	return 0;
}

static int64_t flush(struct wire_end *end, int64_t now_ns)
{
	int unsent = 0;

	if (ioctl(end->fd, SIOCOUTQ, &unsent) == 0 && unsent > 0 &&
	    is_connected(end->fd) && now_ns - end->since_ns < PATIENCE_NS)
		return RETRY_MS;
	enter(end, WIRE_END_ENDS, now_ns);
	return 0;
}

static int64_t end_it(struct wire_end *end, int64_t now_ns)
{
	const struct sockaddr nobody = { .sa_family = AF_UNSPEC };
	bool was = is_connected(end->fd);

	switch (end->how) {
	case WIRE_END_BY_RESET:
		end->struck = connect(end->fd, &nobody, sizeof(nobody)) == 0 && was;
		enter(end, WIRE_END_OVER, now_ns);
		break;
	case WIRE_END_BY_CLOSE:
		end->struck = shutdown(end->fd, SHUT_WR) == 0 && was;
		enter(end, WIRE_END_LINGERS, now_ns);
		break;
	}
	return 0;
}

static int64_t linger(struct wire_end *end, int64_t now_ns)
{
	char dropped[4096];
	ssize_t n = 1;

	for (int i = 0; i < DROPS && n > 0; i++)
		n = recv(end->fd, dropped, sizeof(dropped), MSG_DONTWAIT);
	if ((n > 0 || (n < 0 && (errno == EAGAIN || errno == EINTR))) &&
	    now_ns - end->since_ns < LINGER_NS)
		return LINGER_RETRY_MS;
	enter(end, WIRE_END_OVER, now_ns);
	return 0;
}

int64_t wire_end_go_on(struct wire_end *end, int64_t now_ns)
{
	int64_t wait = 0;

	while (!wait) {
		switch (end->step) {
		case WIRE_END_WRITES:
			wait = write_bytes(end, now_ns);
			break;
		case WIRE_END_FLUSHES:
			wait = flush(end, now_ns);
			break;
		case WIRE_END_ENDS:
			wait = end_it(end, now_ns);
			break;
		case WIRE_END_LINGERS:
			wait = linger(end, now_ns);
			break;
		case WIRE_END_OVER:
			return -1;
		}
	}
	return wait;
}
