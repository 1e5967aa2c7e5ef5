/*
 * test_exactly_once.c - over random histories, each record is exported exactly once
 *
 * Whatever happens to a flow, what its successful runs hold of a dataset is what arrived
 * before the newest of their scheduled times: no gap, no overlap.  Of most histories the
 * records are counted, of some the files are read.  And the clock may jump in one step or
 * in many.  TEST_SEED sets the first of the seeds.
 */
#include "tests/unit/unit.h"

#include <malloc.h>

#include "lib/file/file.h"
#include "lib/json/json.h"
#include "lib/mem.h"
#include "lib/str.h"
#include "tests/support/histories.h"
#include "tests/support/quoted.h"

#define COUNTED  10000
#define READ     200
#define STEPPED  500
#define RUNS     512
#define ARRIVALS 2048

#define GENERATED 1 /* its records arrive in the order of their numbers */

/* What all histories came to, so that none of it is missing unseen. */
static struct {
	size_t runs, success, partial, failed, active, late, records;
} total;

static int64_t first_seed(void)
{
	int64_t first = 1;

	if (getenv("TEST_SEED"))
		assert_true(str_to_int(getenv("TEST_SEED"), &first));
	print_message("seeds from %lld\n", (long long)first);
	return first;
}

/* ---------------------------------------------------------------- by counts */

static int64_t arrived(const struct stage *s, size_t dataset, vtime until)
{
	int64_t count = 0;

	for (size_t n = 0; n < ARRIVALS; n++) {
		vtime at = stage_arrival(s, dataset, n);

		count += at < until;
		if (at == VTIME_NEVER || (dataset == GENERATED && at >= until))
			break;
	}
	return count;
}

static bool has_ended(const struct lived *l)
{
	return l->status != RUN_QUEUED && l->status != RUN_IN_PROGRESS;
}

static int by_end(const void *a, const void *b)
{
	const struct lived *one = a, *other = b;

	return (one->completed_at > other->completed_at) -
	       (one->completed_at < other->completed_at);
}

/* Of the runs that end at one instant: what they hold, and up to when. */
static size_t gather(const struct lived *runs, size_t count, size_t dataset,
                     int64_t *records, vtime *until)
{
	size_t i = 0;

	for (*records = 0; i < count && runs[i].completed_at == runs[0].completed_at;
	     i++) {
		if (!has_ended(&runs[i]) || !runs[i].has[dataset])
			continue;
		*records += runs[i].share[dataset];
		if (!runs[i].failed[dataset] && runs[i].scheduled_at > *until)
			*until = runs[i].scheduled_at;
	}
	return i;
}

/* Runs in the order of their ends; *until: up to when the dataset is exported. */
static bool is_exact(const struct stage *s, const struct lived *runs, size_t count,
                     size_t dataset, vtime *until)
{
	*until = VTIME_MIN;
	for (size_t i = 0; i < count;) {
		int64_t before = arrived(s, dataset, *until), records;

		i += gather(&runs[i], count - i, dataset, &records, until);
		if (records != arrived(s, dataset, *until) - before)
			return false;
	}
	return true;
}

static void note(const struct lived *runs, size_t count)
{
	total.runs += count;
	for (size_t i = 0; i < count; i++) {
		total.success += runs[i].status == RUN_SUCCESS;
		total.partial += runs[i].status == RUN_PARTIAL;
		total.failed += runs[i].status == RUN_FAILED;
		total.active += !has_ended(&runs[i]);
		total.late += runs[i].scheduled_at < runs[i].created_at;
		total.records += (size_t)runs[i].records;
	}
}

/* All that failed has no records, and what was said of a run is what its shares are. */
static bool adds_up(const struct lived *l)
{
	int64_t sum = 0;

	for (size_t d = 0; d < STAGE_DATASETS; d++) {
		sum += has_ended(l) ? l->share[d] : 0;
		if (l->failed[d] && l->share[d])
			return false;
	}
	return l->records == sum;
}

static bool counts_hold(struct stage *s, const struct history *h)
{
	static struct lived runs[RUNS];
	size_t count;
	vtime until;

	history_live(s, h, 1);
	count = stage_runs(s, runs, RUNS);
	note(runs, count);
	for (size_t i = 0; i < count; i++) {
		if (!adds_up(&runs[i]))
			return false;
	}
	qsort(runs, count, sizeof(runs[0]), by_end);
	return is_exact(s, runs, count, 0, &until) && is_exact(s, runs, count, 1, &until);
}

/* ---------------------------------------------------------------- by files */

