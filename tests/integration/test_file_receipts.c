/*
 * test_file_receipts.c - what lies on the disk is what would lie there without faults,
 * changed as the receipts say and in no other way
 *
 * Random histories; each is played twice, with faults on its files and without.
 */
#include "tests/unit/unit.h"

#include "lib/file/file.h"
#include "lib/hash.h"
#include "lib/map.h"
#include "lib/mem.h"
#include "tests/support/mock.h"
#include "tests/support/quoted.h"

#define HISTORIES 12
#define DATASET   "5ef3e3259ad2a1191ab7dd7d"
#define EVERY_DAY \
	JSON({"exportMode":"FIRST_FULL_THEN_INCREMENTAL","timeUnit":"day","interval":1, \
	     "startTime":1767225600})

/* In the order in which a file is changed by them; each is called by its place. */
static const char *const kinds[] = { "duplicate-rows", "truncate", "empty", "flip",
	                             "wrong-folder",   "missing",  "torn" };
enum { DUPLICATE_ROWS, TRUNCATE, EMPTY, FLIP, WRONG_FOLDER, MISSING, TORN };

static struct mock mock;

struct disk_file {
	char *path; /* below the export root */
	struct buf text;
};

/* Files by their paths. */
static void files_release(struct map *files)
{
	size_t at = 0;
	void *value;

	while (map_next(files, &at, &value)) {
		struct disk_file *f = value;

		buf_release(&f->text);
		free(f->path);
		free(f);
	}
	map_release(files);
}

static struct buf *put(struct map *files, const char *path)
{
	void **place = map_place(files, path);
	struct disk_file *f;

	assert_null(*place);
	f = mem_alloc(sizeof(*f));
	f->path = mem_strdup(path);
	*place = f;
	return &f->text;
}

static int read_file(void *ctx, const char *path, uint64_t size UNUSED, struct err *e)
{
	AUTO(mem_free) char *whole = mem_printf("%s/%s", mock.exports, path);

	return file_read(whole, SIZE_MAX, put(ctx, path), e);
}

static void arm(uint64_t h)
{
	AUTO(buf_release) struct buf all = { 0 };
	AUTO(mem_free) char *text = NULL;
	struct mock_reply r;

	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		buf_printf(&all,
		           "%s{'fault':'%zu','on':'file','probability':0.%u,"
		           "'do':{'%s':{}}}",
		           i ? "," : "[", i, 1 + (unsigned)hash_below(hash_with(h, i), 4),
		           kinds[i]);
	buf_add_char(&all, ']');
	text = quoted(buf_str(&all));
	r = mock_ask(&mock, "POST", "/__admin/faults", text);
	assert_int_equal(r.status, 201);
	mock_reply_release(&r);
}

/* Plays the history; its files, and the faults' receipts as kinds has them. */
static void play(uint64_t h, bool struck, struct map *files, cJSON **receipts)
{
	AUTO_MEM char *partitions =
		mem_printf("partitions=%u",
	                   1 + (unsigned)hash_below(hash_with(h, 90), 4));
	const char *const others[] = { partitions, NULL };
	AUTO(mem_free) char *flow = NULL;
	struct err e = { 0 };

	*files = (struct map){ 0 };
	mock_begin_with(&mock, NULL, &(struct flowmock_options){ .others = others });
	if (struck)
		arm(h);
	flow = mock_make_flow(&mock, DATASET, "JSON", "NONE", EVERY_DAY);
	cJSON_Delete(mock_move(&mock, "P5D"));
	for (size_t i = 0; struck && i < ARRAY_LEN(kinds); i++) {
		AUTO(mem_free) char *path = mem_printf("/__admin/faults/%zu", i);
		struct mock_reply r = mock_ask(&mock, "GET", path, NULL);

		receipts[i] = TAKE(r.body);
		mock_reply_release(&r);
	}
	assert_int_equal(file_walk(mock.exports, read_file, files, &e), 0);
	mock_end(&mock);
}

/* ---------------------------------------------------------------- what receipts say */

