/*
 * socket.h - the socket that a server listens on
 *
 * Owns: nothing; a descriptor is the caller's to close.
 * Errors: ERR_IO, ERR_EXISTS (the port is taken), ERR_INVALID (the host is not an
 * address).
 */
#ifndef MOCKSERVER_HTTP_SOCKET_H
#define MOCKSERVER_HTTP_SOCKET_H

#include "lib/err.h"

/* Is it an address of IPv4 or IPv6, or "localhost"? */
int socket_check_host(const char *host, struct err *e) MUST_USE;

/* The descriptor, that listens and does not block; port 0 takes a free one. */
int socket_listen(const char *host, int port, struct err *e) MUST_USE;

/* Its port. */
int socket_port(int fd);

#endif
