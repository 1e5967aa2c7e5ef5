/*
 * test_shipped.c - fixtures/datasets: it stays what it is, and is plausible
 */
#include "tests/unit/unit.h"

#include "lib/asset.h"
#include "lib/hash.h"
#include "lib/str.h"
#include "mockserver/data/load.h"
#include "tests/support/show.h"

#define ZERO     INT64_C(1767225600000) /* 2026-01-01T00:00:00Z */
#define AIRPORTS "65b1f00d0a1c4e2b9d7e3f03"

static int open_shipped(void **state)
{
	struct catalogue *c = NULL;
	struct err e = { 0 };

	if (catalogue_open(NULL, &c, &e) < 0)
		return -1;
	*state = c;
	return 0;
}

static int close_shipped(void **state)
{
	catalogue_close(*state);
	return 0;
}

static void the_documented_datasets_are_there(void **state)
{
	static const struct {
		const char *id, *name, *description;
	} documented[] = {
		/* 01 §8 */
		{ "5ef3e324052581191aa6a466", "AAM Authenticated Profiles Meta Data",
		  "Activation profile export dataset" },
		{ "5ef3e3259ad2a1191ab7dd7d", "AAM Devices Data", NULL },
		{ "5ef3e325582424191b1beb42", "AAM Devices Profile Meta Data", NULL },
		{ "5ef3e328582424191b1beb44", "AAM Realtime", NULL },
		{ "5ef3e328fe742a191b2b3ea5", "AAM Realtime Profile Updates", NULL },
	};

	for_each_row(i, documented) {
		const struct dataset *d = catalogue_find(*state, documented[i].id);
		const char *description;

		assert_non_null(d);
		assert_string_equal(dataset_name(d), documented[i].name);
		description = json_str(dataset_entry(d), "description");
		assert_int_equal(description != NULL, documented[i].description != NULL);
		if (description)
			assert_string_equal(description, documented[i].description);
	}
}

/* A start takes it for granted. */
static void every_dataset_has_the_form_that_users_have_to_keep(void **state UNUSED)
{
	struct jsonschema *format = NULL;
	struct err e = { 0 };
	size_t seen = 0;

	assert_int_equal(load_format(&format, &e), 0);
	for (size_t i = 0; i < asset_count; i++) {
		AUTO(dataset_unload) struct dataset *d = NULL;
		char folder[200];

		if (!str_starts(assets[i].path, "datasets/") ||
		    !str_ends(assets[i].path, "/dataset.json"))
			continue;
		snprintf(folder, sizeof(folder), "%.*s",
		         (int)(strlen(assets[i].path) - strlen("/dataset.json")),
		         assets[i].path);
		if (dataset_load(folder, LOAD_ASSETS, format, &d, &e) < 0)
			fail_msg("%s", e.text);
		dataset_wake(d); /* ends the test where it can't be read */
		seen++;
	}
	assert_true(seen > 5);
	jsonschema_free(format);
}

static void every_entry_reads_as_documented(void **state)
{
	const struct catalogue *c = *state;

	for (size_t i = 0; i < catalogue_count(c); i++) {
		const cJSON *entry = dataset_entry(catalogue_at(c, i));

		assert_string_equal(json_str(entry, "aspect"), "production");
		assert_string_equal(json_str(entry, "state"), "DRAFT");
		assert_true(cJSON_IsTrue(json_at(entry, "fileDescription.persisted")));
		assert_string_equal(json_str(entry, "fileDescription.containerFormat"),
		                    "parquet");
		assert_string_equal(json_str(entry, "fileDescription.format"), "parquet");
	}
}

/*
 * The first 200 records for seed 1 as text, hashed.  A change here changes what
 * everybody's exports hold: it needs a reason, and a word in the commit.
 */
