/*
 * ledger.c - what a run has made on a service, on disk before it is sent
 */
#include "harness/target/ledger.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "lib/file/file.h"
#include "lib/json/json.h"
#include "lib/mem.h"
#include "mockserver/flowmock.h"

#define LEDGER_BYTES (64u << 20) /* the largest that is read */

static const char *const state_keys[] = {
	[CREATION_OPEN] = "create",     [CREATION_MADE] = "made",
	[CREATION_NOTHING] = "nothing", [CREATION_GONE] = "gone",
	[CREATION_REMAINS] = "remains",
};
static_assert(ARRAY_LEN(state_keys) == CREATION_STATES, "every state has a key");

char *ledger_folder(void)
{
	const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");

	if (state && *state == '/')
		return mem_printf("%s/flowcheck", state);
	return mem_printf("%s/.local/state/flowcheck", home && *home ? home : ".");
}

void ledger_close(struct ledger *l)
{
	for (size_t i = 0; i < l->count; i++) {
		free(l->all[i].name);
		free(l->all[i].id);
	}
	free(l->all);
	free((char *)(uintptr_t)l->head.target);
	free((char *)(uintptr_t)l->head.org);
	free((char *)(uintptr_t)l->head.sandbox);
	if (l->path && l->fd >= 0)
		close(l->fd);
	free(l->path);
	*l = (struct ledger){ .fd = -1 };
}

/* ---------------------------------------------------------------- writing */

static int io_err(const struct ledger *l, const char *what, struct err *e)
{
	return err_set(e, ERR_IO, "%s: cannot %s: %s", l->path, what, strerror(errno));
}

/* The line is on disk when this returns 0. */
static int write_line(struct ledger *l, const cJSON *line, struct err *e)
{
	AUTO(buf_release) struct buf text = { 0 };
	size_t done = 0;

	assert(l->fd >= 0);
	json_print(line, &text);
	buf_add_char(&text, '\n');
	while (done < text.size) {
		ssize_t n = write(l->fd, text.data + done, text.size - done);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return io_err(l, "write to it", e);
		done += (size_t)n;
	}
	return fsync(l->fd) < 0 ? io_err(l, "sync it", e) : 0;
}

static struct creation *add(struct ledger *l, const struct resource *r, const char *name)
{
	l->all = mem_grow(l->all, l->count + 1, sizeof(*l->all));
	l->all[l->count] = (struct creation){ .resource = r,
		                              .name = name ? mem_strdup(name) : NULL };
	return &l->all[l->count++];
}

int ledger_begin(struct ledger *l, const struct resource *r, const char *name,
                 size_t *index, struct err *e)
{
	AUTO(cJSON_Delete) cJSON *line = json_new_object();

	json_set(line, state_keys[CREATION_OPEN], json_new_int((int64_t)l->count + 1));
	json_set(line, "kind", json_new_str(r->name));
	if (name)
		json_set(line, "name", json_new_str(name));
	if (write_line(l, line, e) < 0)
		return -1;
	*index = l->count;
	add(l, r, name);
	return 0;
}

static void set_state(struct creation *c, enum creation_state state, const char *id)
{
	c->state = state;
	if (!id)
		return;
	free(c->id);
	c->id = mem_strdup(id);
}

int ledger_note(struct ledger *l, size_t index, enum creation_state state, const char *id,
                struct err *e)
{
	AUTO(cJSON_Delete) cJSON *line = json_new_object();

	assert(index < l->count && state != CREATION_OPEN);
	json_set(line, state_keys[state], json_new_int((int64_t)index + 1));
	if (id)
		json_set(line, "id", json_new_str(id));
	if (write_line(l, line, e) < 0)
		return -1;
	set_state(&l->all[index], state, id);
	return 0;
}

int ledger_finish(struct ledger *l, struct err *e)
{
	AUTO(cJSON_Delete) cJSON *line = json_new_object();

	assert(!ledger_count(l, CREATION_OPEN) && !ledger_count(l, CREATION_MADE));
	json_set(line, "finished", json_new_bool(true));
	if (write_line(l, line, e) < 0)
		return -1;
	l->finished = true;
	return 0;
}

/* ---------------------------------------------------------------- looking */

