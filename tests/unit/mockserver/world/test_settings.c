/*
 * test_settings.c - settings that requests can change: what survives, and what wins
 */
#include "tests/unit/unit.h"

#include "mockserver/world/settings.h"
#include "tests/support/chain.h"

static struct chain chain;

static int setup(UNUSED void **state)
{
	chain_open(&chain);
	return 0;
}

static int teardown(UNUSED void **state)
{
	chain_close(&chain);
	return 0;
}

static void expect(enum setting setting, const char *text, enum setting_origin from)
{
	AUTO(buf_release) struct buf out = { 0 };

	settings_text(&chain.world.now, setting, &out);
	assert_string_equal(buf_str(&out), text);
	assert_int_equal(chain.world.now.from[setting], from);
}

static void set_life(const char *text)
{
	struct life life;
	struct err e = { 0 };

	assert_int_equal(life_parse(text, &life, &e), 0);
	assert_int_equal(settings_set_life(&chain.world, &life, &e), 0);
}

/* As another start of the same state would. */
static void start_again(void)
{
	struct err e = { 0 };

	chain.world.now = chain.world.at_start;
	if (settings_resume(&chain.world, &e) < 0)
		fail_msg("%s", e.text);
}

static void what_a_request_sets_survives_a_start(UNUSED void **state)
{
	struct err e = { 0 };
	uint64_t writes = chain.world.store.writes;

	expect(SETTING_LIFE, "immediate", SET_BY_DEFAULT);
	expect(SETTING_PARTITIONS, "1", SET_BY_DEFAULT);
	set_life("polls:3");
	assert_true(chain.world.store.writes > writes); /* plans hold it */
	expect(SETTING_LIFE, "polls:3", SET_BY_REQUEST);
	assert_int_equal(settings_set_partitions(&chain.world, 0, &e), 0);
	expect(SETTING_PARTITIONS, "auto", SET_BY_REQUEST);
	start_again();
	expect(SETTING_LIFE, "polls:3", SET_BY_STATE);
	expect(SETTING_PARTITIONS, "auto", SET_BY_STATE);
}

static void an_option_of_the_start_wins_over_the_state(UNUSED void **state)
{
	set_life("polls:3");
	chain.world.at_start.from[SETTING_LIFE] = SET_AT_START;
	start_again();
	expect(SETTING_LIFE, "immediate", SET_AT_START);
}

static void a_life_that_is_taken_back_is_the_one_of_the_start(UNUSED void **state)
{
	struct err e = { 0 };

	set_life("after:5m..30m");
	assert_int_equal(settings_set_life(&chain.world, NULL, &e), 0);
	expect(SETTING_LIFE, "immediate", SET_BY_DEFAULT);
	start_again();
	expect(SETTING_LIFE, "immediate",
	       SET_BY_DEFAULT); /* the state has forgotten it */
}

static void a_contract_lasts_until_the_next_start(UNUSED void **state)
{
	const struct contract strict = { .mode = CONTRACT_STRICT };

	settings_set_contract(&chain.world, &strict);
	expect(SETTING_CONTRACT, "strict", SET_BY_REQUEST);
	start_again();
	expect(SETTING_CONTRACT, "lenient", SET_BY_DEFAULT);
}

static void a_state_that_makes_no_sense_is_an_error(UNUSED void **state)
{
	static const char *const rows[][2] = {
		{ "life", "polls:none" },
		{ "partitions", "-1" },
	};

	for_each_row(i, rows) {
		struct err e = { 0 };

		assert_int_equal(store_begin(&chain.world.store, &e), 0);
		assert_int_equal(store_setting_put(&chain.world.store, rows[i][0],
		                                   rows[i][1], &e),
		                 0);
		assert_int_equal(store_commit(&chain.world.store, &e), 0);
		row_int_equal(i, settings_resume(&chain.world, &e), -1);
		row_int_equal(i, e.code, ERR_INVALID);
		assert_int_equal(store_begin(&chain.world.store, &e), 0);
		assert_int_equal(store_setting_put(&chain.world.store, rows[i][0], NULL,
		                                   &e),
		                 0);
		assert_int_equal(store_commit(&chain.world.store, &e), 0);
	}
}

static void every_setting_names_its_option_and_its_request(UNUSED void **state)
{
	for (int i = 0; i < SETTING_COUNT; i++) {
		assert_true(*settings_option((enum setting)i));
		assert_int_equal(strncmp(settings_request((enum setting)i),
		                         "POST /__admin/", 14),
		                 0);
	}
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(what_a_request_sets_survives_a_start),
		TEST(an_option_of_the_start_wins_over_the_state),
		TEST(a_life_that_is_taken_back_is_the_one_of_the_start),
		TEST(a_contract_lasts_until_the_next_start),
		TEST(a_state_that_makes_no_sense_is_an_error),
		cmocka_unit_test(every_setting_names_its_option_and_its_request),
	};

	return cmocka_run_group_tests_name("world/settings", tests, NULL, NULL);
}
