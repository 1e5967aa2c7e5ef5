/*
 * test_tenants.c - mockserver/store/tenants.c: numbers that are remembered, and when not
 */
#include "tests/unit/mockserver/store/opened.h"

#include "mockserver/store/sql.h"

static int64_t find(const char *org, const char *sandbox)
{
	int64_t number = -1;

	assert_int_equal(tenants_find(&store.tenants, &store.sql, org, sandbox, &number,
	                              &err),
	                 0);
	return number;
}

static int64_t make(const char *org, const char *sandbox)
{
	int64_t number = -1;

	assert_int_equal(tenants_make(&store.tenants, &store.sql, org, sandbox, &number,
	                              &err),
	                 0);
	return number;
}

/* What the table says, whatever is remembered. */
static int64_t rows(void)
{
	int64_t count;

	assert_int_equal(sql_number(store.db, "select count(*) from tenant", &count,
	                            &err),
	                 0);
	return count;
}

static void begin(void)
{
	assert_int_equal(store_begin(&store, &err), 0);
}

static void commit(void)
{
	assert_int_equal(store_commit(&store, &err), 0);
}

static void a_sandbox_has_no_number_before_it_is_made(void **state UNUSED)
{
	assert_int_equal(find("O", "prod"), 0);
	assert_int_equal(find("O", "prod"), 0);
	assert_int_equal(rows(), 0);
}

static void a_sandbox_keeps_its_number(void **state UNUSED)
{
	int64_t number = make("O", "prod");

	assert_true(number > 0);
	assert_int_equal(make("O", "prod"), number);
	assert_int_equal(find("O", "prod"), number);
	assert_int_equal(rows(), 1);
}

static void two_tenants_in_turn_keep_their_numbers(void **state UNUSED)
{
	static const struct {
		const char *org, *sandbox;
	} cases[] = { { "O", "prod" }, { "O", "dev" }, { "P", "prod" }, { "prod", "O" } };
	int64_t numbers[ARRAY_LEN(cases)];

	for_each_row(i, cases)
		numbers[i] = make(cases[i].org, cases[i].sandbox);
	assert_int_equal(rows(), ARRAY_LEN(cases));
	for (int round = 0; round < 2; round++) {
		for_each_row(i, cases) {
			if (find(cases[i].org, cases[i].sandbox) != numbers[i])
				fail_msg("row %zu", i);
		}
	}
}

static void one_that_is_asked_for_is_remembered(void **state UNUSED)
{
	int64_t number = make("O", "prod");

	(void)make("P", "prod");
	assert_int_equal(find("O", "prod"), number);
	/* behind the store's back: what is remembered does not ask the table */
	assert_int_equal(sql_run(store.db, "delete from tenant", &err), 0);
	assert_int_equal(find("O", "prod"), number);
	assert_int_equal(find("P", "prod"), 0);
}

static void a_rollback_forgets_the_tenant_that_it_undoes(void **state UNUSED)
{
	begin();
	(void)make("O", "prod");
	store_rollback(&store);
	assert_int_equal(rows(), 0);
	assert_int_equal(find("O", "prod"), 0);
	begin();
	assert_true(make("O", "prod") > 0);
	commit();
	assert_int_equal(rows(), 1);
}

/* The number is then the other's: the first one's must not be taken for it. */
static void a_number_that_was_undone_may_become_anothers(void **state UNUSED)
{
	begin();
	(void)make("O", "prod");
	store_rollback(&store);
	begin();
	(void)make("P", "prod");
	commit();
	assert_int_equal(find("O", "prod"), 0);
	assert_true(make("O", "prod") != find("P", "prod"));
}

static void a_rollback_leaves_the_tenant_that_was_there_before(void **state UNUSED)
{
	int64_t number = make("O", "prod");

	begin();
	(void)make("P", "prod");
	store_rollback(&store);
	assert_int_equal(find("O", "prod"), number);
	assert_int_equal(find("P", "prod"), 0);
}

static void a_wipe_forgets_it(void **state UNUSED)
{
	begin();
	(void)make("O", "prod");
	commit();
	begin();
	assert_int_equal(store_wipe(&store, &err), 0);
	assert_int_equal(find("O", "prod"), 0);
	commit();
	assert_int_equal(find("O", "prod"), 0);
}

static void a_wipe_that_is_undone_leaves_it(void **state UNUSED)
{
	int64_t number;

	begin();
	number = make("O", "prod");
	commit();
	begin();
	assert_int_equal(store_wipe(&store, &err), 0);
	store_rollback(&store);
	assert_int_equal(find("O", "prod"), number);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, opened_begin, opened_end)
	const struct CMUnitTest tests[] = {
		TEST(a_sandbox_has_no_number_before_it_is_made),
		TEST(a_sandbox_keeps_its_number),
		TEST(two_tenants_in_turn_keep_their_numbers),
		TEST(one_that_is_asked_for_is_remembered),
		TEST(a_rollback_forgets_the_tenant_that_it_undoes),
		TEST(a_number_that_was_undone_may_become_anothers),
		TEST(a_rollback_leaves_the_tenant_that_was_there_before),
		TEST(a_wipe_forgets_it),
		TEST(a_wipe_that_is_undone_leaves_it),
	};
#undef TEST

	return cmocka_run_group_tests_name("tenants", tests, NULL, NULL);
}
