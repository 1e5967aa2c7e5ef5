/*
 * program.c - the built programs, run by tests
 */
#include "tests/support/program.h"

#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/mem.h"
#include "lib/str.h"

#define ARGS_MAX 32

/* build/tests/<kind>/x.test is next to build/<name>: up to the folder over tests/. */
static char *next_to_test(const char *name)
{
	char path[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", path, sizeof(path) - 1);
	char *tests;

	assert(n > 0);
	path[n] = '\0';
	tests = strstr(path, "/tests/");
	assert(tests);
	for (char *next; (next = strstr(tests + 1, "/tests/"));)
		tests = next;
	return mem_printf("%.*s/%s", (int)(tests - path), path, name);
}

static void child(const char *path, const char *const *args, const char *const *env)
{
	const char *argv[ARGS_MAX + 2] = { path };

	for (size_t i = 0; args[i]; i++) {
		assert(i < ARGS_MAX);
		argv[i + 1] = args[i];
	}
	prctl(PR_SET_PDEATHSIG, SIGKILL); /* a test that fails leaves none behind */
	for (; env && *env; env++)
		putenv((char *)(uintptr_t)*env);
	execv(path, (char *const *)(uintptr_t)argv);
	_exit(127);
}

/* `to` gets what it says on stdout, or is -1: then p->out does. */
static void start(struct program *p, int to, const char *path, const char *const *args,
                  const char *const *env)
{
	int out[2], err[2];

	assert(!pipe2(out, O_CLOEXEC) && !pipe2(err, O_CLOEXEC));
	*p = (struct program){ .out = out[0], .err = err[0] };
	p->pid = fork();
	assert(p->pid >= 0);
	if (!p->pid) {
		dup2(to < 0 ? out[1] : to, STDOUT_FILENO);
		dup2(err[1], STDERR_FILENO);
		child(path, args, env);
	}
	close(out[1]);
	close(err[1]);
}

void program_start(struct program *p, const char *name, const char *const *args,
                   const char *const *env)
{
	AUTO(mem_free) char *program = next_to_test(name);

	start(p, -1, program, args, env);
}

void program_start_into(struct program *p, const char *path, const char *name,
                        const char *const *args)
{
	AUTO(mem_free) char *program = next_to_test(name);
	int to = open(path, O_WRONLY | O_CLOEXEC);

	assert(to >= 0);
	start(p, to, program, args, NULL);
	close(to);
}

const char *program_first_line(struct program *p)
{
	char c;

	while (read(p->out, &c, 1) == 1 && c != '\n')
		buf_add_char(&p->first, c);
	return buf_str(&p->first);
}

/* False at the end of the pipe. */
static bool drain(int fd, struct buf *to)
{
	char bytes[4096];
	ssize_t n = read(fd, bytes, sizeof(bytes));

	if (n > 0)
		buf_add(to, bytes, (size_t)n);
	return n > 0;
}

int program_wait(struct program *p, struct buf *out, struct buf *err)
{
	struct pollfd fds[] = { { p->out, POLLIN, 0 }, { p->err, POLLIN, 0 } };
	int status;

	while (fds[0].fd >= 0 || fds[1].fd >= 0) {
		if (poll(fds, 2, -1) < 0)
			break;
		if (fds[0].revents && !drain(p->out, out))
			fds[0].fd = -1;
		if (fds[1].revents && !drain(p->err, err))
			fds[1].fd = -1;
	}
	close(p->out);
	close(p->err);
	buf_release(&p->first);
	assert(waitpid(p->pid, &status, 0) == p->pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
