/*
 * test_catalogue.c - mockserver/data/catalogue.c and load.c
 */
#include "tests/unit/unit.h"

#include <unistd.h>

#include "lib/file/file.h"
#include "lib/mem.h"
#include "mockserver/data/dropped.h"
#include "mockserver/data/load.h"
#include "tests/support/quoted.h"
#include "tests/support/scratch.h"

#define ID     "aaaaaaaaaaaaaaaaaaaaaaaa"
#define ENTRY  "'entry':{'id':'" ID "','name':'Mine'},'behavior':'record'"
#define SCHEMA "{'type':'object','properties':{'x':{'type':'integer'}}}"
#define LINES  "{'arrivedAt':'-P1D','record':{'x':1}}\n"

static void put(void **state, const char *name, const char *text)
{
	AUTO(mem_free) char *path = scratch_path(state, name);
	AUTO(mem_free) char *bytes = quoted(text);
	AUTO(mem_free) char *folder = mem_strdup(path);
	struct err e = { 0 };

	*strrchr(folder, '/') = '\0';
	assert_int_equal(file_make_dirs(folder, &e), 0);
	assert_int_equal(file_write(path, bytes, strlen(bytes), &e), 0);
}

/* A whole dataset; a file that is NULL is left out. */
static void put_dataset(void **state, const char *folder, const char *dataset,
                        const char *schema, const char *records)
{
	const struct {
		const char *name, *text;
	} files[] = {
		{ "dataset.json", dataset },
		{ "schema.json", schema },
		{ "records.jsonl", records },
	};

	for_each_row(i, files) {
		AUTO(mem_free) char *name = mem_printf("%s/%s", folder, files[i].name);

		if (files[i].text)
			put(state, name, files[i].text);
	}
}

/* Opens the catalogue with one folder of the scratch folder. */
static struct catalogue *opened(void **state, const char *folder, struct err *e)
{
	AUTO(mem_free) char *path = scratch_path(state, folder);
	const char *const folders[] = { path, NULL };
	struct catalogue *c = NULL;

	if (catalogue_open(folders, &c, e) < 0)
		return NULL;
	return c;
}

static void the_shipped_ones_are_always_there(void **state UNUSED)
{
	AUTO(catalogue_close) struct catalogue *c = NULL;
	struct err e = { 0 };

	if (catalogue_open(NULL, &c, &e) < 0)
		fail_msg("%s", e.text);
	assert_true(catalogue_count(c) >= 8);
	for (size_t i = 1; i < catalogue_count(c); i++)
		assert_true(strcmp(dataset_id(catalogue_at(c, i - 1)),
		                   dataset_id(catalogue_at(c, i))) < 0);
	for (size_t i = 0; i < catalogue_count(c); i++) {
		const struct dataset *d = catalogue_at(c, i);

		assert_ptr_equal(catalogue_find(c, dataset_id(d)), d);
		assert_string_equal(json_str(dataset_entry(d), "id"), dataset_id(d));
		assert_string_equal(json_str(dataset_entry(d), "name"), dataset_name(d));
	}
	assert_null(catalogue_find(c, ID));
	assert_null(catalogue_find(c, ""));
}

static void a_folder_may_be_a_dataset_or_hold_several(void **state)
{
	AUTO(catalogue_close) struct catalogue *one = NULL, *all = NULL;
	struct err e = { 0 };

	put_dataset(state, "all/mine", "{" ENTRY ",'records':'records.jsonl'}", SCHEMA,
	            LINES LINES);
	put_dataset(state, "all/other",
	            "{'entry':{'id':'bbbbbbbbbbbbbbbbbbbbbbbb','name':'Other'},"
	            "'behavior':'record','generator':{'rowsAtStart':7}}",
	            SCHEMA, NULL);
	put(state, "all/deeper/still/dataset.json", "not looked at");
	put(state, "all/README.md", "not looked at either");

	one = opened(state, "all/mine", &e);
	assert_non_null(one);
	assert_non_null(catalogue_find(one, ID));
	assert_null(catalogue_find(one, "bbbbbbbbbbbbbbbbbbbbbbbb"));
	all = opened(state, "all", &e);
	assert_non_null(all);
	assert_int_equal(catalogue_count(all), catalogue_count(one) + 1);
	assert_string_equal(dataset_name(catalogue_find(all, ID)), "Mine");
	assert_int_equal(dataset_arrived(catalogue_find(all, ID), 0, 0), 2);
	assert_int_equal(dataset_arrived(catalogue_find(all, "bbbbbbbbbbbbbbbbbbbbbbbb"),
	                                 0, 0),
	                 7);
	assert_int_equal(dataset_own_arrival(catalogue_find(all, ID), 0, 1), -MS_PER_DAY);
	assert_int_equal(dataset_own_arrival(catalogue_find(all, ID), 0, 2), VTIME_NEVER);
}

