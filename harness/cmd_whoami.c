/*
 * cmd_whoami.c - flowcheck whoami: as whom a target is asked, and what it holds of ours
 */
#include "harness/command.h"
#include "harness/report/human.h"
#include "harness/target/whoami.h"
#include "harness/target_args.h"
#include "lib/mem.h"

/* clang-format off */
static const struct option options[] = {
	TARGET_ROW("real"),
	PROFILE_ROW,
	SANDBOX_ROW,
	RATE_ROW,
	{ 0 },
};
/* clang-format on */

static int complain(const struct err *e, int exit_code)
{
	fputs("flowcheck whoami: ", stderr);
	human_put(e->text, stderr);
	fputc('\n', stderr);
	return exit_code;
}

static int ask(const struct args *args, struct target_options *o, struct err *e)
{
	const char *from = args_text(args, "sandbox") ? "--sandbox" : NULL;
	AUTO(target_close) struct target *t = NULL;
	AUTO(buf_release) struct buf text = { 0 };
	struct err why = { 0 };
	int rc;

	o->reset = RESET_NEVER;
	if (target_open(o, &t, e) < 0)
		return -1;
	rc = whoami_print(t, from, &text, &why);
	if (rc < 0) {
		AUTO_MEM char *masked = identity_masked(target_identity(t), why.text);

		err_set(e, why.code, "%s", masked);
	}
	human_put(buf_str(&text), stdout);
	return rc;
}

static int run_whoami(const struct args *args)
{
	struct target_options o;
	struct err e = { 0 };
	int rc;

	if (target_args_read(args, &o, &e) < 0)
		return complain(&e, EXIT_USAGE);
	rc = ask(args, &o, &e);
	identity_release(&o.who);
	return rc < 0 ? complain(&e, target_args_exit_code(&e)) : EXIT_PASSED;
}

const struct command command_whoami = {
	.name = "whoami",
	.usage = "whoami [OPTION]...",
	.help = "says as whom the service is asked, and what it holds of ours",
	.options = options,
	.run = run_whoami,
};
