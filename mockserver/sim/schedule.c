/*
 * schedule.c - when a flow runs: pure arithmetic, no clock of its own
 */
#include "mockserver/sim/schedule.h"

#include "lib/str.h"

#define DEFAULT_LIFE_MONTHS 6 /* 04 §1.3 */

/* ---------------------------------------------------------------- reading */

static bool is_digits(const char *text)
{
	return *text && text[strspn(text, "0123456789")] == '\0';
}

bool schedule_number(const cJSON *params, const char *name, int64_t *out)
{
	const char *text = json_str(params, name);

	return text ? is_digits(text) && str_to_int(text, out)
	            : json_int(params, name, out);
}

const char *schedule_unit(const cJSON *params)
{
	const char *unit = json_str(params, "timeUnit");

	return unit ? unit : json_str(params, "frequency");
}

bool schedule_is_hourly(const cJSON *params)
{
	const char *unit = schedule_unit(params);

	return unit && str_same_nocase(unit, "hour");
}

bool schedule_is_full(const cJSON *params)
{
	const char *mode = json_str(params, "exportMode");

	return mode && str_same_nocase(mode, "DAILY_FULL_EXPORT");
}

/* Units of dataset exports (timeUnit) and of ingestion (frequency, 04 §7). */
static const struct schedule_unit {
	const char *name;
	int64_t ms;
} units[] = {
	{ "minute", MS_PER_MINUTE }, { "hour", MS_PER_HOUR }, { "day", MS_PER_DAY },
	{ "week", 7 * MS_PER_DAY },  { "once", 0 },
};

static const struct schedule_unit *find_unit(const char *name)
{
	for (size_t i = 0; name && i < ARRAY_LEN(units); i++) {
		if (str_same_nocase(name, units[i].name))
			return &units[i];
	}
	return NULL;
}

bool schedule_knows_unit(const char *name)
{
	return find_unit(name) != NULL;
}

/* The end of the calendar is where all that would be after it is put. */
static vtime of_seconds(int64_t s)
{
	if (s < VTIME_MIN / MS_PER_SECOND)
		return VTIME_MIN;
	return s > VTIME_MAX / MS_PER_SECOND ? VTIME_MAX : s * MS_PER_SECOND;
}

/* A step that does not fit leads beyond every end. */
static int64_t step_of(const cJSON *params)
{
	const struct schedule_unit *unit = find_unit(schedule_unit(params));
	int64_t n, ms;

	if (!schedule_number(params, "interval", &n) || n <= 0)
		return 0;
	if (__builtin_mul_overflow(n, unit ? unit->ms : MS_PER_DAY, &ms))
		return INT64_MAX;
	return ms;
}

struct schedule schedule_read(const cJSON *params, vtime created, vtime default_end)
{
	struct schedule s = {
		.ticks = params != NULL,
		.mode = schedule_is_full(params) ? EXPORT_FULL : EXPORT_INCREMENTAL,
		.start_at = created,
		.step_ms = step_of(params),
		.end_at = default_end,
	};
	int64_t n;

	if (schedule_number(params, "startTime", &n))
		s.start_at = of_seconds(n);
	if (schedule_number(params, "endTime", &n))
		s.end_at = of_seconds(n);
	return s;
}

struct schedule schedule_stored(vtime start_at, int64_t step_ms, vtime end_at)
{
	return (struct schedule){ .ticks = start_at != VTIME_NEVER,
		                  .start_at = start_at,
		                  .step_ms = step_ms,
		                  .end_at = end_at };
}

/* Flows of before the release that brought ends, by the two announcements (04 §1.3). */
static const struct {
	vtime before, end;
} first_ends[] = {
	/* clang-format off */
	{ INT64_C(1725148800) * MS_PER_SECOND,    /* 2024-09-01 */
	  INT64_C(1746057600) * MS_PER_SECOND },  /* 2025-05-01 */
	{ INT64_C(1730419200) * MS_PER_SECOND,    /* 2024-11-01 */
	  INT64_C(1756684800) * MS_PER_SECOND },  /* 2025-09-01 */
	/* clang-format on */
};

vtime schedule_default_end(vtime created)
{
	vtime end;

	for (size_t i = 0; i < ARRAY_LEN(first_ends); i++) {
		if (created < first_ends[i].before)
			return first_ends[i].end;
	}
	end = vtime_add_months(created, DEFAULT_LIFE_MONTHS);
	return end - end % MS_PER_SECOND;
}

/* ---------------------------------------------------------------- ticking */

/* `at` if the schedule can tick then, else VTIME_NEVER. */
static vtime within(const struct schedule *s, vtime at)
{
	return s->ticks && at >= VTIME_MIN && at < VTIME_MAX && at < s->end_at
	               ? at
	               : VTIME_NEVER;
}

/* The first tick of the grid at or after `at`. */
static vtime grid_from(const struct schedule *s, vtime at)
{
	uint64_t into; /* how far the step has gone at `at` */
	vtime tick;

	if (at < VTIME_MIN)
		at = VTIME_MIN;
	if (at <= s->start_at)
		return within(s, s->start_at);
	if (s->step_ms <= 0)
		return VTIME_NEVER;
	into = ((uint64_t)at - (uint64_t)s->start_at) % (uint64_t)s->step_ms;
	if (__builtin_add_overflow(at, into ? s->step_ms - (int64_t)into : 0, &tick))
		return VTIME_NEVER;
	return within(s, tick);
}

vtime schedule_first(const struct schedule *s, vtime now)
{
	return within(s, s->start_at > now ? s->start_at : now);
}

vtime schedule_next(const struct schedule *s, vtime last)
{
	return last == VTIME_NEVER ? VTIME_NEVER : grid_from(s, last + 1);
}

vtime schedule_resume(const struct schedule *s, vtime now, enum resume why,
                      const struct schedule_past *past)
{
	bool ticked = past->ticked_at != VTIME_NEVER;
	vtime from = ticked && past->ticked_at >= now ? past->ticked_at + 1 : now;

	if (s->step_ms <= 0)
		return past->once && s->start_at <= past->ticked_at
		               ? VTIME_NEVER
		               : schedule_first(s, from);
	if (!ticked && why != RESUME_ENABLED)
		return schedule_first(s, from);
	return grid_from(s, from);
}

static vtime earlier(vtime a, vtime b)
{
	return a < b ? a : b;
}

struct tick_range schedule_between(const struct schedule *s, vtime next_at, vtime from,
                                   vtime until)
{
	vtime end = earlier(until, earlier(s->end_at, VTIME_MAX));
	struct tick_range r = { .step_ms = s->step_ms };

	if (next_at == VTIME_NEVER)
		return r;
	r.first = next_at >= from && next_at >= VTIME_MIN ? within(s, next_at)
	                                                  : grid_from(s, from);
	if (r.first >= end)
		return r;
	r.count = 1;
	r.second = schedule_next(s, r.first);
	if (r.second < end)
		r.count += 1 + (s->step_ms > 0 ? (end - 1 - r.second) / s->step_ms : 0);
	return r;
}

vtime schedule_tick(const struct tick_range *r, int64_t k)
{
	if (k < 0 || k >= r->count)
		return VTIME_NEVER;
	return k == 0 ? r->first : r->second + (k - 1) * r->step_ms;
}
