/*
 * select.c - rows of a list: selects that are put together when they are asked for
 *
 * A condition with several values on a column that an index begins with becomes one
 * select a value, joined by "union all": SQLite merges what each index part yields in
 * order, where "in (…)" would have it sort every match.  So runs need no index without
 * their status: asked for none, they are asked for each.
 */
#include "mockserver/store/select.h"

#include "lib/mem.h"

#define BRANCHES_MOST 64 /* values that get a select each */
#define NO_COLUMN     COLUMN_COUNT

static const char *const expressions[] = {
#define COLUMN(name, table, expression) [COLUMN_##name] = expression,
#include "mockserver/store/column.def"
#undef COLUMN
};
static_assert(ARRAY_LEN(expressions) == COLUMN_COUNT, "every column has an expression");

static const struct {
	const char *name, *number;
} tables[] = {
	[TABLE_ENTITY] = { "entity", "entity.seq" },
	[TABLE_RUN] = { "run", "run.serial" },
};
static_assert(ARRAY_LEN(tables) == TABLES, "every table has a name");

/*
 * The indexes of schema.sql by the columns whose equality they answer, best first;
 * each goes on with the time that lists are ordered by.
 */
static const struct index_row {
	enum table table;
	enum select_column lead, second;
	const char *name; /* NULL: the table's own key */
	bool of_flows;    /* it holds no other kind */
} index_rows[] = {
	/* clang-format off */
	{ TABLE_RUN, COLUMN_RUN_SERIAL, NO_COLUMN, NULL },
	{ TABLE_RUN, COLUMN_RUN_FLOW, COLUMN_RUN_STATUS, "run_flow_status" },
	{ TABLE_RUN, COLUMN_RUN_STATUS, NO_COLUMN, "run_status" },
	{ TABLE_ENTITY, COLUMN_ENTITY_ID, NO_COLUMN, "entity_id" },
	{ TABLE_ENTITY, COLUMN_ENTITY_NAME, NO_COLUMN, "flow_by_name", true },
	{ TABLE_ENTITY, COLUMN_ENTITY_BASE, NO_COLUMN, "entity_base" },
	{ TABLE_ENTITY, COLUMN_FLOW_SOURCE, NO_COLUMN, "flow_by_source" },
	{ TABLE_ENTITY, COLUMN_FLOW_TARGET, NO_COLUMN, "flow_by_target" },
	{ TABLE_ENTITY, COLUMN_ENTITY_SPEC, NO_COLUMN, "flow_by_spec", true },
	{ TABLE_ENTITY, COLUMN_FLOW_TARGET_SPEC, NO_COLUMN, "flow_by_target_spec" },
	{ TABLE_ENTITY, COLUMN_FLOW_SOURCE_SPEC, NO_COLUMN, "flow_by_source_spec" },
	{ TABLE_ENTITY, COLUMN_ENTITY_STATE, NO_COLUMN, "flow_by_state", true },
	{ TABLE_ENTITY, COLUMN_FLOW_OUTPUT_TYPE, NO_COLUMN, "flow_by_output_type" },
	{ TABLE_ENTITY, COLUMN_FLOW_IS_DESTINATION, NO_COLUMN, "flow_by_destination" },
	/* clang-format on */
};

/* SQL's operators, by which values they pass. */
static const char *const signs[] = {
	[FILTER_SAME] = "=",
	[FILTER_ABOVE] = ">",
	[FILTER_BELOW] = "<",
	[FILTER_SAME | FILTER_ABOVE] = ">=",
	[FILTER_SAME | FILTER_BELOW] = "<=",
	[FILTER_BELOW | FILTER_ABOVE] = "<>",
};
static_assert(ARRAY_LEN(signs) == FILTER_SETS - 1, "all sets but none and all");

/* A statement being built. */
struct maker {
	struct selection what;
	/* A select is made for each value of these; NULL: none. */
	const struct condition *lead, *second;
	struct condition
		*conditions; /* what's own, where it has more than was asked for */
	const char *index;
	struct buf sql;
	struct bound *bounds;
	size_t count;
};

static void maker_release(struct maker *m)
{
	buf_release(&m->sql);
	free(m->bounds);
	free(m->conditions);
}

AUTO_DEFINE_STRUCT(struct maker, maker_release);

/* ---------------------------------------------------------------- which index */

static const struct condition *equality(const struct selection *what,
                                        enum select_column column)
{
	for (size_t i = 0; i < what->count; i++) {
		const struct condition *c = &what->conditions[i];

		if (c->column == column && c->op == FILTER_EQ)
			return c;
	}
	return NULL;
}

static const char *default_index(const struct selection *what)
{
	if (what->table == TABLE_RUN)
		return "run_status";
	return what->by == COLUMN_ENTITY_CREATED_AT && what->kind == KIND_FLOW
	               ? "flow_by_created"
	               : "entity_updated";
}

