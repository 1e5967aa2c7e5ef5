/*
 * test_file_effects.c - what is left of a file that a fault has struck
 *
 * Each case exports the same records twice, without the fault and with it, and compares
 * the bytes.
 */
#include "tests/unit/unit.h"

#include "lib/file/file.h"
#include "lib/mem.h"
#include "tests/support/mock.h"
#include "tests/support/quoted.h"
#include "tests/support/scratch.h"

#define DAILY                                                                   \
	"{\"exportMode\":\"FIRST_FULL_THEN_INCREMENTAL\",\"timeUnit\":\"day\"," \
	"\"interval\":1,\"startTime\":1767225600}"
#define DATASET "5ef3e3259ad2a1191ab7dd7d"

struct export
{
	struct buf paths; /* of all files below the export root, a line each */
	struct buf bytes; /* of the last of them */
	cJSON *fault;     /* as GET shows it; NULL: none was armed */
};

static void export_release(struct export *x)
{
	buf_release(&x->paths);
	buf_release(&x->bytes);
	cJSON_Delete(x->fault);
}

struct reading {
	struct export *out;
	const char *root;
};

static int read_file(void *ctx, const char *path, uint64_t size UNUSED, struct err *e)
{
	struct reading *r = ctx;
	AUTO(mem_free) char *whole = mem_printf("%s/%s", r->root, path);

	buf_printf(&r->out->paths, "%s\n", path);
	buf_clear(&r->out->bytes);
	return file_read(whole, SIZE_MAX, &r->out->bytes, e);
}

/*
 * What an export in that format leaves; `does`: a fault's, faults of which one is called
 * f, or NULL for none.
 */
static void export(const char *format, const char *does, struct export *out)
{
	AUTO(mem_free) char *flow = NULL;
	struct err e = { 0 };
	struct mock mock;
	struct reading r = { out, NULL };

	*out = (struct export){ 0 };
	mock_begin(&mock, NULL);
	if (does) {
		AUTO_MEM char *fault = strstr(does, "'fault'")
		                               ? mem_strdup(does)
		                               : mem_printf("{'fault':'f','on':'file',"
		                                            "'do':%s}",
		                                            does);
		AUTO(mem_free) char *text = quoted(fault);
		struct mock_reply armed =
			mock_ask(&mock, "POST", "/__admin/faults", text);

		if (armed.status != 201)
			fail_msg("%s", armed.text);
		mock_reply_release(&armed);
	}
	flow = mock_make_flow(&mock, DATASET, format, "NONE", DAILY);
	if (does) {
		struct mock_reply shown =
			mock_ask(&mock, "GET", "/__admin/faults/f", NULL);

		out->fault = TAKE(shown.body);
		mock_reply_release(&shown);
	}
	r.root = mock.exports;
	if (file_is_dir(mock.exports) && file_walk(mock.exports, read_file, &r, &e) < 0)
		fail_msg("%s", e.text);
	mock_end(&mock);
}

/* The only receipt's member as JSON text; the caller frees it. */
static char *receipt(const struct export *x, const char *member)
{
	const cJSON *list = json_get(x->fault, "receipts");
	const cJSON *value = json_get(list ? list->child : NULL, member);

	return value ? json_text(value) : mem_strdup("");
}

static int64_t effective(const struct export *x)
{
	int64_t n = -1;

	assert_true(json_int(x->fault, "effective", &n));
	return n;
}

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
	struct export whole;

	export("JSON", NULL, &whole);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct export x;

		export("JSON", cases[i].does, &x);
		row_string_equal(i, buf_str(&x.paths), buf_str(&whole.paths));
		if (cases[i].left < SIZE_MAX)
			row_int_equal(i, x.bytes.size, cases[i].left);
		if (!(x.bytes.size < whole.bytes.size) ||
		    (cases[i].left && !x.bytes.size))
			fail_msg("row %zu: %zu bytes", i, x.bytes.size);
		assert_memory_equal(buf_str(&x.bytes), whole.bytes.data, x.bytes.size);
		row_int_equal(i, effective(&x), 1);
		export_release(&x);
	}
	export_release(&whole);
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

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		AUTO(mem_free) char *offset = NULL;
		struct export whole, x;
		size_t changed = 0, at;

		export(cases[i].format, NULL, &whole);
		export(cases[i].format, cases[i].does, &x);
		offset = receipt(&x, "offset");
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
		export_release(&whole);
		export_release(&x);
	}
}

/* ---------------------------------------------------------------- rows */

