/*
 * export.c - rows into files: JSON lines or Parquet, plain or gzipped
 */
#include "mockserver/export/export.h"

/* Writes all rows of the source; *count says how many. */
typedef int export_fn(struct newfile *to, struct export_coding coding,
                      struct row_source *rows, uint64_t *count, struct err *e);

#define FORMAT(name, extension, where, writer) export_fn writer;
#include "mockserver/contract/format.def"
#undef FORMAT

static export_fn *const writers[] = {
#define FORMAT(name, extension, where, writer) [EXPORT_##name] = writer,
#include "mockserver/contract/format.def"
#undef FORMAT
};
static_assert(ARRAY_LEN(writers) == EXPORT_FORMATS, "every format has a writer");

int export_write(struct newfile *to, const struct export_options *options,
                 struct row_source *rows, struct export_stats *out, struct err *e)
{
	const struct export_coding coding = { options->codec, options->members };

	*out = (struct export_stats){ 0 };
	if (writers[options->format](to, coding, rows, &out->rows, e) < 0)
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
