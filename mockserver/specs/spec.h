/*
 * spec.h - one connection spec or flow spec, and the rules that it publishes
 *
 * What a spec publishes is what requests are validated by: a connection spec's authSpec,
 * sourceSpec and targetSpec, a flow spec's scheduleSpec.
 *
 * A targetSpec property with a `conditional` binds only where that holds.  The flow
 * spec that `flowSpec.attributes._workflow` speaks of is not known when a target
 * connection is made: a body with `fileType` and without `datasetFileType` is taken
 * for an audience target, all else for a dataset export (A21).
 *
 * The ledger decides, by the mode that is asked for, whether patterns of auth params
 * are enforced (B15) and whether enums of target params match in any case (C6).
 *
 * Owns: the tree, the text that it prints and the compiled schemas.
 * Errors: ERR_INVALID for a spec whose rules are no schemas.
 */
#ifndef MOCKSERVER_SPECS_SPEC_H
#define MOCKSERVER_SPECS_SPEC_H

#include "lib/json/json.h"
#include "lib/jsonschema/mask.h"
#include "lib/str.h"
#include "mockserver/contract/ledger.h"

struct spec;

/* The connection spec of the data lake, which dataset exports read from (01 §5, §8). */
#define SPEC_DATA_LAKE "23598e46-f560-407b-88d5-ea6207e49db0"

enum spec_kind { SPEC_CONNECTION, SPEC_FLOW, SPEC_KINDS };

/* Compiles one; takes the tree in any case. */
int spec_new(enum spec_kind kind, cJSON *tree, struct spec **out, struct err *e) MUST_USE;
/* The same of one that is stored: it was judged before, and its steps are not counted. */
int spec_new_stored(enum spec_kind kind, cJSON *tree, struct spec **out, struct err *e)
	MUST_USE;
/*
 * The same of one that is built into the program, whose text is sound and begins with the
 * id: it is read when more than the id is first asked for, and its schemas are compiled
 * when they are.  Most starts ask for one or two of them.  Borrows the text for good.
 */
int spec_new_shipped(enum spec_kind kind, struct str text, struct spec **out,
                     struct err *e) MUST_USE;
void spec_free(struct spec *spec);
AUTO_DEFINE(struct spec *, spec_free);

enum spec_kind spec_kind(const struct spec *spec);

/* What the spec says of itself. */
const char *spec_id(const struct spec *spec);
const char *spec_name(const struct spec *spec);
const cJSON *spec_tree(const struct spec *spec);
/* What GET answers inside "items"; its length in *size. */
const char *spec_text(const struct spec *spec, size_t *size);

/* Has the connection spec authentication specs at all? (Data Landing Zone has none.) */
bool spec_has_auth(const struct spec *spec);
/* The rules of the authSpec with that name, or NULL. */
const struct jsonschema *spec_auth(const struct spec *spec, const char *name,
                                   const struct contract *contract);

/* What a source, a target or a schedule may hold; NULL where the spec does not say. */
enum spec_rules { SPEC_SOURCE, SPEC_TARGET, SPEC_SCHEDULE };
const struct jsonschema *spec_rules(const struct spec *spec, enum spec_rules which);

/* Would the credentials get in?  They fit the authSpec, its patterns included (B14). */
bool spec_auth_is_sound(const struct spec *spec, const char *name, const cJSON *params);

/* Are source params what its sourceSpec asks for? */
bool spec_check_source(const struct spec *spec, const cJSON *params, const char *at,
                       struct violations *out);

/* Are target params what the connection spec asks for?  Adds violations below `at`. */
bool spec_check_target(const struct spec *spec, const cJSON *params,
                       const struct contract *contract, const char *at,
                       struct violations *out);

/* Is it a flow spec for ingestion, flows into the platform?  False for NULL. */
bool spec_ingests(const struct spec *spec);

/* Does the flow spec ask for a schedule at all? */
bool spec_has_schedule(const struct spec *spec);
/* Are scheduleParams what the flow spec asks for? */
bool spec_check_schedule(const struct spec *spec, const cJSON *params, const char *at,
                         struct violations *out);

/* Does a flow spec list that connection spec as its source, or target? */
bool spec_takes_source(const struct spec *flow_spec, const char *connection_spec);
bool spec_takes_target(const struct spec *flow_spec, const char *connection_spec);

/* Which params its connections have: those of `auth`, or of sources and targets. */
enum spec_params { SPEC_AUTH_PARAMS, SPEC_END_PARAMS };

/* Masks what it calls a password in such params; NULL is a spec that says nothing. */
void spec_mask(const struct spec *spec, enum spec_params which, cJSON *params,
               const struct jsonschema_mask *how);

/* The params that its authSpecs call passwords, by name, from 0; NULL after the last. */
const char *spec_password(const struct spec *spec, size_t index);

#endif
