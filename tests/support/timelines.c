/*
 * timelines.c - small timelines made by hand, for tests of what draws them
 */
#include "tests/support/timelines.h"

#include <ctype.h>

#define ZERO INT64_C(1767225600000) /* 2026-01-01T00:00:00Z */

static const char letters[] = {
	[MARK_COMING] = 'c',  [MARK_SUCCESS] = 's', [MARK_DEMANDED] = 'd',
	[MARK_QUEUED] = 'q',  [MARK_RUNNING] = 'r', [MARK_GAP] = 'g',
	[MARK_PARTIAL] = 'p', [MARK_FAILED] = 'f',
};

void timelines_begin(struct timelines *all)
{
	*all = (struct timelines){ 0 };
	all->t = (struct timeline){
		.now = ZERO + 12 * MS_PER_HOUR + 30 * MS_PER_MINUTE,
		.from_at = ZERO,
		.until_at = ZERO + MS_PER_DAY,
		.cell_count = TIMELINES_CELLS,
		.flows = all->flows,
	};
}

static void fill(struct timeline_flow *f, size_t i, char letter)
{
	struct timeline_cell *c = &f->cells[i];
	int64_t n = isupper(letter) ? 2 : 1;

	c->first_at = c->last_at = VTIME_NEVER;
	for (size_t m = 0; m < MARK_COUNT; m++) {
		if (letters[m] != tolower(letter))
			continue;
		c->counts[m] = n;
		f->counts[m] += n;
		f->run_count += m == MARK_COMING || m == MARK_GAP ? 0 : (size_t)n;
		c->first_at = ZERO + (int64_t)i * MS_PER_HOUR;
		c->last_at = c->first_at + (n - 1) * 10 * MS_PER_MINUTE;
	}
}

struct timeline_flow *timelines_add(struct timelines *all, const char *name,
                                    const char *marks)
{
	size_t n = all->t.flow_count++;
	struct timeline_flow *f = &all->flows[n];

	assert(n < TIMELINES_FLOWS && strlen(marks) <= TIMELINES_CELLS);
	snprintf(all->texts[n][0], 64, "%s", name);
	snprintf(all->texts[n][1], 64, "id-%zu", n + 1);
	snprintf(all->texts[n][2], 64, "enabled");
	*f = (struct timeline_flow){
		.name = all->texts[n][0],
		.id = all->texts[n][1],
		.state = all->texts[n][2],
		.created_at = ZERO,
		.start_at = ZERO,
		.step_ms = 3 * MS_PER_HOUR,
		.end_at = VTIME_NEVER,
		.next_at = ZERO + 15 * MS_PER_HOUR,
		.cells = all->cells[n],
	};
	for (size_t i = 0; i < TIMELINES_CELLS; i++)
		fill(f, i, i < strlen(marks) ? marks[i] : ' ');
	return f;
}
