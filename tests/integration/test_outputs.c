/*
 * test_outputs.c - every option of both programs that names a file to be written
 *
 * Devices, pipes and links are made by the test, in its own folder.
 */
#include "tests/unit/unit.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "lib/file/file.h"
#include "lib/mem.h"
#include "lib/str.h"
#include "tests/support/program.h"
#include "tests/support/scratch.h"

#define ARGS_MAX 12

/*
 * FILE in an argument is the file, STATE the state, and STATE-wal another file of it;
 * SCENARIO is what is run, HERE a folder.
 */
static const struct output {
	const char *program, *args[ARGS_MAX];
	int missing, unwritten;     /* exit status: no folder; the disk is full */
	const char *starts, *prose; /* how the file starts; a part of the message */
	bool serves;
} outputs[] = {
	/* clang-format off */
	{ "flowcheck", { "run", "--report", "tap=FILE", "SCENARIO" },   3, 70, "TAP version", "1 passed", false },
	{ "flowcheck", { "run", "--report", "junit=FILE", "SCENARIO" }, 3, 70, "<?xml",       "1 passed", false },
	{ "flowcheck", { "run", "--report", "json=FILE", "SCENARIO" },  3, 70, "{",           "1 passed", false },
	{ "flowcheck", { "run", "--coverage", "FILE", "SCENARIO" },     3, 70, "2 of ",       "1 passed", false },
	{ "flowmock",  { "timeline", "--state", "STATE", "--json", "--output", "FILE" }, 2, 1, "{", "", false },
	{ "flowmock",  { "serve", "--port", "0", "--export-root", "HERE", "--port-file", "FILE" }, 2, 1, "", "listening on", true },
	/* clang-format on */
};

struct run {
	int status;
	struct buf out, err;
};

static void run_release(struct run *r)
{
	buf_release(&r->out);
	buf_release(&r->err);
}

AUTO_DEFINE_STRUCT(struct run, run_release);

static char *argument_of(void **state, const char *before, const char *name)
{
	AUTO(mem_free) char *path = scratch_path(state, name);

	return mem_printf("%s%s", before, path);
}

/* The argument with the names in it replaced. */
static char *argument(void **state, const char *arg, const char *file)
{
	const char *equals = strchr(arg, '=');

	if (!strcmp(arg, "FILE"))
		return mem_strdup(file);
	if (equals && !strcmp(equals + 1, "FILE"))
		return mem_printf("%.*s%s", (int)(equals + 1 - arg), arg, file);
	if (str_starts(arg, "STATE")) {
		AUTO(mem_free) char *db = scratch_path(state, "state.db");

		return mem_printf("%s%s", db, arg + strlen("STATE"));
	}
	if (!strcmp(arg, "SCENARIO"))
		return scratch_path(state, "scenario.yaml");
	if (!strcmp(arg, "tap=SCENARIO"))
		return argument_of(state, "tap=", "scenario.yaml");
	if (!strcmp(arg, "HERE"))
		return scratch_path(state, "exports");
	return mem_strdup(arg);
}

/* Runs it to its end; a server is stopped as soon as it has said where it listens. */
static struct run write_to(void **state, const struct output *o, const char *file)
{
	char *args[ARGS_MAX + 1] = { NULL };
	struct run r = { 0 };
	struct program p;
	size_t n = 0;

	for (; n < ARGS_MAX && o->args[n]; n++)
		args[n] = argument(state, o->args[n], file);
	program_start(&p, o->program, (const char *const *)args, NULL);
	if (o->serves) {
		buf_add_str(&r.out, program_first_line(&p));
		buf_add_char(&r.out, '\n');
		if (str_starts(buf_str(&r.out), "listening on"))
			kill(p.pid, SIGTERM);
	}
	r.status = program_wait(&p, &r.out, &r.err);
	for (size_t i = 0; i < n; i++)
		free(args[i]);
	return r;
}

static void assert_status(const struct output *o, const struct run *r, int status)
{
	if (r->status != status)
		fail_msg("%s %s: exit %d, not %d: %s%s", o->program, o->args[1],
		         r->status, status, buf_str(&r->out), buf_str(&r->err));
}