static size_t branches(const struct maker *m)
{
	return (m->lead ? m->lead->count : 1) * (m->second ? m->second->count : 1);
}

static void choose_index(struct maker *m)
{
	m->index = default_index(&m->what);
	for (size_t i = 0; i < ARRAY_LEN(index_rows); i++) {
		const struct index_row *row = &index_rows[i];

		if (row->table != m->what.table ||
		    (row->of_flows && m->what.kind != KIND_FLOW))
			continue;
		m->lead = equality(&m->what, row->lead);
		m->second =
			row->second == NO_COLUMN ? NULL : equality(&m->what, row->second);
		if (!m->lead || (row->second != NO_COLUMN && !m->second))
			continue;
		m->index = row->name;
		if (!m->index || branches(m) > BRANCHES_MOST)
			break;
		return;
	}
	m->lead = m->second = NULL;
}

/* A selection of runs that names no status is one of all statuses. */
static void begin_maker(struct maker *m, const struct selection *what)
{
	static const struct bound all[] = {
		{ .number = RUN_SUCCESS }, { .number = RUN_FAILED },
		{ .number = RUN_PARTIAL }, { .number = RUN_IN_PROGRESS },
		{ .number = RUN_QUEUED },
	};
	static_assert(ARRAY_LEN(all) == RUN_STATUS_COUNT, "all statuses");
	size_t n = what->count;

	*m = (struct maker){ .what = *what };
	if (what->table == TABLE_RUN && !equality(what, COLUMN_RUN_STATUS) &&
	    !equality(what, COLUMN_RUN_SERIAL)) {
		m->conditions = mem_alloc((n + 1) * sizeof(*m->conditions));
		if (n)
			memcpy(m->conditions, what->conditions,
			       n * sizeof(*m->conditions));
		m->conditions[n] = (struct condition){ COLUMN_RUN_STATUS, FILTER_EQ, all,
			                               ARRAY_LEN(all) };
		m->what.conditions = m->conditions;
		m->what.count = n + 1;
	}
	choose_index(m);
}

/* ---------------------------------------------------------------- the text */

static void put_bound(struct maker *m, struct bound v)
{
	m->bounds = mem_grow(m->bounds, m->count + 1, sizeof(*m->bounds));
	m->bounds[m->count++] = v;
	buf_add_char(&m->sql, '?');
}

static void put_number(struct maker *m, int64_t n)
{
	put_bound(m, (struct bound){ .number = n });
}

/* Does the condition bound the order's column, from above or from below? */
static bool bounds(const struct selection *what, const struct condition *c, bool above)
{
	unsigned passes = filter_passes(c->op) & (FILTER_BELOW | FILTER_ABOVE);

	return c->column == what->by && passes == (above ? FILTER_BELOW : FILTER_ABOVE);
}

/* Is one of the others as tight a bound, or the place that the page begins behind? */
static bool is_outdone(const struct selection *what, const struct condition *c,
                       bool above)
{
	if (what->after && what->up != above)
		return true;
	for (size_t i = 0; i < what->count; i++) {
		const struct condition *other = &what->conditions[i];
		int64_t a = c->values[0].number, b = other->values[0].number;

		if (other != c && bounds(what, other, above) &&
		    ((above ? b < a : b > a) || (a == b && other < c)))
			return true;
	}
	return false;
}

/*
 * SQLite seeks by one bound on each side, the first it finds; a + keeps it from all
 * but the tightest.
 */
static const char *guard(const struct selection *what, const struct condition *c)
{
	for (int above = 0; above < 2; above++) {
		if (bounds(what, c, above) && is_outdone(what, c, above))
			return "+";
	}
	return "";
}

/* The condition in that branch: one that is split has a single value there. */
static struct condition narrowed(const struct maker *m, const struct condition *c,
                                 size_t branch)
{
	size_t ways = m->second ? m->second->count : 1;
	struct condition one = *c;

	if (c != m->lead && c != m->second)
		return one;
	one.values += c == m->lead ? branch / ways : branch % ways;
	one.count = 1;
	return one;
}

static void put_condition(struct maker *m, struct condition c, const char *guarded)
{
	buf_printf(&m->sql, " and %s%s ", guarded, expressions[c.column]);
	if (c.count == 1) {
		buf_printf(&m->sql, "%s ", signs[filter_passes(c.op)]);
		put_bound(m, c.values[0]);
		return;
	}
	assert(c.op == FILTER_EQ);
	buf_add_str(&m->sql, "in (");
	for (size_t i = 0; i < c.count; i++) {
		buf_add_str(&m->sql, i ? ", " : "");
		put_bound(m, c.values[i]);
	}
	buf_add_char(&m->sql, ')');
}

