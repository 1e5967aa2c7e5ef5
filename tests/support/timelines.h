/*
 * timelines.h - small timelines made by hand, for tests of what draws them
 *
 * Owns: struct timelines owns all that its timeline points at.
 */
#ifndef TESTS_SUPPORT_TIMELINES_H
#define TESTS_SUPPORT_TIMELINES_H

#include "mockserver/timeline/timeline.h"

#define TIMELINES_CELLS 24
#define TIMELINES_FLOWS 3

struct timelines {
	struct timeline t; /* 2026-01-01, a cell an hour; now is 12:30 */
	struct timeline_flow flows[TIMELINES_FLOWS];
	struct timeline_cell cells[TIMELINES_FLOWS][TIMELINES_CELLS];
	char texts[TIMELINES_FLOWS][3][64];
};

/*
 * Adds a flow.  A letter of `marks` is what is in a cell, on the hour: s(uccess),
 * d(emanded), q(ueued), r(unning), g(ap), p(artial), f(ailed), c(oming), or nothing;
 * upper case: two of it, at the hour and ten minutes later.
 */
struct timeline_flow *timelines_add(struct timelines *all, const char *name,
                                    const char *marks);

/* No flows, the day as window. */
void timelines_begin(struct timelines *all);

#endif
