/*
 * scratch.c - a folder of a test's own, and files made in it
 */
#include "tests/support/scratch.h"

#include "lib/file/file.h"
#include "lib/mem.h"

#define READ_MAX (512 * 1024 * 1024)

static void must(int rc, const struct err *e)
{
	if (rc == 0)
		return;
	fprintf(stderr, "scratch: %s\n", e->text);
	abort();
}

int scratch_open(void **state)
{
	struct err e = { 0 };
	char *folder;

	must(file_temp_dir("flowmock-test-", &folder, &e), &e);
	*state = folder;
	return 0;
}

int scratch_close(void **state)
{
	struct err e = { 0 };

	must(file_remove_tree(*state, &e), &e);
	free(*state);
	return 0;
}

char *scratch_path(void *const *state, const char *name)
{
	return mem_printf("%s/%s", (const char *)*state, name);
}

void scratch_write(void *const *state, const char *name, const char *text)
{
	scratch_write_bytes(state, name, text, strlen(text));
}

void scratch_write_bytes(void *const *state, const char *name, const void *bytes,
                         size_t size)
{
	AUTO(mem_free) char *path = scratch_path(state, name);
	struct newfile file;
	struct err e = { 0 };

	must(file_create(path, &file, &e), &e);
	must(file_append(&file, bytes, size, &e), &e);
	must(file_commit(&file, FILE_NO_SYNC, &e), &e);
}

void scratch_read(const char *path, struct buf *out)
{
	struct err e = { 0 };

	buf_clear(out);
	must(file_read(path, READ_MAX, out, &e), &e);
}

static int count_file(void *ctx, const char *relative UNUSED, uint64_t size UNUSED,
                      struct err *e UNUSED)
{
	++*(size_t *)ctx;
	return 0;
}

size_t scratch_files(void *const *state)
{
	struct err e = { 0 };
	size_t count = 0;

	must(file_walk(*state, count_file, &count, &e), &e);
	return count;
}
