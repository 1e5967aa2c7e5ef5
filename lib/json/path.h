/*
 * path.h - paths into JSON, as somebody writes them
 *
 * Dotted names with [n] for elements, as json_at() takes them: "items[0].id"; the empty
 * path is the value itself.
 *
 * Owns: nothing.
 */
#ifndef LIB_JSON_PATH_H
#define LIB_JSON_PATH_H

#include "lib/str.h"

/*
 * What is wrong with the path, or NULL.  An empty name, which json_at() looks up, is
 * taken for a slip.
 */
const char *json_path_flaw(struct str path);

#endif
