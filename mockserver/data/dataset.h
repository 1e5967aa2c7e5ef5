/*
 * dataset.h - the datasets that can be exported, and when their records arrived
 *
 * A dataset is a folder: `dataset.json` (its catalogue entry, and how its records
 * come), `schema.json` (XDM-like) and either `records.jsonl` (one record a line,
 * with the time it arrived) or generator settings.  The shipped ones are built
 * into the program; folders named by the user add to them.
 *
 * Records are numbered from 0 in order of arrival, so every window of time is a
 * range of indexes, found in O(1) (generator) or O(log n) (records).  Generated
 * record i is a pure function of (seed, dataset id, i): any range can be read
 * again, in any order.  A generator with R rows at start and H rows an hour has
 * record i < R arriving evenly over the 30 days before time 0, and the rest at
 * its rate after it.  fixtures/README.md holds the format.
 *
 * Owns: the catalogue owns its datasets and what they point at.
 * Time: `zero` is time 0 of the state, the mock's clock when it was created.
 * Errors: ERR_NOT_FOUND, ERR_IO, ERR_INVALID with "file:line:column: reason".
 */
#ifndef MOCKSERVER_DATA_DATASET_H
#define MOCKSERVER_DATA_DATASET_H

#include "lib/column.h"
#include "lib/json.h"
#include "lib/vtime.h"

struct catalogue;
struct dataset;

/*
 * The shipped datasets, then each folder of `folders` (NULL-ended, or NULL): a
 * dataset's own folder or one that holds several.  Two of one id are ERR_INVALID.
 */
int catalogue_open(const char *const *folders, struct catalogue **out, struct err *e)
	MUST_USE;
/* Frees the catalogue and its datasets; NULL is nothing. */
void catalogue_close(struct catalogue *c);
AUTO_DEFINE(struct catalogue *, catalogue_close);

/* How many there are. */
size_t catalogue_count(const struct catalogue *c);
/* The i-th, in order of id (bytes). */
const struct dataset *catalogue_at(const struct catalogue *c, size_t i);
/* The dataset of that id, or NULL. */
const struct dataset *catalogue_find(const struct catalogue *c, const char *id);

/* The id in its entry: 24 hex digits. */
const char *dataset_id(const struct dataset *d);
/* What people call it. */
const char *dataset_name(const struct dataset *d);
/* The Catalog Service fields of dataset.json, the id among them. */
const cJSON *dataset_entry(const struct dataset *d);
/* The struct that each record is. */
const struct column_def *dataset_schema(const struct dataset *d);

/* What XDM calls the data's behaviour; a time series has a `timestamp`. */
enum dataset_behavior { DATASET_RECORD, DATASET_TIME_SERIES };
/* Which of them this one is. */
enum dataset_behavior dataset_behavior(const struct dataset *d);

/* How many records arrived before `until`: their indexes are 0 to that, exclusive. */
uint64_t dataset_arrived(const struct dataset *d, vtime zero, vtime until);

/* When record i arrives; VTIME_NEVER when it never does. */
vtime dataset_arrival(const struct dataset *d, vtime zero, uint64_t i);

/* Who asks: what a generated record depends on besides its index. */
struct dataset_view {
	uint64_t seed;
	vtime zero;
};

/*
 * Reads records [from, to); close with dataset_read_end().  Readers of a dataset may
 * be used on several threads at once, as long as nobody changes it meanwhile.
 */
struct dataset_reader;
struct dataset_reader *dataset_read(const struct dataset *d, struct dataset_view view,
                                    uint64_t from, uint64_t to) MUST_USE;
/* Its rows, borrowed; batches of at most some thousand rows. */
struct row_source *dataset_rows(struct dataset_reader *r);
/* Frees the reader and its rows; NULL is nothing. */
void dataset_read_end(struct dataset_reader *r);
AUTO_DEFINE(struct dataset_reader *, dataset_read_end);

#endif
