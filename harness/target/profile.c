/*
 * profile.c - the harness's variables in a file, instead of in the environment
 */
#include "harness/target/profile.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/file/file.h"
#include "lib/mem.h"
#include "lib/nearest.h"
#include "lib/str.h"

#define PROFILE_BYTES (64u << 10)
#define BY_OTHERS     (S_IRWXG | S_IRWXO)

/* Only its owner, who runs the program, may read it. */
static int check_mode(const char *path, struct err *e)
{
	struct stat st;

	if (stat(path, &st) < 0)
		return err_set(e, errno == ENOENT ? ERR_NOT_FOUND : ERR_IO, "%s: %s",
		               path, strerror(errno));
	if (st.st_mode & BY_OTHERS)
		return err_set(e, ERR_INVALID,
		               "%s: others may use it (mode %04o), and it holds secrets: "
		               "chmod 600 %s",
		               path, (unsigned)(st.st_mode & 07777), path);
	if (st.st_uid != geteuid())
		return err_set(e, ERR_INVALID, "%s: it belongs to another user", path);
	return 0;
}

static bool is_known(const char *const *known, const char *name)
{
	while (*known && strcmp(*known, name) != 0)
		known++;
	return *known != NULL;
}

/* "; did you mean 'X'?" is added where a name is near. */
static int unknown(const char *at, const char *const *known, const char *name,
                   struct err *e)
{
	struct nearest near = { .name = str_of(name) };

	for (; *known; known++)
		nearest_offer(&near, *known);
	return err_set(e, ERR_INVALID, "%s: there is no variable '%s'%s%s%s", at, name,
	               near.best ? "; did you mean '" : "", near.best ? near.best : "",
	               near.best ? "'?" : "");
}

static int read_line(const char *at, struct str line, const char *const *known,
                     cJSON *into, struct err *e)
{
	struct str name, value = line;
	AUTO_MEM char *key = NULL;

	if (!line.size || line.at[0] == '#')
		return 0;
	if (memchr(line.at, '\0', line.size))
		return err_set(e, ERR_INVALID, "%s: a NUL stands in it", at);
	if (!memchr(line.at, '=', line.size) || !str_split(&value, '=', &name))
		return err_set(e, ERR_INVALID, "%s: expected NAME=VALUE", at);
	name = str_trim(name, STR_BLANKS);
	value = str_trim(value, STR_BLANKS);
	key = mem_printf("%.*s", (int)name.size, name.at);
	if (!is_known(known, key))
		return unknown(at, known, key, e);
	if (json_get(into, key))
		return err_set(e, ERR_INVALID, "%s: '%s' is there twice", at, key);
	json_set(into, key, json_take_str(mem_printf("%.*s", (int)value.size, value.at)));
	return 0;
}

int profile_read(const char *path, const char *const *known, cJSON **out, struct err *e)
{
	AUTO(cJSON_Delete) cJSON *into = json_new_object();
	AUTO(buf_release) struct buf text = { 0 };
	struct str rest, line;

	if (check_mode(path, e) < 0 || file_read(path, PROFILE_BYTES, &text, e) < 0)
		return -1;
	rest = (struct str){ buf_str(&text), text.size };
	for (int number = 1; str_split(&rest, '\n', &line); number++) {
		AUTO_MEM char *at = mem_printf("%s:%d", path, number);

		if (read_line(at, str_trim(line, STR_BLANKS "\r"), known, into, e) < 0)
			return -1;
	}
	*out = TAKE(into);
	return 0;
}