static void a_link_to_a_dataset_is_that_dataset(void **state)
{
	AUTO(catalogue_close) struct catalogue *c = NULL;
	AUTO_MEM char *link = scratch_path(state, "some/link");
	struct err e = { 0 };

	put_dataset(state, "mine", "{" ENTRY ",'records':'records.jsonl'}", SCHEMA,
	            LINES);
	put(state, "some/README.md", "not looked at");
	assert_int_equal(symlink("../mine", link), 0);
	c = opened(state, "some", &e);
	assert_string_equal(e.text, "");
	assert_non_null(catalogue_find(c, ID));
}

static void the_entry_keeps_what_it_said(void **state)
{
	AUTO(catalogue_close) struct catalogue *c = NULL;
	AUTO(mem_free) char *text = NULL, *expected = NULL;
	struct err e = { 0 };

	put_dataset(state, "d",
	            "{'entry':{'tags':{'a/b':['c:d']},'id':'" ID
	            "','created':1658499154836,"
	            "'name':'N','fileDescription':{'containerFormat':null}},"
	            "'behavior':'record','generator':{'rowsAtStart':0}}",
	            SCHEMA, NULL);
	c = opened(state, "d", &e);
	assert_non_null(c);
	text = json_text(dataset_entry(catalogue_find(c, ID)));
	expected = quoted("{'tags':{'a/b':['c:d']},'id':'" ID "','created':1658499154836,"
	                  "'name':'N','fileDescription':{'containerFormat':null}}");
	assert_string_equal(text, expected);
}

static void a_time_series_needs_its_timestamp(void **state)
{
	static const struct {
		const char *schema;
		bool fits;
	} cases[] = {
		{ SCHEMA, false },
		{ "{'type':'object','properties':{'timestamp':{'type':'string',"
		  "'format':'date-time'}}}",
		  false },
		{ "{'type':'object','properties':{'timestamp':{'type':'integer'}},"
		  "'required':['timestamp']}",
		  false },
		{ "{'type':'object','properties':{'timestamp':{'type':'string',"
		  "'format':'date-time'}},'required':['timestamp']}",
		  true },
	};

	for_each_row(i, cases) {
		AUTO(catalogue_close) struct catalogue *c = NULL;
		struct err e = { 0 };

		put_dataset(state, "d",
		            "{'entry':{'id':'" ID
		            "','name':'N'},'behavior':'time-series',"
		            "'generator':{'rowsAtStart':0}}",
		            cases[i].schema, NULL);
		c = opened(state, "d", &e);
		assert_int_equal(c != NULL, cases[i].fits);
		if (c)
			assert_int_equal(dataset_behavior(catalogue_find(c, ID)),
			                 DATASET_TIME_SERIES);
		else
			assert_non_null(strstr(e.text,
			                       "d/schema.json:1: a time series needs a "
			                       "required date-time 'timestamp'"));
	}
}

