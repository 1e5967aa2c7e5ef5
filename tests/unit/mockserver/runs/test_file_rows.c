/*
 * test_file_rows.c - what is left of the rows of a file that a fault has struck
 */
#include "tests/unit/unit.h"

#include "lib/mem.h"
#include "tests/support/quoted.h"
#include "tests/support/struck.h"

static void rows_that_come_again_are_the_files_own(void **state UNUSED)
{
	struct struck whole, x;
	const char *second, *third;

	struck_export("JSON", NULL, &whole);
	struck_export("JSON", "{'duplicate-rows':{'rows':1,'offset':1}}", &x);
	second = strchr(buf_str(&whole.bytes), '\n') + 1;
	third = strchr(second, '\n') + 1;
	assert_int_equal(x.bytes.size, whole.bytes.size + (size_t)(third - second));
	assert_memory_equal(x.bytes.data, whole.bytes.data, whole.bytes.size);
	assert_memory_equal(x.bytes.data + whole.bytes.size, second,
	                    (size_t)(third - second));
	struck_release(&x);
	struck_export("JSON", "{'duplicate-rows':1000000}", &x);
	assert_int_equal(x.bytes.size, 2 * whole.bytes.size);
	struck_release(&x);
	struck_release(&whole);
}

/* Of a run whose first records are in no file. */
static void skipped_records_do_not_come_again(void **state UNUSED)
{
	static const char skip[] = "{'fault':'s','on':'run','do':{'skip-records':7}}";
	AUTO_MEM char *alone = mem_printf("[%s]", skip);
	AUTO_MEM char *both = mem_printf("[%s,{'fault':'f','on':'file','do':"
	                                 "{'duplicate-rows':{'rows':1,'offset':0}}}]",
	                                 skip);
	struct struck less, x;
	const char *second;

	struck_export("JSON", alone, &less);
	struck_export("JSON", both, &x);
	second = strchr(buf_str(&less.bytes), '\n') + 1;
	assert_int_equal(struck_effective(&x), 1);
	assert_int_equal(x.bytes.size,
	                 less.bytes.size + (size_t)(second - less.bytes.data));
	assert_memory_equal(x.bytes.data, less.bytes.data, less.bytes.size);
	assert_memory_equal(x.bytes.data + less.bytes.size, less.bytes.data,
	                    (size_t)(second - less.bytes.data));
	struck_release(&less);
	struck_release(&x);
}

static size_t count_of(const struct struck *x, const char *text)
{
	AUTO_MEM char *json = quoted(text);
	size_t n = 0;

	for (const char *c = buf_str(&x->bytes); (c = strstr(c, json)); c++)
		n++;
	return n;
}

/* deviceId is a number in each record; lines of 1000. */
static void a_column_is_another_in_each_row(void **state UNUSED)
{
	static const struct {
		const char *does;
		size_t is, text,
			other; /* as a number, as a text, and as another column */
		const char *before, *after;
	} cases[] = {
		{ "{'wrong-schema':{'column':'deviceId','as':'other'}}", 0, 0, 1000,
		  "\"deviceId\"", "\"other\"" },
		{ "{'wrong-schema':{'column':'deviceId','how':'type'}}", 1000, 1000, 0,
		  "\"int64\"", "\"string\"" },
		{ "{'wrong-schema':{'column':'ecid','how':'type'}}", 1000, 0, 0,
		  "\"string\"", "\"list\"" },
		{ "{'wrong-schema':{'column':'deviceId','how':'drop'}}", 0, 0, 0,
		  "\"deviceId\"", "null" },
		{ "{'wrong-schema':{'column':'deviceId','how':'add','as':'other'}}", 1000,
		  0, 1000, "null", "\"other\"" },
	};

	for_each_row(i, cases) {
		AUTO(mem_free) char *before = NULL, *after = NULL, *column = NULL;
		struct struck x;

		struck_export("JSON", cases[i].does, &x);
		before = struck_receipt(&x, "before");
		after = struck_receipt(&x, "after");
		column = struck_receipt(&x, "column");
		row_int_equal(i, count_of(&x, "\n"), 1000);
		row_int_equal(i, count_of(&x, "'deviceId':"), cases[i].is);
		row_int_equal(i, count_of(&x, "'deviceId':'"), cases[i].text);
		row_int_equal(i, count_of(&x, "'other':"), cases[i].other);
		row_string_equal(i, before, cases[i].before);
		row_string_equal(i, after, cases[i].after);
		row_int_equal(i, !strcmp(column, "\"deviceId\""), i != 2);
		row_int_equal(i, count_of(&x, "'ecid':['"), i == 2 ? 1000 : 0);
		struck_release(&x);
	}
}

/* What is drawn is one that the readers of each format can see. */
static void a_drawn_column_can_be_altered(void **state UNUSED)
{
	static const char *const ways[] = { "rename", "type", "drop", "add" };
	static const char *const formats[] = { "JSON", "PARQUET" };

	for_each_row(i, ways) {
		for_each_row(k, formats) {
			AUTO_MEM char *does =
				mem_printf("{'wrong-schema':{'how':'%s'}}", ways[i]);
			AUTO(mem_free) char *column = NULL;
			struct struck whole, x;

			struck_export(formats[k], NULL, &whole);
			struck_export(formats[k], does, &x);
			column = struck_receipt(&x, "column");
			row_int_equal(i, struck_effective(&x), 1);
			row_int_equal(i, strlen(column) > 2, true);
			if (x.bytes.size == whole.bytes.size)
				row_int_equal(i,
				              memcmp(x.bytes.data, whole.bytes.data,
				                     x.bytes.size) != 0,
				              true);
			struck_release(&x);
			struck_release(&whole);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_that_come_again_are_the_files_own),
		cmocka_unit_test(skipped_records_do_not_come_again),
		cmocka_unit_test(a_column_is_another_in_each_row),
		cmocka_unit_test(a_drawn_column_can_be_altered),
	};

	return cmocka_run_group_tests_name("file_rows", tests, NULL, NULL);
}
