/*
 * server.c - flowmock serve in a process of its own, started, asked, killed
 */
#include "tests/crash/server.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "lib/file/file.h"
#include "lib/mem.h"
#include "lib/str.h"
#include "lib/vtime.h"

#define ARGS_MAX 32

static void must(bool well, const char *what)
{
	if (well)
		return;
	fprintf(stderr, "tests/crash: %s: %m\n", what);
	abort();
}

/* ---------------------------------------------------------------- its folder */

static void open_control(struct server *s)
{
	AUTO(mem_free) char *path = mem_printf("%s/control", s->folder);
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	void *map;

	must(fd >= 0 && ftruncate(fd, sizeof(*s->control)) == 0, path);
	map = mmap(NULL, sizeof(*s->control), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	must(map != MAP_FAILED, path);
	close(fd);
	s->control = map;
	snprintf(s->control->below, sizeof(s->control->below), "%s", s->box);
}

void server_open(struct server *s)
{
	AUTO(mem_free) char *folder = NULL;
	AUTO(mem_free) char *real = NULL;
	struct err e = { 0 };

	must(file_temp_dir("flowmock-crash-", &folder, &e) == 0, e.text);
	real = realpath(folder, NULL);
	must(real != NULL, folder);
	*s = (struct server){ .folder = TAKE(real) };
	s->box = mem_printf("%s/box", s->folder);
	s->state = mem_printf("%s/state.db", s->box);
	s->exports = mem_printf("%s/exports", s->box);
	s->said = mem_printf("%s/said", s->folder);
	must(mkdir(s->box, 0755) == 0, s->box);
	open_control(s);
}

void server_close(struct server *s)
{
	struct err e = { 0 };

	if (s->pid)
		server_kill(s);
	munmap(s->control, sizeof(*s->control));
	if (getenv("KEEP"))
		printf("    kept: %s\n", s->folder);
	else
		must(file_remove_tree(s->folder, &e) == 0, e.text);
	free(s->folder);
	free(s->box);
	free(s->state);
	free(s->exports);
	free(s->said);
	*s = (struct server){ 0 };
}

void server_arm(struct server *s, uint32_t calls, enum fail_how how, uint64_t at,
                int error)
{
	struct fail_control *c = s->control;

	c->how = FAIL_NOTHING;
	c->visits = c->struck = 0;
	memset(c->seen, 0, sizeof(c->seen));
	c->calls = calls;
	c->at = at;
	c->error = error;
	__atomic_store_n(&c->how, how, __ATOMIC_SEQ_CST);
}

uint64_t server_visits(const struct server *s, uint32_t calls)
{
	uint64_t all = 0;

	for (size_t i = 0; i < CALL_KINDS; i++) {
		if (calls & (1u << i))
			all += s->control->seen[i];
	}
	return all;
}

void server_disarm(struct server *s)
{
	__atomic_store_n(&s->control->how, FAIL_NOTHING, __ATOMIC_SEQ_CST);
}

/* ---------------------------------------------------------------- its process */

/* build/tests/crash/x.run: what lies in build/. */
static char *in_build(const char *name)
{
	char path[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", path, sizeof(path) - 1);

	must(n > 0, "/proc/self/exe");
	path[n] = '\0';
	for (int up = 0; up < 3; up++)
		*strrchr(path, '/') = '\0';
	return mem_printf("%s/%s", path, name);
}

static void child(const struct server *s, int out, const char *const *args)
{
	AUTO(mem_free) char *program = in_build("flowmock");
	AUTO(mem_free) char *shim = in_build("tests/crash/fail_calls.so");
	AUTO(mem_free) char *control = mem_printf("%s/control", s->folder);
	const char *argv[ARGS_MAX] = { program,    "serve",       "--port",
		                       "0",        "--state",     s->state,
		                       "--clock",  "virtual",     "--export-root",
		                       s->exports, "--log-level", "warn" };
	size_t n = 12;
	int err = open(s->said, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);

	for (; args && *args; args++) {
		assert(n < ARGS_MAX - 1);
		argv[n++] = *args;
	}
	prctl(PR_SET_PDEATHSIG, SIGKILL); /* a tester that dies leaves none behind */
	setenv("LD_PRELOAD", shim, 1);
	setenv("ASAN_OPTIONS", "verify_asan_link_order=0", 0);
	setenv(FAIL_CALLS_ENV, control, 1);
	dup2(out, STDOUT_FILENO);
	dup2(err, STDERR_FILENO);
	execv(program, (char *const *)(uintptr_t)argv);
	_exit(127);
}

static void spawn(struct server *s, const char *const *args)
{
	int out[2];

	must(pipe2(out, O_CLOEXEC) == 0, "pipe");
	s->pid = fork();
	must(s->pid >= 0, "fork");
	if (!s->pid)
		child(s, out[1], args);
	close(out[1]);
	s->out = out[0];
}

/* Never to a group: 0 is no process of ours. */
static void send_signal(const struct server *s, int signal)
{
	assert(s->pid > 0);
	kill(s->pid, signal);
}

/* The program has ended, or is made to. */
static int reap(struct server *s, bool hangs)
{
	int status = 0;

	if (hangs)
		send_signal(s, SIGKILL);
	must(waitpid(s->pid, &status, 0) == s->pid, "waitpid");
	close(s->out);
	s->pid = 0;
	if (hangs)
		return END_HANGS;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/* Reads the pipe until `end`, or to its end if that is 0; false if it hangs. */
static bool read_out(struct server *s, char end, struct buf *line)
{
	int64_t until = vtime_monotonic_ns() + PATIENCE_MS * INT64_C(1000000);
	char c = 0;

	for (;;) {
		struct pollfd fd = { s->out, POLLIN, 0 };
		int64_t left = (until - vtime_monotonic_ns()) / 1000000;

		if (left <= 0 || poll(&fd, 1, (int)left) <= 0)
			return false;
		if (read(s->out, &c, 1) != 1 || (end && c == end))
			return true;
		buf_add_char(line, c);
	}
}

static void nap(int64_t ns)
{
	struct timespec t = { .tv_sec = ns / 1000000000, .tv_nsec = ns % 1000000000 };

	nanosleep(&t, NULL);
}

static bool read_port(struct server *s, const struct buf *line)
{
	const char *colon = strrchr(buf_str(line), ':');
	int64_t port = 0;

	s->port = colon && str_to_int(colon + 1, &port) ? (int)port : 0;
	return s->port != 0;
}

int server_start(struct server *s, const char *const *args, const struct blow *blow)
{
	AUTO(buf_release) struct buf line = { 0 };
	int end;

	if (blow && blow->how == BLOW_AT_CALL)
		server_arm(s, blow->calls, FAIL_BY_KILL, blow->at, 0);
	else if (blow)
		server_disarm(s);
	spawn(s, args);
	if (blow && blow->how == BLOW_AFTER) {
		nap(blow->after_ns);
		return server_kill(s);
	}
	if (!read_out(s, '\n', &line))
		return reap(s, true);
	if (str_starts(buf_str(&line), "listening on ") && read_port(s, &line)) {
		/* The greeting is short, so that the pipe holds the rest unread. */
		if (blow && blow->how == BLOW_AT_CALL)
			server_disarm(s);
		return END_UP;
	}
	end = server_wait(s);
	if (blow)
		server_disarm(s);
	return end;
}

int server_wait(struct server *s)
{
	AUTO(buf_release) struct buf rest = { 0 };

	return reap(s, !read_out(s, 0, &rest));
}

int server_kill(struct server *s)
{
	send_signal(s, SIGKILL);
	return reap(s, false);
}

int server_stop(struct server *s)
{
	send_signal(s, SIGTERM);
	return server_wait(s);
}

int server_ended(struct server *s, int64_t patience_ms)
{
	int64_t until = vtime_monotonic_ns() + patience_ms * 1000000;
	siginfo_t info = { 0 };

	while (s->pid) {
		must(waitid(P_PID, (id_t)s->pid, &info, WEXITED | WNOHANG | WNOWAIT) == 0,
		     "waitid");
		if (info.si_pid)
			return reap(s, false);
		if (vtime_monotonic_ns() >= until)
			break;
		nap(1000000);
	}
	return END_UP;
}

void server_last_words(const struct server *s, struct buf *out)
{
	AUTO(buf_release) struct buf all = { 0 };
	struct err e = { 0 };
	char *last;

	if (file_read(s->said, 1 << 20, &all, &e) < 0 || !all.size) {
		buf_add_str(out, "it said nothing");
		return;
	}
	if (all.data[all.size - 1] == '\n')
		all.data[all.size - 1] = '\0';
	last = strrchr(all.data, '\n');
	buf_add_str(out, last ? last + 1 : all.data);
}

/* ---------------------------------------------------------------- asking */

struct answer server_ask(struct server *s, const struct question *q)
{
	return ask_end(ask_begin(s->port, q));
}

struct answer server_ask_and_kill(struct server *s, const struct question *q,
                                  const struct blow *blow)
{
	struct answer a;
	int connection;

	if (blow->how == BLOW_AT_CALL)
		server_arm(s, blow->calls, FAIL_BY_KILL, blow->at, 0);
	connection = ask_begin(s->port, q);
	if (blow->how == BLOW_AFTER) {
		nap(blow->after_ns);
		server_kill(s);
	}
	a = ask_end(connection);
	if (s->pid && a.status) /* the call was not reached */
		server_kill(s);
	else if (s->pid)
		server_wait(s);
	server_disarm(s);
	return a;
}
