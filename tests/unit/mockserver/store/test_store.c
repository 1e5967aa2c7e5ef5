/*
 * test_store.c - mockserver/store: store.c, entity.c, flow.c, run.c
 */
#include "tests/support/full_disk.h"
#include "tests/support/quoted.h"
#include "tests/unit/mockserver/store/opened.h"

#include "lib/file/file.h"
#include "lib/mem.h"
#include "mockserver/store/due.h"
#include "mockserver/store/entity.h"
#include "mockserver/store/exported_file.h"
#include "mockserver/store/flow.h"
#include "mockserver/store/plan.h"
#include "mockserver/store/run.h"
#include "mockserver/store/select.h"

static int64_t put_entity(enum kind kind, const char *id, const char *body)
{
	const struct entity n = { .kind = kind,
		                  .id = id,
		                  .org = "O",
		                  .sandbox = "prod",
		                  .spec = "s",
		                  .state = "enabled",
		                  .etag = "\"e\"",
		                  .body = body,
		                  .version = 1 };
	int64_t seq = 0;

	assert_int_equal(entity_put(&store, &n, &seq, &err), 0);
	return seq;
}

static void put_flow(const char *id, vtime next_at)
{
	char text[8] = "x", flow_id[8];
	struct flow_row f = { .org = text,
		              .sandbox = text,
		              .spec = text,
		              .source = text,
		              .target = text,
		              .id = flow_id,
		              .start_at = next_at,
		              .end_at = VTIME_NEVER,
		              .next_at = next_at };

	snprintf(flow_id, sizeof(flow_id), "%s", id);
	f.seq = put_entity(KIND_FLOW, id, "{}");
	assert_int_equal(flow_put(&store, &f, &err), 0);
}

static void lends_the_text_of_the_callers_own_entities_only(void **state UNUSED)
{
	static const struct {
		enum kind kind;
		const char *id, *org, *sandbox;
		bool found;
	} cases[] = {
		{ KIND_CONNECTION, "a", "O", "prod", true },
		{ KIND_CONNECTION, "b", "O", "prod", false },
		{ KIND_SOURCE, "a", "O", "prod", false },
		{ KIND_CONNECTION, "a", "other", "prod", false },
		{ KIND_CONNECTION, "a", "O", "dev", false },
	};

	put_entity(KIND_CONNECTION, "a", JSON({"n":9007199254740993}));
	for_each_row(i, cases) {
		const struct entity which = { .kind = cases[i].kind,
			                      .id = cases[i].id,
			                      .org = cases[i].org,
			                      .sandbox = cases[i].sandbox };
		AUTO(entity_end) struct entity_text text = { 0 };
		struct err why = { 0 };
		int got = entity_begin(&store, &which, &text, &why);

		assert_int_equal(got, cases[i].found ? 0 : -1);
		assert_int_equal(why.code, cases[i].found ? ERR_NONE : ERR_NOT_FOUND);
		if (cases[i].found)
			assert_string_equal(text.body, JSON({"n":9007199254740993}));
	}
}

static void two_entities_of_one_id_are_refused(void **state UNUSED)
{
	const struct entity n = { .kind = KIND_FLOW,
		                  .id = "a",
		                  .org = "O",
		                  .sandbox = "p",
		                  .spec = "s",
		                  .state = "s",
		                  .etag = "e",
		                  .body = "{}" };
	int64_t seq;

	put_entity(KIND_FLOW, "a", "{}");
	assert_int_equal(entity_put(&store, &n, &seq, &err), -1);
	assert_int_equal(err.code, ERR_IO);
}

static void a_rollback_leaves_nothing(void **state UNUSED)
{
	struct err none = { 0 };
	int64_t n;

	assert_int_equal(store_begin(&store, &err), 0);
	assert_int_equal(store_meta_count_up(&store, "n", &n, &err), 0);
	store_rollback(&store);
	assert_int_equal(store_meta_load(&store, "n", &n, &none), -1);
	assert_int_equal(none.code, ERR_NOT_FOUND);
	store_rollback(&store); /* nothing is open: nothing happens */
}

