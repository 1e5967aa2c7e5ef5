/*
 * specs.h - the catalogue of connection specs and flow specs, and their rules
 *
 * The specs are the data files of fixtures/specs/, built into the program.  What
 * they publish is what requests are validated by: a connection spec's authSpec and
 * targetSpec, a flow spec's scheduleSpec.  Request bodies have schemas of their own,
 * in fixtures/schemas/.
 *
 * A targetSpec property with a `conditional` binds only where that holds.  The flow
 * spec that `flowSpec.attributes._workflow` speaks of is not known when a target
 * connection is made: a body with `fileType` and without `datasetFileType` is taken
 * for an audience target, all else for a dataset export (07 A21).
 *
 * The ledger decides, by the mode that is asked for, whether patterns of auth params
 * are enforced (B15) and whether enums of target params match in any case (C6).
 *
 * Owns: every spec, its text and its compiled schemas.
 * Errors: ERR_INVALID for a data file that is faulty.
 */
#ifndef MOCKSERVER_MODEL_SPECS_H
#define MOCKSERVER_MODEL_SPECS_H

#include "lib/json.h"
#include "lib/jsonschema.h"
#include "mockserver/contract/ledger.h"

struct specs;
struct spec;

enum spec_kind { SPEC_CONNECTION, SPEC_FLOW };

/* Reads and compiles all that is built in. */
int specs_open(struct specs **out, struct err *e) MUST_USE;
void specs_close(struct specs *s);
AUTO_DEFINE(struct specs *, specs_close);

/* The spec of that id, or NULL; NULL also for a NULL id. */
const struct spec *specs_find(const struct specs *s, enum spec_kind kind, const char *id);

/* The specs of a kind in the catalogue's order, from 0; NULL after the last. */
const struct spec *specs_at(const struct specs *s, enum spec_kind kind, size_t index);

/* What the spec says of itself. */
const char *spec_id(const struct spec *spec);
const char *spec_name(const struct spec *spec);
const cJSON *spec_tree(const struct spec *spec);
/* What GET answers inside "items"; its length in *size. */
const char *spec_text(const struct spec *spec, size_t *size);

/* Has the connection spec authentication specs at all? (Data Landing Zone has none.) */
bool spec_has_auth(const struct spec *spec);
/* The rules of one of its authSpecs by name, or NULL when it has none of that name. */
const struct jsonschema *spec_auth(const struct spec *spec, const char *name,
                                   enum contract_mode mode);

/* Would the credentials get in?  They fit the authSpec, its patterns among it (07 B14).
 */
bool spec_auth_is_sound(const struct spec *spec, const char *name, const cJSON *params);

/* Are source params what its sourceSpec asks for? */
bool spec_check_source(const struct spec *spec, const cJSON *params, const char *at,
                       struct violations *out);

/* Are target params what the connection spec asks for?  Adds violations below `at`. */
bool spec_check_target(const struct spec *spec, const cJSON *params,
                       enum contract_mode mode, const char *at, struct violations *out);

/* Does the flow spec ask for a schedule at all? */
bool spec_has_schedule(const struct spec *spec);
/* Are scheduleParams what the flow spec asks for? */
bool spec_check_schedule(const struct spec *spec, const cJSON *params, const char *at,
                         struct violations *out);

/* Does a flow spec list that connection spec as its source, or target? */
bool spec_takes_source(const struct spec *flow_spec, const char *connection_spec);
bool spec_takes_target(const struct spec *flow_spec, const char *connection_spec);

/* Is a param of that name a password in any authSpec?  Such values are masked. */
bool specs_is_secret(const struct specs *s, const char *param);

/* The rules of a request body: "create-flow" for fixtures/schemas/create-flow.json. */
const struct jsonschema *specs_body(const struct specs *s, const char *name);

#endif
