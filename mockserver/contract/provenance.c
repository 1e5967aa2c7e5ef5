/*
 * provenance.c - what a rule of the mock stands on
 */
#include "mockserver/contract/provenance.h"

#include "lib/base.h"

static const char *const names[] = {
	[PROVENANCE_LIVE] = "live",         [PROVENANCE_DOCUMENTED] = "documented",
	[PROVENANCE_EXAMPLE] = "example",   [PROVENANCE_CLIENT] = "client",
	[PROVENANCE_INFERRED] = "inferred", [PROVENANCE_OURS] = "ours",
};
static_assert(ARRAY_LEN(names) == PROVENANCE_COUNT, "every provenance has a name");

const char *provenance_name(enum provenance provenance)
{
	assert(provenance < PROVENANCE_COUNT);
	return names[provenance];
}
