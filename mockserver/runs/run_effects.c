/*
 * run_effects.c - what faults change of a run that is exported
 */
#include "mockserver/runs/run_effects.h"

#include "mockserver/runs/minus_one.h"

#define SKIP_CODE "ACTIVATION_BATCH-0000-SKIP" /* 03 §7.7 */
#define SKIP_TEXT "Records didn't match attribute filter."

/* ---------------------------------------------------------------- datasets */

const struct fault_hit *run_effects_failing(struct run_effects *x, const char *dataset)
{
	const struct fault_hit *hit = run_faults_find(x->faults, FAULT_PARTIAL);

	x->datasets++;
	if (!hit || !json_has_str(hit->action->tree, dataset))
		return NULL;
	x->failed++;
	return hit;
}

bool run_effects_keep_progress(const struct run_effects *x)
{
	return run_faults_find(x->faults, FAULT_RUN_TWICE) != NULL;
}

/* ---------------------------------------------------------------- records */

static uint64_t lesser(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

/* A share of each dataset's records, or so many of all. */
static uint64_t due(const struct run_effects *x, const struct fault_amount *amount,
                    uint64_t records)
{
	if (amount->percent > 0)
		return (uint64_t)((double)records * amount->percent / 100 + 0.5);
	return (uint64_t)amount->count - lesser((uint64_t)amount->count, x->skipped);
}

uint64_t run_effects_skip(struct run_effects *x, uint64_t records)
{
	const struct fault_hit *hit = run_faults_find(x->faults, FAULT_SKIP_RECORDS);
	uint64_t n;

	if (!hit)
		return 0;
	n = lesser(due(x, &hit->action->amount, records), records);
	x->records += records;
	x->skipped += n;
	return n;
}

static void add_reason(cJSON *list, const char *code, const char *message, uint64_t count)
{
	cJSON *one = json_push(list, json_new_object());

	json_set(one, "code", json_new_str(code ? code : SKIP_CODE));
	json_set(one, "message", json_new_str(message ? message : SKIP_TEXT));
	json_set(one, "count", json_new_int((int64_t)count));
}

/* Of each reason the count that it asks for, of those that are left; the last has all. */
static cJSON *skipped_info(const cJSON *reasons, uint64_t skipped)
{
	cJSON *list = json_new_array();
	const cJSON *one;

	cJSON_ArrayForEach(one, reasons) {
		int64_t count = (int64_t)skipped;

		if (one->next && !json_int(one, "count", &count))
			count = 1;
		count = (int64_t)lesser((uint64_t)count, skipped);
		if (!count)
			break;
		add_reason(list, json_str(one, "code"), json_str(one, "message"),
		           (uint64_t)count);
		skipped -= (uint64_t)count;
	}
	if (!list->child)
		add_reason(list, NULL, NULL, skipped);
	return list;
}

/* ---------------------------------------------------------------- receipts */

static int end_partial(struct run_effects *x, struct world *w, struct err *e)
{
	const struct fault_hit *hit = run_faults_find(x->faults, FAULT_PARTIAL);

	if (!hit || !x->failed)
		return 0;
	return run_faults_did(w, hit, e, "failed %zu of %zu datasets", x->failed,
	                      x->datasets);
}

static int end_skip(struct run_effects *x, struct world *w, cJSON *detail, struct err *e)
{
	const struct fault_hit *hit = run_faults_find(x->faults, FAULT_SKIP_RECORDS);

	if (!hit || !x->skipped)
		return 0;
	json_set(detail, "skippedInfo", skipped_info(hit->action->tree, x->skipped));
	return run_faults_did(w, hit, e, "skipped %llu of %llu records",
	                      (unsigned long long)x->skipped,
	                      (unsigned long long)x->records);
}

/* Does the run show the count?  One that has failed shows its times, and as its shape. */
static bool is_shown(const struct run_effects *x, const cJSON *detail, const char *path)
{
	const char *shape = json_str(detail, "shape");

	if (!x->run_failed || str_starts(path, "durationSummary."))
		return true;
	return shape && (!strcmp(shape, "full") || minus_one_has(path));
}

static int end_lies(struct run_effects *x, struct world *w, cJSON *detail, struct err *e)
{
	cJSON *list = NULL;

	for (size_t i = 0; i < x->faults->strike.count; i++) {
		const struct fault_hit *hit = &x->faults->strike.hits[i];
		cJSON *one;

		if (hit->action->kind != FAULT_METRICS_LIE ||
		    !is_shown(x, detail, hit->action->text))
			continue;
		if (!list)
			list = json_set(detail, "lies", json_new_array());
		one = json_push(list, json_new_object());
		json_set(one, "path", json_new_str(hit->action->text));
		json_set(one, "by", json_new_int(hit->action->count));
		if (run_faults_did(w, hit, e, "changed %s by %lld", hit->action->text,
		                   (long long)hit->action->count) < 0)
			return -1;
	}
	return 0;
}

static int end_twice(struct run_effects *x, struct world *w, struct err *e)
{
	const struct fault_hit *hit = run_faults_find(x->faults, FAULT_RUN_TWICE);

	return hit ? run_faults_did(w, hit, e, "another run exports the same records")
	           : 0;
}

int run_effects_end(struct run_effects *x, struct world *w, cJSON *detail, struct err *e)
{
	if (end_partial(x, w, e) < 0 || end_skip(x, w, detail, e) < 0 ||
	    end_lies(x, w, detail, e) < 0)
		return -1;
	return end_twice(x, w, e);
}
