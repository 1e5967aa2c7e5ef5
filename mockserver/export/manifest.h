/*
 * manifest.h - what lists the files of a run in one folder (05 §7)
 *
 *	manifest-<flow id>-<run id>.json
 *	{"flowRunId":"…","scheduledTime":"2023-08-18T01:00:00Z","exportResults":
 *	[{"sinkPath":"/destination/output001","name":"….json","size":145854}]}
 *
 * in one line without an end.  A run without records lists nothing: "[]" (05 §6).
 *
 * Owns: nothing.  Pure: no clock, no disk.
 */
#ifndef MOCKSERVER_EXPORT_MANIFEST_H
#define MOCKSERVER_EXPORT_MANIFEST_H

#include "lib/buf.h"
#include "lib/vtime.h"

struct manifest {
	const char *flow, *run; /* ids */
	vtime scheduled_at;
	const char *sink_path; /* the folder below the bucket, with a leading slash */
};

/* A file that it lists. */
struct manifest_file {
	const char *name;
	uint64_t size; /* on disk */
};

/* Appends the manifest's own name. */
void manifest_name(struct buf *out, const struct manifest *m);

/* Appends its content. */
void manifest_text(struct buf *out, const struct manifest *m,
                   const struct manifest_file *file, size_t count);

#endif
