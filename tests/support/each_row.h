/*
 * each_row.h - loops over tables of cases: a test that fails in one says at which row
 *
 * for_each_row() is the plain loop, and notes where it is.  each_row_group(), which
 * stands for cmocka's own in tests/unit/unit.h, prints where the loops were when a
 * check left the test, outermost first: "at row 3 of cases, row 0 of codecs".
 *
 * Owns: nothing; what it notes is the running test's.
 */
#ifndef TESTS_SUPPORT_EACH_ROW_H
#define TESTS_SUPPORT_EACH_ROW_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/base.h"

/* i is the row's number. */
#define for_each_row(i, table) for_each_row_of(i, table, ARRAY_LEN(table))

/* The same of a table that is known by its pointer. */
#define for_each_row_of(i, table, count)                           \
	for (size_t i __attribute__((cleanup(each_row_left))) = 0; \
	     each_row_at(#table, &i, count); i++)

/* True, with the row noted, while *at < count. */
bool each_row_at(const char *table, const size_t *at, size_t count);

/* The loop has ended, or was left by break or return; a longjmp does not come here. */
void each_row_left(const size_t *at);

/* As _cmocka_run_group_tests(): how many tests failed. */
int each_row_group(const char *name, const struct CMUnitTest *tests, size_t count,
                   CMFixtureFunction setup, CMFixtureFunction teardown) MUST_USE;

#endif
