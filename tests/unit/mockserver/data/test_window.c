/*
 * test_window.c - mockserver/data/window.c and walk.c: windows against a plain list
 *
 * A history posts random batches to a dataset and cuts windows that follow each
 * other.  The oracle is a list of all records with arrival and timestamp, in order.
 */
#include "tests/unit/unit.h"

#include "lib/file/file.h"
#include "lib/hash.h"
#include "lib/mem.h"
#include "mockserver/data/dataset.h"
#include "tests/support/quoted.h"
#include "tests/support/scratch.h"

#define ZERO   INT64_C(1767225600000) /* 2026-01-01T00:00:00Z */
#define SEEDS  100
#define POSTED INT64_C(1000000) /* the first n of a posted record */

static const struct dataset_view view = { .seed = 7, .zero = ZERO };

#define SCHEMA                                                                \
	"{'type':'object','properties':{'n':{'type':'integer'},'timestamp':{" \
	"'type':'string','format':'date-time'}},'required':['n','timestamp']}"

#define GENERATOR(id, behavior, fields)                                          \
	"{'entry':{'id':'" id "','name':'" id "'},'behavior':'" behavior         \
	"','generator':{'rowsAtStart':150,'rowsPerDay':3,'fields':{'n':{'kind':" \
	"'sequence'}," fields "}}}"
#define RECORDS(id, behavior)                                            \
	"{'entry':{'id':'" id "','name':'" id "'},'behavior':'" behavior \
	"','records':'records.jsonl'}"

static const struct {
	const char *id, *json;
} datasets[] = {
	{ "a00000000000000000000001", GENERATOR("a00000000000000000000001", "time-series",
	                                        "'timestamp':{'kind':'arrival'}") },
	{ "a00000000000000000000002",
	  GENERATOR("a00000000000000000000002", "time-series",
	            "'timestamp':{'kind':'arrival','lag':'P40D'}") },
	{ "a00000000000000000000003",
	  GENERATOR("a00000000000000000000003", "time-series",
	            "'timestamp':{'kind':'range','min':'2024-06-01T00:00:00Z',"
	            "'max':'2027-06-01T00:00:00Z'}") },
	{ "a00000000000000000000004", GENERATOR("a00000000000000000000004", "record",
	                                        "'timestamp':{'kind':'arrival'}") },
	{ "a00000000000000000000005",
	  RECORDS("a00000000000000000000005", "time-series") },
	{ "a00000000000000000000006", RECORDS("a00000000000000000000006", "record") },
};

/* ---------------------------------------------------------------- the oracle */

struct entry {
	vtime at, timestamp;
	int64_t n;
};

struct list {
	struct entry *all;
	size_t count, room;
};

/* Behind all that arrive at its time or before. */
static void insert(struct list *l, struct entry new)
{
	size_t i = l->count++;

	if (l->count > l->room) {
		l->room = 2 * l->count;
		l->all = mem_grow(l->all, l->room, sizeof(*l->all));
	}
	for (; i && l->all[i - 1].at > new.at; i--)
		l->all[i] = l->all[i - 1];
	l->all[i] = new;
}

/* The dataset's own records that arrive before `until`. */
static void insert_own(struct list *l, const struct dataset *d, vtime until)
{
	uint64_t count = dataset_own_arrived(d, ZERO, until), i = 0;
	const struct dataset_window all = dataset_first(d, view, count);
	AUTO(dataset_read_end) struct dataset_reader *r = NULL;
	struct row_source *rows;
	const struct column *batch;
	struct err e = { 0 };

	r = dataset_read(d, view, &all, 0, count);
	rows = dataset_rows(r);
	while (rows->next(rows->ctx, &batch, &e) > 0) {
		for (size_t k = 0; k < batch->count; k++, i++)
			insert(l, (struct entry){ dataset_own_arrival(d, ZERO, i),
			                          batch->child[1].i64[k],
			                          batch->child[0].i64[k] });
	}
	assert_int_equal(i, count);
}

/* ---------------------------------------------------------------- a history */

struct history {
	struct catalogue *catalogue;
	const struct dataset *d;
	uint64_t seed, step;
	struct list list;
	int64_t posted;
};

static uint64_t draw(struct history *h, uint64_t below)
{
	return hash_below(hash_with(h->seed, h->step++), below);
}

