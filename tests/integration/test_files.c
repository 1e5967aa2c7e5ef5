/*
 * test_files.c - part files and manifests: the same whoever writes them, all or none
 */
#include "tests/unit/unit.h"

#include <zlib.h>

#include "lib/file/file.h"
#include "lib/hash.h"
#include "lib/mem.h"
#include "tests/support/mock.h"
#include "tests/support/quoted.h"

#define DATASET "5ef3e3259ad2a1191ab7dd7d" /* generated; it grows */

#define DAILY JSON({"interval":1,"timeUnit":"day","startTime":1767225600})

/* A daily flow from now on, with manifests. */
static char *make_flow(struct mock *m, const char *type)
{
	AUTO_MEM char *params =
		mem_printf(JSON("compression":"GZIP","datasetFileType":"%s",)
	                                JSON("includeFileManifest":true), type);

	return mock_make_flow_to(m, DATASET, params, DAILY);
}

/* Every path and byte below the export root, and the first path with a word in it. */
struct tree {
	const struct mock *mock;
	const char *word;
	char *path;
	size_t files;
	uint64_t hash;
};

static int see(void *ctx, const char *relative, uint64_t size UNUSED, struct err *e)
{
	struct tree *t = ctx;
	AUTO(mem_free) char *path = mem_printf("%s/%s", t->mock->exports, relative);
	struct buf text = { 0 };

	if (file_read(path, 1 << 28, &text, e) < 0)
		return -1;
	t->files++;
	t->hash = hash_text(t->hash, relative);
	t->hash = hash_bytes(t->hash, buf_str(&text), text.size);
	if (!t->path && t->word && strstr(relative, t->word))
		t->path = mem_strdup(relative);
	buf_release(&text);
	return 0;
}

static struct tree look(const struct mock *m, const char *word)
{
	struct tree t = { .mock = m, .word = word };
	struct err e = { 0 };

	if (file_exists(m->exports))
		assert_int_equal(file_walk(m->exports, see, &t, &e), 0);
	return t;
}

static struct tree tree_of(const char *type, unsigned workers)
{
	const struct flowmock_options o = { .partitions = 5, .workers = workers };
	AUTO(cJSON_Delete) cJSON *fired = NULL;
	AUTO(mem_free) char *flow = NULL;
	struct tree t;
	struct mock m;

	mock_begin_with(&m, NULL, &o);
	flow = make_flow(&m, type);
	fired = mock_advance(&m, "P3D");
	assert_non_null(fired);
	t = look(&m, NULL);
	mock_end(&m);
	return t;
}

static void any_number_of_workers_leaves_the_same_tree(void **state UNUSED)
{
	static const char *const types[] = { "JSON", "PARQUET" };

	for_each_row(i, types) {
		struct tree one = tree_of(types[i], 1), four = tree_of(types[i], 4);
		struct tree many = tree_of(types[i], 64);

		assert_int_equal(one.files, 4 * (5 + 1));
		assert_int_equal(four.files, one.files);
		assert_true(four.hash == one.hash && many.hash == one.hash);
	}
}

/* ---------------------------------------------------------------- gzip */

#define EVENTS "65b1f00d0a1c4e2b9d7e3f01" /* some MiB of JSON lines */

static size_t count_members(const struct buf *file, size_t *lines_bytes)
{
	static char text[16 << 20];
	size_t at = 0, members = 0;

	*lines_bytes = 0;
	for (; at < file->size; members++) {
		z_stream z = { .next_in = (Bytef *)file->data + at };

		z.avail_in = (uInt)(file->size - at);
		z.next_out = (Bytef *)text;
		z.avail_out = sizeof(text);
		assert_int_equal(inflateInit2(&z, 15 + 16), Z_OK);
		assert_int_equal(inflate(&z, Z_FINISH), Z_STREAM_END);
		inflateEnd(&z);
		at += z.total_in;
		*lines_bytes += z.total_out;
	}
	return members;
}

