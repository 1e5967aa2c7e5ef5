/*
 * patch.c - PATCH of an entity: JSON Patch as Flow Service takes it (02 §5)
 */
#include "mockserver/entities/patch.h"

#include "lib/json/patch.h"
#include "lib/mem.h"
#include "lib/nearest.h"
#include "lib/str.h"
#include "mockserver/entities/auth.h"
#include "mockserver/entities/change.h"
#include "mockserver/entities/connections.h"
#include "mockserver/entities/flows.h"
#include "mockserver/entities/members.h"
#include "mockserver/entities/secrets.h"
#include "mockserver/entities/validate.h"
#include "mockserver/specs/specs.h"

#define STEPS_MAX 400000 /* values that the operations of a patch may copy; ours */

/* Operations by the RFC's names; a client may write them in any case (A9). */
static const char *const op_names[] = { "add", "replace", "remove" };

/* Which first members of a path an entity of that kind lets be changed (02 §5). */
static const struct {
	enum kind kind;
	const char *member;
} open_paths[] = {
	{ KIND_CONNECTION, "name" },
	{ KIND_CONNECTION, "description" },
	{ KIND_CONNECTION, "auth" },
	{ KIND_CONNECTION, "encryption" },
	{ KIND_CONNECTION, "encryptionSpecs" },
	{ KIND_SOURCE, "name" },
	{ KIND_SOURCE, "description" },
	{ KIND_SOURCE, "params" },
	{ KIND_SOURCE, "data" },
	{ KIND_TARGET, "name" },
	{ KIND_TARGET, "description" },
	{ KIND_TARGET, "params" },
	{ KIND_TARGET, "data" },
	{ KIND_FLOW, "name" },
	{ KIND_FLOW, "description" },
	{ KIND_FLOW, "scheduleParams" },
	{ KIND_FLOW, "sourceConnectionIds" },
	{ KIND_FLOW, "transformations" },
	{ KIND_FLOW, "targetConnectionIds" },
	{ KIND_FLOW, "policy" },
	{ KIND_FLOW, "labels" },
	{ KIND_FLOW, "options" },
};

/* Whole objects that keep the members which their replacement lacks (A44). */
static const struct {
	enum kind kind;
	const char *path;
} merged_paths[] = {
	{ KIND_TARGET, "/params" },
	{ KIND_SOURCE, "/params" },
	{ KIND_FLOW, "/scheduleParams" },
};

/* The op's name as the RFC writes it; NULL for one that is not taken. */
static const char *op_name(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(op_names); i++) {
		if (str_same_nocase(name, op_names[i]))
			return op_names[i];
	}
	return NULL;
}

static bool is_open(const struct editing *ed, const char *path)
{
	struct str member;

	if (*path != '/')
		return false;
	member = (struct str){ path + 1, strcspn(path + 1, "/") };
	for (size_t i = 0; i < ARRAY_LEN(open_paths); i++) {
		if (open_paths[i].kind == ed->kind &&
		    str_is(member, open_paths[i].member))
			return true;
	}
	return false;
}

/* The log names the member that was probably meant by a path that can't be changed. */
static void log_closed(const struct editing *ed, const char *path)
{
	struct nearest n = { .name = { path + 1, strcspn(path + 1, "/") } };

	for (size_t i = 0; i < ARRAY_LEN(open_paths); i++) {
		if (open_paths[i].kind == ed->kind)
			nearest_offer(&n, open_paths[i].member);
	}
	if (n.best)
		log_event(&ed->w->log, LOG_WARN, "path.unknown", F_STR("path", path),
		          F_STR("meant", n.best));
}

/* The datasets of a source connection can't be changed (01 §5): make another one. */
static bool is_fixed(const struct editing *ed, const char *path)
{
	const char *spec = json_str(ed->tree, "connectionSpec.id");

	return ed->kind == KIND_SOURCE && spec && !strcmp(spec, SPEC_DATA_LAKE) &&
	       str_starts(path, "/params");
}

/* Does the op need a member that the entity does not have? */
static bool is_missing(const struct editing *ed, const char *name, const char *path)
{
	struct str member = { path + 1, strcspn(path + 1, "/") };
	const cJSON *one;

	if (!strcmp(name, "add") && !path[1 + member.size])
		return false;
	cJSON_ArrayForEach(one, ed->tree) {
		if (str_is(member, one->string))
			return false;
	}
	return true;
}

static int check_path(const struct editing *ed, const char *name, const char *path,
                      struct refusal *rf)
{
	const char *last = strrchr(path, '/');

