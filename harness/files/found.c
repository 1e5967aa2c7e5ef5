/*
 * found.c - the exported files of a flow as they were found
 */
#include "harness/files/found.h"

void found_release(struct files *f)
{
	for (size_t i = 0; i < f->count; i++) {
		free(f->all[i].path);
		free(f->all[i].broken);
	}
	for (size_t i = 0; i < f->stray_count; i++)
		free(f->strays[i]);
	free(f->strays);
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

cJSON *found_broken(const struct files *f)
{
	cJSON *list = json_new_array(), *one;

	for (size_t i = 0; i < f->count; i++) {
		if (!f->all[i].broken)
			continue;
		one = json_push(list, json_new_object());
		json_set(one, "path", json_new_str(f->all[i].path));
		json_set(one, "bytes", json_new_int((int64_t)f->all[i].bytes));
		json_set(one, "why", json_new_str(f->all[i].broken));
	}
	return list;
}

cJSON *found_strays(const struct files *f)
{
	cJSON *list = json_new_array();

	for (size_t i = 0; i < f->stray_count; i++)
		json_push(list, json_new_str(f->strays[i]));
	return list;
}
