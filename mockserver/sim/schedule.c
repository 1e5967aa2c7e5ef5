/*
 * schedule.c - when a flow runs: pure arithmetic, no clock of its own
 */
#include "mockserver/sim/schedule.h"

#include "lib/str.h"

#define DEFAULT_LIFE_MONTHS 6 /* 04 §1.3 */

bool schedule_number(const cJSON *params, const char *name, int64_t *out)
{
	const char *text = json_str(params, name);

	return text ? str_to_int(text, out) : json_int(params, name, out);
}

bool schedule_is_hourly(const cJSON *params)
{
	const char *unit = json_str(params, "timeUnit");

	if (!unit)
		unit = json_str(params, "frequency");
	return unit && str_same_nocase(unit, "hour");
}

bool schedule_is_full(const cJSON *params)
{
	const char *mode = json_str(params, "exportMode");

	return mode && str_same_nocase(mode, "DAILY_FULL_EXPORT");
}

/* Units of dataset exports (timeUnit) and of ingestion (frequency, 04 §7). */
static const struct {
	const char *name;
	int64_t ms;
} units[] = {
	{ "minute", MS_PER_MINUTE }, { "hour", MS_PER_HOUR }, { "day", MS_PER_DAY },
	{ "week", 7 * MS_PER_DAY },  { "once", 0 },
};

static int64_t unit_ms(const cJSON *params)
{
	const char *unit = json_str(params, "timeUnit");

	if (!unit)
		unit = json_str(params, "frequency");
	for (size_t i = 0; unit && i < ARRAY_LEN(units); i++) {
		if (str_same_nocase(unit, units[i].name))
			return units[i].ms;
	}
	return MS_PER_DAY;
}

vtime schedule_default_end(vtime created)
{
	return vtime_add_months(created, DEFAULT_LIFE_MONTHS);
}

struct schedule schedule_read(const cJSON *params, vtime now, vtime default_end)
{
	struct schedule s = {
		.ticks = params != NULL,
		.start_at = now,
		.end_at = default_end,
	};
	int64_t n;

	if (schedule_is_full(params))
		s.mode = EXPORT_FULL;
	if (schedule_number(params, "startTime", &n))
		s.start_at = n * MS_PER_SECOND;
	if (schedule_number(params, "endTime", &n))
		s.end_at = n * MS_PER_SECOND;
	if (schedule_number(params, "interval", &n))
		s.step_ms = n * unit_ms(params);
	return s;
}

vtime schedule_first(const struct schedule *s, vtime now)
{
	vtime at = s->start_at > now ? s->start_at : now;

	return s->ticks && at < s->end_at ? at : VTIME_NEVER;
}

vtime schedule_next(const struct schedule *s, vtime last)
{
	int64_t past;
	vtime at;

	if (!s->ticks || !s->step_ms)
		return VTIME_NEVER;
	past = last < s->start_at ? -1 : (last - s->start_at) / s->step_ms;
	at = s->start_at + (past + 1) * s->step_ms;
	return at < s->end_at ? at : VTIME_NEVER;
}

vtime schedule_resume(const struct schedule *s, vtime now, enum past past)
{
	if (past == NEVER_RAN)
		return schedule_first(s, now);
	if (s->step_ms && s->start_at >= now)
		return schedule_first(s, now);
	return schedule_next(s, now - 1);
}
