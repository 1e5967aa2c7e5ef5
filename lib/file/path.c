/*
 * path.c - paths: joined below a root, made absolute (lib/file/file.h)
 */
#include "lib/file/file.h"

#include <unistd.h>

#include "lib/mem.h"
#include "lib/str.h"

#define NAME_BYTES 255 /* the most that file systems give a name */
#define SHOWN      200 /* most bytes of a refused path in a message */

static bool has_control_byte(struct str s)
{
	for (size_t i = 0; i < s.size; i++) {
		if ((unsigned char)s.at[i] < 0x20 || s.at[i] == 0x7f)
			return true;
	}
	return false;
}

/* Why the component cannot stand in a path from outside; NULL if it can. */
static const char *objection(struct str part)
{
	size_t temp = sizeof(FILE_TEMP_PREFIX) - 1;

	if (str_is(part, ".."))
		return "'..' would leave its folder";
	if (part.size > NAME_BYTES)
		return "a name is longer than 255 bytes";
	if (has_control_byte(part))
		return "a name has control characters";
	if (part.size >= temp && !memcmp(part.at, FILE_TEMP_PREFIX, temp))
		return "a name starts with '" FILE_TEMP_PREFIX "'";
	return NULL;
}

/* Puts the path into *out a component at a time, each behind a slash. */
static void add_parts(struct buf *out, const char *path)
{
	struct str rest = str_of(path), part;

	while (str_split(&rest, '/', &part)) {
		if (!part.size || str_is(part, "."))
			continue;
		buf_add_char(out, '/');
		buf_add(out, part.at, part.size);
	}
}

int file_join_below(struct buf *out, const char *path, struct err *e)
{
	struct str rest = str_of(path), part;
	size_t before = out->size;
	bool full = out->overflow;

	while (str_split(&rest, '/', &part)) {
		const char *why = objection(part);

		if (why)
			return err_set(e, ERR_INVALID, "the path '%.*s' is refused: %s",
			               SHOWN, path, why);
	}
	add_parts(out, path);
	if (out->overflow) {
		out->overflow = full;
		out->size = before;
		if (out->data)
			out->data[before] = '\0';
		return err_set(e, ERR_INVALID, "the path '%.*s…' is too long", SHOWN,
		               path);
	}
	return 0;
}

const char *file_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

char *file_absolute(const char *path)
{
	struct buf out = { 0 };

	if (*path != '/') {
		char *here = getcwd(NULL, 0);

		if (!here) /* somebody removed it: no path will help */
			return mem_strdup(path);
		add_parts(&out, here);
		free(here);
	}
	add_parts(&out, path);
	if (!out.size)
		buf_add_char(&out, '/');
	return buf_take(&out);
}
