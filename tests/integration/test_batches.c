/*
 * test_batches.c - records that are posted to datasets, or dropped into their folders
 */
#include "tests/unit/unit.h"

#include <unistd.h>

#include "lib/file/file.h"
#include "lib/mem.h"
#include "lib/str.h"
#include "tests/support/mock.h"
#include "tests/support/quoted.h"

#define ID   "aaaaaaaaaaaaaaaaaaaaaaaa"
#define POST "/__admin/datasets/" ID "/batches"
#define EVERY_3_HOURS \
	JSON({"exportMode":"FIRST_FULL_THEN_INCREMENTAL","interval":3,"timeUnit":"hour", \
	     "startTime":1767225600})

/* A mock with a dataset of the test's own, which has one record at its start. */
struct stage {
	struct mock mock;
	char *datasets; /* the folder with the datasets */
	const char *folders[2];
};

static void put(const struct stage *s, const char *name, const char *text)
{
	AUTO(mem_free) char *path = mem_printf("%s/%s", s->datasets, name);
	AUTO(mem_free) char *folder = mem_strdup(path);
	AUTO(mem_free) char *bytes = quoted(text);
	struct err e = { 0 };

	*strrchr(folder, '/') = '\0';
	assert_int_equal(file_make_dirs(folder, &e), 0);
	assert_int_equal(file_write(path, bytes, strlen(bytes), &e), 0);
}

static int setup_with(void **state, const char *db)
{
	struct stage *s = mem_alloc(sizeof(*s));
	struct err e = { 0 };

	assert_int_equal(file_temp_dir("flowmock-datasets-", &s->datasets, &e), 0);
	s->folders[0] = s->datasets;
	put(s, "mine/dataset.json",
	    "{'entry':{'id':'" ID "','name':'Mine'},'behavior':'record',"
	    "'records':'records.jsonl'}");
	put(s, "mine/schema.json",
	    "{'type':'object','properties':{'n':{'type':'integer'}},'required':['n']}");
	put(s, "mine/records.jsonl", "{'arrivedAt':'-P1D','record':{'n':0}}\n");
	mock_begin_with(&s->mock, db,
	                &(struct flowmock_options){ .datasets = s->folders });
	*state = s;
	return 0;
}

static int setup(void **state)
{
	return setup_with(state, NULL);
}

static int setup_on_disk(void **state)
{
	return setup_with(state, "state.db");
}

static int teardown(void **state)
{
	struct stage *s = *state;
	struct err e = { 0 };

	mock_end(&s->mock);
	assert_int_equal(file_remove_tree(s->datasets, &e), 0);
	free(s->datasets);
	free(s);
	return 0;
}

/* What the list of datasets says of ours; the caller deletes it. */
static cJSON *listed(struct stage *s)
{
	struct mock_reply r = mock_ask(&s->mock, "GET", "/__admin/datasets", NULL);
	cJSON *one, *found = NULL;

	assert_int_equal(r.status, 200);
	cJSON_ArrayForEach(one, json_get(r.body, "datasets")) {
		if (!strcmp(json_str(one, "id"), ID))
			found = json_copy(one);
	}
	mock_reply_release(&r);
	assert_non_null(found);
	return found;
}

static int64_t number(struct stage *s, const char *member)
{
	AUTO(cJSON_Delete) cJSON *one = listed(s);
	int64_t n = -1;

	assert_true(json_int(one, member, &n));
	return n;
}

/* Posts lines, written with ' for "; the batch's id. */
static char *post(struct stage *s, const char *lines)
{
	AUTO(mem_free) char *text = quoted(lines);
	struct mock_reply r = mock_ask(&s->mock, "POST", POST, text);
	char *id;

	if (r.status != 200)
		fail_msg("%s", r.text);
	id = mem_strdup(json_str(r.body, "batchId"));
	mock_reply_release(&r);
	return id;
}

static char *make_flow(struct stage *s)
{
	return mock_make_flow(&s->mock, ID, "JSON", "NONE", EVERY_3_HOURS);
}

/* The records of each run that fired, as "3 0 ". */
static char *fired(struct stage *s, const char *duration)
{
	AUTO(cJSON_Delete) cJSON *answer = mock_advance(&s->mock, duration);
	struct buf out = { 0 };
	const cJSON *one;

	cJSON_ArrayForEach(one, json_get(answer, "fired")) {
		int64_t records = -1;

		assert_true(json_int(one, "records", &records));
		buf_printf(&out, "%lld ", (long long)records);
	}
	return buf_take(&out);
}

