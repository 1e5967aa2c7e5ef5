/*
 * plan.h - the texts of plans, each kept once
 *
 * Owns: nothing.
 */
#ifndef MOCKSERVER_STORE_PLAN_H
#define MOCKSERVER_STORE_PLAN_H

#include "mockserver/store/store.h"

/* The serial under which a plan's text is kept; equal texts have one. */
int plan_intern(struct store *s, const char *text, int64_t *out, struct err *e) MUST_USE;

#endif
