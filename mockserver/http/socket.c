/*
 * socket.c - the socket that a server listens on
 */
#include "mockserver/http/socket.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#define IN_USE "; end what listens there, or choose another with --port (0: a free one)"

static int resolve(const char *host, int port, struct sockaddr_storage *out,
                   struct err *e)
{
	struct sockaddr_in *v4 = (struct sockaddr_in *)out;
	struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)out;

	*out = (struct sockaddr_storage){ 0 };
	if (!strcmp(host, "localhost"))
		host = "127.0.0.1";
	if (inet_pton(AF_INET, host, &v4->sin_addr) == 1) {
		v4->sin_family = AF_INET;
		v4->sin_port = htons((uint16_t)port);
		return 0;
	}
	if (inet_pton(AF_INET6, host, &v6->sin6_addr) == 1) {
		v6->sin6_family = AF_INET6;
		v6->sin6_port = htons((uint16_t)port);
		return 0;
	}
	return err_set(e, ERR_INVALID, "'%s' is no IP address", host);
}

int socket_check_host(const char *host, struct err *e)
{
	struct sockaddr_storage ignored;

	return resolve(host, 0, &ignored, e);
}

static int open_bound(const struct sockaddr_storage *to, struct err *e)
{
	int fd = socket(to->ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	int on = 1;

	if (fd < 0)
		return err_set(e, ERR_IO, "socket: %s", strerror(errno));
	(void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)); /* a help only */
	if (bind(fd, (const struct sockaddr *)to, sizeof(*to)) == 0)
		return fd;
	err_set(e, errno == EADDRINUSE ? ERR_EXISTS : ERR_IO, "%s", strerror(errno));
	close(fd);
	return -1;
}

/*
 * A socket that was bound to a free port loses it when it stops to listen, one that was
 * bound to that port keeps it: so a free one is bound twice.
 */
static int bind_free(struct sockaddr_storage *to, struct err *e)
{
	socklen_t size = sizeof(*to);
	int first = open_bound(to, e), fd;

	if (first < 0)
		return -1;
	fd = getsockname(first, (struct sockaddr *)to, &size)
	             ? err_set(e, ERR_IO, "getsockname: %s", strerror(errno))
	             : open_bound(to, e);
	close(first);
	return fd;
}

int socket_listen(const char *host, int port, struct err *e)
{
	struct sockaddr_storage to;
	struct err why = { 0 };
	int fd;

	if (resolve(host, port, &to, e) < 0)
		return -1;
	fd = port ? open_bound(&to, &why) : bind_free(&to, &why);
	if (fd >= 0 && listen(fd, SOMAXCONN)) {
		err_set(&why, errno == EADDRINUSE ? ERR_EXISTS : ERR_IO, "%s",
		        strerror(errno));
		close(fd);
		fd = -1;
	}
	if (fd < 0)
		return err_set(e, why.code, "%s:%d: %s%s", host, port, why.text,
		               why.code == ERR_EXISTS ? IN_USE : "");
	return fd;
}

int socket_port(int fd)
{
	union {
		struct sockaddr any;
		struct sockaddr_in v4;
		struct sockaddr_in6 v6;
	} at = { .v6 = { 0 } };
	socklen_t size = sizeof(at);

	if (getsockname(fd, &at.any, &size))
		return 0;
	return ntohs(at.any.sa_family == AF_INET6 ? at.v6.sin6_port : at.v4.sin_port);
}
