/*
 * records.c - the records of a records.jsonl, held in memory by column
 */
#include "mockserver/data/records.h"

#include "lib/mem.h"
#include "lib/str.h"
#include "mockserver/data/cursor.h"
#include "mockserver/data/value.h"

/* Records whose times are of one kind, in order of arrival. */
struct run {
	struct column rows;
	vtime *at; /* a time, or milliseconds after zero */
	size_t count;
};

struct records {
	struct run fixed, moving;
};

/* A line as it was read, before it is put in order. */
struct line {
	vtime at;
	bool moves; /* with zero */
	size_t row; /* in the column of all lines */
};

struct lines {
	struct column rows;
	struct line *all;
	size_t count, room;
};

static int read_time(const char *text, const struct cursor *at, struct line *out,
                     struct err *e)
{
	struct err why = { 0 };
	struct duration d;

	out->moves = *text == '+' || *text == '-';
	if (!out->moves && vtime_parse(text, &out->at, &why) == 0)
		return 0;
	if (!out->moves)
		return cursor_fail(at, e, "%s", why.text);
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

static int check_line(const cJSON *json, const struct cursor *at, struct err *e)
{
	const cJSON *m;

	if (!cJSON_IsObject(json))
		return cursor_fail(at, e,
		                   "is not an object with 'arrivedAt' and 'record'");
	cJSON_ArrayForEach(m, json) {
		if (strcmp(m->string, "arrivedAt") != 0 &&
		    strcmp(m->string, "record") != 0)
			return cursor_fail(at, e, "no member is called '%.40s'",
			                   m->string);
	}
	if (!cJSON_IsString(json_get(json, "arrivedAt")))
		return cursor_fail(at, e, "has no 'arrivedAt' (a string)");
	if (!cJSON_IsObject(json_get(json, "record")))
		return cursor_fail(at, e, "has no 'record' (an object)");
	return 0;
}

static int add_line(struct lines *lines, struct str text, struct cursor *at,
                    struct err *e)
{
	AUTO(cJSON_Delete) cJSON *json = NULL;
	struct line line = { .row = lines->count };
	size_t mark;

	if (!text.size)
		return cursor_fail(at, e, "is empty");
	if (cursor_parse(at, text.at, text.size, &json, e) < 0 ||
	    check_line(json, at, e) < 0)
		return -1;
	mark = cursor_enter(at, "arrivedAt");
	if (read_time(json_str(json, "arrivedAt"), at, &line, e) < 0)
		return -1;
	cursor_leave(at, mark);
	mark = cursor_enter(at, "record");
	if (value_add(&lines->rows, json_get(json, "record"), at, e) < 0)
		return -1;
	cursor_leave(at, mark);
	if (lines->count == lines->room) {
		lines->room = lines->room ? 2 * lines->room : 256;
		lines->all = mem_grow(lines->all, lines->room, sizeof(*lines->all));
	}
	lines->all[lines->count++] = line;
	return 0;
}

/* The last line may or may not end with a newline. */
static int read_lines(const char *text, size_t n, struct cursor *at, struct lines *out,
                      struct err *e)
{
	struct str rest = { text, n }, line;

	if (n && text[n - 1] == '\n')
		rest.size--;
	while (n && str_split(&rest, '\n', &line)) {
		at->line++;
		if (add_line(out, line, at, e) < 0)
			return -1;
	}
	return 0;
}

static int by_arrival(const void *left, const void *right)
{
	const struct line *a = left, *b = right;

	if (a->at != b->at)
		return a->at < b->at ? -1 : 1;
	return a->row < b->row ? -1 : a->row > b->row;
}

/* Takes the lines of one kind; they are sorted. */
static void fill_run(struct run *run, const struct lines *lines, bool moves)
{
	column_init(&run->rows, lines->rows.def);
	run->at = mem_alloc((lines->count + 1) * sizeof(*run->at));
	for (size_t i = 0; i < lines->count; i++) {
		if (lines->all[i].moves != moves)
			continue;
		value_copy(&run->rows, &lines->rows, lines->all[i].row);
		run->at[run->count++] = lines->all[i].at;
	}
}

int records_new(const char *text, size_t n, const char *file,
                const struct column_def *schema, struct records **out, struct err *e)
{
	AUTO(cursor_release) struct cursor at = { .file = file };
	struct lines lines = { 0 };
	int failed;

	column_init(&lines.rows, schema);
	failed = read_lines(text, n, &at, &lines, e);
	if (failed == 0) {
		if (lines.count)
			qsort(lines.all, lines.count, sizeof(*lines.all), by_arrival);
		*out = mem_alloc(sizeof(**out));
		fill_run(&(*out)->fixed, &lines, false);
		fill_run(&(*out)->moving, &lines, true);
	}
	column_release(&lines.rows);
	free(lines.all);
	return failed;
}

static void run_release(struct run *run)
{
	column_release(&run->rows);
	free(run->at);
}

void records_free(struct records *r)
{
	if (!r)
		return;
	run_release(&r->fixed);
	run_release(&r->moving);
	free(r);
}

uint64_t records_count(const struct records *r)
{
	return r->fixed.count + r->moving.count;
}

/* How many of the run's times are before `until`. */
static size_t count_before(const struct run *run, vtime until)
{
	size_t low = 0, high = run->count;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (run->at[mid] < until)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

uint64_t records_arrived(const struct records *r, vtime zero, vtime until)
{
	if (until > VTIME_MAX)
		until = VTIME_MAX + 1;
	if (until < VTIME_MIN)
		until = VTIME_MIN;
	return count_before(&r->fixed, until) + count_before(&r->moving, until - zero);
}

/* How many fixed ones are among the first i of all. */
static size_t fixed_among(const struct records *r, vtime zero, uint64_t i)
{
	size_t low = 0, high = r->fixed.count;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (mid + count_before(&r->moving, r->fixed.at[mid] - zero) < i)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

/* Is the next one, after so many of each, a fixed one? */
static bool fixed_is_next(const struct records *r, vtime zero, size_t fixed,
                          size_t moving)
{
	if (fixed == r->fixed.count || moving == r->moving.count)
		return fixed < r->fixed.count;
	return r->fixed.at[fixed] <= zero + r->moving.at[moving];
}

vtime records_arrival(const struct records *r, vtime zero, uint64_t i)
{
	size_t fixed = fixed_among(r, zero, i), moving = (size_t)i - fixed;

	assert(i < records_count(r));
	if (fixed_is_next(r, zero, fixed, moving))
		return r->fixed.at[fixed];
	return zero + r->moving.at[moving];
}

void records_copy(const struct records *r, vtime zero, uint64_t from, size_t n,
                  struct column *rows)
{
	size_t fixed = fixed_among(r, zero, from), moving = (size_t)from - fixed;

	assert(from + n <= records_count(r));
	while (n-- > 0) {
		if (fixed_is_next(r, zero, fixed, moving))
			value_copy(rows, &r->fixed.rows, fixed++);
		else
			value_copy(rows, &r->moving.rows, moving++);
	}
}
