/*
 * altered.c - rows as a writer that is wrong gives them: some twice, or a column of
 * another name, of another type, missing, or too many
 */
#include "mockserver/export/altered.h"

#include "lib/mem.h"
#include "mockserver/export/jsonl_scalar.h"

bool altered_find(const struct column_def *schema, const char *column, size_t *out)
{
	for (size_t i = 0; i < schema->child_count; i++) {
		if (strcmp(schema->child[i].name, column) != 0)
			continue;
		*out = i;
		return true;
	}
	return false;
}

/* Is a value of that type a number or a boolean in JSON? */
static bool is_plain(enum column_type type)
{
	return type == COLUMN_BOOL || type == COLUMN_INT32 || type == COLUMN_INT64 ||
	       type == COLUMN_DOUBLE || type == COLUMN_DECIMAL;
}

enum column_type altered_type(enum column_type was, enum alter how)
{
	if (how != ALTER_TYPE)
		return was;
	if (was == COLUMN_STRING)
		return COLUMN_LIST;
	return is_plain(was) ? COLUMN_STRING : was;
}

bool altered_can(const struct column_def *schema, enum alter how, size_t at)
{
	const enum column_type was = schema->child[at].type;

	switch (how) {
	case ALTER_TYPE:
		return altered_type(was, how) != was;
	case ALTER_DROP:
		return schema->child_count > 1;
	case ALTER_NAME:
	case ALTER_ADD:
	case ALTER_COUNT:
		break;
	}
	return true;
}

/* ---------------------------------------------------------------- values */

/* A double without a JSON number is in quotes already. */
static void add_text(struct column *to, const struct column *from, size_t i)
{
	const struct column_def *def = from->def;
	char text[JSONL_SCALAR_TEXT];
	const char *end = jsonl_scalar(text, from, def->type, def->scale, i);
	const size_t quotes = *text == '"' ? 1 : 0;

	column_add_str(to, text + quotes, (size_t)(end - text) - 2 * quotes);
}

static void add_list(struct column *to, const struct column *from, size_t i)
{
	column_add_str(&to->child[0], from->bytes + from->offsets[i],
	               from->offsets[i + 1] - from->offsets[i]);
	column_add_list(to);
}

static void put_other(struct column *to, const struct column *from)
{
	column_clear(to);
	for (size_t i = 0; i < from->count; i++) {
		if (!from->valid[i])
			column_add_null(to);
		else if (to->def->type == COLUMN_LIST)
			add_list(to, from, i);
		else
			add_text(to, from, i);
	}
}

static void count_values(struct altered *a, const struct column *c)
{
	for (size_t i = 0; i < c->count; i++)
		a->values += c->valid[i];
}

/* The columns of the altered schema, of what the batch holds. */
static void take(struct altered *a, const struct column *batch)
{
	struct column *child = a->batch.child;
	const struct column *altered = &batch->child[a->does->at];

	count_values(a, altered);
	for (size_t i = 0; i < a->schema.child_count; i++) {
		child[i] = batch->child[a->from[i]];
		child[i].def = &a->schema.child[i];
	}
	if (a->does->how == ALTER_TYPE) {
		put_other(&a->other, altered);
		child[a->does->at] = a->other;
	}
	a->batch = *batch;
	a->batch.def = &a->schema;
	a->batch.child = child;
}

/* 1 with a batch of the rows, or else of those that come again. */
static int next(void *ctx, const struct column **batch, struct err *e)
{
	struct altered *a = ctx;
	int got = a->rows->next(a->rows->ctx, batch, e);

	if (!got && a->again)
		got = a->again->next(a->again->ctx, batch, e);
	if (got <= 0 || !a->does)
		return got;
	take(a, *batch);
	*batch = &a->batch;
	return 1;
}

/* ---------------------------------------------------------------- the schema */

static void change_type(struct altered *a, struct column_def *def)
{
	static char element[] = "element";

	a->element = (struct column_def){ .name = element, .type = COLUMN_STRING };
	def->type = altered_type(def->type, ALTER_TYPE);
	if (def->type == COLUMN_LIST) {
		def->child = &a->element;
		def->child_count = 1;
	}
	column_init(&a->other, def);
}

/* The altered one of the definitions that are there: a name, or a type. */
static void change(struct altered *a)
{
	const size_t last = a->schema.child_count - 1;
	struct column_def *child = a->schema.child;

	switch (a->does->how) {
	case ALTER_NAME:
		child[a->does->at].name = a->name;
		break;
	case ALTER_ADD:
		child[last].name = a->name;
		break;
	case ALTER_TYPE:
		change_type(a, &child[a->does->at]);
		break;
	case ALTER_DROP:
	case ALTER_COUNT:
		break;
	}
}

static void alter(struct altered *a)
{
	const struct column_def *was = a->rows->schema;
	const size_t room = was->child_count + 1;
	size_t n = 0;

	a->name = a->does->as ? mem_strdup(a->does->as) : NULL;
	a->from = mem_alloc(room * sizeof(*a->from));
	for (size_t i = 0; i < was->child_count; i++) {
		if (a->does->how != ALTER_DROP || i != a->does->at)
			a->from[n++] = i;
	}
	if (a->does->how == ALTER_ADD)
		a->from[n++] = a->does->at;
	a->schema = *was;
	a->schema.child_count = n;
	a->schema.child = mem_alloc(room * sizeof(*a->schema.child));
	for (size_t i = 0; i < n; i++)
		a->schema.child[i] = was->child[a->from[i]];
	change(a);
	a->batch.child = mem_alloc(room * sizeof(*a->batch.child));
	a->source.schema = &a->schema;
}

void altered_init(struct altered *a, struct row_source *rows, struct row_source *again,
                  const struct alteration *does)
{
	*a = (struct altered){ .rows = rows, .again = again, .does = does };
	a->source = (struct row_source){ rows->schema, next, a };
	if (does)
		alter(a);
}

void altered_release(struct altered *a)
{
	if (a->other.def)
		column_release(&a->other);
	free(a->from);
	if (a->does) {
		free(a->schema.child);
		free(a->batch.child);
		free(a->name);
	}
	*a = (struct altered){ 0 };
}