/* Some records that arrive now or later, of any age; a third share one instant. */
static void post(struct history *h, vtime now)
{
	AUTO(posted_batch_release) struct posted_batch batch = { 0 };
	AUTO(buf_release) struct buf lines = { 0 };
	AUTO(mem_free) char *text = NULL;
	struct posted_text t = { .name = "batch", .now = now };
	struct err e = { 0 };

	for (size_t count = 1 + (size_t)draw(h, 12); count > 0; count--) {
		struct entry new = { now, 0, POSTED + h->posted++ };
		char at[VTIME_TEXT], timestamp[VTIME_TEXT];

		if (draw(h, 3))
			new.at += (vtime)draw(h, 90) * MS_PER_DAY;
		new.timestamp =
			new.at + (vtime)draw(h, 800 * MS_PER_DAY) - 780 * MS_PER_DAY;
		vtime_format(new.at, at);
		vtime_format(new.timestamp, timestamp);
		buf_printf(&lines,
		           "{'arrivedAt':'%s','record':{'n':%lld,'timestamp':'%s'}}\n",
		           at, (long long)new.n, timestamp);
		insert(&h->list, new);
	}
	t.lines = text = quoted(buf_str(&lines));
	t.size = strlen(text);
	if (dataset_batch_read(h->d, &t, &batch, &e) < 0)
		fail_msg("seed %llu: %s", (unsigned long long)h->seed, e.text);
	catalogue_post(h->catalogue, h->d, &batch);
}

static bool keeps(const struct history *h, const struct entry *e, vtime from, vtime until)
{
	if (e->at < from || e->at >= until)
		return false;
	return dataset_behavior(h->d) == DATASET_RECORD ||
	       e->timestamp >= until - 365 * MS_PER_DAY;
}

/* The values of n that records [first, last) of the window have. */
static void numbers(const struct history *h, const struct dataset_window *w,
                    uint64_t first, uint64_t last, struct buf *out)
{
	AUTO(dataset_read_end) struct dataset_reader *r = NULL;
	struct row_source *rows;
	const struct column *batch;
	struct err e = { 0 };
	uint64_t count = 0;

	r = dataset_read(h->d, view, w, first, last);
	rows = dataset_rows(r);
	while (rows->next(rows->ctx, &batch, &e) > 0) {
		assert_in_range(batch->count, 1, 1024);
		for (size_t i = 0; i < batch->count; i++)
			buf_printf(out, "%lld ", (long long)batch->child[0].i64[i]);
		count += batch->count;
	}
	assert_int_equal(count, last - first);
}

/* The window, read in random partitions, is what the list says. */
static void check(struct history *h, vtime from, vtime until)
{
	const struct dataset_window w = dataset_window(h->d, view, from, until);
	AUTO(buf_release) struct buf got = { 0 }, expected = { 0 };
	uint64_t count = 0;

	for (size_t i = 0; i < h->list.count; i++) {
		if (!keeps(h, &h->list.all[i], from, until))
			continue;
		buf_printf(&expected, "%lld ", (long long)h->list.all[i].n);
		count++;
	}
	if (w.count == count) {
		for (uint64_t at = 0, next; at < count; at = next) {
			next = at + 1 + draw(h, count - at);
			numbers(h, &w, at, next, &got);
		}
	}
	if (w.count != count || strcmp(buf_str(&got), buf_str(&expected)) != 0)
		fail_msg("seed %llu, dataset %s, [%lld, %lld): %llu records\n%s\nnot "
		         "%llu\n%s",
		         (unsigned long long)h->seed, dataset_id(h->d), (long long)from,
		         (long long)until, (unsigned long long)w.count, buf_str(&got),
		         (unsigned long long)count, buf_str(&expected));
}

/* A time to cut at: often the very arrival of a record. */
static vtime next_cut(struct history *h, vtime now)
{
	if (draw(h, 2) && h->list.count) {
		vtime at = h->list.all[draw(h, h->list.count)].at;

		if (at >= now && at < ZERO + 700 * MS_PER_DAY)
			return at;
	}
	return now + (vtime)draw(h, 60 * MS_PER_DAY);
}

