/*
 * test_flow.c - what a flow has still to do, next to a model of the row
 */
#include "lib/buf.h"
#include "mockserver/contract/caller.h"
#include "mockserver/store/entity.h"
#include "mockserver/store/flow.h"
#include "tests/support/seeded.h"
#include "tests/unit/mockserver/store/opened.h"

#define ROUNDS 20
#define DEEDS  80
#define TIMES  1000

static int64_t put_entity(const char *id, const char *base, const char *is_destination)
{
	const struct entity n = {
		.kind = KIND_FLOW,
		.id = id,
		.org = "O",
		.sandbox = "s",
		.spec = "p",
		.state = "enabled",
		.etag = "e",
		.body = "{}",
		.base = base,
		.columns = { [ENTITY_COLUMN_IS_DESTINATION] = is_destination },
	};
	int64_t seq;

	assert_int_equal(entity_put(&store, &n, &seq, &err), 0);
	return seq;
}

/* A flow of that id to that target. */
static int64_t put_flow(char *id, char *target, vtime next_at)
{
	char text[] = "x";
	struct flow_row f = {
		.seq = put_entity(id, "base", "true"),
		.id = id,
		.org = text,
		.sandbox = text,
		.spec = text,
		.source = text,
		.target = target,
		.start_at = next_at,
		.end_at = VTIME_NEVER,
		.next_at = next_at,
	};

	assert_int_equal(flow_put(&store, &f, &err), 0);
	return f.seq;
}

/* The row, as the model has it. */
struct known {
	vtime next_at, missed_at, ticked_at;
	int64_t step_ms, active, once; /* once: 2 while its tick waits */
	int64_t newest;                /* the last tick's run, active or not */
};

static void tick(struct seeded *d, struct known *k, int64_t seq, int64_t run)
{
	const struct flow_tick t = {
		.flow = seq,
		.run = run,
		.ticked_at = seeded_between(d, 0, TIMES),
		.next_at = k->step_ms ? seeded_between(d, 0, TIMES) : VTIME_NEVER,
		.active = seeded_once_in(d, 2),
	};

	assert_int_equal(flow_ticked(&store, &t, &err), 0);
	k->next_at = t.next_at;
	k->ticked_at = t.ticked_at;
	k->newest = run;
	k->active = t.active ? run : 0;
	k->once = k->once || !k->step_ms;
}

static void miss(struct seeded *d, struct known *k, int64_t seq)
{
	vtime next = k->step_ms ? seeded_between(d, 0, TIMES) : VTIME_NEVER;
	vtime missed = seeded_between(d, 0, TIMES);

	assert_int_equal(flow_missed(&store, seq, next, missed, &err), 0);
	k->ticked_at = k->next_at;
	k->next_at = next;
	k->missed_at = missed;
	k->once = k->step_ms ? k->once : 2;
}

/* A run ends: the active one, or another. */
static void end(struct seeded *d, struct known *k, int64_t seq)
{
	const int64_t runs[] = { k->active, k->newest, 100000 };
	int64_t run = runs[seeded_below(d, ARRAY_LEN(runs))];
	vtime missed;

	assert_int_equal(flow_ended(&store, seq, run, &missed, &err), 0);
	if (!run || run != k->active) {
		assert_int_equal(missed, VTIME_NEVER);
		return;
	}
	assert_int_equal(missed, k->missed_at);
	k->missed_at = VTIME_NEVER;
	k->active = 0;
	k->once = k->once > 0;
}

static void reschedule(struct seeded *d, struct known *k)
{
	char id[] = "f", text[] = "y";
	struct flow_row f = {
		.id = id,
		.source = text,
		.target = text,
		.start_at = 7,
		.step_ms = seeded_once_in(d, 2) ? 0 : 10,
		.end_at = 9,
		.next_at = seeded_between(d, 0, TIMES),
		.missed_at = seeded_once_in(d, 2) ? VTIME_NEVER : k->missed_at,
	};

	assert_int_equal(flow_swap(&store, &f, &err), 0);
	k->step_ms = f.step_ms;
	k->next_at = f.next_at;
	k->missed_at = f.missed_at;
	if (f.missed_at == VTIME_NEVER && k->once == 2)
		k->once = 0; /* the tick that waited is forgotten: it has not been */
}

static void compare(const struct known *k, int64_t seq, uint64_t seed)
{
	AUTO(flow_release) struct flow_row by_seq = { 0 };
	AUTO(flow_release) struct flow_row by_id = { 0 };

	assert_int_equal(flow_load(&store, seq, &by_seq, &err), 0);
	assert_int_equal(flow_find(&store, "f", &by_id, &err), 0);
	if (by_seq.next_at != k->next_at || by_seq.missed_at != k->missed_at ||
	    by_seq.ticked_at != k->ticked_at || by_seq.ticked_once != (k->once != 0) ||
	    by_seq.step_ms != k->step_ms)
		fail_msg("TEST_SEED=%llu: next %lld, missed %lld, ticked %lld, once %d",
		         (unsigned long long)seed, (long long)by_seq.next_at,
		         (long long)by_seq.missed_at, (long long)by_seq.ticked_at,
		         by_seq.ticked_once);
	assert_int_equal(by_id.seq, seq);
	assert_int_equal(by_id.next_at, k->next_at);
}