/* How often each record of a dataset lies in a file. */
struct found {
	const struct stage *stage;
	int times[STAGE_DATASETS][ARRIVALS];
};

static int find_records(void *ctx, const char *relative, uint64_t size UNUSED,
                        struct err *e)
{
	struct found *f = ctx;
	AUTO_MEM char *path = mem_printf("%s/exports/%s", f->stage->folder, relative);
	AUTO(buf_release) struct buf text = { 0 };
	int dataset = strstr(relative, stage_datasets[1]) != NULL;

	if (file_read(path, 1 << 20, &text, e) < 0)
		return -1;
	for (const char *s = strstr(buf_str(&text), JSON("n":)); s;
	     s = strstr(s + 1, JSON("n":))) {
		long n = strtol(s + 4, NULL, 10);

		assert_true(n >= 0 && n < ARRIVALS);
		f->times[dataset][n]++;
	}
	return 0;
}

static bool files_hold(struct stage *s, const struct history *h)
{
	static struct lived runs[RUNS];
	AUTO(mem_free) struct found *f = mem_alloc(sizeof(*f));
	AUTO(mem_free) char *root = mem_printf("%s/exports", s->folder);
	struct err e = { 0 };
	size_t count;
	vtime until[STAGE_DATASETS];

	history_live(s, h, 1);
	count = stage_runs(s, runs, RUNS);
	qsort(runs, count, sizeof(runs[0]), by_end);
	*f = (struct found){ .stage = s };
	assert_int_equal(file_walk(root, find_records, f, &e), 0);
	for (size_t d = 0; d < STAGE_DATASETS; d++) {
		if (!is_exact(s, runs, count, d, &until[d]))
			return false;
		for (size_t n = 0; n < ARRIVALS; n++) {
			if (f->times[d][n] != (stage_arrival(s, d, n) < until[d]))
				return false;
		}
	}
	return true;
}

/* ---------------------------------------------------------------- in steps */

static bool steps_hold(struct stage *s, const struct history *h)
{
	static struct lived one[RUNS], many[RUNS];
	size_t count;

	memset(one, 0, sizeof(one));
	memset(many, 0, sizeof(many));
	history_live(s, h, 1);
	count = stage_runs(s, one, RUNS);
	history_live(s, h, 7);
	return stage_runs(s, many, RUNS) == count &&
	       !memcmp(one, many, count * sizeof(one[0]));
}

/* ---------------------------------------------------------------- the laws */

typedef bool law(struct stage *s, const struct history *h);

/* Leaves out events while it still fails. */
static void shrink(law *holds, struct stage *s, struct history *h)
{
	for (size_t i = 0; i < h->count;) {
		struct history less = *h;

		memmove(&less.events[i], &less.events[i + 1],
		        (less.count - i - 1) * sizeof(less.events[0]));
		less.count--;
		if (holds(s, &less)) {
			i++;
			continue;
		}
		*h = less;
		i = 0;
	}
}

static void hold(law *holds, enum world_files files, int64_t count)
{
	int64_t first = first_seed();
	struct stage s;

	stage_open(&s, files);
	for (int64_t seed = first; seed < first + count; seed++) {
		struct history h = history_draw((uint64_t)seed);

		if (holds(&s, &h))
			continue;
		shrink(holds, &s, &h);
		history_print(&h);
		(void)holds(&s, &h);
		stage_print(&s);
		fail_msg("seed %lld", (long long)seed);
	}
	stage_close(&s);
}

static void each_record_is_exported_exactly_once(void **state UNUSED)
{
	hold(counts_hold, FILES_OFF, COUNTED);
	print_message("%zu runs: %zu success, %zu partial, %zu failed, %zu active, "
	              "%zu late; %zu records\n",
	              total.runs, total.success, total.partial, total.failed,
	              total.active, total.late, total.records);
	assert_true(total.partial && total.failed && total.active && total.late);
}

static void each_record_lies_in_one_file(void **state UNUSED)
{
	hold(files_hold, FILES_ON, READ);
}

static void one_step_and_many_give_the_same_runs(void **state UNUSED)
{
	hold(steps_hold, FILES_OFF, STEPPED);
}

int main(void)
{
	/* What a history frees, the next one takes. */
	mallopt(M_TRIM_THRESHOLD, 256 << 20);

	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_record_is_exported_exactly_once),
		cmocka_unit_test(each_record_lies_in_one_file),
		cmocka_unit_test(one_step_and_many_give_the_same_runs),
	};

	return cmocka_run_group_tests_name("exactly_once", tests, NULL, NULL);
}
