/*
 * test_timeline.c - mockserver/timeline: timeline.c, window.c, json.c
 */
#include "tests/support/quoted.h"
#include "tests/unit/unit.h"

#include "lib/hash.h"
#include "lib/mem.h"
#include "lib/vtime.h"
#include "mockserver/store/entity.h"
#include "mockserver/store/flow.h"
#include "mockserver/timeline/json.h"
#include "mockserver/timeline/timeline.h"

#define SEED  0x71e11u
#define ZERO  INT64_C(1767225600000) /* 2026-01-01T00:00:00Z */
#define HOURS MS_PER_HOUR

static struct store store;
static int64_t serial;

static int setup(void **state UNUSED)
{
	struct err e = { 0 };

	serial = 0;
	if (store_open(NULL, &store, &e) < 0)
		return -1;
	return store_meta_put(&store, "seed", 1, &e) < 0 ||
	       store_meta_put(&store, "now", ZERO, &e) < 0;
}

static int teardown(void **state UNUSED)
{
	store_close(&store);
	return 0;
}

static void begin_anew(void)
{
	struct err e = { 0 };

	serial = 0;
	assert_int_equal(store_wipe(&store, &e), 0);
	assert_int_equal(store_meta_put(&store, "seed", 1, &e), 0);
	assert_int_equal(store_meta_put(&store, "now", ZERO, &e), 0);
}

/* A flow made at 2026-01-01; times in hours after it. */
static int64_t put_flow_of(const char *id, const struct flow_row *times)
{
	char text[16] = "x", flow_id[16];
	struct flow_row f = *times;
	const struct entity n = { .kind = KIND_FLOW,
		                  .id = id,
		                  .org = text,
		                  .sandbox = text,
		                  .spec = text,
		                  .state = "enabled",
		                  .etag = text,
		                  .body = JSON({"name":"A flow"}), .version = 1,
		                               .created_at = ZERO, .updated_at = ZERO,
		                               .columns = { [ENTITY_COLUMN_NAME] =
		                                                    "A flow" } };
	struct err e = { 0 };

	snprintf(flow_id, sizeof(flow_id), "%s", id);
	f.org = f.sandbox = f.spec = f.source = f.target = text;
	f.id = flow_id;
	assert_int_equal(entity_put(&store, &n, &f.seq, &e), 0);
	assert_int_equal(flow_put(&store, &f, &e), 0);
	return f.seq;
}

static int64_t put_flow(int64_t start, int64_t step, int64_t end, int64_t next)
{
	const struct flow_row times = { .start_at = ZERO + start * HOURS,
		                        .step_ms = step * HOURS,
		                        .end_at = ZERO + end * HOURS,
		                        .next_at = next < 0 ? VTIME_NEVER
		                                            : ZERO + next * HOURS };

	return put_flow_of("flow", &times);
}

static void put_run(int64_t flow, vtime at, enum run_status status)
{
	const struct run_row r = { .serial = ++serial,
		                   .flow_seq = flow,
		                   .scheduled_at = at,
		                   .created_at = at,
		                   .started_at = at,
		                   .completed_at = at,
		                   .updated_at = at,
		                   .status = status,
		                   .version = 1 };
	struct err e = { 0 };

	assert_int_equal(run_put(&store, &r, &e), 0);
	assert_int_equal(flow_ran(&store, flow, r.serial, &e), 0);
}

static void put_runs(int64_t flow, const char *hours)
{
	char *end;

	for (; *hours; hours = end)
		put_run(flow, ZERO + strtol(hours, &end, 10) * HOURS, RUN_SUCCESS);
}

static void gather(int64_t now, struct timeline *out)
{
	const struct timeline_view view = { .now = ZERO + now * HOURS,
		                            .from_at = VTIME_NEVER,
		                            .until_at = VTIME_NEVER,
		                            .cell_count = 24 };
	struct err e = { 0 };

	assert_int_equal(timeline_gather(&store, &view, out, &e), 0);
}

