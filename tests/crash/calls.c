/*
 * calls.c - the kinds of system calls that are counted, by name
 */
#include "tests/crash/calls.h"

#include <errno.h>
#include <stdio.h>

static const struct {
	uint32_t calls;
	const char *name;
} names[] = {
	{ CALL_WRITE, "write" },
	{ CALL_PWRITE, "pwrite" },
	{ CALL_FSYNC, "fsync" },
	{ CALL_RENAME, "rename" },
	{ CALL_FTRUNCATE, "ftruncate" },
	{ CALL_MKDIR, "mkdir" },
	{ CALL_CREATE, "creating open" },
	{ CALL_OPEN, "open" },
	{ CALL_CLOSE, "close" },
	{ CALL_UNLINK, "unlink" },
	{ CALL_RMDIR, "rmdir" },
	{ CALL_ALL, "any call" },
	{ CALL_SPACE, "call that takes space" },
};

const char *calls_name(uint32_t calls)
{
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		if (names[i].calls == calls)
			return names[i].name;
	}
	return "call of several kinds";
}

/* clang-format off */
const struct fault faults[FAULTS] = {
	{ "a write fails, the disk is full",        CALL_WRITE,     FAIL_ONCE, ENOSPC },
	{ "a write fails",                          CALL_WRITE,     FAIL_ONCE, EIO },
	{ "a write of the state fails",             CALL_PWRITE,    FAIL_ONCE, EIO },
	{ "an fsync fails",                         CALL_FSYNC,     FAIL_ONCE, EIO },
	{ "a rename fails",                         CALL_RENAME,    FAIL_ONCE, EIO },
	{ "an ftruncate fails",                     CALL_FTRUNCATE, FAIL_ONCE, EIO },
	{ "a mkdir fails, the disk is full",        CALL_MKDIR,     FAIL_ONCE, ENOSPC },
	{ "a mkdir is refused",                     CALL_MKDIR,     FAIL_ONCE, EACCES },
	{ "no file can be created",                 CALL_CREATE,    FAIL_ONCE, EMFILE },
	{ "the creation of a file is refused",      CALL_CREATE,    FAIL_ONCE, EACCES },
	{ "an open fails",                          CALL_OPEN,      FAIL_ONCE, EMFILE },
	{ "a close fails",                          CALL_CLOSE,     FAIL_ONCE, EIO },
	{ "an unlink is refused",                   CALL_UNLINK,    FAIL_ONCE, EACCES },
	{ "an rmdir is refused",                    CALL_RMDIR,     FAIL_ONCE, EACCES },
	{ "the disk is full from then on",          CALL_SPACE,     FAIL_FROM_THEN_ON, ENOSPC },
	{ "it is killed",                           CALL_ALL,       FAIL_BY_KILL, 0 },
};
/* clang-format on */
