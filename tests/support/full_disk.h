/*
 * full_disk.h - files that can't grow, as on a disk that is full
 *
 * A write stops at the limit, as on a full disk: what fits is in the file.
 *
 * Owns: this process's limit of the size of files.
 */
#ifndef TESTS_SUPPORT_FULL_DISK_H
#define TESTS_SUPPORT_FULL_DISK_H

#include <stdint.h>

/* From now on no file grows past so many bytes. */
void full_disk_begin(uint64_t bytes);
/* They grow again. */
void full_disk_end(void);

#endif