static void a_tick_that_is_past_and_had_no_run_is_a_gap(void **state UNUSED)
{
	static const struct {
		const char *what;
		int64_t start, step, end, next, now;
		const char *runs, *gaps; /* first-last in hours */
	} cases[] = {
		/* clang-format off */
		{ "each tick ran",          0, 3, 99,  9,  8, "0 3 6",    "" },
		{ "disabled meanwhile",     0, 3, 99, 15, 14, "0 3 12",   "6-9 " },
		{ "disabled now",           0, 3, 99, -1, 14, "0 3",      "6-12 " },
		{ "twice",                  0, 1, 99, 10,  9, "0 2 3 7 9", "1-1 4-6 8-8 " },
		{ "due, and not yet run",   0, 3, 99,  6,  6, "0 3",      "" },
		{ "before the flow was",   -6, 3, 99,  3,  2, "0",        "" },
		{ "not before the start",   9, 3, 99,  9,  8, "",         "" },
		{ "not past the end",       0, 3,  7, -1, 30, "0 3",      "6-6 " },
		{ "the end is exclusive",   0, 3,  6, -1, 30, "0 3",      "" },
		{ "between two ticks",      0, 3, 99,  6,  5, "0 1 3",    "" },
		{ "once, in time",          2, 0, 99, -1,  5, "2",        "" },
		{ "once, and never",        2, 0, 99, -1,  5, "",         "2-2 " },
		/* clang-format on */
	};

	for_each_row(i, cases) {
		AUTO(timeline_release) struct timeline t = { 0 };
		AUTO(buf_release) struct buf got = { 0 };
		int64_t count = 0;

		begin_anew();
		put_runs(put_flow(cases[i].start, cases[i].step, cases[i].end,
		                  cases[i].next),
		         cases[i].runs);
		gather(cases[i].now, &t);
		for (size_t k = 0; k < t.flows[0].gap_count; k++) {
			const struct timeline_gap *g = &t.flows[0].gaps[k];

			count += g->count;
			buf_printf(&got, "%lld-%lld ",
			           (long long)((g->first_at - ZERO) / HOURS),
			           (long long)((g->last_at - ZERO) / HOURS));
		}
		if (strcmp(buf_str(&got), cases[i].gaps) != 0)
			fail_msg("%s: %s", cases[i].what, buf_str(&got));
		assert_int_equal(t.flows[0].counts[MARK_GAP], count);
	}
}

static void a_window_holds_twenty_steps_or_what_there_is(void **state UNUSED)
{
	static const struct {
		const char *what;
		int64_t start, step, end, next, now;
		const char *runs, *from, *until;
	} cases[] = {
		/* clang-format off */
		{ "many before and after",  0, 24, 9999, 1224, 1200, "0", "2026-01-31T00:00:00Z", "2026-03-15T00:00:00Z" },
		{ "from the first",         0, 24, 9999, 96, 95, "0",     "2026-01-01T00:00:00Z", "2026-01-27T00:00:00Z" },
		{ "to the end",             0, 24, 48, 24, 23, "0",       "2026-01-01T00:00:00Z", "2026-01-03T03:00:00Z" },
		{ "a start in the future", 48, 24, 96, 48, 1, "",         "2026-01-01T01:00:00Z", "2026-01-05T05:00:00Z" },
		{ "once",                   4, 0, 9999, 4, 2, "",         "2026-01-01T02:00:00Z", "2026-01-01T04:07:00Z" },
		{ "ended long ago",         0, 1, 9, -1, 5000, "0 1",     "2026-01-01T00:00:00Z", "2026-01-01T09:28:00Z" },
		/* clang-format on */
	};

	for_each_row(i, cases) {
		AUTO(timeline_release) struct timeline t = { 0 };
		char from[VTIME_TEXT], until[VTIME_TEXT];

		begin_anew();
		put_runs(put_flow(cases[i].start, cases[i].step, cases[i].end,
		                  cases[i].next),
		         cases[i].runs);
		gather(cases[i].now, &t);
		print_message("# %s: %s %s\n", cases[i].what,
		              vtime_format(t.from_at, from),
		              vtime_format(t.until_at, until));
		assert_string_equal(vtime_format(t.from_at, from), cases[i].from);
		assert_string_equal(vtime_format(t.until_at, until), cases[i].until);
	}
}

