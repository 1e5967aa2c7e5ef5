/*
 * rows.c - one after the other, the items that pass a list's filters
 */
#include "mockserver/lists/rows.h"

#include "mockserver/runs/flow_text.h"
#include "mockserver/runs/text.h"
#include "mockserver/specs/specs.h"

static bool is_of_specs(const struct list *l)
{
	return l->of == LIST_CONNECTION_SPECS || l->of == LIST_FLOW_SPECS;
}

/* Specs: no store, no columns, the catalogue's order. */
static void begin_specs(struct list_rows *rows, enum list_rows_extent extent)
{
	const struct list *l = rows->list;

	rows->by_column = list_is_by_column(l);
	rows->parsed = l->filter_count || l->order.count;
	if (extent == LIST_ROWS_PAGE && l->begun && rows->by_column && l->after.seq > 0)
		rows->spec = (size_t)l->after.seq;
}

/* Are items judged on their JSON, after the store has found them? */
static bool out_of_sql(const struct list_rows *rows)
{
	return rows->plan.rest_count || rows->list->hidden_count;
}

static int begin_selection(struct list_rows *rows, enum list_rows_extent extent,
                           struct err *e)
{
	const struct list *l = rows->list;
	struct list_plan *p = &rows->plan;
	bool page = extent == LIST_ROWS_PAGE && p->by_column;

	rows->selection = (struct selection){
		.table = l->of == LIST_RUNS ? TABLE_RUN : TABLE_ENTITY,
		.kind = (enum kind)l->of,
		.conditions = p->conditions,
		.count = p->count,
		.by = p->by,
		.up = p->up,
		.after = page && l->begun ? &l->after : NULL,
		.most = page && l->limit && !out_of_sql(rows) ? l->limit + 1 : 0,
		.whole =
			p->by == COLUMN_ENTITY_UPDATED_AT, /* rows come without sorting */
	};
	if (entity_find_tenant(&rows->w->store, l->by->org, l->by->sandbox,
	                       &rows->selection.tenant, e) < 0)
		return -1;
	p->none |= !rows->selection.tenant;
	if (p->none)
		return 0;
	return select_begin(&rows->w->store, &rows->selection, &rows->q, e);
}

int list_rows_begin(struct world *w, const struct list *l, enum list_rows_extent extent,
                    struct list_rows *out, struct err *e)
{
	*out = (struct list_rows){ .w = w, .list = l };
	if (is_of_specs(l)) {
		begin_specs(out, extent);
		return 0;
	}
	if (list_plan(w, l, &out->plan, e) < 0)
		return -1;
	out->by_column = out->plan.by_column;
	out->parsed = out_of_sql(out) || !out->by_column;
	return begin_selection(out, extent, e);
}

/* ---------------------------------------------------------------- one item */

/* The text, and of a flow what its runs have done to it. */
static void add_entity(struct list_rows *rows, const struct entity_row *row)
{
	if (flow_text_is_whole(&row->news))
		buf_add(&rows->text, row->body.at, row->body.size);
	else
		flow_text_add(rows->w, row->body, &row->news, &rows->text);
}

static int load_row(struct list_rows *rows, struct err *e)
{
	AUTO(stmt_end) struct stmt *q = NULL;
	struct store *s = &rows->w->store;
	struct entity_row entity;
	struct run_row run;

	if (rows->list->of == LIST_RUNS) {
		if (run_begin(s, rows->place.seq, &q, &run, e) < 0)
			return -1;
		return run_text(rows->w, &run, &rows->text, e);
	}
	if (rows->selection.whole)
		entity_row_get(rows->q, &entity);
	else if (entity_at(s, rows->place.seq, &q, &entity, e) < 0)
		return -1;
	add_entity(rows, &entity);
	return 0;
}

/* The next spec of the kind into the text. */
static int next_spec(struct list_rows *rows)
{
	enum spec_kind kind =
		rows->list->of == LIST_FLOW_SPECS ? SPEC_FLOW : SPEC_CONNECTION;
	const struct spec *spec =
		specs_at(rows->w->specs, rows->list->by->org, kind, rows->spec);
	const char *text;
	size_t size;

	if (!spec)
		return 0;
	text = spec_text(spec, &size);
	buf_add(&rows->text, text, size);
	rows->place.seq = (int64_t)++rows->spec;
	return 1;
}

static int next_item(struct list_rows *rows, struct err *e)
{
	int got;

	buf_clear(&rows->text);
	if (is_of_specs(rows->list))
		return next_spec(rows);
	got = rows->q ? select_next(rows->q, &rows->place, e) : 0;
	if (got > 0 && load_row(rows, e) < 0)
		return -1;
	return got;
}

static bool is_hidden(const struct list_rows *rows)
{
	const struct list *l = rows->list;
	const char *id = json_str(rows->tree, l->of == LIST_RUNS ? "flowId" : "id");

	for (size_t i = 0; id && i < l->hidden_count; i++) {
		if (!strcmp(l->hidden[i], id))
			return true;
	}
	return false;
}

static bool passes(const struct list_rows *rows)
{
	const struct list *l = rows->list;

	for (size_t i = 0; is_of_specs(l) && i < l->filter_count; i++) {
		if (!filter_match(&l->filters[i], rows->tree))
			return false;
	}
	for (size_t i = 0; i < rows->plan.rest_count; i++) {
		if (!filter_match(rows->plan.rest[i], rows->tree))
			return false;
	}
	return !is_hidden(rows);
}

int list_rows_next(struct list_rows *rows, struct err *e)
{
	int got;

	while ((got = next_item(rows, e)) > 0) {
		if (!rows->parsed)
			return 1;
		cJSON_Delete(rows->tree);
		rows->tree = NULL;
		if (json_parse(rows->text.data, rows->text.size, &rows->tree, e) < 0)
			return -1;
		if (passes(rows))
			return 1;
	}
	return got;
}

bool list_rows_can_count(const struct list_rows *rows)
{
	return !is_of_specs(rows->list) && !out_of_sql(rows);
}

int list_rows_count(struct list_rows *rows, int64_t *out, struct err *e)
{
	*out = 0;
	return rows->plan.none ? 0
	                       : select_count(&rows->w->store, &rows->selection, out, e);
}

void list_rows_end(struct list_rows *rows)
{
	if (rows->q)
		stmt_end(rows->q);
	list_plan_release(&rows->plan);
	buf_release(&rows->text);
	cJSON_Delete(rows->tree);
}