static void bad_folders_are_refused_with_file_and_place(void **state)
{
	static const struct {
		const char *dataset, *schema, *records;
		enum err_code code;
		const char *expected; /* after the folder's path */
	} cases[] = {
		{ "{'entry':", SCHEMA, NULL, ERR_INVALID, "dataset.json:1:10: " },
		{ "{\n'entry':{},}", SCHEMA, NULL, ERR_INVALID, "dataset.json:2:12: " },
		{ "[]", SCHEMA, NULL, ERR_INVALID, "dataset.json:1: " },
		{ "{" ENTRY "}", SCHEMA, LINES, ERR_INVALID, "dataset.json:1: " },
		{ "{" ENTRY ",'records':'records.jsonl','generator':{'rowsAtStart':1}}",
		  SCHEMA, LINES, ERR_INVALID, "dataset.json:1: " },
		{ "{'behavior':'record','entry':{'id':'ABC','name':'N'},'records':'r."
		  "jsonl'}",
		  SCHEMA, NULL, ERR_INVALID, "dataset.json:1: /entry/id: " },
		{ "{'behavior':'record','entry':{'id':'" ID "','name':'N','nmae':1},"
		  "'records':'records.jsonl'}",
		  SCHEMA, LINES, ERR_INVALID, "dataset.json:1: /entry/nmae: " },
		{ "{'behavior':'events','entry':{'id':'" ID "','name':'N'},"
		  "'records':'records.jsonl'}",
		  SCHEMA, LINES, ERR_INVALID, "dataset.json:1: /behavior: " },
		{ "{" ENTRY ",'records':'../records.jsonl'}", SCHEMA, LINES, ERR_INVALID,
		  "dataset.json:1: /records: " },
		{ "{" ENTRY ",\n'generator':{'rowsAtStart':1,\n'rows':2}}", SCHEMA, NULL,
		  ERR_INVALID, "dataset.json:3: /generator/rows: " },
		{ "{" ENTRY ",'generator':{'rowsAtStart':-1}}", SCHEMA, NULL, ERR_INVALID,
		  "dataset.json:1: /generator/rowsAtStart: " },
		{ "{" ENTRY ",'generator':{'rowsAtStart':1,'fields':{'y':{}}}}", SCHEMA,
		  NULL, ERR_INVALID,
		  "dataset.json:1: /generator/fields: the schema has no field 'y'" },
		{ "{" ENTRY
		  ",'generator':{'rowsAtStart':1,'fields':{'x':{'kind':'text'}}}}",
		  SCHEMA, NULL, ERR_INVALID,
		  "dataset.json:1: /generator/fields/x: 'text' cannot fill a column of "
		  "type "
		  "int64" },
		{ "{" ENTRY ",'records':'records.jsonl'}", "{'type':'object'", LINES,
		  ERR_INVALID, "schema.json:1:17: " },
		{ "{" ENTRY ",'records':'records.jsonl'}",
		  "{'type':'object','properties':{\n'x':{'type':'int'}}}", LINES,
		  ERR_INVALID,
		  "schema.json:2: /properties/x: 'int' is no type that a column can "
		  "have" },
		{ "{" ENTRY ",'records':'records.jsonl'}", SCHEMA, LINES "{'arrivedAt'}",
		  ERR_INVALID, "records.jsonl:2:13: " },
		{ "{" ENTRY ",'records':'records.jsonl'}", SCHEMA,
		  LINES "{'arrivedAt':'+0s','record':{'x':'1'}}", ERR_INVALID,
		  "records.jsonl:2: /record/x: is not a whole number" },
		{ "{" ENTRY ",'records':'record.jsonl'}", SCHEMA, LINES, ERR_NOT_FOUND,
		  "record.jsonl" },
		{ "{" ENTRY ",'generator':{'rowsAtStart':1}}", NULL, NULL, ERR_NOT_FOUND,
		  "schema.json" },
	};

	for_each_row(i, cases) {
		AUTO(mem_free) char *folder = mem_printf("bad%zu", i);
		AUTO(mem_free) char *path = scratch_path(state, folder);
		struct err e = { 0 };
		const char *at;

		put_dataset(state, folder, cases[i].dataset, cases[i].schema,
		            cases[i].records);
		if (opened(state, folder, &e))
			fail_msg("case %zu: %s is taken", i, cases[i].dataset);
		assert_int_equal(e.code, cases[i].code);
		at = strstr(e.text, path);
		if (!at || strncmp(at + strlen(path) + 1, cases[i].expected,
		                   strlen(cases[i].expected)) != 0)
			fail_msg("case %zu: %s, want %s", i, e.text, cases[i].expected);
	}
}

static void two_datasets_of_one_id_are_refused(void **state)
{
	struct err e = { 0 }, shipped = { 0 };

	put_dataset(state, "two/a", "{" ENTRY ",'generator':{'rowsAtStart':1}}", SCHEMA,
	            NULL);
	put_dataset(state, "two/b", "{" ENTRY ",'generator':{'rowsAtStart':1}}", SCHEMA,
	            NULL);
	assert_null(opened(state, "two", &e));
	assert_int_equal(e.code, ERR_INVALID);
	assert_non_null(strstr(e.text, "/entry/id: '" ID "' is the id of "));
	put_dataset(state, "again",
	            "{'entry':{'id':'5ef3e3259ad2a1191ab7dd7d','name':'N'},"
	            "'behavior':'record','generator':{'rowsAtStart':1}}",
	            SCHEMA, NULL);
	assert_null(opened(state, "again", &shipped));
	assert_non_null(strstr(shipped.text, "'5ef3e3259ad2a1191ab7dd7d'"));
}

/* The two that come first in order of id, before all that are shipped. */
static void the_first_two_may_not_share_an_id_either(void **state)
{
	static const char first[] =
		"{'entry':{'id':'000000000000000000000000','name':'N'},"
		"'behavior':'record','generator':{'rowsAtStart':1}}";
	struct err e = { 0 };

	put_dataset(state, "two/a", first, SCHEMA, NULL);
	put_dataset(state, "two/b", first, SCHEMA, NULL);
	assert_null(opened(state, "two", &e));
	assert_non_null(strstr(e.text, "'000000000000000000000000' is the id of "));
}

