/*
 * fuzz_layout.c - whatever a template and names hold, the folder stays below its root
 *
 * The input is texts with a zero byte between them: the template, then the names.
 */
#include "lib/file/file.h"
#include "lib/mem.h"
#include "mockserver/export/layout.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char root[] = "/root/of/exports";

/* The next text; "" when there is no more. */
static const char *next(const char **at, const char *end)
{
	const char *text = *at < end ? *at : "";

	*at += strlen(text) + 1;
	return text;
}

/* The folder can be joined as it is: nothing is refused, nothing left out. */
static void judge(const struct buf *folder)
{
	AUTO(buf_release) struct buf path = { 0 };
	struct err e = { 0 };
	int joined;

	buf_add_str(&path, root);
	joined = file_join_below(&path, buf_str(folder), &e);
	assert(joined == 0);
	assert(!memcmp(path.data, root, sizeof(root) - 1));
	if (folder->size)
		assert(!strcmp(path.data + sizeof(root), folder->data));
	else
		assert(path.size == sizeof(root) - 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(mem_free) char *text = mem_alloc(size + 1);
	AUTO(buf_release) struct buf folder = { 0 };
	AUTO(buf_release) struct buf again = { 0 };
	const char *at = text, *end = text + size, *template;
	struct layout_names names = { .at = INT64_C(1675901210000) };

	if (size)
		memcpy(text, data, size);
	template = next(&at, end);
	names.dataset_id = next(&at, end);
	names.dataset_name = next(&at, end);
	names.destination = next(&at, end);
	names.instance_name = next(&at, end);
	names.sandbox = next(&at, end);
	names.organization = next(&at, end);
	layout_folder(&folder, template, &names);
	layout_folder(&again, template, &names);
	judge(&folder);
	assert(!strcmp(buf_str(&folder), buf_str(&again)));
	return 0;
}