const struct creation *ledger_find(const struct ledger *l, const struct resource *r,
                                   struct str id)
{
	for (size_t i = 0; i < l->count; i++) {
		const struct creation *c = &l->all[i];

		if (c->resource == r && c->id && str_is(id, c->id))
			return c;
	}
	return NULL;
}

size_t ledger_count(const struct ledger *l, enum creation_state state)
{
	size_t n = 0;

	for (size_t i = 0; i < l->count; i++)
		n += l->all[i].state == state;
	return n;
}

/* ---------------------------------------------------------------- reading */

static int read_head(struct ledger *l, const cJSON *line, struct err *e)
{
	const char *run = json_str(line, "run"), *expires = json_str(line, "expires"),
		   *target = json_str(line, "target"), *org = json_str(line, "org"),
		   *sandbox = json_str(line, "sandbox");
	vtime at;

	if (!json_str(line, "flowcheck") || !run || strlen(run) != MARK_RUN - 1 ||
	    !expires || vtime_parse(expires, &at, &(struct err){ 0 }) < 0 || !target ||
	    !org || !sandbox)
		return err_set(e, ERR_INVALID, "it does not begin as a ledger does");
	mark_of(run, at, &l->head.mark);
	l->head.target = mem_strdup(target);
	l->head.org = mem_strdup(org);
	l->head.sandbox = mem_strdup(sandbox);
	return 0;
}

static int read_creation(struct ledger *l, const cJSON *line, int64_t n, struct err *e)
{
	const char *kind = json_str(line, "kind");
	const struct resource *r = kind ? resource_find(str_of(kind)) : NULL;

	if (!r || n != (int64_t)l->count + 1)
		return err_set(e, ERR_INVALID, "it makes nothing that is known");
	add(l, r, json_str(line, "name"));
	return 0;
}

static int read_line(struct ledger *l, const cJSON *line, struct err *e)
{
	int64_t n;

	if (!l->head.target)
		return read_head(l, line, e);
	if (json_get(line, "finished")) {
		l->finished = true;
		return 0;
	}
	if (json_int(line, state_keys[CREATION_OPEN], &n))
		return read_creation(l, line, n, e);
	for (int s = CREATION_OPEN + 1; s < CREATION_STATES; s++) {
		if (!json_int(line, state_keys[s], &n))
			continue;
		if (n < 1 || n > (int64_t)l->count)
			break;
		set_state(&l->all[n - 1], (enum creation_state)s, json_str(line, "id"));
		return 0;
	}
	return err_set(e, ERR_INVALID, "it says nothing that is known");
}

/* All whole lines; *whole is how many bytes they have. */
static int read_lines(struct ledger *l, const struct buf *text, size_t *whole,
                      struct err *e)
{
	const char *at = buf_str(text), *end = at + text->size, *newline;

	for (int number = 1; (newline = memchr(at, '\n', (size_t)(end - at))); number++) {
		AUTO(cJSON_Delete) cJSON *line = NULL;
		struct err why = { 0 };

		if (json_parse(at, (size_t)(newline - at), &line, &why) < 0 ||
		    read_line(l, line, &why) < 0)
			return err_set(e, ERR_INVALID, "%s:%d: %s", l->path, number,
			               why.text);
		at = newline + 1;
	}
	*whole = (size_t)(at - buf_str(text));
	return 0;
}

static int read_file(struct ledger *l, size_t *whole, struct err *e)
{
	AUTO(buf_release) struct buf text = { 0 };

	if (file_read(l->path, LEDGER_BYTES, &text, e) < 0)
		return -1;
	return read_lines(l, &text, whole, e);
}

/* ---------------------------------------------------------------- opening */

static int lock(struct ledger *l, struct err *e)
{
	if (flock(l->fd, LOCK_EX | LOCK_NB) == 0)
		return 0;
	if (errno == EWOULDBLOCK)
		return err_set(e, ERR_EXISTS, "%s: another flowcheck is using it",
		               l->path);
	return io_err(l, "lock it", e);
}

static void move(struct ledger *from, struct ledger *to)
{
	*to = *from;
	*from = (struct ledger){ .fd = -1 };
}

