/*
 * start.c - how long a program takes from its start to its first answer
 *
 *	start ROUNDS PROGRAM ARG...
 *
 * Each round runs the program with "--port 0 --port-file FILE" behind ARG...,
 * waits for the file, asks that port for /__admin/health, and ends the program with
 * SIGTERM.  Prints the median of milliseconds from fork to the 200; the least of the CPU
 * milliseconds that the process had used by then, which other work on the machine changes
 * least; the median of the resident memory of the idle process in KiB; then its exit
 * status: "8.31 7.90 6040 0".
 */
#define LIB_VTIME_DOOR /* the CPU's time, to measure by */
#include <inttypes.h>

#include "lib/fetch.h"
#include "lib/file/file.h"
#include "lib/mem.h"
#include "lib/str.h"
#include "lib/vtime.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#define ROUNDS_MAX 101
#define GIVE_UP_NS (INT64_C(10) * 1000 * 1000 * 1000)
#define NAP_NS     (50 * 1000)

struct round {
	int64_t ready_ns, cpu_ns, resident_kib;
	int exit;
};

static pid_t spawn(char **command)
{
	pid_t pid = fork();
	int sink;

	if (pid)
		return pid;
	sink = open("/dev/null", O_WRONLY | O_CLOEXEC);
	dup2(sink, STDOUT_FILENO);
	dup2(sink, STDERR_FILENO);
	execv(command[0], command);
	_exit(127);
}

/* The number in the port file; 0 when it is not there yet. */
static int64_t read_port(const char *path)
{
	AUTO(buf_release) struct buf text = { 0 };
	struct err e = { 0 };
	int64_t port = 0;

	if (!file_exists(path) || file_read(path, 64, &text, &e) < 0)
		return 0;
	return sscanf(buf_str(&text), "%" SCNd64, &port) == 1 ? port : 0;
}

static bool answers(struct fetch *f, int64_t port)
{
	AUTO_MEM char *url =
		mem_printf("http://127.0.0.1:%" PRId64 "/__admin/health", port);
	struct exchange x = { .method = "GET", .url = url, .timeout_ms = 1000 };
	struct err e = { 0 };
	bool ok = fetch_do(f, &x, &e) == 0 && x.status == 200;

	exchange_release(&x);
	return ok;
}

static int64_t resident_kib(pid_t pid)
{
	AUTO(mem_free) char *path = mem_printf("/proc/%d/status", (int)pid);
	AUTO(buf_release) struct buf text = { 0 };
	struct err e = { 0 };
	int64_t kib = 0;
	const char *line;

	if (file_read(path, 1 << 16, &text, &e) < 0)
		return 0;
	line = strstr(buf_str(&text), "VmRSS:");
	return line && sscanf(line, "VmRSS: %" SCNd64, &kib) == 1 ? kib : 0;
}

/* User and system time so far. */
static int64_t cpu_ns(pid_t pid)
{
	struct timespec t;
	clockid_t clock;

	if (clock_getcpuclockid(pid, &clock) || clock_gettime(clock, &t))
		return 0;
	return t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
}

static void nap(int64_t ns)
{
	struct timespec t = { .tv_nsec = ns };

	nanosleep(&t, NULL);
}

static int run_round(char **command, const char *port_file, struct round *out)
{
	AUTO(fetch_free) struct fetch *f = fetch_new();
	int64_t from = vtime_monotonic_ns(), port = 0;
	pid_t pid = spawn(command);
	bool ready = false;
	int status = 0;

	while (!ready && vtime_monotonic_ns() - from < GIVE_UP_NS) {
		port = port ? port : read_port(port_file);
		ready = port && answers(f, port);
		if (!ready)
			nap(NAP_NS);
	}
	out->ready_ns = vtime_monotonic_ns() - from;
	out->cpu_ns = cpu_ns(pid);
	nap(100 * 1000 * 1000); /* idle */
	out->resident_kib = resident_kib(pid);
	kill(pid, SIGTERM);
	waitpid(pid, &status, 0);
	out->exit = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
	unlink(port_file);
	return ready ? 0 : -1;
}

static int by_ready(const void *a, const void *b)
{
	const struct round *x = a, *y = b;

	return (x->ready_ns > y->ready_ns) - (x->ready_ns < y->ready_ns);
}

static int by_resident(const void *a, const void *b)
{
	const struct round *x = a, *y = b;

	return (x->resident_kib > y->resident_kib) - (x->resident_kib < y->resident_kib);
}

static void print(struct round *rounds, size_t count)
{
	int64_t least = INT64_MAX;
	int worst = 0;

	for (size_t i = 0; i < count; i++) {
		worst = rounds[i].exit > worst ? rounds[i].exit : worst;
		least = rounds[i].cpu_ns < least ? rounds[i].cpu_ns : least;
	}
	qsort(rounds, count, sizeof(*rounds), by_ready);
	printf("%.2f %.2f ", (double)rounds[count / 2].ready_ns / 1e6,
	       (double)least / 1e6);
	qsort(rounds, count, sizeof(*rounds), by_resident);
	printf("%" PRId64 " %d\n", rounds[count / 2].resident_kib, worst);
}

static int run_rounds(int64_t count, char **program, size_t words, const char *folder)
{
	AUTO(mem_free) char *port_file = mem_printf("%s/port", folder);
	AUTO(mem_free) char **command = mem_alloc((words + 5) * sizeof(*command));
	struct round rounds[ROUNDS_MAX];
	char port_flag[] = "--port", zero[] = "0", file_flag[] = "--port-file";

	memcpy(command, program, words * sizeof(*command));
	command[words] = port_flag;
	command[words + 1] = zero;
	command[words + 2] = file_flag;
	command[words + 3] = port_file;
	for (int64_t i = 0; i < count; i++) {
		if (run_round(command, port_file, &rounds[i]) < 0) {
			fprintf(stderr, "start: %s is not ready after 10 s\n",
			        program[0]);
			return 1;
		}
	}
	print(rounds, (size_t)count);
	return 0;
}

int main(int argc, char **argv)
{
	AUTO(mem_free) char *folder = NULL;
	struct err e = { 0 };
	int64_t count = 0;
	int rc;

	if (argc < 3 || !str_to_int(argv[1], &count) || count < 1 || count > ROUNDS_MAX) {
		fprintf(stderr, "usage: start ROUNDS PROGRAM ARG...\n");
		return 2;
	}
	if (file_temp_dir("start-", &folder, &e) < 0) {
		fprintf(stderr, "start: %s\n", e.text);
		return 1;
	}
	rc = run_rounds(count, argv + 2, (size_t)argc - 2, folder);
	if (file_remove_tree(folder, &e) < 0)
		fprintf(stderr, "start: %s\n", e.text);
	return rc;
}
