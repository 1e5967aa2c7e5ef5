/*
 * test_flipped_bytes.c - a byte that is flipped in an exported file is found
 *
 * Files that the mock writes are read by flowcheck verify's readers, each time with
 * another byte changed.  They refuse the file, but for some values of the fields in a
 * table: those change no record, and nothing else in the file says what they were.
 *
 * COUNT flips of each file (2000), 10000 by make crash; the seed is printed.
 */
#include "tests/unit/unit.h"

#include <sys/mman.h>
#include <unistd.h>

#include "harness/verify/content.h"
#include "lib/file/file.h"
#include "lib/mem.h"
#include "mockserver/export/export.h"
#include "tests/support/fields.h"
#include "tests/support/rows.h"
#include "tests/support/scratch.h"
#include "tests/support/seeded.h"

#define ROWS          400
#define FLIPS_OF_FILE 2000

static void add_row(struct column *row, uint64_t i)
{
	struct column *c = row->child, *items = &c[4], *item = &items->child[0];
	char text[64];

	column_add_struct(row);
	snprintf(text, sizeof(text), "order %llu of %llu", (unsigned long long)i * 7919,
	         (unsigned long long)i % 13);
	column_add_str(&c[0], text, strlen(text));
	column_add_i64(&c[1], INT64_C(1767225600000) + (int64_t)i * 977);
	column_add_double(&c[2], (double)i / 7);
	if (i % 5)
		column_add_str(&c[3], "a town", 6);
	else
		column_add_null(&c[3]);
	for (uint64_t k = 0; k < i % 4; k++)
		column_add_i32(item, (int32_t)(i * k));
	column_add_list(items);
}

static const struct {
	const char *name;
	struct export_options options;
} kinds[] = {
	{ "a.json", { EXPORT_JSON, EXPORT_NONE, FILE_NO_SYNC } },
	{ "a.json.gz", { EXPORT_JSON, EXPORT_GZIP, FILE_NO_SYNC } },
	{ "a.parquet", { EXPORT_PARQUET, EXPORT_NONE, FILE_NO_SYNC } },
	{ "a.gz.parquet", { EXPORT_PARQUET, EXPORT_GZIP, FILE_NO_SYNC } },
};
enum { KIND_JSON, KIND_JSON_GZIP, KIND_PARQUET, KIND_PARQUET_GZIP };

/* Fields of which some changes can't be seen, and why: fields.h has their names. */
static const struct {
	const char *field, *why;
	bool is_gzip;
	bool is_rare; /* too rare for a search of one */
} unseen[] = {
	/* clang-format off */
	{ "FLG", "FTEXT says that the member is text, which it is", true },
	{ "MTIME", "any time of some years is a likely one", true },
	{ "XFL", "how hard the writer tried; 0, 2 and 4 exist", true },
	{ "OS", "where the writer ran; 14 systems exist", true },
	{ "stream", "the same bytes come out, and the check sum is right", true, true },
	{ "1", "version 1 and 2 are read alike", false },
	{ "2.4", "the name of the schema's root; a column's stands in its path, too", false },
	{ "2.10.8.1", "whether a time is UTC's; nobody else says so", false },
	{ "4.1.3.12.3", "nulls below a list; writers differ in what they count", false },
	{ "6", "who wrote the file", false },
	/* clang-format on */
};

/* Writes the rows in one form. */
static void write_rows(size_t kind, const char *path)
{
	struct export_stats stats;
	struct err e = { 0 };
	struct rows r;

	rows_init(&r,
	          "id string!, at timestamp!, score double, city string, items [int32]");
	for (uint64_t i = 0; i < ROWS; i++)
		add_row(&r.batch[r.batch_count - 1], i);
	if (export_file(path, &kinds[kind].options, rows_source(&r, 1), &stats, &e) < 0)
		fail_msg("%s", e.text);
	rows_release(&r);
}

/* ---------------------------------------------------------------- reading */

static int add_digest(void *ctx, const struct digest *record, struct err *e UNUSED)
{
	uint64_t *sum = ctx;

	*sum = *sum * 3 + record->value;
	return 0;
}

/* What the file holds as one number; false where it is refused. */
static bool read_sum(const struct tree_file *f, const char *name, uint64_t *sum)
{
	struct content_reading r = { .record = add_digest, .ctx = sum, .whole = true };
	struct err e = { 0 };

	*sum = 0;
	return content_read(f, records_form_of(name), &r, &e) == 0;
}

/* A file in memory, whose bytes can be changed. */
static struct tree_file open_copy(void **state, size_t kind, struct buf *bytes)
{
	AUTO(mem_free) char *path = scratch_path(state, kinds[kind].name);
	struct tree_file f = { .fd = memfd_create("flips", MFD_CLOEXEC) };

	write_rows(kind, path);
	scratch_read(path, bytes);
	f.size = bytes->size;
	assert_true(f.fd >= 0);
	assert_int_equal(write(f.fd, bytes->data, bytes->size), (ssize_t)bytes->size);
	return f;
}

static void put_byte(const struct tree_file *f, size_t at, char c)
{
	assert_int_equal(pwrite(f->fd, &c, 1, (off_t)at), 1);
}

