/*
 * format.c - the types of exported files, and their compressions
 */
#include "mockserver/contract/format.h"

#include "lib/str.h"

enum suffix_place { AFTER, BEFORE };

static const struct {
	const char *name, *extension;
	enum suffix_place where;
} formats[] = {
#define FORMAT(name, extension, where, writer) { #name, extension, where },
#include "mockserver/contract/format.def"
#undef FORMAT
};
static_assert(ARRAY_LEN(formats) == EXPORT_FORMATS, "every format has a row");

static const struct {
	const char *name, *suffix;
	int parquet;
} codecs[] = {
#define CODEC(name, suffix, parquet, methods) { #name, suffix, parquet },
#include "mockserver/contract/codec.def"
#undef CODEC
};
static_assert(ARRAY_LEN(codecs) == EXPORT_CODECS, "every codec has a row");

const char *format_name(enum export_format format)
{
	assert(format < EXPORT_FORMATS);
	return formats[format].name;
}

const char *format_codec_name(enum export_codec codec)
{
	assert(codec < EXPORT_CODECS);
	return codecs[codec].name;
}

bool format_find(const char *name, enum export_format *out)
{
	for (size_t i = 0; name && i < ARRAY_LEN(formats); i++) {
		if (!str_same_nocase(name, formats[i].name))
			continue;
		*out = (enum export_format)i;
		return true;
	}
	return false;
}

bool format_find_codec(const char *name, enum export_codec *out)
{
	for (size_t i = 0; name && i < ARRAY_LEN(codecs); i++) {
		if (!str_same_nocase(name, codecs[i].name))
			continue;
		*out = (enum export_codec)i;
		return true;
	}
	return false;
}

void format_put_extension(struct buf *out, enum export_format format,
                          enum export_codec codec)
{
	const char *extension = formats[format].extension;
	const char *suffix = codecs[codec].suffix;

	if (!*suffix)
		buf_add_str(out, extension);
	else if (formats[format].where == AFTER)
		buf_printf(out, "%s.%s", extension, suffix);
	else
		buf_printf(out, "%s.%s", suffix, extension);
}

int format_parquet_codec(enum export_codec codec)
{
	assert(codec < EXPORT_CODECS);
	return codecs[codec].parquet;
}
