/*
 * write.h - JSON as text, member by member, without a tree
 *
 * Commas come by themselves: a value is preceded by one unless the text ends with an
 * opening bracket.  A name of NULL is an element of an array, or the whole document.
 * That what is begun is ended, and that names differ, is the caller's business.
 *
 * Owns: nothing.
 */
#ifndef LIB_JSON_WRITE_H
#define LIB_JSON_WRITE_H

#include "lib/json/json.h"

void json_write_str(struct buf *out, const char *name, const char *v);
void json_write_int(struct buf *out, const char *name, int64_t v);
void json_write_bool(struct buf *out, const char *name, bool v);
void json_write_null(struct buf *out, const char *name);
/* A tree; nothing when it is NULL. */
void json_write_tree(struct buf *out, const char *name, const cJSON *v);

void json_begin_object(struct buf *out, const char *name);
void json_end_object(struct buf *out);
void json_begin_array(struct buf *out, const char *name);
void json_end_array(struct buf *out);

#endif
