/*
 * cmd_run.c - flowcheck run: runs scenarios against a target and reports
 */
#include <unistd.h>

#include "harness/command.h"
#include "harness/outputs.h"
#include "harness/report/human.h"
#include "harness/report/report.h"
#include "harness/scenario/installed.h"
#include "harness/scenario/suite.h"
#include "harness/show.h"
#include "harness/steps/play.h"
#include "lib/file.h"
#include "lib/file_out.h"
#include "lib/mem.h"
#include "lib/str.h"

#define SCENARIOS "scenarios" /* what is run when nothing is named */
#define GLANCE_MS 50          /* between two looks whether a pipe has a reader */

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

/* A run: what it was asked for and what it has come to. */
struct session {
	const struct args *args;
	struct suite suite;
	struct report *reports;
	size_t report_count;
	struct interrupt interrupt;
	struct target *target;
	struct totals totals;
	bool unclean; /* the clean-up failed */
	FILE *prose;  /* for messages to a person: stderr when a report goes to stdout */
	struct buf coverage;
};

static int complain(const struct err *e, int exit_code)
{
	fprintf(stderr, "flowcheck run: %s\n", e->text);
	return exit_code;
}

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

/* ---------------------------------------------------------------- running */

static void print(const struct session *s, const struct buf *text)
{
	fwrite(buf_str(text), 1, text->size, s->prose);
	fflush(s->prose);
}

static void tell(struct session *s, const struct result *result)
{
	const char *no_colour = getenv("NO_COLOR");
	bool bright = isatty(fileno(s->prose)) && !(no_colour && *no_colour);
	struct buf text = { 0 };

	s->totals.all++;
	s->totals.of[result->verdict]++;
	for (size_t i = 0; i < s->report_count; i++)
		report_scenario(&s->reports[i], result);
	human_scenario(result, bright ? HUMAN_COLOURS : HUMAN_PLAIN, &text);
	print(s, &text);
	buf_release(&text);
}

static void run_all(struct session *s)
{
	const struct watcher watcher = { show_step, s->prose };
	bool show = args_switch(s->args, "show");

	for (size_t i = 0; i < s->suite.count && !interrupt_came(&s->interrupt); i++) {
		struct result result;

		if (show) {
			fprintf(s->prose, "%s\n", s->suite.all[i].sentence);
			fflush(s->prose);
		}
		play_scenario(s->target, &s->suite.all[i], &s->interrupt,
		              show ? &watcher : NULL, &result);
		tell(s, &result);
		result_release(&result);
	}
}

/* Shows and, unless it is to be kept, removes what the last scenario made. */
static int finish_target(struct session *s, struct err *e)
{
	if (args_switch(s->args, "show") && show_outcome(s->target, s->prose, e) < 0)
		return -1;
	if (args_switch(s->args, "keep")) {
		if (target_exports(s->target))
			fprintf(s->prose, "kept: %s\n", target_exports(s->target));
		return 0;
	}
	return target_reset(s->target, NULL, e);
}

/* The worst thing that happened decides; a clean-up that failed is a failure. */
static int exit_code(const struct session *s)
{
	static const struct {
		enum verdict verdict;
		int code;
	} worst_first[] = {
		{ VERDICT_INTERNAL, EXIT_INTERNAL },
		{ VERDICT_UNREACHABLE, EXIT_UNREACHABLE },
		{ VERDICT_BAD, EXIT_BAD_INPUT },
		{ VERDICT_FAILED, EXIT_FAILED },
		{ VERDICT_PASSED, EXIT_PASSED },
	};

	if (s->interrupt.exit_code)
		return s->interrupt.exit_code;
	for (size_t i = 0; i < ARRAY_LEN(worst_first); i++) {
		enum verdict verdict = worst_first[i].verdict;

		if (s->totals.of[verdict] || (verdict == VERDICT_FAILED && s->unclean))
			return worst_first[i].code;
	}
	return EXIT_NOTHING_RAN;
}

