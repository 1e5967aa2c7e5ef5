/*
 * test_path.c - lib/file/path.c: no path leaves its root
 */
#include "tests/unit/unit.h"

#include <unistd.h>

#include "lib/file/file.h"
#include "lib/hash.h"
#include "lib/mem.h"

#define SEED   20260103
#define ROUNDS 50000

static void joins_component_by_component(void **state UNUSED)
{
	static const struct {
		const char *path, *joined;
	} cases[] = {
		{ "a", "/r/a" },
		{ "a/b/c.json", "/r/a/b/c.json" },
		{ "/a/b", "/r/a/b" },
		{ "a//b/", "/r/a/b" },
		{ "./a/./b/.", "/r/a/b" },
		{ "", "/r" },
		{ "/", "/r" },
		{ ".", "/r" },
		{ "...", "/r/..." },
		{ "..a/b..", "/r/..a/b.." },
		{ "a\\..\\b", "/r/a\\..\\b" },
		{ "%2e%2e/x", "/r/%2e%2e/x" },
		{ "exportTime=202601010000/part é", "/r/exportTime=202601010000/part é" },
		{ ".tmp", "/r/.tmp" },
		{ "a.tmp-b", "/r/a.tmp-b" },
	};

	for_each_row(i, cases) {
		AUTO(buf_release) struct buf b = { 0 };
		struct err e = { 0 };

		buf_add_str(&b, "/r");
		if (file_join_below(&b, cases[i].path, &e) < 0)
			fail_msg("%s", e.text);
		assert_string_equal(b.data, cases[i].joined);
	}
}

static void refuses_what_would_leave_or_mislead(void **state UNUSED)
{
	char long_name[257];
	const struct {
		const char *path, *reason;
	} cases[] = {
		{ "..", "'..' would leave its folder" },
		{ "../a", "'..' would leave its folder" },
		{ "a/../b", "'..' would leave its folder" },
		{ "a/b/..", "'..' would leave its folder" },
		{ "/..", "'..' would leave its folder" },
		{ "a\nb", "control characters" },
		{ "a/\x1b[2J", "control characters" },
		{ "a\x7f", "control characters" },
		{ ".tmp-part-0", "starts with '.tmp-'" },
		{ "a/.tmp-", "starts with '.tmp-'" },
		{ long_name, "longer than 255 bytes" },
	};

	memset(long_name, 'a', 256);
	long_name[256] = '\0';
	for_each_row(i, cases) {
		AUTO(buf_release) struct buf b = { 0 };
		struct err e = { 0 };

		buf_add_str(&b, "/r");
		assert_int_equal(file_join_below(&b, cases[i].path, &e), -1);
		assert_int_equal(e.code, ERR_INVALID);
		if (!strstr(e.text, cases[i].reason))
			fail_msg("%s", e.text);
		assert_string_equal(b.data, "/r");
	}
}

static void refuses_a_path_past_the_cap_of_the_buffer(void **state UNUSED)
{
	AUTO(buf_release) struct buf b = { .cap = 8 };
	struct err e = { 0 };

	buf_add_str(&b, "/r");
	assert_int_equal(file_join_below(&b, "a/b", &e), 0);
	assert_string_equal(b.data, "/r/a/b");
	assert_int_equal(file_join_below(&b, "c/d", &e), -1);
	assert_int_equal(e.code, ERR_INVALID);
	assert_string_equal(b.data, "/r/a/b");
	buf_add_str(&b, "/c");
	assert_string_equal(b.data, "/r/a/b/c");
}

/* Texts of the bytes that matter to paths, so that every mix comes up. */
static void any_path(uint64_t seed, char *out, size_t room)
{
	static const char bytes[] = "....///a\\%\n~";
	size_t n = (size_t)hash_below(seed, room);

	for (size_t i = 0; i < n; i++)
		out[i] = bytes[hash_below(hash_with(seed, i), sizeof(bytes) - 1)];
	out[n] = '\0';
}

/* Follows the path as a file system would; the lowest level it comes to. */
static int lowest_level(const char *path)
{
	int level = 0, lowest = 0;

	while (*path) {
		size_t n = strcspn(path, "/");

		if (n == 2 && !strncmp(path, "..", 2))
			level--;
		else if (n && !(n == 1 && *path == '.'))
			level++;
		lowest = level < lowest ? level : lowest;
		path += n + (path[n] == '/');
	}
	return lowest;
}

static void lets_no_path_out(void **state UNUSED)
{
	int joined = 0;

	print_message("seed %d\n", SEED);
	for (uint64_t i = 0; i < ROUNDS; i++) {
		AUTO(buf_release) struct buf b = { 0 };
		struct err e = { 0 };
		char path[24];

		any_path(hash_with(SEED, i), path, sizeof(path));
		if (file_join_below(&b, path, &e) < 0)
			continue;
		joined++;
		assert_int_equal(lowest_level(buf_str(&b)), 0);
		assert_null(strstr(buf_str(&b), "/../"));
		assert_null(strchr(buf_str(&b), '\n'));
	}
	assert_true(joined > ROUNDS / 100);
}

static void makes_paths_absolute(void **state UNUSED)
{
	AUTO(mem_free) char *here = getcwd(NULL, 0);
	AUTO(mem_free) char *below = mem_printf("%s/exports", here);
	AUTO(mem_free) char *above = mem_printf("%s/../exports", here);
	const struct {
		const char *path, *absolute;
	} cases[] = {
		{ "exports", below },       { "./exports/", below },
		{ "../exports", above },    { ".", here },
		{ "/a//b/./c/", "/a/b/c" }, { "/", "/" },
		{ "/a/../b", "/a/../b" },
	};

	for_each_row(i, cases) {
		AUTO(mem_free) char *absolute = file_absolute(cases[i].path);

		assert_string_equal(absolute, cases[i].absolute);
	}
}

static void a_name_is_what_stands_behind_the_last_slash(void **state UNUSED)
{
	assert_string_equal(file_name("a/b/c.json"), "c.json");
	assert_string_equal(file_name("/c"), "c");
	assert_string_equal(file_name("c"), "c");
	assert_string_equal(file_name("a/"), "");
	assert_string_equal(file_name(""), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(joins_component_by_component),
		cmocka_unit_test(a_name_is_what_stands_behind_the_last_slash),
		cmocka_unit_test(refuses_what_would_leave_or_mislead),
		cmocka_unit_test(refuses_a_path_past_the_cap_of_the_buffer),
		cmocka_unit_test(lets_no_path_out),
		cmocka_unit_test(makes_paths_absolute),
	};

	return cmocka_run_group_tests_name("file_path", tests, NULL, NULL);
}
