/*
 * capability.c - what a target may lack, by the names scenarios use
 */
#include "harness/scenario/capability.h"

static const char *const names[] = {
	[CAN_TIME_TRAVEL] = "time-travel",
	[CAN_FILES] = "files",
	[CAN_FAULTS] = "faults",
	[CAN_RESET] = "reset",
	[CAN_ADMIN] = "admin",
	[CAN_ANY_CLIENT] = "any-client",
	[CAN_WRITE] = "writes",
};
static_assert(ARRAY_LEN(names) == CAPABILITY_COUNT, "every capability has a name");

const char *capability_name(enum capability c)
{
	assert(c < CAPABILITY_COUNT);
	return names[c];
}

int capability_find(const char *name)
{
	for (int c = 0; c < CAPABILITY_COUNT; c++) {
		if (!strcmp(names[c], name))
			return c;
	}
	return -1;
}

void capability_list(struct buf *out)
{
	for (int c = 0; c < CAPABILITY_COUNT; c++)
		buf_printf(out, "%s%s",
		           !c                         ? ""
		           : c < CAPABILITY_COUNT - 1 ? ", "
		                                      : " and ",
		           names[c]);
}
