/*
 * list.c - the collections, and the members that they can be ordered by
 */
#include "mockserver/lists/list.h"

#include "lib/nearest.h"

static const char *const collections[] = {
	[LIST_CONNECTIONS] = "connections",
	[LIST_SOURCES] = "sourceConnections",
	[LIST_TARGETS] = "targetConnections",
	[LIST_FLOWS] = "flows",
	[LIST_RUNS] = "runs",
	[LIST_CONNECTION_SPECS] = "connectionSpecs",
	[LIST_FLOW_SPECS] = "flowSpecs",
};
static_assert(ARRAY_LEN(collections) == LIST_COUNT, "every list has a collection");

/*
 * The members that some entity, run or spec shows (03): what an `orderby` may begin with.
 */
static const char *const members[] = {
	"id",
	"name",
	"description",
	"state",
	"version",
	"etag",
	"createdAt",
	"updatedAt",
	"createdBy",
	"updatedBy",
	"createdClient",
	"updatedClient",
	"sandboxId",
	"sandboxName",
	"imsOrgId",
	"auth",
	"connectionSpec",
	"baseConnectionId",
	"data",
	"params",
	"typeInfo",
	"flowSpec",
	"sourceConnectionIds",
	"targetConnectionIds",
	"inheritedAttributes",
	"scheduleParams",
	"transformations",
	"options",
	"lastOperation",
	"lastRunDetails",
	"runs",
	"flowId",
	"providerId",
	"providerRefId",
	"metrics",
	"activities",
	"attributes",
	"type",
	"permissionsInfo",
	"policy",
	"labels",
	"encryption",
	"encryptionSpecs",
	"authSpec",
	"sourceSpec",
	"targetSpec",
	"exploreSpec",
	"optionSpec",
	"scheduleSpec",
	"runSpec",
	"transformationSpecs",
	"sourceConnectionSpecIds",
	"targetConnectionSpecIds",
	"entitlementInfo",
	"settings",
	"parentFlowRunId",
	"childFlowRunIds",
	"predecessors",
	"recordTypes",
};

const char *list_collection(enum list_of of)
{
	return collections[of];
}

bool list_has_member(const char *path)
{
	const struct str first = { path, strcspn(path, ".") };

	for (size_t i = 0; i < ARRAY_LEN(members); i++) {
		if (str_is(first, members[i]))
			return true;
	}
	return false;
}

const char *list_nearest_member(const char *path)
{
	struct nearest n = { .name = { path, strcspn(path, ".[") } };

	for (size_t i = 0; i < ARRAY_LEN(members); i++)
		nearest_offer(&n, members[i]);
	return n.best;
}

int list_read_order(struct arena *a, const char *text, struct list *out,
                    struct refusal *rf)
{
	if (order_read(a, text, &out->order, rf) < 0)
		return -1;
	for (size_t i = 0; i < out->order.count; i++) {
		if (!list_has_member(out->order.keys[i].path))
			return refuse(rf, E_ORDER_FIELD, out->order.keys[i].path);
	}
	out->orderby = arena_strdup(a, text);
	return 0;
}

void list_release(struct list *l)
{
	cJSON_Delete(l->keys);
	l->keys = NULL;
}
