/*
 * test_parts.c - harness/files/parts.c: what part files and manifests promise
 */
#include "tests/unit/unit.h"

#include "harness/files/parts.h"
#include "lib/mem.h"
#include "lib/str.h"
#include "tests/support/quoted.h"
#include "tests/support/scratch.h"

#define FILES 4

static char flow[] = "f", sink[] = "/out";

/* Files of these paths, each of so many bytes as its path has. */
static void begin(struct files *f, struct found_file all[FILES],
                  const char *const paths[FILES])
{
	*f = (struct files){ .all = all };
	for (; f->count < FILES && paths[f->count]; f->count++)
		all[f->count] = (struct found_file){
			.path = (char *)(uintptr_t)paths[f->count],
			.bytes = strlen(paths[f->count]),
		};
}

static char *said(const struct diffs *d)
{
	struct buf out = { 0 };

	diffs_print(d, 9, &out);
	return buf_take(&out);
}

#define A "-tid-1-a-0-0-c000.json"
#define B "-tid-2-b-0-0-c000.json"

static void parts_of_an_export_are_numbered_from_0(void **state UNUSED)
{
	static const struct {
		const char *paths[FILES], *pattern, *says;
	} cases[] = {
		/* clang-format off */
		{ { "part-00000" A, "part-00001" A }, "2", "" },
		{ { "part-00000" A, "part-00001" A }, "[2]", "" },
		{ { "part-00000" A, "part-00001" A }, "3", "  files.parts: expected 3, got 2\n" },
		{ { "part-00000" A, "part-00000" B, "part-00001" B }, "[1,2]", "" },
		{ { "part-00000" A, "part-00000" B, "part-00001" B }, "{'$gt':1}", "  files.parts: expected $gt 1, got 1\n" },
		{ { "x/part-00000" A, "y/part-00000" A }, "[1,1]", "" },
		{ { "part-00001" A }, "1", "  part-00001" A ": expected parts numbered from 0, got another number\n" },
		{ { "part-00000" A, "part-00002" A }, "2", "  part-00002" A ": expected parts numbered from 0, got another number\n" },
		{ { "data.json" }, "[]", "  data.json: expected part-<number>-…, got another name\n" },
		{ { "part-x" A }, "[]", "  part-x" A ": expected part-<number>-…, got another name\n" },
		{ { NULL }, "[]", "" },
		{ { NULL }, "[1]", "  files.parts[0]: expected 1, got nothing\n" },
		/* clang-format on */
	};

	for_each_row(i, cases) {
		AUTO(cJSON_Delete) cJSON *pattern = quoted_json(cases[i].pattern);
		AUTO(diffs_release) struct diffs d = { 0 };
		struct found_file all[FILES];
		AUTO_MEM char *text = NULL;
		struct files f;

		begin(&f, all, cases[i].paths);
		parts_expect(&f, pattern, &d);
		text = said(&d);
		assert_string_equal(text, cases[i].says);
	}
}

/* What the manifests differ in, read from the folder x of the test's. */
static char *judge(void **state, const char *const paths[FILES], const char *name,
                   const char *manifest)
{
	AUTO(diffs_release) struct diffs d = { 0 };
	const struct exports x = { .flow = flow, .folder = *state, .sink = sink };
	struct found_file all[FILES];
	struct files f;
	struct err e = { 0 };
	char *text;

	begin(&f, all, paths);
	f.exports = &x;
	if (manifest) {
		AUTO_MEM char *json = quoted(manifest);

		scratch_write(state, name, json);
		assert_int_equal(parts_read_manifest(&f, name, &d, &e), 0);
	}
	parts_expect_manifest(&f, NULL, &d);
	text = said(&d);
	f.count = 0; /* the files are the test's */
	f.all = NULL;
	found_release(&f);
	return text;
}

#define HEAD      "{'flowRunId':'r','scheduledTime':'T','exportResults':["
#define ONE(n, s) "{'sinkPath':'/out/x','name':'" n "','size':" s "}"

static void a_manifest_lists_each_file_once_with_its_size(void **state)
{
	static const struct {
		const char *paths[FILES], *name, *manifest, *says;
	} cases[] = {
		/* clang-format off */
		{ { "x/a" }, "x/manifest-f-r.json", HEAD ONE("a", "3") "]}", "" },
		{ { "x/a", "x/bb" }, "x/manifest-f-r.json", HEAD ONE("a", "3") "," ONE("bb", "4") "]}", "" },
		{ { "x/a" }, "x/manifest-g-r.json", HEAD ONE("a", "3") "]}", "  x/manifest-g-r.json: name: expected manifest-f-r.json, got manifest-g-r.json\n" },
		{ { "x/a" }, "x/manifest-f-q.json", HEAD ONE("a", "3") "]}", "manifest-f-r.json, got manifest-f-q.json" },
		{ { "x/a" }, "x/manifest-f-r.json", HEAD ONE("a", "2") "]}", "  x/a: expected 2 bytes, as its manifest says, got 3 bytes\n" },
		{ { "x/a" }, "x/manifest-f-r.json", HEAD ONE("a", "3") "," ONE("a", "3") "]}", "got listed 2 times\n" },
		{ { "x/a", "x/b" }, "x/manifest-f-r.json", HEAD ONE("a", "3") "]}", "  x/b: expected listed once, with its size, in its folder's manifests, got listed 0 times\n  files.manifest: expected 2 files listed, got 1\n" },
		{ { "x/a" }, "x/manifest-f-r.json", HEAD ONE("a", "3") "," ONE("c", "3") "]}", "  x/c: expected a file, as the manifest lists it, got none\n" },
		/* A file of another folder is not this one's. */
		{ { "y/a" }, "x/manifest-f-r.json", HEAD ONE("a", "3") "]}", "  x/a: expected a file, as the manifest lists it, got none\n" },
		{ { "x/a" }, "x/manifest-f-r.json", HEAD ONE("a", "3") "]}\n", "  x/manifest-f-r.json: text: expected " },
		{ { "x/a" }, "x/manifest-f-r.json", HEAD "{'sinkPath':'/x','name':'a','size':3}]}", "  x/manifest-f-r.json: text: expected " },
		{ { "x/a" }, "x/manifest-f-r.json", "no JSON", "  x/manifest-f-r.json: expected a manifest in JSON, got " },
		{ { "x/a" }, NULL, NULL, "  files.manifest: expected one or more, got none\n" },
		/* clang-format on */
	};

	for_each_row(i, cases) {
		AUTO_MEM char *text =
			judge(state, cases[i].paths, cases[i].name, cases[i].manifest);

		if (*cases[i].says ? !strstr(text, cases[i].says) : *text != '\0')
			fail_msg("'%s'", text);
	}
}

static void a_manifest_that_can_not_be_read_is_an_error(void **state)
{
	const struct exports x = { .flow = flow, .folder = *state };
	AUTO(diffs_release) struct diffs d = { 0 };
	struct files f = { .exports = &x };
	struct err e = { 0 };

	assert_int_equal(parts_read_manifest(&f, "none", &d, &e), -1);
	assert_int_equal(e.code, ERR_NOT_FOUND);
	assert_int_equal(f.manifest_count, 0);
}

#define WITH_FOLDER(test) \
	cmocka_unit_test_setup_teardown(test, scratch_open, scratch_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(parts_of_an_export_are_numbered_from_0),
		WITH_FOLDER(a_manifest_lists_each_file_once_with_its_size),
		WITH_FOLDER(a_manifest_that_can_not_be_read_is_an_error),
	};

	return cmocka_run_group_tests_name("parts", tests, NULL, NULL);
}
