/*
 * faults_judge.c - which faults strike a request, run or file
 */
#include "mockserver/faults/delay.h"
#include "mockserver/faults/faults.h"
#include "mockserver/faults/ready.h"

#define MISSES_MOST 64 /* compared in full to find the nearest request; ours */

/* What is known while the faults of one request are judged. */
struct judging {
	struct faults *fs;
	const struct fault_subject *s;
	struct arena *a;
	struct fault_strike *out;
	bool ended; /* an ending has struck */
};

/* What the action draws or counts for this hit. */
static int64_t value_of(const struct judging *j, const struct fault_hit *hit)
{
	const struct fault_occurrence at = { hit->fault->name, hit->key, hit->ordinal,
		                             0 };

	if (hit->action->kind == FAULT_DELAY)
		return fault_delay_ms(hit->action, j->fs->seed, &at);
	if (hit->action->kind == FAULT_RATE)
		return fault_rate_seconds(hit->fault, hit->action, j->s, hit->key);
	return 0;
}

static void add_hit(struct judging *j, struct fault *f, const struct fault_action *action,
                    const struct fault_key *k)
{
	struct fault_strike *out = j->out;
	struct fault_hit *all = arena_alloc(j->a, (out->count + 1) * sizeof(*out->hits));

	if (out->count)
		memcpy(all, out->hits, out->count * sizeof(*all));
	all[out->count] = (struct fault_hit){
		.fault = f, .action = action, .key = k->key, .ordinal = k->matched
	};
	all[out->count].value = value_of(j, &all[out->count]);
	out->count++;
	out->hits = all;
}

static void note_mark(void *ctx, struct fault *f, struct fault_mark *m)
{
	struct judging *j = ctx;
	struct fault_strike *out = j->out;
	struct fault_marked *all =
		arena_alloc(j->a, (out->marked_count + 1) * sizeof(*all));

	if (out->marked_count)
		memcpy(all, out->marked, out->marked_count * sizeof(*all));
	all[out->marked_count++] = (struct fault_marked){ f, m };
	out->marked = all;
}

static void add_unsaved(struct faults *fs, struct fault *f, struct fault_key *k)
{
	if (fs->unsaved_count == fs->unsaved_room) {
		fs->unsaved_room = 2 * fs->unsaved_room + 16;
		fs->unsaved =
			mem_grow(fs->unsaved, fs->unsaved_room, sizeof(*fs->unsaved));
	}
	fs->unsaved[fs->unsaved_count++] = (struct fault_touched){ f, k };
}

void faults_note(struct faults *fs, struct fault *f, struct fault_key *k)
{
	if (!f->unsaved)
		add_unsaved(fs, f, NULL);
	f->unsaved = true;
	if (k && !k->unsaved)
		add_unsaved(fs, f, k);
	if (k)
		k->unsaved = true;
}

/* It matches and is not shadowed: one more occurrence, which may strike. */
static void count(struct judging *j, struct fault *f, struct fault_key *k)
{
	const struct fault_occurrence at = { f->name, k->key, ++k->matched, k->fired };

	const struct fault_ready to = { j->s, k->key, note_mark, j };

	f->counts.matched++;
	if (!fault_has_revoked(f, j->s) &&
	    !fault_rule_strikes(&f->rule, j->fs->seed, &at))
		return;
	if (!fault_ready(f, &to))
		return;
	k->fired++;
	f->counts.fired++;
	j->ended |= f->ending < f->count;
	for (size_t i = 0; i < f->count; i++)
		add_hit(j, f, &f->actions[i], k);
}

/*
 * A request that does not match is compared in full, to say which came nearest, until one
 * has matched or lacked a single thing.  Of those whose gate stays shut the first ones
 * will do: they lack what the fault asks for first.  False: no further one is compared.
 */
static bool note_miss(const struct judging *j, struct fault *f)
{
	if (f->counts.matched || f->nearest.differences == 1 || f->missed == MISSES_MOST)
		return false;
	f->missed++;
	fault_note_nearest(f, j->s, j->out->request);
	return true;
}

/* Those that stay shut, as long as a nearer request may come. */
static void note_misses(const struct judging *j, struct fault_gates *g,
                        const struct fault_texts *texts)
{
	size_t left = 0;

	for (size_t i = 0; i < g->unmet_count; i++) {
		struct fault_gate *gate = g->unmet[i];

		if (fault_gate_opens(gate, texts) || note_miss(j, gate->fault))
			g->unmet[left++] = gate;
	}
	g->unmet_count = left;
}

static void judge(struct judging *j, const struct fault_gate *gate)
{
	struct fault *f = gate->fault;
	struct fault_key *k;

	if (!fault_matches(f, j->s)) {
		if (gate->probe == FAULT_PROBES)
			(void)note_miss(j, f); /* the next is compared anyway */
		else if (!f->counts.matched && f->nearest.differences != 1)
			fault_note_nearest(f, j->s, j->out->request);
		return;
	}
	if (j->ended && f->ending < f->count) {
		f->counts.shadowed++;
		faults_note(j->fs, f, NULL);
		return;
	}
	k = fault_key_of(f, fault_key_name(f, j->s));
	faults_note(j->fs, f, k);
	count(j, f, k);
}

/* Only requests have numbers. */
static struct fault_strike strike_of(struct faults *fs, const struct fault_subject *s)
{
	const bool is_request = fault_point_sort(s->point) == FAULT_OF_REQUESTS;

	return (struct fault_strike){ .point = s->point,
		                      .request = is_request ? ++fs->requests : 0,
		                      .at = s->now,
		                      .run = s->run,
		                      .flow_seq = s->flow_seq,
		                      .scheduled_at = s->scheduled_at };
}

void faults_judge(struct faults *fs, const struct fault_subject *s, struct arena *a,
                  struct fault_strike *out)
{
	struct judging j = { fs, s, a, out, false };
	struct fault_gates *g = fault_index_of(&fs->index, fs->all, fs->count, s->point);
	struct fault_texts texts;
	struct fault_walk walk;
	struct fault_gate *gate;

	*out = strike_of(fs, s);
	fault_texts_of(g, s, &texts);
	fault_walk_begin(g, &texts, &walk);
	while ((gate = fault_walk_next(&walk)))
		judge(&j, gate);
	note_misses(&j, g, &texts);
	if (out->count && s->about)
		out->about = s->about(s->ctx);
}