/* The text is one that the option writes; a port is a number and a newline. */
static void assert_written(const struct output *o, const struct buf *text)
{
	int64_t port = 0;

	if (!o->serves) {
		assert_true(text->size > 1);
		assert_true(str_starts(buf_str(text), o->starts));
		return;
	}
	port = strtoll(buf_str(text), NULL, 10);
	assert_true(port > 0 && port < 65536);
	assert_true(str_ends(buf_str(text), "\n"));
}

static void assert_file(const struct output *o, const char *path)
{
	AUTO(buf_release) struct buf text = { 0 };

	scratch_read(path, &text);
	assert_written(o, &text);
}

static mode_t kind_of(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0 ? st.st_mode & S_IFMT : 0;
}

/* A scenario, and a state of one flow's connections. */
static int begin(void **state)
{
	const char *args[] = { "run", "--state", NULL, NULL, NULL };
	AUTO(mem_free) char *file = NULL;
	AUTO(mem_free) char *scenario = NULL;
	struct run r = { 0 };
	struct program p;

	if (scratch_open(state) < 0)
		return -1;
	scratch_write(state, "scenario.yaml", "scenario: Asks\nsteps:\n  - GET: /runs\n");
	args[2] = file = scratch_path(state, "state.db");
	args[3] = scenario = scratch_path(state, "scenario.yaml");
	program_start(&p, "flowcheck", args, NULL);
	r.status = program_wait(&p, &r.out, &r.err);
	run_release(&r);
	return r.status;
}

/* ---------------------------------------------------------------- tests */

static void a_file_is_written_and_replaced(void **state)
{
	AUTO(mem_free) char *path = scratch_path(state, "file");

	for_each_row(i, outputs) {
		for (int again = 0; again < 2; again++) {
			AUTO(run_release) struct run r = { 0 };

			r = write_to(state, &outputs[i], path);
			assert_status(&outputs[i], &r, 0);
			assert_file(&outputs[i], path);
		}
	}
}

static void a_link_stays_and_what_it_leads_to_is_written(void **state)
{
	AUTO(mem_free) char *link = scratch_path(state, "link");
	AUTO(mem_free) char *file = scratch_path(state, "file");

	assert_int_equal(symlink("file", link), 0);
	for_each_row(i, outputs) {
		AUTO(run_release) struct run r = write_to(state, &outputs[i], link);

		assert_status(&outputs[i], &r, 0);
		assert_true(kind_of(link) == S_IFLNK);
		assert_true(kind_of(file) == S_IFREG);
		assert_file(&outputs[i], file);
		assert_int_equal(unlink(file), 0);
	}
}

static void a_pipe_is_written_to(void **state)
{
	AUTO(mem_free) char *pipe = scratch_path(state, "pipe");

	assert_int_equal(mkfifo(pipe, 0600), 0);
	for_each_row(i, outputs) {
		int reader = open(pipe, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
		AUTO(run_release) struct run r = write_to(state, &outputs[i], pipe);
		AUTO(buf_release) struct buf got = { 0 };
		char text[4096];
		ssize_t n;

		while ((n = read(reader, text, sizeof(text))) > 0)
			buf_add(&got, text, (size_t)n);
		close(reader);
		assert_status(&outputs[i], &r, 0);
		assert_true(kind_of(pipe) == S_IFIFO);
		assert_written(&outputs[i], &got);
	}
}

/* Makes devices like /dev/null and /dev/full in the test's folder, if that is allowed. */
static bool can_make_devices(void **state)
{
	static const char *const names[] = { "null", "full" };
	static const unsigned minors[] = { 3, 7 };
	bool can = true;

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		AUTO(mem_free) char *path = scratch_path(state, names[i]);
		int fd;

		if (mknod(path, S_IFCHR | 0600, makedev(1, minors[i])) < 0)
			return false;
		fd = open(path, O_WRONLY | O_CLOEXEC);
		can = can && fd >= 0;
		if (fd >= 0)
			close(fd);
	}
	return can;
}

