/*
 * action.c - actions on entities, and their deletion: who may go from which state
 */
#include "mockserver/entities/action.h"

#include "lib/str.h"

#include "lib/mem.h"
#include "mockserver/entities/change.h"
#include "mockserver/entities/flows.h"
#include "mockserver/store/flow.h"

/* What an action does to a state; on the state that it leads to it changes nothing
 * (B29, lenient). */
static const struct transition {
	enum kind kind;
	const char *op, *from, *to;
} transitions[] = {
	/* clang-format off */
	{ KIND_FLOW,       "enable",  "disabled", "enabled" },
	{ KIND_FLOW,       "enable",  "enabled",  "enabled" },
	{ KIND_FLOW,       "disable", "enabled",  "disabled" },
	{ KIND_FLOW,       "disable", "disabled", "disabled" },
	{ KIND_FLOW,       "publish", "draft",    "enabled" },
	{ KIND_CONNECTION, "publish", "draft",    "enabled" },
	{ KIND_SOURCE,     "publish", "draft",    "enabled" },
	{ KIND_TARGET,     "publish", "draft",    "enabled" },
	/* clang-format on */
};

/* Only for providers, whoever asks (FSERR 1402-400). */
static const char *const provider_ops[] = { "finalize", "finalizeupdate" };

/* What subOp may be (FSPEC). */
static const char *const sub_actions[] = { "apply", "rollback", "progress" };

char *action_plain(const char *op)
{
	struct buf out = { 0 };

	for (; *op; op++) {
		if (*op != '-' && *op != '_')
			buf_add_char(&out, str_lower(*op));
	}
	return buf_take(&out);
}

/* The state that the op leads to; NULL when it can't be applied, *known whether it is
 * one. */
static const char *next_state(enum kind kind, const char *op, const char *state,
                              bool *known)
{
	*known = false;
	for (size_t i = 0; i < ARRAY_LEN(transitions); i++) {
		const struct transition *t = &transitions[i];

		if (t->kind != kind || strcmp(t->op, op) != 0)
			continue;
		*known = true;
		if (!strcmp(t->from, state))
			return t->to;
	}
	return NULL;
}

static bool is_provider_op(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(provider_ops); i++) {
		if (!strcmp(name, provider_ops[i]))
			return true;
	}
	return false;
}

static int check_sub(const struct action *action, const char *name, struct refusal *rf)
{
	AUTO(mem_free) char *sub = action->sub ? action_plain(action->sub) : NULL;
	bool known = false;

	for (size_t i = 0; sub && i < ARRAY_LEN(sub_actions); i++)
		known |= !strcmp(sub, sub_actions[i]);
	if (sub && !known)
		return refuse(rf, E_SUB_ACTION, action->sub);
	if (sub && !strcmp(sub, "progress") && !is_provider_op(name))
		return refuse(rf, E_SUB_OPERATION, action->sub, action->op);
	return 0;
}

/* "PROGRESS,APPLY": is progress one of several? */
static bool is_progress(const char *subs, size_t *count)
{
	struct str rest = str_of(subs), one;
	bool found = false;

	for (*count = 0; str_split(&rest, ',', &one); ++*count)
		found |= str_is_nocase(str_trim(one, STR_BLANKS), "progress");
	return found;
}

/* How far a provider says that it is, which must be sound (FSERR 1406 to 1408). */
static int check_progress(const struct action *action, struct refusal *rf)
{
	const char *sent = json_str(action->body, "status.value");
	AUTO(mem_free) char *status = action_plain(sent ? sent : "");
	const cJSON *percent = json_get(action->body, "percentCompleted");
	size_t count = 0;
	bool progress = action->sub && is_progress(action->sub, &count);

	if (progress && count > 1)
		return refuse(rf, E_PROGRESS_ALONE);
	if (progress && *status && strcmp(status, "inprogress") != 0)
		return refuse(rf, E_PROGRESS_STATUS, sent);
	if ((!strcmp(status, "completed") || !strcmp(status, "failed")) &&
	    cJSON_IsNumber(percent) && percent->valuedouble != 100)
		return refuse(rf, E_PROGRESS_PERCENT);
	return 0;
}

/* What is wrong with the action is said before whose it is (ours). */
static int refuse_provider(const struct action *action, struct refusal *rf)
{
	return check_progress(action, rf) < 0 ? -1
	                                      : refuse(rf, E_PROVIDER_ONLY, action->op);
}

