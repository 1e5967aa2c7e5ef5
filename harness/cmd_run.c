/*
 * cmd_run.c - flowcheck run: runs scenarios against a target and reports
 */
#include <unistd.h>

#include "harness/command.h"
#include "harness/outputs.h"
#include "harness/run/pick.h"
#include "harness/scenario/installed.h"
#include "harness/session.h"
#include "lib/file.h"
#include "lib/file_out.h"
#include "lib/mem.h"
#include "lib/str.h"

#define SCENARIOS "scenarios" /* what is run when nothing is named */

static const char *const contracts[] = { "lenient", "strict", NULL };

/* clang-format off */
#define FORM(name) " " #name "="
static const char report_help[] = "also"
#include "harness/report/forms.def"
	" (- is stdout); may be repeated";
#undef FORM

static const struct option run_options[] = {
	{ "target",      OPTION_TEXT,   "mock", NULL, "TARGET",    "mock (embedded, in virtual time) or http://HOST:PORT" },
	{ "report",      OPTION_LIST,   NULL,   NULL, "FORM=FILE", report_help },
	{ "coverage",    OPTION_TEXT,   NULL,   NULL, "FILE",      "writes which of the target's operations the scenarios called" },
	{ "only",        OPTION_LIST,   NULL,   NULL, "PLACE",     "runs what fits: a path, a glob, FILE:LINE; may be repeated" },
	{ "tag",         OPTION_LIST,   NULL,   NULL, "TAG",       "runs what has the tag; may be repeated" },
	{ "list",        OPTION_SWITCH, NULL,   NULL, NULL,        "prints what would be run, and runs nothing" },
	{ "jobs",        OPTION_INT,    "0",    NULL, "NUMBER",    "scenarios played at once (0: a core each on the embedded mock, else 1)", .min = 0, .max = POOL_WORKERS_MAX, .letter = 'j' },
	{ "repeat",      OPTION_INT,    "1",    NULL, "NUMBER",    "plays each scenario so often; one that differs is flaky", .min = 1, .max = 1000000 },
	{ "fail-fast",   OPTION_SWITCH, NULL,   NULL, NULL,        "ends the run with the first scenario that does not pass" },
	{ "keep",        OPTION_SWITCH, NULL,   NULL, NULL,        "leaves what the last scenario made" },
	{ "show",        OPTION_SWITCH, NULL,   NULL, NULL,        "prints every step, the runs' metrics and the exported tree" },
	{ "timeout",     OPTION_TEXT,   NULL,   NULL, "DURATION",  "ends the whole run after so long" },
	{ "export-root", OPTION_TEXT,   NULL,   NULL, "FOLDER",    "embedded mock: exported files go below it (a temporary folder)" },
	{ "state",       OPTION_TEXT,   NULL,   NULL, "FILE",      "embedded mock: keeps its state there (in memory)" },
	{ "datasets",    OPTION_LIST,   NULL,   NULL, "FOLDER",    "embedded mock: adds datasets; may be repeated" },
	{ "seed",        OPTION_INT,    "1",    NULL, "NUMBER",    "embedded mock: draws ids, names and records", .min = 1, .max = INT64_MAX },
	{ "contract",    OPTION_CHOICE, "lenient", NULL, "MODE",   "embedded mock: its contract where a scenario names none", .choices = contracts },
	{ "now",         OPTION_TEXT,   "2026-01-01T00:00:00Z", NULL, "TIME", "embedded mock: where its clock starts" },
	{ 0 },
};
/* clang-format on */

/* ---------------------------------------------------------------- what was asked */

/* Options that only an embedded mock has must not be lost on a URL. */
static int check_target(const struct args *args, struct err *e)
{
	static const char *const mock_only[] = { "export-root", "state", "datasets",
		                                 "seed",        "now",   "contract" };
	const char *target = args_text(args, "target");

	if (!strcmp(target, "mock"))
		return 0;
	if (!str_starts(target, "http://") && !str_starts(target, "https://"))
		return err_set(e, ERR_INVALID, "--target: '%s' is neither mock nor a URL",
		               target);
	for (size_t i = 0; i < ARRAY_LEN(mock_only); i++) {
		if (args_given(args, mock_only[i]))
			return err_set(e, ERR_INVALID,
			               "--%s goes with the embedded mock only",
			               mock_only[i]);
	}
	return 0;
}

