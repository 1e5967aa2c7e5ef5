/*
 * out.h - files that a user names to be written: reports, a port, a picture
 *
 *	-               stdout; so is any name of it, such as /dev/stdout
 *	/dev/fd/3       a descriptor of the program's own: written to as it is
 *	a device, pipe  opened, and written to
 *	a link          leads to one of the others; it stays
 *	a file          replaced in one step, or made; whole or as it was
 *
 * No folder is made.
 *
 * Owns: nothing.
 * Errors: ERR_NOT_FOUND where the folder, or what a link leads through, is not there;
 * ERR_IO.  The text names the path and the cause.
 */
#ifndef LIB_FILE_OUT_H
#define LIB_FILE_OUT_H

#include "lib/buf.h"
#include "lib/err.h"

/* Checks, as far as is possible now, that it can be written.  Changes nothing. */
int file_out_check(const char *path, struct err *e) MUST_USE;

/* Called repeatedly while a pipe has no reader; false gives up. */
struct file_out_wait {
	bool (*wait)(void *ctx);
	void *ctx;
};

/*
 * Writes all of it.  A pipe is written once it has a reader, waited for without end when
 * `wait` is NULL.  Flush stdout first, where it may be stdout.
 */
int file_out_write(const char *path, const struct buf *text,
                   const struct file_out_wait *wait, struct err *e) MUST_USE;

/*
 * Opens it to be written bit by bit, from its start: a file is emptied, and what is
 * written is there at once.  Standard output is opened anew, so it can be closed.  -1: *e
 * says why.
 */
int file_out_open(const char *path, const struct file_out_wait *wait, int *fd,
                  struct err *e) MUST_USE;
/* Appends to what file_out_open() opened; `path` is for the error. */
int file_out_append(int fd, const char *path, const struct buf *text, struct err *e)
	MUST_USE;

/* Is it stdout, by whatever name?  Then nothing else should be printed there. */
bool file_out_is_stdout(const char *path);

/*
 * Do both lead to one file, by whatever names, or to one descriptor?  One output would
 * replace the other.
 */
bool file_out_is_same(const char *path, const char *other);

/* Removes the file that has the name, if it is a regular one; a link to it stays. */
void file_out_forget(const char *path);

#endif
