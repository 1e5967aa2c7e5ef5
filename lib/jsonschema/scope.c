/*
 * scope.c - the schema nodes that apply to a value
 */
#include "lib/jsonschema/scope.h"

#include "lib/str.h"

void scope_release(struct scope *s)
{
	free(s->more);
}

static void add(struct scope_walk *w, struct scope *s, const struct node *n)
{
	if (!n)
		return;
	w->steps -= (int64_t)s->count + 1;
	for (size_t i = 0; i < s->count; i++) {
		if (scope_at(s, i) == n)
			return;
	}
	if (s->count < SCOPE_FEW) {
		s->few[s->count++] = n;
		return;
	}
	if (s->count - SCOPE_FEW == s->room) {
		s->room = s->room ? 2 * s->room : SCOPE_FEW;
		s->more = mem_grow(s->more, s->room, sizeof(*s->more));
	}
	s->more[s->count++ - SCOPE_FEW] = n;
}

/* Adds the subschemas that apply to the same value; the scope grows during the loop. */
static void add_in_place(struct scope_walk *w, struct scope *s)
{
	for (size_t i = 0; i < s->count && w->steps > 0; i++) {
		const struct node *n = scope_at(s, i);

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
static bool is_about(struct scope_walk *w, const struct schema_child *child,
                     const char *name)
{
	w->steps--;
	if (!child->pattern)
		return str_same(child->name, name);
	return pattern_find(child->pattern, name, &w->room, &w->steps) != PATTERN_ABSENT;
}

/* properties, patternProperties, additionalProperties */
static enum jsonschema_member add_of_member(struct scope_walk *w,
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
static void add_of_element(struct scope_walk *w, const struct schema_rule *r,
                           size_t index, struct scope *out)
{
	add(w, out, index < r->child_count ? r->children[index].node : r->rest);
}

void scope_begin(struct scope_walk *w, const struct jsonschema *const *schemas,
                 size_t count, struct scope *out)
{
	for (size_t i = 0; i < count; i++)
		add(w, out, schemas[i]->root);
	add_in_place(w, out);
}

enum jsonschema_member scope_enter(struct scope_walk *w, const struct scope *above,
                                   const cJSON *value, size_t index, struct scope *out)
{
	enum jsonschema_member member = JSONSCHEMA_UNNAMED;

	for (size_t i = 0; i < above->count && w->steps > 0; i++) {
		const struct node *n = scope_at(above, i);

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
