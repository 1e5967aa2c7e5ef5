/*
 * lines.c - JSON lines of records, each with the time it arrives
 */
#include "mockserver/data/lines.h"

#include "lib/mem.h"
#include "lib/str.h"
#include "mockserver/data/cursor.h"
#include "mockserver/data/value.h"

static int read_time(const char *text, const struct cursor *at, struct line *out,
                     struct err *e)
{
	struct err why = { 0 };
	struct duration d;

	out->time = *text == '+' || *text == '-' ? LINE_MOVES : LINE_FIXED;
	if (out->time == LINE_FIXED)
		return vtime_parse(text, &out->at, &why) == 0
		               ? 0
		               : cursor_fail(at, e,
		                             "%s; nor has it the sign of a length of "
		                             "time, as +PT3H",
		                             why.text);
	if (duration_parse(text + 1, &d, &why) < 0)
		return cursor_fail(at, e, "%s", why.text);
	if (d.months)
		return cursor_fail(at, e, "'%.40s': a month or year has no fixed length",
		                   text);
	if (d.ms < 0 || d.ms > VTIME_MAX)
		return cursor_fail(at, e, "'%.40s' is too far away", text);
	out->at = *text == '-' ? -d.ms : d.ms;
	return 0;
}

static int check_line(const cJSON *json, enum lines_form form, const struct cursor *at,
                      struct err *e)
{
	const cJSON *m, *time = json_get(json, "arrivedAt");

	if (!cJSON_IsObject(json))
		return cursor_fail(at, e,
		                   "is not an object with 'arrivedAt' and 'record'");
	cJSON_ArrayForEach(m, json) {
		if (strcmp(m->string, "arrivedAt") != 0 &&
		    strcmp(m->string, "record") != 0)
			return cursor_fail(at, e,
			                   "no member is called '%.40s': a line has "
			                   "'arrivedAt' and 'record'",
			                   m->string);
	}
	if (!cJSON_IsString(time) && (time || form == LINES_TIMED))
		return cursor_fail(at, e, "has no 'arrivedAt' (a string)");
	if (!cJSON_IsObject(json_get(json, "record")))
		return cursor_fail(at, e, "has no 'record' (an object)");
	return 0;
}

static int read_members(const cJSON *json, struct cursor *at, struct column *rows,
                        struct line *out, struct err *e)
{
	const char *time = json_str(json, "arrivedAt");
	size_t mark = cursor_enter(at, "arrivedAt");

	out->time = LINE_NO_TIME;
	if (time && read_time(time, at, out, e) < 0)
		return -1;
	cursor_leave(at, mark);
	mark = cursor_enter(at, "record");
	if (value_add(rows, json_get(json, "record"), at, e) < 0)
		return -1;
	cursor_leave(at, mark);
	return 0;
}

static int add_line(struct lines *lines, struct str text, enum lines_form form,
                    struct cursor *at, struct err *e)
{
	AUTO(cJSON_Delete) cJSON *json = NULL;
	struct line line = { .row = lines->count };

	if (!text.size)
		return cursor_fail(at, e, "is empty");
	if (cursor_parse(at, text.at, text.size, &json, e) < 0 ||
	    check_line(json, form, at, e) < 0 ||
	    read_members(json, at, &lines->rows, &line, e) < 0)
		return -1;
	if (lines->count == lines->room) {
		lines->room = lines->room ? 2 * lines->room : 256;
		lines->all = mem_grow(lines->all, lines->room, sizeof(*lines->all));
	}
	lines->all[lines->count++] = line;
	return 0;
}

int lines_read(const struct lines_text *in, const struct column_def *schema,
               struct lines *out, struct err *e)
{
	AUTO(cursor_release) struct cursor at = { .file = in->file };
	struct str rest = { in->text, in->size }, line;

	*out = (struct lines){ 0 };
	column_init(&out->rows, schema);
	if (in->size && in->text[in->size - 1] == '\n')
		rest.size--;
	while (in->size && str_split(&rest, '\n', &line)) {
		at.line++;
		if (add_line(out, line, in->form, &at, e) < 0)
			return -1;
	}
	return 0;
}

void lines_release(struct lines *l)
{
	if (l->rows.def)
		column_release(&l->rows);
	free(l->all);
	*l = (struct lines){ 0 };
}

static int by_arrival(const void *left, const void *right)
{
	const struct line *a = left, *b = right;

	if (a->at != b->at)
		return a->at < b->at ? -1 : 1;
	return a->row < b->row ? -1 : a->row > b->row;
}

void lines_sort(struct lines *l)
{
	if (l->count)
		qsort(l->all, l->count, sizeof(*l->all), by_arrival);
}
