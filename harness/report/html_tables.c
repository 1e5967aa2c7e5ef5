/*
 * html_tables.c - the page's tables: a row a folder, a cell a combination of a matrix
 */
#include "harness/report/html_tables.h"

#include "harness/report/html_text.h"
#include "lib/mem.h"

#define NS_PER_MS 1000000

void html_tables_keep(struct report *r, const struct result *result, const char *folder)
{
	cJSON *one;

	if (!r->kept)
		r->kept = json_new_array();
	one = json_push(r->kept, json_new_object());
	json_set(one, "id", json_new_int((int64_t)r->count));
	json_set(one, "verdict", json_new_int(result->verdict));
	json_set(one, "ms", json_new_int(result->took_ns / NS_PER_MS));
	json_set(one, "folder", json_new_str(folder));
	if (!result->cell)
		return;
	json_set(one, "file", json_new_str(result->file));
	json_set(one, "family", json_new_str(result->family));
	json_set(one, "cell", json_copy(result->cell));
}

static int64_t number(const cJSON *one, const char *name)
{
	int64_t n = 0;

	(void)json_int(one, name, &n); /* it is there: html_tables_keep() */
	return n;
}

static bool same(const cJSON *a, const cJSON *b, const char *name)
{
	const char *left = json_str(a, name), *right = json_str(b, name);

	return left && right && !strcmp(left, right);
}

/* ---------------------------------------------------------------- folders */

struct sums {
	size_t all, of[VERDICT_COUNT];
	int64_t ms;
};

/* Those with the folder of `like`, or, where that is NULL, all. */
static void add_up(const cJSON *kept, const cJSON *like, struct sums *out)
{
	const cJSON *one;

	*out = (struct sums){ 0 };
	cJSON_ArrayForEach(one, kept) {
		if (like && !same(one, like, "folder"))
			continue;
		out->all++;
		out->of[number(one, "verdict")]++;
		out->ms += number(one, "ms");
	}
}

static void put_folder_row(const cJSON *kept, const cJSON *like, const struct sums *whole,
                           struct buf *out)
{
	struct sums sums;

	add_up(kept, like, &sums);
	buf_add_str(out, "<tr><th scope=\"row\">");
	html_text_put(out, json_str(like, "folder"));
	buf_printf(out, "</th><td class=\"n\">%zu</td>", sums.all);
	for (int v = 0; v < VERDICT_COUNT; v++) {
		if (whole->of[v])
			buf_printf(out, "<td class=\"n %s\">%zu</td>",
			           sums.of[v] ? html_text_look((enum verdict)v) : "",
			           sums.of[v]);
	}
	buf_printf(out, "<td class=\"n\">%lld</td></tr>\n", (long long)sums.ms);
}

static void put_folders(const cJSON *kept, struct buf *out)
{
	AUTO(cJSON_Delete) cJSON *seen = json_new_object();
	struct sums whole;
	const cJSON *one;

	add_up(kept, NULL, &whole);
	buf_add_str(out,
	            "<h2>Folders</h2>\n<table><thead><tr><th scope=\"col\">Folder</th>"
	            "<th scope=\"col\">scenarios</th>");
	for (int v = 0; v < VERDICT_COUNT; v++) {
		if (whole.of[v])
			buf_printf(out, "<th scope=\"col\">%s</th>",
			           verdict_name((enum verdict)v));
	}
	buf_add_str(out, "<th scope=\"col\">ms</th></tr></thead><tbody>\n");
	cJSON_ArrayForEach(one, kept) {
		if (json_get(seen, json_str(one, "folder")))
			continue;
		json_set(seen, json_str(one, "folder"), json_new_bool(true));
		put_folder_row(kept, one, &whole, out);
	}
	buf_add_str(out, "</tbody></table>\n");
}

/* ---------------------------------------------------------------- a matrix */

static const cJSON *last_axis(const cJSON *one)
{
	const cJSON *axis = json_get(one, "cell")->child;

	while (axis->next)
		axis = axis->next;
	return axis;
}

static bool is_of_matrix(const cJSON *one, const cJSON *first)
{
	return json_get(one, "cell") && same(one, first, "file") &&
	       same(one, first, "family");
}

