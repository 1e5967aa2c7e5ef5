/*
 * verify_print.h - what verify found, for people and for programs
 *
 * With --json it is one object:
 *
 *	{ "version": 1, "root": DIR, "passed": true,
 *	  "findings": [ { "kind", "path", "record"?, "text", "todo" } ],
 *	  "moreFindings": 0,
 *	  "notChecked": [ { "text", "files" } ],
 *	  "series": [ { "path", "dataset"?, "exports", "files", "manifests", "records"?,
 *	                "bytes" } ],
 *	  "totals": { "exports", "files", "manifests", "records"?, "bytes", "findings" } }
 *
 * A path's bytes that are no UTF-8 are written as \xNN in both.
 *
 * Owns: nothing.
 */
#ifndef HARNESS_VERIFY_VERIFY_PRINT_H
#define HARNESS_VERIFY_VERIFY_PRINT_H

#include "harness/verify/verify.h"

void verify_print_text(const struct verified *v, struct buf *out);
void verify_print_json(const struct verified *v, const char *root, struct buf *out);

#endif
