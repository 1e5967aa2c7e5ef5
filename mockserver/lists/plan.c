/*
 * plan.c - what of a list the store's columns answer, and what is left to judge
 *
 * A filter is a condition on a column only where both mean exactly the same.
 */
#include "mockserver/lists/plan.h"

#include "lib/decimal.h"
#include "mockserver/runs/text.h"
#include "mockserver/store/flow.h"

/* How a value of a filter becomes one of the column; false: no item has it. */
enum value_kind { AS_TEXT, AS_NUMBER, AS_BOOL, AS_STATUS, AS_RUN, AS_FLOW };

#define CONNECTIONS (1U << LIST_CONNECTIONS)
#define ENDS        (1U << LIST_SOURCES | 1U << LIST_TARGETS)
#define FLOWS       (1U << LIST_FLOWS)
#define RUNS        (1U << LIST_RUNS)
#define ENTITIES    (CONNECTIONS | ENDS | FLOWS)

#define INHERITED  "inheritedAttributes."
#define RUN_STATUS "metrics.statusSummary.status"

static const struct field {
	unsigned of; /* which lists: 1 << enum list_of */
	const char *path;
	enum select_column column;
	enum value_kind reading;
	const char *item_path; /* of the same in an item, where that has no `path` */
} fields[] = {
	/* clang-format off */
	{ ENTITIES, "id", COLUMN_ENTITY_ID, AS_TEXT },
	{ ENTITIES, "name", COLUMN_ENTITY_NAME, AS_TEXT },
	{ ENTITIES, "state", COLUMN_ENTITY_STATE, AS_TEXT },
	{ ENTITIES, "createdAt", COLUMN_ENTITY_CREATED_AT, AS_NUMBER },
	{ ENTITIES, "updatedAt", COLUMN_ENTITY_UPDATED_AT, AS_NUMBER },
	{ CONNECTIONS | ENDS, "connectionSpec.id", COLUMN_ENTITY_SPEC, AS_TEXT },
	{ ENDS, "baseConnectionId", COLUMN_ENTITY_BASE, AS_TEXT },
	{ FLOWS, "flowSpec.id", COLUMN_ENTITY_SPEC, AS_TEXT },
	{ FLOWS, "sourceConnectionIds", COLUMN_FLOW_SOURCE, AS_TEXT },
	{ FLOWS, "targetConnectionIds", COLUMN_FLOW_TARGET, AS_TEXT },
	{ FLOWS, INHERITED "sourceConnections.connectionSpec.id",
	  COLUMN_FLOW_SOURCE_SPEC, AS_TEXT },
	{ FLOWS, INHERITED "targetConnections.connectionSpec.id",
	  COLUMN_FLOW_TARGET_SPEC, AS_TEXT },
	{ FLOWS, INHERITED "targetConnections.data.outputType",
	  COLUMN_FLOW_OUTPUT_TYPE, AS_TEXT },
	{ FLOWS, INHERITED "properties.isDestinationFlow",
	  COLUMN_FLOW_IS_DESTINATION, AS_BOOL },
	{ RUNS, "id", COLUMN_RUN_SERIAL, AS_RUN },
	{ RUNS, "flowId", COLUMN_RUN_FLOW, AS_FLOW },
	{ RUNS, "state", COLUMN_RUN_STATUS, AS_STATUS, RUN_STATUS },
	{ RUNS, RUN_STATUS, COLUMN_RUN_STATUS, AS_STATUS },
	{ RUNS, "createdAt", COLUMN_RUN_CREATED_AT, AS_NUMBER },
	{ RUNS, "updatedAt", COLUMN_RUN_UPDATED_AT, AS_NUMBER },
	{ RUNS, "metrics.durationSummary.startedAtUTC",
	  COLUMN_RUN_STARTED_AT, AS_NUMBER },
	{ RUNS, "metrics.durationSummary.completedAtUTC",
	  COLUMN_RUN_COMPLETED_AT, AS_NUMBER },
	/* clang-format on */
};

