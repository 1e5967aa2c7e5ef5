/*
 * struck.h - the files of one export that a fault has struck
 *
 * The export is that of 1,000 devices in one file, by a mock of its own.
 *
 * Owns: struct struck owns all, until struck_release().
 */
#ifndef TESTS_SUPPORT_STRUCK_H
#define TESTS_SUPPORT_STRUCK_H

#include "lib/buf.h"
#include "lib/json/json.h"

#define STRUCK_DATASET "5ef3e3259ad2a1191ab7dd7d"

struct struck {
	struct buf paths; /* of all files below the export root, a line each */
	struct buf bytes; /* of the last of them */
	cJSON *fault;     /* as GET shows it; NULL: none was armed */
};

/*
 * What an export in that format leaves; `does`: a fault's, faults of which one is called
 * f, or NULL for none.
 */
void struck_export(const char *format, const char *does, struct struck *out);
void struck_release(struct struck *x);

/* The only receipt's member as JSON text; the caller frees it. */
char *struck_receipt(const struct struck *x, const char *member) MUST_USE;
/* How often the fault has had its effect. */
int64_t struck_effective(const struct struck *x);

#endif
