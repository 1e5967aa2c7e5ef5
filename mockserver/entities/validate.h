/*
 * validate.h - what is wrong with a request body, all of it at once
 *
 * Checks add to rf->violations; validate_end() makes a refusal of them, if there
 * are any and none of them has an error of its own (validate_error()): a missing member
 * is 1304-400, a list that should hold one id 1321-400, an interval that its unit does
 * not have 1363-400, anything else 1312-400, by the first violation (B9, B10; 04 §5 row
 * 11).  A body whose checks took too many steps, all of them together, is refused as such
 * (ours).
 *
 * Owns: nothing.
 */
#ifndef MOCKSERVER_ENTITIES_VALIDATE_H
#define MOCKSERVER_ENTITIES_VALIDATE_H

#include "mockserver/contract/caller.h"
#include "mockserver/world/world.h"

/* The body against fixtures/schemas/<schema>.json. */
void validate_body(struct world *w, const char *schema, const cJSON *body,
                   struct refusal *rf);

/* One violation of ours: a reference that leads nowhere, or to the wrong thing. */
void validate_reference(struct refusal *rf, const char *pointer, const char *fmt, ...)
	PRINTF_LIKE(3, 4);

/*
 * A violation that has an error of its own, raised with up to REFUSAL_ARGS texts.  The
 * first of them is the answer's error, whatever else is wrong; the others are listed.
 */
#define validate_error(rf, pointer, message, ...) \
	(validate_note(rf, pointer, message), (void)refuse(rf, __VA_ARGS__))
void validate_note(struct refusal *rf, const char *pointer, const char *message);

/* 1431-400 for a policy whose list of fields is empty. */
void validate_policy(const cJSON *body, struct refusal *rf);

/*
 * 0 when there is no violation and nothing was refused; else -1, refused.  Its text never
 * shows what the caller's organisation keeps secret.
 */
int validate_end(struct world *w, const struct caller *by, const cJSON *body,
                 struct refusal *rf) MUST_USE;

#endif
