/*
 * fixture.h - files of fixtures/ as the programs hold them, read as JSON
 *
 * What is not there, or no JSON, fails the test.
 *
 * Owns: nothing; the caller frees what it gets.
 */
#ifndef TESTS_SUPPORT_FIXTURE_H
#define TESTS_SUPPORT_FIXTURE_H

#include "lib/asset.h"
#include "lib/json/json.h"

cJSON *fixture_read(const struct asset *a) MUST_USE;

/* The file "<folder>/<name>.json". */
cJSON *fixture_find(const char *folder, const char *name) MUST_USE;

/* The texts of a list, with blanks between. */
char *fixture_words(const cJSON *list) MUST_USE;
/* They are `want`, or the test fails. */
void fixture_expect_words(const cJSON *list, const char *want);

#endif
