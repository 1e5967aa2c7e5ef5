/*
 * faults.c - the faults that are armed in a mock, and what strikes a request, run or file
 */
#include "mockserver/faults/faults.h"

#include "mockserver/faults/delay.h"
#include "mockserver/faults/ready.h"

#define MISSES_MOST 64 /* compared in full to find the nearest request; ours */

/* ---------------------------------------------------------------- the set */

static bool watches(const struct fault *f, enum fault_point point)
{
	const enum operation operation = (enum operation)(unsigned)point;

	if (f->on.how[point] != FAULT_ON_NOT)
		return true;
	if (fault_point_sort(point) != FAULT_OF_REQUESTS)
		return false;
	for (size_t i = 0; i < f->count; i++) {
		if (fault_scope_watches(f->actions[i].kind, operation))
			return true;
	}
	return false;
}

static bool is_watcher(const struct fault *f)
{
	return fault_action_of(f, FAULT_STALE_READ) ||
	       fault_action_of(f, FAULT_LIST_LAG) || fault_action_of(f, FAULT_TRANSIENT);
}

static void count_watched(struct faults *fs)
{
	fault_index_clear(&fs->index);
	memset(fs->watched, 0, sizeof(fs->watched));
	fs->watching = false;
	for (size_t i = 0; i < fs->count; i++) {
		fs->watching |= is_watcher(fs->all[i]);
		for (int at = 0; at < FAULT_POINT_COUNT; at++)
			fs->watched[at] += watches(fs->all[i], (enum fault_point)at);
	}
}

static void add(struct faults *fs, struct fault *f)
{
	fs->all = mem_grow(fs->all, fs->count + 1, sizeof(struct fault *));
	fs->all[fs->count++] = f;
}

static void let_go(struct fault *f)
{
	f->gone = true;
	if (!f->held)
		fault_free(f);
}

void faults_hold(struct fault_strike *strike)
{
	for (size_t i = 0; i < strike->count; i++)
		strike->hits[i].fault->held++;
	strike->held = true;
}

void faults_let_go(struct fault_strike *strike)
{
	for (size_t i = 0; strike->held && i < strike->count; i++) {
		struct fault *f = strike->hits[i].fault;

		if (!--f->held && f->gone)
			fault_free(f);
	}
	strike->held = false;
}

void faults_release(struct faults *fs)
{
	for (size_t i = 0; i < fs->count; i++)
		let_go(fs->all[i]);
	free(fs->all);
	free(fs->unsaved);
	fault_index_clear(&fs->index);
	*fs = (struct faults){ 0 };
}

struct fault *faults_find(const struct faults *fs, const char *name)
{
	for (size_t i = 0; i < fs->count; i++) {
		if (!strcmp(fs->all[i]->name, name))
			return fs->all[i];
	}
	return NULL;
}

struct fault *faults_of(const struct faults *fs, int64_t seq)
{
	for (size_t i = 0; i < fs->count; i++) {
		if (fs->all[i]->seq == seq)
			return fs->all[i];
	}
	return NULL;
}

int faults_drop(struct faults *fs, const struct fault *f, struct err *e)
{
	return fault_row_drop(fs->store, f->seq, e);
}

/* Its counts are gone with it. */
static void forget_unsaved(struct faults *fs, const struct fault *f)
{
	size_t left = 0;

	for (size_t i = 0; i < fs->unsaved_count; i++) {
		if (fs->unsaved[i].fault != f)
			fs->unsaved[left++] = fs->unsaved[i];
	}
	fs->unsaved_count = left;
}

void faults_forget(struct faults *fs, struct fault *f)
{
	size_t i = 0;

	while (fs->all[i] != f)
		i++;
	forget_unsaved(fs, f);
	memmove(&fs->all[i], &fs->all[i + 1], (--fs->count - i) * sizeof(*fs->all));
	let_go(f);
	count_watched(fs);
}

/* ---------------------------------------------------------------- the state */

static int load_keys(struct faults *fs, struct fault *f, struct err *e)
{
	AUTO(stmt_end) struct stmt *q = stmt_begin(&fs->store->sql, SQL_FAULT_KEYS);
	struct fault_key_row row;
	int got;

	stmt_put_int(q, f->seq);
	while ((got = fault_key_next(q, &row, e)) > 0) {
		struct fault_key *k = fault_key_of(f, row.key);

		k->matched = row.matched;
		k->fired = row.fired;
	}
	return got;
}

static int load_marks(struct faults *fs, struct fault *f, struct err *e)
{
	AUTO(stmt_end) struct stmt *q = stmt_begin(&fs->store->sql, SQL_FAULT_MARKS);
	struct fault_mark_row row;
	int got;

	stmt_put_int(q, f->seq);
	while ((got = fault_mark_next(q, &row, e)) > 0) {
		struct fault_mark *m = fault_mark_new(f, row.name, row.at);

		m->reads = row.reads;
		m->body = row.body ? mem_strdup(row.body) : NULL;
	}
	return got;
}

