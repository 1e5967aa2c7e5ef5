/*
 * names.c - the names that a scenario's steps may ask for, and the misspelt ones
 */
#include "harness/scenario/names.h"

#include "harness/scenario/node.h"
#include "lib/mem.h"
#include "lib/nearest.h"

#define JUDGED_FROM 4 /* letters: shorter names are all near to each other */
#define DIGITS      "0123456789"

void names_init(struct names *n)
{
	*n = (struct names){ .known = json_new_object() };
}

void names_release(struct names *n)
{
	for (size_t i = 0; i < n->count; i++)
		free(n->optional[i].name);
	free(n->optional);
	cJSON_Delete(n->known);
	*n = (struct names){ 0 };
}

void names_learn(struct names *n, const char *name)
{
	json_set(n->known, name, json_new_bool(true));
}

void names_learn_all(struct names *n, const cJSON *map)
{
	const cJSON *member;

	cJSON_ArrayForEach(member, map)
		names_learn(n, member->string);
}

bool names_has(const struct names *n, const char *name)
{
	return json_get(n->known, name) != NULL;
}

void names_use_optional(struct names *n, const struct names_use *use)
{
	n->optional = mem_grow(n->optional, n->count + 1, sizeof(*n->optional));
	n->optional[n->count] = *use;
	n->optional[n->count++].name = mem_strdup(use->name);
}

/* ---------------------------------------------------------------- which was meant */

/* flow1 and flow2 */
static bool differ_in_digits(const char *a, const char *b)
{
	for (; *a && *b; a++, b++) {
		if (*a != *b && !(strchr(DIGITS, *a) && strchr(DIGITS, *b)))
			return false;
	}
	return a[strspn(a, DIGITS)] == '\0' && b[strspn(b, DIGITS)] == '\0';
}

static void offer_all(struct nearest *n, const char *name, const cJSON *map)
{
	const cJSON *member;

	cJSON_ArrayForEach(member, map) {
		if (!differ_in_digits(name, member->string))
			nearest_offer(n, member->string);
	}
}

/* The known name, or parameter, that was probably meant; NULL for none. */
static const char *meant(const struct names *n, const struct names_use *use)
{
	struct nearest nearest = { .name = str_of(use->name) };

	if (strlen(use->name) < JUDGED_FROM)
		return NULL;
	offer_all(&nearest, use->name, n->known);
	offer_all(&nearest, use->name, use->params);
	return nearest.best;
}

int names_refuse(const struct names *n, const struct names_use *use, struct err *e)
{
	const char *near = meant(n, use);

	if (!near)
		return node_err(
			use->y, use->node, e,
			"nothing is called '%s' here: no step before it captures that",
			use->name);
	return node_err(use->y, use->node, e,
	                "nothing is called '%s' here: no step before it captures that; "
	                "did you mean '%s'?",
	                use->name, near);
}

int names_check_optional(const struct names *n, struct err *e)
{
	for (size_t i = 0; i < n->count; i++) {
		const struct names_use *use = &n->optional[i];
		const char *near = names_has(n, use->name) ? NULL : meant(n, use);

		if (near)
			return node_err(use->y, use->node, e,
			                "nothing is called '%s': did you mean '%s'? What "
			                "only --var gives needs a name less like it",
			                use->name, near);
	}
	return 0;
}