static void the_first_records_are_the_same_for_ever(void **state)
{
	static const struct {
		const char *id;
		uint64_t hash;
	} expected[] = {
		{ "5ef3e324052581191aa6a466", 0xed41419a991a3037 },
		{ "5ef3e325582424191b1beb42", 0xaab2abe8072db98f },
		{ "5ef3e3259ad2a1191ab7dd7d", 0xe66da370244ba663 },
		{ "5ef3e328582424191b1beb44", 0x5e3ce9a7ab6f2f60 },
		{ "5ef3e328fe742a191b2b3ea5", 0xc1a1e70bb6fb60ea },
		{ "65b1f00d0a1c4e2b9d7e3f01", 0x241b75b69a796647 },
		{ "65b1f00d0a1c4e2b9d7e3f02", 0x3e1cefcabdf0e75a },
		{ "65b1f00d0a1c4e2b9d7e3f03", 0xd31d3d0f32d3d7cd },
	};
	const struct dataset_view view = { 1, ZERO };
	bool same = true;

	assert_int_equal(catalogue_count(*state), ARRAY_LEN(expected));
	for_each_row(i, expected) {
		const struct dataset *d = catalogue_find(*state, expected[i].id);
		const struct dataset_window window = dataset_first(d, view, 200);
		AUTO(dataset_read_end) struct dataset_reader *r = NULL;
		AUTO(buf_release) struct buf text = { 0 };
		uint64_t hash;

		r = dataset_read(d, view, &window, 0, 200);
		assert_int_equal(show_rows(dataset_rows(r), &text), 200);
		hash = hash_bytes(0, text.data, text.size);
		if (hash != expected[i].hash)
			print_message("%s: 0x%016llx\n", expected[i].id,
			              (unsigned long long)hash);
		same &= hash == expected[i].hash;
	}
	assert_true(same);
}

/* All airports as rows; the caller ends the reader, which owns them. */
static const struct column *read_airports(void **state, struct dataset_reader **reader)
{
	const struct dataset *d = catalogue_find(*state, AIRPORTS);
	const struct dataset_view view = { 1, ZERO };
	const struct column *rows = NULL;
	struct err e = { 0 };
	uint64_t all = dataset_arrived(d, ZERO, VTIME_NEVER);
	const struct dataset_window window = dataset_first(d, view, all);

	assert_in_range(all, 500, 1024); /* one batch */
	*reader = dataset_read(d, view, &window, 0, all);
	assert_int_equal(dataset_rows(*reader)->next(dataset_rows(*reader)->ctx, &rows,
	                                             &e),
	                 1);
	assert_int_equal(rows->count, all);
	return rows;
}

static const struct column *member(const struct column *c, const char *name)
{
	for (size_t i = 0; i < c->def->child_count; i++) {
		if (!strcmp(c->def->child[i].name, name))
			return &c->child[i];
	}
	fail_msg("no member %s", name);
	return NULL;
}

/* Value i of a column of texts that are all `size` capital letters. */
static const char *code_at(const struct column *c, size_t i, size_t size)
{
	const char *code = c->bytes + c->offsets[i];

	assert_int_equal(c->offsets[i + 1] - c->offsets[i], size);
	for (size_t k = 0; k < size; k++)
		assert_in_range(code[k], 'A', 'Z');
	return code;
}

static void airports_have_codes_of_their_own(void **state)
{
	AUTO(dataset_read_end) struct dataset_reader *reader = NULL;
	const struct column *rows = read_airports(state, &reader);
	const struct column *iata = member(rows, "iata"), *icao = member(rows, "icao");

	for (size_t i = 0; i < rows->count; i++) {
		const char *three = code_at(iata, i, 3), *four = code_at(icao, i, 4);

		(void)code_at(member(rows, "country"), i, 2);
		for (size_t k = 0; k < i; k++) {
			if (!memcmp(three, code_at(iata, k, 3), 3) ||
			    !memcmp(four, code_at(icao, k, 4), 4))
				fail_msg("%.3s %.4s is there twice", three, four);
		}
	}
}

/* The first letters of ICAO codes are given to regions: a code must lie in its own. */
static void airports_lie_where_their_codes_say(void **state)
{
	static const struct {
		const char *prefix;
		double south, north, west, east;
	} regions[] = {
		{ "K", 24, 50, -125, -66 },   { "C", 41, 84, -142, -52 },
		{ "PA", 51, 72, -180, -129 }, { "PH", 18, 29, -179, -154 },
		{ "MM", 14, 33, -118, -86 },  { "S", -56, 13, -110, -34 },
		{ "EG", 49, 61, -9, 2 },      { "LF", 41, 52, -6, 10 },
		{ "ED", 47, 56, 5, 16 },      { "L", 27, 52, -26, 46 },
		{ "E", 47, 79, -11, 32 },     { "B", 59, 84, -74, -11 },
		{ "F", -35, 19, -1, 58 },     { "D", 3, 38, -9, 16 },
		{ "G", 4, 36, -26, -2 },      { "H", -12, 34, 8, 52 },
		{ "V", -1, 36, 68, 115 },     { "Z", 17, 54, 73, 136 },
		{ "RJ", 26, 46, 128, 147 },   { "RK", 33, 39, 124, 132 },
		{ "Y", -44, -9, 112, 160 },   { "NZ", -48, -34, 166, 179 },
		{ "W", -12, 8, 94, 142 },     { "O", 12, 38, 34, 78 },
		{ "U", 35, 83, 19, 180 },
	};
	AUTO(dataset_read_end) struct dataset_reader *reader = NULL;
	const struct column *rows = read_airports(state, &reader);
	const struct column *icao = member(rows, "icao"),
			    *place = member(rows, "location");
	const double *latitude = member(place, "latitude")->f64;
	const double *longitude = member(place, "longitude")->f64;

	for (size_t i = 0; i < rows->count; i++) {
		const char *code = code_at(icao, i, 4);

		assert_true(latitude[i] >= -90 && latitude[i] <= 90);
		assert_true(longitude[i] >= -180 && longitude[i] <= 180);
		for_each_row(k, regions) {
			if (strncmp(code, regions[k].prefix, strlen(regions[k].prefix)) !=
			    0)
				continue;
			if (latitude[i] < regions[k].south ||
			    latitude[i] > regions[k].north ||
			    longitude[i] < regions[k].west ||
			    longitude[i] > regions[k].east)
				fail_msg("%.4s lies at %g, %g", code, latitude[i],
				         longitude[i]);
		}
	}
}

