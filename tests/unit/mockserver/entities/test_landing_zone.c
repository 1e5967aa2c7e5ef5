/*
 * test_landing_zone.c - containers and credentials of a Data Landing Zone
 */
#include "tests/unit/unit.h"

#include "lib/mem.h"
#include "mockserver/entities/landing_zone.h"
#include "tests/support/chain.h"

static struct chain chain;

static int setup(UNUSED void **state)
{
	chain_open(&chain);
	return 0;
}

static int teardown(UNUSED void **state)
{
	chain_close(&chain);
	return 0;
}

static const struct caller dev = { "test", "TEST@AdobeOrg", "dev" };
static const struct caller other = { "test", "OTHER@AdobeOrg", "prod" };
static const char *const types[] = { "user_drop_zone", "dlz_destination" };

static char *credentials(const struct caller *by, const char *type, bool refresh)
{
	struct err e = { 0 };
	AUTO(cJSON_Delete) cJSON *json = NULL;

	json = landing_zone_credentials(&chain.world, by, type, refresh, &e);
	if (!json)
		fail_msg("%s", e.text);
	return json_text(json);
}

static void there_are_two_types(UNUSED void **state)
{
	static const char *const none[] = { "", "DLZ_DESTINATION", "user", "dlz" };

	for_each_row(i, types)
		assert_true(landing_zone_has(types[i]));
	for_each_row(i, none)
		assert_false(landing_zone_has(none[i]));
}

static void credentials_stay_until_they_are_refreshed(UNUSED void **state)
{
	for (int dlz = DLZ_AZURE; dlz <= DLZ_AWS; dlz++) {
		AUTO_MEM char *first = NULL, *again = NULL, *fresh = NULL, *kept = NULL;

		chain.world.dlz = (enum dlz)dlz;
		first = credentials(&chain_caller, types[0], false);
		again = credentials(&chain_caller, types[0], false);
		assert_string_equal(first, again);
		fresh = credentials(&chain_caller, types[0], true);
		assert_string_not_equal(fresh, first);
		kept = credentials(&chain_caller, types[0], false);
		assert_string_equal(kept, fresh);
	}
}

static void everyone_has_credentials_of_their_own(UNUSED void **state)
{
	const struct caller *const callers[] = { &chain_caller, &dev, &other };
	char *all[6];

	for_each_row(i, all) {
		all[i] = credentials(callers[i / 2], types[i % 2], false);
		assert_non_null(strstr(all[i], "mock")); /* nobody takes them for real */
		for (size_t j = 0; j < i; j++)
			assert_string_not_equal(all[i], all[j]);
	}
	free(credentials(&dev, types[0], true)); /* touches nobody else's */
	for_each_row(i, all) {
		AUTO_MEM char *now = credentials(callers[i / 2], types[i % 2], false);

		assert_int_equal(!strcmp(now, all[i]), i != 2);
		free(all[i]);
	}
}

static void azure_says_one_place_in_all_its_members(UNUSED void **state)
{
	struct err e = { 0 };
	AUTO(cJSON_Delete) cJSON *json = NULL;
	AUTO_MEM char *uri = NULL;
	AUTO(cJSON_Delete) cJSON *container = NULL;

	container = landing_zone_container(&chain.world, &chain_caller, types[1]);
	json = landing_zone_credentials(&chain.world, &chain_caller, types[1], false, &e);
	uri = mem_printf("https://%s.blob.core.windows.net/%s?%s",
	                 json_str(json, "storageAccountName"),
	                 json_str(json, "containerName"), json_str(json, "SASToken"));
	assert_string_equal(json_str(json, "SASUri"), uri);
	assert_string_equal(json_str(container, "containerName"),
	                    json_str(json, "containerName"));
	assert_string_equal(json_str(container, "containerTTL"), "7");
}

static void aws_credentials_end_in_twelve_hours_of_the_mocks_clock(UNUSED void **state)
{
	struct err e = { 0 };
	AUTO(cJSON_Delete) cJSON *json = NULL, *container = NULL;
	int64_t expires;

	chain.world.dlz = DLZ_AWS;
	json = landing_zone_credentials(&chain.world, &chain_caller, types[0], false, &e);
	container = landing_zone_container(&chain.world, &chain_caller, types[0]);
	assert_true(json_int(json, "expiryTime", &expires));
	assert_int_equal(expires, CHAIN_ZERO / MS_PER_SECOND + 12 * 3600);
	assert_int_equal(strlen(json_str(json, "credentials.awsAccessKeyId")), 20);
	assert_string_equal(json_str(json, "dlzPath.bucketName"),
	                    json_str(container, "dlzPath.bucketName"));
	assert_string_equal(json_str(container, "dataTTL.timeUnit"), "days");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(there_are_two_types),
		TEST(credentials_stay_until_they_are_refreshed),
		TEST(everyone_has_credentials_of_their_own),
		TEST(azure_says_one_place_in_all_its_members),
		TEST(aws_credentials_end_in_twelve_hours_of_the_mocks_clock),
	};

	return cmocka_run_group_tests_name("entities/landing_zone", tests, NULL, NULL);
}
