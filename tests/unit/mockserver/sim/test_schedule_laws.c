/*
 * test_schedule_laws.c - mockserver/sim/schedule.c against the obvious way
 *
 * The oracle knows no numbers of milliseconds: it walks a calendar of its own, unit by
 * unit, and counts days by years and months.  TEST_SEED sets the first of the seeds.
 */
#include "tests/unit/unit.h"

#include "lib/hash.h"
#include "lib/mem.h"
#include "lib/str.h"
#include "mockserver/sim/schedule.h"

#define CASES 120000
#define MOST  64 /* ticks in a window */

/* ---------------------------------------------------------------- a case */

/* Each a small number, the plainest of a kind 0: what shrinking leads to. */
enum field {
	YEAR,   /* from 1970 */
	MONTH,  /* 0 to 11 */
	DAY,    /* 0 to 27 and beyond: what the month has not is its last */
	SECOND, /* of the day */
	UNIT,   /* index into units[] */
	COUNT,  /* units from tick to tick */
	LIFE,   /* seconds from start to end; 0: no end */
	EARLY,  /* seconds from start to the window's begin */
	WIDTH,  /* seconds of the window */
	OFF,    /* seconds from start to the next tick; 0: of the grid */
	TEXTS,  /* 1: numbers as texts, 2: units by frequency */
	CUTS,   /* seed of the smaller windows */
	FIELD_COUNT
};

struct shape {
	int64_t v[FIELD_COUNT];
};

static const struct {
	const char *name;
	int64_t seconds;
} units[] = {
	{ "day", 86400 },   { "hour", 3600 },  { "minute", 60 },
	{ "week", 604800 }, { "once", 86400 },
};

/* ---------------------------------------------------------------- the oracle */

struct civil {
	int64_t year, month, day, second; /* month and day from 0; second of the day */
};

static bool is_leap(int64_t year)
{
	if (year % 400 == 0)
		return true;
	return year % 100 != 0 && year % 4 == 0;
}

static int64_t month_days(int64_t year, int64_t month)
{
	static const int64_t days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

	return month == 1 && is_leap(year) ? 29 : days[month];
}

static int64_t epoch(const struct civil *c)
{
	int64_t days = c->day;

	for (int64_t y = 1970; y < c->year; y++)
		days += is_leap(y) ? 366 : 365;
	for (int64_t m = 0; m < c->month; m++)
		days += month_days(c->year, m);
	return days * 86400 + c->second;
}

static void next_day(struct civil *c)
{
	if (++c->day < month_days(c->year, c->month))
		return;
	c->day = 0;
	if (++c->month < 12)
		return;
	c->month = 0;
	c->year++;
}

/* One unit on, by the clock on the wall. */
static void next_unit(struct civil *c, const char *unit)
{
	int64_t seconds = !strcmp(unit, "minute") ? 60 : 3600;

	if (!strcmp(unit, "day") || !strcmp(unit, "week")) {
		for (int i = 0; i < (*unit == 'w' ? 7 : 1); i++)
			next_day(c);
		return;
	}
	c->second += seconds;
	if (c->second >= 86400) {
		c->second -= 86400;
		next_day(c);
	}
}

static struct civil start_of(const struct shape *s)
{
	struct civil c = { 1970 + s->v[YEAR], s->v[MONTH], s->v[DAY], s->v[SECOND] };
	int64_t last = month_days(c.year, c.month) - 1;

	if (c.day > last)
		c.day = last;
	return c;
}

/* Ticks of the window, in seconds. */
struct ticks {
	size_t count;
	int64_t at[MOST];
};

static void note(struct ticks *t, const struct shape *s, int64_t start, int64_t at)
{
	int64_t from = start + s->v[EARLY];

	if (at >= from && at < from + s->v[WIDTH] &&
	    (!s->v[LIFE] || at < start + s->v[LIFE]) && t->count < MOST)
		t->at[t->count++] = at;
}

static void walk(const struct shape *s, struct ticks *out)
{
	const char *unit = units[s->v[UNIT]].name;
	struct civil c = start_of(s);
	int64_t start = epoch(&c), next = start + s->v[OFF], at = start;

	*out = (struct ticks){ 0 };
	if (s->v[OFF])
		note(out, s, start, next);
	while (at < start + s->v[EARLY] + s->v[WIDTH]) {
		if (at > next || !s->v[OFF])
			note(out, s, start, at);
		if (!s->v[COUNT] || !strcmp(unit, "once"))
			return;
		for (int64_t i = 0; i < s->v[COUNT]; i++)
			next_unit(&c, unit);
		at = epoch(&c);
	}
}

/* ---------------------------------------------------------------- the module */

typedef struct tick_range between_fn(const struct schedule *s, vtime next_at, vtime from,
                                     vtime until);

static cJSON *number(const struct shape *s, int64_t n)
{
	char text[24];

	snprintf(text, sizeof(text), "%lld", (long long)n);
	return s->v[TEXTS] & 1 ? json_new_str(text) : json_new_int(n);
}

