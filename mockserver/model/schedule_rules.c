/*
 * schedule_rules.c - what goes together in scheduleParams, beyond their schema
 */
#include "mockserver/model/schedule_rules.h"

#include "mockserver/sim/schedule.h"

/* scheduleParams, read; -1 for a number that is not there. */
struct terms {
	int64_t interval, start, end;
	bool unit, hourly, full;
};

static bool has_no_start(const struct terms *t)
{
	return t->start < 0;
}

static bool has_no_interval(const struct terms *t)
{
	return t->interval < 0;
}

static bool has_no_unit(const struct terms *t)
{
	return !t->unit;
}

static bool is_daily_by_hours(const struct terms *t)
{
	return t->hourly && t->interval == 24;
}

static bool ends_before_it_starts(const struct terms *t)
{
	return t->start >= 0 && t->end >= 0 && t->end <= t->start;
}

static bool is_once_incremental(const struct terms *t)
{
	return !t->full && t->interval == 0;
}

static bool is_daily_full(const struct terms *t)
{
	return t->full && !t->hourly && t->interval > 0;
}

static bool is_hourly_full(const struct terms *t)
{
	return t->full && t->hourly;
}

static const struct {
	enum ledger_entry entry;
	bool (*holds)(const struct terms *t);
	const char *keyword, *pointer, *message;
} rules[] = {
	/* clang-format off */
	{ LEDGER_SCHEDULE_MEMBERS, has_no_start,          "required", "/scheduleParams/startTime",  "the member 'startTime' is missing" },
	{ LEDGER_SCHEDULE_MEMBERS, has_no_interval,       "required", "/scheduleParams/interval",   "the member 'interval' is missing" },
	{ LEDGER_SCHEDULE_MEMBERS, has_no_unit,           "required", "/scheduleParams/timeUnit",   "the member 'timeUnit' is missing" },
	{ LEDGER_INTERVAL_24,      is_daily_by_hours,     "contract", "/scheduleParams/interval",   "hours are 3, 6, 8, 9 or 12" },
	{ LEDGER_END_BEFORE_START, ends_before_it_starts, "contract", "/scheduleParams/endTime",    "the end is not after the start" },
	{ LEDGER_ONCE_INCREMENTAL, is_once_incremental,   "contract", "/scheduleParams/interval",   "0 goes with DAILY_FULL_EXPORT only" },
	{ LEDGER_DAILY_FULL,       is_daily_full,         "contract", "/scheduleParams/exportMode", "a full export is made once, with the interval 0" },
	{ LEDGER_HOURLY_FULL,      is_hourly_full,        "contract", "/scheduleParams/exportMode", "hours go with FIRST_FULL_THEN_INCREMENTAL only" },
	/* clang-format on */
};

static int64_t number_or_none(const cJSON *params, const char *name)
{
	int64_t n;

	return schedule_number(params, name, &n) ? n : -1;
}

void schedule_rules_check(enum contract_mode mode, const cJSON *params,
                          struct violations *out)
{
	const struct terms t = {
		.interval = number_or_none(params, "interval"),
		.start = number_or_none(params, "startTime"),
		.end = number_or_none(params, "endTime"),
		.unit = json_get(params, "timeUnit") != NULL,
		.hourly = schedule_is_hourly(params),
		.full = schedule_is_full(params),
	};

	for (size_t i = 0; i < ARRAY_LEN(rules); i++) {
		if (ledger_refuses(mode, rules[i].entry) && rules[i].holds(&t))
			violations_add(out, rules[i].pointer, rules[i].keyword,
			               rules[i].message);
	}
}
