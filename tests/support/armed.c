/*
 * armed.c - faults that are armed in a store, and the requests that they judge
 */
#include "tests/support/armed.h"

#include "tests/support/quoted.h"
#include "tests/unit/unit.h"

void armed_open(struct armed *a, uint64_t seed)
{
	struct err e = { 0 };

	*a = (struct armed){ 0 };
	assert_int_equal(store_open(NULL, &a->store, &e), 0);
	if (faults_load(&a->faults, &a->store, seed, &e) < 0)
		fail_msg("%s", e.text);
}

void armed_close(struct armed *a)
{
	faults_release(&a->faults);
	store_close(&a->store);
	arena_release(&a->arena);
	for (size_t i = 0; i < FAULT_PART_COUNT; i++)
		cJSON_Delete(a->parts[i]);
}

void armed_add(struct armed *a, const char *faults)
{
	AUTO(cJSON_Delete) cJSON *json = quoted_json(faults);
	AUTO(fault_batch_release) struct fault_batch b = { 0 };
	struct err e = { 0 };
	struct fault_refuse r = { .e = &e };

	assert_int_equal(store_begin(&a->store, &e), 0);
	if (faults_read(&a->faults, json, &b, &r) < 0 ||
	    faults_put(&a->faults, &b, &e) < 0)
		fail_msg("%s: %s", faults, e.text);
	assert_int_equal(store_commit(&a->store, &e), 0);
	faults_take(&a->faults, &b);
}

void armed_part(struct armed *a, enum fault_part part, const char *json)
{
	cJSON_Delete(a->parts[part]);
	a->parts[part] = quoted_json(json);
}

static const cJSON *part_of(void *ctx, enum fault_part part)
{
	const struct armed *a = ctx;

	return a->parts[part];
}

struct fault_subject armed_subject(struct armed *a, enum operation operation)
{
	return (struct fault_subject){
		.point = fault_point_of(operation),
		.method = operation_row(operation)->method,
		.path = operation_row(operation)->path,
		.client = "",
		.flow = "",
		.token = "",
		.entity = "",
		.part = part_of,
		.ctx = a,
	};
}

struct fault_strike armed_judge(struct armed *a, const struct fault_subject *s)
{
	struct fault_strike strike;
	struct err e = { 0 };

	arena_release(&a->arena);
	faults_judge(&a->faults, s, &a->arena, &strike);
	assert_int_equal(store_begin(&a->store, &e), 0);
	if (faults_save(&a->faults, &strike, &e) < 0 || faults_flush(&a->faults, &e) < 0)
		fail_msg("%s", e.text);
	assert_int_equal(store_commit(&a->store, &e), 0);
	faults_flushed(&a->faults);
	return strike;
}

void armed_strike(struct armed *a, const struct fault_subject *s, struct buf *out)
{
	const struct fault_strike strike = armed_judge(a, s);

	for (size_t i = 0; i < strike.count; i++) {
		const struct fault_hit *h = &strike.hits[i];

		buf_printf(out, "%s:%s", h->fault->name,
		           fault_kind_row(h->action->kind)->word);
		if (h->value)
			buf_printf(out, "(%lld)", (long long)h->value);
		buf_add_char(out, ' ');
	}
}

void armed_restart(struct armed *a)
{
	struct err e = { 0 };

	if (faults_load(&a->faults, &a->store, a->faults.seed, &e) < 0)
		fail_msg("%s", e.text);
}
