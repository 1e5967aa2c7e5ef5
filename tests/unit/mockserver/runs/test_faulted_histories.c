/*
 * test_faulted_histories.c - whatever faults do to runs, once they stop nothing is
 * missing
 *
 * Over random histories with random faults on runs: what the runs that did not fail hold
 * of a dataset, with what they say that they have skipped, is what arrived before the
 * newest of their scheduled times.  Runs that a fault made twice count once: receipts say
 * which.  And what faults remember is in the state: a history whose mock is stopped and
 * started after each event has the same runs.  TEST_SEED sets the first of the seeds,
 * TEST_HISTORIES their number.  What lies in the files, whatever is killed, is judged by
 * tests/crash/once_loop.
 */
#include "tests/unit/unit.h"

#include "lib/json/json.h"
#include "lib/mem.h"
#include "lib/str.h"
#include "mockserver/runs/travel.h"
#include "mockserver/world/arming.h"
#include "tests/support/histories.h"
#include "tests/support/quoted.h"

#define HISTORIES  1000
#define RESUMED    40 /* histories that are lived twice */
#define RUNS       1024
#define ARRIVALS   8192
#define FAULTS     5
#define AFTERWARDS (3 * MS_PER_DAY)
#define GENERATED  1 /* its records arrive in the order of their numbers */

/* What a fault does; %s: a dataset's id. */
static const char *const deeds[] = {
	/* clang-format off */
	JSON({"fail":{}}),
	JSON({"fail":{"afterFiles":1,"shape":"full"}}),
	JSON({"partial":{"datasets":["%s"],"message":"%s is away"}}),
	JSON({"skip-records":3}),
	JSON({"skip-records":"20%%"}),
	JSON({"stuck":"5h"}),
	JSON({"stuck":{}}),
	JSON({"run-late":"6m20s"}),
	JSON({"run-late":"P1DT1H"}),
	JSON({"missed":{}}),
	JSON({"queued":"1h"}),
	JSON({"run-twice":{}}),
	JSON({"dataset-gone":{}}),
	JSON({"credentials-expired":{}}),
	JSON({"bucket-gone":1}),
	JSON({"disk-full":{}}),
	(JSON([{"metrics-lie":{"member":"outputRecordCount","by":5}},{"queued":"9m"}])),
};
/* clang-format on */

/* When it does it. */
static const char *const rules[] = {
	/* clang-format off */
	JSON("nth":1),
	JSON("nth":[2,4]),
	JSON("every":2),
	JSON("every":3),
	JSON("probability":0.4),
	JSON("after":1,"times":2),
	JSON("probability":0.2,"per":"world"),
};
/* clang-format on */

static struct {
	size_t runs, failed, twice, skipped, records;
} total;

static int64_t number_of(const char *name, int64_t otherwise)
{
	int64_t n = otherwise;

	if (getenv(name))
		assert_true(str_to_int(getenv(name), &n));
	return n;
}

/* ---------------------------------------------------------------- the faults */

static cJSON *draw_faults(uint64_t seed)
{
	uint64_t h = hash_with(hash_text(0, "faults of a history"), seed);
	AUTO(buf_release) struct buf text = { 0 };
	size_t count = 1 + hash_below(hash_with(h, 99), FAULTS);
	cJSON *list = NULL;
	struct err e = { 0 };

	for (size_t i = 0; i < count; i++) {
		uint64_t own = hash_with(h, i);
		const char *rule = rules[hash_below(hash_with(own, 1), ARRAY_LEN(rules))];
		const char *deed = deeds[hash_below(hash_with(own, 2), ARRAY_LEN(deeds))];
		const char *id = stage_datasets[own % STAGE_DATASETS];

		buf_printf(&text, "%s{" JSON("fault":"f%zu","on":"run",%s,"do":),
		                             i ? "," : "[", i, rule);
		for (const char *c = deed; *c; c++) {
			bool is_id = c[0] == '%' && c[1] == 's';

			if (is_id)
				buf_add_str(&text, id);
			else
				buf_add_char(&text, *c);
			c += c[0] == '%';
		}
		buf_add_char(&text, '}');
	}
	buf_add_char(&text, ']');
	if (json_parse(text.data, text.size, &list, &e) < 0)
		fail_msg("%s: %s", e.text, buf_str(&text));
	return list;
}

/* Serials of runs whose records another run has exported again. */
static void find_twins(struct stage *s, bool twin[RUNS])
{
	AUTO(stmt_end) struct stmt *q = stmt_begin(&s->world.store.sql, SQL_RECEIPT_RUNS);
	struct receipt_row row;
	struct err e = { 0 };

	memset(twin, 0, RUNS * sizeof(*twin));
	stmt_put_int(q, -1);
	while (fault_receipt_next(q, &row, &e) > 0) {
		if (row.run > 0 && str_starts(row.done, "another run"))
			twin[row.run - 1] = true;
	}
}

/* Faults stop, and some days go by. */
static void stop_faults(struct stage *s)
{
	struct world *w = &s->world;
	struct err e = { 0 };
	struct travel t;

	if (arming_clear(w, NULL, &e) < 0 ||
	    travel_begin(w, clock_now(&w->clock) + AFTERWARDS, NULL, &t, &e) < 0)
		fail_msg("%s", e.text);
	while (travel_step(&t, &e) > 0)
		;
	if (e.code)
		fail_msg("%s", e.text);
}