/* Times of a run that follow its creation, and so bound it. */
static const struct {
	enum select_column column;
	enum run_time which;
} late_times[] = {
	{ COLUMN_RUN_STARTED_AT, RUN_STARTED },
	{ COLUMN_RUN_COMPLETED_AT, RUN_COMPLETED },
	{ COLUMN_RUN_UPDATED_AT, RUN_UPDATED },
};

static const struct field *find_field(enum list_of of, const char *path)
{
	for (size_t i = 0; i < ARRAY_LEN(fields); i++) {
		if (fields[i].of & 1U << of && !strcmp(fields[i].path, path))
			return &fields[i];
	}
	return NULL;
}

/* ---------------------------------------------------------------- values */

static bool whole_number(const struct filter_value *v, int64_t *out)
{
	struct decimal d;

	if (!v->is_number)
		return false;
	d = decimal_of(v->text);
	return decimal_to_int(d, out);
}

/* Can the column hold what the filter asks? */
static bool is_exact(const struct field *field, const struct filter *f)
{
	int64_t n;

	if (field->reading != AS_NUMBER)
		return f->op == FILTER_EQ;
	for (size_t i = 0; i < f->count; i++) {
		if (!whole_number(&f->values[i], &n))
			return false;
	}
	return true;
}

static bool read_bool(const char *text, struct bound *out)
{
	bool is_true = str_same_nocase(text, "true");

	out->text = is_true ? "true" : "false";
	return is_true || str_same_nocase(text, "false");
}

static bool read_status(const char *text, struct bound *out)
{
	for (int i = 0; i < RUN_STATUS_COUNT; i++) {
		out->number = i;
		if (str_same_nocase(text, run_status_name((enum run_status)i)))
			return true;
	}
	return false;
}

/* 1 with *out set, 0 when no flow has the id. */
static int read_flow(struct world *w, const char *id, struct bound *out, struct err *e)
{
	AUTO(flow_release) struct flow_row flow = { 0 };
	struct err why = { 0 };

	if (flow_find(&w->store, id, &flow, &why) == 0) {
		out->number = flow.seq;
		return 1;
	}
	if (why.code == ERR_NOT_FOUND)
		return 0;
	return err_pass(e, &why);
}

/* 1 with *out set, 0 when no item can have the value, -1 on error. */
static int read_value(struct world *w, enum value_kind reading,
                      const struct filter_value *v, struct bound *out, struct err *e)
{
	*out = (struct bound){ 0 };
	switch (reading) {
	case AS_TEXT:
		out->text = v->text;
		return 1;
	case AS_NUMBER:
		return whole_number(v, &out->number);
	case AS_BOOL:
		return read_bool(v->text, out);
	case AS_STATUS:
		return read_status(v->text, out);
	case AS_RUN:
		return run_serial(w, v->text, &out->number);
	case AS_FLOW:
		return read_flow(w, v->text, out, e);
	}
	return 0;
}

static bool same_bound(const struct bound *a, const struct bound *b, bool any_case)
{
	if (!a->text || !b->text)
		return a->text == b->text && a->number == b->number;
	return any_case ? str_same_nocase(a->text, b->text) : !strcmp(a->text, b->text);
}

static bool holds_already(const struct bound *values, size_t count, const struct bound *v,
                          bool any_case)
{
	for (size_t i = 0; i < count; i++) {
		if (same_bound(&values[i], v, any_case))
			return true;
	}
	return false;
}

/* ---------------------------------------------------------------- conditions */