static void counts_up_from_one(void **state UNUSED)
{
	int64_t n;

	for (int64_t i = 1; i <= 3; i++) {
		assert_int_equal(store_meta_count_up(&store, "n", &n, &err), 0);
		assert_int_equal(n, i);
	}
}

static int64_t draw_from(struct store *s, const char *name)
{
	int64_t n = 0;

	assert_int_equal(store_draw(s, name, &n, &err), 0);
	return n;
}

static int64_t draw(const char *name)
{
	return draw_from(&store, name);
}

static void numbers_are_drawn_by_name_without_a_gap(void **state UNUSED)
{
	assert_int_equal(store_begin(&store, &err), 0);
	assert_int_equal(draw("a"), 1);
	assert_int_equal(draw("b"), 1);
	assert_int_equal(draw("a"), 2);
	assert_int_equal(store_commit(&store, &err), 0);

	assert_int_equal(store_begin(&store, &err), 0);
	assert_int_equal(draw("a"), 3);
	store_rollback(&store);

	assert_int_equal(store_begin(&store, &err), 0);
	assert_int_equal(draw("a"), 3);
	assert_int_equal(store_commit(&store, &err), 0);
}

static void numbers_begin_again_in_an_emptied_store(void **state UNUSED)
{
	assert_int_equal(store_begin(&store, &err), 0);
	assert_int_equal(draw("a"), 1);
	assert_int_equal(store_commit(&store, &err), 0);

	assert_int_equal(store_begin(&store, &err), 0);
	assert_int_equal(store_wipe(&store, &err), 0);
	assert_int_equal(draw("a"), 1); /* of what is being made anew */
	assert_int_equal(draw("b"), 1);
	store_rollback(&store);
	assert_int_equal(store_begin(&store, &err), 0);
	assert_int_equal(draw("a"), 2);
	assert_int_equal(draw("b"), 1);
	assert_int_equal(store_commit(&store, &err), 0);

	assert_int_equal(store_begin(&store, &err), 0);
	assert_int_equal(store_wipe(&store, &err), 0);
	assert_int_equal(store_commit(&store, &err), 0);
	assert_int_equal(store_begin(&store, &err), 0);
	assert_int_equal(draw("a"), 1);
	assert_int_equal(store_commit(&store, &err), 0);
}

static void the_next_work_is_the_earliest_of_ticks_runs_and_files(void **state UNUSED)
{
	const struct job job = { .run = 1, .flow_seq = 1, .flow = "c", .due_at = 15 };
	vtime at;

	assert_int_equal(due_at(&store, 0, &at, &err), 0);
	assert_int_equal(at, VTIME_NEVER);
	put_flow("c", 20);
	put_flow("d", VTIME_NEVER);
	assert_int_equal(due_at(&store, 0, &at, &err), 0);
	assert_int_equal(at, 20);
	assert_int_equal(job_put(&store, &job, &err), 0);
	assert_int_equal(due_at(&store, 0, &at, &err), 0);
	assert_int_equal(at, 15);
	assert_int_equal(exported_file_put(&store, 1, "f", 1, 1, &err), 0);
	assert_int_equal(exported_file_expire(&store, 1, 7, 0, &err), 0);
	assert_int_equal(due_at(&store, 0, &at, &err), 0);
	assert_int_equal(at, 7);
}

static void files_expire_before_runs_go_on(void **state UNUSED)
{
	const struct job jobs[] = { { .run = 1, .flow = "c", .due_at = 7 },
		                    { .run = 2, .flow = "b", .due_at = 7 },
		                    { .run = 3, .flow = "a", .due_at = VTIME_NEVER } };
	struct due due;

	for_each_row(i, jobs)
		assert_int_equal(job_put(&store, &jobs[i], &err), 0);
	assert_int_equal(exported_file_put(&store, 1, "f", 1, 1, &err), 0);
	assert_int_equal(exported_file_expire(&store, 1, 7, 0, &err), 0);
	assert_int_equal(due_other(&store, 6, &due, &err), 0);
	assert_int_equal(due.what, DUE_NOTHING);
	assert_int_equal(due_other(&store, 7, &due, &err), 0);
	assert_int_equal(due.what, DUE_FILE);
	assert_int_equal(exported_file_forget(&store, due.id, &err), 0);
	assert_int_equal(due_other(&store, 7, &due, &err), 0);
	assert_int_equal(due.what, DUE_RUN);
	assert_string_equal(due.flow, "b");
}

