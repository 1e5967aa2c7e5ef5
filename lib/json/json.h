/*
 * json.h - the only door to cJSON
 *
 * Text becomes cJSON nodes by a reader of our own, and nodes become text by a
 * printer of our own: cJSON alone loses 2^53+1, `275.0` and \u0000, and takes
 * bad UTF-8 and duplicate keys.  A number node keeps its source text in
 * `valuestring`, which the printer repeats; `valuedouble` is only a rounded
 * copy.  Nodes are made by json_new_* and never by cJSON_Create*, so that every
 * number has its text.  Refused, with line, column and byte: anything outside
 * RFC 8259, bad UTF-8, lone surrogates, \u0000, duplicate keys, and nesting
 * deeper than JSON_DEPTH_MAX.
 *
 * Paths are dotted member names with [n] for elements: "auth.params",
 * "items[0].id"; the empty path is the value itself.  Pointers are RFC 6901.
 *
 * Owns: nothing.  What json_at and json_pointer return lives as long as its
 * root.  Trees are freed by cJSON_Delete (AUTO(cJSON_Delete)).
 * Errors: ERR_INVALID, with "line L, column C: reason" in the text.
 */
#ifndef LIB_JSON_JSON_H
#define LIB_JSON_JSON_H

#include <cjson/cJSON.h>

#include "lib/base.h"
#include "lib/buf.h"
#include "lib/err.h"

#define JSON_DEPTH_MAX 128

AUTO_DEFINE(cJSON *, cJSON_Delete);

/* Reads one whole document of n bytes; nothing but white space may follow it. */
int json_parse(const char *text, size_t n, cJSON **out, struct err *e) MUST_USE;

/* Appends compact JSON; numbers as they were read, members in their order. */
void json_print(const cJSON *v, struct buf *out);
/* The same, indented by two spaces a level. */
void json_print_pretty(const cJSON *v, struct buf *out);
/* The compact text; the caller frees it. */
char *json_text(const cJSON *v) MUST_USE;

/* The value at path, or NULL when a step is missing or malformed. */
cJSON *json_at(const cJSON *root, const char *path);

/* The value at an RFC 6901 pointer, or NULL when a step is missing or malformed. */
cJSON *json_pointer(const cJSON *root, const char *pointer);
/* Appends a step by name to a pointer: "/", and the name with its ~ and / escaped. */
void json_pointer_add(struct buf *out, const char *name);
/* The name that a step's n bytes stand for, in n + 1; false for a ~ without 0 or 1. */
bool json_pointer_name(const char *step, size_t n, char *out);

/* The member called name (exact case), or NULL; also when `object` is NULL. */
cJSON *json_get(const cJSON *object, const char *name);

/* The string at path, or NULL when it is missing or not a string. */
const char *json_str(const cJSON *root, const char *path);
/* Is the string an element of the array?  NULL has none. */
bool json_has_str(const cJSON *list, const char *text);

/* True with *out set if the value is a number with an exact 64-bit value (3, 3.0). */
bool json_to_int(const cJSON *v, int64_t *out);
/* The same at a path. */
bool json_int(const cJSON *root, const char *path, int64_t *out);

/* New nodes; the caller owns them until they are added. */
cJSON *json_new_object(void) MUST_USE;
cJSON *json_new_array(void) MUST_USE;
cJSON *json_new_str(const char *s) MUST_USE;
cJSON *json_new_int(int64_t v) MUST_USE;
cJSON *json_new_double(double v) MUST_USE; /* shortest text that reads back the same */
cJSON *json_new_bool(bool v) MUST_USE;
cJSON *json_new_null(void) MUST_USE;
/* Around a text that is taken: a string, or a number as JSON spells it. */
cJSON *json_take_str(char *text) MUST_USE;
cJSON *json_take_number(char *text) MUST_USE;
cJSON *json_copy(const cJSON *v) MUST_USE;

/*
 * json_set puts a member into an object, replacing one of that name in its
 * place; takes v.  json_push appends to an array; takes v.  Both return v.
 */
cJSON *json_set(cJSON *object, const char *name, cJSON *v);
cJSON *json_push(cJSON *array, cJSON *v);

/* Puts v before the element of that index, or at the end; takes v. */
void json_insert(cJSON *array, size_t index, cJSON *v);

/* Detaches and frees the member; nothing when it is missing. */
void json_drop(cJSON *object, const char *name);

/* Equal as JSON: numbers by exact value (1 == 1.0), members in any order. */
bool json_equal(const cJSON *a, const cJSON *b);
/* The same for at most *steps, which it lessens; false when they are used up. */
bool json_equal_within(const cJSON *a, const cJSON *b, int64_t *steps);

/*
 * Exact order of two number texts as JSON spells them: <0, 0, >0.  No rounding:
 * 9007199254740993 > 9007199254740992.
 */
int json_number_cmp(const char *a, const char *b);

/* Pieces for writers that build text by themselves. */
void json_put_str(struct buf *out, const char *s, size_t n); /* quoted and escaped */
void json_put_double(struct buf *out, double v);             /* shortest round trip */
/* The same to `at`, where there is room for JSON_DOUBLE_TEXT; answers its end. */
#define JSON_DOUBLE_TEXT 32
char *json_format_double(char *at, double v);

#endif