static void a_given_edge_stands_and_the_other_makes_room(void **state UNUSED)
{
	const int64_t far = 100000;
	const struct timeline_view late = { .now = ZERO,
		                            .from_at = ZERO + far * HOURS,
		                            .until_at = VTIME_NEVER,
		                            .cell_count = 1 };
	const struct timeline_view early = { .now = ZERO,
		                             .from_at = VTIME_NEVER,
		                             .until_at = ZERO - far * HOURS,
		                             .cell_count = 1 };
	const struct timeline_view wrong = {
		.now = ZERO, .from_at = ZERO, .until_at = ZERO, .cell_count = 1
	};
	struct timeline t;
	struct err e = { 0 };

	put_flow(0, 3, 99, 0);
	assert_int_equal(timeline_gather(&store, &late, &t, &e), 0);
	assert_int_equal(t.from_at, ZERO + far * HOURS);
	assert_int_equal(t.until_at, ZERO + (far + 60) * HOURS);
	timeline_release(&t);
	assert_int_equal(timeline_gather(&store, &early, &t, &e), 0);
	assert_int_equal(t.from_at, ZERO - (far + 60) * HOURS);
	assert_int_equal(t.until_at, ZERO - far * HOURS);
	timeline_release(&t);
	assert_int_equal(timeline_gather(&store, &wrong, &t, &e), -1);
	assert_int_equal(e.code, ERR_INVALID);
}

static void now_is_the_latest_that_the_state_knows_of(void **state UNUSED)
{
	const struct timeline_view view = { .now = VTIME_NEVER,
		                            .from_at = VTIME_NEVER,
		                            .until_at = VTIME_NEVER,
		                            .cell_count = 1 };
	AUTO(timeline_release) struct timeline t = { 0 };
	AUTO(timeline_release) struct timeline later = { 0 };
	struct err e = { 0 };

	put_runs(put_flow(0, 3, 99, 9), "0 3 6");
	assert_int_equal(timeline_gather(&store, &view, &t, &e), 0);
	assert_int_equal(t.now, ZERO + 6 * HOURS);
	assert_int_equal(store_meta_put(&store, "now", ZERO + 8 * HOURS, &e), 0);
	assert_int_equal(timeline_gather(&store, &view, &later, &e), 0);
	assert_int_equal(later.now, ZERO + 8 * HOURS);
}

static void a_deleted_flow_is_not_shown(void **state UNUSED)
{
	AUTO(timeline_release) struct timeline t = { 0 };
	struct err e = { 0 };

	put_runs(put_flow(0, 3, 99, 9), "0 3 6");
	assert_int_equal(entity_delete(&store, KIND_FLOW, "flow", &e), 0);
	gather(8, &t);
	assert_int_equal(t.flow_count, 0);
}

/* ------------------------------------------------- cells against a slow oracle */

struct history {
	struct timeline_flow flow;
	struct timeline_view view;
	bool ran[400]; /* the tick of that number */
	vtime ticks[400];
	size_t count;
};

static int64_t draw(uint64_t *h, int64_t below)
{
	*h = hash_mix(*h + 1);
	return (int64_t)hash_below(*h, (uint64_t)below);
}

/* Ticks one by one; those before `now` ran or not. */
static void make_history(struct history *x, uint64_t h)
{
	struct timeline_flow *f = &x->flow;
	int64_t seq;

	memset(x, 0, sizeof(*x));
	f->start_at = ZERO + (draw(&h, 400) - 100) * MS_PER_MINUTE;
	f->step_ms = (1 + draw(&h, 90)) * MS_PER_MINUTE;
	f->end_at = f->start_at + draw(&h, 9000) * MS_PER_MINUTE;
	f->next_at = VTIME_NEVER;
	x->view.now = ZERO + draw(&h, 6000) * MS_PER_MINUTE;
	x->view.from_at = ZERO + (draw(&h, 7000) - 1000) * MS_PER_MINUTE;
	x->view.until_at = x->view.from_at + 1 + draw(&h, 9000 * MS_PER_MINUTE);
	x->view.cell_count = (size_t)(1 + draw(&h, 100));
	for (vtime at = f->start_at; at < f->end_at && x->count < 400; at += f->step_ms) {
		if (at < ZERO)
			continue;
		x->ticks[x->count] = at;
		x->ran[x->count++] = at <= x->view.now && draw(&h, 4);
		if (at > x->view.now && f->next_at == VTIME_NEVER)
			f->next_at = at;
	}
	f->end_at = x->count == 400 ? x->ticks[399] + 1 : f->end_at;
	if (draw(&h, 4) == 0)
		f->next_at = VTIME_NEVER; /* disabled */
	{
		const struct flow_row row = { .start_at = f->start_at,
			                      .step_ms = f->step_ms,
			                      .end_at = f->end_at,
			                      .next_at = f->next_at };

		seq = put_flow_of("flow", &row);
	}
	for (size_t i = 0; i < x->count; i++) {
		if (x->ran[i])
			put_run(seq, x->ticks[i], RUN_SUCCESS);
	}
}

