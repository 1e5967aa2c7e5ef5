/*
 * wire_end.h - the end of a connection in the middle of an answer: by RST or by FIN
 *
 * The bytes that are to come before it are written, the kernel is waited for until it has
 * sent them and the client's has acknowledged them, and then:
 *
 *   reset   connect() to AF_UNSPEC: the kernel sends RST at once, whatever was not read.
 *   close   shutdown() of our side, and what the client still sends is read and dropped
 *           for a while: a socket that is closed with bytes unread sends RST after all.
 *
 * The descriptor stays open; its owner closes it afterwards.  A client that takes nothing
 * is waited for a bounded time.
 *
 * Owns: nothing.  Borrows: the descriptor (not blocking) and the bytes.
 * Time: monotonic, nanoseconds; steps are asked for after so many milliseconds.
 */
#ifndef MOCKSERVER_HTTP_WIRE_END_H
#define MOCKSERVER_HTTP_WIRE_END_H

#include "lib/base.h"

enum wire_end_how { WIRE_END_BY_RESET, WIRE_END_BY_CLOSE };

enum wire_end_step {
	WIRE_END_WRITES,
	WIRE_END_FLUSHES,
	WIRE_END_ENDS,
	WIRE_END_LINGERS,
	WIRE_END_OVER,
};

struct wire_end {
	int fd;
	enum wire_end_how how;
	const char *bytes; /* to be written first */
	size_t size, written;
	enum wire_end_step step;
	int64_t since_ns; /* the step's begin */
	bool struck;      /* the client was connected, and has met that end */
};

/* Goes on from its step; the milliseconds until the next call, -1 when it is over. */
int64_t wire_end_go_on(struct wire_end *end, int64_t now_ns);

/* What the kernel holds back to fill a segment goes out. */
void wire_end_push(int fd);

#endif
