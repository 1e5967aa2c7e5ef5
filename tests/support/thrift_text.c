/*
 * thrift_text.c - a compact-protocol struct as text, for tests
 */
#include "tests/support/thrift_text.h"

struct reader {
	const uint8_t *at, *end;
	struct buf *out;
	bool bad;
};

static uint8_t take_byte(struct reader *r)
{
	if (r->at == r->end) {
		r->bad = true;
		return 0;
	}
	return *r->at++;
}

static uint64_t take_varint(struct reader *r)
{
	uint64_t v = 0;
	uint8_t byte = 0x80;

	for (int shift = 0; shift < 64 && byte & 0x80; shift += 7) {
		byte = take_byte(r);
		v |= (uint64_t)(byte & 0x7f) << shift;
	}
	return v;
}

static int64_t take_zigzag(struct reader *r)
{
	uint64_t v = take_varint(r);

	return (int64_t)(v >> 1 ^ (0 - (v & 1)));
}

static void take_binary(struct reader *r)
{
	uint64_t n = take_varint(r);
	bool printable = true;

	if (n > (uint64_t)(r->end - r->at)) {
		r->bad = true;
		return;
	}
	for (uint64_t i = 0; i < n; i++)
		printable = printable && r->at[i] >= ' ' && r->at[i] < 0x7f &&
		            r->at[i] != '\'';
	buf_add_str(r->out, printable ? "'" : "x");
	for (uint64_t i = 0; i < n; i++)
		buf_printf(r->out, printable ? "%c" : "%02x", r->at[i]);
	buf_add_str(r->out, printable ? "'" : "");
	r->at += n;
}

static void take_struct(struct reader *r, int depth);

static void take_list(struct reader *r, int depth);

static void take_value(struct reader *r, int type, int depth)
{
	switch (depth < 16 ? type : 0) {
	case 1:
	case 2:
		buf_add_str(r->out, type == 1 ? "true" : "false");
		break;
	case 4:
	case 5:
	case 6:
		buf_add_int(r->out, take_zigzag(r));
		break;
	case 8:
		take_binary(r);
		break;
	case 9:
		take_list(r, depth + 1);
		break;
	case 12:
		take_struct(r, depth + 1);
		break;
	default:
		r->bad = true;
	}
}

static void take_list(struct reader *r, int depth)
{
	uint8_t head = take_byte(r);
	uint64_t n = head >> 4;

	if (n == 15)
		n = take_varint(r);
	buf_add_char(r->out, '[');
	for (uint64_t i = 0; i < n && !r->bad; i++) {
		buf_add_str(r->out, i ? " " : "");
		take_value(r, head & 15, depth);
	}
	buf_add_char(r->out, ']');
}

static void take_struct(struct reader *r, int depth)
{
	int64_t id = 0;
	const char *space = "";

	buf_add_char(r->out, '{');
	while (!r->bad) {
		uint8_t head = take_byte(r);

		if (!head)
			break;
		id = head >> 4 ? id + (head >> 4) : take_zigzag(r);
		buf_printf(r->out, "%s%lld:", space, (long long)id);
		take_value(r, head & 15, depth);
		space = " ";
	}
	buf_add_char(r->out, '}');
}

size_t thrift_to_text(const void *bytes, size_t n, struct buf *out)
{
	struct reader r = { .at = bytes, .end = (const uint8_t *)bytes + n, .out = out };

	take_struct(&r, 0);
	return r.bad ? 0 : (size_t)(r.at - (const uint8_t *)bytes);
}
