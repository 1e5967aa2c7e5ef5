/*
 * target_args.h - the options that say what is tested, as whom, and what may be done to
 * it
 *
 * Owns: nothing; the texts of what is read belong to the arguments.
 * Errors: ERR_INVALID, naming the option; those of identity_read().
 */
#ifndef HARNESS_TARGET_ARGS_H
#define HARNESS_TARGET_ARGS_H

#include "harness/target/target.h"
#include "lib/argv.h"

/* Rows for tables of options; all but --target are given by hand alone. */
/* clang-format off */
#define TARGET_ROW(fallback) \
	{ "target", OPTION_TEXT, fallback, .value = "TARGET", \
	  .help = "mock (embedded, in virtual time), http://HOST:PORT, or real (the " \
	          "service itself)" }
#define PROFILE_ROW \
	{ "profile", OPTION_TEXT, .value = "FILE", \
	  .help = "FLOWCHECK_… variables, a line each, in place of the environment's " \
	          "(mode 0600)" }
#define SANDBOX_ROW \
	{ "sandbox", OPTION_TEXT, .value = "NAME", \
	  .help = "the sandbox, in place of FLOWCHECK_SANDBOX" }
#define LEDGER_ROW \
	{ "ledger", OPTION_TEXT, .value = "FILE", \
	  .help = "what is made there is noted in this file " \
	          "($XDG_STATE_HOME/flowcheck/RUN.jsonl)" }
#define RATE_ROW \
	{ "rate", OPTION_TEXT, .value = "NUMBER", \
	  .help = "at most so many requests a second" }
/* clang-format on */

/*
 * What --target, --profile and --sandbox say, and --rate, --max-requests, --allow-writes
 * and --allow-production where the table has them.  The identity in *out is to be
 * released; nothing is on -1.
 */
int target_args_read(const struct args *args, struct target_options *out, struct err *e)
	MUST_USE;

/* As whom alone: --profile and --rate, for a command that has no --target. */
int target_args_identity(const struct args *args, struct target_options *out,
                         struct err *e) MUST_USE;

/* The exit code of a command that a target's error ends. */
int target_args_exit_code(const struct err *e);

#endif