	if (ed->kind == KIND_CONNECTION && str_starts(path, "/connectionSpec"))
		return refuse(rf, E_SPEC_CHANGED);
	if (*path == '/' && !is_open(ed, path))
		log_closed(ed, path);
	if (*path == '/' && path[1] && is_missing(ed, name, path))
		return refuse(rf, E_PATCH_MISSING, last + 1);
	if (!is_open(ed, path) || is_fixed(ed, path))
		return refuse(rf, E_PATCH_PATH, path);
	return 0;
}

/* The value of an op, with what the present one has and it lacks. */
static cJSON *merged(const struct editing *ed, const char *path, const cJSON *value)
{
	const cJSON *present = json_pointer(ed->tree, path), *one;
	cJSON *out = NULL;

	if (ledger_choice(&ed->w->now.contract, LEDGER_REPLACED_PARAMS) != CHOICE_MERGE)
		return json_copy(value);
	for (size_t i = 0; i < ARRAY_LEN(merged_paths); i++) {
		if (merged_paths[i].kind == ed->kind &&
		    !strcmp(path, merged_paths[i].path))
			out = cJSON_IsObject(present) && cJSON_IsObject(value)
			              ? json_copy(present)
			              : NULL;
	}
	if (!out)
		return json_copy(value);
	cJSON_ArrayForEach(one, value)
		json_set(out, one->string, json_copy(one));
	return out;
}

static int refuse_step(const char *path, const struct err *why, struct refusal *rf)
{
	const char *last = strrchr(path, '/');

	if (why->code == ERR_NOT_FOUND)
		return refuse(rf, E_PATCH_MISSING, last ? last + 1 : path);
	return refuse(rf, E_PATCH_PATH, path);
}

/* One operation, as a patch of its own. */
static int apply(struct editing *ed, const char *name, const char *path,
                 const cJSON *value, struct refusal *rf)
{
	AUTO(cJSON_Delete) cJSON *patch = json_new_array();
	cJSON *op = json_push(patch, json_new_object()), *changed;
	struct err why = { 0 };

	json_set(op, "op", json_new_str(name));
	json_set(op, "path", json_new_str(path));
	if (value)
		json_set(op, "value", merged(ed, path, value));
	if (jsonpatch_apply(ed->tree, patch, &changed, &why) < 0)
		return refuse_step(path, &why, rf);
	cJSON_Delete(ed->tree);
	ed->tree = changed;
	return 0;
}

/* Does the op say when the schedule ends, with the whole schedule or alone? */
static bool sends_end(const char *path, const cJSON *value)
{
	return !strcmp(path, "/scheduleParams/endTime") ||
	       (!strcmp(path, "/scheduleParams") && json_get(value, "endTime"));
}

static int run_op(struct editing *ed, const cJSON *op, struct refusal *rf)
{
	const char *sent = json_str(op, "op"), *path = json_str(op, "path");
	const cJSON *value = json_get(op, "value");
	const char *name = sent ? op_name(sent) : NULL;

	if (!sent)
		return refuse(rf, E_FIELD_MISSING, "op");
	if (!name)
		return refuse(rf, E_OP_UNSUPPORTED, sent);
	if (!path)
		return refuse(rf, E_FIELD_MISSING, "path");
	if (!value && strcmp(name, "remove") != 0)
		return refuse(rf, E_FIELD_MISSING, "value");
	if (check_path(ed, name, path, rf) < 0)
		return -1;
	ed->auth_sent |= str_starts(path, "/auth");
	ed->end_sent |= sends_end(path, value);
	return apply(ed, name, path, value, rf);
}

/* Each operation copies the entity: false when no steps are left for that. */
static bool take_steps(const cJSON *v, int64_t *steps)
{
	const cJSON *one;

	if (--*steps <= 0)
		return false;
	cJSON_ArrayForEach(one, v) {
		if (!take_steps(one, steps))
			return false;
	}
	return true;
}

static int run_ops(struct editing *ed, const cJSON *body, struct refusal *rf)
{
	int64_t steps = STEPS_MAX;
	const cJSON *op;

	if (cJSON_IsObject(body))
		return run_op(ed, body, rf);
	if (!cJSON_IsArray(body))
		return refuse(rf, E_FIELD_INVALID, "a value", "the request body");
	if (!body->child)
		return refuse(rf, E_BODY_EMPTY);
	cJSON_ArrayForEach(op, body) {
		if (!take_steps(ed->tree, &steps))
			return refuse(rf, E_FIELD_INVALID,
			              "a list of operations that takes too many steps",
			              "the request body");
		if (run_op(ed, op, rf) < 0)
			return -1;
	}
	return 0;
}