/* ---------------------------------------------------------------- flips */

enum verdict { REFUSED, SAME_RECORDS, OTHER_RECORDS };

/* A file, and what it holds while nothing is flipped. */
struct intact {
	struct tree_file f;
	const char *name;
	struct buf bytes;
	uint64_t sum;
};

static enum verdict judge_flip(const struct intact *file, size_t at, char mask)
{
	const struct tree_file *f = &file->f;
	char kept = file->bytes.data[at];
	uint64_t sum;
	bool read;

	put_byte(f, at, (char)(kept ^ mask));
	read = read_sum(f, file->name, &sum);
	put_byte(f, at, kept);
	return !read ? REFUSED : sum == file->sum ? SAME_RECORDS : OTHER_RECORDS;
}

static size_t count_of_flips(void)
{
	const char *count = getenv("COUNT");

	return count ? strtoull(count, NULL, 10) : FLIPS_OF_FILE;
}

static void field_at(const struct intact *file, bool is_gzip, size_t at,
                     char field[FIELDS_PATH])
{
	(is_gzip ? fields_of_gzip : fields_of_parquet)(&file->bytes, at, field);
}

/* Is it a field of the table?  Then *row says which. */
static bool may_be_unseen(const struct intact *file, bool is_gzip, size_t at, size_t *row)
{
	char field[FIELDS_PATH];

	field_at(file, is_gzip, at, field);
	for (*row = 0; *row < ARRAY_LEN(unseen); ++*row) {
		if (unseen[*row].is_gzip == is_gzip && !strcmp(unseen[*row].field, field))
			return true;
	}
	return false;
}

/* Flips so many bytes; of those that are not refused, each is in a field of the table. */
static void flip_bytes(const struct intact *file, size_t kind, struct seeded *d,
                       size_t flips, size_t counts[3])
{
	for (; flips; flips--) {
		size_t row;
		size_t at = seeded_below(d, file->bytes.size);
		char mask = (char)(1 + seeded_below(d, 255));
		enum verdict v = judge_flip(file, at, mask);

		counts[v]++;
		if (v != REFUSED && kind != KIND_JSON &&
		    (v == OTHER_RECORDS ||
		     !may_be_unseen(file, kind == KIND_JSON_GZIP, at, &row)))
			fail_msg("%s: byte %zu ^ %02x is not seen, TEST_SEED=%llu",
			         file->name, at, (unsigned char)mask,
			         (unsigned long long)d->seed);
	}
}

/* JSON without compression says nothing of itself; another format must. */
static void a_flip_is_refused_but_in_fields_that_nobody_can_judge(void **state)
{
	size_t flips = count_of_flips();

	for_each_row(kind, kinds) {
		struct intact file = { .name = kinds[kind].name };
		struct seeded d = seeded_begin(kind);
		size_t counts[3] = { 0 };

		file.f = open_copy(state, kind, &file.bytes);
		assert_true(read_sum(&file.f, file.name, &file.sum));
		flip_bytes(&file, kind, &d, flips, counts);
		print_message("%s, %zu bytes, seed %llu: %zu flips refused, %zu change "
		              "records, %zu nothing that is read\n",
		              file.name, file.bytes.size, (unsigned long long)d.seed,
		              counts[REFUSED], counts[OTHER_RECORDS],
		              counts[SAME_RECORDS]);
		tree_file_close(&file.f);
		buf_release(&file.bytes);
	}
}

/* Marks the rows of which a change of the file is not refused. */
static void try_fields(const struct intact *file, bool is_gzip, bool *is_needed)
{
	for (size_t at = 0; at < file->bytes.size; at++) {
		size_t row;

		if (!may_be_unseen(file, is_gzip, at, &row) || unseen[row].is_rare)
			continue;
		for (int mask = 1; mask < 256 && !is_needed[row]; mask++)
			is_needed[row] = judge_flip(file, at, (char)mask) == SAME_RECORDS;
	}
}

/* A row that is no longer needed must go. */
static void each_field_of_the_table_has_a_change_that_is_not_seen(void **state)
{
	bool is_needed[ARRAY_LEN(unseen)] = { false };

	for (size_t kind = KIND_JSON_GZIP; kind <= KIND_PARQUET; kind++) {
		struct intact file = { .name = kinds[kind].name };

		file.f = open_copy(state, kind, &file.bytes);
		assert_true(read_sum(&file.f, file.name, &file.sum));
		try_fields(&file, kind == KIND_JSON_GZIP, is_needed);
		tree_file_close(&file.f);
		buf_release(&file.bytes);
	}
	for_each_row(i, unseen)
		row_int_equal(i, is_needed[i] || unseen[i].is_rare, true);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			a_flip_is_refused_but_in_fields_that_nobody_can_judge,
			scratch_open, scratch_close),
		cmocka_unit_test_setup_teardown(
			each_field_of_the_table_has_a_change_that_is_not_seen,
			scratch_open, scratch_close),
	};

	return cmocka_run_group_tests_name("flipped_bytes", tests, NULL, NULL);
}
