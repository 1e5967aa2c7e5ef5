/*
 * fuzz_fault.c - a fault in JSON: whatever is read can be shown and drawn for
 */
#include "lib/mem.h"
#include "mockserver/faults/fault.h"
#include "mockserver/faults/index.h"
#include "tests/support/quoted.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A body with texts in it, and nothing else. */
static const cJSON *part_of(void *ctx, enum fault_part part)
{
	return part == FAULT_PART_BODY ? ctx : NULL;
}

/* A gate that stays shut hides nothing that matches. */
static void use_index(struct fault *f, const struct fault_subject *s)
{
	struct fault_index ix = { 0 };
	struct fault_gates *g = fault_index_of(&ix, &f, 1, s->point);
	struct fault_texts texts;

	fault_texts_of(g, s, &texts);
	for (size_t i = 0; i < g->count; i++)
		assert(fault_gate_opens(&g->all[i], &texts) || !fault_matches(f, s));
	fault_index_clear(&ix);
}

static void use(struct fault *f)
{
	static const char text[] = JSON({"name":"Daily","a":{"b":"x"}});
	AUTO(cJSON_Delete) cJSON *body = cJSON_Parse(text);
	const struct fault_subject s = {
		.point = fault_point_of(OP_FLOW_CREATE),
		.method = "POST",
		.path = "/flows",
		.client = "",
		.flow = "",
		.entity = "",
		.part = part_of,
		.token = "",
		.ctx = body,
	};
	const struct fault_occurrence at = { f->name, "", 1, 0 };

	use_index(f, &s);
	(void)fault_matches(f, &s);
	fault_note_nearest(f, &s, 1);
	(void)fault_rule_strikes(&f->rule, 1, &at);
	(void)fault_rule_left(&f->rule, "", 0, 0);
	assert(f->count && f->ending <= f->count);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(cJSON_Delete) cJSON *body = NULL;
	AUTO(fault_free) struct fault *f = NULL;
	AUTO(buf_release) struct buf pointer = { 0 };
	struct err e = { 0 };
	struct fault_refuse r = { .e = &e };

	if (json_parse((const char *)data, size, &body, &e) < 0)
		return 0;
	if (fault_read(body, &f, &r) == 0) {
		use(f);
		return 0;
	}
	assert(e.code && *e.text && r.at);
	fault_refuse_pointer(body, r.at, &pointer);
	assert(json_pointer(body, buf_str(&pointer)) == r.at);
	return 0;
}
