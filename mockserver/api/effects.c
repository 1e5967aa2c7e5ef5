/*
 * effects.c - what each kind of fault does to a request, a row each
 */
#include "mockserver/api/effects.h"

#include "mockserver/api/status.h"

static const struct effect rows[] = {
	[FAULT_STATUS] = { .end = status_end },
};
static_assert(ARRAY_LEN(rows) == FAULT_KIND_COUNT, "every kind has a row");

const struct effect *effect_of(enum fault_kind kind)
{
	return &rows[kind];
}