/* Are all values but the last the same? */
static bool is_of_row(const cJSON *one, const cJSON *row)
{
	const cJSON *axis = json_get(one, "cell")->child;
	const cJSON *other = json_get(row, "cell")->child;

	for (; axis && other && axis->next; axis = axis->next, other = other->next) {
		if (!json_equal(axis, other))
			return false;
	}
	return true;
}

/* The cell in the row with that last value; NULL: it was not played. */
static const cJSON *find_cell(const cJSON *first, const cJSON *row, const cJSON *column)
{
	for (const cJSON *one = first; one; one = one->next) {
		if (is_of_matrix(one, first) && is_of_row(one, row) &&
		    json_equal(last_axis(one), column))
			return one;
	}
	return NULL;
}

static void put_value(struct buf *out, const char *scope, const cJSON *value)
{
	AUTO_MEM char *text =
		cJSON_IsString(value) ? mem_strdup(value->valuestring) : json_text(value);

	buf_printf(out, "<th scope=\"%s\">", scope);
	html_text_put(out, text);
	buf_add_str(out, "</th>");
}

/* The values of the last axis, in their order. */
static cJSON *columns_of(const cJSON *first)
{
	cJSON *columns = json_new_array();

	for (const cJSON *one = first; one; one = one->next) {
		const cJSON *column,
			*value = is_of_matrix(one, first) ? last_axis(one) : NULL;
		bool known = !value;

		cJSON_ArrayForEach(column, columns)
			known = known || json_equal(column, value);
		if (!known)
			json_push(columns, json_copy(value));
	}
	return columns;
}

static void put_row(const cJSON *first, const cJSON *row, const cJSON *columns,
                    struct buf *out)
{
	const cJSON *axis, *column;

	buf_add_str(out, "<tr>");
	for (axis = json_get(row, "cell")->child; axis->next; axis = axis->next)
		put_value(out, "row", axis);
	cJSON_ArrayForEach(column, columns) {
		const cJSON *cell = find_cell(first, row, column);

		if (!cell) {
			buf_add_str(out, "<td class=\"soft\">not played</td>");
			continue;
		}
		buf_printf(out, "<td><a href=\"#s%lld\">", (long long)number(cell, "id"));
		html_text_verdict(out, (enum verdict)number(cell, "verdict"));
		buf_add_str(out, "</a></td>");
	}
	buf_add_str(out, "</tr>\n");
}

static bool begins_row(const cJSON *first, const cJSON *one)
{
	if (!is_of_matrix(one, first))
		return false;
	for (const cJSON *before = first; before != one; before = before->next) {
		if (is_of_matrix(before, first) && is_of_row(before, one))
			return false;
	}
	return true;
}

static void put_matrix(const cJSON *first, struct buf *out)
{
	AUTO(cJSON_Delete) cJSON *columns = columns_of(first);
	const cJSON *axis, *column;

	buf_add_str(out, "<table><caption>");
	html_text_put(out, json_str(first, "family"));
	buf_add_str(out, "</caption>\n<thead><tr>");
	for (axis = json_get(first, "cell")->child; axis->next; axis = axis->next) {
		buf_add_str(out, "<th scope=\"col\">");
		html_text_put(out, axis->string);
		buf_add_str(out, "</th>");
	}
	cJSON_ArrayForEach(column, columns)
		put_value(out, "col", column);
	buf_add_str(out, "</tr></thead><tbody>\n");
	for (const cJSON *one = first; one; one = one->next) {
		if (begins_row(first, one))
			put_row(first, one, columns, out);
	}
	buf_add_str(out, "</tbody></table>\n");
}

static bool is_first(const cJSON *one)
{
	const cJSON *before;

	for (before = one->prev; before && before->next; before = before->prev) {
		if (is_of_matrix(before, one))
			return false;
	}
	return true;
}

void html_tables_put(const cJSON *kept, struct buf *out)
{
	bool headed = false;
	const cJSON *one;

	if (!kept)
		return;
	put_folders(kept, out);
	cJSON_ArrayForEach(one, kept) {
		if (!json_get(one, "cell") || !is_first(one))
			continue;
		if (!headed)
			buf_add_str(out, "<h2>Matrices</h2>\n");
		headed = true;
		put_matrix(one, out);
	}
}
