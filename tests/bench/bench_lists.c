/*
 * bench_lists.c - what a page of runs costs with a thousand and with a million runs
 *
 *	bench_lists [RUNS]
 *
 * The runs are rows put into stores in memory: each flow has a twentieth of them, and one
 * in twenty failed.  A page is 20 runs, rendered; the median of ROUNDS pages.  The
 * last page is reached by what its token carries.
 */
#include "lib/hash.h"
#include "lib/mem.h"
#include "mockserver/lists/page.h"
#include "mockserver/specs/specs.h"
#include "mockserver/store/flow.h"
#include "mockserver/store/run.h"
#include "tests/support/limit.h"
#include "tests/support/quoted.h"

#define FLOWS  20
#define FAILED 20 /* one in so many */
#define FEW    1000
#define LIMIT  20
#define MOST   2 /* times as long: the limit */
#define ROUNDS 101

static const vtime began = INT64_C(1767225600000);
static const struct caller caller = { "bench", "bench@AdobeOrg", "prod" };

static const char detail[] = JSON({"datasets":[
	     {"id":"5ef3e3259ad2a1191ab7dd7d","records":1000,"bytes":155000,"files":1}],
	     "errors":[]});

/* Which runs a question is about: every step-th from the first, by serial. */
static const struct question {
	const char *name, *filter;
	int64_t first, step;
} questions[] = {
	/* clang-format off */
	{ "all runs",                  NULL,                                     1,   1 },
	{ "of one flow",               "flowId==flow-7",                         7,   FLOWS },
	{ "failed (5 %)",              "metrics.statusSummary.status==failed",   FAILED, FAILED },
	{ "succeeded (95 %)",          "state==success",                         1,   1 },
	{ "createdAt below the middle", "createdAt<=",                           1,   1 },
	{ "startedAtUTC below the middle", "metrics.durationSummary.startedAtUTC<=", 1, 1 },
	/* clang-format on */
};

static int put_flow(struct store *s, int number, struct err *e)
{
	AUTO(mem_free) char *id = mem_printf("flow-%d", number);
	AUTO(mem_free) char *body = mem_printf(JSON({"id":"%s","name":"bench"}), id);
	char org[] = "bench@AdobeOrg", sandbox[] = "prod", other[] = "x";
	const struct entity n = { .kind = KIND_FLOW,
		                  .id = id,
		                  .org = org,
		                  .sandbox = sandbox,
		                  .spec = other,
		                  .state = "enabled",
		                  .etag = "\"e\"",
		                  .body = body,
		                  .version = 1 };
	struct flow_row f = { .id = id,
		              .org = org,
		              .sandbox = sandbox,
		              .spec = other,
		              .source = other,
		              .target = other,
		              .next_at = VTIME_NEVER,
		              .end_at = VTIME_NEVER };

	if (entity_put(s, &n, &f.seq, e) < 0)
		return -1;
	return flow_put(s, &f, e);
}

static vtime time_of(int64_t serial)
{
	return began + serial * 977;
}

/* Flow n has the runs n, n + FLOWS, …; its row is the n-th. */
static int put_run(struct store *s, int64_t serial, struct err *e)
{
	const struct run_row row = {
		.serial = serial,
		.flow_seq = serial % FLOWS ? serial % FLOWS : FLOWS,
		.scheduled_at = time_of(serial),
		.created_at = time_of(serial),
		.started_at = time_of(serial),
		.completed_at = time_of(serial),
		.updated_at = time_of(serial),
		.status = serial % FAILED ? RUN_SUCCESS : RUN_FAILED,
		.records = 1000,
		.bytes = 155000,
		.files = 1,
		.version = 1,
		.detail = detail,
	};

	return run_put(s, &row, e);
}

static int fill(struct world *w, int64_t runs, struct err *e)
{
	if (store_begin(&w->store, e) < 0)
		return -1;
	for (int i = 1; i <= FLOWS; i++) {
		if (put_flow(&w->store, i, e) < 0)
			return -1;
	}
	for (int64_t serial = 1; serial <= runs; serial++) {
		if (put_run(&w->store, serial, e) < 0)
			return -1;
	}
	return store_commit(&w->store, e);
}

