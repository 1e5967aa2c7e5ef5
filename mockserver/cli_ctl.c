/*
 * cli_ctl.c - flowmock ctl: starts the program flowmock-ctl in this one's place
 *
 * That program speaks HTTP as a client and needs libcurl; a mock does not.  It is
 * installed next to flowmock; one that is not there is looked for in PATH.
 */
#include "mockserver/cli.h"

#include <errno.h>
#include <unistd.h>

#include "lib/mem.h"

#define PROGRAM "flowmock-ctl"

/* PROGRAM in the folder of the running program; NULL where that is not known. */
static char *next_to_this(void)
{
	char self[4096];
	ssize_t size = readlink("/proc/self/exe", self, sizeof(self) - 1);
	char *slash;

	if (size < 0)
		return NULL;
	self[size] = '\0';
	slash = strrchr(self, '/');
	return slash ? mem_printf("%.*s/" PROGRAM, (int)(slash - self), self) : NULL;
}

/* Returns only where there is no such program, or it can't be run. */
static int start(char **argv)
{
	AUTO(mem_free) char *path = next_to_this();
	char *name = argv[-1];

	argv[-1] = path ? path : name;
	if (path)
		execv(path, argv - 1);
	if (!path || errno == ENOENT) {
		char program[] = PROGRAM;

		argv[-1] = program;
		execvp(PROGRAM, argv - 1);
	}
	fprintf(stderr, "flowmock ctl: %s cannot be started: %s\n", PROGRAM,
	        strerror(errno));
	argv[-1] = name;
	return 1;
}

const struct command command_ctl = {
	.name = "ctl",
	.usage = CTL_USAGE,
	.help = CTL_HELP,
	.start = start,
};
