/*
 * on_files.c - which files of a run a fault is on: data files, or manifests
 */
#include "mockserver/faults/on_files.h"

#include "mockserver/faults/kind.h"

int fault_on_files(struct fault_on *on, const struct fault_does *does,
                   struct fault_refuse *r)
{
	const struct fault_kind_row *first = fault_kind_row(does->actions[0].kind);
	const bool manifests = first->scope == FAULT_SCOPE_MANIFESTS;

	for (size_t i = 1; i < does->count; i++) {
		if (fault_kind_row(does->actions[i].kind)->scope != first->scope)
			return fault_refuse(r, does->node,
			                    "a fault is on data files or on manifests: "
			                    "declare one for each");
	}
	if (!manifests && on->how[FAULT_POINT_FILE] == FAULT_ON_NOT)
		return fault_refuse(r, does->node,
		                    "'%s' is for data files: \"on\": \"file\"",
		                    first->word);
	on->how[FAULT_POINT_FILE] = manifests ? FAULT_ON_NOT : FAULT_ON_NAME;
	on->how[FAULT_POINT_MANIFEST] = manifests ? FAULT_ON_NAME : FAULT_ON_NOT;
	return 0;
}
