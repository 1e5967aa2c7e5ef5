/*
 * step.c - what a scenario can say
 */
#include "harness/scenario/step.h"

static const struct step_kind *const lists[] = {
	step_request_kinds, step_curl_kinds,  step_join_kinds,
	step_clock_kinds,   step_wait_kinds,  step_batch_kinds,
	step_fault_kinds,   step_files_kinds, step_include_kinds,
};

void steps_release(struct steps *s)
{
	for (size_t i = 0; i < s->count; i++) {
		steps_release(&s->all[i].children);
		cJSON_Delete(s->all[i].defaults);
		cJSON_Delete(s->all[i].request);
	}
	free(s->all);
	*s = (struct steps){ 0 };
}

const cJSON *step_subject(const struct step *s)
{
	assert(s->kind && s->node);
	return json_get(s->node, s->kind->name);
}

int step_each_use(const struct step *s, vars_visit_fn *visit, void *ctx, struct err *e)
{
	const cJSON *member;

	if (s->request && vars_each_use(s->y, s->request, visit, ctx, e) < 0)
		return -1;
	cJSON_ArrayForEach(member, s->node) {
		if (s->kind->is_code && member == step_subject(s))
			continue;
		if (vars_each_use(s->y, member, visit, ctx, e) < 0)
			return -1;
	}
	return 0;
}

const struct step_kind *step_kind_at(size_t i)
{
	for (size_t k = 0; k < ARRAY_LEN(lists); k++) {
		for (const struct step_kind *kind = lists[k]; kind->name; kind++) {
			if (i-- == 0)
				return kind;
		}
	}
	return NULL;
}

static const struct step_kind *find_kind(const char *key)
{
	for (size_t i = 0; i < ARRAY_LEN(lists); i++) {
		for (const struct step_kind *kind = lists[i]; kind->name; kind++) {
			if (!strcmp(kind->name, key))
				return kind;
		}
	}
	return NULL;
}

static int no_kind(const struct yaml *y, const cJSON *node, struct err *e)
{
	struct buf known = { .cap = 200 };
	const struct step_kind *kind;

	for (size_t i = 0; (kind = step_kind_at(i)); i++)
		buf_printf(&known, "%s%s", i ? ", " : "", kind->name);
	node_err(y, node, e, "this step does nothing known (one of %s)", buf_str(&known));
	buf_release(&known);
	return -1;
}

int step_kind_of(const struct yaml *y, const cJSON *node, const struct step_kind **out,
                 struct err *e)
{
	const struct step_kind *found = NULL;
	const cJSON *member;

	if (node_is(y, node, JSON_MAP, "a step", e) < 0)
		return -1;
	cJSON_ArrayForEach(member, node) {
		const struct step_kind *kind = find_kind(member->string);

		if (kind && found)
			return node_err(y, member, e, "a step is %s or %s, not both",
			                found->name, kind->name);
		if (kind)
			found = kind;
	}
	if (!found)
		return no_kind(y, node, e);
	*out = found;
	return 0;
}
