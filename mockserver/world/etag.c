/*
 * etag.c - etags, which name the versions of entities
 */
#include "mockserver/world/etag.h"

#include "lib/hash.h"

void etag_text(uint32_t hash, vtime at, char out[ETAG_TEXT])
{
	static const char shape[] = "\"00000000-0000-0200-0000-000000000000\"";

	memcpy(out, shape, sizeof(shape));
	hash_put_hex(hash, 8, out + 1);
	hash_put_hex((uint32_t)(at / MS_PER_SECOND), 8, out + 25);
}

void etag_make_at(const struct world *w, const char *id, int64_t version, vtime at,
                  char out[ETAG_TEXT])
{
	uint64_t h =
		hash_with(hash_text(hash_text(w->seed, "etag"), id), (uint64_t)version);

	etag_text((uint32_t)(h >> 32), at, out);
}

void etag_make(const struct world *w, const char *id, int64_t version,
               char out[ETAG_TEXT])
{
	etag_make_at(w, id, version, clock_now(&w->clock), out);
}
