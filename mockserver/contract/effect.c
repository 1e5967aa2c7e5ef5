/*
 * effect.c - what the mock does with each member that it accepts
 */
#include "mockserver/contract/effect.h"

#include <string.h>

static const struct effect_row rows[] = {
#define EFFECT(part, member, effect, note) { PART_##part, member, EFFECT_##effect, note },
#include "mockserver/contract/effect.def"
#undef EFFECT
};

const struct effect_row *effect_find(enum effect_part part, const char *member)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		if (rows[i].part == part && !strcmp(rows[i].member, member))
			return &rows[i];
	}
	return NULL;
}

/* A part's rows stand together. */
const char *effect_member(enum effect_part part, size_t i)
{
	size_t first = 0;

	while (first < ARRAY_LEN(rows) && rows[first].part != part)
		first++;
	return first + i < ARRAY_LEN(rows) && rows[first + i].part == part
	               ? rows[first + i].member
	               : NULL;
}

const struct effect_row *effect_at(size_t i)
{
	return i < ARRAY_LEN(rows) ? &rows[i] : NULL;
}

const char *effect_part_name(enum effect_part part)
{
	static const char *const names[] = {
		[PART_FLOW] = "flow",
		[PART_SCHEDULE] = "scheduleParams of a flow",
		[PART_CONNECTION] = "base connection",
		[PART_SOURCE] = "source connection",
		[PART_SOURCE_PARAMS] = "params of a source connection",
		[PART_TARGET] = "target connection",
		[PART_TARGET_PARAMS] = "params of a target connection",
	};
	static_assert(ARRAY_LEN(names) == PART_COUNT, "every part has a name");

	assert(part < PART_COUNT);
	return names[part];
}

const char *effect_name(enum member_effect effect)
{
	static const char *const names[] = {
		[EFFECT_USED] = "used",
		[EFFECT_SHOWN] = "shown",
		[EFFECT_NONE] = "none",
	};
	static_assert(ARRAY_LEN(names) == EFFECT_COUNT, "every effect has a name");

	assert(effect < EFFECT_COUNT);
	return names[effect];
}
