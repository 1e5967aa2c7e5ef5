/*
 * entity_columns.c - what of an entity's text stands in columns, for lists to filter by
 */
#include "mockserver/entities/entity_columns.h"

#define SOURCES "inheritedAttributes.sourceConnections[0]."
#define TARGETS "inheritedAttributes.targetConnections[0]."

static const char *const paths[] = {
	[ENTITY_COLUMN_NAME] = "name",
	[ENTITY_COLUMN_SOURCE] = "sourceConnectionIds[0]",
	[ENTITY_COLUMN_TARGET] = "targetConnectionIds[0]",
	[ENTITY_COLUMN_SOURCE_SPEC] = SOURCES "connectionSpec.id",
	[ENTITY_COLUMN_TARGET_SPEC] = TARGETS "connectionSpec.id",
	[ENTITY_COLUMN_OUTPUT_TYPE] = TARGETS "data.outputType",
	[ENTITY_COLUMN_IS_DESTINATION] =
		"inheritedAttributes.properties.isDestinationFlow",
};
static_assert(ARRAY_LEN(paths) == ENTITY_COLUMNS, "all that is looked up has a path");

const char *entity_columns_value(const cJSON *v)
{
	if (cJSON_IsBool(v))
		return cJSON_IsTrue(v) ? "true" : "false";
	return cJSON_IsString(v) || cJSON_IsNumber(v) ? v->valuestring : NULL;
}

/* The base connection of the end that has credentials; a flow names one of them. */
static const char *flow_base(const cJSON *flow)
{
	const char *target = json_str(flow, TARGETS "baseConnection.id");

	return target ? target : json_str(flow, SOURCES "baseConnection.id");
}

void entity_columns_set(const cJSON *tree, struct entity *out)
{
	size_t count = out->kind == KIND_FLOW ? ENTITY_COLUMNS : ENTITY_COLUMN_NAME + 1;

	for (size_t i = 0; i < count; i++)
		out->columns[i] = entity_columns_value(json_at(tree, paths[i]));
	if (out->kind == KIND_FLOW)
		out->base = flow_base(tree);
}