static cJSON *params_of(const struct shape *s)
{
	const struct civil c = start_of(s);
	cJSON *params = json_new_object();

	json_set(params, s->v[TEXTS] & 2 ? "frequency" : "timeUnit",
	         json_new_str(units[s->v[UNIT]].name));
	json_set(params, "interval", number(s, s->v[COUNT]));
	json_set(params, "startTime", number(s, epoch(&c)));
	if (s->v[LIFE])
		json_set(params, "endTime", number(s, epoch(&c) + s->v[LIFE]));
	return params;
}

/* What the module says of the case: its schedule, and the window's bounds. */
struct question {
	struct schedule schedule;
	vtime next_at, from, until;
};

static struct question ask(const struct shape *s)
{
	AUTO(cJSON_Delete) cJSON *params = params_of(s);
	struct question q = { .schedule = schedule_read(params, 0, VTIME_NEVER) };

	q.next_at = q.schedule.start_at + s->v[OFF] * MS_PER_SECOND;
	q.from = q.schedule.start_at + s->v[EARLY] * MS_PER_SECOND;
	q.until = q.from + s->v[WIDTH] * MS_PER_SECOND;
	return q;
}

/* Are these the wanted ticks from the n-th on?  Moves n past them. */
static bool go_on(const struct tick_range *r, const struct ticks *want, size_t *n)
{
	for (int64_t k = 0; k < r->count; k++, (*n)++) {
		if (*n >= want->count ||
		    schedule_tick(r, k) != want->at[*n] * MS_PER_SECOND)
			return false;
	}
	return true;
}

static bool holds_in_one(const struct question *q, const struct ticks *want,
                         between_fn *between)
{
	struct tick_range r = between(&q->schedule, q->next_at, q->from, q->until);
	size_t n = 0;

	return go_on(&r, want, &n) && n == want->count;
}

/* The window cut into many, some of them empty. */
static bool holds_in_many(const struct shape *s, const struct question *q,
                          const struct ticks *want, between_fn *between)
{
	uint64_t h = (uint64_t)s->v[CUTS];
	vtime at = q->from;
	size_t n = 0;

	while (at < q->until) {
		vtime to = at + (vtime)hash_below(h++, (uint64_t)(q->until - q->from));
		struct tick_range r;

		if (to > q->until || n > want->count)
			to = q->until;
		r = between(&q->schedule, q->next_at, at, to);
		if (!go_on(&r, want, &n))
			return false;
		at = to;
	}
	return n == want->count;
}

/* From each tick to the next, as the clock does it. */
static bool holds_by_steps(const struct question *q, const struct ticks *want)
{
	vtime at = schedule_first(&q->schedule, q->next_at);
	size_t n = 0;

	for (; at < q->until; at = schedule_next(&q->schedule, at)) {
		if (at >= q->from &&
		    (n >= want->count || want->at[n++] * MS_PER_SECOND != at))
			return false;
	}
	return n == want->count;
}

static bool holds(const struct shape *s, between_fn *between)
{
	struct question q = ask(s);
	struct ticks want;

	walk(s, &want);
	return holds_in_one(&q, &want, between) && holds_in_many(s, &q, &want, between) &&
	       holds_by_steps(&q, &want);
}

/* ---------------------------------------------------------------- drawing */

static int64_t draw(uint64_t h, enum field f, int64_t below)
{
	return (int64_t)hash_below(hash_with(h, f), (uint64_t)below);
}

/* A window of at most forty steps, near the start or some steps after it. */
static struct shape draw_shape(uint64_t seed)
{
	static const int64_t counts[] = { 0, 1, 3, 6, 8, 9, 12, 24, 15, 2 };
	uint64_t h = hash_with(hash_text(0, "schedule"), seed);
	struct shape s = { 0 };
	int64_t step;

	s.v[YEAR] = draw(h, YEAR, 180);
	s.v[MONTH] = draw(h, MONTH, 12);
	s.v[DAY] = draw(h, DAY, 31);
	s.v[SECOND] =
		draw(h, SECOND, 2) ? draw(h, EARLY, 24) * 3600 : draw(h, SECOND, 86400);
	s.v[UNIT] = draw(h, UNIT, ARRAY_LEN(units));
	s.v[COUNT] = counts[draw(h, COUNT, ARRAY_LEN(counts))];
	step = units[s.v[UNIT]].seconds * (s.v[COUNT] ? s.v[COUNT] : 1);
	if (draw(h, LIFE, 4))
		s.v[LIFE] = draw(h, LIFE, 3) ? draw(h, OFF, 20) * step
		                             : draw(h, LIFE, 20 * step);
	s.v[EARLY] =
		draw(h, WIDTH, 2) ? draw(h, EARLY, 20 * step) : draw(h, EARLY, 20) * step;
	s.v[WIDTH] =
		draw(h, TEXTS, 2) ? draw(h, WIDTH, 20 * step) : draw(h, WIDTH, 20) * step;
	if (draw(h, OFF, 4) == 0)
		s.v[OFF] = draw(h, CUTS, 5 * step);
	s.v[TEXTS] = draw(h, TEXTS, 4);
	s.v[CUTS] = draw(h, CUTS, 1 << 30);
	return s;
}

