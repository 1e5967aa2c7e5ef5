/*
 * human.c - a run as a person reads it
 */
#include "harness/report/human.h"

#include "lib/printable.h"

#define NS_PER_MS INT64_C(1000000)

static const struct {
	const char *word, *colour;
} looks[] = {
	[VERDICT_PASSED] = { "ok", "\033[32m" },
	[VERDICT_SKIPPED] = { "skip", "\033[33m" },
	[VERDICT_FAILED] = { "FAIL", "\033[31m" },
	[VERDICT_UNTOLD] = { "CAN'T TELL", "\033[33m" },
	[VERDICT_BAD] = { "BAD", "\033[31m" },
	[VERDICT_UNREACHABLE] = { "GONE", "\033[31m" },
	[VERDICT_INTERNAL] = { "ERROR", "\033[31m" },
	[VERDICT_STOPPED] = { "STOP", "\033[33m" },
	[VERDICT_FLAKY] = { "FLAKY", "\033[31m" },
	[VERDICT_REFUSED] = { "REFUSED", "\033[31m" },
};
static_assert(ARRAY_LEN(looks) == VERDICT_COUNT, "every verdict has a look");

void human_put(const char *text, FILE *to)
{
	AUTO(buf_release) struct buf plain = { 0 };

	printable_text(str_of(text), &plain);
	fputs(buf_str(&plain), to);
}

static void add_line(struct str line, struct buf *out)
{
	buf_add_str(out, "      ");
	printable_text(line, out);
	buf_add_char(out, '\n');
}

void human_scenario(const struct result *result, enum human_colours colours,
                    struct buf *out)
{
	bool bright = colours == HUMAN_COLOURS;
	struct str rest = str_of(result->message ? result->message : ""), line;

	buf_printf(out, "%s%-5s%s %s (", bright ? looks[result->verdict].colour : "",
	           looks[result->verdict].word, bright ? "\033[0m" : "",
	           result->sentence);
	printable_line(str_of(result->file), out);
	buf_printf(out, ":%d, %lld ms)\n", result->line,
	           (long long)(result->took_ns / NS_PER_MS));
	if (result->verdict == VERDICT_PASSED && result->skipped_steps)
		buf_printf(out, "      %zu of %zu steps skipped:\n",
		           result->skipped_steps, result->steps);
	while (str_split(&rest, '\n', &line)) {
		if (line.size)
			add_line(line, out);
	}
}

void human_again(const struct result *result, struct buf *out)
{
	buf_printf(out, "%-5s %s (", looks[result->verdict].word, result->sentence);
	printable_line(str_of(result->file), out);
	buf_printf(out, ":%d)\n", result->line);
}

void human_time(const struct totals *totals, int64_t took_ns, struct buf *out)
{
	const int64_t tenths = took_ns / NS_PER_MS / 100;

	buf_printf(out, "%zu scenario%s in %lld.%lld s\n", totals->all,
	           totals->all == 1 ? "" : "s", (long long)(tenths / 10),
	           (long long)(tenths % 10));
}

void human_totals(const struct totals *totals, struct buf *out)
{
	size_t passed = totals->of[VERDICT_PASSED], skipped = totals->of[VERDICT_SKIPPED];

	buf_printf(out, "%zu passed, %zu failed, %zu skipped\n", passed,
	           totals->all - passed - skipped, skipped);
}
