/*
 * coverage.c - which of the target's operations the scenarios have called
 */
#include "harness/target/coverage.h"

#include "lib/mem.h"

#define STATUS_FIRST 100
#define STATUS_COUNT 500

struct row {
	char *method, *path, *ids; /* "D02 F02"; "" for none */
	int success;
	size_t calls;
	bool seen[STATUS_COUNT]; /* from STATUS_FIRST on */
};

struct coverage {
	struct row *rows;
	size_t count;
};

void coverage_free(struct coverage *c)
{
	if (!c)
		return;
	for (size_t i = 0; i < c->count; i++) {
		free(c->rows[i].method);
		free(c->rows[i].path);
		free(c->rows[i].ids);
	}
	free(c->rows);
	free(c);
}

static char *joined(const cJSON *list)
{
	struct buf out = { 0 };
	const cJSON *one;

	cJSON_ArrayForEach(one, list)
		buf_printf(&out, "%s%s", out.size ? " " : "", json_str(one, ""));
	return buf_take(&out);
}

static int read_row(const cJSON *one, const char *service, struct row *out, struct err *e)
{
	const char *method = json_str(one, "method"), *path = json_str(one, "path");
	const char *gate = json_str(one, "gate");
	int64_t status;

	if (!method || !path || !gate || !json_int(one, "status", &status))
		return err_set(e, ERR_INVALID,
		               "GET /__admin/operations: a row lacks method, path, gate "
		               "or status");
	*out = (struct row){
		.method = mem_strdup(method),
		.path = mem_printf("%s%s", strcmp(gate, "SERVICE") ? "" : service, path),
		.ids = joined(json_get(one, "operations")),
		.success = (int)status,
	};
	return 0;
}

int coverage_new(const cJSON *table, const char *service, struct coverage **out,
                 struct err *e)
{
	AUTO(coverage_free) struct coverage *c = mem_alloc(sizeof(*c));
	const cJSON *one;

	*c = (struct coverage){ 0 };
	cJSON_ArrayForEach(one, json_get(table, "operations")) {
		c->rows = mem_grow(c->rows, c->count + 1, sizeof(*c->rows));
		if (read_row(one, service, &c->rows[c->count], e) < 0)
			return -1;
		c->count++;
	}
	if (!c->count)
		return err_set(e, ERR_INVALID, "GET /__admin/operations lists none");
	*out = TAKE(c);
	return 0;
}

/* ---------------------------------------------------------------- noting */

/* "/flows/{id}" fits "/flows/an-id", "/flows/an-id/" and "/flows/an-id?a=b". */
static bool fits(const char *pattern, const char *path)
{
	while (*pattern && *path && *path != '?') {
		size_t n = strcspn(path, "/?");

		if (*pattern == '{' && n) {
			pattern += strcspn(pattern, "}") + 1;
			path += n;
		} else if (*pattern++ != *path++) {
			return false;
		}
	}
	path += *path == '/';
	return !*pattern && (!*path || *path == '?');
}

void coverage_note(struct coverage *c, const char *method, const char *path, int status)
{
	assert(method && path);
	for (size_t i = 0; i < c->count; i++) {
		struct row *row = &c->rows[i];

		if (strcmp(row->method, method) != 0 || !fits(row->path, path))
			continue;
		row->calls++;
		if (status >= STATUS_FIRST && status < STATUS_FIRST + STATUS_COUNT)
			row->seen[status - STATUS_FIRST] = true;
		return;
	}
}

/* ---------------------------------------------------------------- telling */

static bool is_shown(const struct row *row)
{
	return row->success >= STATUS_FIRST &&
	       row->success < STATUS_FIRST + STATUS_COUNT &&
	       row->seen[row->success - STATUS_FIRST];
}

/* How many operations of the descriptions the row answers. */
static size_t documented(const struct row *row)
{
	size_t n = *row->ids != '\0';

	for (const char *s = row->ids; *s; s++)
		n += *s == ' ';
	return n;
}

static void print_row(const struct row *row, struct buf *out)
{
	buf_printf(out, "%-9s %-8s %-6s %-60s %5zu calls ",
	           is_shown(row) ? "shown" : "NOT SHOWN", row->ids, row->method,
	           row->path, row->calls);
	for (int i = 0; i < STATUS_COUNT; i++) {
		if (row->seen[i])
			buf_printf(out, " %d", i + STATUS_FIRST);
	}
	buf_add_char(out, '\n');
}

void coverage_print(const struct coverage *c, struct buf *out)
{
	size_t all = 0, shown = 0;

	for (size_t i = 0; i < c->count; i++) {
		all += documented(&c->rows[i]);
		shown += is_shown(&c->rows[i]) ? documented(&c->rows[i]) : 0;
	}
	buf_printf(out, "%zu of %zu documented operations were answered with success\n",
	           shown, all);
	for (size_t i = 0; i < c->count; i++)
		print_row(&c->rows[i], out);
}
