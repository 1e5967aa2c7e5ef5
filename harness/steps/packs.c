/*
 * packs.c - faults that are built in, by the names that scenarios use
 */
#include "harness/steps/packs.h"

#include "lib/asset.h"
#include "lib/mem.h"

#define PACKS "faults/"
#define YAML  ".yaml"

static int refuse(const struct yaml *y, const cJSON *node, const char *name,
                  struct err *e)
{
	AUTO(buf_release) struct buf names = { 0 };

	asset_names(PACKS, YAML, &names);
	return node_err(y, node, e, "there is no pack of faults '%.60s'; there are %s",
	                name, buf_str(&names));
}

/* Adds the faults of a pack to the list. */
static int add_pack(const struct yaml *y, const cJSON *node, const char *name, cJSON *to,
                    struct err *e)
{
	AUTO_MEM char *path = mem_printf(PACKS "%s" YAML, name);
	const struct asset *pack = asset_find(path);
	AUTO(yaml_release) struct yaml own = { 0 };
	const cJSON *one;

	if (!pack)
		return refuse(y, node, name, e);
	if (yaml_parse(path, pack->data, pack->size, &own, e) < 0)
		return -1;
	cJSON_ArrayForEach(one, own.root)
		json_push(to, json_copy(one));
	return 0;
}

int packs_expand(const struct yaml *y, const cJSON *node, cJSON *faults, struct err *e)
{
	AUTO(cJSON_Delete) cJSON *all = json_new_array();
	const cJSON *at = node->child, *one;
	cJSON *given = faults->child;

	cJSON_ArrayForEach(one, faults) {
		if (!cJSON_IsString(one))
			json_push(all, json_copy(one));
		else if (add_pack(y, at ? at : node, one->valuestring, all, e) < 0)
			return -1;
		at = at ? at->next : NULL;
	}
	faults->child = all->child;
	all->child = given;
	return 0;
}
