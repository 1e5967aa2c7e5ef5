/*
 * none.c - files that are not compressed
 */
#include "harness/compression/compression.h"

compression_fn *const compression_none = NULL;
