/*
 * installed.c - the scenarios that were installed with the program
 */
#include "harness/scenario/installed.h"

#include <limits.h>
#include <unistd.h>

#include "lib/base.h"
#include "lib/file/file.h"
#include "lib/mem.h"

#define FROM_PREFIX "share/flowmock/scenarios"

char *installed_scenarios(void)
{
	char program[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", program, sizeof(program) - 1);
	char *slash, *folder;

	if (n < 0)
		return NULL;
	program[n] = '\0';
	for (int level = 0; level < 2; level++) { /* the program's name, then bin */
		slash = strrchr(program, '/');
		if (!slash)
			return NULL;
		*slash = '\0';
	}
	folder = mem_printf("%s/" FROM_PREFIX, program);
	if (file_is_dir(folder))
		return folder;
	free(folder);
	return NULL;
}
