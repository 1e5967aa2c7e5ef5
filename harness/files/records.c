/*
 * records.c - the records of an exported file, whatever its format
 */
#include "harness/files/records.h"

#include "harness/compression/inflate.h"
#include "harness/parquet/read.h"
#include "lib/file.h"
#include "lib/str.h"

#define FILE_MAX   ((size_t)4 << 30)  /* bytes of a file, and of what it unpacks to */
#define VALUES_MAX (INT64_C(1) << 26) /* entries of a Parquet column */

/* The longer extension first, where one ends like another. */
static const struct records_form forms[] = {
	{ ".json.gz", "json", "gzip" },
	{ ".gz.parquet", "parquet", "gzip" },
	{ ".json", "json", "none" },
	{ ".parquet", "parquet", "none" },
};

const struct records_form *records_form_of(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(forms); i++) {
		if (str_ends(name, forms[i].extension))
			return &forms[i];
	}
	return NULL;
}

/* ---------------------------------------------------------------- JSON lines */

static int read_line(struct records_sink *r, const char *line, size_t size, struct err *e)
{
	AUTO(cJSON_Delete) cJSON *record = NULL;
	struct err why = { 0 };

	if (json_parse(line, size, &record, &why) < 0)
		return err_set(e, ERR_INVALID, "record %llu: %s",
		               (unsigned long long)r->rows + 1, why.text);
	if (!cJSON_IsObject(record))
		return err_set(e, ERR_INVALID, "record %llu is no object",
		               (unsigned long long)r->rows + 1);
	r->rows++;
	return r->record(r->ctx, record, e);
}

static int read_lines(struct records_sink *r, const char *bytes, size_t size,
                      struct err *e)
{
	const char *end = bytes + size;

	while (bytes < end) {
		const char *feed = memchr(bytes, '\n', (size_t)(end - bytes));

		if (!feed)
			return err_set(e, ERR_INVALID, "the last line has no line feed");
		if (read_line(r, bytes, (size_t)(feed - bytes), e) < 0)
			return -1;
		bytes = feed + 1;
	}
	return 0;
}

static int read_packed_lines(struct records_sink *r, const char *bytes, size_t size,
                             struct err *e)
{
	AUTO(buf_release) struct buf lines = { 0 };

	if (inflate_bytes(bytes, size, FILE_MAX, &lines, e) < 0)
		return -1;
	return read_lines(r, buf_str(&lines), lines.size, e);
}

/* ---------------------------------------------------------------- Parquet */

static int take_row(void *ctx, cJSON *row, struct err *e)
{
	AUTO(cJSON_Delete) cJSON *record = row;
	struct records_sink *r = ctx;

	r->rows++;
	return r->record(r->ctx, record, e);
}

static int read_parquet(struct records_sink *r, const char *bytes, size_t size, bool gzip,
                        struct err *e)
{
	struct parquet_file file = {
		.bytes = (const uint8_t *)bytes,
		.size = size,
		.values_max = VALUES_MAX,
	};
	struct parquet_about about;

	if (parquet_read(&file, take_row, r, &about, e) < 0)
		return -1;
	if (gzip ? about.plain_columns : about.gzip_columns)
		return err_set(e, ERR_INVALID,
		               "its columns are not compressed as its name says");
	return 0;
}

/* ---------------------------------------------------------------- any */

int records_parse(const char *bytes, size_t size, const struct records_form *form,
                  struct records_sink *sink, struct err *e)
{
	bool gzip = !strcmp(form->compression, "gzip");

	assert(sink->record);
	if (!strcmp(form->format, "parquet"))
		return read_parquet(sink, bytes, size, gzip, e);
	if (gzip)
		return read_packed_lines(sink, bytes, size, e);
	return read_lines(sink, bytes, size, e);
}

int records_read(const char *path, const struct records_form *form,
                 struct records_sink *sink, uint32_t *crc, struct err *e)
{
	AUTO(buf_release) struct buf bytes = { 0 };

	if (file_read(path, FILE_MAX, &bytes, e) < 0)
		return -1;
	*crc = inflate_crc32(buf_str(&bytes), bytes.size);
	return records_parse(buf_str(&bytes), bytes.size, form, sink, e);
}
