/*
 * patch.h - JSON Patch (RFC 6902), whole
 *
 * A patch is applied to a copy: either all operations take effect, in order, or
 * none does.  Members that an operation does not know are ignored, names
 * of operations are exact, as the RFC has it; who wants less asks before.
 *
 * Owns: the document that is handed out.
 * Errors: ERR_INVALID (no patch), ERR_NOT_FOUND (a path leads nowhere), ERR_STALE
 * (a test fails); the text names the operation by its index and its path.
 */
#ifndef LIB_JSON_PATCH_H
#define LIB_JSON_PATCH_H

#include "lib/json/json.h"

/* *out is the document with the patch applied; doc stays as it is. */
int jsonpatch_apply(const cJSON *doc, const cJSON *patch, cJSON **out, struct err *e)
	MUST_USE;

#endif
