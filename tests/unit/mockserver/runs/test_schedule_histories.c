/*
 * test_schedule_histories.c - what flows tick over random histories, and the obvious way
 *
 * A history is three days of a flow: it is disabled, enabled and given other schedules.
 * The mock jumps from tick to tick; the oracle looks at every half minute whether
 * something should run.  Schedules stand on whole minutes and changes between them.
 * TEST_SEED sets the first of the seeds.
 */
#include "tests/unit/unit.h"

#include "lib/hash.h"
#include "lib/str.h"
#include "mockserver/entities/flow_schedule.h"

#define HISTORIES 20000
#define SLOT      (MS_PER_MINUTE / 2)
#define SLOTS     (3 * 24 * 60 * 2)
#define EVENTS    8
#define MOST      4096 /* ticks of a history */

enum what { DISABLE, ENABLE, CHANGE };

struct event {
	int64_t slot; /* odd */
	enum what what;
	struct schedule schedule; /* CHANGE */
};

struct history {
	struct schedule first; /* of a flow made at slot 1 */
	struct event events[EVENTS];
	size_t count;
};

struct ticks {
	size_t count;
	vtime at[MOST];
};

static void note(struct ticks *t, vtime at)
{
	assert_true(t->count < MOST);
	t->at[t->count++] = at;
}

/* ---------------------------------------------------------------- drawing */

static int64_t draw(uint64_t *h, int64_t below)
{
	*h = hash_mix(*h);
	return (int64_t)hash_below(*h, (uint64_t)below);
}

static struct schedule draw_schedule(uint64_t *h)
{
	static const int64_t minutes[] = { 0, 15, 60, 180, 360, 540, 720, 1440 };
	struct schedule s = { .ticks = draw(h, 12) > 0 };

	s.start_at = (draw(h, 4 * 1440) - 720) * MS_PER_MINUTE;
	s.step_ms = minutes[draw(h, ARRAY_LEN(minutes))] * MS_PER_MINUTE;
	s.end_at = draw(h, 2) ? VTIME_NEVER : s.start_at + draw(h, 2880) * MS_PER_MINUTE;
	return s;
}

static struct history draw_history(uint64_t seed)
{
	uint64_t h = hash_with(hash_text(0, "history"), seed);
	struct history l = { .first = draw_schedule(&h) };
	size_t most = (size_t)draw(&h, EVENTS);
	int64_t slot = 1 + 2 * (1 + draw(&h, SLOTS / EVENTS));

	for (; l.count < most && slot < SLOTS; l.count++) {
		size_t i = l.count;
		struct event *v = &l.events[i];

		v->slot = slot;
		v->what = (enum what)draw(&h, 3);
		v->schedule = draw_schedule(&h);
		if (i && draw(&h, 4) == 0) { /* the same one, with another end */
			v->schedule = l.events[i - 1].schedule;
			v->schedule.end_at += v->schedule.end_at == VTIME_NEVER
			                              ? 0
			                              : 600 * MS_PER_MINUTE;
		}
		slot += 2 * (1 + draw(&h, SLOTS / EVENTS));
	}
	return l;
}

/* ---------------------------------------------------------------- the oracle */

struct oracle {
	struct schedule s;
	bool enabled, ticked, once, first_due;
	vtime ticked_at; /* the newest, if any */
};

static bool runs_at(const struct oracle *o, vtime at)
{
	if (!o->enabled || !o->s.ticks || at < o->s.start_at || at >= o->s.end_at)
		return false;
	if (!o->s.step_ms)
		return !o->once || o->s.start_at > o->ticked_at;
	return o->first_due || (at - o->s.start_at) % o->s.step_ms == 0;
}

static void look(struct oracle *o, vtime at, struct ticks *out)
{
	if (!runs_at(o, at) || (out->count && out->at[out->count - 1] == at))
		return;
	note(out, at);
	o->ticked = true;
	o->ticked_at = at;
	o->first_due = false;
	o->once |= !o->s.step_ms;
}

static bool is_other(const struct schedule *a, const struct schedule *b)
{
	return a->ticks != b->ticks || a->start_at != b->start_at ||
	       a->step_ms != b->step_ms || a->end_at != b->end_at;
}

static void happen(struct oracle *o, const struct event *v)
{
	if (v->what == CHANGE) {
		o->first_due |= o->enabled && !o->ticked && is_other(&o->s, &v->schedule);
		o->s = v->schedule;
		return;
	}
	o->first_due &= v->what == ENABLE;
	o->enabled = v->what == ENABLE;
}

static void live_slowly(const struct history *l, struct ticks *out)
{
	struct oracle o = { .s = l->first, .enabled = true, .first_due = true };
	size_t n = 0;

	out->count = 0;
	for (int64_t slot = 1; slot < SLOTS; slot++) {
		look(&o, slot * SLOT, out);
		while (n < l->count && l->events[n].slot == slot)
			happen(&o, &l->events[n++]);
		look(&o, slot * SLOT, out);
	}
}