static int read_target(const struct args *args, struct target_options *out, struct err *e)
{
	const char *target = args_text(args, "target");
	struct err why = { 0 };

	*out = (struct target_options){
		.url = strcmp(target, "mock") ? target : NULL,
		.export_root = args_text(args, "export-root"),
		.state = args_text(args, "state"),
		.datasets = args_list(args, "datasets"),
		.seed = (uint64_t)args_int(args, "seed"),
		.strict = args_choice(args, "contract") != 0,
		.keep = args_switch(args, "keep"),
	};
	if (identity_read(&out->who, e) < 0)
		return -1;
	if (vtime_parse(args_text(args, "now"), &out->now, &why) < 0)
		return err_set(e, ERR_INVALID, "--now: %s", why.text);
	return check_target(args, e);
}

/* What needs one target for all scenarios, or prints each step as it is played. */
static const char *plays_alone(const struct args *args)
{
	static const char *const alone[] = { "coverage", "keep", "show", "export-root",
		                             "state" };

	for (size_t i = 0; i < ARRAY_LEN(alone); i++) {
		if (args_given(args, alone[i]))
			return alone[i];
	}
	return NULL;
}

static int read_jobs(struct session *s, struct err *e)
{
	int64_t asked = args_int(s->args, "jobs");
	const char *alone = s->options.url ? "target" : plays_alone(s->args);
	long cores = sysconf(_SC_NPROCESSORS_ONLN);

	if (asked > 1 && alone)
		return err_set(e, ERR_INVALID,
		               "--jobs %lld: with --%s they are played "
		               "one after the other",
		               (long long)asked, alone);
	if (asked)
		s->jobs = (unsigned)asked;
	else
		s->jobs = alone || cores < 1         ? 1
		          : cores > POOL_WORKERS_MAX ? POOL_WORKERS_MAX
		                                     : (unsigned)cores;
	return 0;
}

static int read_timeout(const struct args *args, int64_t *ms, struct err *e)
{
	const char *text = args_text(args, "timeout");
	struct err why = { 0 };
	struct duration d = { 0 };

	*ms = 0;
	if (!text)
		return 0;
	if (duration_parse(text, &d, &why) < 0)
		return err_set(e, ERR_INVALID, "--timeout: %s", why.text);
	if (d.months || d.ms <= 0)
		return err_set(e, ERR_INVALID, "--timeout: '%s' is no length of time",
		               text);
	*ms = d.ms;
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

static int prepare(struct session *s, struct err *e)
{
	int64_t timeout_ms;

	if (read_target(s->args, &s->options, e) < 0 || read_jobs(s, e) < 0 ||
	    read_timeout(s->args, &timeout_ms, e) < 0)
		return EXIT_USAGE;
	if (open_reports(s, e) < 0)
		return e->code == ERR_INVALID ? EXIT_USAGE : EXIT_BAD_INPUT;
	if (check_coverage(s, e) < 0)
		return EXIT_BAD_INPUT;
	interrupt_init(&s->interrupt, timeout_ms);
	return EXIT_PASSED;
}

static int load_suite(struct session *s, struct err *e)
{
	AUTO(mem_free) char *installed = NULL;
	const char *fallback[] = { SCENARIOS, NULL };
	const struct pick pick = { args_list(s->args, "only"),
		                   args_list(s->args, "tag") };
	struct buf problems = { 0 };
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
	rc = suite_load(s->args->rest_count ? s->args->rest : fallback, &s->suite,
	                &problems, e);
	fputs(buf_str(&problems), stderr);
	buf_release(&problems);
	if (rc < 0)
		return EXIT_BAD_INPUT;
	if (!s->suite.count) {
		err_set(e, ERR_NOT_FOUND, "there are no scenarios");
		return EXIT_NOTHING_RAN;
	}
	pick_apply(&pick, &s->suite);
	if (!s->suite.count) {
		err_set(e, ERR_NOT_FOUND, "no scenario fits --only and --tag");
		return EXIT_NOTHING_RAN;
	}
	return EXIT_PASSED;
}

/* Reports, coverage and state: no file is two of them, and none is an input. */
static int check_outputs(const struct session *s, struct err *e)
{
	const char *const more[] = { args_text(s->args, "coverage"),
		                     args_text(s->args, "state") };
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

static int run_run(const struct args *args)
{
	struct session s = { .args = args, .prose = stdout };
	struct err e = { 0 };
	int code = prepare(&s, &e);

	if (!code)
		code = load_suite(&s, &e);
	if (!code && check_outputs(&s, &e) < 0)
		code = EXIT_USAGE;
	if (code)
		session_complain(&e, code);
	else if (args_switch(args, "list"))
		pick_list(&s.suite, stdout);
	else
		code = session_run(&s);
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
