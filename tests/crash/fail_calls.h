/*
 * fail_calls.h - what the tester and fail_calls.so say to each other
 *
 * fail_calls.so, preloaded, counts a program's calls of the kinds that `calls` names
 * on files below a folder, and does something at one of them.  The control lies in a
 * file that both map, so that it can be set while the program runs and is read after
 * the program's death.
 *
 * Owns: nothing.
 */
#ifndef TESTS_CRASH_FAIL_CALLS_H
#define TESTS_CRASH_FAIL_CALLS_H

#include <limits.h>
#include <stdint.h>

#define FAIL_CALLS_ENV "FAIL_CALLS" /* names the control's file */

enum fail_call {
	CALL_WRITE = 1 << 0,     /* write, writev */
	CALL_PWRITE = 1 << 1,    /* pwrite, pwrite64, pwritev */
	CALL_FSYNC = 1 << 2,     /* fsync, fdatasync */
	CALL_RENAME = 1 << 3,    /* rename, renameat, renameat2 */
	CALL_FTRUNCATE = 1 << 4, /* ftruncate, ftruncate64 */
	CALL_MKDIR = 1 << 5,     /* mkdir, mkdirat */
	CALL_CREATE = 1 << 6,    /* open and openat with O_CREAT */
	CALL_OPEN = 1 << 7,      /* without it, to write or of a folder */
	CALL_CLOSE = 1 << 8,
	CALL_UNLINK = 1 << 9, /* unlink, unlinkat without AT_REMOVEDIR */
	CALL_RMDIR = 1 << 10, /* rmdir, unlinkat with AT_REMOVEDIR */
	CALL_KINDS = 11,
	CALL_ALL = (1 << CALL_KINDS) - 1,
	/* What a full disk refuses. */
	CALL_SPACE = CALL_WRITE | CALL_PWRITE | CALL_MKDIR | CALL_CREATE,
};

enum fail_how {
	FAIL_NOTHING, /* counts only */
	FAIL_ONCE,
	FAIL_FROM_THEN_ON,
	FAIL_BY_KILL, /* SIGKILL to the program itself in place of the call */
};

struct fail_control {
	uint32_t calls;            /* enum fail_call, together */
	uint32_t how;              /* enum fail_how */
	int32_t error;             /* the errno */
	uint64_t at;               /* the visit that it happens at, from 1 */
	uint64_t visits, struck;   /* counted by the program: of those calls */
	uint64_t seen[CALL_KINDS]; /* of each kind, whatever `calls` says */
	char below[PATH_MAX];      /* a folder's real path */
};

#endif
