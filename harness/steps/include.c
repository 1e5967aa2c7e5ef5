/*
 * include.c - include: the steps of another file, with names given by `with`
 *
 * The included steps see what was captured so far and what `with` gives them; what
 * they capture is known afterwards.
 */
#include "harness/steps/play.h"

static const struct key keys[] = {
	{ "include", JSON_TEXT, KEY_NEEDED },
	{ "with", JSON_MAP },
	{ 0 },
};

static int check_include(struct loader *l, struct step *s, struct err *e)
{
	return scenario_load_include(l, s, step_subject(s), json_get(s->node, "with"), e);
}

/* The parameters' defaults, then what `with` says, filled in from the outside. */
static int give_params(const struct play *p, const struct step *s, struct vars *into,
                       struct err *e)
{
	const cJSON *member;

	into->values = json_copy(s->defaults);
	cJSON_ArrayForEach(member, json_get(s->node, "with")) {
		cJSON *value;

		if (vars_expand(p->scope, s->y, member, &value, e) < 0)
			return -1;
		vars_set(into, member->string, value);
	}
	return 0;
}

static int run_include(struct play *p, const struct step *s, struct err *e)
{
	const struct vars *outer = p->scope;
	struct vars params = { .outer = &p->globals };
	int rc = give_params(p, s, &params, e);

	if (rc == 0) {
		p->scope = &params;
		rc = play_steps(p, &s->children, e);
		p->scope = outer;
	}
	vars_release(&params);
	return rc;
}

const struct step_kind step_include_kinds[] = {
	{ .name = "include",
	  .what = "an include step",
	  .forms = { "include: FILE" },
	  .help = "the steps of another file",
	  .keys = keys,
	  .check = check_include,
	  .run = run_include },
	{ 0 },
};
