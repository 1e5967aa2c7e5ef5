/*
 * export.c - rows into files: JSON lines or Parquet, plain or gzipped
 */
#include "mockserver/export/export.h"

#include "mockserver/export/jsonl.h"
#include "mockserver/export/parquet/parquet.h"

static const struct {
	const char *extension[EXPORT_CODECS];
	int (*write)(struct newfile *to, enum export_codec codec, struct row_source *rows,
	             uint64_t *count, struct err *e);
} formats[] = {
	[EXPORT_JSON] = { { "json", "json.gz" }, jsonl_write },
	[EXPORT_PARQUET] = { { "parquet", "gz.parquet" }, parquet_write },
};
static_assert(ARRAY_LEN(formats) == EXPORT_FORMATS, "every format has a row");
static_assert(EXPORT_CODECS == 2, "a row has an extension for each codec");

const char *export_extension(enum export_format format, enum export_codec codec)
{
	assert(format < EXPORT_FORMATS && codec < EXPORT_CODECS);
	return formats[format].extension[codec];
}

int export_write(struct newfile *to, const struct export_options *options,
                 struct row_source *rows, struct export_stats *out, struct err *e)
{
	*out = (struct export_stats){ 0 };
	if (formats[options->format].write(to, options->codec, rows, &out->rows, e) < 0)
		return -1;
	out->bytes = to->size;
	return 0;
}

int export_file(const char *path, const struct export_options *options,
                struct row_source *rows, struct export_stats *out, struct err *e)
{
	AUTO(file_drop) struct newfile file = { .fd = -1 };

	if (file_create(path, &file, e) < 0 ||
	    export_write(&file, options, rows, out, e) < 0)
		return -1;
	return file_commit(&file, options->sync, e);
}
