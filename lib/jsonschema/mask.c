/*
 * mask.c - a document without what its schemas call a password
 */
#include "lib/jsonschema/mask.h"

#include "lib/jsonschema/scope.h"

/* Ours; credentials take some 50 steps. */
#define STEPS_MAX INT64_C(200000)
#define DEPTH_MAX 8

struct mask_walk {
	const struct jsonschema_mask *how;
	struct scope_walk walk;
};

/* Is a password somewhere below the node? */
static bool holds_secret(struct mask_walk *w, const struct node *n, int depth)
{
	if (!n || depth > DEPTH_MAX || --w->walk.steps <= 0)
		return false;
	if (n->secret)
		return true;
	for (size_t i = 0; i < n->count; i++) {
		const struct schema_rule *r = &n->rules[i];

		for (size_t j = 0; j < r->child_count; j++) {
			if (holds_secret(w, r->children[j].node, depth + 1))
				return true;
		}
		if (holds_secret(w, r->rest, depth + 1))
			return true;
	}
	return false;
}

/* A text in place of an object or array that would hold a password may be one itself. */
static bool is_secret_by_schema(struct mask_walk *w, const struct scope *s,
                                const cJSON *value)
{
	for (size_t i = 0; i < s->count; i++) {
		if (scope_at(s, i)->secret ||
		    (cJSON_IsString(value) && holds_secret(w, scope_at(s, i), 0)))
			return true;
	}
	return w->walk.steps <= 0;
}

static bool is_secret(struct mask_walk *w, const struct scope *s, const cJSON *value,
                      enum jsonschema_member member)
{
	if (is_secret_by_schema(w, s, value))
		return true;
	return value->string && w->how->hides &&
	       w->how->hides(w->how->ctx, value->string, member);
}

static void hide(const struct mask_walk *w, cJSON *parent, cJSON *value)
{
	cJSON *instead = json_new_str(w->how->instead);

	instead->string = value->string;
	value->string = NULL;
	cJSON_ReplaceItemViaPointer(parent, value, instead);
}

static void mask_below(struct mask_walk *w, cJSON *parent, const struct scope *above)
{
	size_t index = 0;

	for (cJSON *one = parent->child, *next; one; one = next) {
		AUTO(scope_release) struct scope here = { .count = 0 };
		enum jsonschema_member member =
			scope_enter(&w->walk, above, one, index++, &here);

		next = one->next;
		if (is_secret(w, &here, one, member))
			hide(w, parent, one);
		else
			mask_below(w, one, &here);
	}
}

/* A document that is secret itself hides all that is in it. */
void jsonschema_mask(const struct jsonschema *const *schemas, size_t count, cJSON *doc,
                     const struct jsonschema_mask *how)
{
	struct mask_walk w = { .how = how, .walk.steps = STEPS_MAX };
	AUTO(scope_release) struct scope root = { 0 };

	scope_begin(&w.walk, schemas, count, &root);
	if (is_secret_by_schema(&w, &root, doc))
		w.walk.steps = 0;
	mask_below(&w, doc, &root);
	pattern_room_release(&w.walk.room);
}