static void a_run_is_read_as_often_as_its_job_says(void **state UNUSED)
{
	const struct job read = {
		.run = 1, .flow = "a", .due_at = VTIME_NEVER, .reads = 2
	};
	const struct job due = { .run = 2, .flow = "a", .due_at = 7 };
	int64_t left;

	assert_int_equal(job_put(&store, &read, &err), 0);
	assert_int_equal(job_put(&store, &due, &err), 0);
	for (int64_t i = 1; i >= 0; i--) {
		assert_int_equal(job_read(&store, 1, &left, &err), 0);
		assert_int_equal(left, i);
	}
	assert_int_equal(job_read(&store, 2, &left, &err), 0);
	assert_int_equal(left, -1);
}

static void the_missed_tick_is_shown_by_the_active_run_only(void **state UNUSED)
{
	const struct flow_tick t = { .flow = 1, .run = 5, .next_at = 40, .active = true };
	vtime missed;

	put_flow("a", 30);
	assert_int_equal(flow_ticked(&store, &t, &err), 0);
	assert_int_equal(flow_missed(&store, 1, 50, 40, &err), 0);
	assert_int_equal(flow_ended(&store, 1, 4, &missed, &err), 0);
	assert_int_equal(missed, VTIME_NEVER);
	assert_int_equal(flow_ended(&store, 1, 5, &missed, &err), 0);
	assert_int_equal(missed, 40);
	assert_int_equal(flow_ended(&store, 1, 5, &missed, &err), 0);
	assert_int_equal(missed, VTIME_NEVER);
}

static void the_newest_tick_of_a_flow_is_kept(void **state UNUSED)
{
	const struct flow_tick t = {
		.flow = 1, .run = 5, .next_at = 40, .ticked_at = 30
	};
	AUTO(flow_release) struct flow_row before = { 0 };
	AUTO(flow_release) struct flow_row after = { 0 };

	put_flow("a", 30);
	assert_int_equal(flow_load(&store, 1, &before, &err), 0);
	assert_int_equal(before.ticked_at, VTIME_NEVER);
	assert_int_equal(flow_ticked(&store, &t, &err), 0);
	assert_int_equal(flow_missed(&store, 1, 50, 40, &err), 0);
	assert_int_equal(flow_load(&store, 1, &after, &err), 0);
	assert_int_equal(after.ticked_at, 40);
	assert_int_equal(after.ticked_once, !after.step_ms);
}

static void equal_plans_are_kept_once(void **state UNUSED)
{
	int64_t a, b, again;

	assert_int_equal(plan_intern(&store, JSON({"a":1}), &a, &err), 0);
	assert_int_equal(plan_intern(&store, JSON({"b":1}), &b, &err), 0);
	assert_int_equal(plan_intern(&store, JSON({"a":1}), &again, &err), 0);
	assert_int_equal(a, again);
	assert_int_not_equal(a, b);
}

static void a_flow_comes_back_as_it_was_put(void **state UNUSED)
{
	AUTO(flow_release) struct flow_row f = { 0 };

	put_flow("a", 30);
	assert_int_equal(flow_find(&store, "a", &f, &err), 0);
	assert_string_equal(f.id, "a");
	assert_int_equal(f.start_at, 30);
	assert_int_equal(f.end_at, VTIME_NEVER);
	assert_int_equal(f.next_at, 30);
}

