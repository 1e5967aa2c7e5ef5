/*
 * partition.c - how an export's records are dealt out to its part files
 */
#include "mockserver/export/partition.h"

#include "lib/str.h"

size_t partition_count(uint64_t records, uint64_t wanted)
{
	uint64_t count = wanted;

	if (!count)
		count = records / PARTITION_ROWS + (records % PARTITION_ROWS != 0);
	if (count > records)
		count = records;
	return count < PARTITION_MAX ? (size_t)count : PARTITION_MAX;
}

bool partition_parse(const char *text, unsigned *out)
{
	int64_t n = 0;

	if (strcmp(text, "auto") != 0 &&
	    (!str_to_int(text, &n) || n < 1 || n > PARTITION_MAX))
		return false;
	*out = (unsigned)n;
	return true;
}

/* Where part i starts: the first `records % count` parts hold one more. */
static uint64_t start(uint64_t records, size_t count, size_t i)
{
	uint64_t more = records % count;

	return records / count * i + (i < more ? i : more);
}

void partition_range(uint64_t records, size_t count, size_t i, uint64_t *from,
                     uint64_t *to)
{
	assert(i < count);
	*from = start(records, count, i);
	*to = start(records, count, i + 1);
}
