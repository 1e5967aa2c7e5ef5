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

/* Reads lines, with the room for what they need. */
struct line_reader {
	struct records_sink *sink;
	struct scanner scan;
	struct buf member; /* a record of one member */
};

static void reader_release(struct line_reader *l)
{
	scan_release(&l->scan);
	buf_release(&l->member);
}
AUTO_DEFINE_STRUCT(struct line_reader, reader_release);

static int judge_line(struct line_reader *l, struct str line, struct err *e)
{
	struct err why = { 0 };

	if (scan_record(&l->scan, line.at, line.size, &why) < 0)
		return refuse_line(l->sink, why.text, e);
	l->sink->rows++;
	return 0;
}

static int hand_line(struct line_reader *l, struct str line, struct err *e)
{
	AUTO(cJSON_Delete) cJSON *record = NULL;
	struct records_sink *r = l->sink;
	struct err why = { 0 };

	if (json_parse(line.at, line.size, &record, &why) < 0)
		return refuse_line(r, why.text, e);
	if (!cJSON_IsObject(record))
		return err_set(e, ERR_INVALID, "record %llu is no object",
		               (unsigned long long)r->rows + 1);
	r->rows++;
	return r->record(r->ctx, record, e);
}

/* Judges the line, and makes a record of the one member that is needed. */
static int hand_member(struct line_reader *l, struct str line, struct err *e)
{
	struct err why = { 0 };

	if (scan_record(&l->scan, line.at, line.size, &why) < 0)
		return refuse_line(l->sink, why.text, e);
	buf_clear(&l->member);
	buf_add_char(&l->member, '{');
	buf_add(&l->member, l->scan.member.at, l->scan.member.size);
	buf_add_char(&l->member, '}');
	return hand_line(l, (struct str){ buf_str(&l->member), l->member.size }, e);
}

static int read_line(struct line_reader *l, struct str line, struct err *e)
{
	if (!l->sink->record)
		return judge_line(l, line, e);
	return (l->sink->only.at ? hand_member : hand_line)(l, line, e);
}

static int read_lines(struct records_sink *r, const char *bytes, size_t size,
                      struct err *e)
{
	AUTO(reader_release) struct line_reader l = { .sink = r, .scan.wanted = r->only };
	const char *end = bytes + size;

	while (bytes < end) {
		const char *feed = memchr(bytes, '\n', (size_t)(end - bytes));

		if (!feed)
			return err_set(e, ERR_INVALID, "the last line has no line feed");
		if (read_line(&l, (struct str){ bytes, (size_t)(feed - bytes) }, e) < 0)
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
