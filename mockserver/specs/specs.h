/*
 * specs.h - the catalogue of connection specs and flow specs
 *
 * The specs are the data files of fixtures/specs/, built into the program, and those that
 * clients have written since.  A written one is its organisation's, as entities are, and
 * takes precedence over the built-in one with the same id, which other organisations
 * still see (ours: no source says whose a written spec is).  Request bodies have schemas
 * of their own, in fixtures/schemas/.
 *
 * Owns: every spec.
 * Errors: ERR_INVALID for a data file that is faulty.
 */
#ifndef MOCKSERVER_SPECS_SPECS_H
#define MOCKSERVER_SPECS_SPECS_H

#include "mockserver/specs/spec.h"

struct specs;

/* Reads all that is built in; schemas are compiled when they are first asked for. */
int specs_open(struct specs **out, struct err *e) MUST_USE;
void specs_close(struct specs *s);
AUTO_DEFINE(struct specs *, specs_close);

/*
 * Adds a spec, or replaces the organisation's spec with the same kind and id; takes
 * it.
 */
void specs_write(struct specs *s, const char *org, struct spec *spec);
/*
 * Bytes of JSON of all specs that the organisation has written.  Compiled they take
 * sixty times as much memory, so their sum is bounded (ours).
 */
#define SPECS_WRITTEN_MAX (4u << 20)
size_t specs_written_bytes(const struct specs *s, const char *org);

/* Only what is built in stays. */
void specs_forget(struct specs *s);

/* The spec of that id as the organisation sees it, or NULL; NULL also for a NULL id. */
const struct spec *specs_find(const struct specs *s, const char *org, enum spec_kind kind,
                              const char *id);

/*
 * The specs of a kind that the organisation sees, in the catalogue's order, from 0; NULL
 * after the last.
 */
const struct spec *specs_at(const struct specs *s, const char *org, enum spec_kind kind,
                            size_t index);

/*
 * Is a param of that name a password in any spec that the organisation sees, or in a
 * built-in one that it does not?  Such values are masked.
 */
bool specs_is_secret(const struct specs *s, const char *org, const char *param);

/* The rules of a request body: "create-flow" for fixtures/schemas/create-flow.json. */
const struct jsonschema *specs_body(const struct specs *s, const char *name);

#endif