/* Waits for a reader of a report's pipe, until a signal or the time-out. */
static bool wait_for_reader(void *ctx)
{
	interrupt_sleep(ctx, GLANCE_MS);
	return !interrupt_came(ctx);
}

/* Writes which operations were called, if --coverage names a file. */
static int write_coverage(struct session *s, const struct file_out_wait *wait,
                          struct err *e)
{
	const char *path = args_text(s->args, "coverage");

	return path ? file_out_write(path, &s->coverage, wait, e) : 0;
}

/* Writes all reports and the coverage, even where one of them fails. */
static bool write_reports(struct session *s)
{
	const struct file_out_wait wait = { wait_for_reader, &s->interrupt };
	struct err why = { 0 };
	bool all = true;

	for (size_t i = 0; i < s->report_count; i++) {
		struct err e = { 0 };

		if (report_write(&s->reports[i], &s->totals, &wait, &e) < 0) {
			complain(&e, EXIT_INTERNAL);
			all = false;
		}
	}
	if (write_coverage(s, &wait, &why) == 0)
		return all;
	complain(&why, EXIT_INTERNAL);
	return false;
}

/* Writes reports and totals; only a signal outranks a report that can't be written. */
static int conclude(struct session *s)
{
	struct buf text = { 0 };
	bool wrote;
	int code;

	fflush(s->prose);
	wrote = write_reports(s);
	if (!wrote)
		(void)interrupt_came(&s->interrupt); /* it may have been why */
	code = exit_code(s);
	if (!wrote && code < EXIT_INTERNAL)
		code = EXIT_INTERNAL;
	human_totals(&s->totals, &text);
	print(s, &text);
	buf_release(&text);
	return code;
}

static int open_target(struct session *s, const struct target_options *options,
                       struct err *e)
{
	if (target_open(options, &s->target, e) < 0)
		return -1;
	return args_text(s->args, "coverage") ? target_count_calls(s->target, e) : 0;
}

static int run_against(struct session *s, const struct target_options *options)
{
	struct err e = { 0 };

	if (open_target(s, options, &e) < 0) {
		target_close(s->target);
		return complain(&e, e.code == ERR_UNAVAILABLE ? EXIT_UNREACHABLE
		                    : e.code == ERR_INVALID   ? EXIT_BAD_INPUT
		                                              : EXIT_INTERNAL);
	}
	if (args_switch(s->args, "show"))
		fprintf(s->prose, "target: %s at %s\n", target_name(s->target),
		        target_url(s->target));
	run_all(s);
	if (!s->totals.of[VERDICT_UNREACHABLE] && finish_target(s, &e) < 0) {
		fprintf(stderr, "flowcheck run: cleaning up: %s\n", e.text);
		s->unclean = true;
	}
	if (target_coverage(s->target))
		coverage_print(target_coverage(s->target), &s->coverage);
	target_close(s->target);
	return conclude(s);
}

static int prepare(struct session *s, struct target_options *options, struct err *e)
{
	int64_t timeout_ms;

	if (read_target(s->args, options, e) < 0 ||
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
	if (s->suite.count)
		return EXIT_PASSED;
	err_set(e, ERR_NOT_FOUND, "there are no scenarios");
	return EXIT_NOTHING_RAN;
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
	struct target_options options = { 0 };
	struct err e = { 0 };
	int code = prepare(&s, &options, &e);

	if (!code)
		code = load_suite(&s, &e);
	if (!code && check_outputs(&s, &e) < 0)
		code = EXIT_USAGE;
	if (code)
		complain(&e, code);
	else
		code = run_against(&s, &options);
	for (size_t i = 0; i < s.report_count; i++)
		report_release(&s.reports[i]);
	free(s.reports);
	buf_release(&s.coverage);
	suite_release(&s.suite);
	identity_release(&options.who);
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
