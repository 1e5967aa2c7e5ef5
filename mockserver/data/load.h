/*
 * load.h - a dataset read from its folder
 *
 * Owns: a dataset owns all it points at.
 * Errors: ERR_NOT_FOUND (no such file), ERR_IO, ERR_INVALID with file and reason.
 */
#ifndef MOCKSERVER_DATA_LOAD_H
#define MOCKSERVER_DATA_LOAD_H

#include "lib/jsonschema/jsonschema.h"
#include "mockserver/data/bad_files.h"
#include "mockserver/data/dataset.h"
#include "mockserver/data/generator.h"
#include "mockserver/data/posted.h"
#include "mockserver/data/records.h"

enum load_from {
	LOAD_ASSETS, /* built into the program */
	LOAD_DISK,
};

struct dataset {
	char *folder; /* where it was read from */
	enum load_from from;
	cJSON *entry;
	enum dataset_behavior behavior;
	struct column_def schema;
	/* One of them: how its records come. */
	struct generator *generator;
	struct records *records;
	size_t timestamp;      /* the schema's child; or POSTED_NO_TIMESTAMP */
	struct posted *posted; /* besides its own rows; NULL: it is not read yet */
	struct bad_files bad;  /* in its folder */
	char *unread;          /* why its folder of batches can't be read; NULL: it can */
};

/* The JSON Schema of dataset.json, to be given to each load. */
int load_format(struct jsonschema **out, struct err *e) MUST_USE;

/*
 * Reads the folder and all it names; format NULL: its form was judged, by a test.  Of one
 * that is built in only its entry and its behavior are read, the rest by dataset_wake().
 */
int dataset_load(const char *folder, enum load_from from, const struct jsonschema *format,
                 struct dataset **out, struct err *e) MUST_USE;
/* Reads of one that is built in what its load leaves for later; nothing the next time. */
void dataset_wake(struct dataset *d);
/* Frees it; NULL is nothing. */
void dataset_unload(struct dataset *d);
AUTO_DEFINE(struct dataset *, dataset_unload);

/* Forgets what was posted to it, and its bad files. */
void dataset_forget(struct dataset *d);

/* The i-th, in order of id, which may not be read yet. */
struct dataset *load_at(struct catalogue *c, size_t i);
/* The dataset of the catalogue, to be changed. */
struct dataset *load_own(struct catalogue *c, const struct dataset *d);

#endif
