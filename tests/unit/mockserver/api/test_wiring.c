/*
 * test_wiring.c - faults on the wire: a hit as an effect, and what the client has felt
 */
#include "tests/unit/unit.h"

#include "lib/mem.h"
#include "mockserver/api/wiring.h"

static struct request rq;

static int teardown(void **state UNUSED)
{
	request_release(&rq);
	rq = (struct request){ 0 };
	return 0;
}

/* The effect of the action; NULL where the kind is not on the wire. */
static const struct wire_effect *add(const struct fault_action *a, int64_t value)
{
	static struct fault fault = { .seq = 3, .name = "f" };
	const struct fault_hit hit = {
		.fault = &fault,
		.action = a,
		.key = "",
		.ordinal = 2,
		.value = value,
		.receipt = 9,
	};

	teardown(NULL);
	if (!wiring_add(&rq, &hit, 1)) {
		assert_null(rq.effects);
		return NULL;
	}
	return rq.effects;
}

static void each_kind_on_the_wire_has_its_effect_and_no_other_has(void **state UNUSED)
{
	static const struct {
		enum fault_kind kind;
		enum wire_kind wire;
	} cases[] = {
		{ FAULT_TRUNCATE, WIRE_TRUNCATE }, { FAULT_RESET, WIRE_RESET },
		{ FAULT_CLOSE, WIRE_CLOSE },       { FAULT_GARBAGE, WIRE_GARBAGE },
		{ FAULT_DELAY, WIRE_DELAY },       { FAULT_DRIP, WIRE_DRIP },
		{ FAULT_HOLD, WIRE_HOLD },         { FAULT_STALE_KEEPALIVE, WIRE_STALE },
		{ FAULT_REFUSE, WIRE_REFUSE },
	};
	size_t wired = 0;

	for_each_row(i, cases) {
		const struct fault_action a = { .kind = cases[i].kind };
		const struct wire_effect *effect = add(&a, 0);

		assert_non_null(effect);
		assert_int_equal(effect->kind, cases[i].wire);
		assert_int_equal(effect->ref, 3);
		assert_int_equal(effect->ref2, 9);
	}
	for (int kind = 0; kind < FAULT_KIND_COUNT; kind++) {
		const struct fault_action a = { .kind = (enum fault_kind)kind };

		wired += add(&a, 0) != NULL;
	}
	assert_int_equal(wired, ARRAY_LEN(cases));
}

static void numbers_are_the_actions_and_a_missing_count_is_half(void **state UNUSED)
{
	const struct fault_action reset = { .kind = FAULT_RESET,
		                            .at = FAULT_AT_BODY,
		                            .bytes = -1 };
	const struct fault_action close = { .kind = FAULT_CLOSE,
		                            .at = FAULT_AT_HEAD,
		                            .bytes = 0 };
	const struct fault_action drip = { .kind = FAULT_DRIP, .bytes = 5, .ms = 7 };
	const struct fault_action stale = { .kind = FAULT_STALE_KEEPALIVE, .count = 4 };
	const struct wire_effect *effect = add(&reset, 0);

	assert_int_equal(effect->at, WIRE_AT_BODY);
	assert_int_equal(effect->bytes, WIRE_HALF);
	effect = add(&close, 0);
	assert_int_equal(effect->at, WIRE_AT_HEAD);
	assert_int_equal(effect->bytes, 0);
	effect = add(&drip, 0);
	assert_int_equal(effect->bytes, 5);
	assert_int_equal(effect->ms, 7);
	assert_int_equal(add(&stale, 0)->count, 4);
}

static void a_delay_is_what_was_drawn_for_the_hit(void **state UNUSED)
{
	const struct fault_action a = { .kind = FAULT_DELAY, .ms = 7 };

	assert_int_equal(add(&a, 400)->ms, 400);
}

static void a_hold_says_what_ends_it(void **state UNUSED)
{
	static const struct {
		struct fault_until until;
		unsigned words;
	} cases[] = {
		{ { 0 }, WIRE_UNTIL_END },
		{ { .release = true }, WIRE_UNTIL_END | WIRE_UNTIL_RELEASE },
		{ { .advance = true, .ms = 5 }, WIRE_UNTIL_END | WIRE_UNTIL_ADVANCE },
		{ { .release = true, .advance = true },
		  WIRE_UNTIL_END | WIRE_UNTIL_RELEASE | WIRE_UNTIL_ADVANCE },
	};

	for_each_row(i, cases) {
		const struct fault_action a = { .kind = FAULT_HOLD,
			                        .until = cases[i].until,
			                        .ms = 99 };
		const struct wire_effect *effect = add(&a, 0);

		assert_int_equal(effect->until, cases[i].words);
		assert_int_equal(effect->ms, cases[i].until.ms);
	}
}

