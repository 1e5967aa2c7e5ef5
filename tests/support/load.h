/*
 * load.h - a closed loop of HTTP requests over keep-alive connections, timed
 *
 * One thread; each connection sends its next request as soon as it has the whole
 * answer to the last.  What to send is asked of the caller, who sees each answer.
 *
 * Owns: nothing between calls.
 */
#ifndef TESTS_SUPPORT_LOAD_H
#define TESTS_SUPPORT_LOAD_H

#include "lib/buf.h"

struct load {
	int port; /* on 127.0.0.1 */
	size_t connections;
	int64_t duration_ns;
	void *ctx;
	/* Writes connection i's next request; answers whether its time counts. */
	bool (*ask)(void *ctx, size_t i, struct buf *request);
	/* The answer to it: status and body, NUL-terminated. */
	void (*answered)(void *ctx, size_t i, int status, const char *body);
};

struct load_figures {
	double per_second; /* requests that count */
	double p50_us, p99_us;
	size_t count;
};

/* Runs the load; the bench ends where a connection breaks. */
struct load_figures load_run(const struct load *load);

#endif
