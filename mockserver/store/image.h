/*
 * image.h - a state's file as it stands, read without touching it
 *
 * The bytes of the database with committed frames from the write-ahead log applied:
 * what a reader would see, without a lock, a shared-memory file or any other file made.
 * So a state can be looked at while a server has it open, and on a disk that is
 * read-only.  Not for a process that has the same state open itself: closing a file
 * drops the locks that the process holds on it.
 *
 * Owns: nothing; the bytes are the caller's.
 * Errors: ERR_NOT_FOUND, ERR_INVALID (it is no database), ERR_IO; ERR_UNAVAILABLE when
 * the log began anew each time that it was read.
 */
#ifndef MOCKSERVER_STORE_IMAGE_H
#define MOCKSERVER_STORE_IMAGE_H

#include "lib/buf.h"
#include "lib/err.h"

/* Appends the database to an empty buffer; it needs no log any more. */
int image_read(const char *path, struct buf *out, struct err *e) MUST_USE;

/* The same of bytes: puts what the log has committed into the database. */
int image_apply(struct buf *database, const struct buf *log, struct err *e) MUST_USE;

#endif
