/*
 * fuzz_parquet_read.c - the harness's Parquet reader on any bytes
 *
 * The corpus are files written by DuckDB, and what once went wrong.
 */
#include "harness/parquet/read.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* As reading a file does: every row is made, printed and thrown away. */
static int row(void *ctx, cJSON *made, struct err *e UNUSED)
{
	struct buf *text = ctx;

	buf_clear(text);
	json_print(made, text);
	cJSON_Delete(made);
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct parquet_file file = { data, size, 1 << 12 };
	struct parquet_about about;
	struct buf text = { 0 };
	struct err e = { 0 }, judged = { 0 };
	const struct parquet_rows rows = { .row = row, .ctx = &text };
	uint64_t count = 0;
	int rc = parquet_read(&file, &rows, &about, &e);

	assert(rc == 0 || (e.code == ERR_INVALID && e.text[0]));
	assert(parquet_judge(&file, &count, &about, &judged) == rc);
	assert(strcmp(judged.text, e.text) == 0);
	buf_release(&text);
	return 0;
}
