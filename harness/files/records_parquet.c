/*
 * records_parquet.c - the records of a Parquet file
 */
#include "harness/files/records.h"
#include "harness/parquet/read.h"

#define VALUES_MAX (INT64_C(1) << 26) /* entries of a column */

static int take_row(void *ctx, cJSON *row, struct err *e)
{
	AUTO(cJSON_Delete) cJSON *record = row;
	struct records_sink *r = ctx;

	r->rows++;
	return r->record(r->ctx, record, e);
}

int records_parquet(struct records_sink *sink, const struct compression *how,
                    const char *bytes, size_t size, struct err *e)
{
	struct parquet_file file = {
		.bytes = (const uint8_t *)bytes,
		.size = size,
		.values_max = VALUES_MAX,
	};
	const struct parquet_rows rows = { take_row, sink, sink->only };
	struct parquet_about about;

	if ((sink->record ? parquet_read(&file, &rows, &about, e)
	                  : parquet_judge(&file, &sink->rows, &about, e)) < 0)
		return -1;
	if (about.codec != PQ_NO_CODEC && about.codec != how->parquet)
		return err_set(e, ERR_INVALID,
		               "its columns are not compressed as its name says");
	return 0;
}
