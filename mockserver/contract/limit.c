/*
 * limit.c - limits that documents name, a row each
 */
#include "mockserver/contract/limit.h"

#include <inttypes.h>

static const struct limit_row rows[] = {
#define LIMIT(name, bound, number, counted, error, provenance, source)          \
	[LIMIT_##name] = { #name,     LIMIT_##bound,           number, counted, \
		           E_##error, PROVENANCE_##provenance, source },
#include "mockserver/contract/limits.def"
#undef LIMIT
};
static_assert(ARRAY_LEN(rows) == LIMIT_COUNT, "every limit has a row");

const struct limit_row *limit_row(enum limit limit)
{
	return &rows[limit];
}

const char *limit_bound_name(enum limit_bound bound)
{
	static const char *const names[] = {
		[LIMIT_AT_MOST] = "at most", [LIMIT_AT_LEAST] = "at least"
	};

	static_assert(ARRAY_LEN(names) == LIMIT_BOUND_COUNT, "every bound has a name");
	return names[bound];
}

const char *limits_name(enum limits limits)
{
	static const char *const names[] = {
		[LIMITS_OFF] = "off", [LIMITS_DOCUMENTED] = "documented"
	};

	static_assert(ARRAY_LEN(names) == LIMITS_COUNT, "every value has a name");
	return names[limits];
}

bool limit_is_broken(enum limit limit, int64_t count)
{
	const struct limit_row *row = &rows[limit];

	return row->bound == LIMIT_AT_MOST ? count > row->number : count < row->number;
}

int limit_refuse(struct refusal *rf, enum limit limit)
{
	char number[24];

	snprintf(number, sizeof(number), "%" PRId64, rows[limit].number);
	return refuse(rf, rows[limit].error, number);
}