static void airports_have_names_heights_and_time_zones(void **state)
{
	AUTO(dataset_read_end) struct dataset_reader *reader = NULL;
	const struct column *rows = read_airports(state, &reader);
	const struct column *feet = member(rows, "elevationFeet");
	const struct column *zone = member(rows, "timeZone"),
			    *name = member(rows, "name");
	size_t unknown = 0;

	for (size_t i = 0; i < rows->count; i++) {
		uint32_t size = zone->offsets[i + 1] - zone->offsets[i];

		unknown += !feet->valid[i];
		assert_true(feet->i32[i] >= -100 && feet->i32[i] <= 14500);
		assert_non_null(memchr(zone->bytes + zone->offsets[i], '/', size));
		assert_true(name->offsets[i + 1] - name->offsets[i] > 6);
	}
	assert_in_range(unknown, 1, rows->count / 20); /* so that a null occurs */
}

static void airports_arrive_before_zero_and_after(void **state)
{
	const struct dataset *d = catalogue_find(*state, AIRPORTS);
	uint64_t at_start = dataset_arrived(d, ZERO, ZERO);
	uint64_t dated = dataset_arrived(d, ZERO, ZERO - 30 * MS_PER_DAY);

	assert_int_equal(at_start, 700);
	assert_int_equal(dated, 200);
	/* each of the next three-hourly windows has one */
	for (int k = 1; k <= 100; k++)
		assert_int_equal(dataset_arrived(d, ZERO, ZERO + k * 3 * MS_PER_HOUR),
		                 at_start + (uint64_t)k);
}

static void the_main_dataset_grows_by_forty_an_hour(void **state)
{
	const struct dataset *d = catalogue_find(*state, "5ef3e3259ad2a1191ab7dd7d");

	assert_int_equal(dataset_arrived(d, ZERO, ZERO), 1000);
	assert_int_equal(dataset_arrived(d, ZERO, ZERO + 3 * MS_PER_HOUR), 1120);
}

static void ids_past_2_to_the_53_occur(void **state)
{
	const struct dataset *d = catalogue_find(*state, "5ef3e3259ad2a1191ab7dd7d");
	const struct dataset_view view = { 1, ZERO };
	const struct dataset_window window = dataset_first(d, view, 100);
	AUTO(dataset_read_end) struct dataset_reader *r = NULL;
	const struct column *rows = NULL;
	struct err e = { 0 };

	r = dataset_read(d, view, &window, 0, 100);
	assert_int_equal(dataset_rows(r)->next(dataset_rows(r)->ctx, &rows, &e), 1);
	for (size_t i = 0; i < rows->count; i++)
		assert_true(member(rows, "deviceId")->i64[i] > INT64_C(9007199254740992));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_documented_datasets_are_there),
		cmocka_unit_test(every_dataset_has_the_form_that_users_have_to_keep),
		cmocka_unit_test(every_entry_reads_as_documented),
		cmocka_unit_test(the_first_records_are_the_same_for_ever),
		cmocka_unit_test(airports_have_codes_of_their_own),
		cmocka_unit_test(airports_lie_where_their_codes_say),
		cmocka_unit_test(airports_have_names_heights_and_time_zones),
		cmocka_unit_test(airports_arrive_before_zero_and_after),
		cmocka_unit_test(the_main_dataset_grows_by_forty_an_hour),
		cmocka_unit_test(ids_past_2_to_the_53_occur),
	};

	return cmocka_run_group_tests_name("shipped", tests, open_shipped, close_shipped);
}
