/*
 * content_parquet.c - the rows of a Parquet file, a row group in memory at a time
 */
#include "harness/verify/content.h"

#include "harness/parquet/value.h"
#include "harness/parquet/walk.h"
#include "lib/mem.h"
#include "lib/vtime.h"

#define VALUES_MAX (INT64_C(1) << 26)          /* entries of a column in a row group */
#define PAGE_BYTES ((size_t)512 * 1024 * 1024) /* of a page, once unpacked */

struct parquet_digesting {
	struct content_reading *r;
	struct digest digest;
};

static int load(void *ctx, uint64_t at, void *out, size_t n, struct err *e)
{
	const struct tree_file *file = ctx;
	size_t got;

	if (tree_file_read(file, at, out, n, &got, e) < 0)
		return -1;
	return got == n ? 0 : err_set(e, ERR_IO, "it changed while it was read");
}

static void begin_shape(void *ctx, enum parquet_shape shape)
{
	struct parquet_digesting *p = ctx;

	if (!p->digest.depth)
		digest_record(&p->digest, p->r->path);
	digest_begin(&p->digest, shape == PARQUET_OBJECT ? DIGEST_OBJECT : DIGEST_ARRAY);
}

static void end_shape(void *ctx)
{
	struct parquet_digesting *p = ctx;

	digest_end(&p->digest);
}

static void take_name(void *ctx, const char *at, size_t n)
{
	struct parquet_digesting *p = ctx;

	digest_name(&p->digest, at, n);
}

/* What has no short way: as the reader makes JSON of it. */
static int take_as_json(struct digest *d, const struct parquet_node *leaf,
                        const union parquet_value *value, struct err *e)
{
	AUTO(cJSON_Delete) cJSON *made = NULL;

	if (parquet_value_json(leaf, value, &made, e) < 0)
		return -1;
	if (cJSON_IsString(made))
		digest_text(d, made->valuestring, strlen(made->valuestring));
	else if (cJSON_IsNumber(made))
		digest_number(d, made->valuestring);
	else if (cJSON_IsBool(made))
		digest_bool(d, cJSON_IsTrue(made));
	else
		digest_null(d);
	return 0;
}

static int take_value(void *ctx, const struct parquet_node *leaf,
                      const union parquet_value *value, struct err *e)
{
	struct parquet_digesting *p = ctx;
	bool is_int = leaf->type == PQ_INT32 || leaf->type == PQ_INT64;

	if (!value)
		digest_null(&p->digest);
	else if (!digest_wants(&p->digest))
		digest_skip(&p->digest);
	else if (leaf->logical == PQ_STRING && leaf->type == PQ_BYTE_ARRAY)
		digest_text(&p->digest, (const char *)value->b.at, value->b.size);
	else if (leaf->logical == PQ_PLAIN && is_int)
		digest_int(&p->digest, value->i);
	else
		return take_as_json(&p->digest, leaf, value, e);
	return 0;
}

static int end_row(void *ctx, struct err *e)
{
	struct parquet_digesting *p = ctx;

	p->r->rows++;
	return p->r->record(p->r->ctx, &p->digest, e);
}

static const struct parquet_events to_digest = {
	.begin = begin_shape,
	.end = end_shape,
	.name = take_name,
	.value = take_value,
	.row = end_row,
};

static struct parquet_file source_of(const struct tree_file *file, struct tree_file *copy)
{
	*copy = *file;
	return (struct parquet_file){
		.size = (size_t)file->size,
		.values_max = VALUES_MAX,
		.bytes_max = PAGE_BYTES,
		.strict = true,
		.load = load,
		.ctx = copy,
	};
}

static int check_codec(const struct parquet_about *about, const struct compression *how,
                       struct err *e)
{
	if (about->codec == PQ_NO_CODEC || about->codec == how->parquet)
		return 0;
	return err_set(e, ERR_INVALID, "its columns are not compressed as its name says");
}

static int read_parquet(const struct tree_file *file, const struct compression *how,
                        struct content_reading *r, struct err *e)
{
	struct parquet_digesting *p = mem_alloc(sizeof(*p));
	struct parquet_about about = { 0 };
	struct tree_file copy;
	struct parquet_file source = source_of(file, &copy);
	int rc;

	p->r = r;
	p->digest.whole = r->whole;
	rc = parquet_walk(&source, r->record ? &to_digest : NULL, p, &about, e);
	free(p);
	r->pages_without_crc = about.without_crc;
	if (rc < 0)
		return -1;
	r->rows = (uint64_t)about.rows;
	return check_codec(&about, how, e);
}

static int skim_parquet(const struct tree_file *file, const struct compression *how,
                        struct content_reading *r, struct err *e)
{
	struct parquet_about about = { 0 };
	struct tree_file copy;
	struct parquet_file source = source_of(file, &copy);
	int rc = parquet_skim(&source, &about, e);

	r->pages_without_crc = about.without_crc;
	if (rc < 0)
		return -1;
	r->rows = (uint64_t)about.rows;
	return check_codec(&about, how, e);
}

const struct content_type content_parquet = { read_parquet, skim_parquet };
