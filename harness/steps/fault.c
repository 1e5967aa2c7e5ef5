/*
 * fault.c - fault and clear: arms a fault of the mock, and clears it
 */
#include "harness/steps/play.h"
#include "lib/mem.h"

/* What each of them may be, the mock judges. */
static const struct key fault_keys[] = {
	{ "fault", JSON_TEXT, KEY_NEEDED },
	{ "on", JSON_TEXT | JSON_LIST, KEY_NEEDED },
	{ "when", JSON_MAP },
	{ "per", JSON_TEXT },
	{ "nth", JSON_NUMBER | JSON_LIST | JSON_MAP },
	{ "after", JSON_NUMBER },
	{ "every", JSON_NUMBER },
	{ "probability", JSON_NUMBER },
	{ "between", JSON_LIST },
	{ "times", JSON_NUMBER },
	{ "phase", JSON_TEXT },
	{ "do", JSON_MAP | JSON_LIST, KEY_NEEDED },
	{ "expect", JSON_TEXT },
	{ 0 },
};

static int run_fault(struct play *p, const struct step *s, struct err *e)
{
	const struct arm_at at = { p->target, p->scope, s->y };

	buf_printf(&p->said, "fault %s", step_subject(s)->valuestring);
	return arm_faults(&p->arm, &at, s->node, e);
}

static const struct key clear_keys[] = {
	{ "clear", JSON_TEXT, KEY_NEEDED },
	{ 0 },
};

static int run_clear(struct play *p, const struct step *s, struct err *e)
{
	const struct arm_at at = { p->target, p->scope, s->y };
	AUTO(mem_free) char *name = NULL;

	if (vars_expand_text(p->scope, s->y, step_subject(s), &name, e) < 0)
		return -1;
	buf_printf(&p->said, "clear %s", name);
	return arm_clear(&p->arm, &at, step_subject(s), name, e);
}

const struct step_kind step_fault_kinds[] = {
	{ .name = "fault",
	  .what = "a fault",
	  .forms = { "fault: NAME" },
	  .help = "arms a fault of the mock (docs/faults.md): `on`, `do`, and what "
	          "else it takes. A fault that did not do what its `expect` says "
	          "(`fired`, `all`, `any`, `never`) ends the scenario with \"could not "
	          "tell\"",
	  .keys = fault_keys,
	  .needs = 1u << CAN_FAULTS,
	  .run = run_fault },
	{ .name = "clear",
	  .what = "a clear step",
	  .forms = { "clear: NAME" },
	  .help = "clears a fault, whose `expect` is judged then",
	  .keys = clear_keys,
	  .needs = 1u << CAN_FAULTS,
	  .run = run_clear },
	{ 0 },
};