static void what_was_exported_is_remembered_by_flow_and_dataset(void **state UNUSED)
{
	vtime until;

	put_flow("a", 30);
	assert_int_equal(flow_load_exported(&store, 1, "d", &until, &err), 0);
	assert_int_equal(until, VTIME_MIN);
	assert_int_equal(flow_put_exported(&store, 1, "d", 7, &err), 0);
	assert_int_equal(flow_put_exported(&store, 1, "d", 9, &err), 0);
	assert_int_equal(flow_load_exported(&store, 1, "d", &until, &err), 0);
	assert_int_equal(until, 9);
	assert_int_equal(flow_load_exported(&store, 1, "e", &until, &err), 0);
	assert_int_equal(until, VTIME_MIN);
}

static void progress_lasts_with_its_transaction(void **state UNUSED)
{
	vtime until;

	put_flow("a", 30);
	assert_int_equal(store_begin(&store, &err), 0);
	assert_int_equal(flow_put_exported(&store, 1, "d", 7, &err), 0);
	assert_int_equal(store_commit(&store, &err), 0);
	assert_int_equal(store_begin(&store, &err), 0);
	assert_int_equal(flow_put_exported(&store, 1, "d", 9, &err), 0);
	store_rollback(&store);
	assert_int_equal(flow_load_exported(&store, 1, "d", &until, &err), 0);
	assert_int_equal(until, 7);
}

static void runs_are_listed_newest_first(void **state UNUSED)
{
	struct run_row row = { .detail = "{}", .flow_seq = 1 };
	struct selection all = { .table = TABLE_RUN, .by = COLUMN_RUN_CREATED_AT };
	struct last_run last;
	struct select_place place;
	struct stmt *q;

	put_flow("a", 30);
	for (row.serial = 1; row.serial <= 3; row.serial++)
		assert_int_equal(run_put(&store, &row, &err), 0);
	assert_int_equal(run_next_serial(&store, &row.serial, &err), 0);
	assert_int_equal(row.serial, 4);
	assert_int_equal(entity_find_tenant(&store, "O", "prod", &all.tenant, &err), 0);
	assert_int_equal(select_begin(&store, &all, &q, &err), 0);
	for (int64_t serial = 3; serial; serial--) {
		assert_int_equal(select_next(q, &place, &err), 1);
		assert_int_equal(place.seq, serial);
	}
	assert_int_equal(select_next(q, &place, &err), 0);
	stmt_end(q);
	assert_int_equal(flow_ran(&store, 1, 3, &err), 0);
	assert_int_equal(run_last_of(&store, "a", &last, &err), 0);
	assert_int_equal(last.serial, 3);
}

static void another_sandbox_is_another_tenant(void **state UNUSED)
{
	int64_t prod, dev;

	put_entity(KIND_FLOW, "a", "{}");
	assert_int_equal(entity_find_tenant(&store, "O", "prod", &prod, &err), 0);
	assert_true(prod > 0);
	assert_int_equal(entity_find_tenant(&store, "O", "dev", &dev, &err), 0);
	assert_int_equal(dev, 0); /* it has nothing yet */
}

static int put_tenant(const char *org)
{
	struct stmt *q = stmt_begin(&store.sql, SQL_TENANT_PUT);

	stmt_put_text(q, org);
	stmt_put_text(q, "prod");
	return stmt_run(q, &err);
}

static void a_statement_that_failed_is_given_back_like_one_that_ran(void **state UNUSED)
{
	int64_t number;

	assert_int_equal(put_tenant(NULL), -1);
	assert_int_equal(err.code, ERR_IO);
	err = (struct err){ 0 };
	assert_int_equal(put_tenant("O"), 0);
	assert_int_equal(put_tenant("P"), 0);
	assert_int_equal(entity_find_tenant(&store, "P", "prod", &number, &err), 0);
	assert_true(number > 0);
}

/* The rows of a deleted flow stay, for its runs. */
static void the_number_of_a_deleted_flow_is_not_given_out_again(void **state UNUSED)
{
	put_flow("a", 1000);
	assert_int_equal(entity_delete(&store, KIND_FLOW, "a", &err), 0);
	put_flow("b", 1000);
	assert_int_equal(put_entity(KIND_SOURCE, "s", "{}"), 3);
}

