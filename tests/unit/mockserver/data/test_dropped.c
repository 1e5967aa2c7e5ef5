/*
 * test_dropped.c - files that somebody puts into a dataset's folder: which are seen, when
 */
#include "tests/unit/unit.h"

#include <unistd.h>

#include "lib/mem.h"
#include "lib/str.h"
#include "mockserver/data/bad_files.h"
#include "mockserver/data/dropped.h"
#include "tests/support/quoted.h"
#include "tests/support/scratch.h"

#define FIRST  "a00000000000000000000001"
#define SECOND "a00000000000000000000002"

static struct catalogue *catalogue;
static struct buf seen; /* "1/NAME ", or "1: " for a folder that can't be read */

static void put_dataset(void **state, const char *folder, const char *id)
{
	AUTO_MEM char *dataset = mem_printf("%s/dataset.json", folder);
	AUTO_MEM char *schema = mem_printf("%s/schema.json", folder);
	AUTO_MEM char *records = mem_printf("%s/records.jsonl", folder);
	AUTO_MEM char *entry =
		mem_printf("{'entry':{'id':'%s','name':'D'},'behavior':'record',"
	                   "'records':'records.jsonl'}",
	                   id);
	AUTO_MEM char *json = quoted(entry);
	AUTO_MEM char *type =
		quoted("{'type':'object','properties':{'n':{'type':'integer'}}}");

	scratch_write(state, dataset, json);
	scratch_write(state, schema, type);
	scratch_write(state, records, "");
}

static int setup(void **state)
{
	AUTO_MEM char *one = NULL;
	AUTO_MEM char *two = NULL;
	const char *folders[] = { NULL, NULL, NULL };
	struct err e = { 0 };

	if (scratch_open(state) < 0)
		return -1;
	put_dataset(state, "two", SECOND);
	put_dataset(state, "one", FIRST);
	folders[0] = two = scratch_path(state, "two");
	folders[1] = one = scratch_path(state, "one");
	if (catalogue_open(folders, &catalogue, &e) < 0)
		fail_msg("%s", e.text);
	return 0;
}

static int teardown(void **state)
{
	catalogue_close(catalogue);
	buf_release(&seen);
	return scratch_close(state);
}

/* A file whose text is "bad" is marked as such. */
static int visit(void *ctx UNUSED, const struct dropped *file, struct err *e UNUSED)
{
	AUTO(buf_release) struct buf text = { 0 };
	const char number = dataset_id(file->dataset)[23];

	if (!file->name) {
		buf_printf(&seen, "%c: ", number);
		assert_non_null(strstr(file->unread, "batches"));
		return 0;
	}
	assert_true(str_ends(file->path, file->name));
	if (dropped_is_bad(file))
		return 0;
	buf_printf(&seen, "%c/%s ", number, file->name);
	scratch_read(file->path, &text);
	if (str_starts(buf_str(&text), "bad"))
		dropped_mark_bad(catalogue, file, "no good");
	else
		dropped_mark_good(catalogue, file);
	return 0;
}

static void expect_scan(const char *expected)
{
	struct err e = { 0 };

	buf_clear(&seen);
	assert_int_equal(dropped_scan(catalogue, visit, NULL, &e), 0);
	assert_string_equal(buf_str(&seen), expected);
}

static const struct bad_files *bad(const char *id)
{
	return dataset_bad_files(catalogue_find(catalogue, id));
}

static void files_are_seen_by_dataset_and_then_by_name(void **state)
{
	expect_scan("");
	scratch_write(state, "two/batches/a.jsonl", "1");
	scratch_write(state, "one/batches/b.jsonl", "1");
	scratch_write(state, "one/batches/B.jsonl", "1");
	scratch_write(state, "one/batches/a.jsonl", "1");
	expect_scan("1/B.jsonl 1/a.jsonl 1/b.jsonl 2/a.jsonl ");
}

static void other_names_and_hidden_files_are_not_seen(void **state)
{
	static const char *const names[] = { "a.jsonl.part", ".a.jsonl", "a.json",
		                             "jsonl" };

	for_each_row(i, names) {
		AUTO_MEM char *path = mem_printf("one/batches/%s", names[i]);

		scratch_write(state, path, "1");
	}
	expect_scan("");
}

