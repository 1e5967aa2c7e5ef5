/*
 * intents.c - files that may lie on the disk without a row: an intent log
 */
#include "mockserver/store/intents.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/file/base.h"
#include "lib/file/file.h"
#include "lib/hash.h"
#include "lib/mem.h"
#include "lib/str.h"

#define HASH_DIGITS 16

static void hash_of(const char *path, char out[HASH_DIGITS + 1])
{
	hash_hex(hash_text(0, path), HASH_DIGITS, out);
}

/* A line of the log; one that was cut short is nothing. */
static void read_line(struct intents *n, struct str line)
{
	AUTO(mem_free) char *path = NULL;
	char hash[HASH_DIGITS + 1];

	if (line.size <= HASH_DIGITS + 1)
		return;
	path = mem_printf("%.*s", (int)(line.size - HASH_DIGITS - 1),
	                  line.at + HASH_DIGITS + 1);
	hash_of(path, hash);
	if (!memcmp(hash, line.at, HASH_DIGITS))
		intents_add(n, path);
}

static int read_log(struct intents *n, struct err *e)
{
	AUTO(buf_release) struct buf text = { 0 };
	struct str rest, line;
	struct stat st;

	if (lstat(n->path, &st) < 0)
		return errno == ENOENT
		               ? 0
		               : err_set(e, ERR_IO, "cannot look at '%s': %m", n->path);
	if (!S_ISREG(st.st_mode))
		return err_set(e, ERR_INVALID,
		               "'%s' is no file: it stands where the state keeps names",
		               n->path);
	if (file_read(n->path, SIZE_MAX, &text, e) < 0)
		return -1;
	rest = (struct str){ buf_str(&text), text.size };
	while (str_split(&rest, '\n', &line))
		read_line(n, line);
	n->logged = n->names.size;
	return 0;
}

int intents_open(const char *state, struct intents *out, struct err *e)
{
	*out = (struct intents){ .fd = -1 };
	if (!state)
		return 0;
	out->path = mem_printf("%s-intents", state);
	return read_log(out, e);
}

void intents_close(struct intents *n)
{
	if (n->path && n->fd >= 0) {
		close(n->fd);
		if (!n->logged && !n->kept.size)
			(void)unlink(n->path); /* it is empty */
	}
	buf_release(&n->names);
	buf_release(&n->kept);
	free(n->path);
	*n = (struct intents){ 0 };
}

void intents_add(struct intents *n, const char *path)
{
	buf_add(&n->names, path, strlen(path) + 1);
}

static const char *next_name(const struct buf *names, size_t *at)
{
	const char *name = buf_str(names) + *at;

	if (*at >= names->size)
		return NULL;
	*at += strlen(name) + 1;
	return name;
}

const char *intents_next(const struct intents *n, size_t *at)
{
	return next_name(&n->names, at);
}

size_t intents_kept(const struct intents *n)
{
	size_t at = 0, count = 0;

	while (next_name(&n->kept, &at))
		count++;
	return count;
}

/* ---------------------------------------------------------------- the log */

static int fail(const struct intents *n, struct err *e)
{
	return err_set(e, ERR_IO, "cannot write '%s': %m", n->path);
}

static int open_log(struct intents *n, struct err *e)
{
	if (n->fd < 0)
		n->fd = open(n->path,
		             O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_CLOEXEC,
		             0666);
	return n->fd < 0 ? fail(n, e) : 0;
}

/* The lines of the names from byte `at` on. */
static void put_lines(const struct buf *names, size_t at, struct buf *out)
{
	const char *name;

	while ((name = next_name(names, &at))) {
		char hash[HASH_DIGITS + 1];

		hash_of(name, hash);
		buf_printf(out, "%s %s\n", hash, name);
	}
}

int intents_sync(struct intents *n, struct err *e)
{
	AUTO(buf_release) struct buf text = { 0 };

	if (!n->path || n->logged == n->names.size)
		return 0;
	if (open_log(n, e) < 0)
		return -1;
	/* Ends a line that an earlier write has cut short. */
	buf_add_char(&text, '\n');
	put_lines(&n->names, n->logged, &text);
	if (file_put_bytes(n->fd, text.data, text.size) < 0)
		return fail(n, e);
	n->logged = n->names.size;
	return 0;
}

/* If this fails the lines stay and are settled once more, which changes nothing. */
static void empty_log(struct intents *n)
{
	AUTO(buf_release) struct buf kept = { 0 };
	struct err none = { 0 };

	if (n->fd < 0 && !n->kept.size) {
		(void)unlink(n->path); /* left by a killed program, if any */
		return;
	}
	if (open_log(n, &none) < 0)
		return;
	(void)!ftruncate(n->fd, 0);
	put_lines(&n->kept, 0, &kept);
	(void)!file_put_bytes(n->fd, buf_str(&kept), kept.size);
}

void intents_cut(struct intents *n, size_t from)
{
	bool written = n->logged > 0;

	n->names.size = from;
	if (n->logged > from)
		n->logged = from;
	if (!from && written && n->path)
		empty_log(n);
}

void intents_keep(struct intents *n, const char *path)
{
	buf_add(&n->kept, path, strlen(path) + 1);
}

void intents_retry(struct intents *n)
{
	if (n->kept.size)
		buf_add(&n->names, n->kept.data, n->kept.size);
	buf_clear(&n->kept);
}
