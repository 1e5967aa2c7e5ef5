/*
 * apply.c - rules that are schemas about the same value
 *
 * When no alternative of anyOf or oneOf fits, the client wants to know what would
 * have.  If each alternative breaks in one place, one sentence tells them all
 * ("…: must be a string; or must be null").  Else the nearest one, which has the
 * fewest violations, is reported in full behind the sentence that names it.
 */
#include "lib/jsonschema/rules.h"

#define TOLD_TOGETHER 4

bool rule_ref(struct check *c, const struct schema_rule *r, const cJSON *v,
              const struct place *at)
{
	return check_node(c, r->rest, v, at);
}

bool rule_all_of(struct check *c, const struct schema_rule *r, const cJSON *v,
                 const struct place *at)
{
	bool fits = true;

	for (size_t i = 0; i < r->child_count && check_goes_on(c, fits); i++)
		fits = check_node(c, r->children[i].node, v, at) && fits;
	return fits;
}

/* How many alternatives fit; past two it does not count. */
static size_t count_fitting(struct check *c, const struct schema_rule *r, const cJSON *v,
                            const struct place *at, size_t fitting[2])
{
	size_t n = 0;

	for (size_t i = 0; i < r->child_count && n < 2 && !c->gave_up; i++) {
		if (check_quietly(c, r->children[i].node, v, at))
			fitting[n++] = i;
	}
	return n;
}

/* Where the violation lies below the value, as "/a/b: "; "" for the value itself. */
static const char *below(const struct violation *one, const struct place *at,
                         struct buf *out)
{
	AUTO(buf_release) struct buf here = { 0 };

	place_pointer(at, &here);
	buf_clear(out);
	if (strcmp(one->keyword, "required") != 0 && strlen(one->pointer) > here.size)
		buf_printf(out, "%s: ", one->pointer + here.size);
	return buf_str(out);
}

static bool reported_together(struct check *c, const struct schema_rule *r,
                              const struct violations *all, const struct place *at)
{
	AUTO(buf_release) struct buf text = { 0 };
	AUTO(buf_release) struct buf where = { 0 };

	if (r->child_count > TOLD_TOGETHER)
		return false;
	for (size_t i = 0; i < r->child_count; i++) {
		if (all[i].count != 1)
			return false;
		buf_printf(&text, "%s%s%s", i ? "; or " : "",
		           below(&all[i].all[0], at, &where), all[i].all[0].message);
	}
	check_fails(c, at, r->keyword->name, "%s", buf_str(&text));
	return true;
}

static void tell_nearest(struct check *c, const struct schema_rule *r, const cJSON *v,
                         const struct violations *all, const struct place *at)
{
	size_t nearest = 0;

	for (size_t i = 1; i < r->child_count; i++) {
		if (all[i].count < all[nearest].count)
			nearest = i;
	}
	check_fails(c, at, r->keyword->name,
	            "fits none of %zu alternatives; number %zu is the nearest",
	            r->child_count, nearest + 1);
	(void)check_node(c, r->children[nearest].node, v, at);
}

/* No alternative fits: says why. */
static bool none_fits(struct check *c, const struct schema_rule *r, const cJSON *v,
                      const struct place *at)
{
	AUTO(mem_free) struct violations *all = NULL;

	if (!c->out || c->gave_up)
		return false;
	all = mem_alloc(r->child_count * sizeof(*all));
	for (size_t i = 0; i < r->child_count && !c->gave_up; i++)
		(void)check_into(c, r->children[i].node, v, at, &all[i]);
	if (!c->gave_up && !reported_together(c, r, all, at))
		tell_nearest(c, r, v, all, at);
	for (size_t i = 0; i < r->child_count; i++)
		violations_release(&all[i]);
	return false;
}

bool rule_any_of(struct check *c, const struct schema_rule *r, const cJSON *v,
                 const struct place *at)
{
	for (size_t i = 0; i < r->child_count && !c->gave_up; i++) {
		if (check_quietly(c, r->children[i].node, v, at))
			return true;
	}
	return none_fits(c, r, v, at);
}

bool rule_one_of(struct check *c, const struct schema_rule *r, const cJSON *v,
                 const struct place *at)
{
	size_t fitting[2];
	size_t n = count_fitting(c, r, v, at, fitting);

	if (n == 1)
		return true;
	if (n == 0)
		return none_fits(c, r, v, at);
	return check_fails(c, at, "oneOf",
	                   "fits more than one alternative: numbers %zu and %zu",
	                   fitting[0] + 1, fitting[1] + 1);
}

/* The names where a schema says nothing but `required`; else NULL. */
static const cJSON *only_required(const struct node *n)
{
	bool only = n->count == 1 && !strcmp(n->rules[0].keyword->name, "required");

	return only ? n->rules[0].value : NULL;
}

bool rule_not(struct check *c, const struct schema_rule *r, const cJSON *v,
              const struct place *at)
{
	AUTO(buf_release) struct buf text = { 0 };
	const cJSON *names = only_required(r->rest);

	if (!check_quietly(c, r->rest, v, at))
		return true;
	if (names && names->child && !names->child->next && cJSON_IsObject(v)) {
		const struct place member = { .up = at,
			                      .name = names->child->valuestring };

		return check_fails(c, &member, "not",
		                   "the member '%s' is not allowed here",
		                   check_cut(member.name, &text));
	}
	return check_fails(c, at, "not", "must not fit the schema of 'not'");
}

bool rule_if(struct check *c, const struct schema_rule *r, const cJSON *v,
             const struct place *at)
{
	const struct schema_child *branch = &r->children[1];

	if (!check_quietly(c, r->children[0].node, v, at))
		branch = &r->children[2];
	return !branch->node || check_node(c, branch->node, v, at);
}
