/*
 * items.c - rules of arrays
 */
#include "lib/decimal.h"
#include "lib/hash.h"
#include "lib/jsonschema/rules.h"

/* The schema of the element at `index`, or NULL. */
static const struct node *item_node(const struct schema_rule *r, size_t index)
{
	return index < r->child_count ? r->children[index].node : r->rest;
}

bool rule_items(struct check *c, const struct schema_rule *r, const cJSON *v,
                const struct place *at)
{
	struct place here = { .up = at };
	const cJSON *one;
	bool fits = true;

	cJSON_ArrayForEach(one, v) {
		const struct node *n = item_node(r, here.index);

		if (n && n->never)
			fits = check_fails(c, &here,
			                   r->children ? "additionalItems" : "items",
			                   "there may be no element here");
		else if (n)
			fits = check_node(c, n, one, &here) && fits;
		if (!check_goes_on(c, fits))
			break;
		here.index++;
	}
	return fits;
}

bool rule_contains(struct check *c, const struct schema_rule *r, const cJSON *v,
                   const struct place *at)
{
	struct place here = { .up = at };
	const cJSON *one;

	cJSON_ArrayForEach(one, v) {
		if (check_quietly(c, r->rest, one, &here))
			return true;
		if (c->gave_up)
			return false;
		here.index++;
	}
	return check_fails(c, at, "contains",
	                   "must have an element that fits the schema of 'contains'");
}

#define HASH_STEPS 4 /* of a value: to hash it, and to sort it */

/* Equal values have equal hashes: members count in any order, numbers by value. */
static uint64_t hash_value(struct check *c, const cJSON *v)
{
	uint64_t h = json_type(v);
	const cJSON *one;

	if (!check_spend(c, HASH_STEPS))
		return 0;
	if (cJSON_IsString(v))
		return check_spend_text(c, v->valuestring) ? hash_text(h, v->valuestring)
		                                           : 0;
	if (cJSON_IsNumber(v))
		return check_spend_number(c, v) ? decimal_hash(decimal_of(v->valuestring))
		                                : 0;
	if (cJSON_IsBool(v))
		return hash_with(h, (uint64_t)cJSON_IsTrue(v));
	cJSON_ArrayForEach(one, v) {
		uint64_t inner = hash_value(c, one);

		if (c->gave_up)
			break;
		if (!cJSON_IsObject(v))
			h = hash_with(h, inner);
		else if (check_spend_text(c, one->string))
			h += hash_with(hash_text(1, one->string), inner);
	}
	return h;
}

struct element {
	uint64_t hash;
	size_t index;
	const cJSON *value;
};

static int by_hash(const void *left, const void *right)
{
	const struct element *a = left, *b = right;

	if (a->hash != b->hash)
		return a->hash < b->hash ? -1 : 1;
	return a->index < b->index ? -1 : a->index > b->index;
}

/*
 * For each element, by its index: 1 + the index of one that it repeats, or 0.
 * Only those of one hash are compared, so that a long array takes no longer than
 * sorting does.
 */
static size_t *find_twins(struct check *c, struct element *all, size_t count)
{
	size_t *twins = mem_alloc(count * sizeof(*twins));
	size_t first = 0;

	qsort(all, count, sizeof(*all), by_hash);
	for (size_t i = 1; i < count; i++) {
		if (all[i].hash != all[first].hash)
			first = i;
		for (size_t j = first; j < i && !twins[all[i].index] && !c->gave_up;
		     j++) {
			if (check_equal(c, all[j].value, all[i].value))
				twins[all[i].index] = 1 + all[j].index;
		}
	}
	return twins;
}

bool rule_unique_items(struct check *c, UNUSED const struct schema_rule *r,
                       const cJSON *v, const struct place *at)
{
	AUTO(mem_free) struct element *all = NULL;
	AUTO(mem_free) size_t *twins = NULL;
	struct place here = { .up = at };
	size_t count = 0;
	const cJSON *one;
	bool fits = true;

	all = mem_alloc((size_t)check_count(c, v) * sizeof(*all));
	cJSON_ArrayForEach(one, v) {
		all[count] = (struct element){ hash_value(c, one), count, one };
		if (c->gave_up)
			return false;
		count++;
	}
	twins = find_twins(c, all, count);
	for (; here.index < count && check_goes_on(c, fits); here.index++) {
		if (twins[here.index])
			fits = check_fails(c, &here, "uniqueItems",
			                   "is the same as element %zu",
			                   twins[here.index] - 1);
	}
	return fits;
}

bool rule_max_items(struct check *c, const struct schema_rule *r, const cJSON *v,
                    const struct place *at)
{
	int n = check_count(c, v);

	return n <= r->count ||
	       check_fails(c, at, "maxItems", "must have at most %lld elements, has %d",
	                   (long long)r->count, n);
}

bool rule_min_items(struct check *c, const struct schema_rule *r, const cJSON *v,
                    const struct place *at)
{
	int n = check_count(c, v);

	return n >= r->count ||
	       check_fails(c, at, "minItems", "must have at least %lld elements, has %d",
	                   (long long)r->count, n);
}
