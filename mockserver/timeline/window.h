/*
 * window.h - the time that a picture shows by default
 *
 * Owns: nothing.
 * Errors: ERR_INVALID, a window that ends before it begins.
 */
#ifndef MOCKSERVER_TIMELINE_WINDOW_H
#define MOCKSERVER_TIMELINE_WINDOW_H

#include "mockserver/timeline/picture.h"

/* Finds the window that t->flows and t->now make, where the view names none. */
int timeline_window(struct timeline *t, const struct timeline_view *view, struct err *e)
	MUST_USE;

#endif