static void cells_count_what_an_oracle_counts(void **state UNUSED)
{
	print_message("# seed %u\n", SEED);
	for (uint64_t i = 0; i < 1500; i++) {
		AUTO(timeline_release) struct timeline t = { 0 };
		static struct history x;
		struct timeline_cell wanted[101] = { 0 };
		struct err e = { 0 };

		begin_anew();
		make_history(&x, hash_with(SEED, i));
		assert_int_equal(timeline_gather(&store, &x.view, &t, &e), 0);
		for (size_t k = 0; k < x.count; k++) {
			vtime at = x.ticks[k];
			enum timeline_mark mark = x.ran[k]           ? MARK_SUCCESS
			                          : at <= x.view.now ? MARK_GAP
			                                             : MARK_COMING;
			size_t cell = 0;

			if (at < x.view.from_at || at >= x.view.until_at ||
			    (mark == MARK_COMING && x.flow.next_at == VTIME_NEVER))
				continue;
			while (timeline_cell_begin(&t, cell + 1) <= at)
				cell++;
			assert_int_equal(cell, timeline_cell_at(&t, at));
			wanted[cell].counts[mark]++;
		}
		for (size_t c = 0; c < t.cell_count; c++) {
			if (memcmp(wanted[c].counts, t.flows[0].cells[c].counts,
			           sizeof(wanted[c].counts)) != 0)
				fail_msg("history %llu, cell %zu", (unsigned long long)i,
				         c);
		}
	}
}

/* Runs of several flows as a mock makes them: in time, some of them late. */
struct crowd {
	int64_t flow[3];
	struct run_row runs[200];
	size_t count;
};

static void make_crowd(struct crowd *c, uint64_t h)
{
	vtime now = ZERO;
	struct err e = { 0 };

	for_each_row(i, c->flow)
		c->flow[i] = put_flow_of((const char *[]){ "a", "b", "c" }[i],
		                         &(struct flow_row){ .start_at = VTIME_NEVER,
		                                             .end_at = VTIME_NEVER,
		                                             .next_at = VTIME_NEVER });
	c->count = (size_t)draw(&h, ARRAY_LEN(c->runs) + 1);
	for (size_t i = 0; i < c->count; i++) {
		struct run_row *r = &c->runs[i];

		now += draw(&h, 3) * MS_PER_MINUTE;
		serial += 1 + draw(&h, 2);
		*r = (struct run_row){ .serial = serial,
			               .flow_seq = c->flow[draw(&h, 3)],
			               .scheduled_at = now - draw(&h, 2) * draw(&h, 90) *
			                                             MS_PER_MINUTE,
			               .created_at = now,
			               .started_at = now,
			               .completed_at = now,
			               .updated_at = now,
			               .version = 1 };
		assert_int_equal(run_put(&store, r, &e), 0);
	}
}

static void assert_all_of(const struct crowd *c, const struct timeline *t, size_t flow)
{
	const struct timeline_flow *f = &t->flows[flow];
	size_t seen = 0;

	for (size_t i = 0; i < c->count; i++) {
		const struct run_row *r = &c->runs[i];

		if (r->flow_seq != c->flow[flow] || r->scheduled_at < t->from_at ||
		    r->scheduled_at >= t->until_at)
			continue;
		assert_true(seen < f->run_count);
		assert_int_equal(f->runs[seen].serial, r->serial);
		assert_int_equal(f->runs[seen++].at, r->scheduled_at);
	}
	assert_int_equal(seen, f->run_count);
}

static void each_flow_has_its_runs_wherever_the_window_begins(void **state UNUSED)
{
	static struct crowd c;

	for (uint64_t i = 0; i < 500; i++) {
		AUTO(timeline_release) struct timeline t = { 0 };
		uint64_t h = hash_with(SEED + 1, i);
		struct timeline_view view = { .now = ZERO, .cell_count = 7 };
		struct err e = { 0 };

		begin_anew();
		make_crowd(&c, h);
		view.from_at = ZERO + (draw(&h, 400) - 100) * MS_PER_MINUTE;
		view.until_at = view.from_at + 1 + draw(&h, 300 * MS_PER_MINUTE);
		assert_int_equal(timeline_gather(&store, &view, &t, &e), 0);
		assert_int_equal(t.flow_count, ARRAY_LEN(c.flow));
		for (size_t k = 0; k < t.flow_count; k++)
			assert_all_of(&c, &t, k);
	}
}

