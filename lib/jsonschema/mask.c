/*
 * mask.c - a document without what its schemas call a password
 *
 * Schema and document are walked together: each value has a scope, the schema nodes that
 * apply to it.  A node is in a scope only once, so that recursive schemas end.
 */
#include "lib/jsonschema/mask.h"

#include "lib/jsonschema/node.h"

/* Ours; credentials take some 50 steps. */
#define STEPS_MAX INT64_C(200000)
#define DEPTH_MAX 8

#define FEW 8

struct scope {
	const struct node *few[FEW]; /* most scopes have no more than these */
	const struct node **more;
	size_t count, room; /* room is that of `more` */
};

static void scope_release(struct scope *s)
{
	free(s->more);
}

AUTO_DEFINE_STRUCT(struct scope, scope_release);

struct mask_walk {
	const struct jsonschema_mask *how;
	int64_t steps; /* left */
	struct pattern_room room;
};

static const struct node *at(const struct scope *s, size_t i)
{
	return i < FEW ? s->few[i] : s->more[i - FEW];
}

static void add(struct mask_walk *w, struct scope *s, const struct node *n)
{
	if (!n)
		return;
	w->steps -= (int64_t)s->count + 1;
	for (size_t i = 0; i < s->count; i++) {
		if (at(s, i) == n)
			return;
	}
	if (s->count < FEW) {
		s->few[s->count++] = n;
		return;
	}
	if (s->count - FEW == s->room) {
		s->room = s->room ? 2 * s->room : FEW;
		s->more = mem_grow(s->more, s->room, sizeof(*s->more));
	}
	s->more[s->count++ - FEW] = n;
}

/* Adds the subschemas that apply to the same value; the scope grows during the loop. */
static void add_in_place(struct mask_walk *w, struct scope *s)
{
	for (size_t i = 0; i < s->count && w->steps > 0; i++) {
		const struct node *n = at(s, i);

		for (size_t j = 0; j < n->count; j++) {
			const struct schema_rule *r = &n->rules[j];

			if (!r->keyword->in_place)
				continue;
			for (size_t k = 0; k < r->child_count; k++)
				add(w, s, r->children[k].node);
			add(w, s, r->rest);
		}
	}
}

/* A search that was given up counts as a match: the value may be secret. */
static bool is_about(struct mask_walk *w, const struct child *child, const char *name)
{
	w->steps--;
	if (!child->pattern)
		return !strcmp(child->name, name);
	return pattern_find(child->pattern, name, &w->room, &w->steps) != PATTERN_ABSENT;
}

/* properties, patternProperties, additionalProperties */
static enum jsonschema_member add_of_member(struct mask_walk *w,
                                            const struct schema_rule *r, const char *name,
                                            struct scope *out)
{
	enum jsonschema_member member = JSONSCHEMA_UNNAMED;

	for (size_t i = 0; i < r->child_count && w->steps > 0; i++) {
		if (!is_about(w, &r->children[i], name))
			continue;
		add(w, out, r->children[i].node);
		member = JSONSCHEMA_NAMED;
	}
	if (member == JSONSCHEMA_UNNAMED)
		add(w, out, r->rest);
	return member;
}

/* items, additionalItems, contains */
static void add_of_element(struct mask_walk *w, const struct schema_rule *r, size_t index,
                           struct scope *out)
{
	add(w, out, index < r->child_count ? r->children[index].node : r->rest);
}

/* The scope of a member, or of the element of that index. */
static enum jsonschema_member enter(struct mask_walk *w, const struct scope *above,
                                    const cJSON *value, size_t index, struct scope *out)
{
	enum jsonschema_member member = JSONSCHEMA_UNNAMED;

	for (size_t i = 0; i < above->count && w->steps > 0; i++) {
		const struct node *n = at(above, i);

		for (size_t j = 0; j < n->count; j++) {
			const struct schema_rule *r = &n->rules[j];
			enum schema_form form = r->keyword->form;

			if (value->string && form == FORM_MEMBERS)
				member |= add_of_member(w, r, value->string, out);
			if (!value->string && r->keyword->applies == JSON_LIST &&
			    (form == FORM_ITEMS || form == FORM_SCHEMA))
				add_of_element(w, r, index, out);
		}
	}
	add_in_place(w, out);
	return member;
}

/* Is a password somewhere below the node? */
static bool holds_secret(struct mask_walk *w, const struct node *n, int depth)
{
	if (!n || depth > DEPTH_MAX || --w->steps <= 0)
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
		if (at(s, i)->secret ||
		    (cJSON_IsString(value) && holds_secret(w, at(s, i), 0)))
			return true;
	}
	return w->steps <= 0;
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
		enum jsonschema_member member = enter(w, above, one, index++, &here);

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
	struct mask_walk w = { .how = how, .steps = STEPS_MAX };
	AUTO(scope_release) struct scope root = { 0 };

	for (size_t i = 0; i < count; i++)
		add(&w, &root, schemas[i]->root);
	add_in_place(&w, &root);
	if (is_secret_by_schema(&w, &root, doc))
		w.steps = 0;
	mask_below(&w, doc, &root);
	pattern_room_release(&w.room);
}
