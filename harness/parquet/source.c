/*
 * source.c - where a Parquet file's bytes come from: memory, or a file read in pieces
 */
#include "harness/parquet/source.h"

#include "lib/mem.h"

const uint8_t *parquet_file_range(const struct parquet_file *file, uint64_t at, size_t n,
                                  uint8_t **own, struct err *e)
{
	uint8_t *made;

	if (at > file->size || n > file->size - at) {
		(void)err_set(e, ERR_INVALID,
		              "bytes %llu to %llu lie outside the file's %zu",
		              (unsigned long long)at, (unsigned long long)(at + n),
		              file->size);
		return NULL;
	}
	if (file->bytes)
		return file->bytes + at;
	made = malloc(n + 1);
	if (!made) {
		(void)err_set(e, ERR_INVALID, "%zu bytes are more than there is memory",
		              n);
		return NULL;
	}
	*own = made;
	return file->load(file->ctx, at, made, n, e) < 0 ? NULL : made;
}
