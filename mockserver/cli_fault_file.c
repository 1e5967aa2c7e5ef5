/*
 * cli_fault_file.c - faults in YAML, from a file or a pack that is built in
 */
#include "mockserver/cli_fault_file.h"

#include "lib/asset.h"
#include "lib/file/file.h"
#include "lib/mem.h"
#include "lib/nearest.h"
#include "mockserver/faults/faults.h"

#define PACKS "faults/"
#define YAML  ".yaml"

static int load(const char *name, struct yaml *out, struct err *e)
{
	AUTO_MEM char *path = mem_printf(PACKS "%s" YAML, name);
	AUTO(buf_release) struct buf packs = { 0 };
	const struct asset *pack = asset_find(path);

	if (!strcmp(name, "-"))
		return yaml_load("/dev/stdin", out, e);
	if (file_exists(name) || strchr(name, '/'))
		return yaml_load(name, out, e);
	if (pack)
		return yaml_parse(path, pack->data, pack->size, out, e);
	asset_names(PACKS, YAML, &packs);
	return err_set(e, ERR_NOT_FOUND,
	               "there is no file '%s', and no pack of that name (%s)", name,
	               buf_str(&packs));
}

/* Where the node stands in the file, or the first of those above it that is known. */
static int refuse_node(const struct yaml *y, const struct fault_refuse *r, struct err *e)
{
	const struct yaml_mark at = yaml_where(y, r->at ? r->at : y->root);

	return err_set(e, ERR_INVALID, "%s:%d:%d: %s", y->file, at.line, at.column,
	               r->e->text);
}

int cli_fault_file_read(const char *name, cJSON **list, struct err *e)
{
	AUTO(yaml_release) struct yaml y = { 0 };
	AUTO(fault_batch_release) struct fault_batch batch = { 0 };
	const struct faults none = { 0 };
	struct err why = { 0 };
	struct fault_refuse r = { .e = &why };

	if (load(name, &y, e) < 0)
		return -1;
	if (faults_read(&none, y.root, &batch, &r) < 0)
		return refuse_node(&y, &r, e);
	*list = json_new_array();
	for (size_t i = 0; i < batch.count; i++)
		json_push(*list, json_copy(batch.all[i]->body));
	return 0;
}
