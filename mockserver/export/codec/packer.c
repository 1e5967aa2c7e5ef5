/*
 * packer.c - compresses blocks, one at a time
 */
#include "mockserver/export/codec/packer.h"

static const struct codec_methods *const methods_of[] = {
#define CODEC(name, suffix, parquet, methods) [EXPORT_##name] = &codec_##methods,
#include "mockserver/contract/codec.def"
#undef CODEC
};
static_assert(ARRAY_LEN(methods_of) == EXPORT_CODECS, "every codec has its methods");

const struct codec_methods *packer_methods(enum export_codec codec)
{
	assert(codec < EXPORT_CODECS);
	return methods_of[codec];
}

void packer_begin(struct packer *p, enum export_codec codec)
{
	*p = (struct packer){ .codec = codec, .methods = packer_methods(codec) };
	if (p->methods->begin)
		p->state = p->methods->begin();
}

void packer_release(struct packer *p)
{
	if (p->state)
		p->methods->free(p->state);
	*p = (struct packer){ 0 };
}

bool packer_packs(const struct packer *p)
{
	return p->methods->pack != NULL;
}

void packer_add(struct packer *p, const void *bytes, size_t n, struct buf *out)
{
	assert(packer_packs(p));
	p->methods->pack(p->state, bytes, n, out);
}
