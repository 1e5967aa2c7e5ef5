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

void etag_counted(uint32_t number, vtime at, char out[ETAG_TEXT])
{
	uint32_t swapped = (number & 0x00ff00ffU) << 8 | (number >> 8 & 0x00ff00ffU);

	etag_text(swapped, at, out);
}

int etag_draw(struct world *w, uint32_t *out, struct err *e)
{
	int64_t number;

	*out = 0;
	if (ledger_choice(&w->now.contract, LEDGER_ETAG_FORM) != CHOICE_LIVE)
		return 0;
	if (store_draw(&w->store, "etags", &number, e) < 0)
		return -1;
	*out = (uint32_t)number;
	return 0;
}

int etag_make(struct world *w, const char *id, int64_t version, char out[ETAG_TEXT],
              struct err *e)
{
	vtime now = clock_now(&w->clock);
	uint32_t number;

	if (etag_draw(w, &number, e) < 0)
		return -1;
	if (number)
		etag_counted(number, now, out);
	else
		etag_make_at(w, id, version, now, out);
	return 0;
}