/* The kind's receipt for the file of that name; a temporary's for the file next to it. */
static const cJSON *receipt_of(cJSON *const *receipts, int kind, const char *name)
{
	const cJSON *one;

	cJSON_ArrayForEach(one, json_get(receipts[kind], "receipts")) {
		const char *file = json_str(one, "file");

		if (strstr(file, name) && json_get(one, "after"))
			return one;
	}
	return NULL;
}

static int64_t number(const cJSON *receipt, const char *member)
{
	int64_t n = -1;

	assert_true(json_int(receipt, member, &n));
	return n;
}

/* Appends so many lines, from that one on. */
static void repeat(struct buf *text, int64_t first, int64_t count)
{
	AUTO(mem_free) char *copy = mem_strdup(buf_str(text));
	const char *from = copy, *to;

	while (first--)
		from = strchr(from, '\n') + 1;
	for (to = from; count--; to = strchr(to, '\n') + 1)
		;
	buf_add(text, from, (size_t)(to - from));
}

static void change(struct buf *text, cJSON *const *receipts, const char *name)
{
	const cJSON *r = receipt_of(receipts, DUPLICATE_ROWS, name);

	if (r)
		repeat(text, number(r, "offset"),
		       number(r, "after") - number(r, "before"));
	for (int kind = TRUNCATE; kind <= EMPTY; kind++) {
		r = receipt_of(receipts, kind, name);
		if (r)
			text->size = (size_t)number(r, "after");
	}
	r = receipt_of(receipts, FLIP, name);
	if (r && (size_t)number(r, "offset") < text->size)
		text->data[number(r, "offset")] ^= (char)0x80;
}

/* The file of the history without faults, as the receipts say it is now. */
static void expect_file(struct map *expected, cJSON *const *receipts,
                        const struct disk_file *whole)
{
	const char *name = strrchr(whole->path, '/') + 1;
	const cJSON *moved = receipt_of(receipts, WRONG_FOLDER, name);
	const cJSON *torn = receipt_of(receipts, TORN, name);
	AUTO_MEM char *place = moved ? mem_printf("%s/%s", json_str(moved, "after"), name)
	                             : mem_strdup(whole->path);
	AUTO(buf_release) struct buf text = { 0 };

	buf_add(&text, whole->text.data, whole->text.size);
	change(&text, receipts, name);
	if (torn)
		buf_add(put(expected, json_str(torn, "file")), buf_str(&text),
		        (size_t)number(torn, "after"));
	if (!receipt_of(receipts, MISSING, name))
		buf_add(put(expected, place), buf_str(&text), text.size);
}

static void compare(uint64_t seed, const struct map *expected, const struct map *found)
{
	size_t at = 0, there = 0, wanted = 0;
	void *value;

	while (map_next(found, &at, &value)) {
		const struct disk_file *is = value, *should;

		there++;
		should = map_find(expected, is->path);
		if (!should)
			fail_msg("seed %llu: %s is there", (unsigned long long)seed,
			         is->path);
		if (is->text.size != should->text.size ||
		    strcmp(buf_str(&is->text), buf_str(&should->text)) != 0)
			fail_msg("seed %llu: %s", (unsigned long long)seed, is->path);
	}
	at = 0;
	while (map_next(expected, &at, &value))
		wanted++;
	assert_int_equal(there, wanted);
}

static void the_disk_is_what_the_receipts_say(void **state UNUSED)
{
	for (uint64_t seed = 0; seed < HISTORIES; seed++) {
		const uint64_t h = hash_with(hash_text(0, "receipts"), seed);
		struct map whole, found, expected = { 0 };
		cJSON *receipts[ARRAY_LEN(kinds)] = { NULL };
		size_t at = 0;
		void *value;

		play(h, false, &whole, NULL);
		play(h, true, &found, receipts);
		while (map_next(&whole, &at, &value))
			expect_file(&expected, receipts, value);
		compare(seed, &expected, &found);
		files_release(&whole);
		files_release(&found);
		files_release(&expected);
		for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
			cJSON_Delete(receipts[i]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_disk_is_what_the_receipts_say),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
