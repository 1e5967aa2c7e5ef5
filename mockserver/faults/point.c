/*
 * point.c - the points at which faults strike: operations, runs and files
 */
#include "mockserver/faults/point.h"

/* Those that are no operations. */
static const struct {
	const char *name;
	enum fault_sort sort;
} points[] = {
	[FAULT_POINT_RUN - OPERATION_COUNT] = { "run", FAULT_OF_RUNS },
	[FAULT_POINT_FILE - OPERATION_COUNT] = { "file", FAULT_OF_FILES },
	[FAULT_POINT_MANIFEST - OPERATION_COUNT] = { "manifest", FAULT_OF_FILES },
};
static_assert(ARRAY_LEN(points) == FAULT_POINT_COUNT - OPERATION_COUNT,
              "every point has a row");

static bool is_operation(enum fault_point point)
{
	return (unsigned)point < OPERATION_COUNT;
}

enum fault_sort fault_point_sort(enum fault_point point)
{
	return is_operation(point) ? FAULT_OF_REQUESTS
	                           : points[point - OPERATION_COUNT].sort;
}

const char *fault_point_name(enum fault_point point)
{
	return is_operation(point) ? operation_row((enum operation)(unsigned)point)->name
	                           : points[point - OPERATION_COUNT].name;
}

bool fault_point_find(const char *name, enum fault_point *out)
{
	for (size_t i = 0; i < ARRAY_LEN(points); i++) {
		if (!str_same_nocase(points[i].name, name))
			continue;
		*out = (enum fault_point)(OPERATION_COUNT + i);
		return true;
	}
	return false;
}

const char *fault_sort_name(enum fault_sort sort)
{
	static const char *const names[] = {
		[FAULT_OF_REQUESTS] = "requests",
		[FAULT_OF_RUNS] = "runs",
		[FAULT_OF_FILES] = "files",
	};
	static_assert(ARRAY_LEN(names) == FAULT_SORT_COUNT, "every sort has a name");

	return names[sort];
}