static int by_size(const void *a, const void *b)
{
	const int64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* The median time of a page in microseconds, -1 on error. */
static double page_time(struct world *w, const struct list *l, struct err *e)
{
	int64_t took[ROUNDS];
	struct buf out = { 0 };
	int wrote = 0;

	for (size_t i = 0; i < ROUNDS && wrote == 0; i++) {
		int64_t start = vtime_monotonic_ns();

		buf_clear(&out);
		wrote = list_page(w, l, &out, e);
		took[i] = vtime_monotonic_ns() - start;
	}
	buf_release(&out);
	if (wrote < 0)
		return -1;
	qsort(took, ROUNDS, sizeof(*took), by_size);
	return (double)took[ROUNDS / 2] / 1e3;
}

struct times {
	double first, last;
};

static int ask(struct world *w, const struct question *q, int64_t runs, struct times *out,
               struct err *e)
{
	struct arena a = { 0 };
	struct refusal refused = { 0 };
	struct filter filter;
	struct list l = { .of = LIST_RUNS, .by = &caller, .limit = LIMIT };
	/* the last page is full: the item before it is the (LIMIT + 1)-th from the end */
	int64_t before = q->first + LIMIT * q->step;
	const char *text = q->filter;

	if (text && str_ends(text, "<="))
		text = arena_printf(&a, "%s%lld", text, (long long)time_of(runs / 2));
	if (text && filter_read(&a, text, &filter, &refused) < 0)
		return err_set(e, ERR_INVALID, "%s", refused.text);
	l.filters = &filter;
	l.filter_count = text != NULL;
	out->first = page_time(w, &l, e);
	l.begun = true;
	l.after = (struct select_place){ time_of(before), before };
	out->last = out->first < 0 ? -1 : page_time(w, &l, e);
	arena_release(&a);
	return out->last < 0 ? -1 : 0;
}

static int bench(struct world *few, struct world *many, int64_t runs, struct err *e)
{
	printf("%-34s %10s %10s %8s %11s %10s %8s %11s\n", "a page of 20 runs, us",
	       "1,000", "all, first", "of 1,000", "limit", "all, last", "of first",
	       "limit");
	for (size_t i = 0; i < ARRAY_LEN(questions); i++) {
		const struct question *q = &questions[i];
		struct times small, large;

		if (ask(few, q, FEW, &small, e) < 0 || ask(many, q, runs, &large, e) < 0)
			return -1;
		printf("%-34s %10.0f %10.0f %8.2f %11s %10.0f %8.2f %11s\n", q->name,
		       small.first, large.first, large.first / small.first,
		       limit_at_most(large.first / small.first, MOST), large.last,
		       large.last / large.first,
		       limit_at_most(large.last / large.first, MOST));
	}
	return 0;
}

static int open_world(struct world *w, struct err *e)
{
	*w = (struct world){ .seed = 1 };
	return specs_open(&w->specs, e) < 0 ? -1 : store_open(NULL, &w->store, e);
}

static void close_world(struct world *w)
{
	store_close(&w->store);
	specs_close(w->specs);
}

int main(int argc, char **argv)
{
	struct world few, many;
	struct err e = { 0 };
	int64_t runs = 1000000, start;

	if (argc > 1 && (!str_to_int(argv[1], &runs) || runs < FEW))
		return fprintf(stderr, "bench_lists: at least %d runs\n", FEW), 2;
	if (open_world(&few, &e) < 0 || open_world(&many, &e) < 0 ||
	    fill(&few, FEW, &e) < 0)
		return fprintf(stderr, "bench_lists: %s\n", e.text), 1;
	start = vtime_monotonic_ns();
	if (fill(&many, runs, &e) < 0)
		return fprintf(stderr, "bench_lists: %s\n", e.text), 1;
	printf("%lld runs stored in %.1f s\n", (long long)runs,
	       (double)(vtime_monotonic_ns() - start) / 1e9);
	if (bench(&few, &many, runs, &e) < 0)
		return fprintf(stderr, "bench_lists: %s\n", e.text), 1;
	close_world(&few);
	close_world(&many);
	return 0;
}
