/*
 * asset.c - the files of fixtures/ that are built into the program
 */
#include "lib/asset.h"

#include "lib/str.h"

const struct asset *asset_find(const char *path)
{
	for (size_t i = 0; i < asset_count; i++) {
		if (!strcmp(assets[i].path, path))
			return &assets[i];
	}
	return NULL;
}

void asset_names(const char *prefix, const char *suffix, struct buf *out)
{
	const size_t rest = strlen(prefix) + strlen(suffix);

	for (size_t i = 0; i < asset_count; i++) {
		const char *path = assets[i].path;

		if (!str_starts(path, prefix) || !str_ends(path, suffix))
			continue;
		buf_printf(out, "%s%.*s", out->size ? ", " : "",
		           (int)(strlen(path) - rest), path + strlen(prefix));
	}
}
