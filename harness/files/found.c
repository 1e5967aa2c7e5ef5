/*
 * found.c - the exported files of a flow as they were found
 */
#include "harness/files/found.h"

void found_release(struct files *f)
{
	for (size_t i = 0; i < f->count; i++)
		free(f->all[i].path);
	for (size_t i = 0; i < f->folder_count; i++)
		free(f->folders[i].path);
	for (size_t i = 0; i < f->manifest_count; i++) {
		free(f->manifests[i].path);
		free(f->manifests[i].text);
		cJSON_Delete(f->manifests[i].json);
	}
	for (size_t i = 0; i < f->key_count; i++)
		free(f->keys[i]);
	free(f->manifests);
	free(f->all);
	free(f->folders);
	free(f->keys);
	cJSON_Delete(f->first);
	cJSON_Delete(f->last);
	*f = (struct files){ 0 };
}

const char *found_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

cJSON *found_json(const struct files *f)
{
	cJSON *made = json_new_object(), *folders = json_new_array(),
	      *all = json_new_array();

	json_set(made, "count", json_new_int((int64_t)f->count));
	json_set(made, "rows", json_new_int((int64_t)f->rows));
	json_set(made, "bytes", json_new_int((int64_t)f->bytes));
	for (size_t i = 0; i < f->folder_count; i++) {
		cJSON *folder = json_push(folders, json_new_object());

		json_set(folder, "path", json_new_str(f->folders[i].path));
		json_set(folder, "rows", json_new_int((int64_t)f->folders[i].rows));
		json_set(folder, "files", json_new_int((int64_t)f->folders[i].files));
		json_set(folder, "bytes", json_new_int((int64_t)f->folders[i].bytes));
	}
	for (size_t i = 0; i < f->count; i++) {
		cJSON *file = json_push(all, json_new_object());

		json_set(file, "path", json_new_str(f->all[i].path));
		json_set(file, "rows", json_new_int((int64_t)f->all[i].rows));
		json_set(file, "bytes", json_new_int((int64_t)f->all[i].bytes));
		json_set(file, "crc", json_new_int((int64_t)f->all[i].crc));
	}
	json_set(made, "folders", folders);
	json_set(made, "files", all);
	return made;
}