/* ---------------------------------------------------------------- the mock */

/* As runs/travel does it: all that is due, then the next tick. */
static void run_until(struct flow_row *row, vtime until, struct ticks *out)
{
	const struct schedule s = { .ticks = row->start_at != VTIME_NEVER,
		                    .start_at = row->start_at,
		                    .step_ms = row->step_ms,
		                    .end_at = row->end_at };

	while (row->next_at <= until) {
		note(out, row->next_at);
		row->ticked_at = row->next_at;
		row->ticked_once |= !row->step_ms;
		row->next_at = schedule_next(&s, row->next_at);
	}
}

static void change(struct flow_row *row, struct editing *ed, const struct event *v)
{
	struct schedule now = { .ticks = row->start_at != VTIME_NEVER,
		                .start_at = row->start_at,
		                .step_ms = row->step_ms,
		                .end_at = row->end_at };

	snprintf(ed->from, sizeof(ed->from), "%s", json_str(ed->tree, "state"));
	ed->now = v->slot * SLOT;
	if (v->what != CHANGE)
		json_set(ed->tree, "state",
		         json_new_str(v->what == ENABLE ? "enabled" : "disabled"));
	flow_schedule_move(ed, v->what == CHANGE ? &v->schedule : &now, row);
}

/* Steps: how often the clock stops between two events, at odd moments. */
static void live(const struct history *l, int64_t steps, struct ticks *out)
{
	struct editing ed = { .from = "draft", .tree = json_new_object(), .now = SLOT };
	struct flow_row row = { .ticked_at = VTIME_NEVER, .next_at = VTIME_NEVER };
	vtime at = SLOT;

	out->count = 0;
	json_set(ed.tree, "state", json_new_str("enabled"));
	flow_schedule_move(&ed, &l->first, &row);
	for (size_t i = 0; i <= l->count; i++) {
		vtime to = (i < l->count ? l->events[i].slot : SLOTS - 1) * SLOT;

		for (int64_t k = 1; k <= steps; k++)
			run_until(&row, at + (to - at) * k / steps, out);
		at = to;
		if (i < l->count)
			change(&row, &ed, &l->events[i]);
	}
	run_until(&row, at, out);
	cJSON_Delete(ed.tree);
}

/* ---------------------------------------------------------------- the laws */

static bool same(const struct ticks *a, const struct ticks *b)
{
	return a->count == b->count && !memcmp(a->at, b->at, a->count * sizeof(a->at[0]));
}

static bool holds(const struct history *l)
{
	static struct ticks slow, one, many;

	live_slowly(l, &slow);
	live(l, 1, &one);
	live(l, 7, &many);
	return same(&slow, &one) && same(&one, &many);
}

/* Leaves out events while it still fails. */
static void shrink(struct history *l)
{
	for (size_t i = 0; i < l->count;) {
		struct history less = *l;

		memmove(&less.events[i], &less.events[i + 1],
		        (less.count - i - 1) * sizeof(less.events[0]));
		less.count--;
		if (holds(&less)) {
			i++;
			continue;
		}
		*l = less;
		i = 0;
	}
}

static void print_schedule(const char *what, int64_t slot, const struct schedule *s)
{
	print_error("  %s at %lld: ticks %d start %lld step %lld end %lld\n", what,
	            (long long)(slot * SLOT), s->ticks, (long long)s->start_at,
	            (long long)s->step_ms, (long long)s->end_at);
}

static void print_history(const struct history *l)
{
	static const char *const names[] = { "disabled", "enabled", "changed" };
	static struct ticks slow, fast;

	print_schedule("made", 1, &l->first);
	for (size_t i = 0; i < l->count; i++)
		print_schedule(names[l->events[i].what], l->events[i].slot,
		               &l->events[i].schedule);
	live_slowly(l, &slow);
	live(l, 1, &fast);
	for (size_t i = 0; i < slow.count || i < fast.count; i++)
		print_error("  wanted %lld, had %lld\n",
		            i < slow.count ? (long long)slow.at[i] : -1,
		            i < fast.count ? (long long)fast.at[i] : -1);
}

static void a_flow_ticks_as_it_should_in_one_step_or_in_many(void **state UNUSED)
{
	int64_t first = 1;

	if (getenv("TEST_SEED"))
		assert_true(str_to_int(getenv("TEST_SEED"), &first));
	print_message("seeds from %lld\n", (long long)first);
	for (int64_t seed = first; seed < first + HISTORIES; seed++) {
		struct history l = draw_history((uint64_t)seed);

		if (holds(&l))
			continue;
		shrink(&l);
		print_history(&l);
		fail_msg("seed %lld", (long long)seed);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_flow_ticks_as_it_should_in_one_step_or_in_many),
	};

	return cmocka_run_group_tests_name("schedule_histories", tests, NULL, NULL);
}
