/*
 * quoted.h - JSON in tests, as it is or written with ' for "
 *
 * Owns: nothing; the caller frees what it gets.
 */
#ifndef TESTS_SUPPORT_QUOTED_H
#define TESTS_SUPPORT_QUOTED_H

#include "lib/json/json.h"

/*
 * A constant with the text in brackets, byte by byte, as in JSON({"id":"%s"}): its quotes
 * need no backslash.  On one line, its brackets in pairs: clang-format counts them.
 */
#define JSON(...) #__VA_ARGS__

/* The text with every ' made a ". */
char *quoted(const char *text) MUST_USE;

/* The text, parsed; bad JSON stops the test. */
cJSON *parsed(const char *text) MUST_USE;

/* Both. */
cJSON *quoted_json(const char *text) MUST_USE;

#endif
