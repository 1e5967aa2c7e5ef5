/*
 * scripted.h - an HTTP server that answers from a script, for tests of clients
 *
 * A row for each request, in order: what the request must be, and what it is answered;
 * or a row for several.
 * Each answer closes its connection.  A request that does not fit its row, and one after
 * the last row, is answered 599; scripted_end() then fails the test.
 *
 * Owns: the server, its thread and the requests it has read, until scripted_end().
 */
#ifndef TESTS_SUPPORT_SCRIPTED_H
#define TESTS_SUPPORT_SCRIPTED_H

#include <pthread.h>

#include "lib/base.h"
#include "lib/buf.h"

struct scripted_row {
	const char *asked;   /* "GET /x": what the request starts with */
	int status;          /* 0: the connection is closed without an answer */
	const char *body;    /* ' for "; NULL: none */
	const char *headers; /* more of them, each with its \r\n; or NULL */
	size_t more;         /* so many more requests that fit are answered by it */
};

#define SCRIPTED_ROWS 32

struct scripted {
	struct scripted_row rows[SCRIPTED_ROWS];
	size_t count;
	char *url; /* "http://127.0.0.1:PORT" */
	int listener;
	pthread_t thread;
	pthread_mutex_t lock;                   /* for what follows */
	struct buf requests[SCRIPTED_ROWS + 1]; /* the first of them */
	size_t asked, row, again; /* requests; the next one's row, how often it was */
	struct buf wrong;         /* what did not fit */
};

void scripted_begin_rows(struct scripted *s, const struct scripted_row *rows,
                         size_t count);
/* Begins with a table of rows. */
#define scripted_begin(s, rows) scripted_begin_rows(s, rows, ARRAY_LEN(rows))

/* The i-th request, head and body, of the first SCRIPTED_ROWS; "" before it has come. */
const char *scripted_request(struct scripted *s, size_t i);
/* How many have come. */
size_t scripted_asked(struct scripted *s);

/* Ends it; the test fails unless the requests were those of the rows, all of them. */
void scripted_end(struct scripted *s);

#endif
