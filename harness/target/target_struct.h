/*
 * target_struct.h - what a target consists of, for the parts of harness/target/target.h
 *
 * Owns: all of it, but for the texts of `lacks`.
 */
#ifndef HARNESS_TARGET_TARGET_STRUCT_H
#define HARNESS_TARGET_TARGET_STRUCT_H

#include "harness/target/preview.h"
#include "harness/target/safety.h"
#include "harness/target/scratch.h"
#include "harness/target/sender.h"
#include "harness/target/target.h"
#include "mockserver/flowmock.h"

struct target {
	enum target_kind kind;
	struct flowmock *mock;         /* NULL unless it is embedded */
	struct scratch_folder scratch; /* where an embedded mock exports to, or none */
	char *url, *service, *ims_url, *name, *exports;
	const char *lacks[CAPABILITY_COUNT];
	struct coverage *coverage; /* NULL: calls are not counted */
	struct sender sender;
	struct safety safety;
	uint64_t seed;        /* of an embedded mock */
	int64_t clock_factor; /* so many times as fast as this machine's */
	bool empty;           /* a mock: nothing was in it when it was found */
	bool planned;         /* nothing is sent, and preview says what would be */
	struct preview preview;
};

#endif
