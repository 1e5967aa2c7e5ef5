/*
 * test_layout.c - mockserver/export/layout.c
 */
#include "tests/unit/unit.h"

#include <regex.h>

#include "lib/file/file.h"
#include "lib/hash.h"
#include "lib/str.h"
#include "mockserver/export/layout.h"

static const struct layout_names names = {
	.dataset_id = "5ef3e3259ad2a1191ab7dd7d",
	.dataset_name = "Luma web/data",
	.destination = "Amazon S3",
	.instance_id = "eb54b3b3-3949-4f12-89c8-64eafaba858f",
	.instance_name = "my export",
	.sandbox = "prod",
	.organization = "Luma",
	.at = INT64_C(1675901210000), /* 2023-02-09T00:06:50Z */
};

static void assert_folder(const char *template, const struct layout_names *of,
                          const char *expected)
{
	struct buf out = { 0 };

	layout_folder(&out, template, of);
	assert_string_equal(buf_str(&out), expected);
	buf_release(&out);
}

static void without_a_template_the_dataset_and_the_time_name_the_folder(
	void **state UNUSED)
{
	assert_folder(NULL, &names, "5ef3e3259ad2a1191ab7dd7d/exportTime=202302090006");
}

static void an_export_by_hand_shows_its_second(void **state UNUSED)
{
	struct layout_names by_hand = names;

	by_hand.shows = EXPORT_TIME_SECOND; /* L14 */
	assert_folder(NULL, &by_hand,
	              "5ef3e3259ad2a1191ab7dd7d/exportTime=20230209000650");
}

static void macros_stand_for_their_values(void **state UNUSED)
{
	static const struct {
		const char *template, *expected;
	} cases[] = {
		{ "%DATASET_ID%", "5ef3e3259ad2a1191ab7dd7d" },
		{ "%DATASET_NAME%", "Luma web_data" },
		{ "%DESTINATION%", "Amazon S3" },
		{ "%DESTINATION_NAME%", "Amazon S3" },
		{ "%DESTINATION_INSTANCE_ID%", "eb54b3b3-3949-4f12-89c8-64eafaba858f" },
		{ "%DESTINATION_INSTANCE_NAME%", "my export" },
		{ "%SANDBOX_NAME%", "prod" },
		{ "%ORGANIZATION_NAME%", "Luma" },
		{ "%EXPORT_TIME%", "exportTime=202302090006" },
		{ "%DATETIME(YYYYMMdd_HHmmss)%", "20230209_000650" },
		{ "%DATETIME(yyyy-MM-dd)%", "2023-02-09" },
		{ "%DATETIME(YYYY/MM/dd)%", "2023/02/09" },
		{ "%DATETIME()%", "" },
		{ "%DATETIME(HmsY)%", "HmsY" },
		/* the documents' own templates */
		{ "%DESTINATION%_%DATASET_ID%_%DATETIME(YYYYMMdd_HHmmss)%",
		  "Amazon S3_5ef3e3259ad2a1191ab7dd7d_20230209_000650" },
		{ "%DESTINATION_NAME%_%DATASET_ID%_%DATASET_NAME%_%DATETIME(YYYYMMdd_"
		  "HHmmss)%",
		  "Amazon S3_5ef3e3259ad2a1191ab7dd7d_Luma web_data_20230209_000650" },
		/* the template's own slashes make folders */
		{ "a/%SANDBOX_NAME%/b", "a/prod/b" },
		/* only names make folders */
		{ "/", "" },
		{ "", "" },
		{ "//a/./b//", "a/b" },
	};

	for_each_row(i, cases)
		assert_folder(cases[i].template, &names, cases[i].expected);
}

static void what_is_no_macro_stays(void **state UNUSED)
{
	static const struct {
		const char *template, *expected;
	} cases[] = {
		{ "%NO_SUCH%", "%NO_SUCH%" },
		{ "%dataset_id%", "%dataset_id%" },
		{ "100%", "100%" },
		{ "%", "%" },
		{ "%%", "%%" },
		{ "100%%SANDBOX_NAME%", "100%prod" },
		{ "%X%SANDBOX_NAME%", "%Xprod" },
		{ "%DATETIME(YYYY%", "%DATETIME(YYYY%" },
		{ "%DATETIME(%", "%DATETIME(%" },
		{ "%DATETIME%", "%DATETIME%" },
		{ "%DATETIMES(YYYY)%", "%DATETIMES(YYYY)%" },
		{ "%EXPORT_TIME(YYYY)%", "%EXPORT_TIME(YYYY)%" },
		{ "%SEGMENT_ID%/%SANDBOX_NAME%", "%SEGMENT_ID%/prod" },
	};

	for_each_row(i, cases)
		assert_folder(cases[i].template, &names, cases[i].expected);
}

