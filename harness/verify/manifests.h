/*
 * manifests.h - compares manifests with the files that lie next to them
 *
 * A manifest is one line without an end,
 *
 *	{"flowRunId":…,"scheduledTime":…,
 *	 "exportResults":[{"sinkPath":…,"name":…,"size":…},…]}
 *
 * (cut here), called manifest-<flow id>-<flowRunId>.json, in the folder of the files
 * that it lists.
 *
 * Owns: nothing.
 */
#ifndef HARNESS_VERIFY_MANIFESTS_H
#define HARNESS_VERIFY_MANIFESTS_H

#include "harness/verify/inventory.h"

/* Judges all manifests, and counts how often each file is listed. */
void manifests_check(struct inventory *v, const struct export_tree *t,
                     struct findings *f);

#endif
