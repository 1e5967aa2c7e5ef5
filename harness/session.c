/*
 * session.c - a run of flowcheck
 */
#include "harness/session.h"

#include "harness/exit_status.h"
#include "harness/finish.h"
#include "harness/report/human.h"
#include "harness/run/repeat.h"
#include "harness/target/whoami.h"
#include "harness/target_args.h"
#include "harness/watch.h"

#include "lib/file/file.h"
#include "lib/mem.h"
#include "mockserver/flowmock.h"

#include <unistd.h>

#define GLANCE_MS 50 /* between two looks whether a pipe has a reader */

int session_complain(const struct err *e, int exit_code)
{
	fputs("flowcheck run: ", stderr);
	human_put(e->text, stderr);
	fputc('\n', stderr);
	return exit_code;
}

/* ---------------------------------------------------------------- running */

static void print(struct session *s, const struct buf *text)
{
	progress_clear(&s->progress);
	fwrite(buf_str(text), 1, text->size, s->prose);
	fflush(s->prose);
}

/* Adds it to the totals and to each report. */
static void count(struct session *s, const struct result *result)
{
	s->totals.all++;
	s->totals.of[result->verdict]++;
	for (size_t i = 0; i < s->report_count; i++)
		report_scenario(&s->reports[i], result);
}

static void tell(struct session *s, const struct result *result)
{
	const char *no_colour = getenv("NO_COLOR");
	bool bright = isatty(fileno(s->prose)) && !(no_colour && *no_colour);
	struct buf text = { 0 };

	count(s, result);
	if (result->verdict != VERDICT_PASSED && result->verdict != VERDICT_SKIPPED)
		human_again(result, &s->again);
	human_scenario(result, bright ? HUMAN_COLOURS : HUMAN_PLAIN, &text);
	print(s, &text);
	buf_release(&text);
}

/* The first of those that are not reported is being played. */
static void show_progress(struct session *s)
{
	size_t next = s->totals.all - s->suite.bad_count;

	if (next < s->suite.count && !args_switch(s->args, "show"))
		progress_play(&s->progress, s->totals.all, s->suite.all[next].sentence);
}

/* Reports it; false when the run is to end with it. */
static bool take_result(void *ctx, const struct result *result)
{
	struct session *s = ctx;

	tell(s, result);
	show_progress(s);
	return !args_switch(s->args, "fail-fast") || result->verdict == VERDICT_PASSED ||
	       result->verdict == VERDICT_SKIPPED;
}

/* Waits for a reader of a report's pipe, until a signal or the time-out. */
static bool wait_for_reader(void *ctx)
{
	interrupt_sleep(ctx, GLANCE_MS);
	return !interrupt_came(ctx);
}

static void begin_reports(struct session *s)
{
	const struct file_out_wait wait = { wait_for_reader, &s->interrupt };
	const struct report_run run = {
		.version = flowmock_version(),
		.target = args_text(s->args, "target"),
		.scenarios = s->suite.count + s->suite.bad_count,
	};

	for (size_t i = 0; i < s->report_count; i++)
		report_begin(&s->reports[i], &run, &wait);
}

static bool wants_records(const struct session *s)
{
	for (size_t i = 0; i < s->report_count; i++) {
		if (s->reports[i].kind->records)
			return true;
	}
	return false;
}

/* The requests that were planned since the last time, below a line about them. */
static void print_plan(struct session *s, const char *what, const char *file, int line)
{
	struct preview *plan = target_preview(s->target);

	if (!plan || !plan->text.size)
		return;
	progress_clear(&s->progress);
	if (file)
		fprintf(s->prose, "# %s (%s:%d)\n", what, file, line);
	else
		fprintf(s->prose, "# %s\n", what);
	print(s, &plan->text);
	buf_clear(&plan->text);
}

static void play_one(void *ctx, const struct scenario *scenario, struct result *out)
{
	struct session *s = ctx;
	AUTO(record_release) struct record record = { 0 };
	struct watch watch = {
		.show = args_switch(s->args, "show") ? s->prose : NULL,
		.record = wants_records(s) ? &record : NULL,
		.progress = &s->progress,
	};
	const struct repeat repeat = {
		.times = args_int(s->args, "repeat"),
		.how = { .interrupt = &s->interrupt,
		         .watcher = watch_begin(&watch),
		         .keep = args_switch(s->args, "keep") },
		.record = watch.record,
	};

	if (watch.show) {
		fprintf(s->prose, "%s\n", scenario->sentence);
		fflush(s->prose);
	}
	repeat_play(&repeat, s->target, scenario, out);
	print_plan(s, scenario->sentence, scenario->file, scenario->line);
}