/* ---------------------------------------------------------------- shrinking */

/* The first of the smaller cases that fails too; false when none does. */
static bool shrink_once(struct shape *s, between_fn *between)
{
	for (size_t f = 0; f < FIELD_COUNT; f++) {
		const int64_t smaller[] = { 0, s->v[f] / 2, s->v[f] - 1 };

		for (size_t i = 0; i < ARRAY_LEN(smaller); i++) {
			struct shape less = *s;

			less.v[f] = smaller[i];
			if (smaller[i] < 0 || smaller[i] == s->v[f] ||
			    holds(&less, between))
				continue;
			*s = less;
			return true;
		}
	}
	return false;
}

static void shrink(struct shape *s, between_fn *between)
{
	while (shrink_once(s, between))
		continue;
}

static void print_case(uint64_t seed, const struct shape *s)
{
	AUTO(cJSON_Delete) cJSON *params = params_of(s);
	AUTO(mem_free) char *text = json_text(params);
	struct question q = ask(s);
	struct ticks want;

	walk(s, &want);
	print_error("seed %llu: %s, next tick at %lld, from %lld until %lld: %zu ticks\n",
	            (unsigned long long)seed, text, (long long)q.next_at,
	            (long long)q.from, (long long)q.until, want.count);
	for (size_t i = 0; i < want.count; i++)
		print_error("  %lld\n", (long long)want.at[i]);
}

static uint64_t first_seed(void)
{
	int64_t seed = 1;

	if (getenv("TEST_SEED"))
		assert_true(str_to_int(getenv("TEST_SEED"), &seed));
	return (uint64_t)seed;
}

/* ---------------------------------------------------------------- the laws */

static void ticks_are_those_of_the_calendar_in_one_window_or_in_many(void **state UNUSED)
{
	uint64_t first = first_seed();

	print_message("seeds from %llu\n", (unsigned long long)first);
	for (uint64_t seed = first; seed < first + CASES; seed++) {
		struct shape s = draw_shape(seed);

		if (holds(&s, schedule_between))
			continue;
		shrink(&s, schedule_between);
		print_case(seed, &s);
		fail_msg("seed %llu", (unsigned long long)seed);
	}
}

/* Cases that say nothing would prove nothing. */
static void the_cases_have_ticks_of_every_sort(void **state UNUSED)
{
	size_t none = 0, some = 0, ended = 0, off = 0;

	for (uint64_t seed = 1; seed <= 2000; seed++) {
		struct shape s = draw_shape(seed);
		struct ticks want;

		walk(&s, &want);
		none += want.count == 0;
		some += want.count > 3;
		ended += want.count && s.v[LIFE] && s.v[LIFE] < s.v[EARLY] + s.v[WIDTH];
		off += want.count && s.v[OFF] && s.v[OFF] >= s.v[EARLY];
		assert_true(want.count < MOST);
	}
	assert_true(none > 100 && some > 200 && ended > 100 && off > 20);
}

/* A module with the end taken in. */
static struct tick_range between_with_end(const struct schedule *s, vtime next_at,
                                          vtime from, vtime until)
{
	struct schedule other = *s;

	other.end_at += other.end_at != VTIME_NEVER;
	return schedule_between(&other, next_at, from, until);
}

static void a_case_that_fails_is_shrunk_to_its_least(void **state UNUSED)
{
	struct shape s;
	uint64_t seed = 1;

	do
		s = draw_shape(seed++);
	while (holds(&s, between_with_end));
	shrink(&s, between_with_end);
	assert_false(holds(&s, between_with_end));
	assert_int_equal(s.v[YEAR] + s.v[MONTH] + s.v[DAY] + s.v[SECOND], 0);
	assert_int_equal(s.v[TEXTS] + s.v[CUTS], 0);
	assert_true(s.v[WIDTH] <= 604800 && s.v[COUNT] <= 1);
}

/* The obvious months: the day is counted down until the month has it. */
static void default_ends_are_six_calendar_months_on(void **state UNUSED)
{
	for (uint64_t i = 0; i < 20000; i++) {
		struct shape s = draw_shape(first_seed() + i);
		struct civil c, end;

		s.v[YEAR] = 55 + s.v[YEAR] % 100; /* 2025 on */
		c = end = start_of(&s);
		for (int month = 0; month < 6; month++) {
			end.year += end.month == 11;
			end.month = (end.month + 1) % 12;
		}
		while (end.day >= month_days(end.year, end.month))
			end.day--;
		assert_int_equal(schedule_default_end(epoch(&c) * MS_PER_SECOND + 999),
		                 epoch(&end) * MS_PER_SECOND);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			ticks_are_those_of_the_calendar_in_one_window_or_in_many),
		cmocka_unit_test(the_cases_have_ticks_of_every_sort),
		cmocka_unit_test(a_case_that_fails_is_shrunk_to_its_least),
		cmocka_unit_test(default_ends_are_six_calendar_months_on),
	};

	return cmocka_run_group_tests_name("schedule_laws", tests, NULL, NULL);
}
