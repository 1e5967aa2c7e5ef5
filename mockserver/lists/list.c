/*
 * list.c - the collections, and the members that they can be ordered by
 */
#include "mockserver/lists/list.h"

#include "lib/nearest.h"

#define PARTS_MOST 9 /* of a member */

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

/* Lists, as bits. */
enum {
	BASES = 1 << LIST_CONNECTIONS,
	ENDS = 1 << LIST_SOURCES | 1 << LIST_TARGETS,
	FLOWS = 1 << LIST_FLOWS,
	RUNS = 1 << LIST_RUNS,
	SPECS = 1 << LIST_CONNECTION_SPECS | 1 << LIST_FLOW_SPECS,
	ENTITIES = BASES | ENDS | FLOWS,
	ALL = ENTITIES | RUNS | SPECS,
};

/*
 * The members that some entity, run or spec shows (03), and the lists of those that do:
 * what an `orderby` may begin with.  Those whose own members are always of these, with
 * them.
 */
static const struct {
	const char *name;
	unsigned lists;
	const char *parts[PARTS_MOST]; /* none: any */
} members[] = {
	{ "id", ALL },
	{ "name", ENTITIES | SPECS },
	{ "description", ENTITIES | SPECS },
	{ "state", ENTITIES | RUNS },
	{ "version", ENTITIES | SPECS },
	{ "etag", ENTITIES | RUNS },
	{ "createdAt", ENTITIES | RUNS },
	{ "updatedAt", ENTITIES | RUNS },
	{ "createdBy", ENTITIES | RUNS },
	{ "updatedBy", ENTITIES | RUNS },
	{ "createdClient", ENTITIES | RUNS },
	{ "updatedClient", ENTITIES | RUNS },
	{ "sandboxId", ENTITIES | RUNS },
	{ "sandboxName", ENTITIES | RUNS },
	{ "imsOrgId", ENTITIES | RUNS },
	{ "auth", BASES },
	{ "connectionSpec", BASES | ENDS, { "id", "version" } },
	{ "baseConnectionId", ENDS },
	{ "data", ENDS },
	{ "params", ENDS | RUNS },
	{ "typeInfo", ENDS },
	{ "flowSpec", FLOWS | RUNS, { "id", "version" } },
	{ "sourceConnectionIds", FLOWS },
	{ "targetConnectionIds", FLOWS },
	{ "inheritedAttributes", ENTITIES },
	{ "scheduleParams",
	  FLOWS,
	  { "startTime", "endTime", "interval", "timeUnit", "exportMode",
	    "foldernameTemplate", "folderNameTemplate", "frequency", "backfill" } },
	{ "transformations", FLOWS },
	{ "options", FLOWS },
	{ "lastOperation",
	  ENTITIES,
	  { "started", "updated", "percentCompleted", "status", "ops", "operation" } },
	{ "lastRunDetails", FLOWS, { "id", "state", "startedAtUTC", "completedAtUTC" } },
	{ "runs", FLOWS },
	{ "flowId", RUNS },
	{ "providerId", SPECS },
	{ "providerRefId", ENTITIES | RUNS },
	{ "metrics",
	  RUNS,
	  { "durationSummary", "sizeSummary", "recordSummary", "fileSummary",
	    "statusSummary", "latencySummary", "entitySummaries" } },
	{ "activities", RUNS },
	{ "attributes", SPECS },
	{ "type", SPECS },
	{ "permissionsInfo", SPECS },
	{ "policy", ENTITIES },
	{ "labels", FLOWS | RUNS },
	{ "encryption", BASES },
	{ "encryptionSpecs", SPECS },
	{ "authSpec", SPECS },
	{ "sourceSpec", SPECS },
	{ "targetSpec", SPECS },
	{ "exploreSpec", SPECS },
	{ "optionSpec", SPECS },
	{ "scheduleSpec", SPECS },
	{ "runSpec", SPECS },
	{ "transformationSpecs", SPECS },
	{ "sourceConnectionSpecIds", SPECS },
	{ "targetConnectionSpecIds", SPECS },
	{ "entitlementInfo", SPECS },
	{ "settings", ENTITIES },
	{ "parentFlowRunId", RUNS },
	{ "childFlowRunIds", RUNS },
	{ "predecessors", RUNS },
	{ "recordTypes", FLOWS },
};

const char *list_collection(enum list_of of)
{
	return collections[of];
}

/* The row of the path's first name, or -1. */
static int find_member(const char *path)
{
	const struct str first = { path, strcspn(path, ".[") };

	for (size_t i = 0; i < ARRAY_LEN(members); i++) {
		if (str_is(first, members[i].name))
			return (int)i;
	}
	return -1;
}

bool list_has_member(const char *path)
{
	return find_member(path) >= 0;
}

static bool shows(enum list_of of, size_t member)
{
	return members[member].lists & 1U << of;
}

bool list_knows_path(enum list_of of, const char *path, const char **meant)
{
	struct nearest n = { .name = { path, strcspn(path, ".[") } };
	const int found = find_member(path);
	size_t i;

	if (found < 0 || !shows(of, (size_t)found)) {
		for (i = 0; i < ARRAY_LEN(members); i++) {
			if (shows(of, i))
				nearest_offer(&n, members[i].name);
		}
		*meant = n.best;
		return false;
	}
	path += n.name.size;
	n.name = (struct str){ path + 1, *path == '.' ? strcspn(path + 1, ".[") : 0 };
	for (i = 0; i < PARTS_MOST && members[found].parts[i]; i++) {
		if (str_is(n.name, members[found].parts[i]))
			return true;
		nearest_offer(&n, members[found].parts[i]);
	}
	*meant = n.best;
	return !i || *path != '.';
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
