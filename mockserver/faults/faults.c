/*
 * faults.c - the faults that are armed in a mock, and what strikes a request, run or file
 */
#include "mockserver/faults/faults.h"

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

static size_t count_marks(const struct fault *f)
{
	size_t at = 0, count = 0;
	void *mark;

	while (map_next(&f->marks, &at, &mark))
		count += mark != NULL;
	return count;
}

void faults_count_marks(struct faults *fs)
{
	fs->run_marks = 0;
	for (size_t i = 0; i < fs->count; i++) {
		if (fs->all[i]->on.sort == FAULT_OF_RUNS)
			fs->run_marks += count_marks(fs->all[i]);
	}
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
	faults_count_marks(fs);
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
	memset(fs, 0, sizeof(*fs));
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

static void forget(struct faults *fs, size_t i)
{
	struct fault *f = fs->all[i];

	forget_unsaved(fs, f);
	memmove(&fs->all[i], &fs->all[i + 1], (--fs->count - i) * sizeof(*fs->all));
	let_go(f);
}

void faults_forget(struct faults *fs, const struct fault *f)
{
	for (size_t i = fs->count; i > 0; i--) {
		if (!f || fs->all[i - 1] == f)
			forget(fs, i - 1);
	}
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