static void a_batch_belongs_to_its_dataset_until_it_is_forgotten(void **state UNUSED)
{
	AUTO(catalogue_close) struct catalogue *c = NULL;
	struct err e = { 0 };

	if (catalogue_open(NULL, &c, &e) < 0)
		fail_msg("%s", e.text);
	for (size_t i = 0; i < catalogue_count(c); i++) {
		const struct dataset *d = catalogue_at(c, i);

		row_int_equal(i, load_own(c, d) == d, true);
	}
	for (size_t i = 0; i < catalogue_count(c); i++)
		bad_files_put(&load_own(c, catalogue_at(c, i))->bad, "x", "is empty",
		              (struct file_stamp){ 0 });
	catalogue_forget(c);
	for (size_t i = 0; i < catalogue_count(c); i++)
		row_int_equal(i, dataset_bad_files(catalogue_at(c, i))->count, 0);
}

static size_t count_read(struct catalogue *c)
{
	size_t read = 0;

	for (size_t i = 0; i < catalogue_count(c); i++)
		read += load_at(c, i)->posted != NULL;
	return read;
}

static int see_nothing(void *ctx UNUSED, const struct dropped *f UNUSED,
                       struct err *e UNUSED)
{
	return 0;
}

/* A start does not read what nobody exports. */
static void a_shipped_one_is_read_when_it_is_first_asked_for(void **state UNUSED)
{
	AUTO(catalogue_close) struct catalogue *c = NULL;
	const struct dataset *d;
	struct err e = { 0 };

	assert_int_equal(catalogue_open(NULL, &c, &e), 0);
	assert_int_equal(dropped_scan(c, see_nothing, NULL, &e), 0);
	catalogue_forget(c);
	assert_null(catalogue_find(c, "no such id"));
	assert_int_equal(count_read(c), 0);
	d = catalogue_find(c, dataset_id(load_at(c, 3)));
	assert_ptr_equal(d, load_at(c, 3));
	assert_true(dataset_schema(d)->child_count > 0);
	assert_int_equal(count_read(c), 1);
	for (size_t i = 0; i < catalogue_count(c); i++) {
		d = catalogue_at(c, i);
		row_int_equal(i, dataset_schema(d)->child_count > 0, true);
		row_int_equal(i, (d->generator != NULL) + (d->records != NULL), 1);
	}
	assert_int_equal(count_read(c), catalogue_count(c));
	catalogue_forget(c);
	assert_int_equal(count_read(c), catalogue_count(c));
}

static void a_folder_of_the_users_is_read_at_once(void **state)
{
	AUTO(catalogue_close) struct catalogue *c = NULL;
	struct err e = { 0 };

	put_dataset(state, "mine", "{" ENTRY ",'records':'records.jsonl'}", SCHEMA,
	            LINES);
	c = opened(state, "mine", &e);
	assert_non_null(c);
	assert_int_equal(count_read(c), 1);
}

static void a_folder_without_datasets_is_no_folder_of_datasets(void **state)
{
	struct err missing = { 0 }, file = { 0 }, empty = { 0 };

	put(state, "empty/other.json", "{}");
	assert_null(opened(state, "nowhere", &missing));
	assert_int_equal(missing.code, ERR_NOT_FOUND);
	assert_null(opened(state, "empty/other.json", &file));
	assert_int_equal(file.code, ERR_NOT_FOUND);
	assert_null(opened(state, "empty", &empty));
	assert_int_equal(empty.code, ERR_NOT_FOUND);
	assert_non_null(strstr(empty.text, "holds a dataset.json"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_shipped_ones_are_always_there),
		cmocka_unit_test_setup_teardown(a_folder_may_be_a_dataset_or_hold_several,
		                                scratch_open, scratch_close),
		cmocka_unit_test_setup_teardown(a_link_to_a_dataset_is_that_dataset,
		                                scratch_open, scratch_close),
		cmocka_unit_test_setup_teardown(the_entry_keeps_what_it_said,
		                                scratch_open, scratch_close),
		cmocka_unit_test_setup_teardown(a_time_series_needs_its_timestamp,
		                                scratch_open, scratch_close),
		cmocka_unit_test_setup_teardown(
			bad_folders_are_refused_with_file_and_place, scratch_open,
			scratch_close),
		cmocka_unit_test_setup_teardown(two_datasets_of_one_id_are_refused,
		                                scratch_open, scratch_close),
		cmocka_unit_test_setup_teardown(the_first_two_may_not_share_an_id_either,
		                                scratch_open, scratch_close),
		cmocka_unit_test(a_shipped_one_is_read_when_it_is_first_asked_for),
		cmocka_unit_test_setup_teardown(a_folder_of_the_users_is_read_at_once,
		                                scratch_open, scratch_close),
		cmocka_unit_test(a_batch_belongs_to_its_dataset_until_it_is_forgotten),
		cmocka_unit_test_setup_teardown(
			a_folder_without_datasets_is_no_folder_of_datasets, scratch_open,
			scratch_close),
	};

	return cmocka_run_group_tests_name("catalogue", tests, NULL, NULL);
}
