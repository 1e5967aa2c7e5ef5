/*
 * program.h - the built programs, run by tests
 *
 * Owns: struct program owns its pipes and texts, until program_end().
 */
#ifndef TESTS_SUPPORT_PROGRAM_H
#define TESTS_SUPPORT_PROGRAM_H

#include <sys/types.h>

#include "lib/base.h"
#include "lib/buf.h"

struct program {
	pid_t pid;
	int out, err;     /* pipes from its stdout and stderr */
	struct buf first; /* its first line on stdout, after program_first_line() */
};

/*
 * Starts build/<name> (next to the running test) with the arguments, NULL-ended,
 * argv[0] not among them; `env` adds variables, NULL-ended, or is NULL.
 */
void program_start(struct program *p, const char *name, const char *const *args,
                   const char *const *env);

/* The same, stdout to the file at that path; nothing of it is read. */
void program_start_into(struct program *p, const char *path, const char *name,
                        const char *const *args);

/* Waits for the first line on stdout, without its end; "" if it never comes. */
const char *program_first_line(struct program *p);

/* Waits for its end; the exit status, 128 + n for signal n; what it said is added. */
int program_wait(struct program *p, struct buf *out, struct buf *err);

#endif
