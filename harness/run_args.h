/*
 * run_args.h - the options of `flowcheck run`
 *
 * Owns: nothing.
 * Errors: ERR_INVALID, naming the option.
 */
#ifndef HARNESS_RUN_ARGS_H
#define HARNESS_RUN_ARGS_H

#include "harness/target/target.h"
#include "lib/argv.h"

extern const struct option run_options[];

/* The target, as target_args_read() has it, and what belongs to an embedded mock. */
int run_args_target(const struct args *args, struct target_options *out, struct err *e)
	MUST_USE;

/* --timeout in milliseconds; 0: none. */
int run_args_timeout(const struct args *args, int64_t *ms, struct err *e) MUST_USE;

/* When others may remove what this run makes: --expires from now on. */
int run_args_expires(const struct args *args, vtime *out, struct err *e) MUST_USE;

#endif
