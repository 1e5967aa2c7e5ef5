/*
 * scenario.h - a scenario file, read and checked whole
 *
 *	scenario: One sentence that says what holds
 *	about: more words                      (optional)
 *	requires: [time-travel, files]         (optional: what the target must have)
 *	contract: lenient | strict             (optional: as the target was started)
 *	tags: [smoke, slow]                    (optional: names to pick it by)
 *	matrix: { format: [JSON, PARQUET] }    (optional: played once a combination)
 *	choose: [ID=CHOICE]                    (optional: against the contract)
 *	steps: [ … ]
 *	cleanup: [ … ]                         (optional)
 *
 * A file that is only included has `steps`, and optionally `about` and `params`:
 * the names it may be given by `with`, each with its default or null for none.
 * Reading refuses unknown keys, names that nothing gives a value, missing files,
 * includes that include themselves, and includes deeper than INCLUDES_MAX.
 *
 * Owns: a scenario is a user of all files it was read from.
 * Errors: ERR_INVALID with "file:line:column: reason"; ERR_NOT_FOUND, ERR_IO.
 */
#ifndef HARNESS_SCENARIO_SCENARIO_H
#define HARNESS_SCENARIO_SCENARIO_H

#include "harness/scenario/matrix.h"
#include "harness/scenario/source.h"
#include "harness/scenario/step.h"

#define INCLUDES_MAX 8

struct scenario {
	char *file;
	const char *sentence; /* NULL: the file is only for including */
	int line;             /* of the sentence */
	unsigned requires;    /* 1 << enum capability */
	bool waits;           /* in real time, for answers that are late or break */
	const char *contract; /* "lenient", "strict"; NULL: as the target was started */
	const cJSON *tags;    /* a list of texts, or NULL */
	cJSON *values;        /* what it is given: variables, the cell's values */
	struct matrix matrix; /* "s3,parquet" */
	char *title;          /* the sentence in one line, with the cell's name */
	const cJSON *choose;  /* a list of "ID=CHOICE", or NULL */
	const cJSON *faults;  /* a list of those to arm before the first step, or NULL */
	const struct yaml *y; /* where they stand */
	struct steps steps;
	struct steps cleanup;    /* run whatever happened, the last first, */
	bool cleanup_as_written; /* or as they are written */
	struct source **sources; /* the files, the scenario's own first */
	size_t source_count;
};

/* What a scenario is read with. */
struct scenario_given {
	const cJSON *vars; /* names and their values, or NULL */
	cJSON *used;       /* those of them that it asks for become members; or NULL */
	size_t cell;       /* the combination of the matrix */
	struct source_cache *cache; /* files that were read already; or NULL */
};

/* Reads the file and all it includes; checks every step.  given NULL: nothing is. */
int scenario_load(const char *path, const struct scenario_given *given,
                  struct scenario *out, struct err *e) MUST_USE;

/* Frees the scenario and its files. */
void scenario_release(struct scenario *s);

/* Did the scenario include that file?  Both paths as realpath() gives them. */
bool scenario_includes(const struct scenario *s, const char *real_path);

/* For a step's check: the scenario needs these (1 << enum capability). */
void scenario_load_require(struct loader *l, unsigned capabilities);
/* For a step's check: the scenario waits in real time. */
void scenario_load_wait(struct loader *l);

/*
 * For a step's check: reads the steps of another file into s->children, knowing
 * the names of `with` (a map or NULL).
 */
int scenario_load_include(struct loader *l, struct step *s, const cJSON *path,
                          const cJSON *with, struct err *e) MUST_USE;

#endif
