/*
 * format.h - the types of exported files, and their compressions
 *
 * Made of format.def and codec.def.
 *
 * Owns: nothing.
 */
#ifndef MOCKSERVER_CONTRACT_FORMAT_H
#define MOCKSERVER_CONTRACT_FORMAT_H

#include "lib/buf.h"

enum export_format {
#define FORMAT(name, extension, where, writer) EXPORT_##name,
#include "mockserver/contract/format.def"
#undef FORMAT
	EXPORT_FORMATS
};

enum export_codec {
#define CODEC(name, suffix, parquet, methods) EXPORT_##name,
#include "mockserver/contract/codec.def"
#undef CODEC
	EXPORT_CODECS
};

/*
 * A compressed file of lines: blocks, each compressed whole, one behind the other; or one
 * stream, as the real service's gzip files are, which takes longer.
 */
enum export_members { EXPORT_MEMBERS, EXPORT_SINGLE };

struct export_coding {
	enum export_codec codec;
	enum export_members members;
};

/* "JSON", "GZIP": as targets send them. */
const char *format_name(enum export_format format);
const char *format_codec_name(enum export_codec codec);

/* By that name in any case; false, and *out as it was, for NULL and unknown names. */
bool format_find(const char *name, enum export_format *out);
bool format_find_codec(const char *name, enum export_codec *out);

/* Appends "json", "json.gz", "parquet", "gz.parquet". */
void format_put_extension(struct buf *out, enum export_format format,
                          enum export_codec codec);

/* The codec's number in a Parquet file. */
int format_parquet_codec(enum export_codec codec);

#endif
