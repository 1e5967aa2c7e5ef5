/*
 * repeat.c - one scenario played several times
 */
#include "harness/run/repeat.h"

#include "lib/mem.h"

/* What the rounds came to so far. */
struct rounds {
	struct result last;
	int64_t played, passed, took_ns;
	int64_t bad_round; /* the first that did not pass; 0: all did */
	struct result bad;
	struct buf verdicts; /* as struct result has them */
};

static bool is_good(const struct result *r)
{
	return r->verdict == VERDICT_PASSED || r->verdict == VERDICT_SKIPPED;
}

static void add_round(struct rounds *all, struct result *r)
{
	all->played++;
	all->took_ns += r->took_ns;
	all->passed += is_good(r);
	buf_add_char(&all->verdicts, (char)('a' + r->verdict));
	if (!is_good(r) && !all->bad_round) {
		all->bad_round = all->played;
		all->bad = *r;
	} else {
		result_release(&all->last);
		all->last = *r;
	}
}

static void be_flaky(const struct rounds *all, struct result *out)
{
	char *message =
		mem_printf("passed in %lld of %lld rounds; round %lld: %s\n%s",
	                   (long long)all->passed, (long long)all->played,
	                   (long long)all->bad_round, verdict_name(all->bad.verdict),
	                   out->message ? out->message : "");

	free(out->message);
	out->message = message;
	out->verdict = VERDICT_FLAKY;
}

/* It was stopped between two rounds: what the rest would be is not known. */
static void be_stopped(const struct repeat *r, const struct rounds *all,
                       struct result *out)
{
	free(out->message);
	out->message = mem_printf("stopped after %lld of %lld rounds",
	                          (long long)all->played, (long long)r->times);
	out->verdict = VERDICT_STOPPED;
}

/* What each round came to is said where there were several. */
static void set_rounds(struct rounds *all, struct result *out)
{
	if (all->played > 1) {
		out->rounds = buf_take(&all->verdicts);
		out->shown_round =
			(size_t)(all->bad_round ? all->bad_round : all->played);
	}
	buf_release(&all->verdicts);
}

void repeat_play(const struct repeat *r, struct target *t, const struct scenario *s,
                 struct result *out)
{
	struct rounds all = { 0 };

	assert(r->times >= 1);
	while (all.played < r->times &&
	       !(all.played && interrupt_came(r->how.interrupt))) {
		struct result one;

		play_scenario(t, s, &r->how, &one);
		if (r->record)
			one.record = TAKE(r->record->text);
		add_round(&all, &one);
	}
	*out = all.bad_round ? all.bad : all.last;
	if (all.bad_round)
		result_release(&all.last);
	out->took_ns = all.took_ns;
	set_rounds(&all, out);
	if (all.passed && all.bad_round && all.bad.verdict != VERDICT_STOPPED)
		be_flaky(&all, out);
	else if (!all.bad_round && all.played < r->times)
		be_stopped(r, &all, out);
}
