/*
 * test_clients.c - mockserver/gateway/clients.c
 */
#include "tests/unit/unit.h"

#include "lib/file/file.h"
#include "lib/mem.h"
#include "mockserver/gateway/clients.h"
#include "tests/support/scratch.h"

static void reads_clients_one_or_several_in_a_text(void **state UNUSED)
{
	struct clients c = { 0 };
	struct err e = { 0 };

	assert_int_equal(clients_add(&c, "a:s1:O1@AdobeOrg", &e), 0);
	assert_int_equal(clients_add(&c, " b:s2:O2@AdobeOrg:PT1H\n c:s3:O1@AdobeOrg:90s",
	                             &e),
	                 0);
	assert_int_equal(c.count, 3);
	assert_string_equal(clients_find(&c, "a")->secret, "s1");
	assert_int_equal(clients_find(&c, "a")->lifetime_ms, MS_PER_DAY);
	assert_int_equal(clients_find(&c, "b")->lifetime_ms, MS_PER_HOUR);
	assert_int_equal(clients_find(&c, "c")->lifetime_ms, 90 * MS_PER_SECOND);
	assert_null(clients_find(&c, "d"));
	assert_true(clients_know_org(&c, "O2@AdobeOrg"));
	assert_false(clients_know_org(&c, "o2@AdobeOrg"));
	clients_release(&c);
}

static void refuses_what_is_no_client_and_shows_no_secret(void **state UNUSED)
{
	static const char *const texts[] = {
		"a",           "a:secret",       "a:secret:",          ":secret:O",
		"a::O",        "a:secret:O:x",   "a:secret:O:P1M",     "a:secret:O:PT0S",
		"a:secret:O:", "a:secret:O:1d:", "a:secret:O a:s2:O2",
	};

	for_each_row(i, texts) {
		struct clients c = { 0 };
		struct err e = { 0 };

		assert_int_equal(clients_add(&c, texts[i], &e), -1);
		assert_int_equal(e.code, ERR_INVALID);
		assert_null(strstr(e.text, ":secret"));
		clients_release(&c);
	}
}

static void reads_a_file_with_comments(void **state UNUSED)
{
	static const char text[] = "# who may come\n\na:s:O@AdobeOrg\r\n"
				   "  b:s:O@AdobeOrg:1h\n#c:s:O";
	char *folder, *path;
	struct clients c = { 0 };
	struct err e = { 0 };

	assert_int_equal(file_temp_dir("flowmock-test-", &folder, &e), 0);
	path = mem_printf("%s/clients", folder);
	assert_int_equal(file_write(path, text, sizeof(text) - 1, &e), 0);
	assert_int_equal(clients_read(&c, path, &e), 0);
	assert_int_equal(c.count, 2);
	assert_string_equal(c.all[0].org, "O@AdobeOrg");
	assert_int_equal(file_remove_tree(folder, &e), 0);
	clients_release(&c);
	assert_int_equal(clients_read(&c, path, &e), -1);
	free(folder);
	free(path);
}

/* The clients behind it would be lost. */
static void refuses_a_file_with_a_nul(void **state)
{
	static const char text[] = "a:s:O@AdobeOrg\n# x\0\nb:s:O@AdobeOrg\n";
	AUTO(mem_free) char *path = scratch_path(state, "clients");
	struct clients c = { 0 };
	struct err e = { 0 };

	scratch_write_bytes(state, "clients", text, sizeof(text) - 1);
	assert_int_equal(clients_read(&c, path, &e), -1);
	assert_int_equal(e.code, ERR_INVALID);
	clients_release(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_clients_one_or_several_in_a_text),
		cmocka_unit_test(refuses_what_is_no_client_and_shows_no_secret),
		cmocka_unit_test(reads_a_file_with_comments),
		cmocka_unit_test_setup_teardown(refuses_a_file_with_a_nul, scratch_open,
		                                scratch_close),
	};

	return cmocka_run_group_tests_name("clients", tests, NULL, NULL);
}
