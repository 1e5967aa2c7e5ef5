/*
 * test_due.c - what falls due, in order; next to a model that is a plain list
 */
#include "mockserver/store/due.h"
#include "mockserver/store/exported_file.h"
#include "tests/support/seeded.h"
#include "tests/unit/mockserver/store/opened.h"

#define JOBS   12
#define FILES  8
#define TIMES  20
#define ROUNDS 20
#define DEEDS  60

/* What the model knows: times by run and file, VTIME_NEVER where nothing is due. */
struct plan {
	vtime runs[JOBS], files[FILES];
	int64_t reads[JOBS]; /* of a run without a time that is there; -1: not there */
};

/* The earliest; of one instant files first, then by the flow's id, then by the run. */
static struct due expected(const struct plan *p, vtime until)
{
	struct due out = { .what = DUE_NOTHING, .at = VTIME_NEVER };

	for (size_t i = 0; i < FILES; i++) {
		if (p->files[i] <= until && p->files[i] < out.at)
			out = (struct due){ .what = DUE_FILE,
				            .at = p->files[i],
				            .id = (int64_t)i + 1 };
	}
	for (size_t i = 0; i < JOBS; i++) { /* flows are named so that ids go up with i */
		if (p->runs[i] <= until && p->runs[i] < out.at)
			out = (struct due){ .what = DUE_RUN,
				            .at = p->runs[i],
				            .id = (int64_t)i + 1 };
	}
	return out;
}

static void put_job(size_t i, vtime at, int64_t reads)
{
	char flow[16];
	struct job job = { .run = (int64_t)i + 1,
		           .flow_seq = 100 + (int64_t)i,
		           .flow = flow };

	snprintf(flow, sizeof(flow), "flow-%c", (char)('a' + i / 3));
	job.due_at = at;
	job.reads = reads;
	assert_int_equal(job_put(&store, &job, &err), 0);
}

/* One random deed in the store and in the model. */
static void act(struct seeded *d, struct plan *p)
{
	size_t run = seeded_below(d, JOBS), file = seeded_below(d, FILES);
	vtime at = seeded_between(d, 1, TIMES);
	int64_t left;

	switch (seeded_below(d, 5)) {
	case 0:
		put_job(run, at, 0);
		p->runs[run] = at;
		p->reads[run] = -1;
		break;
	case 1:
		put_job(run, VTIME_NEVER, at);
		p->runs[run] = VTIME_NEVER;
		p->reads[run] = at;
		break;
	case 2:
		assert_int_equal(job_drop(&store, (int64_t)run + 1, &err), 0);
		p->runs[run] = VTIME_NEVER;
		p->reads[run] = -1;
		break;
	case 3:
		assert_int_equal(exported_file_expire(&store, (int64_t)file + 1, at, 0,
		                                      &err),
		                 0);
		p->files[file] = at;
		break;
	case 4:
		assert_int_equal(job_read(&store, (int64_t)run + 1, &left, &err), 0);
		p->reads[run] -= p->reads[run] >= 0 ? 1 : 0;
		assert_int_equal(left, p->reads[run] < 0 ? -1 : p->reads[run]);
		if (p->reads[run] == 0) { /* it goes on: its caller ends it */
			assert_int_equal(job_drop(&store, (int64_t)run + 1, &err), 0);
			p->reads[run] = -1;
		}
		break;
	}
}

static bool any_is_read(const struct plan *p)
{
	for (size_t i = 0; i < JOBS; i++) {
		if (p->reads[i] >= 0)
			return true;
	}
	return false;
}

static void the_first_of_all_that_is_due_comes_as_the_model_has_it(UNUSED void **state)
{
	for (size_t round = 0; round < ROUNDS; round++) {
		struct seeded d = seeded_begin(round);
		struct plan p;

		opened_end(NULL);
		assert_int_equal(opened_begin(NULL), 0);
		for (size_t i = 0; i < JOBS; i++) {
			p.runs[i] = VTIME_NEVER;
			p.reads[i] = -1;
		}
		for (size_t i = 0; i < FILES; i++) {
			p.files[i] = VTIME_NEVER;
			assert_int_equal(exported_file_put(&store, (int64_t)i + 1, "f", 1,
			                                   1, &err),
			                 0);
		}
		for (int i = 0; i < DEEDS; i++) {
			vtime until = seeded_between(&d, 0, TIMES + 1), next;
			struct due want, got;
			bool is_read;

			act(&d, &p);
			want = expected(&p, until);
			assert_int_equal(due_other(&store, until, &got, &err), 0);
			if (got.what != want.what ||
			    (got.what && (got.at != want.at || got.id != want.id)))
				fail_msg("TEST_SEED=%llu, deed %d: %d of %lld at %lld",
				         (unsigned long long)d.seed, i, (int)got.what,
				         (long long)got.id, (long long)got.at);
			want = expected(&p, TIMES + 1);
			assert_int_equal(due_at(&store, 0, &next, &err), 0);
			assert_int_equal(next, want.at);
			assert_int_equal(job_any_is_read(&store, &is_read, &err), 0);
			assert_int_equal(is_read, any_is_read(&p));
		}
	}
}

static void a_due_goes_before_another_by_time_and_then_by_flow(UNUSED void **state)
{
	static const struct {
		struct due a, b;
		bool before;
	} rows[] = {
		{ { .at = 1, .flow = "b" }, { .at = 2, .flow = "a" }, true },
		{ { .at = 2, .flow = "a" }, { .at = 1, .flow = "b" }, false },
		{ { .at = 1, .flow = "a" }, { .at = 1, .flow = "b" }, true },
		{ { .at = 1, .flow = "b" }, { .at = 1, .flow = "a" }, false },
		{ { .at = 1, .flow = "" }, { .at = 1, .flow = "a" }, true },
		/* Of one flow neither goes before the other. */
		{ { .what = DUE_TICK, .at = 1, .flow = "a" },
		  { .what = DUE_RUN, .at = 1, .flow = "a" },
		  false },
		{ { .what = DUE_RUN, .at = 1, .flow = "a" },
		  { .what = DUE_TICK, .at = 1, .flow = "a" },
		  false },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		row_int_equal(i, due_is_before(&rows[i].a, &rows[i].b), rows[i].before);
}

static void the_oldest_run_of_a_flow_is_the_one_that_goes_on(UNUSED void **state)
{
	int64_t run;
	uint64_t writes = store.jobs;

	assert_int_equal(job_of_flow(&store, 100, &run, &err), 0);
	assert_int_equal(run, 0);
	for (int64_t serial = 5; serial >= 3; serial--) {
		const struct job job = {
			.run = serial, .flow_seq = 100, .flow = "f", .due_at = 10 - serial
		};

		assert_int_equal(job_put(&store, &job, &err), 0);
		assert_int_equal(job_of_flow(&store, 100, &run, &err), 0);
		assert_int_equal(run, serial);
	}
	assert_int_equal(job_drop(&store, 3, &err), 0);
	assert_int_equal(job_of_flow(&store, 100, &run, &err), 0);
	assert_int_equal(run, 4);
	assert_true(store.jobs >
	            writes + 3); /* whoever keeps a queue of them asks again */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			the_first_of_all_that_is_due_comes_as_the_model_has_it,
			opened_begin, opened_end),
		cmocka_unit_test(a_due_goes_before_another_by_time_and_then_by_flow),
		cmocka_unit_test_setup_teardown(
			the_oldest_run_of_a_flow_is_the_one_that_goes_on, opened_begin,
			opened_end),
	};

	return cmocka_run_group_tests_name("store/due", tests, NULL, NULL);
}
