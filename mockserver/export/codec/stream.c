/*
 * stream.c - bytes on their way into a file, compressed or not
 */
#include "mockserver/export/codec/stream.h"

void stream_begin(struct stream *s, struct newfile *to, enum export_codec codec,
                  enum export_members members)
{
	*s = (struct stream){ .to = to };
	packer_begin(&s->packer, codec);
	if (members == EXPORT_SINGLE)
		s->single = s->packer.methods->stream;
	if (s->single)
		s->state = s->single->begin(to);
}

static int add_block(struct stream *s, const void *bytes, size_t n, struct err *e)
{
	s->has_blocks = true;
	buf_clear(&s->packed);
	packer_add(&s->packer, bytes, n, &s->packed);
	return file_append(s->to, s->packed.data, s->packed.size, e);
}

int stream_add(struct stream *s, const void *bytes, size_t n, struct err *e)
{
	if (s->single)
		return s->single->add(s->state, bytes, n, e);
	if (packer_packs(&s->packer))
		return add_block(s, bytes, n, e);
	return file_append(s->to, bytes, n, e);
}

/* A compressed file has one block at least: no bytes at all are not a gzip file. */
int stream_end(struct stream *s, struct err *e)
{
	if (s->single)
		return s->single->end(s->state, e);
	if (packer_packs(&s->packer) && !s->has_blocks)
		return add_block(s, "", 0, e);
	return 0;
}

void stream_release(struct stream *s)
{
	if (s->single)
		s->single->free(s->state);
	packer_release(&s->packer);
	buf_release(&s->packed);
	*s = (struct stream){ 0 };
}
