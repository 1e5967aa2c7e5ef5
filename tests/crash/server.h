/*
 * server.h - flowmock serve in a process of its own, started, asked, killed
 *
 * The state and the export root of a server lie in one folder, its box, so that calls on
 * files below it can be counted and made to fail (fail_calls.h).  Nothing is waited for
 * longer than PATIENCE_MS; then the program is killed and counts as hanging.
 *
 * Owns: struct server owns its folder and its process.
 */
#ifndef TESTS_CRASH_SERVER_H
#define TESTS_CRASH_SERVER_H

#include <sys/types.h>

#include "tests/crash/ask.h"
#include "tests/crash/fail_calls.h"

#define PATIENCE_MS 30000

struct server {
	char *folder; /* temporary: box, control, what the program said */
	char *box;    /* below it: state.db, exports */
	char *state, *exports;
	char *said; /* its stderr, of all starts since server_open() */
	struct fail_control *control;
	pid_t pid; /* 0 while none runs */
	int out;   /* pipe from its stdout */
	int port;
};

/* A box without a state; the folder is kept behind server_close() with KEEP=1. */
void server_open(struct server *s);
void server_close(struct server *s);

enum end {
	END_UP = -1,    /* it runs */
	END_HANGS = -2, /* it had to be killed */
	/* else as shells have it: the exit status, 128 + n for signal n */
};

/* What happens to a server, and when. */
struct blow {
	enum { BLOW_NONE, BLOW_AFTER, BLOW_AT_CALL } how;
	int64_t after_ns; /* SIGKILL so long after the start, or after a request */
	uint32_t calls;   /* SIGKILL at the visit number `at` of one of these calls */
	uint64_t at;
};

/*
 * Starts it with more arguments of `flowmock serve`, NULL-ended, or NULL; waits for
 * its first line: END_UP, or how it ended.
 */
int server_start(struct server *s, const char *const *args, const struct blow *blow);
int server_kill(struct server *s);
/* SIGTERM, and its end. */
int server_stop(struct server *s);
/* How it ended by itself; END_UP if it still runs after that time. */
int server_ended(struct server *s, int64_t patience_ms);
/* Waits for an end that must come soon; END_HANGS if it does not. */
int server_wait(struct server *s);

/* Appends the last line that it said on stderr. */
void server_last_words(const struct server *s, struct buf *out);

/* Sets the control: these calls, counted from zero. */
void server_arm(struct server *s, uint32_t calls, enum fail_how how, uint64_t at,
                int error);
/* How often it came to these calls since server_arm(). */
uint64_t server_visits(const struct server *s, uint32_t calls);
/* Nothing fails from now on. */
void server_disarm(struct server *s);

struct answer server_ask(struct server *s, const struct question *q);
/* The same, with a kill underway; the server has ended afterwards. */
struct answer server_ask_and_kill(struct server *s, const struct question *q,
                                  const struct blow *blow);

#endif
