/*
 * schedule_rules.c - what goes together in scheduleParams, beyond their schema
 */
#include "mockserver/entities/schedule_rules.h"

#include "lib/mem.h"
#include "mockserver/sim/schedule.h"

#define LAST_SECOND INT64_C(99999999999) /* eleven digits, as the flow specs have it */

/* scheduleParams, read; -1 for a number that is not there. */
struct schedule_text {
	int64_t interval, start, end;
	bool has_interval, has_start, has_unit; /* a member that is no number is there */
	bool hourly, full;
};

static bool has_no_start(const struct schedule_text *t)
{
	return !t->has_start;
}

static bool has_no_interval(const struct schedule_text *t)
{
	return !t->has_interval;
}

static bool has_no_unit(const struct schedule_text *t)
{
	return !t->has_unit;
}

static bool is_daily_by_hours(const struct schedule_text *t)
{
	return t->hourly && t->interval == 24;
}

static bool ends_before_it_starts(const struct schedule_text *t)
{
	return t->start >= 0 && t->end >= 0 && t->end <= t->start;
}

/* By hours no interval is 0, whatever the mode. */
static bool is_once_incremental(const struct schedule_text *t)
{
	return !t->full && !t->hourly && t->interval == 0;
}

static bool is_daily_full(const struct schedule_text *t)
{
	return t->full && !t->hourly && t->interval > 0;
}

static bool is_hourly_full(const struct schedule_text *t)
{
	return t->full && t->hourly;
}

/* Of a new flow, of one that is changed, of both. */
enum when { WHEN_NEW, WHEN_CHANGED, WHENEVER };

static const struct {
	enum ledger_entry entry;
	enum when when;
	bool (*holds)(const struct schedule_text *t);
	const char *keyword, *pointer, *message;
} rules[] = {
	/* clang-format off */
	{ LEDGER_SCHEDULE_MEMBERS, WHEN_NEW, has_no_start,
	  "required", "/scheduleParams/startTime",
	  "the member 'startTime' is missing" },
	{ LEDGER_SCHEDULE_MEMBERS, WHEN_NEW, has_no_interval,
	  "required", "/scheduleParams/interval",
	  "the member 'interval' is missing" },
	{ LEDGER_SCHEDULE_MEMBERS, WHEN_NEW, has_no_unit,
	  "required", "/scheduleParams/timeUnit",
	  "the member 'timeUnit' is missing" },
	{ LEDGER_PATCHED_SCHEDULE_PART, WHEN_CHANGED, has_no_start,
	  "required", "/scheduleParams/startTime",
	  "a schedule can't be without it" },
	{ LEDGER_PATCHED_SCHEDULE_PART, WHEN_CHANGED, has_no_interval,
	  "required", "/scheduleParams/interval",
	  "a schedule can't be without it" },
	{ LEDGER_PATCHED_SCHEDULE_PART, WHEN_CHANGED, has_no_unit,
	  "required", "/scheduleParams/timeUnit",
	  "a schedule can't be without it" },
	{ LEDGER_INTERVAL_24, WHENEVER, is_daily_by_hours,
	  "enum", "/scheduleParams/interval",
	  "hours are 3, 6, 8, 9 or 12" },
	{ LEDGER_END_BEFORE_START, WHENEVER, ends_before_it_starts,
	  "contract", "/scheduleParams/endTime",
	  "the end is not after the start" },
	{ LEDGER_ONCE_INCREMENTAL, WHENEVER, is_once_incremental,
	  "contract", "/scheduleParams/interval",
	  "0 goes with DAILY_FULL_EXPORT only" },
	{ LEDGER_DAILY_FULL, WHENEVER, is_daily_full,
	  "contract", "/scheduleParams/exportMode",
	  "a full export is made once, with the interval 0" },
	{ LEDGER_HOURLY_FULL, WHENEVER, is_hourly_full,
	  "contract", "/scheduleParams/exportMode",
	  "hours go with FIRST_FULL_THEN_INCREMENTAL only" },
	/* clang-format on */
};

static int64_t number_or_none(const cJSON *params, const char *name)
{
	int64_t n;

	return schedule_number(params, name, &n) ? n : -1;
}

