/*
 * calls.h - the kinds of system calls that are counted, by name
 *
 * Owns: nothing.
 */
#ifndef TESTS_CRASH_CALLS_H
#define TESTS_CRASH_CALLS_H

#include "lib/base.h"
#include "tests/crash/fail_calls.h"

/* "fsync", "any call": those that fail_calls.h has a name for; hexadecimal else. */
const char *calls_name(uint32_t calls);

/* One fault: how a call of these kinds fails, and with which errno. */
struct fault {
	const char *name;
	uint32_t calls;
	enum fail_how how;
	int error;
};

#define FAULTS 16
extern const struct fault faults[FAULTS];

#endif
