/*
 * test_load.c - a dataset read from its folder, and what it says of itself
 */
#include "tests/unit/unit.h"

#include "lib/mem.h"
#include "mockserver/data/arrival.h"
#include "mockserver/data/load.h"
#include "tests/support/quoted.h"
#include "tests/support/scratch.h"

#define ZERO INT64_C(1767225600000)
#define ID   "a00000000000000000000001"

#define ENTRY   "'entry':{'id':'" ID "','name':'Mine'},'behavior':'record'"
#define RECORDS "{" ENTRY ",'records':'records.jsonl'}"
#define MADE                                                                     \
	"{" ENTRY ",'generator':{'rowsAtStart':3,'rowsPerHour':2,'fields':{'n':" \
	"{'kind':'sequence'}}}}"
#define SCHEMA "{'type':'object','properties':{'n':{'type':'integer'}}}"
#define LINES                                      \
	"{'arrivedAt':'-PT1H','record':{'n':1}}\n" \
	"{'arrivedAt':'+PT1H','record':{'n':2}}\n"

static struct jsonschema *format;

static int setup(void **state)
{
	struct err e = { 0 };

	return load_format(&format, &e) < 0 ? -1 : scratch_open(state);
}

static int teardown(void **state)
{
	jsonschema_free(format);
	format = NULL;
	return scratch_close(state);
}

static void put(void **state, const char *name, const char *text)
{
	AUTO_MEM char *path = mem_printf("d/%s", name);
	AUTO_MEM char *json = quoted(text);

	scratch_write(state, path, json);
}

static int load(void **state, struct dataset **out, struct err *e)
{
	AUTO_MEM char *folder = scratch_path(state, "d");

	return dataset_load(folder, LOAD_DISK, format, out, e);
}

static struct dataset *loaded(void **state)
{
	struct dataset *d = NULL;
	struct err e = { 0 };

	if (load(state, &d, &e) < 0)
		fail_msg("%s", e.text);
	return d;
}

static void records_say_when_they_arrive(void **state)
{
	AUTO(dataset_unload) struct dataset *d = NULL;

	put(state, "dataset.json", RECORDS);
	put(state, "schema.json", SCHEMA);
	put(state, "records.jsonl", LINES);
	d = loaded(state);
	assert_string_equal(dataset_id(d), ID);
	assert_string_equal(dataset_name(d), "Mine");
	assert_string_equal(json_str(dataset_entry(d), "name"), "Mine");
	assert_int_equal(dataset_behavior(d), DATASET_RECORD);
	assert_int_equal(dataset_origin(d), DATASET_RECORDS);
	assert_null(dataset_rate(d));
	assert_int_equal(dataset_schema(d)->child_count, 1);
	assert_int_equal(dataset_own_arrived(d, ZERO, ZERO), 1);
	assert_int_equal(dataset_own_arrived(d, ZERO, ZERO + MS_PER_HOUR), 1);
	assert_int_equal(dataset_own_arrived(d, ZERO, ZERO + MS_PER_HOUR + 1), 2);
	assert_int_equal(dataset_own_arrival(d, ZERO, 1), ZERO + MS_PER_HOUR);
	assert_int_equal(dataset_own_arrival(d, ZERO, 2), VTIME_NEVER);
}

static void a_generator_goes_on_for_ever(void **state)
{
	AUTO(dataset_unload) struct dataset *d = NULL;

	put(state, "dataset.json", MADE);
	put(state, "schema.json", SCHEMA);
	d = loaded(state);
	assert_int_equal(dataset_origin(d), DATASET_GENERATOR);
	assert_int_equal(dataset_rate(d)->rate, 2);
	assert_int_equal(dataset_own_arrived(d, ZERO, ZERO), 3);
	assert_int_equal(dataset_own_arrived(d, ZERO, ZERO + 10 * MS_PER_HOUR), 23);
	/* two an hour: after a quarter, and after three */
	assert_int_equal(dataset_own_arrival(d, ZERO, 3), ZERO + MS_PER_HOUR / 4);
	assert_int_equal(dataset_own_arrival(d, ZERO, 1003),
	                 ZERO + 500 * MS_PER_HOUR + MS_PER_HOUR / 4);
}

/* ---------------------------------------------------------------- what is wrong */

static void a_file_that_is_missing_or_wrong_is_named_with_its_place(void **state)
{
	static const struct {
		const char *dataset, *schema, *records; /* NULL: not there */
		enum err_code code;
		const char *text;
	} cases[] = {
		{ NULL, SCHEMA, LINES, ERR_NOT_FOUND, "d/dataset.json" },
		{ RECORDS, NULL, LINES, ERR_NOT_FOUND, "d/schema.json" },
		{ RECORDS, SCHEMA, NULL, ERR_NOT_FOUND, "d/records.jsonl" },
		{ "{\n'entry':", SCHEMA, LINES, ERR_INVALID, "d/dataset.json:2:" },
		{ "{\n\n'entry':{'id':'x','name':'n'},'behavior':'record','records':"
		  "'records.jsonl'}",
		  SCHEMA, LINES, ERR_INVALID, "d/dataset.json:3: /entry/id: " },
		{ "{" ENTRY ",'records':'records.jsonl','more':1}", SCHEMA, LINES,
		  ERR_INVALID, "more" },
		{ "{" ENTRY "}", SCHEMA, LINES, ERR_INVALID, "d/dataset.json:1: " },
		{ RECORDS, "{'type':'object','properties':{'n':{'type':'cat'}}}", LINES,
		  ERR_INVALID, "d/schema.json:1:" },
		{ RECORDS, SCHEMA, LINES "{'record':{'n':1}}\n", ERR_INVALID,
		  "d/records.jsonl:3: " },
		{ RECORDS, SCHEMA, "{'arrivedAt':'-PT1H','record':{'n':'x'}}\n",
		  ERR_INVALID, "d/records.jsonl:1: /record/n" },
	};

	for_each_row(i, cases) {
		struct dataset *d = NULL;
		struct err e = { 0 };

		teardown(state);
		setup(state);
		if (cases[i].dataset)
			put(state, "dataset.json", cases[i].dataset);
		if (cases[i].schema)
			put(state, "schema.json", cases[i].schema);
		if (cases[i].records)
			put(state, "records.jsonl", cases[i].records);
		assert_int_equal(load(state, &d, &e), -1);
		assert_null(d);
		assert_int_equal(e.code, cases[i].code);
		if (!strstr(e.text, cases[i].text))
			fail_msg("%s", e.text);
	}
}

