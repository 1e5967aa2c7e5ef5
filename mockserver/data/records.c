/*
 * records.c - the records of a records.jsonl, held in memory by column
 */
#include "mockserver/data/records.h"

#include "lib/mem.h"
#include "mockserver/data/lines.h"
#include "mockserver/data/value.h"

/* Records whose times are of one kind, in order of arrival. */
struct run {
	struct column rows;
	vtime *at; /* a time, or milliseconds after zero */
	size_t count;
	struct lag lag; /* of those times */
};

struct records {
	struct run fixed, moving;
	size_t timestamp; /* child of the rows */
};

/* Takes the lines of one kind; they are sorted. */
static void fill_run(struct run *run, const struct lines *lines, enum line_time time)
{
	column_init(&run->rows, lines->rows.def);
	run->at = mem_alloc((lines->count + 1) * sizeof(*run->at));
	for (size_t i = 0; i < lines->count; i++) {
		if (lines->all[i].time != time)
			continue;
		value_copy(&run->rows, &lines->rows, lines->all[i].row);
		run->at[run->count++] = lines->all[i].at;
	}
}

int records_new(const char *text, size_t n, const char *file,
                const struct column_def *schema, struct records **out, struct err *e)
{
	const struct lines_text in = { text, n, file, LINES_TIMED };
	AUTO(lines_release) struct lines lines = { 0 };

	if (lines_read(&in, schema, &lines, e) < 0)
		return -1;
	lines_sort(&lines);
	*out = mem_alloc(sizeof(**out));
	fill_run(&(*out)->fixed, &lines, LINE_FIXED);
	fill_run(&(*out)->moving, &lines, LINE_MOVES);
	return 0;
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

static struct lag lag_of(const struct run *run, size_t timestamp)
{
	const int64_t *times = run->rows.child[timestamp].i64;
	struct lag lag = LAG_NONE;

	for (size_t i = 0; i < run->count; i++)
		lag = lag_with(lag, run->at[i], times[i]);
	return lag;
}

void records_mark_timestamp(struct records *r, size_t child)
{
	r->timestamp = child;
	r->fixed.lag = lag_of(&r->fixed, child);
	r->moving.lag = lag_of(&r->moving, child);
}

void records_timestamps(const struct records *r, vtime zero, uint64_t from, size_t n,
                        vtime *out)
{
	const int64_t *fixed_times = r->fixed.rows.child[r->timestamp].i64;
	const int64_t *moving_times = r->moving.rows.child[r->timestamp].i64;
	size_t fixed = fixed_among(r, zero, from), moving = (size_t)from - fixed;

	assert(from + n <= records_count(r));
	for (size_t i = 0; i < n; i++)
		out[i] = fixed_is_next(r, zero, fixed, moving) ? fixed_times[fixed++]
		                                               : moving_times[moving++];
}

struct lag records_lag(const struct records *r, vtime zero)
{
	return lag_join(r->fixed.lag, lag_later(r->moving.lag, zero));
}