static void run_all(struct session *s)
{
	bool more = true;

	show_progress(s);
	for (size_t i = 0; more && i < s->suite.count; i++) {
		struct result result;

		if (interrupt_came(&s->interrupt))
			return;
		play_one(s, &s->suite.all[i], &result);
		more = take_result(s, &result);
		result_release(&result);
	}
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
			session_complain(&e, EXIT_INTERNAL);
			all = false;
		}
	}
	if (write_coverage(s, &wait, &why) == 0)
		return all;
	session_complain(&why, EXIT_INTERNAL);
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
	code = s->interrupt.exit_code ? s->interrupt.exit_code
	                              : exit_status(&s->totals, s->unclean);
	if (!wrote && code < EXIT_INTERNAL)
		code = EXIT_INTERNAL;
	if (s->again.size && s->totals.all > 1)
		buf_printf(&text, "\nnot passed:\n%s\n", buf_str(&s->again));
	human_time(&s->totals, vtime_monotonic_ns() - s->started_ns, &text);
	human_totals(&s->totals, &text);
	print(s, &text);
	buf_release(&text);
	return code;
}

/* In the scenarios' place: older reports must not stand for this run. */
static bool report_instead(struct session *s, struct result *result)
{
	result->line = 1;
	count(s, result);
	result_release(result);
	return write_reports(s);
}

static bool report_refused(struct session *s, int code, const struct err *e)
{
	const struct suite *suite = &s->suite;
	struct result result = {
		.file = suite->count ? suite->all[0].file : suite->bad[0].file,
		.sentence = "There is a target to play against",
		.verdict = exit_status_refusal(code),
		.message = mem_strdup(e->text),
	};

	return report_instead(s, &result);
}

/* The target can't be opened, because of a signal or the time-out maybe. */
static int fail_refused(struct session *s, const struct err *e)
{
	int code = target_args_exit_code(e);

	if (code == EXIT_UNREACHABLE && interrupt_came(&s->interrupt))
		code = s->interrupt.exit_code;
	session_complain(e, code);
	if (!report_refused(s, code, e) && code < EXIT_INTERNAL)
		return EXIT_INTERNAL;
	return code;
}

/* Who writes, where, and into which ledger: said before the first write. */
static int print_whoami(struct session *s, struct err *e)
{
	const char *from = args_text(s->args, "sandbox") ? "--sandbox" : NULL;
	const struct ledger *l = target_ledger(s->target);
	AUTO(buf_release) struct buf text = { 0 };
	struct err why = { 0 };

	if (target_preview(s->target) && target_lacks(s->target, CAN_RESET)) {
		whoami_preview(s->target);
		print_plan(s, "before the first scenario", NULL, 0);
	}
	/* Who only reads asks less. */
	if (!l && target_lacks(s->target, CAN_WRITE) && !target_preview(s->target))
		return target_check_service(s->target, e);
	if (!l)
		return 0;
	if (whoami_print(s->target, from, &text, &why) < 0) {
		AUTO_MEM char *masked =
			identity_masked(target_identity(s->target), why.text);

		return err_set(e, why.code, "%s", masked);
	}
	buf_printf(&text, "ledger: %s\n", l->path);
	print(s, &text);
	return 0;
}

static int open_target(struct session *s, struct err *e)
{
	const char *ledger = args_text(s->args, "ledger");

	if (target_open(&s->options, &s->target, e) < 0 ||
	    target_begin_ledger(s->target, ledger, s->expires, e) < 0 ||
	    print_whoami(s, e) < 0)
		return -1;
	return args_text(s->args, "coverage") ? target_count_calls(s->target, e) : 0;
}

static void complain_unclean(struct session *s, const struct err *e)
{
	fputs("flowcheck run: cleaning up: ", stderr);
	human_put(e->text, stderr);
	fputc('\n', stderr);
	s->unclean = true;
}