/* A full export of EVENTS by a mock with that option; NULL: with its default. */
static size_t members_with(const char *option, size_t *lines_bytes)
{
	const char *const others[] = { option, NULL };
	const struct flowmock_options o = { .others = others };
	AUTO(cJSON_Delete) cJSON *fired = NULL;
	AUTO_MEM char *flow = NULL;
	AUTO_MEM char *path = NULL;
	AUTO(buf_release) struct buf file = { 0 };
	struct tree t;
	struct err e = { 0 };
	struct mock m;
	size_t members;

	mock_begin_with(&m, NULL, &o);
	flow = mock_make_flow(&m, EVENTS, "JSON", "GZIP", DAILY);
	fired = mock_advance(&m, "PT1H");
	t = look(&m, ".json.gz");
	assert_int_equal(t.files, 1);
	path = mem_printf("%s/%s", m.exports, t.path);
	assert_int_equal(file_read(path, 1 << 28, &file, &e), 0);
	members = count_members(&file, lines_bytes);
	free(t.path);
	mock_end(&m);
	return members;
}

static void gzipped_json_has_members_of_a_mebibyte_or_a_single_one(void **state UNUSED)
{
	size_t bytes, same;
	size_t members = members_with(NULL, &bytes);

	assert_true(members > 1);
	assert_in_range(members, bytes / (1 << 20), bytes / (1 << 20) + 1);
	assert_int_equal(members_with("gzip=members", &same), members);
	assert_int_equal(same, bytes);
	assert_int_equal(members_with("gzip=single", &same), 1);
	assert_int_equal(same, bytes);
}

static void a_reset_removes_parts_and_manifests(void **state UNUSED)
{
	const struct flowmock_options o = { .partitions = 3 };
	AUTO(cJSON_Delete) cJSON *fired = NULL;
	AUTO(mem_free) char *flow = NULL;
	char why[FLOWMOCK_WHY];
	struct mock m;

	mock_begin_with(&m, "state.db", &o);
	flow = make_flow(&m, "JSON");
	fired = mock_advance(&m, "P1D");
	assert_int_equal(look(&m, NULL).files, 2 * (3 + 1));
	assert_int_equal(flowmock_reset(m.instance, why), 0);
	assert_int_equal(look(&m, NULL).files, 0);
	mock_end(&m);
}

/* Where a file with that word in its name will be, found out by a mock of its own. */
static char *path_of(const char *word)
{
	const struct flowmock_options o = { .partitions = 3 };
	AUTO(cJSON_Delete) cJSON *fired = NULL;
	AUTO(mem_free) char *flow = NULL;
	struct tree t;
	struct mock m;

	mock_begin_with(&m, NULL, &o);
	flow = make_flow(&m, "JSON");
	fired = mock_advance(&m, "PT1H");
	t = look(&m, word);
	mock_end(&m);
	assert_non_null(t.path);
	return t.path;
}

static const char *status(const cJSON *fired)
{
	return json_str(fired, "fired[0].status");
}

/* A folder stands where the file should: it can be written, but not get its name. */
static void a_file_in_the_way_fails_the_run_and_the_next_covers_it(void **state UNUSED)
{
	static const char *const words[] = { "part-00000-", "part-00002-", "manifest-" };
	const struct flowmock_options o = { .partitions = 3, .workers = 2 };

	for_each_row(i, words) {
		AUTO(mem_free) char *path = path_of(words[i]);
		AUTO(mem_free) char *inside = NULL;
		AUTO(mem_free) char *flow = NULL;
		AUTO(cJSON_Delete) cJSON *fired = NULL;
		AUTO(cJSON_Delete) cJSON *later = NULL;
		struct err e = { 0 };
		int64_t records = 0, files = -1;
		struct mock m;

		mock_begin_with(&m, NULL, &o);
		inside = mem_printf("%s/%s/in-the-way", m.exports, path);
		assert_int_equal(file_make_dirs(inside, &e), 0);
		flow = make_flow(&m, "JSON");
		fired = mock_advance(&m, "PT1H");
		assert_string_equal(status(fired), "failed");
		assert_true(json_int(fired, "fired[0].files", &files) && files == 0);
		assert_int_equal(look(&m, NULL).files, 0);
		later = mock_advance(&m, "P1D");
		assert_string_equal(status(later), "success");
		assert_true(json_int(later, "fired[0].records", &records));
		assert_true(records > 1000); /* those of the failed one too */
		assert_int_equal(look(&m, NULL).files, 3 + 1);
		mock_end(&m);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(any_number_of_workers_leaves_the_same_tree),
		cmocka_unit_test(gzipped_json_has_members_of_a_mebibyte_or_a_single_one),
		cmocka_unit_test(a_reset_removes_parts_and_manifests),
		cmocka_unit_test(a_file_in_the_way_fails_the_run_and_the_next_covers_it),
	};

	return cmocka_run_group_tests_name("files", tests, NULL, NULL);
}
