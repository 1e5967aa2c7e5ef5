/*
 * frozen.c - what happened, as faults with exact occurrences and no chance left
 *
 * A fault whose actions draw nothing becomes one, with the occurrences at which it fired.
 * One that drew several values (delays, seconds until a rate's minute ends) becomes one
 * for each.  These shadow each other where they end requests: where an earlier one
 * strikes, a later one counts no occurrence, and its ordinals are that much lower.
 */
#include "mockserver/faults/frozen.h"

/* What a fault did on some occurrences. */
struct frozen_outcome {
	cJSON *what; /* its `do` */
	cJSON *nth;  /* lists of ordinals by key */
};

struct outcomes {
	struct frozen_outcome *all;
	size_t count;
};

static void outcomes_release(struct outcomes *o)
{
	for (size_t i = 0; i < o->count; i++) {
		cJSON_Delete(o->all[i].what);
		cJSON_Delete(o->all[i].nth);
	}
	free(o->all);
}

AUTO_DEFINE_STRUCT(struct outcomes, outcomes_release);

/* ---------------------------------------------------------------- one action */

static cJSON *kind_of(const char *kind, cJSON *value)
{
	cJSON *out = json_new_object();

	json_set(out, kind, value);
	return out;
}

static cJSON *delay_of(int64_t ms)
{
	char text[32];

	snprintf(text, sizeof(text), "%lldms", (long long)ms);
	return kind_of("delay", json_new_str(text));
}

static cJSON *throttled(int64_t seconds)
{
	cJSON *status = json_new_object();

	json_set(status, "error", json_new_str("THROTTLED"));
	json_set(status, "retryAfter", json_new_int(seconds));
	return kind_of("status", status);
}

/* The action as it was for this receipt: what depends on time or chance is fixed. */
static cJSON *freeze_action(const struct fault_action *a, const cJSON *declared,
                            const struct receipt_row *row)
{
	if (a->kind == FAULT_RATE)
		return throttled(row->value);
	if (a->kind == FAULT_DELAY && row->value)
		return delay_of(row->value);
	if (a->kind == FAULT_TOKEN_EXPIRED || a->kind == FAULT_REVOKE ||
	    a->kind == FAULT_TOKEN_LIFE)
		return kind_of("status", json_new_str("TOKEN_INVALID"));
	return json_copy(declared);
}

/* The i-th element of `do`, or `do` itself. */
static const cJSON *declared_of(const struct fault *f, size_t i)
{
	const cJSON *all = json_get(f->body, "do");

	return cJSON_IsArray(all) ? cJSON_GetArrayItem(all, (int)i) : all;
}

/* ---------------------------------------------------------------- one fault */

static struct frozen_outcome *find_outcome(struct outcomes *o, const cJSON *what)
{
	for (size_t i = 0; i < o->count; i++) {
		if (json_equal(o->all[i].what, what))
			return &o->all[i];
	}
	return NULL;
}

/* Takes `what`. */
static void add_occurrence(struct outcomes *o, cJSON *what, const struct receipt_row *row)
{
	struct frozen_outcome *one = find_outcome(o, what);
	cJSON *list;

	if (one) {
		cJSON_Delete(what);
	} else {
		o->all = mem_grow(o->all, o->count + 1, sizeof(*o->all));
		one = &o->all[o->count++];
		*one = (struct frozen_outcome){ what, json_new_object() };
	}
	list = json_get(one->nth, row->key);
	if (!list)
		list = json_set(one->nth, row->key, json_new_array());
	json_push(list, json_new_int(row->ordinal));
}

/* Receipts of one firing come one after the other, an action each. */
static int read_outcomes(const struct faults *fs, const struct fault *f,
                         struct outcomes *out, struct err *e)
{
	AUTO(stmt_end) struct stmt *q = stmt_begin(&fs->store->sql, SQL_RECEIPT_ALL);
	cJSON *all = json_new_array();
	struct receipt_row row;
	int got;

	stmt_put_int(q, f->seq);
	stmt_put_int(q, 0);
	stmt_put_int(q, -1);
	while ((got = fault_receipt_next(q, &row, e)) > 0) {
		const size_t i = (size_t)row.action;

		json_push(all, freeze_action(&f->actions[i], declared_of(f, i), &row));
		if (i + 1 < f->count)
			continue;
		add_occurrence(out, all, &row);
		all = json_new_array();
	}
	cJSON_Delete(all);
	return got;
}

/* How many of the ordinals of that key are below. */
static int64_t count_below(const cJSON *nth, const char *key, int64_t ordinal)
{
	const cJSON *one;
	int64_t count = 0, n;

	cJSON_ArrayForEach(one, json_get(nth, key))
		count += json_to_int(one, &n) && n < ordinal;
	return count;
}

/* An ordinal of outcome i, once those before it have taken theirs. */
static int64_t shifted(const struct outcomes *o, size_t i, const char *key, int64_t n)
{
	int64_t before = 0;

	for (size_t k = 0; k < i; k++)
		before += count_below(o->all[k].nth, key, n);
	return n - before;
}

static cJSON *nth_of(const struct fault *f, const struct outcomes *o, size_t i)
{
	const bool ends = f->ending < f->count;
	cJSON *out = json_new_object();
	const cJSON *list, *one;

	cJSON_ArrayForEach(list, o->all[i].nth) {
		cJSON *to = json_set(out, list->string, json_new_array());

		cJSON_ArrayForEach(one, list) {
			int64_t n = 0;

			json_to_int(one, &n);
			if (ends)
				n = shifted(o, i, list->string, n);
			json_push(to, json_new_int(n));
		}
	}
	return out;
}

static void add_fault(const struct fault *f, const struct outcomes *o, size_t i,
                      cJSON *out)
{
	static const char *const chance[] = { "after", "every", "probability", "times",
		                              "nth",   "do",    "expect" };
	cJSON *copy = json_push(out, json_copy(f->body)), *nth = nth_of(f, o, i);
	AUTO_MEM char *name = mem_printf("%s-%zu", f->name, i + 1);

	for (size_t k = 0; k < ARRAY_LEN(chance); k++)
		json_drop(copy, chance[k]);
	if (o->count > 1)
		json_set(copy, "fault", json_new_str(name));
	if (f->per == FAULT_PER_WORLD) {
		json_set(copy, "nth", json_copy(json_get(nth, "")));
		cJSON_Delete(nth);
	} else {
		json_set(copy, "nth", nth);
	}
	json_set(copy, "do",
	         json_copy(f->count == 1 ? o->all[i].what->child : o->all[i].what));
}

int faults_freeze(const struct faults *fs, cJSON **out, struct err *e)
{
	AUTO(cJSON_Delete) cJSON *list = json_new_array();

	for (size_t i = 0; i < fs->count; i++) {
		AUTO(outcomes_release) struct outcomes o = { 0 };

		if (read_outcomes(fs, fs->all[i], &o, e) < 0)
			return -1;
		for (size_t k = 0; k < o.count; k++)
			add_fault(fs->all[i], &o, k, list);
	}
	*out = TAKE(list);
	return 0;
}
