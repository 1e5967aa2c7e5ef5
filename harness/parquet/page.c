/*
 * page.c - page headers; field numbers are those of parquet.thrift
 */
#include "harness/parquet/page.h"

#include "harness/parquet/thrift.h"

static bool read_data(struct pq_thrift *t, const struct thrift_field *f, void *ctx)
{
	struct parquet_page *page = ctx;

	switch (f->id) {
	case 1:
		page->values = thrift_read_int(t, f);
		return true;
	case 2:
		page->encoding = thrift_read_int(t, f);
		return true;
	case 3:
		page->def_encoding = thrift_read_int(t, f);
		return true;
	case 4:
		page->rep_encoding = thrift_read_int(t, f);
		return true;
	default:
		return false;
	}
}

static bool read_data_v2(struct pq_thrift *t, const struct thrift_field *f, void *ctx)
{
	struct parquet_page *page = ctx;

	switch (f->id) {
	case 1:
		page->values = thrift_read_int(t, f);
		return true;
	case 4:
		page->encoding = thrift_read_int(t, f);
		return true;
	case 5:
		page->def_bytes = thrift_read_int(t, f);
		return true;
	case 6:
		page->rep_bytes = thrift_read_int(t, f);
		return true;
	case 7:
		page->stored = !thrift_read_bool(t, f);
		return true;
	default:
		return false;
	}
}

/* Structs inside the header, by field number. */
static thrift_field_fn *const inner[] = {
	[5] = read_data,
	[7] = read_data, /* a dictionary's first two fields are the same */
	[8] = read_data_v2,
};

static bool read_header(struct pq_thrift *t, const struct thrift_field *f, void *ctx)
{
	struct parquet_page *page = ctx;

	switch (f->id) {
	case 1:
		page->type = thrift_read_int(t, f);
		return true;
	case 2:
		page->uncompressed_bytes = thrift_read_int(t, f);
		return true;
	case 3:
		page->compressed_bytes = thrift_read_int(t, f);
		return true;
	case 4:
		page->has_crc = true;
		page->crc = (uint32_t)thrift_read_int(t, f);
		return true;
	case 5:
	case 7:
	case 8:
		if (f->type != THRIFT_STRUCT)
			return false;
		page->part = f->id;
		thrift_read_struct(t, inner[f->id], page);
		return true;
	default:
		return false;
	}
}

/* The part of the header that a page of the type has. */
static const int part_of[] = { [PQ_DATA] = 5, [PQ_DICTIONARY] = 7, [PQ_DATA_V2] = 8 };

/* Others are of no type that is read. */
static bool has_its_part(const struct parquet_page *page)
{
	bool known = page->type >= 0 && page->type < (int64_t)ARRAY_LEN(part_of);

	return !known || !part_of[page->type] || part_of[page->type] == page->part;
}

int parquet_page_read(const uint8_t **at, const uint8_t *end, struct parquet_page *out)
{
	struct pq_thrift t = { .at = *at, .end = end };

	*out = (struct parquet_page){
		.def_encoding = PQ_ENC_RLE,
		.rep_encoding = PQ_ENC_RLE,
	};
	thrift_read_struct(&t, read_header, out);
	if (t.bad || !has_its_part(out) || out->values < 0 || out->compressed_bytes < 0 ||
	    out->uncompressed_bytes < 0 || out->compressed_bytes > end - t.at)
		return -1;
	*at = t.at;
	return 0;
}
