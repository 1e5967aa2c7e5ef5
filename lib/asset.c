/*
 * asset.c - the files of fixtures/ that are built into the program
 */
#include "lib/asset.h"

const struct asset *asset_find(const char *path)
{
	for (size_t i = 0; i < asset_count; i++) {
		if (!strcmp(assets[i].path, path))
			return &assets[i];
	}
	return NULL;
}