static void a_value_never_makes_a_folder_of_its_own(void **state UNUSED)
{
	static const struct {
		const char *name, *expected;
	} cases[] = {
		{ "../../etc/passwd", ".._.._etc_passwd" },
		{ ".", "" },
		{ "..", "__" },
		{ ".tmp-part", "_tmp-part" },
		{ "...", "..." },
		{ "a\nb\tc\x7f", "a_b_c_" },
		{ "\xc3\xa9t\xc3\xa9", "\xc3\xa9t\xc3\xa9" },
		{ "%DATASET_ID%", "%DATASET_ID%" }, /* values are not templates */
		{ "", "" },
		{ NULL, "" },
	};

	for_each_row(i, cases) {
		struct layout_names odd = { .dataset_name = cases[i].name,
			                    .dataset_id = "id" };

		assert_folder("%DATASET_NAME%", &odd, cases[i].expected);
	}
}

static void every_folder_is_one_that_can_be_joined(void **state UNUSED)
{
	static const struct {
		const char *template, *expected;
	} cases[] = {
		{ "..", "__" },
		{ "../../x", "__/__/x" },
		{ "a/../b", "a/__/b" },
		{ ".", "" },
		{ "...", "..." },
		{ ".tmp-", "_tmp-" },
		{ "a/.tmp-b", "a/_tmp-b" },
		{ ".temp", ".temp" },
		{ "a\nb/\x7f", "a_b/_" },
		{ "%DATETIME(/YYYY/../MM)%", "2023/__/02" },
		{ "..%NONE%", "..%NONE%" },
	};

	for_each_row(i, cases)
		assert_folder(cases[i].template, &names, cases[i].expected);
}

/* A name of n bytes, all the same but for the last. */
static void assert_name(size_t n, char last, size_t size, const char *end)
{
	struct buf name = { 0 }, out = { 0 };
	struct layout_names odd = { .dataset_name = "" };

	for (size_t i = 1; i < n; i++)
		buf_add_char(&name, 'n');
	buf_add_char(&name, last);
	odd.dataset_name = name.data;
	layout_folder(&out, "%DATASET_NAME%", &odd);
	assert_int_equal(out.size, size);
	assert_true(str_ends(out.data, end));
	buf_release(&name);
	buf_release(&out);
}

static void a_name_too_long_ends_in_a_hash_of_all_of_it(void **state UNUSED)
{
	struct layout_names odd = { .dataset_name = NULL };
	struct buf name = { 0 }, out = { 0 };

	assert_name(255, 'x', 255, "nx");
	assert_name(256, 'x', 255, "n-b5f501a1699e83ad");
	assert_name(256, 'y', 255, "n-02da47dbadb7dde0");
	for (int i = 0; i < 100; i++)
		buf_add_str(&name, "\xe6\xbc\xa2"); /* a character is left whole */
	odd.dataset_name = name.data;
	layout_folder(&out, "%DATASET_NAME%", &odd);
	assert_int_equal(out.size, 79 * 3 + 17);
	assert_true(str_is_utf8(out.data, out.size));
	buf_release(&name);
	buf_release(&out);
}

static void a_name_too_long_and_no_text_is_none_of_a_temporary(void **state UNUSED)
{
	/* Each start is followed by 300 times each byte. */
	static const char *const starts[] = { "", ".", ".tmp", ".tmp-", ".tmp-x", "n" };

	for_each_row(i, starts) {
		for (int byte = 1; byte < 256; byte++) {
			struct buf name = { 0 }, out = { 0 }, path = { 0 };
			struct layout_names odd = { .dataset_name = NULL };
			struct err e = { 0 };

			buf_add_str(&name, starts[i]);
			for (int n = 0; n < 300; n++)
				buf_add_char(&name, (char)byte);
			odd.dataset_name = name.data;
			layout_folder(&out, "%DATASET_NAME%", &odd);
			assert_in_range(out.size, 252, 255);
			assert_int_equal(file_join_below(&path, out.data, &e), 0);
			buf_release(&name);
			buf_release(&out);
			buf_release(&path);
		}
	}
}