static void expect_fired(struct stage *s, const char *duration, const char *expected)
{
	AUTO(mem_free) char *got = fired(s, duration);

	assert_string_equal(got, expected);
}

/* All lines of all exported files, sorted by path. */
struct exported {
	const struct stage *s;
	struct buf lines;
};

static int add_file(void *ctx, const char *relative, uint64_t size UNUSED, struct err *e)
{
	struct exported *x = ctx;
	AUTO(mem_free) char *path = mem_printf("%s/%s", x->s->mock.exports, relative);

	return file_read(path, 1 << 20, &x->lines, e);
}

static void expect_exported(const struct stage *s, const char *expected)
{
	AUTO(mem_free) char *text = quoted(expected);
	struct exported x = { .s = s };
	struct err e = { 0 };

	assert_int_equal(file_walk(s->mock.exports, add_file, &x, &e), 0);
	assert_string_equal(buf_str(&x.lines), text);
	buf_release(&x.lines);
}

static void a_restart_keeps_batches_and_what_is_still_to_arrive(void **state)
{
	struct stage *s = *state;
	AUTO(mem_free) char *flow = make_flow(s);
	AUTO(mem_free) char *first = NULL, *second = NULL;

	expect_fired(s, "PT1H", "1 ");
	first = post(s, "{'record':{'n':1}}\n{'arrivedAt':'+PT4H','record':{'n':2}}\n");
	mock_restart(&s->mock, "state.db");
	assert_int_equal(number(s, "batches"), 1);
	assert_int_equal(number(s, "recordsArrived"), 1); /* nothing before now */
	expect_fired(s, "PT2H", "1 ");
	mock_restart(&s->mock, "state.db");
	second = post(s, "{'arrivedAt':'+PT1H','record':{'n':3}}\n");
	assert_string_not_equal(first, second);
	expect_fired(s, "PT3H", "2 ");
	expect_fired(s, "PT3H", "0 ");
	expect_exported(s, "{'n':0}\n{'n':1}\n{'n':3}\n{'n':2}\n");
}

static void a_reset_forgets_them_and_the_next_ones_have_the_same_ids(void **state)
{
	static const char lines[] = "{'record':{'n':1}}";
	struct stage *s = *state;
	AUTO(mem_free) char *first = post(s, lines);
	AUTO(mem_free) char *again = NULL;
	struct mock_reply r = mock_ask(&s->mock, "POST", "/__admin/reset", "{}");

	assert_int_equal(r.status, 200);
	mock_reply_release(&r);
	assert_int_equal(number(s, "batches"), 0);
	cJSON_Delete(mock_advance(&s->mock, "PT1H"));
	assert_int_equal(number(s, "recordsArrived"), 1);
	again = post(s, lines);
	assert_string_equal(first, again);
}

/* An ad-hoc export at the instant of a post leaves its records to the next run. */
static void an_export_ends_before_its_own_instant(void **state)
{
	struct stage *s = *state;
	AUTO(mem_free) char *flow = make_flow(s);

	expect_fired(s, "PT1H", "1 ");
	for (int i = 1; i <= 2; i++) {
		AUTO(mem_free) char *batch = post(s, "{'record':{'n':1}}");
		struct mock_reply r = mock_export(&s->mock, flow, ID);

		assert_int_equal(r.status, 200);
		mock_reply_release(&r);
	}
	expect_exported(s, "{'n':0}\n");
	expect_fired(s, "PT2H", "2 ");
}

