/*
 * fuzz_image.c - a database and its log, of any bytes: nothing is read past their ends
 *
 * Input: the database's size in two bytes, big-endian; the database; the log.
 */
#include "mockserver/store/image.h"

#include "lib/mem.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf database = { 0 }, log = { 0 };
	struct err e = { 0 };
	size_t n;

	if (size < 2)
		return 0;
	n = (size_t)data[0] << 8 | data[1];
	if (n > size - 2)
		n = size - 2;
	buf_add(&database, data + 2, n);
	buf_add(&log, data + 2 + n, size - 2 - n);
	if (image_apply(&database, &log, &e) == 0)
		assert(database.data[18] == 1 && database.data[19] == 1);
	else
		assert(e.code == ERR_INVALID);
	buf_release(&database);
	buf_release(&log);
	return 0;
}
