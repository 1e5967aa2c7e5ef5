/*
 * bad_files.c - files that can't be read, as they were when that was found out
 */
#include "mockserver/data/bad_files.h"

#include "lib/mem.h"

static struct bad_file *find(const struct bad_files *list, const char *name)
{
	for (size_t i = 0; i < list->count; i++) {
		if (!strcmp(list->all[i].name, name))
			return &list->all[i];
	}
	return NULL;
}

const struct bad_file *bad_files_find(const struct bad_files *list, const char *name)
{
	return find(list, name);
}

void bad_files_put(struct bad_files *list, const char *name, const char *reason,
                   struct file_stamp stamp)
{
	struct bad_file *bad = find(list, name);

	if (!bad) {
		list->all = mem_grow(list->all, list->count + 1, sizeof(*list->all));
		bad = &list->all[list->count++];
		*bad = (struct bad_file){ .name = mem_strdup(name) };
	}
	free(bad->reason);
	bad->reason = mem_strdup(reason);
	bad->stamp = stamp;
}

void bad_files_drop(struct bad_files *list, const char *name)
{
	struct bad_file *bad = find(list, name);

	if (!bad)
		return;
	free(bad->name);
	free(bad->reason);
	list->count--;
	memmove(bad, bad + 1, (size_t)(list->all + list->count - bad) * sizeof(*bad));
}

void bad_files_release(struct bad_files *list)
{
	while (list->count)
		bad_files_drop(list, list->all[list->count - 1].name);
	free(list->all);
	*list = (struct bad_files){ 0 };
}