static struct schedule_text read_terms(const struct schedule_case *c, const cJSON *params)
{
	struct schedule_text t = {
		.interval = number_or_none(params, "interval"),
		.start = number_or_none(params, "startTime"),
		.end = number_or_none(params, "endTime"),
		.has_interval = json_get(params, "interval") != NULL,
		.has_start = json_get(params, "startTime") != NULL,
		.has_unit = json_get(params, "timeUnit") != NULL,
		.hourly = schedule_is_hourly(params),
		.full = schedule_is_full(params),
	};

	if (c->changes && t.end == c->default_end / MS_PER_SECOND)
		t.end = -1;
	return t;
}

static void cut(char *text, const char *what)
{
	char *at = strstr(text, what);

	if (at)
		memmove(at, at + strlen(what), strlen(at + strlen(what)) + 1);
}

/* The specs list 24 among the hours: where that is refused, no message offers it. */
static void withdraw_24(struct violations *v)
{
	for (size_t i = 0; i < v->count; i++) {
		if (strcmp(v->all[i].pointer, "/scheduleParams/interval") != 0 ||
		    strcmp(v->all[i].keyword, "enum") != 0)
			continue;
		cut(v->all[i].message, " 24,");
		cut(v->all[i].message, " \"24\",");
	}
}

static void check_terms(const struct schedule_case *c, const cJSON *params,
                        struct violations *out)
{
	const struct schedule_text t = read_terms(c, params);
	enum when other = c->changes ? WHEN_NEW : WHEN_CHANGED;

	for (size_t i = 0; i < ARRAY_LEN(rules); i++) {
		if (rules[i].when != other &&
		    ledger_refuses(c->contract, rules[i].entry) && rules[i].holds(&t))
			violations_add(out, rules[i].pointer, rules[i].keyword,
			               rules[i].message);
	}
	if (t.hourly && ledger_refuses(c->contract, LEDGER_INTERVAL_24))
		withdraw_24(out);
}

/* What is wrong at the pointer, in these words, even if the schema has reported it. */
static void say(struct violations *out, const char *pointer, const char *keyword,
                const char *message)
{
	for (size_t i = 0; i < out->count; i++) {
		if (strcmp(out->all[i].pointer, pointer) != 0)
			continue;
		if (!strcmp(out->all[i].keyword, keyword)) {
			free(out->all[i].message);
			out->all[i].message = mem_strdup(message);
		}
		return;
	}
	violations_add(out, pointer, keyword, message);
}

/* Thirteen digits are a client's milliseconds: what would they be in seconds? */
static char *hint(int64_t n)
{
	if (n / MS_PER_SECOND <= LAST_SECOND)
		return mem_printf("seconds since 1970 are meant, and these look like "
		                  "milliseconds: try %lld",
		                  (long long)(n / MS_PER_SECOND));
	return mem_printf("seconds since 1970 are meant, %lld at most",
	                  (long long)LAST_SECOND);
}

static void check_second(const cJSON *params, const char *name, struct violations *out)
{
	AUTO(mem_free) char *pointer = mem_printf("/scheduleParams/%s", name);
	AUTO(mem_free) char *message = NULL;
	int64_t n = INT64_MAX; /* of a number that does not fit */

	if (!json_get(params, name) ||
	    (schedule_number(params, name, &n) && n <= LAST_SECOND))
		return;
	message = hint(n);
	say(out, pointer, "maximum", message);
}

/* What a spec without a schema lets pass, and no tick can be made of. */
static void check_step(const cJSON *params, struct violations *out)
{
	const char *unit = schedule_unit(params);
	int64_t n;

	if (unit && !schedule_knows_unit(unit))
		say(out,
		    json_get(params, "timeUnit") ? "/scheduleParams/timeUnit"
		                                 : "/scheduleParams/frequency",
		    "enum", "minute, hour, day, week and once are units");
	if (json_get(params, "interval") &&
	    (!schedule_number(params, "interval", &n) || n < 0))
		say(out, "/scheduleParams/interval", "minimum",
		    "a whole number is meant, 0 or more");
}

void schedule_rules_check(const struct schedule_case *c, const cJSON *params,
                          struct violations *out)
{
	if (!c->ingests)
		check_terms(c, params, out);
	if (ledger_refuses(c->contract, LEDGER_MILLISECONDS)) {
		check_second(params, "startTime", out);
		check_second(params, "endTime", out);
	}
	check_step(params, out);
}
