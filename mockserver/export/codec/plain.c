/*
 * plain.c - the codec of files that are not compressed
 */
#include "mockserver/export/codec/codec.h"

const struct codec_methods codec_plain = { 0 };
