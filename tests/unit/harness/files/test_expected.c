/*
 * test_expected.c - harness/files/expected.c
 */
#include "tests/unit/unit.h"

#include "harness/files/expected.h"
#include "lib/mem.h"
#include "tests/support/quoted.h"

/* Two files of three and one record in two folders; two records have one key. */
static void fill(struct files *f, struct found_file *all, struct folder *folders,
                 const struct exports *x, const cJSON *expect)
{
	static char a[] = "d1/part-00000-tid-1-2-3-c000.parquet",
		    b[] = "d2/part-00000-tid-2-2-3-c000.parquet", d1[] = "d1",
		    d2[] = "d2", seven[] = "7", eight[] = "8";
	static char *keys[] = { seven, eight, seven };
	static char note[] = "d1/note.txt", *strays[] = { note };

	all[0] = (struct found_file){ a, records_form_of(a), 3, 30, 1 };
	all[1] = (struct found_file){ b, records_form_of(b), 1, 10, 2 };
	folders[0] = (struct folder){ d1, 3, 1, 30 };
	folders[1] = (struct folder){ d2, 1, 1, 10 };
	*f = (struct files){ .exports = x,
		             .all = all,
		             .count = 2,
		             .folders = folders,
		             .folder_count = 2,
		             .rows = 4,
		             .bytes = 40,
		             .keys = keys,
		             .key_count = ARRAY_LEN(keys),
		             .strays = strays,
		             .stray_count = ARRAY_LEN(strays),
		             .expect = expect };
}

static void each_expectation_fits_or_says_why_not(void **state UNUSED)
{
	static char folder[] = "/exports/x";
	static const struct {
		const char *expect, *said; /* "": it fits */
	} cases[] = {
		/* clang-format off */
		{ "{ count: 2, folders: 2, rows: 4, bytes: 40, manifests: 0 }", "" },
		{ "{ count: 3 }", "files.count: expected 3, got 2" },
		{ "{ folders: [ d1, d2 ], rows: [ 3, 1 ] }", "" },
		{ "{ folders: [ d2, d1 ] }", "files.folders[0]: expected \"d2\", got \"d1\"" },
		{ "{ rows: [ 3 ] }", "files.rows[1]: expected no more elements, got 1" },
		{ "{ bytes: { $gt: 40 } }", "files.bytes: expected $gt 40, got 40" },
		{ "{ strays: 1, broken: 0 }", "" },
		{ "{ strays: [ d1/note.txt ], broken: [] }", "" },
		{ "{ strays: 0 }", "files.strays: expected 0, got 1" },
		{ "{ strays: [] }", "files.strays[0]: expected no more elements, got \"d1/note.txt\"" },
		{ "{ broken: 1 }", "files.broken: expected 1, got 0" },
		{ "{ manifests: 1 }", "files.manifests: expected 1, got 0" },
		{ "{ format: parquet, compression: none }", "" },
		{ "{ format: json }", "d1/part-00000-tid-1-2-3-c000.parquet: expected json, got parquet" },
		{ "{ compression: gzip }", "expected gzip, got none" },
		{ "{ layout: \"d{any}\" }", "" },
		{ "{ layout: \"{yyyy}\" }", "files.layout: expected {yyyy}, got d1" },
		{ "{ names: { $matches: \"^part-\\\\d{5}\" } }", "" },
		{ "{ names: { $matches: \"^x\" } }", "files.names: expected $matches '^x'" },
		{ "{ parts: 1 }", "" },
		{ "{ parts: [ 1, 2 ] }", "files.parts[1]: expected 2, got 1" },
		{ "{ files: [ { rows: 3, crc: 1 }, { rows: 1 } ] }", "" },
		{ "{ files: [ { rows: 2 }, \xe2\x80\xa6 ] }", "files.files[0].rows: expected 2, got 3" },
		{ "{ records: { any: { a: 1 } } }", "files.records.any: expected {'a':1}, got none in 4" },
		{ "{ records: { first: { a: 1 } } }", "files.records.first: expected {'a':1}, got nothing" },
		{ "{ records: { last: { a: 2 } } }", "files.records.last: expected {'a':2}, got nothing" },
		{ "{ records: { every: { a: 1 } } }", "" },
		{ "{ unique: id }", "files.unique id: expected each key once, got 7" },
		{ "{ metrics: match }", "files.metrics: expected runs, got none" },
		{ "{ metrics: match }", "metrics.recordSummary.outputRecordCount: expected 0 as the 0 runs say, got 4 on disk" },
		{ "{ manifest: match }", "files.manifest: expected one or more, got none" },
		/* clang-format on */
	};
	const struct exports x = { .folder = folder };

	for_each_row(i, cases) {
		const char *text = cases[i].expect;
		AUTO(diffs_release) struct diffs found = { 0 };
		AUTO(buf_release) struct buf said = { 0 };
		AUTO_MEM char *wanted = quoted(cases[i].said);
		struct found_file all[2];
		struct folder folders[2];
		struct err e = { 0 };
		struct files f;
		struct yaml y;

		if (yaml_parse("x.yaml", text, strlen(text), &y, &e) < 0 ||
		    expected_check(&y, y.root, &e) < 0)
			fail_msg("%s: %s", text, e.text);
		fill(&f, all, folders, &x, y.root);
		expected_compare(&f, &found);
		diffs_print(&found, 9, &said);
		if (!*wanted != !found.count || !strstr(buf_str(&said), wanted))
			fail_msg("%s: '%s'", text, buf_str(&said));
		yaml_release(&y);
	}
}

