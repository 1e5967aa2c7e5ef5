/*
 * dataset.h - the datasets that can be exported, and when their records arrived
 *
 * A dataset is a folder: `dataset.json` (its catalogue entry, and how its records
 * come), `schema.json` (XDM-like) and either `records.jsonl` (one record a line,
 * with the time it arrived) or generator settings.  The shipped ones are built
 * into the program; folders named by the user add to them.
 *
 * A dataset's own records are numbered from 0 in order of arrival, so every window
 * of time is a range of indexes, found in O(1) (generator) or O(log n) (records).
 * Generated record i is a pure function of (seed, dataset id, i): any range can be
 * read again, in any order.  A generator with R rows at start and H rows an hour has
 * record i < R arriving evenly over the 30 days before time 0, and the rest at
 * its rate after it.  Posted records come on top of those (posted.h).
 * fixtures/README.md holds the format.
 *
 * Owns: the catalogue owns its datasets and what they point at.
 * Time: `zero` is time 0 of the state, the mock's clock when it was created.
 * Errors: ERR_NOT_FOUND, ERR_IO, ERR_INVALID with "file:line:column: reason".
 */
#ifndef MOCKSERVER_DATA_DATASET_H
#define MOCKSERVER_DATA_DATASET_H

#include "lib/json/json.h"
#include "mockserver/data/posted.h"

struct arrival;
struct bad_files;
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

/* Makes the batch part of the dataset, one of the catalogue's. */
void catalogue_post(struct catalogue *c, const struct dataset *d,
                    const struct posted_batch *b);
/* Forgets all that was posted, and what was found out about files. */
void catalogue_forget(struct catalogue *c);

/* The id in its entry: 24 hex digits. */
const char *dataset_id(const struct dataset *d);
/* What people call it. */
const char *dataset_name(const struct dataset *d);
/* The Catalog Service fields of dataset.json, the id among them. */
const cJSON *dataset_entry(const struct dataset *d);
/* The struct that each record is. */
const struct column_def *dataset_schema(const struct dataset *d);

/* What XDM calls the data's behaviour; a time series has a `timestamp`. */
enum dataset_behavior { DATASET_RECORD, DATASET_TIME_SERIES, DATASET_BEHAVIORS };
/* Which of them this one is. */
enum dataset_behavior dataset_behavior(const struct dataset *d);

/* Where its own records come from. */
enum dataset_origin { DATASET_GENERATOR, DATASET_RECORDS, DATASET_ORIGINS };
enum dataset_origin dataset_origin(const struct dataset *d);
/* By which rate they are generated; NULL for records. */
const struct arrival *dataset_rate(const struct dataset *d);

/*
 * How many of its own records, not posted ones, arrived before `until`: their indexes
 * are 0 to that, exclusive.  And when record i arrives; VTIME_NEVER for never.
 */
uint64_t dataset_own_arrived(const struct dataset *d, vtime zero, vtime until);
vtime dataset_own_arrival(const struct dataset *d, vtime zero, uint64_t i);

/* How many records arrived before `until`, with those that were posted. */
uint64_t dataset_arrived(const struct dataset *d, vtime zero, vtime until);

/* The most bytes of all lines of a dataset, and of all batches posted to it; ours. */
#define DATASET_BYTES_MAX (1U << 30)

/* Reads a batch for the dataset; catalogue_post() makes it part of it. */
int dataset_batch_read(const struct dataset *d, const struct posted_text *text,
                       struct posted_batch *out, struct err *e) MUST_USE;

/* Files in its folder that hold no batch (dropped.h). */
const struct bad_files *dataset_bad_files(const struct dataset *d);

/* Why its folder of batches can't be read, with the path; NULL: it can, or is absent. */
const char *dataset_unread(const struct dataset *d);

/* Who asks: what a generated record depends on besides its index. */
struct dataset_view {
	uint64_t seed;
	vtime zero;
};

/* Ranges of indexes: of its own records and of the posted ones. */
struct dataset_part {
	uint64_t own, own_end, posted, posted_end;
};

/* Event datasets export what is not older than this: the last 365 days (05 §5). */
#define DATASET_AGE_MS (365 * MS_PER_DAY)

#define WINDOW_MARKS 64

/*
 * Records of a dataset, by when they arrived; partitions are ranges of them.  It is a
 * value: copies of it say the same, until something is posted to the dataset.
 */
struct dataset_window {
	uint64_t count; /* its records */
	/* What follows is data/'s own. */
	struct dataset_part part;
	vtime cut; /* of a time series: older timestamps are left out */
	uint64_t doubtful, kept, marks[WINDOW_MARKS];
};

/*
 * The records that arrived at or after `from` and before `until`; of a time series,
 * those whose timestamp is not older than 365 days at `until`: what an export of that
 * scheduled time holds (measured to the millisecond: ours).
 */
struct dataset_window dataset_window(const struct dataset *d, struct dataset_view view,
                                     vtime from, vtime until);

/* The first `count` records of the dataset, of any age; all arrive at some time. */
struct dataset_window dataset_first(const struct dataset *d, struct dataset_view view,
                                    uint64_t count);

/*
 * Reads records [first, last) of the window, a copy of which is kept; close with
 * dataset_read_end().  Readers of one dataset may run at once, in several threads.
 */
struct dataset_reader;
struct dataset_reader *dataset_read(const struct dataset *d, struct dataset_view view,
                                    const struct dataset_window *window, uint64_t first,
                                    uint64_t last) MUST_USE;
/* Its rows, borrowed; batches of at most some thousand rows. */
struct row_source *dataset_rows(struct dataset_reader *r);
/* Frees the reader and its rows; NULL is nothing. */
void dataset_read_end(struct dataset_reader *r);
AUTO_DEFINE(struct dataset_reader *, dataset_read_end);

#endif
