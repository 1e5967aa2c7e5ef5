/*
 * altered.c - rows as a writer that is wrong gives them: some twice, or a column by
 * another name
 */
#include "mockserver/export/altered.h"

#include "lib/mem.h"

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

/* The same columns, the renamed one by its definition here. */
static void take(struct altered *a, const struct column *batch)
{
	const size_t count = a->schema.child_count;
	struct column *child = a->batch.child;

	memcpy(child, batch->child, count * sizeof(*child));
	child[a->renamed].def = &a->schema.child[a->renamed];
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
	if (got <= 0 || !a->name)
		return got;
	take(a, *batch);
	*batch = &a->batch;
	return 1;
}

static void rename_column(struct altered *a, size_t at, const char *as)
{
	const struct column_def *was = a->rows->schema;
	const size_t count = was->child_count;

	a->name = mem_strdup(as);
	a->renamed = at;
	a->schema = *was;
	a->schema.child = mem_alloc(count * sizeof(*was->child));
	memcpy(a->schema.child, was->child, count * sizeof(*was->child));
	a->schema.child[at].name = a->name;
	a->batch.child = mem_alloc(count * sizeof(*a->batch.child));
	a->source.schema = &a->schema;
}

void altered_init(struct altered *a, struct row_source *rows, struct row_source *again,
                  const char *column, const char *as)
{
	size_t at;

	*a = (struct altered){ .rows = rows, .again = again };
	a->source = (struct row_source){ rows->schema, next, a };
	if (column && altered_find(rows->schema, column, &at))
		rename_column(a, at, as);
}

void altered_release(struct altered *a)
{
	if (a->name) {
		free(a->schema.child);
		free(a->batch.child);
		free(a->name);
	}
	*a = (struct altered){ 0 };
}
