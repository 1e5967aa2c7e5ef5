/*
 * played.h - runs a command of flowcheck in a process of its own
 */
#ifndef TESTS_UNIT_HARNESS_PLAYED_H
#define TESTS_UNIT_HARNESS_PLAYED_H

#include <sys/wait.h>
#include <unistd.h>

#include "harness/command.h"
#include "tests/unit/unit.h"

#define PLAYED_WORDS 12

/* Runs `flowcheck COMMAND WORD…` (NULL-ended); its exit status, both outputs in *said. */
static inline int played(const struct command *command, const char *const *words,
                         struct buf *said)
{
	const struct command *all[] = { command, NULL };
	const struct commands set = { .program = "flowcheck",
		                      .version = "0",
		                      .help = "a test",
		                      .all = all,
		                      .unwritten = EXIT_INTERNAL };
	char *argv[PLAYED_WORDS + 3] = { (char *)(uintptr_t) "flowcheck",
		                         (char *)(uintptr_t)command->name };
	int argc = 2, both[2], status;
	char bytes[4096];
	pid_t pid;

	for (; words[argc - 2]; argc++)
		argv[argc] = (char *)(uintptr_t)words[argc - 2];
	assert_int_equal(pipe(both), 0);
	fflush(stdout);
	pid = fork();
	assert_true(pid >= 0);
	if (!pid) {
		dup2(both[1], STDOUT_FILENO);
		dup2(both[1], STDERR_FILENO);
		close(both[0]);
		close(both[1]);
		_exit(commands_main(&set, argc, argv));
	}
	close(both[1]);
	for (ssize_t n; (n = read(both[0], bytes, sizeof(bytes))) > 0;)
		buf_add(said, bytes, (size_t)n);
	close(both[0]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

#endif
