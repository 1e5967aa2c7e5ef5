/*
 * test_names.c - harness/verify/names.c
 */
#include "tests/unit/unit.h"

#include "harness/verify/names.h"

#define DATASET "65b1f00d0a1c4e2b9d7e3f02"
#define UUID    "0b8c5520-9999-4cff-bdf5-1f32c8c47cb9"

static void a_folder_says_dataset_and_time(void **state UNUSED)
{
	/* clang-format off */
	static const struct {
		const char *path;
		bool fits;
		const char *above, *time;
	} cases[] = {
		{ DATASET "/exportTime=202302090006", true, "", "202302090006" },
		{ "a/b/" DATASET "/exportTime=20230209000659", true, "a/b", "20230209000659" },
		{ "a/" DATASET "/exportTime=202402290000", true, "a", "202402290000" },
		{ "a/" DATASET "/exportTime=202302290000", false, NULL, NULL },
		{ "a/" DATASET "/exportTime=202313010000", false, NULL, NULL },
		{ "a/" DATASET "/exportTime=202301010060", false, NULL, NULL },
		{ "a/" DATASET "/exportTime=202301012400", false, NULL, NULL },
		{ "a/" DATASET "/exportTime=20230101000060", false, NULL, NULL },
		{ "a/" DATASET "/exportTime=2023020900061", false, NULL, NULL },
		{ "a/" DATASET "/exportTime=20230209000x", false, NULL, NULL },
		{ "a/" DATASET "/exporttime=202302090006", false, NULL, NULL },
		{ "a/" DATASET "0/exportTime=202302090006", false, NULL, NULL },
		{ "exportTime=202302090006", false, NULL, NULL },
		{ "", false, NULL, NULL },
	};
	/* clang-format on */

	for_each_row(i, cases) {
		struct names_folder f;

		row_int_equal(i, names_folder(str_of(cases[i].path), &f), cases[i].fits);
		if (!cases[i].fits)
			continue;
		row_int_equal(i, str_is(f.above, cases[i].above), true);
		row_int_equal(i, str_is(f.dataset, DATASET), true);
		row_int_equal(i, str_is(f.time, cases[i].time), true);
	}
}

static void a_part_says_its_number_and_its_export(void **state UNUSED)
{
	/* clang-format off */
	static const struct {
		const char *name;
		int number; /* -1: it is no part's name */
	} cases[] = {
		{ "part-00000-tid-4172098795867639101-" UUID "-451986-1-c000.json", 0 },
		{ "part-00012-tid-253136349007858095-" UUID "-672704-1-c000.gz.parquet", 12 },
		{ "part-00012-tid--25-" UUID "-1-1-c000.parquet", 12 },
		{ "part-0012-tid-25-" UUID "-1-1-c000.parquet", -1 },
		{ "part-000012-tid-25-" UUID "-1-1-c000.parquet", -1 },
		{ "part-00012-tid-25-" UUID "-1-c000.parquet", -1 },
		{ "part-00012-tid-25-" UUID "-1-1-c00.parquet", -1 },
		{ "part-00012-tid-25-" UUID "-1-1-c000", -1 },
		{ "part-00012-tid-x-" UUID "-1-1-c000.parquet", -1 },
		{ "part-00012-tid-25-" UUID "x-1-1-c000.parquet", -1 },
		{ "Part-00012-tid-25-" UUID "-1-1-c000.parquet", -1 },
		{ "part-00012", -1 },
		{ "", -1 },
	};
	/* clang-format on */

	for_each_row(i, cases) {
		struct names_part p = { 0 };

		row_int_equal(i, names_part(cases[i].name, &p), cases[i].number >= 0);
		if (cases[i].number < 0)
			continue;
		row_int_equal(i, p.number, cases[i].number);
		row_int_equal(i, !strncmp(p.export.at, "-tid-", 5), true);
		row_int_equal(i, !strncmp(p.export.at + p.export.size - 36, UUID, 36),
		              true);
	}
}

static void a_manifest_says_flow_and_run(void **state UNUSED)
{
	struct names_manifest m;

	assert_true(names_manifest("manifest-" UUID "-" UUID ".json", &m));
	assert_true(str_is(m.flow, UUID) && str_is(m.run, UUID));
	assert_false(names_manifest("manifest-" UUID "-" UUID ".json.gz", &m));
	assert_false(names_manifest("manifest-" UUID ".json", &m));
	assert_false(names_manifest("manifest-x-y.json", &m));
}

static void what_a_writer_has_not_ended_is_known_by_its_name(void **state UNUSED)
{
	assert_true(names_temporary(".tmp-part-00000.json"));
	assert_true(names_temporary("_temporary"));
	assert_true(names_temporary("part-00000.json.crdownload"));
	assert_false(names_temporary("part-00000.json"));
}

static void a_dataset_is_found_within_a_text(void **state UNUSED)
{
	assert_true(str_is(names_dataset(str_of("S3_" DATASET "_20230101")), DATASET));
	assert_int_equal(names_dataset(str_of("S3_65b1f00d_20230101")).size, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_folder_says_dataset_and_time),
		cmocka_unit_test(a_part_says_its_number_and_its_export),
		cmocka_unit_test(a_manifest_says_flow_and_run),
		cmocka_unit_test(what_a_writer_has_not_ended_is_known_by_its_name),
		cmocka_unit_test(a_dataset_is_found_within_a_text),
	};

	return cmocka_run_group_tests_name("names", tests, NULL, NULL);
}