/* New credentials are checked against the spec where the ledger says so. */
static int judge_auth(struct editing *ed, struct refusal *rf)
{
	const cJSON *auth = json_get(ed->tree, "auth");
	const struct spec *spec = specs_find(ed->w->specs, ed->by->org, SPEC_CONNECTION,
	                                     json_str(ed->tree, "connectionSpec.id"));
	AUTO(buf_release) struct buf text = { 0 };
	cJSON *stored;

	if (!spec)
		return 0;
	if (ledger_refuses(&ed->w->now.contract, LEDGER_PATCHED_S3_NAMES))
		auth_check(ed->w, spec, ed->tree, rf);
	else
		auth_check_name(ed->w, spec, ed->tree, rf);
	if (entity_note_soundness(&ed->w->store, ed->id,
	                          auth_soundness(ed->w, spec, auth), &rf->err) < 0)
		return -1;
	if (!auth_write(ed->w, NULL, auth, &text))
		return 0;
	if (json_parse(text.data, text.size, &stored, &rf->err) < 0)
		return -1;
	json_set(ed->tree, "auth", stored);
	return 0;
}

static int judge_connection(struct editing *ed, struct refusal *rf)
{
	validate_body(ed->w, "create-connection", ed->tree, rf);
	if (ed->auth_sent && judge_auth(ed, rf) < 0)
		return -1;
	secrets_forgive(ed->tree, &rf->violations);
	return validate_end(ed->w, ed->by, ed->tree, rf);
}

static int judge_source(struct editing *ed, struct refusal *rf)
{
	validate_body(ed->w, "create-source-connection", ed->tree, rf);
	return validate_end(ed->w, ed->by, ed->tree, rf);
}

static int judge_target(struct editing *ed, struct refusal *rf)
{
	const struct spec *spec = specs_find(ed->w->specs, ed->by->org, SPEC_CONNECTION,
	                                     json_str(ed->tree, "connectionSpec.id"));

	validate_body(ed->w, "create-target-connection", ed->tree, rf);
	target_check_params(ed->w, spec, json_get(ed->tree, "params"), rf);
	secrets_forgive(ed->tree, &rf->violations);
	return validate_end(ed->w, ed->by, ed->tree, rf);
}

static int (*const judges[])(struct editing *, struct refusal *) = {
	[KIND_CONNECTION] = judge_connection,
	[KIND_SOURCE] = judge_source,
	[KIND_TARGET] = judge_target,
	[KIND_FLOW] = flow_changed,
};
static_assert(ARRAY_LEN(judges) == KIND_COUNT, "every kind is judged");

/* As the published samples have it (03 §6); a connection's ops may hold secrets. */
static void note_operation(struct editing *ed, const cJSON *body)
{
	cJSON *operation = json_new_object(), *status, *ops;

	json_set(operation, "started", json_new_int(ed->now));
	json_set(operation, "updated", json_new_int(ed->now));
	json_set(operation, "percentCompleted", json_take_number(mem_strdup("100.0")));
	status = json_set(operation, "status", json_new_object());
	json_set(status, "value", json_new_str("completed"));
	json_set(status, "properties", json_new_null());
	json_set(status, "errors", json_new_array());
	if (ed->kind == KIND_FLOW) {
		ops = cJSON_IsArray(body) ? json_copy(body) : json_new_array();
		if (!cJSON_IsArray(body))
			json_push(ops, json_copy(body));
		json_set(operation, "ops", ops);
	}
	json_set(operation, "operation", json_new_str("update"));
	json_set(ed->tree, "lastOperation", operation);
}

static void log_members(const struct editing *ed, const cJSON *body)
{
	const bool flow = ed->kind == KIND_FLOW;
	const struct spec *spec =
		specs_find(ed->w->specs, ed->by->org, flow ? SPEC_FLOW : SPEC_CONNECTION,
	                   json_str(ed->tree,
	                            flow ? "flowSpec.id" : "connectionSpec.id"));
	const struct members_sent sent = { ed->kind, spec, ed->tree, body };

	members_log_unknown(ed->w, &sent);
}

int entity_patch(struct world *w, const struct caller *by, const struct change *change,
                 const cJSON *body, struct created *out, struct refusal *rf)
{
	AUTO(editing_release) struct editing ed = { .w = w, .by = by };

	members_log_unknown_ops(w, body);
	if (change_begin(&ed, change, IF_MATCH_DEMANDED, rf) < 0 ||
	    change_allowed(&ed, rf) < 0 || run_ops(&ed, body, rf) < 0)
		return -1;
	log_members(&ed, body);
	if (judges[ed.kind](&ed, rf) < 0)
		return -1;
	if (ed.kind != KIND_FLOW)
		secrets_mask(w, by->org, ed.tree);
	if (ed.kind == KIND_FLOW || ed.kind == KIND_CONNECTION)
		note_operation(&ed, body);
	if (change_end(&ed, rf) < 0)
		return -1;
	*out = ed.made;
	return ed.kind == KIND_TARGET ? flows_refresh(w, by, ed.id, &rf->err) : 0;
}
