/*
 * lock.h - a folder that one program at a time may have for itself
 *
 * The lock is the kernel's, on the folder itself: nothing is written, and it ends with
 * the program, however that ends.  Programs that do not ask for it are not kept out.
 * Two of one process are two.  All zero is a lock that is not held.
 *
 * Owns: a descriptor, until file_lock_release().
 */
#ifndef LIB_FILE_LOCK_H
#define LIB_FILE_LOCK_H

#include "lib/err.h"

struct file_lock {
	int fd;
	bool held;
};

/*
 * Takes the lock without waiting.  ERR_EXISTS: another one holds it; a file system that
 * has no such locks is no error, and then nothing is held.
 */
int file_lock_folder(const char *path, struct file_lock *out, struct err *e) MUST_USE;
void file_lock_release(struct file_lock *l);

/* ERR_IO where no file can be made in the folder: rights, or a read-only file system. */
int file_check_writable(const char *path, struct err *e) MUST_USE;

#endif
