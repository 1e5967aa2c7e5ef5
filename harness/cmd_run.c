/*
 * cmd_run.c - flowcheck run: runs scenarios against a target and reports
 */
#include "harness/command.h"
#include "harness/outputs.h"
#include "harness/report/human.h"
#include "harness/run/given.h"
#include "harness/run/pick.h"
#include "harness/run_args.h"
#include "harness/scenario/installed.h"
#include "harness/session.h"
#include "lib/file/file.h"
#include "lib/file/out.h"
#include "lib/mem.h"
#include "lib/processor.h"
#include "lib/str.h"

#define SCENARIOS "scenarios" /* what is run when nothing is named */

/* ---------------------------------------------------------------- what was asked */

/* What needs one target for all scenarios, or prints each step as it is played. */
static const char *plays_alone(const struct args *args)
{
	static const char *const alone[] = { "coverage",    "keep",  "show",
		                             "export-root", "state", "plan" };

	for (size_t i = 0; i < ARRAY_LEN(alone); i++) {
		if (args_given(args, alone[i]))
			return alone[i];
	}
	return NULL;
}

static int read_jobs(struct session *s, struct err *e)
{
	int64_t asked = args_int(s->args, "jobs");
	const char *alone =
		s->options.kind != TARGET_MOCK ? "target" : plays_alone(s->args);
	unsigned cores = processor_count();

	if (asked > 1 && alone)
		return err_set(e, ERR_INVALID,
		               "--jobs %lld: with --%s they are played "
		               "one after the other",
		               (long long)asked, alone);
	if (asked)
		s->jobs = (unsigned)asked;
	else
		s->jobs = alone ? 1 : cores > POOL_WORKERS_MAX ? POOL_WORKERS_MAX : cores;
	return 0;
}

static int open_reports(struct session *s, struct err *e)
{
	const char *const *specs = args_list(s->args, "report");

	for (; specs && *specs; specs++) {
		s->reports =
			mem_grow(s->reports, s->report_count + 1, sizeof(*s->reports));
		if (report_open(*specs, &s->reports[s->report_count], e) < 0)
			return -1;
		if (file_out_is_stdout(s->reports[s->report_count++].path))
			s->prose = stderr;
	}
	return 0;
}

static int check_coverage(struct session *s, struct err *e)
{
	const char *path = args_text(s->args, "coverage");

	if (!path)
		return 0;
	if (file_out_is_stdout(path))
		s->prose = stderr;
	return file_out_check(path, e);
}

/* ---------------------------------------------------------------- the whole */

static void say_wait(void *ctx, const char *line)
{
	struct session *s = ctx;

	progress_clear(&s->progress);
	fprintf(stderr, "flowcheck run: %s\n", line);
}

/* What a target waits for ends with a signal or the time-out. */
static void wait_as_interrupted(struct session *s)
{
	s->options.sleep = interrupt_wait;
	s->options.sleep_ctx = &s->interrupt;
	s->options.say = say_wait;
	s->options.say_ctx = s;
}

static int prepare(struct session *s, struct err *e)
{
	int64_t timeout_ms;

	if (run_args_target(s->args, &s->options, e) < 0 || read_jobs(s, e) < 0 ||
	    run_args_timeout(s->args, &timeout_ms, e) < 0 ||
	    run_args_expires(s->args, &s->expires, e) < 0)
		return EXIT_USAGE;
	if (args_switch(s->args, "fail-fast") && args_switch(s->args, "keep-going")) {
		err_set(e, ERR_INVALID, "--fail-fast or --keep-going, not both");
		return EXIT_USAGE;
	}
	wait_as_interrupted(s);
	if (open_reports(s, e) < 0)
		return e->code == ERR_INVALID ? EXIT_USAGE : EXIT_BAD_INPUT;
	if (check_coverage(s, e) < 0)
		return EXIT_BAD_INPUT;
	interrupt_init(&s->interrupt, timeout_ms);
	return EXIT_PASSED;
}

