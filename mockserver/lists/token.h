/*
 * token.h - continuation tokens: a list's query and position, as opaque text
 *
 * Owns: nothing; what is read of a token lives in the arena, but for the keys.
 */
#ifndef MOCKSERVER_LISTS_TOKEN_H
#define MOCKSERVER_LISTS_TOKEN_H

#include "mockserver/lists/list.h"

/* The token for what follows the position (and keys, NULL for none). */
void list_put_token(const struct list *l, const struct select_place *last,
                    const cJSON *keys, struct buf *out);

/*
 * Reads a token of the same collection into all members but `of` and `by`; false for an
 * invalid one.  list_release() frees the keys.
 */
bool list_read_token(struct arena *a, const char *text, struct list *out) MUST_USE;

#endif
