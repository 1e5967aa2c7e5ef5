/*
 * lock.c - a folder that one program at a time may have for itself
 */
#include "lib/file/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

int file_lock_folder(const char *path, struct file_lock *out, struct err *e)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool taken;

	*out = (struct file_lock){ 0 };
	if (fd < 0)
		return err_set(e, ERR_IO, "%s: %s", path, strerror(errno));
	if (flock(fd, LOCK_EX | LOCK_NB) == 0) {
		*out = (struct file_lock){ fd, true };
		return 0;
	}
	taken = errno == EWOULDBLOCK;
	close(fd);
	return taken ? err_set(e, ERR_EXISTS, "%s is locked", path) : 0;
}

void file_lock_release(struct file_lock *l)
{
	if (l->held)
		close(l->fd);
	*l = (struct file_lock){ 0 };
}

/* The rights are those of the effective user, who will write. */
int file_check_writable(const char *path, struct err *e)
{
	if (faccessat(AT_FDCWD, path, W_OK | X_OK, AT_EACCESS) == 0)
		return 0;
	return err_set(e, ERR_IO, "%s cannot be written to: %s", path, strerror(errno));
}
