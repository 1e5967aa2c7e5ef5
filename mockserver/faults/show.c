/*
 * show.c - armed faults as JSON: as they were declared, with what came of them
 */
#include "mockserver/faults/show.h"

#include "mockserver/store/run.h"

static cJSON *number_or_null(int64_t n)
{
	return n < 0 ? json_new_null() : json_new_int(n);
}

/* Of a fault that counts by other keys than the world, the least that any key has. */
static int64_t left_of(const struct fault *f)
{
	const struct fault_key *k = map_find(&f->keys, "");

	if (f->per != FAULT_PER_WORLD)
		return -1;
	return fault_rule_left(&f->rule, "", k ? k->matched : 0, k ? k->fired : 0);
}

/* Which run or file it was: its members. */
static void add_about(const char *about, cJSON *out)
{
	AUTO(cJSON_Delete) cJSON *map = NULL;
	struct err ignored = { 0 }; /* the text is our own */
	const cJSON *one;

	if (json_parse(about, strlen(about), &map, &ignored) < 0)
		return;
	cJSON_ArrayForEach(one, map)
		json_set(out, one->string, json_copy(one));
}

static cJSON *show_nearest(const struct fault *f)
{
	cJSON *out;

	if (!f->nearest.why || f->counts.matched)
		return json_new_null();
	out = json_new_object();
	if (f->nearest.about)
		add_about(f->nearest.about, out);
	else
		json_set(out, "request", json_new_int(f->nearest.request));
	json_set(out, "why", json_new_str(f->nearest.why));
	return out;
}

static int by_key(const void *a, const void *b)
{
	const struct fault_key *const *x = a, *const *y = b;

	return strcmp((*x)->key, (*y)->key);
}

/* In the order of their names: the same after a restart. */
static cJSON *show_keys(const struct fault *f)
{
	cJSON *list = json_new_array();
	const size_t room = f->keys.count + 1;
	AUTO_MEM struct fault_key **all = mem_alloc(room * sizeof(*all));
	size_t at = 0, count = 0;
	void *value;

	while (map_next(&f->keys, &at, &value)) {
		if (value)
			all[count++] = value;
	}
	qsort(all, count, sizeof(struct fault_key *), by_key);
	for (size_t i = 0; i < count; i++) {
		const struct fault_key *k = all[i];
		cJSON *out = json_push(list, json_new_object());

		json_set(out, "key", json_new_str(k->key));
		json_set(out, "matched", json_new_int(k->matched));
		json_set(out, "fired", json_new_int(k->fired));
		json_set(out, "left",
		         number_or_null(fault_rule_left(&f->rule, k->key, k->matched,
		                                        k->fired)));
	}
	return list;
}

static cJSON *show(const struct fault *f)
{
	cJSON *out = json_copy(f->body);

	json_set(out, "expect", json_new_str(fault_expect_name(f->expect)));
	json_set(out, "atStart", json_new_bool(f->at_start));
	json_set(out, "matched", json_new_int(f->counts.matched));
	json_set(out, "fired", json_new_int(f->counts.fired));
	json_set(out, "effective", json_new_int(f->counts.effective));
	json_set(out, "shadowed", json_new_int(f->counts.shadowed));
	json_set(out, "left", number_or_null(left_of(f)));
	if (f->per != FAULT_PER_WORLD)
		json_set(out, "keys", show_keys(f));
	json_set(out, "nearest", show_nearest(f));
	return out;
}

cJSON *faults_show(const struct faults *fs)
{
	cJSON *body = json_new_object();
	cJSON *list = json_set(body, "faults", json_new_array());

	for (size_t i = 0; i < fs->count; i++)
		json_push(list, show(fs->all[i]));
	return body;
}

/* ---------------------------------------------------------------- receipts */

