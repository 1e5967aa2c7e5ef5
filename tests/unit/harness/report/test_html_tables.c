/*
 * test_html_tables.c - harness/report/html_tables.c
 */
#include "tests/unit/unit.h"

#include "harness/report/html_tables.h"
#include "lib/mem.h"
#include "tests/support/quoted.h"
#include "tests/support/scratch.h"

static const struct report_run run = { "1.2.3", "mock", 6 };

/* Of a matrix whose last cell was not played. */
static void a_page_has_a_table_of_folders_and_one_a_matrix(void **state)
{
	static const struct {
		const char *cell;
		enum verdict verdict;
	} cells[] = {
		{ "{'to':'s3','as':'JSON','n':1}", VERDICT_PASSED },
		{ "{'to':'s3','as':'JSON','n':2}", VERDICT_FAILED },
		{ "{'to':'s3','as':'<b>','n':1}", VERDICT_SKIPPED },
		{ "{'to':'s3','as':'<b>','n':2}", VERDICT_UNTOLD },
		{ "{'to':'sftp','as':'JSON','n':1}", VERDICT_FLAKY },
	};
	static const char *const wanted[] = {
		"<tr><th scope=\"row\">a/b</th><td class=\"n\">5</td><td class=\"n "
		"good\">1</td><td class=\"n odd\">1</td>",
		"<th scope=\"col\">flaky</th><th scope=\"col\">ms</th></tr></thead>",
		"<td class=\"n\">15</td></tr>\n</tbody></table>\n",
		"<caption>&lt;All&gt;</caption>\n<thead><tr><th scope=\"col\">to</th><th "
		"scope=\"col\">as</th><th scope=\"col\">1</th><th scope=\"col\">2</th>",
		"<tr><th scope=\"row\">s3</th><th scope=\"row\">JSON</th><td><a "
		"href=\"#s1\"><span class=\"v good\">passed</span></a></td><td><a "
		"href=\"#s2\"><span class=\"v bad\">failed</span></a></td></tr>",
		"<tr><th scope=\"row\">s3</th><th scope=\"row\">&lt;b&gt;</th><td><a "
		"href=\"#s3\"><span class=\"v odd\">skipped</span></a></td><td><a "
		"href=\"#s4\"><span class=\"v odd\">could not tell</span></a></td></tr>",
		"<span class=\"v bad\">flaky</span></a></td><td class=\"soft\">not "
		"played</td></tr>\n</tbody>",
	};
	AUTO(mem_free) char *path = scratch_path(state, "r");
	AUTO(mem_free) char *spec = mem_printf("html=%s", path);
	AUTO(buf_release) struct buf out = { 0 };
	struct totals sums = { .all = ARRAY_LEN(cells) };
	struct report r;
	struct err e = { 0 };

	assert_int_equal(report_open(spec, &r, &e), 0);
	report_begin(&r, &run, NULL);
	for_each_row(i, cells) {
		AUTO(cJSON_Delete) cJSON *cell = quoted_json(cells[i].cell);
		const struct result one = { .file = "a/b/c.yaml",
			                    .sentence = "All [x]",
			                    .line = 1,
			                    .verdict = cells[i].verdict,
			                    .took_ns = 3000000,
			                    .cell = cell,
			                    .family = "<All>" };

		sums.of[one.verdict]++;
		report_scenario(&r, &one);
	}
	assert_int_equal(report_write(&r, &sums, NULL, &e), 0);
	report_release(&r);
	scratch_read(path, &out);
	for_each_row(i, wanted) {
		if (!strstr(buf_str(&out), wanted[i]))
			fail_msg("row %zu: %s is not in\n%s", i, wanted[i],
			         strstr(buf_str(&out), "<h2>Folders"));
	}
}

#define PASSED       "<span class=\"v good\">passed</span>"
#define CELL(id)     "<td><a href=\"#s" id "\">" PASSED "</a></td>"
#define HEAD(family) "<table><caption>" family "</caption>\n<thead><tr>"
#define COLUMN(n)    "<th scope=\"col\">" n "</th>"
#define BODY         "</tr></thead><tbody>\n<tr>"
#define TAIL         "</tr>\n</tbody></table>\n"

static void a_matrix_is_of_one_family_in_one_file(void **state UNUSED)
{
	static const struct {
		const char *file, *family, *cell; /* NULL: of no matrix */
	} played[] = {
		{ "a.yaml", NULL, NULL },     { "a.yaml", "A", "{'n':1}" },
		{ "a.yaml", "B", "{'n':1}" }, { "b.yaml", "A", "{'n':1}" },
		{ "a.yaml", "A", "{'n':2}" },
	};
	static const char wanted[] = "<h2>Matrices</h2>\n" HEAD("A") COLUMN("1")
		COLUMN("2") BODY CELL("1") CELL("4") TAIL HEAD("B") COLUMN("1")
			BODY CELL("2") TAIL HEAD("A") COLUMN("1") BODY CELL("3") TAIL;
	AUTO(buf_release) struct buf out = { 0 };
	struct report r = { 0 };

	for_each_row(i, played) {
		const char *at = played[i].cell;
		AUTO(cJSON_Delete) cJSON *cell = at ? quoted_json(at) : NULL;
		const struct result one = { .file = played[i].file,
			                    .family = played[i].family,
			                    .cell = cell };

		html_tables_keep(&r, &one, "f");
		r.count++;
	}
	html_tables_put(r.kept, &out);
	assert_string_equal(strstr(buf_str(&out), "<h2>Matrices"), wanted);
	cJSON_Delete(r.kept);
}

static void without_a_matrix_there_is_no_heading_of_them(void **state UNUSED)
{
	AUTO(buf_release) struct buf out = { 0 };
	const struct result one = { .file = "a.yaml" };
	struct report r = { 0 };

	html_tables_keep(&r, &one, "f");
	html_tables_put(r.kept, &out);
	assert_non_null(strstr(buf_str(&out), "<h2>Folders</h2>"));
	assert_null(strstr(buf_str(&out), "Matrices"));
	cJSON_Delete(r.kept);
}

static void nothing_kept_is_no_table(void **state UNUSED)
{
	AUTO(buf_release) struct buf out = { 0 };

	html_tables_put(NULL, &out);
	assert_int_equal(out.size, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			a_page_has_a_table_of_folders_and_one_a_matrix, scratch_open,
			scratch_close),
		cmocka_unit_test(a_matrix_is_of_one_family_in_one_file),
		cmocka_unit_test(without_a_matrix_there_is_no_heading_of_them),
		cmocka_unit_test(nothing_kept_is_no_table),
	};

	return cmocka_run_group_tests_name("report/html_tables", tests, NULL, NULL);
}
