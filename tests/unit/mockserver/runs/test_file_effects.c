/*
 * test_file_effects.c - what is left of a file that a fault has struck
 *
 * Each case exports the same records twice, without the fault and with it, and compares
 * the bytes.
 */
#include "tests/unit/unit.h"

#include "lib/file/file.h"
#include "lib/mem.h"
#include "tests/support/struck.h"

/* ---------------------------------------------------------------- bytes */

static void bytes_that_are_left_are_the_first(void **state UNUSED)
{
	static const struct {
		const char *does;
		size_t left; /* SIZE_MAX: fewer than all, and some */
	} cases[] = {
		{ "{'truncate':100}", 100 },
		{ "{'truncate':0}", 0 },
		{ "{'file-truncate':{'bytes':1}}", 1 },
		{ "{'truncate':{}}", SIZE_MAX },
		{ "{'empty':{}}", 0 },
		{ "[{'truncate':100},{'truncate':7}]", 7 },
		{ "[{'empty':{}},{'truncate':7}]", 0 },
	};
	struct struck whole;

	struck_export("JSON", NULL, &whole);
	for_each_row(i, cases) {
		struct struck x;

		struck_export("JSON", cases[i].does, &x);
		row_string_equal(i, buf_str(&x.paths), buf_str(&whole.paths));
		if (cases[i].left < SIZE_MAX)
			row_int_equal(i, x.bytes.size, cases[i].left);
		if (!(x.bytes.size < whole.bytes.size) ||
		    (cases[i].left && !x.bytes.size))
			fail_msg("row %zu: %zu bytes", i, x.bytes.size);
		assert_memory_equal(buf_str(&x.bytes), whole.bytes.data, x.bytes.size);
		row_int_equal(i, struck_effective(&x), 1);
		struck_release(&x);
	}
	struck_release(&whole);
}

static void changed_bytes_are_those_that_the_receipt_names(void **state UNUSED)
{
	static const struct {
		const char *format, *does;
		int64_t at; /* -1: what the receipt says */
		size_t count;
	} cases[] = {
		{ "JSON", "{'flip':0}", 0, 1 },
		{ "JSON", "{'flip':{'offset':17,'bytes':40}}", 17, 40 },
		{ "JSON", "{'flip':{}}", -1, 1 },
		{ "PARQUET", "{'flip':{}}", -1, 1 },
	};

	for_each_row(i, cases) {
		AUTO(mem_free) char *offset = NULL;
		struct struck whole, x;
		size_t changed = 0, at;

		struck_export(cases[i].format, NULL, &whole);
		struck_export(cases[i].format, cases[i].does, &x);
		offset = struck_receipt(&x, "offset");
		at = strtoul(offset, NULL, 10);
		if (cases[i].at >= 0)
			row_int_equal(i, at, cases[i].at);
		row_int_equal(i, x.bytes.size, whole.bytes.size);
		for (size_t k = 0; k < x.bytes.size; k++) {
			if (x.bytes.data[k] == whole.bytes.data[k])
				continue;
			changed++;
			assert_true(k >= at && k < at + cases[i].count);
			assert_int_equal((x.bytes.data[k] ^ whole.bytes.data[k]) & 0xff,
			                 0x80);
		}
		row_int_equal(i, changed, cases[i].count);
		struck_release(&whole);
		struck_release(&x);
	}
}

static void bytes_are_changed_up_to_the_end_of_the_file(void **state UNUSED)
{
	AUTO_MEM char *does = NULL, *done = NULL;
	struct struck whole, x;
	size_t kept;

	struck_export("JSON", NULL, &whole);
	kept = whole.bytes.size - 3;
	does = mem_printf("{'flip':{'offset':%zu,'bytes':40}}", kept);
	struck_export("JSON", does, &x);
	done = struck_receipt(&x, "done");
	assert_non_null(strstr(done, "3 bytes are changed"));
	assert_int_equal(x.bytes.size, whole.bytes.size);
	assert_memory_equal(x.bytes.data, whole.bytes.data, kept);
	for (size_t i = kept; i < x.bytes.size; i++)
		row_int_equal(i, (x.bytes.data[i] ^ whole.bytes.data[i]) & 0xff, 0x80);
	struck_release(&whole);
	struck_release(&x);
}

/* ---------------------------------------------------------------- places */

static void a_file_is_where_its_fault_says(void **state UNUSED)
{
	static const struct {
		const char *does;
		const char *paths; /* with @ for the folder and * for the name */
	} cases[] = {
		{ "{'missing':{}}", "" },
		{ "{'wrong-folder':{}}",
		  "s3/your-bucket-name/folder/subfolder/" STRUCK_DATASET "/*\n" },
		{ "{'wrong-folder':'/a/../b'}",
		  "s3/your-bucket-name/folder/subfolder/a/%2E%2E/b/*\n" },
		{ "{'torn':5}", "@/_tmp.*\n@/*\n" },
		{ "[{'torn':5},{'missing':{}}]", "@/_tmp.*\n" },
		{ "{'late':'1h'}", ".staged/1/*\n" },
	};
	struct struck whole;
	AUTO(mem_free) char *folder = NULL;
	const char *name;

	struck_export("JSON", NULL, &whole);
	whole.paths.data[whole.paths.size - 1] = '\0'; /* the only line's end */
	name = strrchr(buf_str(&whole.paths), '/') + 1;
	folder = mem_printf("%.*s", (int)(name - 1 - buf_str(&whole.paths)),
	                    buf_str(&whole.paths));
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		AUTO(buf_release) struct buf want = { 0 };
		struct struck x;

		for (const char *c = cases[i].paths; *c; c++) {
			if (*c == '@')
				buf_add_str(&want, folder);
			else if (*c == '*')
				buf_add_str(&want, name);
			else
				buf_add_char(&want, *c);
		}
		struck_export("JSON", cases[i].does, &x);
		row_string_equal(i, buf_str(&x.paths), buf_str(&want));
		struck_release(&x);
	}
	struck_release(&whole);
}

