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

/* How long an answer is waited for from now on, 20 s at first; 0: hardly at all. */
void wire_wait(int fd, int seconds);

/* Sends all of it; the server may have answered and closed before the end. */
void wire_send(int fd, const char *bytes, size_t n);

/* Adds what comes until the other side closes; the status, 0 for no answer. */
int wire_answer(int fd, struct buf *out);

/*
 * Reads one answer with its Content-Length, and no more; the body is added.  The status,
 * 0 where the other side closes before, or nothing comes for long.
 */
int wire_reply(int fd, struct buf *body);

/* Sends a request without a body and reads its answer's status. */
int wire_get(int fd, const char *path);

/* A POST of JSON. */
void wire_post(int fd, const char *path, const char *json);

#endif