static void a_bad_file_is_known_until_its_size_or_time_changes(void **state)
{
	scratch_write(state, "one/batches/a.jsonl", "bad");
	expect_scan("1/a.jsonl ");
	expect_scan("");
	assert_int_equal(bad(FIRST)->count, 1);
	assert_int_equal(bad(SECOND)->count, 0);
	assert_string_equal(bad(FIRST)->all[0].reason, "no good");
	scratch_write(state, "one/batches/a.jsonl", "bad again");
	expect_scan("1/a.jsonl ");
	expect_scan("");
	assert_int_equal(bad(FIRST)->count, 1);
	scratch_write(state, "one/batches/a.jsonl", "well");
	expect_scan("1/a.jsonl ");
	assert_int_equal(bad(FIRST)->count, 0);
}

static void a_bad_file_that_is_gone_is_forgotten(void **state)
{
	AUTO_MEM char *path = scratch_path(state, "one/batches/a.jsonl");

	scratch_write(state, "one/batches/a.jsonl", "bad");
	scratch_write(state, "one/batches/b.jsonl", "bad");
	expect_scan("1/a.jsonl 1/b.jsonl ");
	assert_int_equal(unlink(path), 0);
	expect_scan("");
	assert_int_equal(bad(FIRST)->count, 1);
	assert_string_equal(bad(FIRST)->all[0].name, "b.jsonl");
}

static void a_folder_that_cannot_be_read_is_news_once(void **state)
{
	AUTO_MEM char *folder = scratch_path(state, "one/batches");
	const struct dataset *d = catalogue_find(catalogue, FIRST);

	scratch_write(state, "one/batches", "a file");
	scratch_write(state, "two/batches/a.jsonl", "1");
	expect_scan("1: 2/a.jsonl ");
	expect_scan("2/a.jsonl ");
	assert_non_null(dataset_unread(d));
	assert_int_equal(unlink(folder), 0);
	expect_scan("2/a.jsonl ");
	assert_null(dataset_unread(d));
	scratch_write(state, "one/batches", "a file");
	expect_scan("1: 2/a.jsonl ");
}

static int fail_at_b(void *ctx, const struct dropped *file, struct err *e)
{
	int *count = ctx;

	++*count;
	if (!file->name)
		return err_set(e, ERR_IO, "no folder");
	return *file->name == 'b' ? err_set(e, ERR_IO, "no more") : 0;
}

static void what_the_visitor_fails_with_ends_the_scan(void **state)
{
	struct err e = { 0 };
	int count = 0;

	scratch_write(state, "one/batches/a.jsonl", "1");
	scratch_write(state, "one/batches/b.jsonl", "1");
	scratch_write(state, "one/batches/c.jsonl", "1");
	scratch_write(state, "two/batches/a.jsonl", "1");
	assert_int_equal(dropped_scan(catalogue, fail_at_b, &count, &e), -1);
	assert_string_equal(e.text, "no more");
	assert_int_equal(count, 2);
	assert_null(dataset_unread(catalogue_find(catalogue, FIRST)));
}

static void what_it_fails_with_at_a_folder_does_so_too(void **state)
{
	struct err e = { 0 };
	int count = 0;

	scratch_write(state, "one/batches", "a file");
	scratch_write(state, "two/batches/a.jsonl", "1");
	assert_int_equal(dropped_scan(catalogue, fail_at_b, &count, &e), -1);
	assert_string_equal(e.text, "no folder");
	assert_int_equal(count, 1);
	count = 0; /* what is known is no news, and the scan goes on */
	assert_int_equal(dropped_scan(catalogue, fail_at_b, &count, &e), 0);
	assert_int_equal(count, 1);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(files_are_seen_by_dataset_and_then_by_name),
		TEST(other_names_and_hidden_files_are_not_seen),
		TEST(a_bad_file_is_known_until_its_size_or_time_changes),
		TEST(a_bad_file_that_is_gone_is_forgotten),
		TEST(a_folder_that_cannot_be_read_is_news_once),
		TEST(what_the_visitor_fails_with_ends_the_scan),
		TEST(what_it_fails_with_at_a_folder_does_so_too),
	};

	return cmocka_run_group_tests_name("dropped", tests, NULL, NULL);
}
