/*
 * empty.c - makes the image of an empty state, which is built into the program
 *
 *	empty IMAGE SCHEMA      SCHEMA is the text of schema.sql
 *
 * A state in memory begins as a copy of it: to make the tables takes some 8 million
 * instructions, most of the start of a mock.  The build runs this program, which is part
 * of nothing else.
 *
 * Small pages, for every page that a transaction touches is copied before it changes.
 */
#include "lib/base.h"

#include <sqlite3.h>
#include <stdio.h>

static int run(sqlite3 *db, const char *sql)
{
	if (!sqlite3_exec(db, sql, NULL, NULL, NULL))
		return 0;
	fprintf(stderr, "empty: %s\n", sqlite3_errmsg(db));
	return -1;
}

int main(int argc, char **argv)
{
	sqlite3 *db = NULL;

	if (argc != 3) {
		fprintf(stderr, "usage: empty IMAGE SCHEMA\n");
		return 2;
	}
	if (sqlite3_open(argv[1], &db) || run(db, "pragma page_size = 2048; begin") < 0 ||
	    run(db, argv[2]) < 0 || run(db, "commit") < 0)
		return 1;
	return sqlite3_close(db) ? 1 : 0;
}
