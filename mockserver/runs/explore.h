/*
 * explore.h - what was exported through a base connection, as folders and files
 *
 * Owns: nothing.
 */
#ifndef MOCKSERVER_RUNS_EXPLORE_H
#define MOCKSERVER_RUNS_EXPLORE_H

#include "mockserver/contract/caller.h"
#include "mockserver/world/world.h"

/*
 * The entries of one folder: *out is a list of {"type","name","path",…} (02 §3.1) of
 * what runs wrote below `folder` ("" for the root) of the places that the connection's
 * targets have.  A connection that nothing went through has none.
 */
int explore(struct world *w, const struct caller *by, const char *base,
            const char *folder, cJSON **out, struct err *e) MUST_USE;

/* The same of one place, such as "dlz/dlz-destination"; adds to the list. */
int explore_place(struct world *w, const char *root, const char *folder, cJSON *list,
                  struct err *e) MUST_USE;

#endif
