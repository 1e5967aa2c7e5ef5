/*
 * quoted.h - JSON in tests, as it is or written with ' for "
 *
 * Owns: nothing; the caller frees what it gets.
 */
#ifndef TESTS_SUPPORT_QUOTED_H
#define TESTS_SUPPORT_QUOTED_H

#include "lib/json/json.h"
#include "lib/mem.h"

/*
 * A constant with the text in brackets, byte by byte, as in JSON({"id":"%s"}): its quotes
 * need no backslash.  Its brackets in pairs: clang-format counts them.  It may have
 * several lines, each end a blank of the text, where nothing but `);` follows it or
 * clang-format is off.  Macros in it stay as they are; a parameter of a macro that is
 * made of it is filled in: #define SPEC(id_) JSON({"id":id_,"version":"1.0"})
 */
#define JSON(...) #__VA_ARGS__

/* The text with every ' made a ". */
char *quoted(const char *text) MUST_USE;

/* The text, parsed; bad JSON stops the test. */
cJSON *parsed(const char *text) MUST_USE;

/* Both. */
cJSON *quoted_json(const char *text) MUST_USE;

/* In a test: the text is the other, byte by byte, once every ' of that is a ". */
#define assert_quoted_equal(text, expected)                        \
	do {                                                       \
		AUTO(mem_free) char *expected_ = quoted(expected); \
                                                                   \
		assert_string_equal(text, expected_);              \
	} while (0)

/* In a test: the other, once every ' of it is a ", is part of the text. */
#define assert_quoted_in(text, part)                                   \
	do {                                                           \
		AUTO(mem_free) char *part_ = quoted(part);             \
		const char *text_ = text;                              \
                                                                       \
		if (!strstr(text_, part_))                             \
			fail_msg("'%s' is not in '%s'", part_, text_); \
	} while (0)

#endif
