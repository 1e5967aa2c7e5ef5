/*
 * records_json.c - the records of JSON lines
 */
#include "harness/digest/scan.h"
#include "harness/files/records.h"

static int refuse_line(const struct records_sink *r, const char *why, struct err *e)
{
	return err_set(e, ERR_INVALID, "record %llu: %s", (unsigned long long)r->rows + 1,
	               why);
}

static int judge_line(struct records_sink *r, struct scanner *scan, const char *line,
                      size_t size, struct err *e)
{
	struct err why = { 0 };

	if (scan_record(scan, line, size, &why) < 0)
		return refuse_line(r, why.text, e);
	r->rows++;
	return 0;
}

static int read_line(struct records_sink *r, const char *line, size_t size, struct err *e)
{
	AUTO(cJSON_Delete) cJSON *record = NULL;
	struct err why = { 0 };

	if (json_parse(line, size, &record, &why) < 0)
		return refuse_line(r, why.text, e);
	if (!cJSON_IsObject(record))
		return err_set(e, ERR_INVALID, "record %llu is no object",
		               (unsigned long long)r->rows + 1);
	r->rows++;
	return r->record(r->ctx, record, e);
}

static int read_lines(struct records_sink *r, const char *bytes, size_t size,
                      struct err *e)
{
	AUTO(scan_release) struct scanner scan = { 0 };
	const char *end = bytes + size;

	while (bytes < end) {
		const char *feed = memchr(bytes, '\n', (size_t)(end - bytes));
		size_t n;

		if (!feed)
			return err_set(e, ERR_INVALID, "the last line has no line feed");
		n = (size_t)(feed - bytes);
		if ((r->record ? read_line(r, bytes, n, e)
		               : judge_line(r, &scan, bytes, n, e)) < 0)
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
