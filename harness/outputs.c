/*
 * outputs.c - checks that no output of a run replaces another output or an input
 */
#include "harness/outputs.h"

#include "lib/file_out.h"

static int check_others(const char *path, const struct report *reports, size_t count,
                        struct err *e)
{
	for (size_t i = 0; i < count; i++) {
		if (file_out_is_same(path, reports[i].path))
			return err_set(e, ERR_INVALID,
			               "two outputs go to '%s': each needs a file of its "
			               "own",
			               path);
	}
	return 0;
}

static int check_inputs(const char *path, const struct suite *suite, struct err *e)
{
	for (size_t i = 0; i < suite->count; i++) {
		const char *file = suite->all[i].file;

		if (file_out_is_same(path, file))
			return err_set(e, ERR_INVALID, "'%s' is the scenario '%s' itself",
			               path, file);
	}
	return 0;
}

int outputs_check(const struct report *reports, size_t count, const char *coverage,
                  const struct suite *suite, struct err *e)
{
	for (size_t i = 0; i < count; i++) {
		if (check_others(reports[i].path, reports, i, e) < 0 ||
		    check_inputs(reports[i].path, suite, e) < 0)
			return -1;
	}
	if (!coverage)
		return 0;
	return check_others(coverage, reports, count, e) < 0
	               ? -1
	               : check_inputs(coverage, suite, e);
}