/* A fault whose JSON this release can't read any more is named. */
static int load_one(struct faults *fs, const struct fault_row *row, struct err *e)
{
	AUTO(cJSON_Delete) cJSON *body = NULL;
	struct err why = { 0 };
	struct fault_refuse r = { .e = &why };
	struct fault *f = NULL;

	if (json_parse(row->body, strlen(row->body), &body, &why) < 0 ||
	    fault_read(body, &f, &r) < 0)
		return err_set(e, ERR_INVALID, "the state's fault '%s': %s", row->name,
		               why.text);
	f->seq = row->seq;
	f->at_start = row->at_start;
	f->counts = row->counts;
	add(fs, f);
	return 0;
}

static int load_rows(struct faults *fs, struct err *e)
{
	AUTO(stmt_end) struct stmt *q = stmt_begin(&fs->store->sql, SQL_FAULT_ALL);
	struct fault_row row;
	int got;

	while ((got = fault_row_next(q, &row, e)) > 0) {
		if (load_one(fs, &row, e) < 0)
			return -1;
	}
	return got;
}

int faults_load(struct faults *fs, struct store *store, uint64_t seed, struct err *e)
{
	const char *off = getenv(FAULTS_OFF);
	int64_t seen = fs->requests, last = 0;

	faults_release(fs);
	fs->store = store;
	fs->seed = seed;
	fs->is_off = off && fault_kind_find(off, &fs->off);
	if (load_rows(fs, e) < 0 || fault_receipt_last_request(store, &last, e) < 0)
		return -1;
	for (size_t i = 0; i < fs->count; i++) {
		if (load_keys(fs, fs->all[i], e) < 0 || load_marks(fs, fs->all[i], e) < 0)
			return -1;
	}
	fs->requests = seen > last ? seen : last;
	count_watched(fs);
	return 0;
}

/* ---------------------------------------------------------------- arming */

void fault_batch_release(struct fault_batch *b)
{
	for (size_t i = 0; i < b->count; i++)
		fault_free(b->all[i]);
	free(b->all);
	*b = (struct fault_batch){ 0 };
}

static int check_unique(const struct faults *fs, const struct fault_batch *b,
                        const cJSON *node, struct fault_refuse *r)
{
	const char *name = b->all[b->count - 1]->name;
	bool taken = faults_find(fs, name) != NULL;

	for (size_t i = 0; i + 1 < b->count; i++)
		taken |= !strcmp(b->all[i]->name, name);
	if (!taken)
		return 0;
	r->at = json_get(node, "fault");
	return err_set(r->e, ERR_EXISTS, "a fault called '%s' is armed already", name);
}

static int read_one(const struct faults *fs, const cJSON *node, struct fault_batch *out,
                    struct fault_refuse *r)
{
	struct fault *f = NULL;

	if (fs->count + out->count >= FAULTS_MOST)
		return fault_refuse(r, node, "%d faults are armed at a time, at most",
		                    FAULTS_MOST);
	if (fault_read(node, &f, r) < 0)
		return -1;
	out->all = mem_grow(out->all, out->count + 1, sizeof(struct fault *));
	out->all[out->count++] = f;
	return check_unique(fs, out, node, r);
}

int faults_read(const struct faults *fs, const cJSON *json, struct fault_batch *out,
                struct fault_refuse *r)
{
	const cJSON *one = cJSON_IsArray(json) ? json->child : json;

	*out = (struct fault_batch){ 0 };
	for (; one; one = one == json ? NULL : one->next) {
		if (read_one(fs, one, out, r) == 0)
			continue;
		fault_batch_release(out);
		return -1;
	}
	return 0;
}

int faults_put(struct faults *fs, struct fault_batch *b, struct err *e)
{
	for (size_t i = 0; i < b->count; i++) {
		struct fault *f = b->all[i];
		AUTO(mem_free) char *text = json_text(f->body);
		const struct fault_row row = { .name = f->name,
			                       .body = text,
			                       .at_start = f->at_start };

		if (fault_row_put(fs->store, &row, &f->seq, e) < 0)
			return -1;
	}
	return 0;
}

void faults_take(struct faults *fs, struct fault_batch *b)
{
	for (size_t i = 0; i < b->count; i++)
		add(fs, b->all[i]);
	b->count = 0;
	fault_batch_release(b);
	count_watched(fs);
}

/* ---------------------------------------------------------------- judging */

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

static void judge(struct judging *j, struct fault_gate *gate)
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
	struct fault_texts texts = { 0 };
	struct fault_gates *g;

	*out = strike_of(fs, s);
	g = fault_index_of(&fs->index, fs->all, fs->count, s->point);
	for (size_t i = 0; i < g->count; i++) {
		struct fault_gate *gate = &g->all[i];

		if (fault_gate_opens(g, gate, s, &texts))
			judge(&j, gate);
		else if (!gate->noted)
			gate->noted = !note_miss(&j, gate->fault);
	}
	if (out->count && s->about)
		out->about = s->about(s->ctx);
}
