/*
 * packer.h - compresses blocks, one at a time
 *
 * Owns: what its codec needs.
 */
#ifndef MOCKSERVER_EXPORT_CODEC_PACKER_H
#define MOCKSERVER_EXPORT_CODEC_PACKER_H

#include "mockserver/contract/format.h"
#include "mockserver/export/codec/codec.h"

/* The methods of a row of contract/codec.def. */
const struct codec_methods *packer_methods(enum export_codec codec);

struct packer {
	enum export_codec codec;
	const struct codec_methods *methods;
	void *state;
};

void packer_begin(struct packer *p, enum export_codec codec);
void packer_release(struct packer *p);

/* False where blocks are stored as they are. */
bool packer_packs(const struct packer *p);

/* Appends the n bytes, compressed whole, to `out`; only where it packs. */
void packer_add(struct packer *p, const void *bytes, size_t n, struct buf *out);

#endif
