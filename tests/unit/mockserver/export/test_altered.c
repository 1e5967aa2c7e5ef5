/*
 * test_altered.c - mockserver/export/altered.c
 */
#include "tests/unit/unit.h"

#include "lib/mem.h"
#include "mockserver/export/altered.h"
#include "mockserver/export/export.h"
#include "tests/support/rows.h"
#include "tests/support/scratch.h"

#define SCHEMA "id int64!, deep {x int64, y [string]}, s string"
#define ROWS                                                 \
	"{\"id\":1,\"deep\":{\"x\":7,\"y\":[\"p\",null]}}\n" \
	"{\"id\":2,\"s\":\"two\"}"

/* The altered rows as JSON lines. */
static void expect(void **state, struct altered *a, const char *lines)
{
	static const struct export_options options = { EXPORT_JSON, EXPORT_NONE,
		                                       FILE_NO_SYNC };
	AUTO(mem_free) char *path = scratch_path(state, "x.json");
	AUTO(buf_release) struct buf found = { 0 };
	struct export_stats stats;
	struct err e = { 0 };

	assert_int_equal(export_file(path, &options, &a->source, &stats, &e), 0);
	scratch_read(path, &found);
	assert_string_equal(buf_str(&found), lines);
	altered_release(a);
}

static int make(void **state, struct rows *r)
{
	(void)state;
	rows_init(r, SCHEMA);
	rows_add(r, ROWS);
	return 0;
}

static void rows_that_are_not_altered_are_the_same(void **state)
{
	struct altered a;
	struct rows r;

	make(state, &r);
	altered_init(&a, rows_source(&r, 2), NULL, NULL, NULL);
	expect(state, &a,
	       "{\"id\":1,\"deep\":{\"x\":7,\"y\":[\"p\",null]}}\n{\"id\":2,\"s\":"
	       "\"two\"}\n"
	       "{\"id\":1,\"deep\":{\"x\":7,\"y\":[\"p\",null]}}\n{\"id\":2,\"s\":"
	       "\"two\"}\n");
	rows_release(&r);
}

static void rows_that_come_again_are_behind_the_others(void **state)
{
	struct rows r, again;
	struct altered a;

	make(state, &r);
	rows_init(&again, SCHEMA);
	rows_add(&again, "{\"id\":2,\"s\":\"two\"}");
	altered_init(&a, rows_source(&r, 1), rows_source(&again, 1), NULL, NULL);
	expect(state, &a,
	       "{\"id\":1,\"deep\":{\"x\":7,\"y\":[\"p\",null]}}\n{\"id\":2,\"s\":"
	       "\"two\"}\n"
	       "{\"id\":2,\"s\":\"two\"}\n");
	rows_release(&r);
	rows_release(&again);
}

static void a_column_has_another_name_and_its_values(void **state)
{
	struct rows r, again;
	struct altered a;

	make(state, &r);
	make(state, &again);
	altered_init(&a, rows_source(&r, 1), rows_source(&again, 1), "deep", "flat");
	expect(state, &a,
	       "{\"id\":1,\"flat\":{\"x\":7,\"y\":[\"p\",null]}}\n{\"id\":2,\"s\":"
	       "\"two\"}\n"
	       "{\"id\":1,\"flat\":{\"x\":7,\"y\":[\"p\",null]}}\n{\"id\":2,\"s\":"
	       "\"two\"}\n");
	assert_string_equal(r.def->child[1].name, "deep");
	rows_release(&r);
	rows_release(&again);
}

static void a_column_that_is_not_there_changes_nothing(void **state)
{
	struct altered a;
	struct rows r;
	size_t at;

	make(state, &r);
	assert_false(altered_find(r.def, "x", &at));
	altered_init(&a, rows_source(&r, 1), NULL, "x", "y");
	expect(state, &a,
	       "{\"id\":1,\"deep\":{\"x\":7,\"y\":[\"p\",null]}}\n{\"id\":2,\"s\":"
	       "\"two\"}\n");
	rows_release(&r);
}

static void a_source_that_fails_fails_the_altered_one(void **state)
{
	const struct column *batch;
	struct err e = { 0 };
	struct altered a;
	struct rows r;

	make(state, &r);
	altered_init(&a, rows_source(&r, 1), NULL, "id", "other");
	r.fail_at = 1;
	assert_int_equal(a.source.next(a.source.ctx, &batch, &e), -1);
	altered_release(&a);
	rows_release(&r);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, scratch_open, scratch_close)
	const struct CMUnitTest tests[] = {
		TEST(rows_that_are_not_altered_are_the_same),
		TEST(rows_that_come_again_are_behind_the_others),
		TEST(a_column_has_another_name_and_its_values),
		TEST(a_column_that_is_not_there_changes_nothing),
		TEST(a_source_that_fails_fails_the_altered_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
