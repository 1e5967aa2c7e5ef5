/*
 * test_destination.c - mockserver/contract/destination.c
 */
#include "tests/unit/unit.h"

#include "mockserver/contract/destination.h"

static void every_row_says_where_its_files_go(void **state UNUSED)
{
	const struct destination *d;
	size_t i = 0;

	for (; (d = destination_at(i)); i++) {
		int places = !!d->place_param + !!d->auth_param + !!d->fixed_place;

		if (places != 1 || !d->path_param)
			fail_msg("%s: one place, and a path in it", d->kind);
		if (strlen(d->spec) != 36 || strchr(d->kind, '/'))
			fail_msg("%s: a spec's id, and a folder's name", d->kind);
		if ((d->auth_param_once || d->auth_is_url) && !d->auth_param)
			fail_msg("%s: says how it reads a param that it hasn't", d->kind);
		if (d->shows_its_place && !d->fixed_place)
			fail_msg("%s: only a fixed place shows without a base", d->kind);
		if (d->source_spec && !d->shows_its_place)
			fail_msg("%s: its source shows what it doesn't", d->kind);
	}
	assert_true(i > 0);
}

static void a_row_is_found_by_its_spec_and_by_its_places(void **state UNUSED)
{
	const struct destination *d;

	for (size_t i = 0; (d = destination_at(i)); i++) {
		char place[64];

		snprintf(place, sizeof(place), "%s/somewhere/else", d->kind);
		assert_ptr_equal(destination_of(d->spec), d);
		assert_ptr_equal(destination_of_place(place), d);
	}
}

static void what_has_no_row_is_not_found(void **state UNUSED)
{
	assert_null(destination_of(NULL));
	assert_null(destination_of("x"));
	assert_null(destination_of_place(""));
	assert_null(destination_of_place("s"));
	assert_null(destination_of_place("s33/b"));
	assert_null(destination_of_place("dlzs/dlz-destination"));
}

static void only_the_landing_zone_deletes_files(void **state UNUSED)
{
	const struct destination *d;

	for (size_t i = 0; (d = destination_at(i)); i++)
		assert_int_equal(d->keeps_days, strcmp(d->kind, "dlz") ? 0 : DLZ_DAYS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_row_says_where_its_files_go),
		cmocka_unit_test(a_row_is_found_by_its_spec_and_by_its_places),
		cmocka_unit_test(what_has_no_row_is_not_found),
		cmocka_unit_test(only_the_landing_zone_deletes_files),
	};

	return cmocka_run_group_tests_name("destination", tests, NULL, NULL);
}
