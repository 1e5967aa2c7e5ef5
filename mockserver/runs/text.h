/*
 * text.h - a run's row as the JSON that GET answers (03 §7)
 *
 * Owns: nothing.
 */
#ifndef MOCKSERVER_RUNS_TEXT_H
#define MOCKSERVER_RUNS_TEXT_H

#include "lib/hash.h"
#include "mockserver/entities/build.h"
#include "mockserver/store/run.h"

/* The run's id, and back; false for an id that no run can have. */
const char *run_id(const struct world *w, int64_t serial, char text[UUID_TEXT]);
bool run_serial(const struct world *w, const char *id, int64_t *serial);

/* The run's etag, with its double quotes. */
const char *run_etag(const struct world *w, const struct run_row *row,
                     char text[ETAG_TEXT]);

/* Appends the entity. */
int run_text(const struct world *w, const struct run_row *row, struct buf *out,
             struct err *e) MUST_USE;

#endif