static void a_device_stays_and_a_full_one_is_reported(void **state)
{
	if (!can_make_devices(state)) {
		print_message("no device of its own can be made here\n");
		skip();
	}
	for_each_row(i, outputs) {
		AUTO(mem_free) char *null = scratch_path(state, "null");
		AUTO(mem_free) char *full = scratch_path(state, "full");
		AUTO(run_release) struct run to_null = write_to(state, &outputs[i], null);
		AUTO(run_release) struct run to_full = write_to(state, &outputs[i], full);

		assert_status(&outputs[i], &to_null, 0);
		assert_status(&outputs[i], &to_full, outputs[i].unwritten);
		assert_non_null(strstr(buf_str(&to_full.err), "No space left on device"));
		assert_true(kind_of(null) == S_IFCHR && kind_of(full) == S_IFCHR);
	}
}

/* A server's greeting is there, and the URL in a line of its own. */
static void assert_greeted(const struct output *o, struct buf *out)
{
	const char *url = strstr(buf_str(out), "127.0.0.1:");
	AUTO(mem_free) char *line = NULL;

	assert_non_null(url);
	url += strlen("127.0.0.1:");
	line = mem_printf("\n%.*s\n", (int)strcspn(url, "\n"), url);
	assert_true(str_starts(buf_str(out), o->prose));
	assert_non_null(strstr(buf_str(out), line));
}

/* What is written is on stdout, and nothing of what is for a person. */
static void assert_alone(const struct output *o, struct run *r)
{
	assert_written(o, &r->out);
	assert_non_null(strstr(buf_str(&r->err), o->prose));
	assert_true(!*o->prose || !strstr(buf_str(&r->out), o->prose));
}

/* Messages to a person then go to stderr, except for a server's greeting. */
static void a_dash_is_stdout_and_makes_no_file(void **state)
{
	static const char *const names[] = { "-", "/proc/self/fd/1" };

	for_each_row(i, outputs) {
		for_each_row(k, names) {
			const struct output *o = &outputs[i];
			AUTO(run_release) struct run r = write_to(state, o, names[k]);

			assert_status(o, &r, 0);
			assert_false(file_exists("-"));
			if (o->serves)
				assert_greeted(o, &r.out);
			else
				assert_alone(o, &r);
		}
	}
}

static void a_missing_folder_is_an_error_before_anything_is_done(void **state)
{
	AUTO(mem_free) char *path = scratch_path(state, "no/where/file");
	AUTO(mem_free) char *folder = scratch_path(state, "no");

	for_each_row(i, outputs) {
		AUTO(run_release) struct run r = write_to(state, &outputs[i], path);

		assert_status(&outputs[i], &r, outputs[i].missing);
		assert_non_null(strstr(buf_str(&r.err), "No such file or directory"));
		assert_true(!*outputs[i].prose ||
		            !strstr(buf_str(&r.out), outputs[i].prose));
		assert_false(file_exists(folder));
	}
}

/*
 * An output over an input destroys the input; of two outputs to one file, the first is
 * lost.
 */
static const struct output harmful[] = {
	/* clang-format off */
	{ "flowcheck", { "run", "--report", "tap=SCENARIO", "SCENARIO" },            2, 0, "", "", false },
	{ "flowcheck", { "run", "--coverage", "SCENARIO", "SCENARIO" },              2, 0, "", "", false },
	{ "flowcheck", { "run", "--report", "tap=FILE", "--report", "json=FILE", "SCENARIO" }, 2, 0, "", "", false },
	{ "flowcheck", { "run", "--report", "tap=-", "--report", "json=-", "SCENARIO" }, 2, 0, "", "", false },
	{ "flowcheck", { "run", "--report", "tap=FILE", "--coverage", "FILE", "SCENARIO" }, 2, 0, "", "", false },
	{ "flowmock",  { "timeline", "--state", "STATE", "--output", "STATE" },      2, 0, "", "", false },
	{ "flowmock",  { "timeline", "--state", "STATE", "--output", "STATE-wal" },  2, 0, "", "", false },
	{ "flowmock",  { "timeline", "--state", "STATE", "--output", "STATE-intents" }, 2, 0, "", "", false },
	{ "flowmock",  { "serve", "--port", "0", "--export-root", "HERE", "--state", "STATE", "--port-file", "STATE" }, 2, 0, "", "", true },
	{ "flowmock",  { "serve", "--port", "0", "--export-root", "HERE", "--state", "STATE", "--port-file", "STATE-wal" }, 2, 0, "", "", true },
	/* clang-format on */
};