static void part_names_have_the_structure_of_the_samples(void **state UNUSED)
{
	/* 05 §3 */
	static const char *const samples[] = {
		"part-00000-tid-4172098795867639101-0b8c5520-9999-4cff-bdf5-1f32c8c47cb9"
		"-451986-1-c000.json",
		"part-00000-tid-253136349007858095-a93bcf2e-d8c5-4dd6-8619-5c662e261097"
		"-672704-1-c000.parquet",
	};
	regex_t shape;

	assert_int_equal(
		regcomp(&shape,
	                "^part-[0-9]{5}-tid-[0-9]{1,19}-[0-9a-f]{8}-[0-9a-f]{4}-4"
	                "[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}-[0-9]{6}-1-c000"
	                "\\.(json|json\\.gz|parquet|gz\\.parquet)$",
	                REG_EXTENDED | REG_NOSUB),
		0);
	for_each_row(i, samples)
		assert_int_equal(regexec(&shape, samples[i], 0, NULL, 0), 0);
	for (uint64_t key = 0; key < 500; key++) {
		struct buf out = { 0 };

		layout_part_name(&out, hash_mix(key), (unsigned)key,
		                 key % 2 ? "json.gz" : "json");
		assert_int_equal(regexec(&shape, out.data, 0, NULL, 0), 0);
		buf_release(&out);
	}
	regfree(&shape);
}

static void parts_of_an_export_differ_in_partition_and_task_only(void **state UNUSED)
{
	const size_t partition_at = strlen("part-"), partition_size = 5;
	struct buf first = { 0 }, other = { 0 };
	size_t task_at;

	layout_part_name(&first, 42, 0, "parquet");
	task_at = first.size - strlen("123456-1-c000.parquet");
	for (unsigned i = 1; i < 12; i++) {
		buf_clear(&other);
		layout_part_name(&other, 42, i, "parquet");
		assert_int_equal(other.size, first.size);
		assert_int_equal(strtoul(other.data + partition_at, NULL, 10), i);
		assert_int_equal(strtoul(other.data + task_at, NULL, 10),
		                 strtoul(first.data + task_at, NULL, 10) + i);
		assert_memory_equal(other.data + partition_at + partition_size,
		                    first.data + partition_at + partition_size,
		                    task_at - partition_at - partition_size);
		assert_string_equal(other.data + task_at + 6, first.data + task_at + 6);
	}
	buf_release(&first);
	buf_release(&other);
}

static void the_same_key_gives_the_same_name_and_another_another(void **state UNUSED)
{
	struct buf a = { 0 }, b = { 0 }, c = { 0 };

	layout_part_name(&a, 1, 0, "json");
	layout_part_name(&b, 1, 0, "json");
	layout_part_name(&c, 2, 0, "json");
	assert_string_equal(a.data, b.data);
	assert_string_not_equal(a.data, c.data);
	buf_release(&a);
	buf_release(&b);
	buf_release(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			without_a_template_the_dataset_and_the_time_name_the_folder),
		cmocka_unit_test(an_export_by_hand_shows_its_second),
		cmocka_unit_test(macros_stand_for_their_values),
		cmocka_unit_test(what_is_no_macro_stays),
		cmocka_unit_test(a_value_never_makes_a_folder_of_its_own),
		cmocka_unit_test(every_folder_is_one_that_can_be_joined),
		cmocka_unit_test(a_name_too_long_ends_in_a_hash_of_all_of_it),
		cmocka_unit_test(a_name_too_long_and_no_text_is_none_of_a_temporary),
		cmocka_unit_test(part_names_have_the_structure_of_the_samples),
		cmocka_unit_test(parts_of_an_export_differ_in_partition_and_task_only),
		cmocka_unit_test(the_same_key_gives_the_same_name_and_another_another),
	};

	return cmocka_run_group_tests_name("layout", tests, NULL, NULL);
}