static void what_makes_no_sense_is_refused_where_it_stands(void **state UNUSED)
{
	static const struct {
		const char *expect, *refusal;
	} cases[] = {
		{ "{ cuont: 1 }",
		  "x.yaml:1:3: unknown key 'cuont' in what is expected of "
		  "files (known: count, folders, rows, " },
		{ "{ count: [ 1 ] }", "x.yaml:1:3: count must be a number or a map" },
		{ "{ format: xml }", "x.yaml:1:3: format is parquet or json, not 'xml'" },
		{ "{ compression: snappy }",
		  "compression is gzip or none, not 'snappy'" },
		{ "{ metrics: equal }", "metrics is match, not 'equal'" },
		{ "{ layout: \"{day}\" }",
		  "'{day}' is not one of {dataset}, {flow}, {any} or "
		  "a time like {yyyyMMddHHmm}" },
		{ "{ records: { frist: {} } }", "unknown key 'frist' in records" },
		{ "{ records: { any: { $gtt: 1 } } }", "unknown matcher '$gtt'" },
	};

	for_each_row(i, cases) {
		const char *text = cases[i].expect;
		struct err e = { 0 };
		struct yaml y;

		row_int_equal(i, yaml_parse("x.yaml", text, strlen(text), &y, &e), 0);
		if (expected_check(&y, y.root, &e) == 0 ||
		    !strstr(e.text, cases[i].refusal))
			fail_msg("%s: '%s'", text, e.text);
		yaml_release(&y);
	}
}

static void without_a_number_there_must_be_something(void **state UNUSED)
{
	static char folder[] = "/exports/x";
	static const struct {
		const char *expect, *said; /* NULL: nothing is expected */
	} cases[] = {
		{ NULL, "files.count: expected one or more, got /exports/x" },
		{ "{ manifests: 0 }", "files.count: expected one or more" },
		{ "{ format: json }", "files.count: expected one or more" },
		{ "{ count: 0 }", "" },
		{ "{ folders: 0 }", "" },
		{ "{ rows: 0 }", "" },
		{ "{ bytes: 0 }", "" },
		{ "{ files: [] }", "" },
		{ "{ rows: 0, records: { every: {} } }",
		  "files.records.every: expected records, got none" },
	};
	const struct exports x = { .folder = folder };

	for_each_row(i, cases) {
		AUTO(diffs_release) struct diffs found = { 0 };
		AUTO(buf_release) struct buf said = { 0 };
		const char *text = cases[i].expect ? cases[i].expect : "";
		struct files none = { .exports = &x };
		struct yaml y = { 0 };
		struct err e = { 0 };

		if (*text)
			row_int_equal(i, yaml_parse("x.yaml", text, strlen(text), &y, &e),
			              0);
		none.expect = y.root;
		expected_compare(&none, &found);
		diffs_print(&found, 9, &said);
		if (!*cases[i].said != !found.count ||
		    !strstr(buf_str(&said), cases[i].said))
			fail_msg("row %zu: '%s'", i, buf_str(&said));
		yaml_release(&y);
	}
}

static void metrics_are_asked_for_by_their_key(void **state UNUSED)
{
	AUTO(cJSON_Delete) cJSON *asks = quoted_json("{'metrics':'match'}");
	AUTO(cJSON_Delete) cJSON *other = quoted_json("{'count':1}");

	assert_true(expected_metrics(asks));
	assert_false(expected_metrics(other));
	assert_false(expected_metrics(NULL));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_expectation_fits_or_says_why_not),
		cmocka_unit_test(what_makes_no_sense_is_refused_where_it_stands),
		cmocka_unit_test(without_a_number_there_must_be_something),
		cmocka_unit_test(metrics_are_asked_for_by_their_key),
	};

	return cmocka_run_group_tests_name("expected", tests, NULL, NULL);
}
