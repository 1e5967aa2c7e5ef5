/*
 * cursor.c - where in a dataset's files a reader stands, for its errors
 */
#include "mockserver/data/cursor.h"

#include <stdarg.h>

#include "lib/json/line.h"

void cursor_release(struct cursor *p)
{
	buf_release(&p->pointer);
}

size_t cursor_enter(struct cursor *p, const char *member)
{
	size_t mark = p->pointer.size;

	json_pointer_add(&p->pointer, member);
	return mark;
}

size_t cursor_enter_at(struct cursor *p, size_t index)
{
	size_t mark = p->pointer.size;

	buf_add_char(&p->pointer, '/');
	buf_add_int(&p->pointer, (int64_t)index);
	return mark;
}

void cursor_leave(struct cursor *p, size_t mark)
{
	assert(mark <= p->pointer.size);
	p->pointer.size = mark;
	p->pointer.data[mark] = '\0';
}

/* "file", "file:12", "file:12:3": the parts that are known. */
static void put_file(const struct cursor *p, size_t line, size_t column, struct buf *out)
{
	buf_add_str(out, p->file);
	if (line)
		buf_printf(out, ":%zu", line);
	if (column)
		buf_printf(out, ":%zu", column);
}

static size_t line_of(const struct cursor *p)
{
	const char *pointer = p->pointer.size ? p->pointer.data : "";

	return p->text.at ? json_line(p->text.at, p->text.size, pointer) : p->line;
}

int cursor_fail_with(const struct cursor *p, struct err *e, const char *fmt, ...)
{
	AUTO(buf_release) struct buf where = { 0 };
	char reason[400];
	va_list args;

	va_start(args, fmt);
	vsnprintf(reason, sizeof(reason), fmt, args);
	va_end(args);
	put_file(p, line_of(p), 0, &where);
	if (p->pointer.size)
		buf_printf(&where, ": %s", buf_str(&p->pointer));
	return err_set(e, ERR_INVALID, "%s: %s", buf_str(&where), reason);
}

int cursor_parse(const struct cursor *p, const char *text, size_t n, cJSON **out,
                 struct err *e)
{
	AUTO(buf_release) struct buf where = { 0 };
	struct err cause = { 0 };
	size_t line = 0, column = 0;
	int reason = 0;

	if (json_parse(text, n, out, &cause) == 0)
		return 0;
	/* "line L, column C: reason" (lib/json/json.h); a line of ours is line 1 there */
	if (sscanf(cause.text, "line %zu, column %zu: %n", &line, &column, &reason) < 2)
		reason = 0;
	put_file(p, p->line ? p->line : line, column, &where);
	return err_set(e, cause.code, "%s: %s", buf_str(&where), cause.text + reason);
}
