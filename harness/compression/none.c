/*
 * none.c - files that are not compressed
 */
#include "harness/compression/compression.h"

const struct compression_codec compression_none = { 0 };