/* What the rows are ordered by: those without the time come last (B26). */
static void put_order(struct maker *m)
{
	const struct selection *what = &m->what;
	bool can_lack =
		what->by == COLUMN_RUN_STARTED_AT || what->by == COLUMN_RUN_COMPLETED_AT;

	if (can_lack)
		buf_printf(&m->sql, "ifnull(%s, %s9223372036854775807)",
		           expressions[what->by], what->up ? "" : "-");
	else
		buf_add_str(&m->sql, expressions[what->by]);
}

static void put_place(struct maker *m)
{
	const struct selection *what = &m->what;

	buf_add_str(&m->sql, " and (");
	put_order(m);
	buf_printf(&m->sql, ", %s) %s (", tables[what->table].number,
	           what->up ? ">" : "<");
	put_number(m, what->after->at);
	buf_add_str(&m->sql, ", ");
	put_number(m, what->after->seq);
	buf_add_char(&m->sql, ')');
}

/* What entity_row_get() reads; a run is only looked for where there are flows. */
static const struct {
	const char *columns, *joins;
} wholes[] = {
	[false] = { ", entity.body, 0, entity.updated_at, entity.etag, null", "" },
	[true] = { ", entity.body, entity.by_service, entity.updated_at, entity.etag,"
	           " run.serial, run.status, run.created_at, run.started_at,"
	           " run.completed_at",
	           " left join flow on flow.seq = entity.seq"
	           " left join run on run.serial = flow.last_run" },
};

static void put_branch(struct maker *m, size_t branch)
{
	const struct selection *what = &m->what;
	const char *table = tables[what->table].name;
	bool of_flows = what->kind == KIND_FLOW;

	buf_add_str(&m->sql, "select ");
	put_order(m);
	buf_printf(&m->sql, " as at, %s as place%s from %s", tables[what->table].number,
	           what->whole ? wholes[of_flows].columns : "", table);
	if (m->index)
		buf_printf(&m->sql, " indexed by %s", m->index);
	buf_printf(&m->sql,
	           "%s where %s.tenant = ", what->whole ? wholes[of_flows].joins : "",
	           table);
	put_number(m, what->tenant);
	if (what->table == TABLE_ENTITY) /* spelt out: partial indexes ask for it */
		buf_printf(&m->sql, " and entity.kind = %d", what->kind);
	for (size_t i = 0; i < what->count; i++)
		put_condition(m, narrowed(m, &what->conditions[i], branch),
		              guard(what, &what->conditions[i]));
	if (what->after)
		put_place(m);
}

static void put_branches(struct maker *m)
{
	size_t count = branches(m);

	for (size_t i = 0; i < count; i++) {
		buf_add_str(&m->sql, i ? " union all " : "");
		put_branch(m, i);
	}
}

static int begin(struct store *s, const struct maker *m, struct stmt **out, struct err *e)
{
	AUTO(stmt_end) struct stmt *q = NULL;

	if (stmt_begin_made(&s->sql, s->db, buf_str(&m->sql), &q, e) < 0)
		return -1;
	for (size_t i = 0; i < m->count; i++) {
		if (m->bounds[i].text)
			stmt_put_text(q, m->bounds[i].text);
		else
			stmt_put_int(q, m->bounds[i].number);
	}
	*out = TAKE(q);
	return 0;
}

/* ---------------------------------------------------------------- exported */

int select_begin(struct store *s, const struct selection *what, struct stmt **out,
                 struct err *e)
{
	AUTO(maker_release) struct maker m = { 0 };
	const char *way = what->up ? "" : " desc";

	begin_maker(&m, what);
	put_branches(&m);
	buf_printf(&m.sql, " order by at%s, place%s", way, way);
	if (what->most) {
		buf_add_str(&m.sql, " limit ");
		put_number(&m, what->most);
	}
	return begin(s, &m, out, e);
}

int select_next(struct stmt *q, struct select_place *out, struct err *e)
{
	int got = stmt_step(q, e);

	if (got > 0) {
		out->at = stmt_get_int(q);
		out->seq = stmt_get_int(q);
	}
	return got;
}

int select_count(struct store *s, const struct selection *what, int64_t *out,
                 struct err *e)
{
	struct selection all = *what;
	AUTO(maker_release) struct maker m = { 0 };
	AUTO(stmt_end) struct stmt *q = NULL;

	all.after = NULL;
	all.whole = false;
	begin_maker(&m, &all);
	buf_add_str(&m.sql, "select count(*) from (");
	put_branches(&m);
	buf_add_char(&m.sql, ')');
	if (begin(s, &m, &q, e) < 0 || stmt_one(q, e) < 0)
		return -1;
	*out = stmt_get_int(q);
	return 0;
}