static int find_state(const struct editing *ed, const struct action *action,
                      const char **to, struct refusal *rf)
{
	const char *op = action->op;
	AUTO(mem_free) char *name = action_plain(op);
	const char *state = json_str(ed->tree, "state");
	bool known;

	if (is_provider_op(name) &&
	    (ed->kind == KIND_FLOW || ed->kind == KIND_CONNECTION))
		return refuse_provider(action, rf);
	*to = next_state(ed->kind, name, state, &known);
	if (known && check_sub(action, name, rf) < 0)
		return -1;
	if (*to && !(strcmp(*to, state) == 0 &&
	             ledger_refuses(&ed->w->now.contract, LEDGER_ACTION_WITHOUT_CHANGE)))
		return 0;
	return known ? refuse(rf, E_ACTION_STATE, op, state)
	             : refuse(rf, E_OP_UNSUPPORTED, op);
}

/* What an entity stands on must be published before it (02 §7). */
static const struct {
	enum kind kind, on;
	const char *path;
} stands_on[] = {
	{ KIND_SOURCE, KIND_CONNECTION, "baseConnectionId" },
	{ KIND_TARGET, KIND_CONNECTION, "baseConnectionId" },
	{ KIND_FLOW, KIND_SOURCE, "sourceConnectionIds[0]" },
	{ KIND_FLOW, KIND_TARGET, "targetConnectionIds[0]" },
};

static int check_ground(const struct editing *ed, struct refusal *rf)
{
	for (size_t i = 0; i < ARRAY_LEN(stands_on); i++) {
		const char *id = json_str(ed->tree, stands_on[i].path), *state;
		AUTO(cJSON_Delete) cJSON *below = NULL;
		struct err none = { 0 };

		if (stands_on[i].kind != ed->kind || !id ||
		    entity_tree(&ed->w->store, stands_on[i].on, ed->by, id, &below,
		                &none) < 0)
			continue;
		state = json_str(below, "state");
		if (state && !strcmp(state, "draft"))
			return refuse(rf, E_TRANSITION, state);
	}
	return 0;
}

/* A flow that is enabled or disabled keeps its place in the list (B40). */
static bool keeps_audit(const struct editing *ed)
{
	return ed->kind == KIND_FLOW && strcmp(ed->from, "draft") != 0 &&
	       ledger_choice(&ed->w->now.contract, LEDGER_ACTION_AUDIT) == CHOICE_KEEP;
}

int entity_act(struct world *w, const struct caller *by, const struct change *change,
               const struct action *action, struct created *out, struct refusal *rf)
{
	AUTO(editing_release) struct editing ed = { .w = w, .by = by };
	const char *to = NULL, *state;

	if (change_begin(&ed, change, IF_MATCH_OPTIONAL, rf) < 0 ||
	    find_state(&ed, action, &to, rf) < 0)
		return -1;
	state = json_str(ed.tree, "state");
	if (!strcmp(state, to)) {
		snprintf(out->id, sizeof(out->id), "%s", ed.id);
		snprintf(out->etag, sizeof(out->etag), "%s", ed.was);
		return 0;
	}
	if (!strcmp(state, "draft") && check_ground(&ed, rf) < 0)
		return -1;
	ed.keeps_audit = keeps_audit(&ed);
	json_set(ed.tree, "state", json_new_str(to));
	if ((ed.kind == KIND_FLOW && flow_changed(&ed, rf) < 0) ||
	    change_end(&ed, rf) < 0)
		return -1;
	*out = ed.made;
	return 0;
}

/* The documented error of a base connection in use; of a source or target by choice. */
static int check_use(const struct editing *ed, struct refusal *rf)
{
	const bool all =
		ledger_choice(&ed->w->now.contract, LEDGER_DELETE_ORDER) == CHOICE_REFUSE;
	struct store *s = &ed->w->store;
	bool used = false;

	switch (ed->kind) {
	case KIND_CONNECTION:
		if (flow_uses_base(s, ed->id, &used, &rf->err) < 0)
			return -1;
		return used ? refuse(rf, E_BASE_IN_USE, ed->id) : 0;
	case KIND_SOURCE:
	case KIND_TARGET:
		if (all && entity_is_end(s, ed->kind, ed->id, &used, &rf->err) < 0)
			return -1;
		return used ? refuse(rf, E_FLOWS_ACTIVE, ed->id) : 0;
	case KIND_FLOW:
	case KIND_COUNT:
		break;
	}
	return 0;
}

int entity_remove(struct world *w, const struct caller *by, const struct change *change,
                  struct refusal *rf)
{
	AUTO(editing_release) struct editing ed = { .w = w, .by = by };

	if (change_begin(&ed, change, IF_MATCH_OPTIONAL, rf) < 0 ||
	    change_allowed(&ed, rf) < 0 || check_use(&ed, rf) < 0)
		return -1;
	if (ed.kind == KIND_FLOW && flow_stop(&w->store, ed.id, &rf->err) < 0)
		return -1;
	return entity_delete(&w->store, ed.kind, ed.id, &rf->err);
}
