/*
 * fuzz_schedule.c - mockserver/sim/schedule.c and entities/schedule_rules.c: any schedule
 *
 * An input that starts with '{' is scheduleParams, judged and read as of a flow that is
 * made at the start of 2026; any other is a schedule in numbers, eight bytes each: start,
 * step, end, next tick, and a window's bounds.  Whatever it is, ticks are in order, in
 * the window, before the end and in the calendar, and two halves of a window have the
 * ticks of the whole.
 */
#include "mockserver/entities/schedule_rules.h"
#include "mockserver/sim/schedule.h"

#define MADE    INT64_C(1767225600000)
#define WALKED  64 /* ticks looked at one by one */
#define NUMBERS 6

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_range(const struct schedule *s, const struct tick_range *r, vtime from,
                        vtime until)
{
	vtime before = INT64_MIN;

	assert(r->count >= 0);
	for (int64_t k = 0; k < r->count && k < WALKED; k++) {
		vtime at = schedule_tick(r, k);

		assert(at > before && at >= from && at < until && at < s->end_at);
		assert(at >= VTIME_MIN && at < VTIME_MAX);
		assert(k == 0 || schedule_next(s, before) == at);
		before = at;
	}
	if (r->count)
		assert(schedule_tick(r, r->count - 1) < until);
	assert(schedule_tick(r, r->count) == VTIME_NEVER);
}

static void check_halves(const struct schedule *s, vtime next_at, vtime from, vtime until)
{
	vtime middle = from / 2 + until / 2;
	struct tick_range all = schedule_between(s, next_at, from, until);
	struct tick_range left, right;

	check_range(s, &all, from, until);
	if (from > middle || middle > until)
		return;
	left = schedule_between(s, next_at, from, middle);
	right = schedule_between(s, next_at, middle, until);
	check_range(s, &left, from, middle);
	check_range(s, &right, middle, until);
	assert(left.count + right.count == all.count);
}

static void check_resume(const struct schedule *s, vtime now, vtime ticked_at)
{
	static const enum resume whys[] = { RESUME_BEGUN, RESUME_CHANGED,
		                            RESUME_ENABLED };

	for (size_t i = 0; i < 2 * ARRAY_LEN(whys); i++) {
		const struct schedule_past past = { ticked_at, i % 2 };
		vtime at = schedule_resume(s, now, whys[i / 2], &past);

		assert(at >= now && (at == VTIME_NEVER || at < s->end_at));
		assert(at == VTIME_NEVER || ticked_at == VTIME_NEVER || at > ticked_at);
	}
}

static void check_params(const cJSON *params)
{
	const struct schedule s = schedule_read(params, MADE, schedule_default_end(MADE));
	vtime first = schedule_first(&s, MADE);

	for (int i = 0; i < 8; i++) {
		const struct contract contract = { .mode = i & 1 ? CONTRACT_STRICT
			                                         : CONTRACT_LENIENT };
		const struct schedule_case c = { .contract = &contract,
			                         .ingests = i & 2,
			                         .changes = i & 4,
			                         .default_end = MADE };
		AUTO(violations_release) struct violations v = { 0 };

		schedule_rules_check(&c, params, &v);
	}
	check_halves(&s, first, MADE - MS_PER_DAY, MADE + 400 * MS_PER_DAY);
	check_halves(&s, s.start_at, VTIME_MIN, VTIME_NEVER);
	check_resume(&s, MADE, first);
}

static void check_numbers(const uint8_t *data, size_t size)
{
	int64_t n[NUMBERS] = { 0 };
	struct schedule s = { .ticks = true };

	memcpy(n, data, size < sizeof(n) ? size : sizeof(n));
	s.start_at = n[0];
	s.step_ms = n[1];
	s.end_at = n[2];
	if (n[3] >= s.start_at || n[3] == VTIME_NEVER)
		check_halves(&s, n[3], n[4], n[5]);
	check_resume(&s, n[4], n[3]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(cJSON_Delete) cJSON *params = NULL;
	struct err e = { 0 };

	if (!size || *data != '{')
		check_numbers(data, size);
	else if (json_parse((const char *)data, size, &params, &e) == 0)
		check_params(params);
	return 0;
}