static void rows_that_come_again_are_the_files_own(void **state UNUSED)
{
	struct export whole, x;
	const char *second, *third;

	export("JSON", NULL, &whole);
	export("JSON", "{'duplicate-rows':{'rows':1,'offset':1}}", &x);
	second = strchr(buf_str(&whole.bytes), '\n') + 1;
	third = strchr(second, '\n') + 1;
	assert_int_equal(x.bytes.size, whole.bytes.size + (size_t)(third - second));
	assert_memory_equal(x.bytes.data, whole.bytes.data, whole.bytes.size);
	assert_memory_equal(x.bytes.data + whole.bytes.size, second,
	                    (size_t)(third - second));
	export_release(&x);
	export("JSON", "{'duplicate-rows':1000000}", &x);
	assert_int_equal(x.bytes.size, 2 * whole.bytes.size);
	export_release(&x);
	export_release(&whole);
}

/* Of a run whose first records are in no file. */
static void skipped_records_do_not_come_again(void **state UNUSED)
{
	static const char skip[] = "{'fault':'s','on':'run','do':{'skip-records':7}}";
	AUTO_MEM char *alone = mem_printf("[%s]", skip);
	AUTO_MEM char *both = mem_printf("[%s,{'fault':'f','on':'file','do':"
	                                 "{'duplicate-rows':{'rows':1,'offset':0}}}]",
	                                 skip);
	struct export less, x;
	const char *second;

	export("JSON", alone, &less);
	export("JSON", both, &x);
	second = strchr(buf_str(&less.bytes), '\n') + 1;
	assert_int_equal(effective(&x), 1);
	assert_int_equal(x.bytes.size,
	                 less.bytes.size + (size_t)(second - less.bytes.data));
	assert_memory_equal(x.bytes.data, less.bytes.data, less.bytes.size);
	assert_memory_equal(x.bytes.data + less.bytes.size, less.bytes.data,
	                    (size_t)(second - less.bytes.data));
	export_release(&less);
	export_release(&x);
}

static void a_column_is_called_otherwise_in_each_row(void **state UNUSED)
{
	struct export x;
	size_t lines = 0, named = 0;
	const char *at;

	export("JSON", "{'wrong-schema':{'column':'deviceId','as':'other'}}", &x);
	at = buf_str(&x.bytes);
	assert_null(strstr(at, "\"deviceId\""));
	for (const char *c = at; (c = strstr(c, "\"other\":")); c++)
		named++;
	for (const char *c = at; (c = strchr(c, '\n')); c++)
		lines++;
	assert_int_equal(named, lines);
	export_release(&x);
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
		  "s3/your-bucket-name/folder/subfolder/" DATASET "/*\n" },
		{ "{'wrong-folder':'/a/../b'}",
		  "s3/your-bucket-name/folder/subfolder/a/%2E%2E/b/*\n" },
		{ "{'torn':5}", "@/_tmp.*\n@/*\n" },
		{ "[{'torn':5},{'missing':{}}]", "@/_tmp.*\n" },
		{ "{'late':'1h'}", ".staged/1/*\n" },
	};
	struct export whole;
	AUTO(mem_free) char *folder = NULL;
	const char *name;

	export("JSON", NULL, &whole);
	whole.paths.data[whole.paths.size - 1] = '\0'; /* the only line's end */
	name = strrchr(buf_str(&whole.paths), '/') + 1;
	folder = mem_printf("%.*s", (int)(name - 1 - buf_str(&whole.paths)),
	                    buf_str(&whole.paths));
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		AUTO(buf_release) struct buf want = { 0 };
		struct export x;

		for (const char *c = cases[i].paths; *c; c++) {
			if (*c == '@')
				buf_add_str(&want, folder);
			else if (*c == '*')
				buf_add_str(&want, name);
			else
				buf_add_char(&want, *c);
		}
		export("JSON", cases[i].does, &x);
		row_string_equal(i, buf_str(&x.paths), buf_str(&want));
		export_release(&x);
	}
	export_release(&whole);
}

static void what_a_fault_cant_do_is_no_effect(void **state UNUSED)
{
	static const char *const cases[] = {
		"{'truncate':100000000}",
		"{'flip':100000000}",
		"{'duplicate-rows':{'rows':1,'offset':1000000}}",
		"{'wrong-schema':'nothing'}",
		"{'wrong-schema':{'column':'deviceId','as':'ecid'}}",
		"{'wrong-folder':'" DATASET "/exportTime=202601010000'}",
	};
	struct export whole;

	export("JSON", NULL, &whole);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct export x;

		export("JSON", cases[i], &x);
		row_int_equal(i, effective(&x), 0);
		row_string_equal(i, buf_str(&x.paths), buf_str(&whole.paths));
		row_string_equal(i, buf_str(&x.bytes), buf_str(&whole.bytes));
		export_release(&x);
	}
	export_release(&whole);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bytes_that_are_left_are_the_first),
		cmocka_unit_test(changed_bytes_are_those_that_the_receipt_names),
		cmocka_unit_test(rows_that_come_again_are_the_files_own),
		cmocka_unit_test(skipped_records_do_not_come_again),
		cmocka_unit_test(a_column_is_called_otherwise_in_each_row),
		cmocka_unit_test(a_file_is_where_its_fault_says),
		cmocka_unit_test(what_a_fault_cant_do_is_no_effect),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
