/*
 * when.c - what a fault asks of a request, taken apart once so that a request is soon
 * done
 */
#include "mockserver/faults/when.h"

#include "lib/match/match.h"
#include "lib/mem.h"

#define REGEX_STEPS 1000000 /* of one search; beyond, the request does not match */

/* An object that asks for members, and not a row of matchers or nothing at all. */
static bool has_members(const cJSON *pattern)
{
	return cJSON_IsObject(pattern) && pattern->child &&
	       pattern->child->string[0] != '$';
}

/* The pattern of {"$matches": …} with nothing else; NULL for others. */
static struct pattern *compile(const cJSON *pattern)
{
	const cJSON *only = cJSON_IsObject(pattern) ? pattern->child : NULL;
	struct pattern *out = NULL;
	struct err ignored = { 0 }; /* lib/match says then that nothing fits */

	if (!only || only->next || strcmp(only->string, "$matches") != 0 ||
	    !cJSON_IsString(only) || pattern_new(only->valuestring, &out, &ignored) < 0)
		return NULL;
	return out;
}

static void add_leaf(struct fault_when *w, const char **steps, size_t depth,
                     const cJSON *pattern)
{
	struct fault_leaf *leaf;

	w->leaves = mem_grow(w->leaves, w->count + 1, sizeof(*w->leaves));
	leaf = &w->leaves[w->count++];
	*leaf = (struct fault_leaf){ .depth = depth, .pattern = pattern };
	leaf->steps = mem_alloc((depth + 1) * sizeof(*leaf->steps));
	if (depth)
		memcpy(leaf->steps, steps, depth * sizeof(*leaf->steps));
	leaf->text = cJSON_IsString(pattern) ? pattern->valuestring : NULL;
	leaf->regex = compile(pattern);
}

static void add(struct fault_when *w, const char **steps, size_t depth,
                const cJSON *pattern)
{
	const cJSON *member;

	if (!has_members(pattern) || depth == JSON_DEPTH_MAX) {
		add_leaf(w, steps, depth, pattern);
		return;
	}
	cJSON_ArrayForEach(member, pattern) {
		if (!strcmp(member->string, "…") || !strcmp(member->string, "..."))
			continue; /* other members, which are let be anyway */
		steps[depth] = member->string;
		add(w, steps, depth + 1, member);
	}
}

void fault_when_add(struct fault_when *w, const cJSON *pattern)
{
	const char *steps[JSON_DEPTH_MAX];

	add(w, steps, 0, pattern);
}

void fault_when_release(struct fault_when *w)
{
	for (size_t i = 0; i < w->count; i++) {
		free(w->leaves[i].steps);
		pattern_free(w->leaves[i].regex);
	}
	free(w->leaves);
	pattern_room_release(&w->room);
	*w = (struct fault_when){ 0 };
}

static bool regex_fits(struct fault_when *w, const struct pattern *regex,
                       const cJSON *value)
{
	int64_t steps = REGEX_STEPS;

	return cJSON_IsString(value) &&
	       pattern_find(regex, value->valuestring, &w->room, &steps) == PATTERN_FOUND;
}

static bool leaf_fits(struct fault_when *w, const struct fault_leaf *leaf,
                      const cJSON *value)
{
	for (size_t i = 0; i < leaf->depth; i++) {
		if (!cJSON_IsObject(value))
			return false;
		value = json_get(value, leaf->steps[i]);
	}
	if (leaf->text) /* by far the most usual */
		return cJSON_IsString(value) && !strcmp(value->valuestring, leaf->text);
	if (leaf->regex)
		return regex_fits(w, leaf->regex, value);
	if (cJSON_IsObject(leaf->pattern) || cJSON_IsArray(leaf->pattern))
		return match_value(leaf->pattern, value, "", NULL);
	return value && json_equal(leaf->pattern, value);
}

bool fault_when_fits(struct fault_when *w, const cJSON *value)
{
	for (size_t i = 0; i < w->count; i++) {
		if (!leaf_fits(w, &w->leaves[i], value))
			return false;
	}
	return true;
}