static void a_posted_batch_is_in_the_catalog_under_its_id(void **state)
{
	struct stage *s = *state;
	AUTO_MEM char *early =
		post(s, "{'record':{'n':1}}\n{'arrivedAt':'+PT2H','record':{'n':2}}");
	AUTO(mem_free) char *late = post(s, "{'arrivedAt':'+PT2H','record':{'n':3}}");
	AUTO(mem_free) char *later = post(s, "{'arrivedAt':'+PT3H','record':{'n':3}}");
	const char *const path = "/data/foundation/catalog/batches?dataSet=" ID;
	const char *expected[3] = { later, late, early };
	struct mock_reply r = mock_ask(&s->mock, "GET", path, NULL);
	const cJSON *one;
	int64_t n = 0;
	size_t i = 0;

	assert_int_equal(cJSON_GetArraySize(r.body), 1); /* the hour of the own record */
	mock_reply_release(&r);
	cJSON_Delete(mock_advance(&s->mock, "PT3H"));
	r = mock_ask(&s->mock, "GET", path, NULL);
	assert_int_equal(cJSON_GetArraySize(r.body), 4);
	cJSON_ArrayForEach(one, r.body) {
		if (i < ARRAY_LEN(expected))
			assert_string_equal(one->string, expected[i++]);
	}
	assert_true(json_int(json_get(r.body, early), "metrics.outputRecordCount", &n));
	assert_int_equal(n, 2);
	assert_true(json_int(json_get(r.body, early), "completed", &n));
	assert_int_equal(n, INT64_C(1767225600000) + 2 * 3600 * 1000);
	mock_reply_release(&r);
}

static void files_in_the_folder_are_taken_once_in_order_of_their_names(void **state)
{
	struct stage *s = *state;
	AUTO(mem_free) char *flow = make_flow(s);

	expect_fired(s, "PT1H", "1 ");
	put(s, "mine/batches/2.jsonl", "{'record':{'n':2}}\n");
	put(s, "mine/batches/1.jsonl", "{'arrivedAt':'-P9D','record':{'n':1}}\n");
	put(s, "mine/batches/3.jsonl.part", "{'record':{'n':3}}\n");
	put(s, "mine/batches/.4.jsonl", "{'record':{'n':4}}\n");
	put(s, "mine/batches/below/5.jsonl", "{'record':{'n':5}}\n");
	expect_fired(s, "PT2H", "2 ");
	assert_int_equal(number(s, "batches"), 2);
	put(s, "mine/batches/1.jsonl", "{'record':{'n':6}}\n{'record':{'n':7}}\n");
	expect_fired(s, "PT3H", "0 ");
	mock_restart(&s->mock, "state.db");
	expect_fired(s, "PT3H", "0 ");
	expect_exported(s, "{'n':0}\n{'n':1}\n{'n':2}\n");
}

static void a_bad_file_is_shown_and_taken_when_it_is_repaired(void **state)
{
	struct stage *s = *state;
	AUTO(mem_free) char *path = mem_printf("%s/mine/batches/x.jsonl", s->datasets);
	AUTO(cJSON_Delete) cJSON *bad = NULL, *good = NULL;
	const char *reason;

	put(s, "mine/batches/x.jsonl", "{'record':{'n':1}}\n{'record':{'m':2}}\n");
	bad = listed(s);
	assert_string_equal(json_str(bad, "refusedFiles[0].file"), "x.jsonl");
	reason = json_str(bad, "refusedFiles[0].reason");
	assert_true(str_starts(reason, path));
	assert_string_equal(reason + strlen(path), ":2: /record/n: is missing");
	assert_int_equal(number(s, "batches"), 0);
	put(s, "mine/batches/x.jsonl", "{'record':{'n':1}}\n{'record':{'n':2}}\n\n");
	assert_int_equal(number(s, "batches"), 0);
	put(s, "mine/batches/x.jsonl", "{'record':{'n':1}}\n{'record':{'n':2}}\n");
	assert_int_equal(number(s, "batches"), 1);
	good = listed(s);
	assert_int_equal(cJSON_GetArraySize(json_get(good, "refusedFiles")), 0);
}

/* Below the datasets' folder, `name` leads to `to`. */
static void put_link(const struct stage *s, const char *name, const char *to)
{
	AUTO(mem_free) char *path = mem_printf("%s/%s", s->datasets, name);

	assert_int_equal(symlink(to, path), 0);
}

static void drop(const struct stage *s, const char *name)
{
	AUTO(mem_free) char *path = mem_printf("%s/%s", s->datasets, name);

	assert_int_equal(unlink(path), 0);
}

static void expect_refused(struct stage *s, const char *file, const char *cause)
{
	AUTO_MEM char *reason =
		mem_printf("cannot open '%s/mine/batches%s%s': %s", s->datasets,
	                   strcmp(file, "batches") != 0 ? "/" : "",
	                   strcmp(file, "batches") != 0 ? file : "", cause);
	AUTO(cJSON_Delete) cJSON *bad = listed(s);

	assert_int_equal(cJSON_GetArraySize(json_get(bad, "refusedFiles")), 1);
	assert_string_equal(json_str(bad, "refusedFiles[0].file"), file);
	assert_string_equal(json_str(bad, "refusedFiles[0].reason"), reason);
}

