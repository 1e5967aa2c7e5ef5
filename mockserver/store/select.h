/*
 * select.h - rows of a list: selects that are put together when they are asked for
 *
 * A selection says which rows, by columns of column.def, and in which order; its SQL
 * is made of those columns' expressions and of ? alone, so that no value ever stands
 * in it.  Rows come as (time, place): the time that they are ordered by, and the row's
 * number, which breaks ties.  Pages begin behind the last row of the page before
 * (keyset), so a late page costs what the first one costs.
 *
 * Which index answers is chosen here and not left to SQLite: see index_rows.
 *
 * Owns: nothing; the statement is the store's, until stmt_end().
 */
#ifndef MOCKSERVER_STORE_SELECT_H
#define MOCKSERVER_STORE_SELECT_H

#include "mockserver/contract/filter.h"
#include "mockserver/store/entity.h"

enum select_column {
#define COLUMN(name, ...) COLUMN_##name,
#include "mockserver/store/column.def"
#undef COLUMN
	COLUMN_COUNT
};

/* A value to compare with: a text, or a number where text is NULL. */
struct bound {
	const char *text;
	int64_t number;
};

/* "column op value"; with FILTER_EQ any of the values will do.  All differ. */
struct condition {
	enum select_column column;
	enum filter_op op;
	const struct bound *values;
	size_t count; /* at least 1 */
};

enum table { TABLE_ENTITY, TABLE_RUN, TABLES };

/* A row's place in a list. */
struct select_place {
	int64_t at, seq;
};

struct selection {
	enum table table;
	int64_t tenant;
	enum kind kind; /* TABLE_ENTITY */
	const struct condition *conditions;
	size_t count;
	enum select_column by; /* a time */
	bool up;               /* oldest first */
	const struct select_place *after;
	int64_t most; /* 0: all */
	bool whole; /* TABLE_ENTITY: the rows too, for entity_row_get() after each step */
};

/* Begins it; select_next() until 0; stmt_end(). */
int select_begin(struct store *s, const struct selection *what, struct stmt **out,
                 struct err *e) MUST_USE;
/* 1 with *out set, 0 after the last, -1 on error. */
int select_next(struct stmt *q, struct select_place *out, struct err *e) MUST_USE;

/* How many rows there are, wherever `after` is. */
int select_count(struct store *s, const struct selection *what, int64_t *out,
                 struct err *e) MUST_USE;

#endif