/* For going on: nobody else uses it, and a line that was cut off is gone. */
static int take_over(struct ledger *l, size_t *whole, struct err *e)
{
	l->fd = open(l->path, O_WRONLY | O_APPEND | O_CLOEXEC);
	if (l->fd < 0 && errno == ENOENT)
		return err_set(e, ERR_NOT_FOUND, "%s: there is no such file", l->path);
	if (l->fd < 0)
		return io_err(l, "open it", e);
	if (lock(l, e) < 0 || read_file(l, whole, e) < 0)
		return -1;
	return ftruncate(l->fd, (off_t)*whole) < 0 ? io_err(l, "cut off its last line", e)
	                                           : 0;
}

int ledger_open(const char *path, enum ledger_use use, struct ledger *out, struct err *e)
{
	AUTO(ledger_close) struct ledger l = { .fd = -1 };
	size_t whole = 0;

	*out = l;
	l.path = mem_strdup(path);
	if (use == LEDGER_GO_ON ? take_over(&l, &whole, e) < 0
	                        : read_file(&l, &whole, e) < 0)
		return -1;
	if (!l.head.target)
		return err_set(e, ERR_NOT_FOUND, "%s: no run has begun in it", path);
	move(&l, out);
	return 0;
}

/* The entry of a new file in its folder is on disk, too. */
static int sync_folder(const char *path, struct err *e)
{
	AUTO_MEM char *folder = file_absolute(path);
	char *slash = strrchr(folder, '/');
	int fd, rc;

	slash[slash == folder] = '\0';
	fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	rc = fd < 0 ? -1 : fsync(fd);
	if (rc < 0)
		err_set(e, ERR_IO, "%s: cannot sync it: %s", folder, strerror(errno));
	if (fd >= 0)
		close(fd);
	return rc;
}

/* A file that is there must be of a run that has ended: another's would be lost. */
static int check_replaced(const char *path, struct err *e)
{
	AUTO(ledger_close) struct ledger old = { .fd = -1 };
	struct err why = { 0 };

	if (ledger_open(path, LEDGER_LOOK, &old, &why) < 0)
		return why.code == ERR_NOT_FOUND ? 0 : err_pass(e, &why);
	if (!old.finished)
		return err_set(e, ERR_EXISTS,
		               "%s holds a run that is not finished: `flowcheck cleanup "
		               "--ledger %s` removes what it has made",
		               path, path);
	return 0;
}

static int write_head(struct ledger *l, struct err *e)
{
	AUTO(cJSON_Delete) cJSON *line = json_new_object();
	char text[VTIME_TEXT];

	json_set(line, "flowcheck", json_new_str(flowmock_version()));
	json_set(line, "run", json_new_str(l->head.mark.run));
	json_set(line, "expires", json_new_str(vtime_format(l->head.mark.expires, text)));
	json_set(line, "target", json_new_str(l->head.target));
	json_set(line, "org", json_new_str(l->head.org));
	json_set(line, "sandbox", json_new_str(l->head.sandbox));
	return write_line(l, line, e);
}

/* The file, locked and empty. */
static int make_file(struct ledger *l, struct err *e)
{
	if (check_replaced(l->path, e) < 0)
		return -1;
	l->fd = open(l->path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
	if (l->fd < 0)
		return io_err(l, "make it", e);
	if (lock(l, e) < 0)
		return -1;
	return ftruncate(l->fd, 0) < 0 ? io_err(l, "empty it", e) : 0;
}

int ledger_new(const char *path, const struct ledger_head *head, struct ledger *out,
               struct err *e)
{
	AUTO(ledger_close) struct ledger l = { .fd = -1 };
	AUTO_MEM char *folder = ledger_folder();

	*out = l;
	l.path = path ? mem_strdup(path)
	              : mem_printf("%s/%s" LEDGER_SUFFIX, folder, head->mark.run);
	l.head = (struct ledger_head){ mem_strdup(head->target), mem_strdup(head->org),
		                       mem_strdup(head->sandbox), head->mark };
	if ((!path && file_make_dirs(folder, e) < 0) || make_file(&l, e) < 0 ||
	    write_head(&l, e) < 0 || sync_folder(l.path, e) < 0)
		return -1;
	move(&l, out);
	return 0;
}
