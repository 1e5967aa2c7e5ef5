/*
 * included.c - where a file that a scenario includes is
 */
#include "harness/scenario/included.h"

#include "harness/scenario/installed.h"
#include "lib/file/file.h"
#include "lib/mem.h"
#include "lib/str.h"

#define SCENARIOS "scenarios" /* the folder that is looked for up to */

static bool is_scenarios_root(const char *folder)
{
	const char *slash = strrchr(folder, '/');

	return !strcmp(slash ? slash + 1 : folder, SCENARIOS);
}

/*
 * The path of an included file: next to the file that includes it, or in one of the
 * folders above it up to the one called "scenarios".  NULL when it is not found.
 * Relative to the working folder where the includer's was.
 */
static char *find_next_to(const char *includer, const char *path)
{
	AUTO_MEM char *folder = file_absolute(includer);
	AUTO_MEM char *here = file_absolute(".");
	size_t shared =
		includer[0] != '/' && str_starts(folder, here) ? strlen(here) + 1 : 0;
	bool climbs = strstr(folder, "/" SCENARIOS "/") != NULL;
	char *slash;

	while ((slash = strrchr(folder, '/'))) {
		AUTO_MEM char *candidate = NULL;

		*slash = '\0';
		candidate = mem_printf("%s/%s", folder, path);
		if (file_exists(candidate) && !file_is_dir(candidate))
			return mem_strdup(candidate +
			                  (shared <= strlen(folder) ? shared : 0));
		if (!climbs || is_scenarios_root(folder))
			break;
	}
	return NULL;
}

static char *if_file(const char *path)
{
	return file_exists(path) && !file_is_dir(path) ? mem_strdup(path) : NULL;
}

static char *find(const char *includer, const char *path)
{
	AUTO_MEM char *installed = NULL, *candidate = NULL;
	char *found;

	if (path[0] == '/')
		return if_file(path);
	found = find_next_to(includer, path);
	if (found)
		return found;
	installed = installed_scenarios();
	if (!installed)
		return NULL;
	candidate = mem_printf("%s/%s", installed, path);
	return if_file(candidate);
}

char *included_find(const char *includer, const char *path, struct map *met)
{
	int folder = (int)(file_name(includer) - includer);
	AUTO_MEM char *key = mem_printf("%.*s\n%s", folder, includer, path);
	const char *before = met ? map_find(met, key) : NULL;
	char *found = before ? mem_strdup(before) : find(includer, path);

	if (met && !before && found)
		*map_place(met, key) = mem_strdup(found);
	return found;
}