/* ---------------------------------------------------------------- the law */

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

/* Runs that have failed, that go on, or that were made twice hold nothing for good. */
static bool counts(const struct lived *l, bool twin, size_t dataset)
{
	return !twin && l->has[dataset] && !l->failed[dataset] &&
	       (l->status == RUN_SUCCESS || l->status == RUN_PARTIAL);
}

static bool is_exact(const struct stage *s, const struct lived *runs, const bool *twin,
                     size_t count, size_t dataset)
{
	vtime until = VTIME_MIN;
	int64_t records = 0;

	for (size_t i = 0; i < count; i++) {
		if (!counts(&runs[i], twin[i], dataset))
			continue;
		records += runs[i].share[dataset] + runs[i].skipped[dataset];
		if (runs[i].scheduled_at > until)
			until = runs[i].scheduled_at;
	}
	return records == arrived(s, dataset, until);
}

static void note(const struct lived *runs, const bool *twin, size_t count)
{
	total.runs += count;
	for (size_t i = 0; i < count; i++) {
		total.failed += runs[i].status == RUN_FAILED;
		total.twice += twin[i];
		total.skipped += (size_t)(runs[i].skipped[0] + runs[i].skipped[1]);
		total.records += (size_t)runs[i].records;
	}
}

static bool holds(struct stage *s, uint64_t seed)
{
	static struct lived runs[RUNS];
	static bool twin[RUNS];
	const struct history h = history_draw(seed);
	size_t count;

	cJSON_Delete(s->world.start_faults);
	s->world.start_faults = draw_faults(seed);
	history_live(s, &h, 1);
	find_twins(s, twin);
	stop_faults(s);
	count = stage_runs(s, runs, RUNS);
	note(runs, twin, count);
	return is_exact(s, runs, twin, count, 0) && is_exact(s, runs, twin, count, 1);
}

static void nothing_is_missing_or_doubled_once_faults_stop(void **state UNUSED)
{
	const int64_t first = number_of("TEST_SEED", 1);
	const int64_t count = number_of("TEST_HISTORIES", HISTORIES);
	struct stage s;

	print_message("seeds from %lld\n", (long long)first);
	stage_open(&s, FILES_OFF);
	for (int64_t seed = first; seed < first + count; seed++) {
		const struct history h = history_draw((uint64_t)seed);
		AUTO(cJSON_Delete) cJSON *faults = NULL;
		AUTO_MEM char *text = NULL;

		if (holds(&s, (uint64_t)seed))
			continue;
		faults = draw_faults((uint64_t)seed);
		text = json_text(faults);
		history_print(&h);
		stage_print(&s);
		fail_msg("TEST_SEED=%lld, with %s", (long long)seed, text);
	}
	stage_close(&s);
	print_message("%zu runs: %zu failed, %zu made twice; %zu records, %zu skipped\n",
	              total.runs, total.failed, total.twice, total.records,
	              total.skipped);
	assert_true(total.failed && total.twice && total.skipped);
}

/* ---------------------------------------------------------------- restarts */

static void restart(struct stage *s)
{
	stage_stop(s);
	stage_start(s);
}

/* The runs of the history with its faults, and how often these have struck. */
static size_t live(struct stage *s, uint64_t seed, struct lived *runs, int64_t *fired)
{
	const struct history h = history_draw(seed);

	memset(runs, 0, RUNS * sizeof(*runs));
	cJSON_Delete(s->world.start_faults);
	s->world.start_faults = draw_faults(seed);
	history_live(s, &h, 1);
	*fired = 0;
	for (size_t i = 0; i < s->world.faults.count; i++)
		*fired += s->world.faults.all[i]->counts.fired;
	return stage_runs(s, runs, RUNS);
}

static void what_faults_remember_is_in_the_state(void **state UNUSED)
{
	static struct lived runs[RUNS], again[RUNS];
	const int64_t first = number_of("TEST_SEED", 1);
	const int64_t count =
		number_of("TEST_HISTORIES", HISTORIES) * RESUMED / HISTORIES;
	int64_t fired, fired_again, sum = 0;
	struct stage s;

	stage_open_kept(&s, FILES_OFF, 1);
	for (int64_t seed = first; seed < first + count; seed++) {
		size_t n, m;

		s.between = NULL;
		n = live(&s, (uint64_t)seed, runs, &fired);
		s.between = restart;
		m = live(&s, (uint64_t)seed, again, &fired_again);
		sum += fired;
		if (n == m && fired == fired_again && !memcmp(runs, again, sizeof(runs)))
			continue;
		fail_msg("TEST_SEED=%lld: %zu runs and %lld strikes, then %zu and %lld",
		         (long long)seed, n, (long long)fired, m, (long long)fired_again);
	}
	stage_close(&s);
	assert_true(sum > count);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_is_missing_or_doubled_once_faults_stop),
		cmocka_unit_test(what_faults_remember_is_in_the_state),
	};

	return cmocka_run_group_tests_name("faulted_histories", tests, NULL, NULL);
}
