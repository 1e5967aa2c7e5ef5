/*
 * state_files.c - the files of a state, watched: are they still the ones that were opened
 */
#include "mockserver/store/state_files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/file/out.h"
#include "lib/mem.h"

/* What the header and the size are now; a file that is too short has no header. */
static bool look(const struct state_files *f, char header[STATE_HEADER], int64_t *size)
{
	struct stat st;

	if (fstat(f->fd, &st) < 0 ||
	    pread(f->fd, header, STATE_HEADER, 0) != STATE_HEADER)
		return false;
	*size = st.st_size;
	return true;
}

int state_files_open(const char *path, struct state_files *out, struct err *e)
{
	*out = (struct state_files){ .fd = -1 };
	out->path = mem_strdup(path);
	out->wal = mem_printf("%s-wal", path);
	if (file_identify(out->path, &out->id, e) < 0 ||
	    file_identify(out->wal, &out->wal_id, e) < 0)
		return -1;
	out->fd = open(path, O_RDONLY | O_CLOEXEC);
	if (out->fd < 0)
		return err_set(e, ERR_IO, "cannot open '%s': %m", path);
	state_files_note(out);
	return 0;
}

void state_files_close(struct state_files *f)
{
	if (f->path && f->fd >= 0)
		close(f->fd);
	free(f->path);
	free(f->wal);
	*f = (struct state_files){ 0 };
}

static int lose(struct state_files *f, struct err *e)
{
	f->lost = true;
	return err_set(e, ERR_UNAVAILABLE,
	               "the state's file '%s' was deleted or replaced while the mock has "
	               "it open; nothing is written any more: stop it",
	               f->path);
}

static bool is_there(const char *path, const struct file_id *id)
{
	struct err none = { 0 };
	struct file_id now;

	return file_identify(path, &now, &none) == 0 && now.device == id->device &&
	       now.inode == id->inode;
}

int state_files_check_names(struct state_files *f, struct err *e)
{
	if (!f->path)
		return 0;
	if (f->lost || !is_there(f->path, &f->id) || !is_there(f->wal, &f->wal_id))
		return lose(f, e);
	return 0;
}

int state_files_check_header(struct state_files *f, struct err *e)
{
	char header[STATE_HEADER];
	int64_t size;

	if (!f->path)
		return 0;
	if (f->lost || !look(f, header, &size) || size < f->size ||
	    memcmp(header, f->header, STATE_HEADER) != 0)
		return lose(f, e);
	return 0;
}

void state_files_note(struct state_files *f)
{
	if (f->path && !look(f, f->header, &f->size))
		f->lost = true;
}

bool state_files_has(const char *state, const char *path)
{
	static const char *const ends[] = { "", "-wal", "-shm", "-intents" };

	for (size_t i = 0; i < ARRAY_LEN(ends); i++) {
		AUTO(mem_free) char *one = mem_printf("%s%s", state, ends[i]);

		if (file_out_is_same(path, one))
			return true;
	}
	return false;
}
