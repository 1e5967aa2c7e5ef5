/*
 * fields.c - which field of an exported file a byte belongs to
 */
#include "tests/support/fields.h"

#include <stdio.h>
#include <string.h>

#define FOOTER_BYTES 8 /* its length, and the magic */

enum { STOP, TRUE_, FALSE_, BYTE, I16, I32, I64, DOUBLE, BINARY, LIST, SET, MAP, STRUCT };

struct field_search {
	const uint8_t *at, *wanted;
	char path[FIELDS_PATH], *found; /* the path so far; where to put the answer */
	size_t size;
};

static uint64_t varint(struct field_search *s)
{
	uint64_t v = 0;

	for (int shift = 0;; shift += 7) {
		uint8_t b = *s->at++;

		v |= (uint64_t)(b & 0x7f) << shift;
		if (!(b & 0x80))
			return v;
	}
}

static void walk_value(struct field_search *s, int type);

static void walk_struct(struct field_search *s)
{
	size_t size = s->size;
	int id = 0;

	while (*s->at) {
		uint8_t head = *s->at++;
		const uint8_t *value = s->at;

		id = head >> 4 ? id + (head >> 4) : (int)(varint(s) >> 1);
		s->size = size + (size_t)snprintf(s->path + size, FIELDS_PATH - size,
		                                  "%s%d", size ? "." : "", id);
		walk_value(s, head & 0x0f);
		/* What lies inside has found it already. */
		if (!*s->found && s->wanted >= value - 1 && s->wanted < s->at)
			snprintf(s->found, FIELDS_PATH, "%s", s->path);
		s->path[size] = '\0';
		s->size = size;
	}
	s->at++;
}

static void walk_list(struct field_search *s)
{
	uint8_t head = *s->at++;
	uint64_t count = head >> 4 == 15 ? varint(s) : head >> 4;

	for (; count; count--)
		walk_value(s, head & 0x0f);
}

static void walk_value(struct field_search *s, int type)
{
	uint64_t size;

	switch (type) {
	case I16:
	case I32:
	case I64:
		(void)varint(s);
		break;
	case BYTE:
		s->at++;
		break;
	case DOUBLE:
		s->at += 8;
		break;
	case BINARY:
		size = varint(s);
		s->at += size;
		break;
	case LIST:
		walk_list(s);
		break;
	case STRUCT:
		walk_struct(s);
		break;
	}
}

void fields_of_parquet(const struct buf *file, size_t at, char path[FIELDS_PATH])
{
	const uint8_t *bytes = (const uint8_t *)file->data;
	size_t end = file->size - FOOTER_BYTES;
	size_t length = bytes[end] | (size_t)bytes[end + 1] << 8 |
	                (size_t)bytes[end + 2] << 16 | (size_t)bytes[end + 3] << 24;
	struct field_search s = { .at = bytes + end - length,
		                  .wanted = bytes + at,
		                  .found = path };

	path[0] = '\0';
	if (at >= end - length && at < end)
		walk_struct(&s);
	if (!*path)
		snprintf(path, FIELDS_PATH, "%s",
		         at < end - length ? "pages"
		         : at < end        ? "footer"
		                           : "end");
}

void fields_of_gzip(const struct buf *file UNUSED, size_t at, char path[FIELDS_PATH])
{
	static const char *const head[] = { "ID1",   "ID2",   "CM",    "FLG", "MTIME",
		                            "MTIME", "MTIME", "MTIME", "XFL", "OS" };

	snprintf(path, FIELDS_PATH, "%s", at < ARRAY_LEN(head) ? head[at] : "stream");
}
