/*
 * records.h - the records of a records.jsonl, held in memory by column
 *
 * The lines are those of lines.h, each with its time; a relative one counts from
 * time 0 of the state.  Records are numbered in order of arrival; of equal times,
 * those given as a date come first, then the order of lines.  So a record's number
 * may depend on `zero` where a file mixes both kinds of times: they are kept as two
 * sorted runs and merged when asked.
 *
 * Owns: the columns and times.  Borrows: the schema.
 * Time: vtime, on the clock that `zero` was read from.
 * Errors: ERR_INVALID with file, line and pointer.
 */
#ifndef MOCKSERVER_DATA_RECORDS_H
#define MOCKSERVER_DATA_RECORDS_H

#include "lib/column.h"
#include "mockserver/data/lag.h"

struct records;

/* Reads n bytes of lines; `file` names them in errors. */
int records_new(const char *text, size_t n, const char *file,
                const struct column_def *schema, struct records **out, struct err *e)
	MUST_USE;
/* Frees them; NULL is nothing. */
void records_free(struct records *r);

/* How many lines there were. */
uint64_t records_count(const struct records *r);

/* How many arrived before `until`. */
uint64_t records_arrived(const struct records *r, vtime zero, vtime until);

/* When record i < records_count() arrived. */
vtime records_arrival(const struct records *r, vtime zero, uint64_t i);

/* Appends records [from, from + n), all of which exist, to the rows. */
void records_copy(const struct records *r, vtime zero, uint64_t from, size_t n,
                  struct column *rows);

/* Of a time series: which child of the schema holds the timestamp. */
void records_mark_timestamp(struct records *r, size_t child);
/* The timestamps of records [from, from + n), all of which exist. */
void records_timestamps(const struct records *r, vtime zero, uint64_t from, size_t n,
                        vtime *out);
/* The bounds of all. */
struct lag records_lag(const struct records *r, vtime zero);

#endif
