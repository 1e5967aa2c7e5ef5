/*
 * patch_suite.c - lib/json/patch.c against the public suite of JSON Patch
 *
 *	patch_suite FILE...      tests.json and spec_tests.json of json-patch-test-suite
 *
 * Prints a line for each test that the suite has not disabled: "ok NAME" or
 * "not ok NAME".  A test has doc and patch, and either the expected document or an
 * error's text; one with neither only asks that the patch applies.
 */
#include "lib/file/file.h"
#include "lib/json/patch.h"
#include "lib/mem.h"

#define SUITE_BYTES (1 << 20)

static bool holds(const cJSON *test)
{
	AUTO(cJSON_Delete) cJSON *got = NULL;
	const cJSON *expected = json_get(test, "expected");
	struct err e = { 0 };
	int rc =
		jsonpatch_apply(json_get(test, "doc"), json_get(test, "patch"), &got, &e);

	if (json_get(test, "error"))
		return rc < 0;
	return rc == 0 && (!expected || json_equal(got, expected));
}

static void run(const char *file, size_t number, const cJSON *test)
{
	const char *comment = json_str(test, "comment");

	if (cJSON_IsTrue(json_get(test, "disabled")) || !json_get(test, "patch"))
		return;
	printf("%s JSON Patch, %s %zu: %s\n", holds(test) ? "ok" : "not ok",
	       file_name(file), number, comment ? comment : "");
}

static int run_file(const char *path)
{
	AUTO(buf_release) struct buf text = { 0 };
	AUTO(cJSON_Delete) cJSON *suite = NULL;
	const cJSON *test;
	struct err e = { 0 };
	size_t number = 0;

	if (file_read(path, SUITE_BYTES, &text, &e) < 0 ||
	    json_parse(buf_str(&text), text.size, &suite, &e) < 0) {
		printf("not ok %s: %s\n", path, e.text);
		return 1;
	}
	cJSON_ArrayForEach(test, suite)
		run(path, number++, test);
	return 0;
}

int main(int argc, char **argv)
{
	int status = argc < 2;

	for (int i = 1; i < argc; i++)
		status |= run_file(argv[i]);
	return status;
}
