/*
 * layout.h - where an export's files go, and what they are called
 *
 * Below the target's folder stands `datasetID/exportTime=YYYYMMDDHHMM`, or what
 * the flow's foldernameTemplate expands to (05 §1, §2); the times are those of the
 * schedule, or of an export by hand when it is written (B44), in UTC.  An unknown macro
 * stays as it is.  What names may hold no source says; ours is that no export leaves its
 * root, and that file_join_below() takes every folder:
 *
 *	a "/" or control byte in a macro's value   "_": only the template's own
 *	                                           slashes make folders
 *	a control byte in the template             "_"
 *	empty names, "."                           left out; "/" is the target's folder
 *	".."                                       "__"
 *	the start of a temporary's name            "_" for its first byte
 *	a name of more than 255 bytes              as much of it as leaves room for "-"
 *	                                           and 16 hex digits, the whole's hash
 *
 * File names keep the structure of the published samples (05 §3):
 *	part-<5 digits>-tid-<int64>-<uuid>-<int>-<int>-c000.<extension>
 * with their numbers drawn from a hash of the export, the partition among them.
 *
 * Owns: nothing.  Pure: no clock, no disk.
 */
#ifndef MOCKSERVER_EXPORT_LAYOUT_H
#define MOCKSERVER_EXPORT_LAYOUT_H

#include "lib/buf.h"
#include "lib/vtime.h"

/* exportTime= and 12 digits, as the pages print it, or 14 (B44). */
enum export_time { EXPORT_TIME_MINUTE, EXPORT_TIME_SECOND };

/* What the macros stand for; NULL reads as "". */
struct layout_names {
	const char *dataset_id, *dataset_name;
	const char *destination;   /* DESTINATION, DESTINATION_NAME: the spec's name */
	const char *instance_id;   /* DESTINATION_INSTANCE_ID: the flow's id */
	const char *instance_name; /* DESTINATION_INSTANCE_NAME: the flow's name */
	const char *sandbox, *organization;
	vtime at;               /* the macros' times */
	enum export_time shows; /* how much of it the folder of an export shows */
};

/*
 * Appends the folder below the target's path, without slashes around it; template
 * NULL for the default.
 */
void layout_folder(struct buf *out, const char *template,
                   const struct layout_names *names);

/* Appends a part file's name; `key` is a hash of (seed, flow, dataset, time, attempt). */
void layout_part_name(struct buf *out, uint64_t key, unsigned partition,
                      const char *extension);

#endif