static void garbage_is_drawn_from_seed_fault_key_and_ordinal(void **state UNUSED)
{
	static struct fault one = { .name = "f" }, other = { .name = "g" };
	static const struct fault_action a = { .kind = FAULT_GARBAGE, .bytes = 64 };
	const struct {
		struct fault *fault;
		const char *key;
		int64_t ordinal;
		uint64_t seed;
	} cases[] = {
		{ &one, "k", 1, 1 }, { &other, "k", 1, 1 }, { &one, "l", 1, 1 },
		{ &one, "k", 2, 1 }, { &one, "k", 1, 2 },   { &one, "k", 1, 1 },
	};
	uint64_t seeds[ARRAY_LEN(cases)];

	for_each_row(i, cases) {
		const struct fault_hit hit = { .fault = cases[i].fault,
			                       .action = &a,
			                       .key = cases[i].key,
			                       .ordinal = cases[i].ordinal };

		teardown(NULL);
		assert_true(wiring_add(&rq, &hit, cases[i].seed));
		seeds[i] = rq.effects->seed;
		if (i && i < ARRAY_LEN(cases) - 1)
			assert_true(seeds[i] != seeds[0]);
	}
	assert_true(seeds[ARRAY_LEN(cases) - 1] == seeds[0]);
}

static void endings_and_cuts_are_told_apart(void **state UNUSED)
{
	static const struct {
		struct fault_action action;
		bool ends, cuts;
	} cases[] = {
		{ { .kind = FAULT_RESET, .at = FAULT_AT_REQUEST }, true, false },
		{ { .kind = FAULT_RESET, .at = FAULT_AT_HEAD }, true, true },
		{ { .kind = FAULT_CLOSE, .at = FAULT_AT_BODY }, true, true },
		{ { .kind = FAULT_CLOSE, .at = FAULT_AT_REQUEST }, true, false },
		{ { .kind = FAULT_GARBAGE, .at = FAULT_AT_BODY }, true, false },
		{ { .kind = FAULT_REFUSE }, true, false },
		{ { .kind = FAULT_HOLD }, false, false },
		{ { .kind = FAULT_TRUNCATE, .at = FAULT_AT_BODY }, false, false },
		{ { .kind = FAULT_STATUS }, false, false },
	};

	for_each_row(i, cases) {
		assert_int_equal(wiring_ends(&cases[i].action), cases[i].ends);
		assert_int_equal(wiring_cuts(&cases[i].action), cases[i].cuts);
	}
}

static void what_was_felt_is_said_in_words(void **state UNUSED)
{
	static const char *const words[WIRE_KINDS] = {
		[WIRE_DELAY] = "kept the answer back for 4 ms",
		[WIRE_HOLD] = "held for 1 ms of real time",
		[WIRE_TRUNCATE] = "cut 3 bytes of the body",
		[WIRE_DRIP] = "sent the body piece by piece, 2 bytes",
		[WIRE_RESET] = "reset the connection after 2 bytes",
		[WIRE_CLOSE] = "closed the connection after 2 bytes",
		[WIRE_GARBAGE] = "sent 2 bytes that are no HTTP",
		[WIRE_REFUSE] = "refused connections for 4 ms",
		[WIRE_STALE] = "reset a connection that was kept alive",
	};

	for_each_row(i, words) {
		const struct wire_effect effect = { .kind = (enum wire_kind)i, .ms = 4 };
		const struct wire_struck struck = { &effect, 1, 2, 3 };
		AUTO_MEM char *said = wiring_done(&struck);

		assert_string_equal(said, words[i]);
	}
}

#define TEST(f) cmocka_unit_test_teardown(f, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(each_kind_on_the_wire_has_its_effect_and_no_other_has),
		TEST(numbers_are_the_actions_and_a_missing_count_is_half),
		TEST(a_delay_is_what_was_drawn_for_the_hit),
		TEST(a_hold_says_what_ends_it),
		TEST(garbage_is_drawn_from_seed_fault_key_and_ordinal),
		TEST(endings_and_cuts_are_told_apart),
		TEST(what_was_felt_is_said_in_words),
	};

	return cmocka_run_group_tests_name("wiring", tests, NULL, NULL);
}
