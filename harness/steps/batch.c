/*
 * batch.c - batch: posts records to a dataset of the mock
 */
#include "harness/steps/capture.h"
#include "harness/steps/expect.h"
#include "harness/steps/send.h"
#include "lib/mem.h"

static const struct key record_keys[] = {
	{ "arrivedAt", JSON_TEXT },
	{ "record", JSON_MAP, KEY_NEEDED },
	{ 0 },
};

static cJSON *records_shape(void)
{
	return shape_of_list(shape_of_map(record_keys));
}

static const struct key batch_keys[] = {
	{ "dataset", JSON_TEXT, KEY_NEEDED },
	{ "records", JSON_LIST, KEY_NEEDED, records_shape },
	{ 0 },
};

static const struct key keys[] = {
	{ "batch", JSON_MAP, KEY_NEEDED, .keys = batch_keys },
	EXPECT_KEY,
	CAPTURE_KEY,
	{ 0 },
};

static int check_batch(struct loader *l UNUSED, struct step *s, struct err *e)
{
	const cJSON *batch = step_subject(s), *expect = json_get(s->node, "expect"), *one;

	cJSON_ArrayForEach(one, json_get(batch, "records")) {
		if (node_keys(s->y, one, record_keys, "a record of a batch", e) < 0)
			return -1;
	}
	if (expect && expect_check(s->y, expect, e) < 0)
		return -1;
	return capture_check(s->y, json_get(s->node, "capture"), e);
}

/* A line for each record, as the mock reads them. */
static char *lines_of(const cJSON *batch)
{
	struct buf out = { 0 };
	const cJSON *one;

	cJSON_ArrayForEach(one, json_get(batch, "records")) {
		json_print(one, &out);
		buf_add_char(&out, '\n');
	}
	return buf_take(&out);
}

static int send_batch(struct play *p, const struct step *s, struct err *e)
{
	AUTO(cJSON_Delete) cJSON *batch = NULL;
	AUTO(mem_free) char *path = NULL;
	const char *dataset;

	if (vars_expand(p->scope, s->y, step_subject(s), &batch, e) < 0)
		return -1;
	dataset = json_str(batch, "dataset");
	if (!dataset)
		return node_err(s->y, step_subject(s), e, "dataset is no text");
	path = mem_printf("/__admin/datasets/%s/batches", dataset);
	call_release(&p->call);
	target_call(p->target, "POST", path, &p->call);
	call_body(&p->call, lines_of(batch), "application/x-ndjson");
	mask_seen_add_json(&p->seen, batch); /* the lines are no JSON as a whole */
	buf_printf(&p->said, "batch of %d for %s",
	           cJSON_GetArraySize(json_get(batch, "records")), dataset);
	if (send_call(p, e) < 0)
		return -1;
	buf_printf(&p->said, " -> %d", p->call.x.status);
	return 0;
}

static int run_batch(struct play *p, const struct step *s, struct err *e)
{
	if (send_batch(p, s, e) < 0 ||
	    expect_answer(p, s->y, json_get(s->node, "expect"), &p->diffs, e) < 0)
		return -1;
	if (p->diffs.count)
		return 0;
	return capture_answer(p, s->y, json_get(s->node, "capture"), e);
}

const struct step_kind step_batch_kinds[] = {
	{ .name = "batch",
	  .what = "a batch step",
	  .forms = { "batch: { dataset: ID, records: [ { record: {…} }, "
	             "{ arrivedAt: +PT3H, record: {…} } ] }" },
	  .help = "posts records to a dataset of the mock (`POST "
	          "/__admin/datasets/{id}/batches`), a line each as in "
	          "`records.jsonl`; without `arrivedAt` a record arrives now. "
	          "`expect` is a request's: `{ status: 200, body: { records: 2 } }`",
	  .keys = keys,
	  .needs = 1u << CAN_ADMIN,
	  .check = check_batch,
	  .run = run_batch },
	{ 0 },
};
