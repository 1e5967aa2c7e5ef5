/*
 * source.h - a scenario file as it was read, shared by those that include it
 *
 * Steps point into the tree of their file.  Hundreds of scenarios include the same few
 * files: a cache reads each of these once.  It knows a file by the path that it was found
 * at, which is the one that errors name.
 *
 * Owns: a source is freed with its last user; a cache is a user of each it has read.
 * Errors: ERR_INVALID with "file:line:column: reason"; ERR_NOT_FOUND, ERR_IO.
 */
#ifndef HARNESS_SCENARIO_SOURCE_H
#define HARNESS_SCENARIO_SOURCE_H

#include "lib/map.h"
#include "lib/yaml/yaml.h"

struct source {
	struct yaml yaml;
	char *real_path; /* as realpath() gives it; NULL: it has none any more */
	char *path;
	size_t users;
};

struct source_cache {
	struct map sources; /* by their paths: struct source */
	struct map found;   /* of included_find(): texts */
};

/* Reads the file, or takes it from the cache, which may be NULL. */
int source_open(const char *path, struct source_cache *cache, struct source **out,
                struct err *e) MUST_USE;
void source_close(struct source *s);
void source_cache_release(struct source_cache *cache);
AUTO_DEFINE_STRUCT(struct source_cache, source_cache_release);

#endif
