/*
 * wire.h - a socket to a server, for bytes that no HTTP client would send
 *
 * Owns: nothing; the caller closes what wire_dial() opens.
 */
#ifndef TESTS_SUPPORT_WIRE_H
#define TESTS_SUPPORT_WIRE_H

#include "lib/base.h"
#include "lib/buf.h"

/* Connects to the port of this machine; -1 when nobody listens there. */
int wire_dial(int port);

/* Sends all of it; the server may have answered and closed before the end. */
void wire_send(int fd, const char *bytes, size_t n);

/* Adds what comes until the other side closes; the status, 0 for no answer. */
int wire_answer(int fd, struct buf *out);

#endif