#define SERIES                                                                    \
	"{'entry':{'id':'" ID "','name':'S'},'behavior':'time-series','records':" \
	"'records.jsonl'}"

static void a_time_series_needs_a_timestamp_that_is_always_there(void **state)
{
	static const struct {
		const char *schema;
		bool fits;
	} cases[] = {
		{ SCHEMA, false },
		{ "{'type':'object','properties':{'timestamp':{'type':'string','format':"
		  "'date-time'}}}",
		  false },
		{ "{'type':'object','properties':{'timestamp':{'type':'integer'}},"
		  "'required':['timestamp']}",
		  false },
		{ "{'type':'object','properties':{'n':{'type':'integer'},'timestamp':"
		  "{'type':'string','format':'date-time'}},'required':['timestamp']}",
		  true },
	};

	put(state, "dataset.json", SERIES);
	put(state, "records.jsonl", "");
	for_each_row(i, cases) {
		AUTO(dataset_unload) struct dataset *d = NULL;
		struct err e = { 0 };

		put(state, "schema.json", cases[i].schema);
		assert_int_equal(load(state, &d, &e), cases[i].fits ? 0 : -1);
		if (cases[i].fits) {
			assert_int_equal(d->timestamp, 1);
			assert_int_equal(dataset_behavior(d), DATASET_TIME_SERIES);
		} else {
			assert_non_null(strstr(e.text, "'timestamp'"));
		}
	}
}

static void one_that_is_not_built_in_is_not_found(void **state UNUSED)
{
	struct dataset *d = NULL;
	struct err e = { 0 };

	assert_int_equal(dataset_load("datasets/nothing", LOAD_ASSETS, format, &d, &e),
	                 -1);
	assert_int_equal(e.code, ERR_NOT_FOUND);
	assert_non_null(strstr(e.text, "built in"));
}

/* ---------------------------------------------------------------- posted */

static int read_batch(const struct dataset *d, const char *lines,
                      struct posted_batch *out, struct err *e)
{
	AUTO_MEM char *json = quoted(lines);
	const struct posted_text text = { json, strlen(json), "body", ZERO,
		                          POSTED_PAST_REFUSED };

	return dataset_batch_read(d, &text, out, e);
}

static void what_was_posted_is_added_and_forgotten(void **state)
{
	AUTO(dataset_unload) struct dataset *d = NULL;
	AUTO(posted_batch_release) struct posted_batch batch = { 0 };
	AUTO(posted_batch_release) struct posted_batch bad = { 0 };
	struct err e = { 0 };

	put(state, "dataset.json", MADE);
	put(state, "schema.json", SCHEMA);
	d = loaded(state);
	assert_int_equal(read_batch(d, "{'record':{'n':7}}\n", &batch, &e), 0);
	assert_int_equal(dataset_arrived(d, ZERO, ZERO + 1), 3); /* it is only read */
	posted_add(d->posted, &batch);
	assert_int_equal(dataset_arrived(d, ZERO, ZERO + 1), 4);
	assert_int_equal(dataset_own_arrived(d, ZERO, ZERO + 1), 3);
	assert_int_equal(read_batch(d, "{'record':{'n':'x'}}\n", &bad, &e), -1);
	assert_int_equal(e.code, ERR_INVALID);
	dataset_forget(d);
	assert_int_equal(dataset_arrived(d, ZERO, ZERO + 1), 3);
}

static void batches_are_limited_by_their_bytes(void **state)
{
	static const struct posted_text huge = { "", (size_t)DATASET_BYTES_MAX + 1,
		                                 "body", ZERO, POSTED_PAST_REFUSED };
	AUTO(dataset_unload) struct dataset *d = NULL;
	AUTO(posted_batch_release) struct posted_batch batch = { 0 };
	struct err e = { 0 };

	put(state, "dataset.json", MADE);
	put(state, "schema.json", SCHEMA);
	d = loaded(state);
	assert_int_equal(dataset_batch_read(d, &huge, &batch, &e), -1);
	assert_int_equal(e.code, ERR_INVALID);
	assert_non_null(strstr(e.text, "1073741824"));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(records_say_when_they_arrive),
		TEST(a_generator_goes_on_for_ever),
		TEST(a_file_that_is_missing_or_wrong_is_named_with_its_place),
		TEST(a_time_series_needs_a_timestamp_that_is_always_there),
		TEST(one_that_is_not_built_in_is_not_found),
		TEST(what_was_posted_is_added_and_forgotten),
		TEST(batches_are_limited_by_their_bytes),
	};

	return cmocka_run_group_tests_name("load", tests, NULL, NULL);
}