static cJSON *show_receipt(const struct faults *fs, const struct fault *f,
                           const struct receipt_row *row)
{
	cJSON *out = json_new_object();
	char at[VTIME_TEXT], id[UUID_TEXT];

	if (row->request) {
		json_set(out, "request", json_new_int(row->request));
		json_set(out, "operation", json_new_str(row->operation));
	}
	if (row->run > 0)
		json_set(out, "run", json_new_str(run_id_text(fs->seed, row->run, id)));
	if (row->about)
		add_about(row->about, out);
	json_set(out, "at", json_new_str(vtime_format(row->at, at)));
	if (f->per != FAULT_PER_WORLD)
		json_set(out, "key", json_new_str(row->key));
	json_set(out, "occurrence", json_new_int(row->ordinal));
	if ((size_t)row->action < f->count)
		json_set(out, "did",
		         json_new_str(
				 fault_kind_row(f->actions[row->action].kind)->word));
	json_set(out, "done", *row->done ? json_new_str(row->done) : json_new_null());
	json_set(out, "effective", json_new_bool(row->effective));
	return out;
}

int fault_show(const struct faults *fs, const struct fault *f, cJSON **out, struct err *e)
{
	AUTO(stmt_end) struct stmt *q = stmt_begin(&fs->store->sql, SQL_RECEIPT_ALL);
	cJSON *body = show(f), *list = json_set(body, "receipts", json_new_array());
	struct receipt_row row;
	int got;

	stmt_put_int(q, f->seq);
	stmt_put_int(q, 0);
	stmt_put_int(q, FAULT_RECEIPTS_SHOWN);
	while ((got = fault_receipt_next(q, &row, e)) > 0)
		json_push(list, show_receipt(fs, f, &row));
	if (got < 0) {
		cJSON_Delete(body);
		return -1;
	}
	*out = body;
	return 0;
}

/* ---------------------------------------------------------------- by run */

static bool is_of(const struct receipt_row *row, const struct receipt_row *last)
{
	return row->run == last->run && row->flow == last->flow &&
	       row->scheduled_at == last->scheduled_at;
}

/* The members that all receipts of a run share go from the first to the run. */
static cJSON *begin_run(cJSON *runs, const cJSON *receipt)
{
	static const char *const shared[] = { "run", "flow", "scheduledAt" };
	cJSON *run = json_push(runs, json_new_object());

	for (size_t i = 0; i < ARRAY_LEN(shared); i++) {
		const cJSON *value = json_get(receipt, shared[i]);

		if (value)
			json_set(run, shared[i], json_copy(value));
	}
	return json_set(run, "receipts", json_new_array());
}

static void add_receipt(const struct faults *fs, const struct receipt_row *row,
                        cJSON *runs, cJSON **list, struct receipt_row *last)
{
	const struct fault *f = faults_of(fs, row->fault);
	cJSON *receipt;

	if (!f)
		return;
	receipt = show_receipt(fs, f, row);
	if (!*list || !is_of(row, last))
		*list = begin_run(runs, receipt);
	*last = *row;
	json_drop(receipt, "run");
	json_drop(receipt, "flow");
	json_drop(receipt, "scheduledAt");
	json_set(receipt, "fault", json_new_str(f->name));
	json_push(*list, receipt);
}

int faults_show_runs(const struct faults *fs, cJSON **out, struct err *e)
{
	AUTO(stmt_end) struct stmt *q = stmt_begin(&fs->store->sql, SQL_RECEIPT_RUNS);
	AUTO(cJSON_Delete) cJSON *body = json_new_object();
	cJSON *runs = json_set(body, "runs", json_new_array()), *list = NULL;
	struct receipt_row row, last = { 0 };
	int got;

	stmt_put_int(q, FAULT_RECEIPTS_SHOWN);
	while ((got = fault_receipt_next(q, &row, e)) > 0)
		add_receipt(fs, &row, runs, &list, &last);
	if (got < 0)
		return -1;
	*out = TAKE(body);
	return 0;
}