/* The newest run has failed, and says so with these words. */
static void expect_failed(struct stage *s, const char *says)
{
	struct mock_reply r =
		mock_ask(&s->mock, "GET", "/runs?orderby=-createdAt&limit=1", NULL);
	const char *at = "items[0].metrics.statusSummary";

	assert_string_equal(json_str(json_at(r.body, at), "status"), "failed");
	assert_non_null(strstr(json_str(json_at(r.body, at), "errors[0].message"), says));
	mock_reply_release(&r);
}

static void a_folder_that_can_not_be_read_fails_the_runs_that_need_it(void **state)
{
	struct stage *s = *state;
	AUTO(mem_free) char *flow = NULL, *other = NULL, *ask = NULL, *run = NULL;

	put(s, "mine/batches", "a file in its place");
	expect_refused(s, "batches", "Not a directory");
	flow = make_flow(s);
	other = mock_make_flow(&s->mock, "5ef3e3259ad2a1191ab7dd7d", "JSON", "NONE",
	                       EVERY_3_HOURS);
	ask = mem_printf(JSON({"flowId":"%s"}), flow);
	expect_fired(s, "PT1H", "0 1000 ");
	run = mock_make(&s->mock, "/runs", ask);
	expect_failed(s, "mine/batches': Not a directory");
	drop(s, "mine/batches");
	put_link(s, "mine/batches", "nowhere");
	expect_refused(s, "batches", "No such file or directory");
	expect_fired(s, "PT2H", "120 0 ");
	drop(s, "mine/batches");
	put(s, "mine/batches/1.jsonl", "{'record':{'n':1}}\n");
	expect_fired(s, "PT3H", "120 2 ");
	assert_int_equal(number(s, "batches"), 1);
}

static void a_link_to_a_file_is_taken_and_one_to_nothing_is_shown(void **state)
{
	struct stage *s = *state;

	put(s, "mine/elsewhere.jsonl", "{'record':{'n':1}}\n");
	put(s, "mine/batches/.keep", "");
	put_link(s, "mine/batches/1.jsonl", "../elsewhere.jsonl");
	put_link(s, "mine/batches/2.jsonl", "../nowhere.jsonl");
	expect_refused(s, "2.jsonl", "No such file or directory");
	assert_int_equal(number(s, "batches"), 1);
	put(s, "mine/nowhere.jsonl", "{'record':{'n':2}}\n");
	assert_int_equal(number(s, "batches"), 2);
}

static void batches_wait_for_a_dataset_that_is_not_there(void **state)
{
	struct stage *s = *state;
	AUTO(mem_free) char *batch = post(s, "{'record':{'n':1}}");

	s->mock.options.datasets = NULL;
	mock_restart(&s->mock, "state.db");
	s->mock.options.datasets = s->folders;
	mock_restart(&s->mock, "state.db");
	assert_int_equal(number(s, "batches"), 1);
	cJSON_Delete(mock_advance(&s->mock, "PT1H"));
	assert_int_equal(number(s, "recordsArrived"), 2);
}

#define TEST(begin, name) cmocka_unit_test_setup_teardown(name, begin, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(setup_on_disk, a_restart_keeps_batches_and_what_is_still_to_arrive),
		TEST(setup, a_reset_forgets_them_and_the_next_ones_have_the_same_ids),
		TEST(setup, an_export_ends_before_its_own_instant),
		TEST(setup, a_posted_batch_is_in_the_catalog_under_its_id),
		TEST(setup_on_disk,
		     files_in_the_folder_are_taken_once_in_order_of_their_names),
		TEST(setup, a_bad_file_is_shown_and_taken_when_it_is_repaired),
		TEST(setup, a_folder_that_can_not_be_read_fails_the_runs_that_need_it),
		TEST(setup, a_link_to_a_file_is_taken_and_one_to_nothing_is_shown),
		TEST(setup_on_disk, batches_wait_for_a_dataset_that_is_not_there),
	};

	return cmocka_run_group_tests_name("batches", tests, NULL, NULL);
}
