/*
 * stream.c - bytes on their way into a file, compressed or not
 */
#include "mockserver/export/codec/stream.h"

void stream_begin(struct stream *s, struct newfile *to, enum export_codec codec)
{
	*s = (struct stream){ .to = to, .methods = packer_methods(codec)->stream };
	if (s->methods)
		s->state = s->methods->begin(to);
}

int stream_add(struct stream *s, const void *bytes, size_t n, struct err *e)
{
	return s->methods ? s->methods->add(s->state, bytes, n, e)
	                  : file_append(s->to, bytes, n, e);
}

int stream_end(struct stream *s, struct err *e)
{
	return s->methods ? s->methods->end(s->state, e) : 0;
}

void stream_release(struct stream *s)
{
	if (s->state)
		s->methods->free(s->state);
	*s = (struct stream){ 0 };
}
