/*
 * ledger.c - what a run has made on a service, on disk before it is sent
 */
#include "harness/target/ledger.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/file/file.h"
#include "lib/json/json.h"
#include "lib/mem.h"
#include "mockserver/flowmock.h"

#define ELSEWHERE "name a file that can be written with --ledger"

#define LEDGER_BYTES (64u << 20) /* the largest that is read */

static const char *const state_keys[] = {
	[CREATION_OPEN] = "create",     [CREATION_MADE] = "made",
	[CREATION_NOTHING] = "nothing", [CREATION_GONE] = "gone",
	[CREATION_REMAINS] = "remains",
};
static_assert(ARRAY_LEN(state_keys) == CREATION_STATES, "every state has a key");

int ledger_folder(char **out, struct err *e)
{
	const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");

	*out = NULL;
	if (state && *state == '/')
		*out = mem_printf("%s/flowcheck", state);
	else if (home && *home == '/')
		*out = mem_printf("%s/.local/state/flowcheck", home);
	else
		return err_set(e, ERR_INVALID,
		               "where are ledgers kept? Neither XDG_STATE_HOME nor HOME "
		               "is an absolute path: set one, or name the file with "
		               "--ledger");
	return 0;
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

static int put_text(struct ledger *l, const struct buf *text, struct err *e)
{
	size_t done = 0;

	while (done < text->size) {
		ssize_t n = write(l->fd, text->data + done, text->size - done);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return io_err(l, "write to it", e);
		done += (size_t)n;
	}
	return fsync(l->fd) < 0 ? io_err(l, "sync it", e) : 0;
}

/*
 * The line is on disk when this returns 0.  Else it is taken back: the next one, which
 * may be shorter or find room again, must not stand behind a part of it.
 */
static int write_line(struct ledger *l, const cJSON *line, struct err *e)
{
	AUTO(buf_release) struct buf text = { 0 };

	assert(l->fd >= 0);
	json_print(line, &text);
	buf_add_char(&text, '\n');
	if (put_text(l, &text, e) < 0)
		return ftruncate(l->fd, l->size) < 0
		               ? io_err(l, "take back a line of it", e)
		               : -1;
	l->size += (off_t)text.size;
	return 0;
}

static void add(struct ledger *l, const struct resource *r, const char *name, vtime sent)
{
	l->all = mem_grow(l->all, l->count + 1, sizeof(*l->all));
	l->all[l->count++] = (struct creation){
		.resource = r,
		.name = name ? mem_strdup(name) : NULL,
		.sent = sent,
	};
}

int ledger_begin(struct ledger *l, const struct resource *r, const char *name,
                 size_t *index, struct err *e)
{
	AUTO(cJSON_Delete) cJSON *line = json_new_object();
	const vtime now = vtime_wall_now();
	char sent[VTIME_TEXT];

	json_set(line, state_keys[CREATION_OPEN], json_new_int((int64_t)l->count + 1));
	json_set(line, "kind", json_new_str(r->name));
	if (name)
		json_set(line, "name", json_new_str(name));
	json_set(line, "sent", json_new_str(vtime_format(now, sent)));
	if (write_line(l, line, e) < 0)
		return -1;
	*index = l->count;
	add(l, r, name, now);
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
	set_state(&l->all[index], state, id);
	return write_line(l, line, e);
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
	const char *kind = json_str(line, "kind"), *sent = json_str(line, "sent");
	const struct resource *r = kind ? resource_find(str_of(kind)) : NULL;
	vtime at;

	if (!r || n != (int64_t)l->count + 1)
		return err_set(e, ERR_INVALID, "it makes nothing that is known");
	if (!sent || vtime_parse(sent, &at, &(struct err){ 0 }) < 0)
		at = VTIME_MIN; /* as 0.1 wrote it */
	add(l, r, json_str(line, "name"), at);
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

/* The whole file, of which only whole lines count. */
static int read_file(struct ledger *l, struct err *e)
{
	AUTO(buf_release) struct buf text = { 0 };
	char block[16 << 10];
	size_t whole = 0;
	ssize_t n;

	while ((n = pread(l->fd, block, sizeof(block), (off_t)text.size)) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return io_err(l, "read it", e);
		if (text.size + (size_t)n > LEDGER_BYTES)
			return err_set(e, ERR_INVALID, "%s: it is larger than %u bytes",
			               l->path, LEDGER_BYTES);
		buf_add(&text, block, (size_t)n);
	}
	if (read_lines(l, &text, &whole, e) < 0)
		return -1;
	l->size = (off_t)whole;
	return 0;
}

/* ---------------------------------------------------------------- opening */

static void move(struct ledger *from, struct ledger *to)
{
	*to = *from;
	*from = (struct ledger){ .fd = -1 };
}

/* A pipe or a device keeps nothing; not to block is for a pipe. */
static int open_file(struct ledger *l, int flags, struct err *e)
{
	struct stat st;

	l->fd = open(l->path, flags | O_APPEND | O_NONBLOCK | O_CLOEXEC, 0600);
	if (l->fd < 0 && errno == ENOENT && !(flags & O_CREAT))
		return err_set(e, ERR_NOT_FOUND, "%s: there is no such file", l->path);
	if (l->fd < 0 && flags & O_CREAT)
		return err_set(e, ERR_IO, "%s: cannot make it: %s; " ELSEWHERE, l->path,
		               strerror(errno));
	if (l->fd < 0)
		return io_err(l, "open it", e);
	if (fstat(l->fd, &st) < 0)
		return io_err(l, "look at it", e);
	if (!S_ISREG(st.st_mode))
		return err_set(e, ERR_INVALID, "%s: a ledger is a regular file", l->path);
	return 0;
}

/* Is the file that is locked still the one of that name? */
static bool has_its_name(const struct ledger *l)
{
	struct stat ours, named;

	return fstat(l->fd, &ours) == 0 && stat(l->path, &named) == 0 &&
	       ours.st_dev == named.st_dev && ours.st_ino == named.st_ino;
}

static int lock(struct ledger *l, struct err *e)
{
	bool locked = flock(l->fd, LOCK_EX | LOCK_NB) == 0;

	if (locked && has_its_name(l))
		return 0;
	if (!locked && errno != EWOULDBLOCK)
		return io_err(l, "lock it", e);
	return err_set(e, ERR_EXISTS, "%s: another flowcheck is using it", l->path);
}

int ledger_open(const char *path, enum ledger_use use, struct ledger *out, struct err *e)
{
	AUTO(ledger_close) struct ledger l = { .fd = -1 };

	*out = l;
	l.path = mem_strdup(path);
	if (open_file(&l, use == LEDGER_GO_ON ? O_RDWR : O_RDONLY, e) < 0 ||
	    (use == LEDGER_GO_ON && lock(&l, e) < 0) || read_file(&l, e) < 0)
		return -1;
	if (use == LEDGER_GO_ON && ftruncate(l.fd, l.size) < 0)
		return io_err(&l, "cut off its last line", e);
	if (!l.head.target)
		return err_set(e, ERR_NOT_FOUND, "%s: no run has begun in it", path);
	if (use == LEDGER_LOOK) {
		close(l.fd);
		l.fd = -1;
	}
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
static int check_replaced(int fd, const char *path, struct err *e)
{
	AUTO(ledger_close) struct ledger old = { .path = mem_strdup(path), .fd = fd };
	int rc = read_file(&old, e);

	old.fd = -1; /* it is the new one's */
	if (rc < 0)
		return -1;
	if (old.head.target && !old.finished)
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

/* The file, locked before it is looked into, and empty. */
static int make_file(struct ledger *l, struct err *e)
{
	if (open_file(l, O_RDWR | O_CREAT, e) < 0 || lock(l, e) < 0 ||
	    check_replaced(l->fd, l->path, e) < 0)
		return -1;
	return ftruncate(l->fd, 0) < 0 ? io_err(l, "empty it", e) : 0;
}

/* A file in which no run has begun would only be in the way. */
static int begin_file(struct ledger *l, struct err *e)
{
	if (write_head(l, e) == 0 && sync_folder(l->path, e) == 0)
		return 0;
	(void)unlink(l->path);
	return -1;
}

static int make_path(const char *path, const char *run, char **out, struct err *e)
{
	AUTO_MEM char *folder = NULL;
	struct err why = { 0 };

	if (path) {
		*out = mem_strdup(path);
		return 0;
	}
	if (ledger_folder(&folder, e) < 0)
		return -1;
	if (file_make_dirs(folder, &why) < 0)
		return err_set(e, why.code,
		               "%s: nothing is made there without a ledger; " ELSEWHERE,
		               why.text);
	*out = mem_printf("%s/%s" LEDGER_SUFFIX, folder, run);
	return 0;
}

int ledger_new(const char *path, const struct ledger_head *head, struct ledger *out,
               struct err *e)
{
	AUTO(ledger_close) struct ledger l = { .fd = -1 };

	*out = l;
	l.head = (struct ledger_head){ mem_strdup(head->target), mem_strdup(head->org),
		                       mem_strdup(head->sandbox), head->mark };
	if (make_path(path, head->mark.run, &l.path, e) < 0 || make_file(&l, e) < 0 ||
	    begin_file(&l, e) < 0)
		return -1;
	move(&l, out);
	return 0;
}
