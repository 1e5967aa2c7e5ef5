/*
 * on_files.h - which files of a run a fault is on: data files, or manifests
 *
 * Owns: nothing.
 * Errors: ERR_INVALID, with the node.
 */
#ifndef MOCKSERVER_FAULTS_ON_FILES_H
#define MOCKSERVER_FAULTS_ON_FILES_H

#include "mockserver/faults/scope.h"

/* What a fault does: its actions as they were read, and their node. */
struct fault_does {
	const struct fault_action *actions;
	size_t count;
	const cJSON *node;
};

/* `on: file` becomes those files that the actions are for. */
int fault_on_files(struct fault_on *on, const struct fault_does *does,
                   struct fault_refuse *r) MUST_USE;

#endif
