/*
 * bare.c - the yardstick: a server that does nothing but answer
 *
 *	bare SIZE [--port 0 --port-file FILE]
 *
 * Prints "http://127.0.0.1:PORT", or puts the port into the file as the mock does, then
 * serves until killed.
 *
 * libmicrohttpd on the same kind of loop as the mock's: no threads of its own, its
 * epoll descriptor held by ours.  Each request gets a body of SIZE bytes that is
 * built for it, and as many headers as the mock sends.
 */
#include "lib/base.h"
#include "tests/support/quoted.h"

#include <arpa/inet.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

static char seen; /* its address marks a request whose headers are there */

static enum MHD_Result answer(struct MHD_Connection *c, size_t size)
{
	static const char item[] = JSON({"items":[{"id":"00000000-0000-0000"}]});
	char *body = malloc(size + 1);
	struct MHD_Response *r;
	enum MHD_Result queued;

	assert(body);
	for (size_t at = 0; at < size; at += sizeof(item) - 1) {
		size_t left = size - at;

		memcpy(body + at, item,
		       left < sizeof(item) - 1 ? left : sizeof(item) - 1);
	}
	r = MHD_create_response_from_buffer(size, body, MHD_RESPMEM_MUST_FREE);
	assert(r);
	MHD_add_response_header(r, "Content-Type", "application/json");
	MHD_add_response_header(r, "x-request-id", "iEUtsLiFgj3R4xsbirAyZlMyaxRTo8Xo");
	queued = MHD_queue_response(c, MHD_HTTP_OK, r);
	MHD_destroy_response(r);
	return queued;
}

static enum MHD_Result access_request(void *ctx, struct MHD_Connection *c,
                                      const char *url UNUSED, const char *method UNUSED,
                                      const char *version UNUSED,
                                      const char *bytes UNUSED, size_t *size, void **req)
{
	if (!*req) {
		*req = &seen;
		return MHD_YES;
	}
	if (*size) { /* a part of a body */
		*size = 0;
		return MHD_YES;
	}
	return answer(c, *(size_t *)ctx);
}

static int open_socket(int *port)
{
	struct sockaddr_in at = { .sin_family = AF_INET };
	socklen_t size = sizeof(at);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (fd < 0 || bind(fd, (struct sockaddr *)&at, sizeof(at)) ||
	    listen(fd, SOMAXCONN) || getsockname(fd, (struct sockaddr *)&at, &size))
		return -1;
	*port = ntohs(at.sin_port);
	return fd;
}

static struct MHD_Daemon *start(int fd, size_t *size)
{
	return MHD_start_daemon(MHD_USE_EPOLL, 0, NULL, NULL, access_request, size,
	                        MHD_OPTION_LISTEN_SOCKET, fd,
	                        MHD_OPTION_CONNECTION_TIMEOUT, 120u, MHD_OPTION_END);
}

static int serve(struct MHD_Daemon *daemon)
{
	int inner = MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_EPOLL_FD)->epoll_fd;
	int outer = epoll_create1(EPOLL_CLOEXEC);
	struct epoll_event event = { .events = EPOLLIN, .data.fd = inner };

	if (epoll_ctl(outer, EPOLL_CTL_ADD, inner, &event))
		return 1;
	for (;;) {
		MHD_UNSIGNED_LONG_LONG ms;
		int wait = MHD_get_timeout(daemon, &ms) == MHD_YES ? (int)ms : -1;

		epoll_wait(outer, &event, 1, wait);
		MHD_run(daemon);
	}
}

static int say(int port, const char *port_file)
{
	FILE *f = port_file ? fopen(port_file, "w") : stdout;

	if (!f)
		return -1;
	fprintf(f, port_file ? "%d\n" : "http://127.0.0.1:%d\n", port);
	return port_file ? fclose(f) : fflush(f);
}

int main(int argc, char **argv)
{
	size_t size = argc == 2 || argc == 6 ? strtoul(argv[1], NULL, 10) : 0;
	struct MHD_Daemon *daemon;
	int port, fd;

	if (!size) {
		fprintf(stderr, "usage: bare SIZE [--port 0 --port-file FILE]\n");
		return 2;
	}
	fd = open_socket(&port);
	daemon = fd < 0 ? NULL : start(fd, &size);
	if (!daemon || say(port, argc == 6 ? argv[5] : NULL)) {
		perror("bare");
		return 1;
	}
	return serve(daemon);
}
