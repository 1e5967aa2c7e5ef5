/*
 * plain.c - values as they are: little endian, strings with their length
 *
 *	BOOLEAN     a bit each, from the lowest on     INT32, FLOAT   4 bytes
 *	INT64, DOUBLE   8 bytes                        INT96          12 bytes
 *	BYTE_ARRAY  4 bytes of length, then the bytes  FIXED          type_length bytes
 */
#include "harness/parquet/plain.h"

#include "harness/parquet/number.h"

/* Bytes a value takes; 0 where it says so itself. */
static size_t width_of(const struct parquet_node *node)
{
	static const uint8_t widths[PQ_TYPE_COUNT] = {
		[PQ_INT32] = 4, [PQ_INT64] = 8,  [PQ_INT96] = 12,
		[PQ_FLOAT] = 4, [PQ_DOUBLE] = 8,
	};

	return node->type == PQ_FIXED ? (size_t)node->type_length : widths[node->type];
}

static void read_fixed(const struct parquet_node *node, const uint8_t *p, size_t width,
                       union parquet_value *out)
{
	uint64_t raw = width <= 8 ? parquet_number(p, width) : 0;
	float f;

	switch (node->type) {
	case PQ_INT32:
		out->i = (int32_t)raw;
		break;
	case PQ_INT64:
		out->i = (int64_t)raw;
		break;
	case PQ_DOUBLE:
		memcpy(&out->d, &raw, sizeof(out->d));
		break;
	case PQ_FLOAT:
		memcpy(&f, &(uint32_t){ (uint32_t)raw }, sizeof(f));
		out->d = (double)f;
		break;
	case PQ_BOOLEAN:
	case PQ_INT96:
	case PQ_BYTE_ARRAY:
	case PQ_FIXED:
	case PQ_TYPE_COUNT:
		out->b.at = p;
		out->b.size = (uint32_t)width;
		break;
	}
}

static int read_all_fixed(const struct parquet_node *node, const uint8_t **at,
                          const uint8_t *end, size_t count, union parquet_value *out)
{
	size_t width = width_of(node);

	if (!width || count > (size_t)(end - *at) / width)
		return -1;
	for (size_t i = 0; i < count; i++, *at += width)
		read_fixed(node, *at, width, &out[i]);
	return 0;
}

static int read_strings(const uint8_t **at, const uint8_t *end, size_t count,
                        union parquet_value *out)
{
	for (size_t i = 0; i < count; i++) {
		size_t left = (size_t)(end - *at);
		uint32_t size;

		if (left < 4)
			return -1;
		size = (uint32_t)parquet_number(*at, 4);
		if (size > left - 4)
			return -1;
		out[i].b.at = *at + 4;
		out[i].b.size = size;
		*at += 4 + (size_t)size;
	}
	return 0;
}

static int read_bits(const uint8_t **at, const uint8_t *end, size_t count,
                     union parquet_value *out)
{
	if (count / 8 + (count % 8 != 0) > (size_t)(end - *at))
		return -1;
	for (size_t i = 0; i < count; i++)
		out[i].i = (*at)[i / 8] >> (i % 8) & 1;
	*at += (count + 7) / 8;
	return 0;
}

int parquet_plain_read(const struct parquet_node *node, const uint8_t **at,
                       const uint8_t *end, size_t count, union parquet_value *out)
{
	assert(*at <= end);
	if (node->type == PQ_BOOLEAN)
		return read_bits(at, end, count, out);
	if (node->type == PQ_BYTE_ARRAY)
		return read_strings(at, end, count, out);
	return read_all_fixed(node, at, end, count, out);
}
