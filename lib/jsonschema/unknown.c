/*
 * unknown.c - the members of a document that its schema does not name
 */
#include "lib/jsonschema/unknown.h"

#include "lib/jsonschema/scope.h"
#include "lib/nearest.h"
#include "lib/str.h"

#define STEPS_MAX   INT64_C(200000) /* ours; a flow takes some 100 */
#define OFFER_STEPS 100             /* a name that is compared letter by letter */

struct unknown_walk {
	const struct jsonschema_search *how;
	struct scope_walk walk;
};

/* Calls fn for each name that schemas of the scope give, until it answers true. */
typedef bool name_fn(void *ctx, const char *name);
static bool each_name(const struct scope *s, name_fn *fn, void *ctx)
{
	for (size_t i = 0; i < s->count; i++) {
		const struct node *n = scope_at(s, i);

		for (size_t j = 0; j < n->count; j++) {
			const struct schema_rule *r = &n->rules[j];

			for (size_t k = 0;
			     r->keyword->form == FORM_MEMBERS && k < r->child_count;
			     k++) {
				if (fn(ctx, r->children[k].name))
					return true;
			}
		}
	}
	return false;
}

/* Those that the document may have as well. */
static bool each_also(const struct unknown_walk *x, name_fn *fn, void *ctx)
{
	const char *name;

	for (size_t i = 0; x->how->also && (name = x->how->also(x->how->ctx, i)); i++) {
		if (fn(ctx, name))
			return true;
	}
	return false;
}

static bool is_any(void *ctx UNUSED, const char *name UNUSED)
{
	return true;
}

static bool is_same(void *ctx, const char *name)
{
	return name && str_same(ctx, name);
}

struct offering {
	struct unknown_walk *x;
	struct nearest nearest;
};

static bool offer(void *ctx, const char *name)
{
	struct offering *o = ctx;

	if (name)
		nearest_offer(&o->nearest, name);
	o->x->walk.steps -= OFFER_STEPS;
	return o->x->walk.steps <= 0;
}

static void tell(struct unknown_walk *x, const struct scope *s, const struct place *at)
{
	struct offering o = { x, { .name = str_of(at->name) } };
	AUTO(buf_release) struct buf pointer = { 0 };

	(void)each_name(s, offer, &o);
	if (!at->up->up)
		(void)each_also(x, offer, &o);
	place_pointer(at, &pointer);
	x->how->found(x->how->ctx,
	              &(struct jsonschema_unknown){ buf_str(&pointer), o.nearest.best });
}

/* additionalProperties is a schema, other than false, that says what any other is. */
static bool is_described(const struct scope *s)
{
	for (size_t i = 0; i < s->count; i++) {
		if (!scope_at(s, i)->never)
			return true;
	}
	return false;
}

static void search(struct unknown_walk *x, const cJSON *value, const struct scope *s,
                   const struct place *at)
{
	const bool whole = !at->up, map = cJSON_IsObject(value);
	const bool names =
		each_name(s, is_any, NULL) || (whole && each_also(x, is_any, NULL));
	size_t index = 0;
	const cJSON *one;

	if (map && !names)
		return;
	cJSON_ArrayForEach(one, value) {
		const struct place here = { at, one->string, index };
		AUTO(scope_release) struct scope own = { .count = 0 };

		if (x->walk.steps-- <= 0)
			return;
		if (!one->child && map && each_name(s, is_same, one->string))
			continue; /* as most are: named, and without members */
		if (scope_enter(&x->walk, s, one, index++, &own) == JSONSCHEMA_NAMED ||
		    !map || is_described(&own) ||
		    (whole && each_also(x, is_same, one->string)))
			search(x, one, &own, &here);
		else
			tell(x, s, &here);
	}
}

void jsonschema_find_unknown(const struct jsonschema *schema, const cJSON *doc,
                             const struct jsonschema_search *how)
{
	struct unknown_walk x = { .how = how, .walk.steps = STEPS_MAX };
	const struct place at = { .name = how->at };
	AUTO(scope_release) struct scope root = { 0 };

	scope_begin(&x.walk, &schema, schema ? 1 : 0, &root);
	search(&x, doc, &root, &at);
	pattern_room_release(&x.walk.room);
}
