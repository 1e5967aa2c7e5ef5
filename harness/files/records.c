/*
 * records.c - the records of an exported file, whatever its format
 */
#include "harness/files/records.h"

#include "harness/compression/inflate.h"
#include "lib/file/file.h"
#include "lib/str.h"

enum name_ending { AFTER, BEFORE };

struct records_type {
	const char *name;
	enum name_ending where;
	records_fn *read;
};

static const struct records_type types[] = {
#define RECORDS(name, where) { #name, where, records_##name },
#include "harness/files/records.def"
#undef RECORDS
};

const char *records_type_at(size_t i)
{
	return i < ARRAY_LEN(types) ? types[i].name : NULL;
}

const char *records_type_name(const struct records_type *type)
{
	return type->name;
}

/* The end of such a file's name: ".json.gz". */
static void put_extension(const struct records_type *type, const struct compression *how,
                          struct buf *out)
{
	buf_clear(out);
	if (!*how->suffix)
		buf_printf(out, ".%s", type->name);
	else if (type->where == AFTER)
		buf_printf(out, ".%s.%s", type->name, how->suffix);
	else
		buf_printf(out, ".%s.%s", how->suffix, type->name);
}

/* The longest extension counts: x.gz.parquet also ends with .parquet. */
struct records_form records_form_of(const char *name)
{
	AUTO(buf_release) struct buf extension = { 0 };
	struct records_form found = { 0 };
	const struct compression *how;
	size_t longest = 0;

	for (size_t i = 0; (how = compression_at(i)) != NULL; i++) {
		for (size_t k = 0; k < ARRAY_LEN(types); k++) {
			put_extension(&types[k], how, &extension);
			if (extension.size <= longest ||
			    !str_ends(name, buf_str(&extension)))
				continue;
			longest = extension.size;
			found = (struct records_form){ &types[k], how };
		}
	}
	return found;
}

int records_parse(const char *bytes, size_t size, struct records_form form,
                  struct records_sink *sink, struct err *e)
{
	assert(form.type);
	return form.type->read(sink, form.compression, bytes, size, e);
}

int records_read(const char *path, struct records_form form, struct records_sink *sink,
                 uint32_t *crc, struct err *e)
{
	AUTO(buf_release) struct buf bytes = { 0 };

	if (file_read(path, RECORDS_BYTES_MAX, &bytes, e) < 0)
		return -1;
	if (!bytes.size)
		return err_set(e, ERR_INVALID, "it is empty");
	*crc = inflate_crc32(buf_str(&bytes), bytes.size);
	return records_parse(buf_str(&bytes), bytes.size, form, sink, e);
}
