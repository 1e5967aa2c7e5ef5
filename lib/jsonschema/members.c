/*
 * members.c - rules of objects
 */
#include "lib/jsonschema/rules.h"

#include "lib/str.h"

#define NAMES_A_STEP 2 /* that a member's name is compared with */

/* Checks a member against a schema of the keyword; `false` there has its own words. */
static bool member_fits(struct check *c, const struct node *n, const cJSON *member,
                        const struct place *at, const char *keyword)
{
	AUTO(buf_release) struct buf name = { 0 };

	if (!n->never)
		return check_node(c, n, member, at);
	if (!c->out)
		return false;
	return check_fails(c, at, keyword, "the member '%s' is %s",
	                   check_cut(member->string, &name),
	                   strcmp(keyword, "additionalProperties") != 0 ? "not allowed"
	                                                                : "unknown");
}

/* Is this child of `properties` or `patternProperties` about that member? */
static bool concerns(struct check *c, const struct schema_child *child,
                     const struct place *member)
{
	return child->pattern ? check_pattern(c, child->pattern, member->name, member,
	                                      "patternProperties")
	                      : str_same(child->name, member->name);
}

static bool one_member(struct check *c, const struct schema_rule *r, const cJSON *member,
                       const struct place *at)
{
	const struct place here = { .up = at, .name = member->string };
	bool fits = true, known = false;

	if (!check_spend(c, r->count * r->child_count / NAMES_A_STEP))
		return false;
	for (size_t i = 0; i < r->child_count; i++) {
		const struct schema_child *child = &r->children[i];

		if (!concerns(c, child, &here))
			continue;
		known = true;
		fits = member_fits(c, child->node, member, &here,
		                   child->pattern ? "patternProperties" : "properties") &&
		       fits;
		if (!check_goes_on(c, fits))
			return fits;
	}
	if (known || !r->rest || c->gave_up)
		return fits;
	return member_fits(c, r->rest, member, &here, "additionalProperties") && fits;
}

bool rule_members(struct check *c, const struct schema_rule *r, const cJSON *v,
                  const struct place *at)
{
	const cJSON *member;
	bool fits = true;

	cJSON_ArrayForEach(member, v) {
		fits = one_member(c, r, member, at) && fits;
		if (!check_goes_on(c, fits))
			break;
	}
	return fits;
}

bool rule_required(struct check *c, const struct schema_rule *r, const cJSON *v,
                   const struct place *at)
{
	AUTO(buf_release) struct buf text = { 0 };
	const cJSON *name;
	bool fits = true;

	cJSON_ArrayForEach(name, r->value) {
		const struct place missing = { .up = at, .name = name->valuestring };

		if (check_member(c, v, name->valuestring))
			continue;
		if (!check_goes_on(c, false))
			return false;
		fits = check_fails(c, &missing, "required", "the member '%s' is missing",
		                   check_cut(name->valuestring, &text));
	}
	return fits;
}

/* The members that another one needs. */
static bool names_present(struct check *c, const struct schema_child *child,
                          const cJSON *v, const struct place *at)
{
	AUTO(buf_release) struct buf text = { 0 };
	AUTO(buf_release) struct buf because = { 0 };
	const cJSON *name;
	bool fits = true;

	cJSON_ArrayForEach(name, child->names) {
		const struct place missing = { .up = at, .name = name->valuestring };

		if (check_member(c, v, name->valuestring))
			continue;
		if (!check_goes_on(c, false))
			return false;
		fits = check_fails(c, &missing, "dependencies",
		                   "the member '%s' is missing; '%s' needs it",
		                   check_cut(name->valuestring, &text),
		                   check_cut(child->name, &because));
	}
	return fits;
}

bool rule_dependencies(struct check *c, const struct schema_rule *r, const cJSON *v,
                       const struct place *at)
{
	bool fits = true;

	for (size_t i = 0; i < r->child_count && check_goes_on(c, fits); i++) {
		const struct schema_child *child = &r->children[i];

		if (!check_member(c, v, child->name))
			continue;
		fits = (child->node ? check_node(c, child->node, v, at)
		                    : names_present(c, child, v, at)) &&
		       fits;
	}
	return fits;
}

static bool name_fits(struct check *c, const struct schema_rule *r, const cJSON *member,
                      const struct place *at)
{
	AUTO(violations_release) struct violations why = { 0 };
	AUTO(buf_release) struct buf text = { 0 };
	const struct place here = { .up = at, .name = member->string };
	const cJSON name = { .type = cJSON_String, .valuestring = member->string };

	if (check_into(c, r->rest, &name, &here, c->out ? &why : NULL))
		return true;
	if (!check_goes_on(c, false))
		return false;
	return check_fails(c, &here, "propertyNames",
	                   "the name '%s' is not allowed: it %s",
	                   check_cut(member->string, &text),
	                   why.count ? why.all[0].message : "fits no schema");
}

bool rule_property_names(struct check *c, const struct schema_rule *r, const cJSON *v,
                         const struct place *at)
{
	const cJSON *member;
	bool fits = true;

	cJSON_ArrayForEach(member, v) {
		fits = name_fits(c, r, member, at) && fits;
		if (!check_goes_on(c, fits))
			break;
	}
	return fits;
}

bool rule_max_properties(struct check *c, const struct schema_rule *r, const cJSON *v,
                         const struct place *at)
{
	int n = check_count(c, v);

	return n <= r->count || check_fails(c, at, "maxProperties",
	                                    "must have at most %lld members, has %d",
	                                    (long long)r->count, n);
}

bool rule_min_properties(struct check *c, const struct schema_rule *r, const cJSON *v,
                         const struct place *at)
{
	int n = check_count(c, v);

	return n >= r->count || check_fails(c, at, "minProperties",
	                                    "must have at least %lld members, has %d",
	                                    (long long)r->count, n);
}
