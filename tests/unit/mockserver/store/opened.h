/*
 * opened.h - a store in memory, anew for each test
 *
 * opened_begin() is the setup and opened_end() the teardown.
 */
#ifndef TESTS_UNIT_MOCKSERVER_STORE_OPENED_H
#define TESTS_UNIT_MOCKSERVER_STORE_OPENED_H

#include "mockserver/store/store.h"
#include "tests/unit/unit.h"

static struct store store;
static struct err err;

static inline int opened_begin(void **state UNUSED)
{
	err = (struct err){ 0 };
	return store_open(NULL, &store, &err);
}

static inline int opened_end(void **state UNUSED)
{
	store_close(&store);
	return 0;
}

#endif
