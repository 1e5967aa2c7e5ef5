/*
 * draw.c - at which occurrences a fault strikes
 */
#include "mockserver/faults/draw.h"

#include "lib/hash.h"
#include "lib/str.h"

/* ---------------------------------------------------------------- reading */

static int read_count(const cJSON *fault, const char *name, int64_t least, int64_t *out,
                      struct fault_refuse *r)
{
	const cJSON *v = json_get(fault, name);

	if (!v || (json_to_int(v, out) && *out >= least))
		return 0;
	return fault_refuse(r, v, "'%s' is a whole number of %lld or more", name,
	                    (long long)least);
}

static int check_ordinals(const cJSON *v, struct fault_refuse *r)
{
	const cJSON *one = cJSON_IsArray(v) ? v->child : v;
	int64_t n;

	if (!one)
		return fault_refuse(r, v, "there is no occurrence in the list");
	for (; one; one = one == v ? NULL : one->next) {
		if (!json_to_int(one, &n) || n < 1)
			return fault_refuse(
				r, one,
				"'nth' is a whole number of 1 or more, a list "
				"of them, or a map of such by key");
	}
	return 0;
}

static int read_nth(const cJSON *fault, struct fault_rule *out, struct fault_refuse *r)
{
	static const char *const others[] = { "after", "every", "probability" };
	const cJSON *one;

	out->nth = json_get(fault, "nth");
	if (!out->nth)
		return 0;
	for (size_t i = 0; i < ARRAY_LEN(others); i++) {
		if (json_get(fault, others[i]))
			return fault_refuse(r, json_get(fault, others[i]),
			                    "'nth' and '%s' do not go together",
			                    others[i]);
	}
	if (!cJSON_IsObject(out->nth))
		return check_ordinals(out->nth, r);
	cJSON_ArrayForEach(one, out->nth) {
		if (check_ordinals(one, r) < 0)
			return -1;
	}
	return 0;
}

static int read_probability(const cJSON *fault, struct fault_rule *out,
                            struct fault_refuse *r)
{
	const cJSON *v = json_get(fault, "probability");

	out->probability = v ? v->valuedouble : 1;
	if (!v || (cJSON_IsNumber(v) && out->probability >= 0 && out->probability <= 1))
		return 0;
	return fault_refuse(r, v, "'probability' is a number from 0 to 1");
}

static int read_time(const cJSON *v, vtime *out, struct fault_refuse *r)
{
	struct err why = { 0 };

	if (!cJSON_IsString(v))
		return fault_refuse(r, v,
		                    "a time is a text such as "
		                    "2026-01-01T00:00:00Z");
	return vtime_parse(v->valuestring, out, &why) < 0
	               ? fault_refuse(r, v, "%s", why.text)
	               : 0;
}

static int read_between(const cJSON *fault, struct fault_rule *out,
                        struct fault_refuse *r)
{
	const cJSON *v = json_get(fault, "between");

	out->from = VTIME_MIN;
	out->until = VTIME_NEVER;
	if (!v)
		return 0;
	if (!cJSON_IsArray(v) || cJSON_GetArraySize(v) != 2)
		return fault_refuse(r, v, "'between' is a list of two times");
	if (read_time(v->child, &out->from, r) < 0 ||
	    read_time(v->child->next, &out->until, r) < 0)
		return -1;
	if (out->from < out->until)
		return 0;
	return fault_refuse(r, v->child->next, "the second time is not after the first");
}

int fault_rule_read(const cJSON *fault, int64_t times, struct fault_rule *out,
                    struct fault_refuse *r)
{
	*out = (struct fault_rule){ .times = times };
	if (read_nth(fault, out, r) < 0 ||
	    read_count(fault, "after", 0, &out->after, r) < 0 ||
	    read_count(fault, "every", 1, &out->every, r) < 0 ||
	    read_count(fault, "times", 1, &out->times, r) < 0)
		return -1;
	if (read_probability(fault, out, r) < 0)
		return -1;
	return read_between(fault, out, r);
}

/* ---------------------------------------------------------------- striking */

/* The ordinals that are named for the key; NULL: none is. */
static const cJSON *ordinals_of(const struct fault_rule *rule, const char *key)
{
	return cJSON_IsObject(rule->nth) ? json_get(rule->nth, key) : rule->nth;
}

/* How many of the ordinals are above `above`; *has: is `ordinal` one of them? */
static int64_t count_ordinals(const cJSON *list, int64_t above, int64_t ordinal,
                              bool *has)
{
	const cJSON *one = cJSON_IsArray(list) ? list->child : list;
	int64_t count = 0, n;

	*has = false;
	for (; one; one = one == list ? NULL : one->next) {
		if (!json_to_int(one, &n))
			continue;
		count += n > above;
		*has |= n == ordinal;
	}
	return count;
}

static bool by_chance(const struct fault_rule *rule, uint64_t seed,
                      const struct fault_occurrence *at)
{
	uint64_t h = hash_text(hash_text(seed, "fault"), at->fault);

	h = hash_with(hash_text(h, at->key), (uint64_t)at->ordinal);
	return hash_unit(h) < rule->probability;
}

bool fault_rule_strikes(const struct fault_rule *rule, uint64_t seed,
                        const struct fault_occurrence *at)
{
	bool has;

	if (rule->times && at->fired >= rule->times)
		return false;
	if (rule->nth) {
		count_ordinals(ordinals_of(rule, at->key), 0, at->ordinal, &has);
		return has;
	}
	if (at->ordinal <= rule->after)
		return false;
	if (rule->every && (at->ordinal - rule->after) % rule->every != 0)
		return false;
	return by_chance(rule, seed, at);
}

static int64_t lesser(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

int64_t fault_rule_left(const struct fault_rule *rule, const char *key, int64_t matched,
                        int64_t fired)
{
	int64_t left = rule->times ? rule->times - fired : INT64_MAX;
	bool ignored;

	if (rule->nth)
		left = lesser(left, count_ordinals(ordinals_of(rule, key), matched, 0,
		                                   &ignored));
	return left == INT64_MAX ? -1 : left;
}
