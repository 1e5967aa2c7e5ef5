/*
 * compression.c - how exported files may be compressed
 */
#include "harness/compression/compression.h"

static const struct compression rows[] = {
#define COMPRESSION(name, suffix, parquet) \
	{ #name, suffix, parquet, &compression_##name },
#include "harness/compression/compression.def"
#undef COMPRESSION
};

const struct compression *compression_at(size_t i)
{
	return i < ARRAY_LEN(rows) ? &rows[i] : NULL;
}

const struct compression *compression_in_parquet(int64_t number)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		if (rows[i].parquet == number)
			return &rows[i];
	}
	return NULL;
}

bool compression_packs(const struct compression *c)
{
	return c->codec->unpack != NULL;
}

int compression_unpack_piece(const struct compression *c, const void *bytes, size_t n,
                             size_t cap, struct buf *out, struct err *e)
{
	size_t taken;

	assert(compression_packs(c));
	if (c->codec->unpack(bytes, n, cap, out, &taken, e) < 0)
		return -1;
	if (taken < n)
		return err_set(e, ERR_INVALID, "%zu bytes behind the %s stream",
		               n - taken, c->name);
	return 0;
}

int compression_unpack_file(const struct compression *c, const void *bytes, size_t n,
                            size_t cap, struct buf *out, struct err *e)
{
	const char *at = bytes, *end = at + n;
	size_t most = out->size + cap, taken;

	assert(compression_packs(c));
	do {
		if (c->codec->unpack(at, (size_t)(end - at), most - out->size, out,
		                     &taken, e) < 0)
			return -1;
		assert(taken);
		at += taken;
	} while (at < end);
	return 0;
}

int compression_check_head(const struct compression *c, const void *bytes, size_t n,
                           struct err *e)
{
	size_t magic;

	assert(compression_packs(c));
	magic = strlen(c->codec->magic);
	if (n >= magic && !memcmp(bytes, c->codec->magic, magic))
		return 0;
	return err_set(e, ERR_INVALID, "it does not start as %s does", c->name);
}