static int load_suite(struct session *s, struct err *e)
{
	AUTO_MEM char *installed = NULL;
	AUTO(cJSON_Delete) cJSON *vars = NULL;
	const char *fallback[] = { SCENARIOS, NULL };
	const struct pick pick = { args_list(s->args, "only"),
		                   args_list(s->args, "tag") };
	__typeof__(suite_load) *load;
	int rc;

	if (!s->args->rest_count && !file_is_dir(SCENARIOS)) {
		installed = installed_scenarios();
		if (!installed) {
			err_set(e, ERR_INVALID,
			        "which scenarios? There is no folder '%s' here",
			        SCENARIOS);
			return EXIT_USAGE;
		}
		fallback[0] = installed;
	}
	vars = given_vars(args_list(s->args, "var"), e);
	if (!vars)
		return EXIT_USAGE;
	load = args_switch(s->args, "keep-going") ? suite_load_readable : suite_load;
	rc = load(s->args->rest_count ? s->args->rest : fallback, vars, &s->suite,
	          &s->problems, e);
	fputs(buf_str(&s->problems), stderr);
	if (rc < 0)
		return EXIT_BAD_INPUT;
	if (!s->suite.count && !s->suite.bad_count) {
		err_set(e, ERR_NOT_FOUND, "there are no scenarios");
		return EXIT_NOTHING_RAN;
	}
	/* A file that can't be read may be the one that was meant. */
	if (!s->suite.bad_count && pick_check(&pick, &s->suite, e) < 0)
		return EXIT_NOTHING_RAN;
	pick_apply(&pick, &s->suite);
	if (!s->suite.count && !s->suite.bad_count) {
		err_set(e, ERR_NOT_FOUND, "no scenario fits --only and --tag");
		return EXIT_NOTHING_RAN;
	}
	return EXIT_PASSED;
}

/* Reports, coverage and state: no file is two of them, and none is an input. */
static int check_outputs(const struct session *s, struct err *e)
{
	const char *const more[] = { args_text(s->args, "coverage"),
		                     args_text(s->args, "state"),
		                     args_text(s->args, "ledger") };
	AUTO(mem_free) const char **paths = NULL;
	size_t count = 0;

	paths = mem_alloc((s->report_count + ARRAY_LEN(more)) * sizeof(*paths));
	for (size_t i = 0; i < s->report_count; i++)
		paths[count++] = s->reports[i].path;
	for (size_t i = 0; i < ARRAY_LEN(more); i++) {
		if (more[i])
			paths[count++] = more[i];
	}
	return outputs_check(paths, count, &s->suite, e);
}

/* --keep-going lists the others; no list may look whole that is not. */
static int list(const struct suite *suite)
{
	pick_list(suite, stdout);
	for (size_t i = 0; i < suite->bad_count; i++) {
		human_put(suite->bad[i].text, stderr);
		fputc('\n', stderr);
	}
	return suite->bad_count ? EXIT_BAD_INPUT : EXIT_PASSED;
}

/* Plays or lists what was found; nothing was where the code says so. */
static int go_on(struct session *s, int code)
{
	const bool lists = args_switch(s->args, "list");
	struct err e = { 0 };

	if (check_outputs(s, &e) < 0)
		return session_complain(&e, EXIT_USAGE);
	if (code == EXIT_NOTHING_RAN)
		return lists ? code : session_run_nothing(s);
	return lists ? list(&s->suite) : session_run(s);
}

/*
 * Reports that scenarios can't be read.  What those are, and what they include, is not
 * known: nothing that may be one of them is replaced by a report.
 */
static int report_bad(struct session *s, const struct err *e)
{
	for (size_t i = 0; i < s->report_count; i++) {
		const char *path = s->reports[i].path;

		if (suite_ending(path))
			return EXIT_BAD_INPUT;
		for (size_t k = 0; k < s->args->rest_count; k++) {
			if (file_out_is_same(path, s->args->rest[k]))
				return EXIT_BAD_INPUT;
		}
	}
	return s->report_count ? session_run_bad(s, e) : EXIT_BAD_INPUT;
}

static int run_run(const struct args *args)
{
	struct session s = { .args = args, .prose = stdout };
	struct err e = { 0 };
	int code = prepare(&s, &e);

	if (!code) {
		code = load_suite(&s, &e);
		if (code == EXIT_BAD_INPUT)
			code = report_bad(&s, &e);
	}
	if (code)
		session_complain(&e, code);
	if (!code || code == EXIT_NOTHING_RAN)
		code = go_on(&s, code);
	session_release(&s);
	return code;
}

const struct command command_run = {
	.name = "run",
	.usage = "run [OPTION]... [FILE|FOLDER]...",
	.help = "runs scenarios (default: those of ./scenarios, or the installed)",
	.options = run_options,
	.takes_words = true,
	.run = run_run,
};