/* The temporary is the only file that is left. */
static void a_torn_file_has_so_many_of_the_first_bytes(void **state UNUSED)
{
	static const struct {
		const char *does;
		size_t size; /* SIZE_MAX: all */
	} cases[] = {
		{ "[{'torn':5},{'missing':{}}]", 5 },
		{ "[{'torn':0},{'missing':{}}]", 0 },
		{ "[{'torn':100000000},{'missing':{}}]", SIZE_MAX },
		{ "[{'torn':7},{'torn':9},{'missing':{}}]", 7 },
	};
	struct struck whole;

	struck_export("JSON", NULL, &whole);
	for_each_row(i, cases) {
		struct struck x;

		struck_export("JSON", cases[i].does, &x);
		row_int_equal(i, x.bytes.size,
		              cases[i].size < SIZE_MAX ? cases[i].size
		                                       : whole.bytes.size);
		assert_memory_equal(buf_str(&x.bytes), whole.bytes.data, x.bytes.size);
		struck_release(&x);
	}
	struck_release(&whole);
}

static void a_receipt_says_where_or_when_the_file_is(void **state UNUSED)
{
	static const struct {
		const char *does, *member, *says; /* a part of the member's JSON */
	} cases[] = {
		{ "{'late':'1h'}", "done", "it appears at 2026-01-01T01:00:00Z" },
		{ "[{'late':'2h'},{'late':'1h'}]", "done",
		  "it appears at 2026-01-01T02:00:00Z" },
		{ "{'missing':{}}", "done", "it is not there" },
		{ "{'wrong-folder':{}}", "done", "it is in another folder" },
		{ "{'torn':5}", "done", "a temporary of 5 bytes is next to it" },
		{ "{'flip':0}", "offset", "0" },
		{ "{'flip':0}", "before", "\"7b\"" }, /* the line's brace */
		{ "{'flip':0}", "after", "\"fb\"" },
		{ "{'truncate':100}", "offset", "100" },
		{ "{'truncate':100}", "after", "100" },
		{ "{'late':'1h'}", "before", "2026-01-01T00:00:00Z" },
		{ "{'late':'1h'}", "after", "2026-01-01T01:00:00Z" },
		{ "{'late':'1h'}", "offset", NULL }, /* it has none */
	};

	for_each_row(i, cases) {
		AUTO_MEM char *found = NULL;
		struct struck x;

		struck_export("JSON", cases[i].does, &x);
		found = struck_receipt(&x, cases[i].member);
		if (cases[i].says ? !strstr(found, cases[i].says) : *found)
			fail_msg("row %zu: %s", i, found);
		row_int_equal(i, struck_effective(&x), 1);
		struck_release(&x);
	}
}

static void what_a_fault_cant_do_is_no_effect(void **state UNUSED)
{
	static const char *const cases[] = {
		"{'truncate':100000000}",
		"{'flip':100000000}",
		"{'duplicate-rows':{'rows':1,'offset':1000000}}",
		"{'wrong-schema':'nothing'}",
		"{'wrong-schema':{'column':'deviceId','as':'ecid'}}",
		"{'wrong-schema':{'column':'lastSeen','how':'type'}}",
		"{'wrong-schema':{'column':'deviceId','how':'add','as':'ecid'}}",
		"{'wrong-folder':'" STRUCK_DATASET "/exportTime=202601010000'}",
	};
	struct struck whole;

	struck_export("JSON", NULL, &whole);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct struck x;

		struck_export("JSON", cases[i], &x);
		row_int_equal(i, struck_effective(&x), 0);
		row_string_equal(i, buf_str(&x.paths), buf_str(&whole.paths));
		row_string_equal(i, buf_str(&x.bytes), buf_str(&whole.bytes));
		struck_release(&x);
	}
	struck_release(&whole);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bytes_that_are_left_are_the_first),
		cmocka_unit_test(changed_bytes_are_those_that_the_receipt_names),
		cmocka_unit_test(bytes_are_changed_up_to_the_end_of_the_file),
		cmocka_unit_test(a_file_is_where_its_fault_says),
		cmocka_unit_test(a_torn_file_has_so_many_of_the_first_bytes),
		cmocka_unit_test(a_receipt_says_where_or_when_the_file_is),
		cmocka_unit_test(what_a_fault_cant_do_is_no_effect),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
