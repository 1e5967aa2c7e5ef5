/*
 * outputs.c - checks that no output of a run replaces another output or an input
 */
#include "harness/outputs.h"

#include "lib/file/out.h"
#include "lib/mem.h"

/* Is it a scenario's file, or one that a scenario includes? */
static int check_inputs(const char *path, const struct suite *suite, struct err *e)
{
	AUTO(mem_free) char *real = realpath(path, NULL);

	for (size_t i = 0; i < suite->count; i++) {
		const struct scenario *one = &suite->all[i];

		if (file_out_is_same(path, one->file) ||
		    (real && scenario_includes(one, real)))
			return err_set(e, ERR_INVALID,
			               "'%s' is read by the scenario '%s'", path,
			               one->file);
	}
	return 0;
}

int outputs_check(const char *const *paths, size_t count, const struct suite *suite,
                  struct err *e)
{
	for (size_t i = 0; i < count; i++) {
		for (size_t k = 0; k < i; k++) {
			if (file_out_is_same(paths[i], paths[k]))
				return err_set(e, ERR_INVALID,
				               "two outputs go to '%s': each needs a "
				               "file of its own",
				               paths[i]);
		}
		if (check_inputs(paths[i], suite, e) < 0)
			return -1;
	}
	return 0;
}
