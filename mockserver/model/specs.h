/*
 * specs.h - the catalogue of connection specs and flow specs
 *
 * The specs are the data files of fixtures/specs/, built into the program, and those
 * that clients have written since: specs belong to a provider, not to an organisation,
 * so all callers see the same ones (ours).  A written one goes before the built-in one
 * of its id.  Request bodies have schemas of their own, in fixtures/schemas/.
 *
 * Owns: every spec.
 * Errors: ERR_INVALID for a data file that is faulty.
 */
#ifndef MOCKSERVER_MODEL_SPECS_H
#define MOCKSERVER_MODEL_SPECS_H

#include "mockserver/model/spec.h"

struct specs;

/* Reads and compiles all that is built in. */
int specs_open(struct specs **out, struct err *e) MUST_USE;
void specs_close(struct specs *s);
AUTO_DEFINE(struct specs *, specs_close);

/* Adds one, or puts it in the place of the one of its kind and id; takes it. */
void specs_write(struct specs *s, struct spec *spec);
/* Only what is built in stays. */
void specs_forget(struct specs *s);

/* The spec of that id, or NULL; NULL also for a NULL id. */
const struct spec *specs_find(const struct specs *s, enum spec_kind kind, const char *id);

/* The specs of a kind in the catalogue's order, from 0; NULL after the last. */
const struct spec *specs_at(const struct specs *s, enum spec_kind kind, size_t index);

/* Is a param of that name a password in any authSpec?  Such values are masked. */
bool specs_is_secret(const struct specs *s, const char *param);

/* The rules of a request body: "create-flow" for fixtures/schemas/create-flow.json. */
const struct jsonschema *specs_body(const struct specs *s, const char *name);

#endif
