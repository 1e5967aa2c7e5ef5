/*
 * posted.c - records that arrive in batches, besides a dataset's own
 *
 * Rows are kept in the order in which they were added; a separate index holds their
 * order of arrival, into which a later batch may have to be merged.
 */
#include "mockserver/data/posted.h"

#include "lib/mem.h"
#include "mockserver/data/cursor.h"
#include "mockserver/data/value.h"

struct posted_place {
	vtime at;
	size_t row;
};

struct posted {
	struct column rows;
	struct posted_place *order; /* by arrival */
	size_t count, room;
	size_t timestamp;
	struct lag lag;
	uint64_t bytes;
};

/* Makes the line's time one of the calendar; none is before now. */
static int settle(struct line *line, const struct posted_text *text,
                  const struct cursor *at, struct err *e)
{
	char then[VTIME_TEXT], now[VTIME_TEXT];

	if (line->time == LINE_NO_TIME)
		line->at = text->now;
	else if (line->time == LINE_MOVES)
		line->at += text->now;
	line->time = LINE_FIXED;
	if (line->at > VTIME_MAX)
		return cursor_fail(at, e, "is past the year 9999");
	if (line->at >= text->now)
		return 0;
	if (text->past == POSTED_PAST_REFUSED)
		return cursor_fail(at, e, "%s is before the clock's now, %s",
		                   vtime_format(line->at, then),
		                   vtime_format(text->now, now));
	line->at = text->now;
	return 0;
}

int posted_read(const struct posted_text *text, const struct column_def *schema,
                struct posted_batch *out, struct err *e)
{
	AUTO(cursor_release) struct cursor at = { .file = text->name };
	const struct lines_text in = { text->lines, text->size, text->name,
		                       LINES_MAYBE_TIMED };

	*out = (struct posted_batch){ .bytes = text->size };
	if (lines_read(&in, schema, &out->lines, e) < 0)
		return -1;
	if (!out->lines.count)
		return cursor_fail(&at, e,
		                   "has no line; one is {\"record\":{…}}, with "
		                   "\"arrivedAt\" or without");
	(void)cursor_enter(&at, "arrivedAt");
	for (size_t i = 0; i < out->lines.count; i++) {
		at.line = i + 1;
		if (settle(&out->lines.all[i], text, &at, e) < 0)
			return -1;
	}
	lines_sort(&out->lines);
	return 0;
}

void posted_batch_release(struct posted_batch *b)
{
	lines_release(&b->lines);
}

vtime posted_first_at(const struct posted_batch *b)
{
	return b->lines.all[0].at;
}

vtime posted_last_at(const struct posted_batch *b)
{
	return b->lines.all[b->lines.count - 1].at;
}

struct posted *posted_new(const struct column_def *schema, size_t timestamp)
{
	struct posted *p = mem_alloc(sizeof(*p));

	p->timestamp = timestamp;
	p->lag = LAG_NONE;
	column_init(&p->rows, schema);
	return p;
}

void posted_free(struct posted *p)
{
	if (!p)
		return;
	column_release(&p->rows);
	free(p->order);
	free(p);
}

void posted_clear(struct posted *p)
{
	column_clear(&p->rows);
	p->count = 0;
	p->lag = LAG_NONE;
	p->bytes = 0;
}

static void add_row(struct posted *p, const struct posted_batch *b, const struct line *l)
{
	size_t row = p->rows.count;

	value_copy(&p->rows, &b->lines.rows, l->row);
	if (p->timestamp != POSTED_NO_TIMESTAMP)
		p->lag = lag_with(p->lag, l->at, p->rows.child[p->timestamp].i64[row]);
}

void posted_add(struct posted *p, const struct posted_batch *b)
{
	const struct line *all = b->lines.all;
	size_t old = p->count, new = b->lines.count, row = p->rows.count + new;

	p->count += new;
	if (p->count > p->room) {
		p->room = 2 * p->room > p->count ? 2 * p->room : p->count;
		p->order = mem_grow(p->order, p->room, sizeof(*p->order));
	}
	for (size_t i = 0; i < new; i++)
		add_row(p, b, &all[i]);
	/* From the back, so that each place is free when it is taken. */
	for (size_t to = p->count; new > 0; to--) {
		if (old && p->order[old - 1].at > all[new - 1].at)
			p->order[to - 1] = p->order[--old];
		else
			p->order[to - 1] = (struct posted_place){ all[--new].at, --row };
	}
	p->bytes += b->bytes;
}

uint64_t posted_count(const struct posted *p)
{
	return p->count;
}

uint64_t posted_bytes(const struct posted *p)
{
	return p->bytes;
}

uint64_t posted_arrived(const struct posted *p, vtime until)
{
	size_t low = 0, high = p->count;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (p->order[mid].at < until)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

vtime posted_at(const struct posted *p, uint64_t i)
{
	assert(i < p->count);
	return p->order[i].at;
}

vtime posted_timestamp(const struct posted *p, uint64_t i)
{
	assert(i < p->count && p->timestamp != POSTED_NO_TIMESTAMP);
	return p->rows.child[p->timestamp].i64[p->order[i].row];
}

struct lag posted_lag(const struct posted *p)
{
	return p->lag;
}

void posted_copy(const struct posted *p, uint64_t from, size_t n, struct column *rows)
{
	assert(from + n <= p->count);
	for (size_t i = 0; i < n; i++)
		value_copy(rows, &p->rows, p->order[from + i].row);
}