static void what_is_read_or_written_already_is_not_written_over(void **state)
{
	AUTO(mem_free) char *link = scratch_path(state, "link");
	AUTO(mem_free) char *db = scratch_path(state, "state.db");
	AUTO(mem_free) char *scenario = scratch_path(state, "scenario.yaml");
	AUTO(buf_release) struct buf state_was = { 0 };
	AUTO(buf_release) struct buf scenario_was = { 0 };
	AUTO(buf_release) struct buf state_now = { 0 };
	AUTO(buf_release) struct buf scenario_now = { 0 };

	scratch_read(db, &state_was);
	scratch_read(scenario, &scenario_was);
	for_each_row(i, harmful) {
		AUTO(run_release) struct run r = write_to(state, &harmful[i], link);

		assert_status(&harmful[i], &r, harmful[i].missing);
		assert_false(file_exists(link));
	}
	scratch_read(db, &state_now);
	scratch_read(scenario, &scenario_now);
	assert_int_equal(state_now.size, state_was.size);
	assert_memory_equal(state_now.data, state_was.data, state_was.size);
	assert_string_equal(buf_str(&scenario_now), buf_str(&scenario_was));
}

/*
 * Nobody reads stdout any more: no signal ends the program before it has cleaned up.  It
 * waits for a reader of the report meanwhile.
 */
static void a_reader_that_is_gone_is_reported(void **state)
{
	AUTO(mem_free) char *scenario = scratch_path(state, "scenario.yaml");
	AUTO(mem_free) char *pipe = scratch_path(state, "pipe");
	AUTO(mem_free) char *report = mem_printf("tap=%s", pipe);
	const char *const args[] = { "run", "--report", report, scenario, NULL };
	AUTO(run_release) struct run r = { 0 };
	struct program p;
	int ends[2], reader;

	assert_int_equal(mkfifo(pipe, 0600), 0);
	program_start(&p, "flowcheck", args, NULL);
	assert_non_null(strstr(program_first_line(&p), "ok "));
	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	close(ends[1]);
	dup2(ends[0], p.out); /* its pipe has no reader now, ours no writer */
	close(ends[0]);
	reader = open(pipe, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	r.status = program_wait(&p, &r.out, &r.err);
	close(reader);
	assert_int_equal(r.status, 70);
	assert_non_null(strstr(buf_str(&r.err), "cannot write to stdout"));
}

/* It waits for a reader of the report, who does not come. */
static void a_signal_or_the_time_out_ends_the_wait_for_a_reader(void **state)
{
	static const struct {
		const char *timeout;
		int signal, status;
	} cases[] = { { "1h", SIGTERM, 143 },
		      { "1h", SIGINT, 130 },
		      { "300ms", 0, 124 } };
	AUTO(mem_free) char *pipe = scratch_path(state, "pipe");
	AUTO(mem_free) char *scenario = scratch_path(state, "scenario.yaml");
	AUTO(mem_free) char *report = mem_printf("tap=%s", pipe);

	assert_int_equal(mkfifo(pipe, 0600), 0);
	for_each_row(i, cases) {
		const char *const args[] = { "run",      "--timeout", cases[i].timeout,
			                     "--report", report,      scenario,
			                     NULL };
		AUTO(run_release) struct run r = { 0 };
		struct program p;

		program_start(&p, "flowcheck", args, NULL);
		program_first_line(&p);
		if (cases[i].signal)
			kill(p.pid, cases[i].signal);
		r.status = program_wait(&p, &r.out, &r.err);
		assert_int_equal(r.status, cases[i].status);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(f) cmocka_unit_test_setup_teardown(f, begin, scratch_close)
		TEST(a_file_is_written_and_replaced),
		TEST(a_link_stays_and_what_it_leads_to_is_written),
		TEST(a_pipe_is_written_to),
		TEST(a_device_stays_and_a_full_one_is_reported),
		TEST(a_dash_is_stdout_and_makes_no_file),
		TEST(a_missing_folder_is_an_error_before_anything_is_done),
		TEST(what_is_read_or_written_already_is_not_written_over),
		TEST(a_reader_that_is_gone_is_reported),
		TEST(a_signal_or_the_time_out_ends_the_wait_for_a_reader),
#undef TEST
	};

	return cmocka_run_group_tests_name("outputs", tests, NULL, NULL);
}
