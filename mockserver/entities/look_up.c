/*
 * look_up.c - what of an entity's text stands in columns, for lists to filter by
 */
#include "mockserver/entities/look_up.h"

#define SOURCES "inheritedAttributes.sourceConnections[0]."
#define TARGETS "inheritedAttributes.targetConnections[0]."

static const char *const paths[] = {
	[LOOKED_UP_NAME] = "name",
	[LOOKED_UP_SOURCE] = "sourceConnectionIds[0]",
	[LOOKED_UP_TARGET] = "targetConnectionIds[0]",
	[LOOKED_UP_SOURCE_SPEC] = SOURCES "connectionSpec.id",
	[LOOKED_UP_TARGET_SPEC] = TARGETS "connectionSpec.id",
	[LOOKED_UP_OUTPUT_TYPE] = TARGETS "data.outputType",
	[LOOKED_UP_IS_DESTINATION] = "inheritedAttributes.properties.isDestinationFlow",
};
static_assert(ARRAY_LEN(paths) == LOOKED_UP_COUNT, "all that is looked up has a path");

const char *look_up_value(const cJSON *v)
{
	if (cJSON_IsBool(v))
		return cJSON_IsTrue(v) ? "true" : "false";
	return cJSON_IsString(v) || cJSON_IsNumber(v) ? v->valuestring : NULL;
}

void look_up(const cJSON *tree, struct entity *out)
{
	size_t count = out->kind == KIND_FLOW ? LOOKED_UP_COUNT : LOOKED_UP_NAME + 1;

	for (size_t i = 0; i < count; i++)
		out->looked_up[i] = look_up_value(json_at(tree, paths[i]));
}