static void run_history(struct history *h)
{
	vtime from = VTIME_MIN, until = ZERO - 31 * MS_PER_DAY;

	insert_own(&h->list, h->d, ZERO + 900 * MS_PER_DAY);
	while (until < ZERO + 700 * MS_PER_DAY) {
		until = next_cut(h, until);
		check(h, from, until);
		if (draw(h, 2))
			post(h, until);
		if (!draw(h, 4))
			check(h, VTIME_MIN, until);
		from = until;
	}
	check(h, VTIME_MIN, until);
	check(h, until, from);
	free(h->list.all);
}

/* ---------------------------------------------------------------- tests */

static void put(void **state, const char *folder, const char *name, const char *text)
{
	AUTO(mem_free) char *dir = scratch_path(state, folder);
	AUTO(mem_free) char *path = mem_printf("%s/%s", dir, name);
	AUTO(mem_free) char *bytes = quoted(text);
	struct err e = { 0 };

	assert_int_equal(file_make_dirs(dir, &e), 0);
	assert_int_equal(file_write(path, bytes, strlen(bytes), &e), 0);
}

/* Lines with times of both kinds, by date and by time 0. */
static void put_lines(void **state, const char *folder)
{
	AUTO(buf_release) struct buf lines = { 0 };
	char at[VTIME_TEXT], timestamp[VTIME_TEXT];

	for (size_t i = 0; i < 120; i++) {
		uint64_t h = hash_with(99, i);
		int day = (int)hash_below(h, 500) - 30;
		vtime time = ZERO + (vtime)day * MS_PER_DAY;

		vtime_format(time, at);
		vtime_format(time - (vtime)hash_below(~h, 500) * MS_PER_DAY, timestamp);
		if (h % 2)
			snprintf(at, sizeof(at), "%cP%dD", day < 0 ? '-' : '+', abs(day));
		buf_printf(&lines,
		           "{'arrivedAt':'%s','record':{'n':%zu,'timestamp':'%s'}}\n", at,
		           i, timestamp);
	}
	put(state, folder, "records.jsonl", buf_str(&lines));
}

static void windows_that_follow_each_other_hold_each_record_once(void **state)
{
	AUTO(mem_free) char *root = scratch_path(state, "all");
	const char *const folders[] = { root, NULL };
	AUTO(catalogue_close) struct catalogue *c = NULL;
	struct err e = { 0 };

	for_each_row(i, datasets) {
		AUTO(mem_free) char *folder = mem_printf("all/%zu", i);

		put(state, folder, "dataset.json", datasets[i].json);
		put(state, folder, "schema.json", SCHEMA);
		put_lines(state, folder);
	}
	if (catalogue_open(folders, &c, &e) < 0)
		fail_msg("%s", e.text);
	for (uint64_t seed = 1; seed <= SEEDS; seed++) {
		for_each_row(i, datasets) {
			struct history h = { .catalogue = c,
				             .d = catalogue_find(c, datasets[i].id),
				             .seed = hash_with(seed, i) };

			run_history(&h);
			catalogue_forget(c);
		}
	}
}

static void a_series_leaves_out_what_is_older_than_365_days(void **state)
{
	AUTO(catalogue_close) struct catalogue *c = NULL;
	const vtime day = MS_PER_DAY;
	const struct dataset *events, *people;
	struct err e = { 0 };

	(void)state;
	assert_int_equal(catalogue_open(NULL, &c, &e), 0);
	events = catalogue_find(c, "5ef3e328582424191b1beb44"); /* timestamp = arrival */
	people = catalogue_find(c, "5ef3e325582424191b1beb42");
	for (vtime until = ZERO; until < ZERO + 800 * day; until += 50 * day + 1) {
		struct dataset_window w = dataset_window(events, view, VTIME_MIN, until);

		assert_int_equal(w.count, dataset_arrived(events, ZERO, until) -
		                                  dataset_arrived(events, ZERO,
		                                                  until - 365 * day));
		w = dataset_window(people, view, VTIME_MIN, until);
		assert_int_equal(w.count, dataset_arrived(people, ZERO, until));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(windows_that_follow_each_other_hold_each_record_once),
		cmocka_unit_test(a_series_leaves_out_what_is_older_than_365_days),
	};

	return cmocka_run_group_tests_name("window", tests, scratch_open, scratch_close);
}
