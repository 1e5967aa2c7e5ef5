/*
 * fuzz_file_join.c - whatever a path holds, it stays below its root
 */
#include "lib/file/file.h"
#include "lib/mem.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char root[] = "/root/of/exports";

/* A path is below the root if no component of the rest is empty, "." or "..". */
static void judge(const char *path)
{
	const char *at = path + sizeof(root) - 1;

	assert(!memcmp(path, root, sizeof(root) - 1));
	while (*at) {
		size_t n;

		assert(*at == '/');
		at++;
		n = strcspn(at, "/");
		assert(n > 0 && n <= 255);
		assert(!(n == 1 && at[0] == '.'));
		assert(!(n == 2 && at[0] == '.' && at[1] == '.'));
		assert(strncmp(at, FILE_TEMP_PREFIX, strlen(FILE_TEMP_PREFIX)) != 0);
		for (size_t i = 0; i < n; i++)
			assert((unsigned char)at[i] >= 0x20 && at[i] != 0x7f);
		at += n;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *path = mem_alloc(size + 1);
	struct buf out = { .cap = 4096 };
	struct err e = { 0 };

	memcpy(path, data, size);
	buf_add_str(&out, root);
	if (file_join_below(&out, path, &e) < 0)
		assert(e.code == ERR_INVALID && !strcmp(out.data, root));
	else
		judge(out.data);
	buf_release(&out);
	free(path);
	return 0;
}