static void a_file_that_is_no_state_is_left_as_it_is(void **state UNUSED)
{
	AUTO(mem_free) char *folder = NULL;
	AUTO(mem_free) char *path = NULL;
	struct store other;
	struct buf text = { 0 };
	struct err why = { 0 };

	assert_int_equal(file_temp_dir("flowmock-test-", &folder, &err), 0);
	path = mem_printf("%s/notes.txt", folder);
	assert_int_equal(file_write(path, "dear diary, this is no database", 31, &err),
	                 0);
	assert_int_equal(store_open(path, &other, &why), -1);
	assert_non_null(strstr(why.text, path));
	assert_int_equal(file_read(path, 100, &text, &err), 0);
	assert_string_equal(buf_str(&text), "dear diary, this is no database");
	buf_release(&text);
	assert_int_equal(file_remove_tree(folder, &err), 0);
}

static void a_disk_that_takes_nothing_is_named_where_a_state_does_not_open(
	void **state UNUSED)
{
	AUTO(mem_free) char *folder = NULL;
	AUTO(mem_free) char *path = NULL;
	struct store s;
	struct err why = { 0 };
	int opened;

	assert_int_equal(file_temp_dir("flowmock-test-", &folder, &err), 0);
	path = mem_printf("%s/state.db", folder);
	assert_int_equal(store_open(path, &s, &err), 0);
	store_close(&s);
	full_disk_begin(8192);
	opened = store_open(path, &s, &why);
	full_disk_end();
	assert_int_equal(opened, -1);
	assert_non_null(strstr(why.text, "state.db: disk I/O error: File too large"));
	assert_int_equal(file_remove_tree(folder, &err), 0);
}

static void numbers_drawn_from_a_file_go_on_where_it_is_opened_again(void **state UNUSED)
{
	AUTO(mem_free) char *folder = NULL;
	AUTO(mem_free) char *path = NULL;

	assert_int_equal(file_temp_dir("flowmock-test-", &folder, &err), 0);
	path = mem_printf("%s/state.db", folder);
	for (int64_t i = 1; i <= 3; i++) {
		struct store s;

		assert_int_equal(store_open(path, &s, &err), 0);
		assert_int_equal(store_begin(&s, &err), 0);
		assert_int_equal(draw_from(&s, "a"), 2 * i - 1);
		assert_int_equal(draw_from(&s, "a"), 2 * i);
		assert_int_equal(store_commit(&s, &err), 0);
		assert_int_equal(store_begin(&s, &err), 0);
		assert_int_equal(draw_from(&s, "a"), 2 * i + 1); /* not committed */
		store_close(&s);
	}
	assert_int_equal(file_remove_tree(folder, &err), 0);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, opened_begin, opened_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(lends_the_text_of_the_callers_own_entities_only),
		TEST(two_entities_of_one_id_are_refused),
		TEST(a_rollback_leaves_nothing),
		TEST(the_number_of_a_deleted_flow_is_not_given_out_again),
		TEST(counts_up_from_one),
		TEST(numbers_are_drawn_by_name_without_a_gap),
		TEST(numbers_begin_again_in_an_emptied_store),
		TEST(numbers_drawn_from_a_file_go_on_where_it_is_opened_again),
		TEST(the_next_work_is_the_earliest_of_ticks_runs_and_files),
		TEST(files_expire_before_runs_go_on),
		TEST(a_run_is_read_as_often_as_its_job_says),
		TEST(the_missed_tick_is_shown_by_the_active_run_only),
		TEST(the_newest_tick_of_a_flow_is_kept),
		TEST(equal_plans_are_kept_once),
		TEST(progress_lasts_with_its_transaction),
		TEST(a_flow_comes_back_as_it_was_put),
		TEST(what_was_exported_is_remembered_by_flow_and_dataset),
		TEST(runs_are_listed_newest_first),
		TEST(another_sandbox_is_another_tenant),
		TEST(a_statement_that_failed_is_given_back_like_one_that_ran),
		TEST(a_file_that_is_no_state_is_left_as_it_is),
		TEST(a_disk_that_takes_nothing_is_named_where_a_state_does_not_open),
	};

	return cmocka_run_group_tests_name("store", tests, NULL, NULL);
}
