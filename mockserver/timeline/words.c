/*
 * words.c - what the pictures of a timeline say in words
 */
#include "mockserver/timeline/words.h"

static const struct {
	const char *name;
	int64_t ms;
} units[] = {
	{ "d", MS_PER_DAY },    { "h", MS_PER_HOUR }, { "m", MS_PER_MINUTE },
	{ "s", MS_PER_SECOND }, { "ms", 1 },
};

void words_length(int64_t ms, struct buf *out)
{
	const char *between = "";

	for (size_t i = 0; i < ARRAY_LEN(units); i++) {
		if (ms < units[i].ms)
			continue;
		buf_printf(out, "%s%lld%s", between, (long long)(ms / units[i].ms),
		           units[i].name);
		ms %= units[i].ms;
		between = " ";
	}
	if (!*between)
		buf_add_str(out, "0s");
}

/* What is worth saying only where there is some of it. */
static const struct {
	enum timeline_mark mark;
	const char *one, *many;
} counted[] = {
	{ MARK_FAILED, "failed", "failed" },
	{ MARK_PARTIAL, "partial", "partial" },
	{ MARK_RUNNING, "in progress", "in progress" },
	{ MARK_QUEUED, "queued", "queued" },
	{ MARK_DEMANDED, "on demand", "on demand" },
	{ MARK_GAP, "gap", "gaps" },
};

static void add_time(struct buf *out, const char *what, vtime at)
{
	char text[VTIME_TEXT];

	if (at != VTIME_NEVER)
		buf_printf(out, "; %s %s", what, vtime_format(at, text));
}

void words_flow(const struct timeline_flow *f, struct buf *out)
{
	if (f->shares_name)
		buf_printf(out, "%s; ", f->id);
	buf_add_str(out, f->state);
	if (f->start_at == VTIME_NEVER) {
		buf_add_str(out, ", no schedule");
	} else if (!f->step_ms) {
		buf_add_str(out, ", once");
	} else {
		buf_add_str(out, ", every ");
		words_length(f->step_ms, out);
	}
	buf_printf(out, ": %zu %s", f->run_count, f->run_count == 1 ? "run" : "runs");
	for (size_t i = 0; i < ARRAY_LEN(counted); i++) {
		int64_t n = f->counts[counted[i].mark];

		if (n)
			buf_printf(out, ", %lld %s", (long long)n,
			           n == 1 ? counted[i].one : counted[i].many);
	}
	if (f->fault_count)
		buf_printf(out, ", %zu %s", f->fault_count,
		           f->fault_count == 1 ? "fault" : "faults");
	add_time(out, "next", f->next_at);
	if (f->start_at != VTIME_NEVER && f->step_ms)
		add_time(out, "ends", f->end_at);
}

void words_cell(const struct timeline_cell *cell, struct buf *out)
{
	const char *between = "";
	char text[VTIME_TEXT];

	for (int m = MARK_COUNT - 1; m >= 0; m--) {
		if (!cell->counts[m])
			continue;
		buf_printf(out, "%s%lld %s", between, (long long)cell->counts[m],
		           timeline_mark_name((enum timeline_mark)m));
		between = ", ";
	}
	buf_printf(out, "; %s", vtime_format(cell->first_at, text));
	if (cell->last_at != cell->first_at)
		buf_printf(out, " to %s", vtime_format(cell->last_at, text));
	if (cell->faults)
		buf_printf(out, "; fault %s", cell->fault);
	if (cell->faults > 1)
		buf_printf(out, " and %lld more", (long long)(cell->faults - 1));
}

/* ---------------------------------------------------------------- the axis */

#define CELLS_A_DATE 12
#define CELLS_A_TIME 7

static const int64_t steps[] = {
	MS_PER_SECOND,     5 * MS_PER_SECOND,  15 * MS_PER_SECOND,  MS_PER_MINUTE,
	5 * MS_PER_MINUTE, 15 * MS_PER_MINUTE, 30 * MS_PER_MINUTE,  MS_PER_HOUR,
	3 * MS_PER_HOUR,   6 * MS_PER_HOUR,    12 * MS_PER_HOUR,    MS_PER_DAY,
	2 * MS_PER_DAY,    7 * MS_PER_DAY,     14 * MS_PER_DAY,     28 * MS_PER_DAY,
	91 * MS_PER_DAY,   182 * MS_PER_DAY,   364 * MS_PER_DAY,    1820 * MS_PER_DAY,
	7280 * MS_PER_DAY, 36400 * MS_PER_DAY, 364000 * MS_PER_DAY, 3640000 * MS_PER_DAY,
};

int64_t timeline_axis_step(int64_t span, size_t cells)
{
	size_t i = 0;

	for (; i + 1 < ARRAY_LEN(steps); i++) {
		int64_t wanted = steps[i] < MS_PER_DAY ? CELLS_A_TIME : CELLS_A_DATE;

		if (steps[i] >= span * wanted / (int64_t)cells)
			break;
	}
	return steps[i];
}

vtime timeline_axis_first(vtime from, int64_t step)
{
	int64_t past = from % step;

	if (past < 0)
		past += step;
	return past ? from + step - past : from;
}

const char *timeline_axis_label(vtime at, int64_t step, char text[AXIS_TEXT])
{
	char all[VTIME_TEXT];
	bool day = at % MS_PER_DAY == 0;

	vtime_format(at, all);
	if (step >= MS_PER_DAY)
		snprintf(text, AXIS_TEXT, "%.10s", all);
	else if (step < MS_PER_MINUTE)
		snprintf(text, AXIS_TEXT, "%.5s", all + 14);
	else
		snprintf(text, AXIS_TEXT, "%.5s", day ? all + 5 : all + 11);
	return text;
}
