/*
 * records_json.c - the records of JSON lines
 */
#include "harness/files/records.h"

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

int records_json(struct records_sink *sink, const struct compression *how,
                 const char *bytes, size_t size, struct err *e)
{
	AUTO(buf_release) struct buf lines = { 0 };

	if (!compression_packs(how))
		return read_lines(sink, bytes, size, e);
	if (compression_unpack_file(how, bytes, size, RECORDS_BYTES_MAX, &lines, e) < 0)
		return -1;
	return read_lines(sink, buf_str(&lines), lines.size, e);
}
