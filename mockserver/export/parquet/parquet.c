/*
 * parquet.c - rows as a Parquet file
 *
 *	offset
 *	0        "PAR1"
 *	4        row groups: for each leaf in the schema's order its chunk, which is
 *	         a dictionary page (where used) and data pages
 *	f        FileMetaData, in Thrift's compact protocol
 *	end - 8  4 bytes, the length of FileMetaData, little endian
 *	end - 4  "PAR1"
 *
 *	FileMetaData { 1 version, 2 list of SchemaElement, 3 number of rows,
 *	               4 list of RowGroup, 6 created by, 7 list of ColumnOrder }
 *	RowGroup     { 1 list of ColumnChunk, 2 size, 3 number of rows, 5 offset,
 *	               6 size as stored }
 *	ColumnChunk  { 2 offset of a copy of the metadata (0: none),
 *	               3 ColumnMetaData }
 *	ColumnOrder  { 1 TypeDefinedOrder {} }
 */
#include "mockserver/export/parquet/parquet.h"

#include "lib/mem.h"
#include "mockserver/export/parquet/chunk.h"

#define MAGIC      "PAR1"
#define VERSION    1
/*
 * As readers take it apart.  The version is this writer's, which changes when its bytes
 * do and not with each release; the build would be a commit's hash, which files shall not
 * hold: the same rows give the same bytes.
 */
#define CREATED_BY "flowmock version 0.1.0 (build ours)"

static const struct parquet_bounds usual = {
	.group_rows = UINT64_C(64) * 1024,
	.group_bytes = UINT64_C(32) * 1024 * 1024,
	.page_bytes = UINT64_C(256) * 1024,
	.dict_bytes = UINT64_C(1024) * 1024,
};

struct writer {
	struct newfile *to;
	const struct parquet_bounds *bounds;
	struct parquet_schema schema;
	struct compressor compressor;
	struct chunk *chunk; /* one a leaf */
	uint64_t group_rows; /* in the row group that is open */
	uint64_t rows;
	struct buf groups; /* the RowGroups so far */
	size_t group_count;
};

static int put_group(struct writer *w, struct thrift *t, struct err *e)
{
	struct page_sizes sizes = { 0 };
	uint64_t start = w->to->size;

	thrift_list(t, 1, THRIFT_STRUCT, w->schema.leaf_count);
	for (size_t i = 0; i < w->schema.leaf_count; i++) {
		thrift_element_struct(t);
		thrift_i64(t, 2, 0);
		thrift_struct(t, 3);
		if (chunk_end(&w->chunk[i], w->to, t, &sizes, e) < 0)
			return -1;
		thrift_end(t);
		thrift_end(t);
	}
	thrift_i64(t, 2, (int64_t)sizes.raw);
	thrift_i64(t, 3, (int64_t)w->group_rows);
	thrift_i64(t, 5, (int64_t)start);
	thrift_i64(t, 6, (int64_t)sizes.stored);
	thrift_end(t);
	return 0;
}

static int end_group(struct writer *w, struct err *e)
{
	struct thrift t = { .out = &w->groups };

	if (!w->group_rows)
		return 0;
	if (put_group(w, &t, e) < 0)
		return -1;
	w->group_count++;
	w->rows += w->group_rows;
	w->group_rows = 0;
	return 0;
}

/* The one place where pages and row groups end, so that batches leave no trace. */
static int end_slice(struct writer *w, struct err *e)
{
	size_t bytes = 0;

	for (size_t i = 0; i < w->schema.leaf_count; i++) {
		chunk_end_slice(&w->chunk[i]);
		bytes += chunk_size(&w->chunk[i]);
	}
	if (w->group_rows < w->bounds->group_rows && bytes < w->bounds->group_bytes)
		return 0;
	return end_group(w, e);
}

static int add_batch(struct writer *w, const struct column *batch, struct err *e)
{
	size_t from = 0;

	while (from < batch->count) {
		size_t room = PARQUET_SLICE - w->group_rows % PARQUET_SLICE;
		size_t n = batch->count - from < room ? batch->count - from : room;

		for (size_t i = 0; i < w->schema.leaf_count; i++)
			chunk_add(&w->chunk[i], batch, from, from + n);
		from += n;
		w->group_rows += n;
		if (n == room && end_slice(w, e) < 0)
			return -1;
	}
	return 0;
}

static int put_footer(struct writer *w, struct err *e)
{
	AUTO(buf_release) struct buf footer = { 0 };
	struct thrift t = { .out = &footer };
	size_t size;

	thrift_i32(&t, 1, VERSION);
	parquet_schema_put(&w->schema, &t, 2);
	thrift_i64(&t, 3, (int64_t)w->rows);
	thrift_list(&t, 4, THRIFT_STRUCT, w->group_count);
	buf_add(&footer, buf_str(&w->groups), w->groups.size);
	thrift_text(&t, 6, CREATED_BY);
	thrift_list(&t, 7, THRIFT_STRUCT, w->schema.leaf_count);
	for (size_t i = 0; i < w->schema.leaf_count; i++) {
		thrift_element_struct(&t);
		thrift_struct(&t, 1);
		thrift_end(&t);
		thrift_end(&t);
	}
	thrift_end(&t);
	size = footer.size;
	value_put_le(&footer, size, 4);
	buf_add_str(&footer, MAGIC);
	return file_append(w->to, footer.data, footer.size, e);
}

static int write_all(struct writer *w, struct row_source *rows, struct err *e)
{
	const struct column *batch;
	int rc;

	if (file_append(w->to, MAGIC, strlen(MAGIC), e) < 0)
		return -1;
	while ((rc = rows->next(rows->ctx, &batch, e)) > 0)
		if (add_batch(w, batch, e) < 0)
			return -1;
	if (rc < 0 || end_group(w, e) < 0)
		return -1;
	return put_footer(w, e);
}

int parquet_write_bounded(struct newfile *to, enum export_codec codec,
                          const struct parquet_bounds *bounds, struct row_source *rows,
                          uint64_t *count, struct err *e)
{
	struct writer w = { .to = to, .bounds = bounds };
	struct chunk_bounds each = { bounds->page_bytes, bounds->dict_bytes };
	int rc;

	if (parquet_schema_init(&w.schema, rows->schema, e) < 0)
		return -1;
	compressor_init(&w.compressor, codec);
	w.chunk = mem_alloc(w.schema.leaf_count * sizeof(*w.chunk));
	for (size_t i = 0; i < w.schema.leaf_count; i++)
		chunk_init(&w.chunk[i], &w.schema.leaf[i], &w.compressor, each);
	rc = write_all(&w, rows, e);
	*count = w.rows;
	for (size_t i = 0; i < w.schema.leaf_count; i++)
		chunk_release(&w.chunk[i]);
	free(w.chunk);
	compressor_release(&w.compressor);
	buf_release(&w.groups);
	parquet_schema_release(&w.schema);
	return rc;
}

int parquet_write(struct newfile *to, struct export_coding coding,
                  struct row_source *rows, uint64_t *count, struct err *e)
{
	return parquet_write_bounded(to, coding.codec, &usual, rows, count, e);
}
