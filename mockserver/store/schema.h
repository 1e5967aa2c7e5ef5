/*
 * schema.h - the tables of a state: made, checked, carried over from earlier releases
 *
 * A state's header names the schema it was made with: application_id is ours, and
 * user_version counts the schemas that were released.  (Release 0.1.0 put a hash of the
 * schema's text there.)  A file is changed in one transaction, or not at all: a first
 * start that was killed leaves a database without tables, which the next one fills.
 *
 * Owns: nothing.  Borrows: the connection, for the call.
 * Errors: ERR_INVALID (no state of ours, or one that a newer release made), ERR_IO.
 */
#ifndef MOCKSERVER_STORE_SCHEMA_H
#define MOCKSERVER_STORE_SCHEMA_H

#include <sqlite3.h>

#include "lib/asset.h"
#include "lib/err.h"

/* What schema_make() writes: the newest of schema.c's rows. */
#define SCHEMA_NUMBER 2

/* How a database compares with the tables of today. */
enum schema_kind {
	SCHEMA_NONE,       /* there are no tables */
	SCHEMA_UNFINISHED, /* a first start of 0.1.0 ended before they were all there */
	SCHEMA_OLD,        /* an earlier release's */
	SCHEMA_CURRENT,
};

/* Looks at the database and changes nothing; ERR_INVALID where it is not ours to use. */
int schema_check(sqlite3 *db, enum schema_kind *out, struct err *e) MUST_USE;

/* The image of a database with all tables and nothing in them, for one in memory. */
const struct asset *schema_empty(void);

/* Makes all tables, or carries those of an earlier release over, in one transaction. */
int schema_make(sqlite3 *db, struct err *e) MUST_USE;

#endif
