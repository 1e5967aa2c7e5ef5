/*
 * base.c - helpers that the parts of lib/file/file.h share
 */
#include "lib/file/base.h"

#include <errno.h>
#include <poll.h>
#include <unistd.h>

#define SHOWN 300 /* most bytes of a path in a message */

int file_failed(struct err *e, const char *what, const char *path)
{
	enum err_code code = errno == ENOENT || errno == ENOTDIR ? ERR_NOT_FOUND
	                     : errno == ENAMETOOLONG             ? ERR_INVALID
	                                                         : ERR_IO;

	return err_set(e, code, "%s '%.*s%s': %m", what, SHOWN, path,
	               strnlen(path, SHOWN + 1) > SHOWN ? "…" : "");
}

/* Another process may have made our pipe non-blocking: then poll() waits for it. */
static bool can_go_on(int fd)
{
	struct pollfd ready = { .fd = fd, .events = POLLOUT };

	if (errno == EINTR)
		return true;
	return errno == EAGAIN && (poll(&ready, 1, -1) >= 0 || errno == EINTR);
}

int file_put_bytes(int fd, const void *bytes, size_t n)
{
	const char *at = bytes;

	while (n) {
		ssize_t done = write(fd, at, n);

		if (done < 0 && can_go_on(fd))
			continue;
		if (done < 0)
			return -1;
		at += done;
		n -= (size_t)done;
	}
	return 0;
}