static int begin_worker(void *ctx, struct err *e)
{
	struct session *s = ctx;

	s->progress.to = NULL; /* the line is the other process's */
	s->options.export_root =
		mem_printf("%s/%ld", s->workers_root.path, (long)getpid());
	return target_open(&s->options, &s->target, e);
}

static void end_worker(void *ctx)
{
	struct session *s = ctx;

	target_close(s->target);
}

/* What the workers' mocks have exported, those that crashed included. */
static void remove_workers_root(struct session *s)
{
	struct err e = { 0 };

	if (scratch_folder_close(&s->workers_root, &e) < 0)
		complain_unclean(s, &e);
}

/* Each worker has an embedded mock of its own, and leaves nothing. */
static int run_in_parallel(struct session *s)
{
	const struct pool pool = {
		.suite = &s->suite,
		.workers = s->jobs,
		.interrupt = &s->interrupt,
		.begin = begin_worker,
		.play = play_one,
		.end = end_worker,
		.done = take_result,
		.ctx = s,
	};
	struct err e = { 0 };
	int rc;

	if (scratch_folder_open(TARGET_MEMORY_ROOM, &s->workers_root, &e) < 0)
		return fail_refused(s, &e);
	show_progress(s);
	rc = pool_run(&pool, &e);
	progress_clear(&s->progress);
	remove_workers_root(s);
	return rc < 0 ? fail_refused(s, &e) : conclude(s);
}

static int run_against(struct session *s)
{
	struct finish finish = { .interrupt = &s->interrupt,
		                 .prose = s->prose,
		                 .show = args_switch(s->args, "show"),
		                 .keep = args_switch(s->args, "keep") };
	struct err e = { 0 };

	if (open_target(s, &e) < 0) {
		target_close(s->target);
		return fail_refused(s, &e);
	}
	finish.target = s->target;
	if (finish.show)
		fprintf(s->prose, "target: %s at %s\n", target_name(s->target),
		        target_url(s->target));
	run_all(s);
	progress_clear(&s->progress);
	if ((target_ledger(s->target) || !s->totals.of[VERDICT_UNREACHABLE]) &&
	    finish_run(&finish, &e) < 0)
		complain_unclean(s, &e);
	if (target_coverage(s->target))
		coverage_print(target_coverage(s->target), &s->coverage);
	target_close(s->target);
	return conclude(s);
}

/* --keep-going: files that can't be read are scenarios that did not pass. */
static void tell_bad(struct session *s)
{
	for (size_t i = 0; i < s->suite.bad_count; i++) {
		const struct suite_bad *bad = &s->suite.bad[i];
		struct result result = {
			.file = bad->file,
			.sentence = "a file that is no scenario",
			.line = bad->line,
			.verdict = VERDICT_BAD,
			.message = mem_strdup(bad->text),
		};

		tell(s, &result);
		result_release(&result);
	}
}

int session_run(struct session *s)
{
	s->started_ns = vtime_monotonic_ns();
	progress_init(&s->progress, s->prose, s->suite.count + s->suite.bad_count);
	begin_reports(s);
	tell_bad(s);
	if (s->jobs > s->suite.count)
		s->jobs = (unsigned)s->suite.count;
	return s->jobs > 1 ? run_in_parallel(s) : run_against(s);
}

int session_run_nothing(struct session *s)
{
	s->started_ns = vtime_monotonic_ns();
	begin_reports(s);
	return conclude(s);
}

int session_run_bad(struct session *s, const struct err *e)
{
	struct result result = {
		.file = s->args->rest_count ? s->args->rest[0] : ".",
		.sentence = "All scenarios can be read",
		.verdict = VERDICT_BAD,
		.message = mem_strdup(s->problems.size ? buf_str(&s->problems) : e->text),
	};

	begin_reports(s);
	return report_instead(s, &result) ? EXIT_BAD_INPUT : EXIT_INTERNAL;
}

void session_release(struct session *s)
{
	for (size_t i = 0; i < s->report_count; i++)
		report_release(&s->reports[i]);
	free(s->reports);
	buf_release(&s->coverage);
	buf_release(&s->problems);
	buf_release(&s->again);
	suite_release(&s->suite);
	identity_release(&s->options.who);
}