static void json_tells_runs_gaps_and_ticks(void **state UNUSED)
{
	AUTO(timeline_release) struct timeline t = { 0 };
	AUTO(cJSON_Delete) cJSON *got = NULL;
	AUTO(mem_free) char *text = NULL;
	int64_t flow = put_flow(0, 3, 15, 12);

	put_run(flow, ZERO, RUN_SUCCESS);
	put_run(flow, ZERO + 9 * HOURS, RUN_FAILED);
	gather(10, &t);
	got = timeline_json(&t);
	text = json_text(got);
	assert_quoted_equal(
		text, "{'now':'2026-01-01T10:00:00Z','from':'2026-01-01T00:00:00Z',"
		      "'until':'2026-01-01T16:00:00Z','flows':[{'id':'flow',"
		      "'name':'A flow','state':'enabled','schedule':"
		      "{'start':'2026-01-01T00:00:00Z','stepMs':10800000,"
		      "'end':'2026-01-01T15:00:00Z','next':'2026-01-01T12:00:00Z'},"
		      "'counts':{'runs':2,'success':1,'failed':1,'partialSuccess':0,"
		      "'inProgress':0,'queued':0,'gaps':2,'ticks':1},'runs':["
		      "{'id':'fc2750f3-b9df-42d0-be84-4de49fb82033',"
		      "'scheduledAt':'2026-01-01T00:00:00Z','status':'success',"
		      "'onDemand':false},{'id':'27857294-9b09-41b6-b622-631fd0ed7731',"
		      "'scheduledAt':'2026-01-01T09:00:00Z','status':'failed',"
		      "'onDemand':false}],'gaps':[{'first':'2026-01-01T03:00:00Z',"
		      "'last':'2026-01-01T06:00:00Z','count':2}],"
		      "'ticks':['2026-01-01T12:00:00Z']}]}");
}

static void long_lists_are_cut_and_counted(void **state UNUSED)
{
	const struct flow_row times = { .start_at = ZERO,
		                        .step_ms = MS_PER_MINUTE,
		                        .end_at = VTIME_NEVER,
		                        .next_at = ZERO + 1500 * MS_PER_MINUTE };
	int64_t flow = put_flow_of("flow", &times), ticks = 0;
	const struct timeline_view view = { .now = ZERO + 1500 * MS_PER_MINUTE,
		                            .from_at = ZERO,
		                            .until_at = VTIME_MAX,
		                            .cell_count = 1 };
	AUTO(timeline_release) struct timeline t = { 0 };
	AUTO(cJSON_Delete) cJSON *got = NULL;
	struct err e = { 0 };

	for (int64_t i = 0; i < 1500; i++)
		put_run(flow, ZERO + i * MS_PER_MINUTE, RUN_SUCCESS);
	assert_int_equal(timeline_gather(&store, &view, &t, &e), 0);
	got = timeline_json(&t);
	assert_int_equal(cJSON_GetArraySize(json_at(got, "flows[0].runs")), 1000);
	assert_int_equal(cJSON_GetArraySize(json_at(got, "flows[0].ticks")), 1000);
	assert_string_equal(json_str(got, "flows[0].runs[999].scheduledAt"),
	                    "2026-01-02T00:59:00Z");
	assert_string_equal(json_str(got, "flows[0].ticks[0]"), "2026-01-02T01:00:00Z");
	assert_true(json_int(got, "flows[0].counts.ticks", &ticks));
	assert_int_equal(ticks, (VTIME_MAX - times.next_at) / MS_PER_MINUTE + 1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_tick_that_is_past_and_had_no_run_is_a_gap),
		TEST(a_window_holds_twenty_steps_or_what_there_is),
		TEST(a_given_edge_stands_and_the_other_makes_room),
		TEST(now_is_the_latest_that_the_state_knows_of),
		TEST(a_deleted_flow_is_not_shown),
		TEST(cells_count_what_an_oracle_counts),
		TEST(each_flow_has_its_runs_wherever_the_window_begins),
		TEST(json_tells_runs_gaps_and_ticks),
		TEST(long_lists_are_cut_and_counted),
	};

	return cmocka_run_group_tests_name("timeline", tests, NULL, NULL);
}