static int add_condition(struct world *w, const struct field *field,
                         const struct filter *f, struct list_plan *p, struct err *e)
{
	struct bound *values = arena_alloc(&p->arena, f->count * sizeof(*values));
	size_t count = 0;

	for (size_t i = 0; i < f->count; i++) {
		int got = read_value(w, field->reading, &f->values[i], &values[count], e);

		if (got < 0)
			return -1;
		if (got && !holds_already(values, count, &values[count], f->any_case))
			count++;
	}
	p->none |= !count;
	if (count)
		p->conditions[p->count++] =
			(struct condition){ field->column, f->op, values, count };
	return 0;
}

/* created_at OP at - late, unless that is out of all bounds. */
static void add_bound(struct list_plan *p, enum filter_op op, int64_t at, int64_t late)
{
	struct bound *value = arena_alloc(&p->arena, sizeof(*value));

	if (!__builtin_sub_overflow(at, late, &value->number))
		p->conditions[p->count++] =
			(struct condition){ COLUMN_RUN_CREATED_AT, op, value, 1 };
}

/*
 * What a condition on a run's later time implies for its creation, by which the index
 * is ordered.
 */
static int add_bounds(struct world *w, struct list_plan *p, const struct condition *c,
                      struct err *e)
{
	struct lateness late;

	if (c->count > 1)
		return 0;
	for (size_t i = 0; i < ARRAY_LEN(late_times); i++) {
		if (late_times[i].column != c->column)
			continue;
		if (run_lateness(&w->store, late_times[i].which, &late, e) < 0)
			return -1;
		if (!(filter_passes(c->op) & FILTER_BELOW))
			add_bound(p, FILTER_GE, c->values[0].number, late.most);
		if (!(filter_passes(c->op) & FILTER_ABOVE))
			add_bound(p, FILTER_LE, c->values[0].number, late.least);
	}
	return 0;
}

/* The column that orders the list, or NULL; of no order the usual one does. */
static const struct field *order_field(const struct list *l)
{
	const struct field *field;

	if (l->order.count != 1)
		return NULL;
	field = find_field(l->of, l->order.keys[0].path);
	return field && field->reading == AS_NUMBER ? field : NULL;
}

bool list_is_by_column(const struct list *l)
{
	return !l->order.count || order_field(l);
}

static void plan_order(const struct list *l, struct list_plan *p)
{
	const struct field *field = order_field(l);

	p->by_column = list_is_by_column(l);
	p->by = l->of == LIST_RUNS ? COLUMN_RUN_CREATED_AT : COLUMN_ENTITY_UPDATED_AT;
	if (field) {
		p->by = field->column;
		p->up = !l->order.keys[0].down;
	}
}

/* What the columns can't answer the items are asked. */
static void add_rest(struct list_plan *p, const struct filter *f,
                     const struct field *field)
{
	struct filter *own;

	if (!field || !field->item_path) {
		p->rest[p->rest_count++] = f;
		return;
	}
	own = arena_alloc(&p->arena, sizeof(*own));
	*own = *f;
	own->path = field->item_path;
	p->rest[p->rest_count++] = own;
}

int list_plan(struct world *w, const struct list *l, struct list_plan *out, struct err *e)
{
	size_t asked;

	*out = (struct list_plan){ 0 };
	/* a condition of its own, and at most two bounds of it */
	out->conditions = arena_alloc(&out->arena, (3 * l->filter_count + 1) *
	                                                   sizeof(*out->conditions));
	out->rest = arena_alloc(&out->arena, (l->filter_count + 1) * sizeof(*out->rest));
	for (size_t i = 0; i < l->filter_count; i++) {
		const struct filter *f = &l->filters[i];
		const struct field *field = find_field(l->of, f->path);

		if (!field || !is_exact(field, f))
			add_rest(out, f, field);
		else if (add_condition(w, field, f, out, e) < 0)
			return -1;
	}
	asked = out->count;
	for (size_t i = 0; i < asked; i++) {
		if (add_bounds(w, out, &out->conditions[i], e) < 0)
			return -1;
	}
	plan_order(l, out);
	return 0;
}

void list_plan_release(struct list_plan *p)
{
	arena_release(&p->arena);
}
