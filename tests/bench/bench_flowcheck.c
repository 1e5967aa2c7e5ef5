/*
 * bench_flowcheck.c - how fast flowcheck plays scenarios and verifies files
 *
 * Scenarios are played with two processes, on the embedded mock: seconds of the wall, for
 * that is what a person waits for, and of the processors, which hold on a busy machine.
 * The start ends when the report says what became of a scenario of one request.
 * What verify reads is half a million rows of bench_export's; it has one thread, so its
 * speed is bytes of the file for a second of processor time.  The best of some rounds
 * counts.
 */
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/file/file.h"
#include "lib/mem.h"
#include "lib/vtime.h"
#include "tests/support/limit.h"

#define ROUNDS          3
#define SCENARIO_ROUNDS 10
#define START_ROUNDS    40
#define ROWS            "500000"
#define FOLDER          "65b1f00d0a1c4e2b9d7e3f01/exportTime=202601010000"
#define PART            "part-00000-tid-1-0b8c5520-9999-4cff-bdf5-1f32c8c47cb9-1-1-c000."

struct cost {
	double wall, cpu; /* seconds */
};

static double seconds_of(struct timeval t)
{
	return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

static double seconds_since(int64_t began)
{
	return (double)(vtime_monotonic_ns() - began) / 1e9;
}

static _Noreturn void give_up(const char *const *command)
{
	fprintf(stderr, "bench_flowcheck: '%s %s' fails\n", command[0], command[1]);
	exit(1);
}

static _Noreturn void become(const char *const *command, int output)
{
	int sink = open("/dev/null", O_WRONLY | O_CLOEXEC);

	dup2(output, STDOUT_FILENO);
	dup2(sink, STDERR_FILENO);
	execv(command[0], (char *const *)(uintptr_t)command);
	_exit(127);
}

/* Reads all; after how long a line with that text came, or less than 0: none did. */
static double seconds_to(int64_t began, const char *text, int from)
{
	FILE *output = fdopen(from, "r");
	char line[4096];
	double took = -1;

	assert(output);
	while (fgets(line, sizeof(line), output)) {
		if (text && took < 0 && strstr(line, text))
			took = seconds_since(began);
	}
	fclose(output);
	return took;
}

/*
 * Runs a program, until it prints a line with that text or, where it is NULL, to its end.
 * Ends this one where it fails.
 */
static struct cost run(const char *const *command, const char *text)
{
	int64_t began = vtime_monotonic_ns();
	struct rusage usage = { 0 };
	struct cost c;
	int status = 0, ends[2];
	pid_t pid;

	if (pipe2(ends, O_CLOEXEC) < 0 || (pid = fork()) < 0)
		give_up(command);
	if (pid == 0)
		become(command, ends[1]);
	close(ends[1]);
	c.wall = seconds_to(began, text, ends[0]);
	if (wait4(pid, &status, 0, &usage) < 0 || status || (text && c.wall < 0))
		give_up(command);
	c.wall = text ? c.wall : seconds_since(began);
	c.cpu = seconds_of(usage.ru_utime) + seconds_of(usage.ru_stime);
	return c;
}

/* The best of some rounds: what else the machine does makes the others slower. */
static struct cost run_best(const char *const *command, const char *text, int rounds)
{
	struct cost best = run(command, text);

	for (int i = 1; i < rounds; i++) {
		struct cost c = run(command, text);

		best.wall = c.wall < best.wall ? c.wall : best.wall;
		best.cpu = c.cpu < best.cpu ? c.cpu : best.cpu;
	}
	return best;
}

/* ---------------------------------------------------------------- scenarios */

/* No limit: 0. */
static struct cost show_scenarios(const char *what, const char *flowcheck,
                                  const char *path, double limit)
{
	const char *const command[] = { flowcheck, "run", "-j", "2", path, NULL };
	struct cost c = run_best(command, NULL, SCENARIO_ROUNDS);

	printf("%-44s %12.3f %12.3f %16s\n", what, c.wall, c.cpu,
	       limit > 0 ? limit_at_most(c.wall, limit) : "");
	fflush(stdout);
	return c;
}

/* "386 scenarios, no problem" */
static size_t count_scenarios(const char *flowcheck)
{
	AUTO_MEM char *command = mem_printf("%s check scenarios", flowcheck);
	FILE *output = popen(command, "r");
	size_t count = 0;

	if (!output || fscanf(output, "%zu scenarios", &count) != 1 || !count) {
		fprintf(stderr, "bench_flowcheck: '%s' fails\n", command);
		exit(1);
	}
	pclose(output);
	return count;
}

/* The limit of all was set when there were 238: how many there are is no speed. */
static void show_all_scenarios(const char *flowcheck)
{
	struct cost c = show_scenarios("all of scenarios/", flowcheck, "scenarios", 1.5);
	double count = (double)count_scenarios(flowcheck);

	printf("%-44s %12.5f %12.5f %16s\n", "one of them, on average", c.wall / count,
	       c.cpu / count, limit_at_most(c.wall / count, 1.5 / 238));
	fflush(stdout);
}

/* The verdict of the scenario is counted with it. */
static void show_first_answer(const char *flowcheck, const char *path)
{
	const char *const command[] = { flowcheck,  "run",    "-j", "2",
		                        "--report", "json=-", path, NULL };
	struct cost c = run_best(command, "Asks", START_ROUNDS);

	printf("%-44s %12.4f %12s %16s\n", "start to the first request's answer", c.wall,
	       "", limit_at_most(c.wall, 0.02));
	fflush(stdout);
}

/* A scenario of one request: nearly all the time goes into the start. */
static void show_start(const char *flowcheck, const char *folder)
{
	static const char text[] = "scenario: Asks\nsteps:\n  - GET: /runs\n";
	AUTO(mem_free) char *path = mem_printf("%s/asks.yaml", folder);
	struct err e = { 0 };

	if (file_write(path, text, strlen(text), &e) < 0) {
		fprintf(stderr, "%s\n", e.text);
		exit(1);
	}
	show_first_answer(flowcheck, path);
	(void)show_scenarios("start, a mock, one request, the end", flowcheck, path, 0);
}

/* ---------------------------------------------------------------- files */

static const struct {
	const char *form, *ending; /* bench_export's line */
	const char *option;
	double limit; /* MB of file a second; 0 for none */
} files[] = {
	{ "flat-JSON", "json", NULL, 150 },
	{ "flat-JSON+gzip", "json.gz", NULL, 0 },
	{ "flat-Parquet", "parquet", NULL, 40 },
	{ "flat-Parquet+gzip", "gz.parquet", NULL, 0 },
	{ "flat-Parquet", "parquet", "--structure", 300 },
	{ "nested-JSON", "json", NULL, 150 },
	{ "nested-Parquet", "parquet", NULL, 40 },
};

/* Writes the file where an export has it; its tree and its size. */
static char *make_tree(size_t i, const char *build, const char *folder, uint64_t *size)
{
	char *tree = mem_printf("%s/%zu", folder, i);
	AUTO(mem_free) char *in = mem_printf("%s/%s", tree, FOLDER);
	AUTO(mem_free) char *export = mem_printf("%s/bench_export.run", build);
	int shape = (int)strcspn(files[i].form, "-");
	AUTO_MEM char *made =
		mem_printf("%s/%.*s.%s", in, shape, files[i].form, files[i].ending);
	AUTO(mem_free) char *part = mem_printf("%s/%s%s", in, PART, files[i].ending);
	const char *const command[] = { export, ROWS, in, files[i].form, NULL };
	struct file_stamp stamp = { 0 };
	struct err e = { 0 };

	if (file_make_dirs(in, &e) == 0)
		(void)run(command, NULL);
	if (rename(made, part) < 0 || file_stamp(part, &stamp, &e) < 0) {
		fprintf(stderr, "bench_flowcheck: %s is not there\n", made);
		exit(1);
	}
	*size = stamp.size;
	return tree;
}

static void show_verify(size_t i, const char *flowcheck, const char *build,
                        const char *folder)
{
	uint64_t size;
	AUTO(mem_free) char *tree = make_tree(i, build, folder, &size);
	const char *const command[] = { flowcheck, "verify", tree, files[i].option,
		                        NULL };
	struct cost c = run_best(command, NULL, ROUNDS);
	double speed = (double)size / 1e6 / c.cpu;
	AUTO_MEM char *what = mem_printf("verify %s %s", files[i].form,
	                                 files[i].option ? files[i].option : "");

	printf("%-44s %12.1f %12.1f %16s\n", what, (double)size / 1e6, speed,
	       files[i].limit > 0 ? limit_at_least(speed, files[i].limit) : "");
	fflush(stdout);
}

int main(int argc UNUSED, char **argv)
{
	int n = (int)(file_name(argv[0]) - argv[0]);
	AUTO_MEM char *build = mem_printf("%.*s", n > 1 ? n - 1 : 1, n ? argv[0] : ".");
	AUTO(mem_free) char *flowcheck = mem_printf("%s/../../flowcheck", build);
	AUTO(mem_free) char *folder = NULL;
	struct err e = { 0 };

	if (file_temp_dir("flowcheck-bench-", &folder, &e) < 0)
		return fprintf(stderr, "%s\n", e.text), 1;
	printf("%-44s %12s %12s %16s\n", "flowcheck run -j 2, embedded mock", "seconds",
	       "CPU seconds", "limit");
	show_all_scenarios(flowcheck);
	(void)show_scenarios(
		"six destinations, four forms, with files", flowcheck,
		"scenarios/workflows/every-destination-format-and-compression.yaml", 0.5);
	show_start(flowcheck, folder);
	printf("%-44s %12s %12s %16s\n", "flowcheck verify", "MB", "MB/CPU s", "limit");
	for (size_t i = 0; i < ARRAY_LEN(files); i++)
		show_verify(i, flowcheck, build, folder);
	if (file_remove_tree(folder, &e) < 0)
		return fprintf(stderr, "%s\n", e.text), 1;
	return 0;
}