static void ticks_misses_and_new_schedules_leave_what_the_model_has(UNUSED void **state)
{
	for (size_t round = 0; round < ROUNDS; round++) {
		struct seeded d = seeded_begin(round);
		struct known k = { .next_at = 5,
			           .missed_at = VTIME_NEVER,
			           .ticked_at = VTIME_NEVER };
		char id[] = "f", target[] = "t";
		int64_t seq;

		opened_end(NULL);
		assert_int_equal(opened_begin(NULL), 0);
		seq = put_flow(id, target, 5);
		for (int64_t run = 1; run <= DEEDS; run++) {
			switch (seeded_below(&d, 6)) {
			case 0:
				tick(&d, &k, seq, run);
				break;
			case 1:
				miss(&d, &k, seq);
				break;
			case 2:
				end(&d, &k, seq);
				break;
			case 3:
				reschedule(&d, &k);
				break;
			case 4:
				assert_int_equal(flow_stop(&store, "f", &err), 0);
				k.next_at = k.missed_at = VTIME_NEVER;
				break;
			case 5:
				assert_int_equal(flow_began(&store, seq, run, ACTIVE,
				                            &err),
				                 0);
				k.active = run;
				break;
			}
			compare(&k, seq, d.seed);
		}
	}
}

static int note_id(void *ctx, const char *id, struct err *e)
{
	struct buf *out = ctx;

	buf_printf(out, "%s ", id);
	return strcmp(id, "stop") == 0 ? err_set(e, ERR_INVALID, "enough") : 0;
}

static void the_live_flows_of_a_target_come_oldest_first(UNUSED void **state)
{
	char ids[][5] = { "b", "a", "c", "stop", "z" }, t[] = "t", u[] = "u";
	AUTO(buf_release) struct buf seen = { 0 };

	put_flow(ids[0], t, 1);
	put_flow(ids[1], t, 1);
	put_flow(ids[2], u, 1);
	assert_int_equal(flow_each_of_target(&store, "t", note_id, &seen, &err), 0);
	assert_string_equal(buf_str(&seen), "b a ");
	assert_int_equal(entity_delete(&store, KIND_FLOW, "b", &err), 0);
	put_flow(ids[3], t, 1);
	put_flow(ids[4], t, 1);
	buf_clear(&seen);
	assert_int_equal(flow_each_of_target(&store, "t", note_id, &seen, &err), -1);
	assert_string_equal(buf_str(&seen), "a stop ");
	assert_int_equal(err.code, ERR_INVALID);
}

static void a_base_connection_is_used_as_long_as_a_flow_lives(UNUSED void **state)
{
	const struct caller own = { .org = "O", .sandbox = "s" };
	const struct caller other = { .org = "O", .sandbox = "t" };
	char id[] = "f", t[] = "t";
	int64_t count;
	bool used;

	assert_int_equal(flow_uses_base(&store, "base", &used, &err), 0);
	assert_false(used);
	put_flow(id, t, 1);
	put_entity("not a destination", NULL, "false");
	assert_int_equal(flow_uses_base(&store, "base", &used, &err), 0);
	assert_true(used);
	assert_int_equal(flow_count_destinations(&store, &own, &count, &err), 0);
	assert_int_equal(count, 1);
	assert_int_equal(flow_count_destinations(&store, &other, &count, &err), 0);
	assert_int_equal(count, 0);
	assert_int_equal(entity_delete(&store, KIND_FLOW, "f", &err), 0);
	assert_int_equal(flow_uses_base(&store, "base", &used, &err), 0);
	assert_false(used);
}

static void a_life_of_its_own_can_be_given_and_taken(UNUSED void **state)
{
	AUTO(flow_release) struct flow_row with = { 0 };
	AUTO(flow_release) struct flow_row without = { 0 };
	struct flow_row none;
	char id[] = "f", t[] = "t";

	put_flow(id, t, 1);
	assert_int_equal(flow_set_life(&store, "f", "polls:3", &err), 0);
	assert_int_equal(flow_find(&store, "f", &with, &err), 0);
	assert_string_equal(with.life, "polls:3");
	assert_int_equal(flow_set_life(&store, "f", NULL, &err), 0);
	assert_int_equal(flow_find(&store, "f", &without, &err), 0);
	assert_null(without.life);
	assert_int_equal(flow_find(&store, "g", &none, &err), -1);
	assert_int_equal(err.code, ERR_NOT_FOUND);
	assert_null(none.id); /* there is nothing to release */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			ticks_misses_and_new_schedules_leave_what_the_model_has,
			opened_begin, opened_end),
		cmocka_unit_test_setup_teardown(
			the_live_flows_of_a_target_come_oldest_first, opened_begin,
			opened_end),
		cmocka_unit_test_setup_teardown(
			a_base_connection_is_used_as_long_as_a_flow_lives, opened_begin,
			opened_end),
		cmocka_unit_test_setup_teardown(a_life_of_its_own_can_be_given_and_taken,
		                                opened_begin, opened_end),
	};

	return cmocka_run_group_tests_name("store/flow", tests, NULL, NULL);
}
