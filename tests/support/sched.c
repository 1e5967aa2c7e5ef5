/*
 * sched.c - flows with schedules, and what they tick, for tests
 */
#include "tests/support/sched.h"

#include "lib/mem.h"
#include "tests/support/quoted.h"

#define DATASET "5ef3e3259ad2a1191ab7dd7d"

int sched_begin(void **state)
{
	mock_begin(*state, NULL);
	return 0;
}

int sched_begin_strict(void **state)
{
	mock_begin_with(*state, NULL,
	                &(struct flowmock_options){ .contract = FLOWMOCK_STRICT });
	return 0;
}

int sched_end(void **state)
{
	mock_end(*state);
	return 0;
}

char *sched_make(struct mock *m, const char *schedule)
{
	AUTO(mem_free) char *params = quoted(schedule);

	return mock_make_flow(m, DATASET, "JSON", "GZIP", params);
}

char *sched_value(struct mock *m, const char *flow, const char *at)
{
	AUTO(mem_free) char *path = mem_printf("/flows/%s", flow);
	struct mock_reply r = mock_ask(m, "GET", path, NULL);
	const cJSON *value = json_at(json_at(r.body, "items[0]"), at);
	char *text = value ? json_text(value) : mem_strdup("nothing");

	mock_reply_release(&r);
	return text;
}

void sched_expect(struct mock *m, const char *flow, const char *at, const char *want)
{
	AUTO(mem_free) char *have = sched_value(m, flow, at);
	AUTO(mem_free) char *text = quoted(want);

	assert_string_equal(have, text);
}

/* What ran while the clock moved: "01-01T00:00 01-01T03:00". */
void sched_expect_ticks(struct mock *m, const char *duration, const char *want)
{
	AUTO(cJSON_Delete) cJSON *answer = mock_advance(m, duration);
	struct buf have = { 0 };
	const cJSON *one;

	cJSON_ArrayForEach(one, json_get(answer, "fired")) {
		const char *at = json_str(one, "scheduledAt");

		if (have.size)
			buf_add_char(&have, ' ');
		buf_add(&have, at + strlen("2026-"), strlen("01-01T00:00"));
	}
	assert_string_equal(have.size ? have.data : "", want);
	buf_release(&have);
}

int64_t sched_count_ticks(struct mock *m, const char *duration)
{
	AUTO(cJSON_Delete) cJSON *answer = mock_advance(m, duration);
	int64_t n = -1;

	assert_true(json_int(answer, "firedCount", &n));
	return n;
}

/* POST of a flow between the ends of one that is there. */
struct mock_reply sched_post(struct mock *m, const char *query, const char *schedule)
{
	static const char flow[] = JSON({
		"name":"flow",
		"flowSpec":{"id":"269ba276-16fc-47db-92b0-c1049a3c131f","version":"1.0"},
		"sourceConnectionIds":%s,
		"targetConnectionIds":%s%s%s
	});
	AUTO(mem_free) char *like = sched_make(m, "{" DAILY ",'startTime':" YEAR "}");
	AUTO(mem_free) char *source = sched_value(m, like, "sourceConnectionIds");
	AUTO(mem_free) char *target = sched_value(m, like, "targetConnectionIds");
	AUTO(mem_free) char *path = mem_printf("/flows%s", query);
	AUTO(mem_free) char *params = quoted(schedule);
	AUTO_MEM char *body = mem_printf(flow, source, target,
	                                 *params ? JSON(,"scheduleParams":) : "", params);

	return mock_ask(m, "POST", path, body);
}

/* Each is refused with that code, at that member first. */
void sched_expect_refused(struct mock *m, const char *schedule, const char *code,
                          const char *member)
{
	AUTO(mem_free) char *pointer = mem_printf("/scheduleParams%s", member);
	struct mock_reply r = sched_post(m, "", schedule);

	assert_int_equal(r.status, 400);
	assert_non_null(strstr(json_str(r.body, "type"), code));
	assert_string_equal(json_str(r.body, "report.violations[0].pointer"), pointer);
	mock_reply_release(&r);
}

char *sched_made(struct mock_reply r)
{
	char *id = NULL;

	assert_int_equal(r.status, 201);
	id = mem_strdup(json_str(r.body, "id"));
	mock_reply_release(&r);
	return id;
}

int sched_patch_as(struct mock *m, const char *flow, const char *etag, const char *ops)
{
	AUTO(mem_free) char *body = quoted(ops);
	AUTO(mem_free) char *path = mem_printf("/flows/%s", flow);
	struct mock_reply r = mock_ask_also(m, "PATCH", path, body, "if-match", etag);
	int status = r.status;

	mock_reply_release(&r);
	return status;
}

int sched_patch(struct mock *m, const char *flow, const char *ops)
{
	AUTO(mem_free) char *path = mem_printf("/flows/%s", flow);
	struct mock_reply r = mock_ask(m, "GET", path, NULL);
	int status = sched_patch_as(m, flow, json_str(r.body, "items[0].etag"), ops);

	mock_reply_release(&r);
	return status;
}

/* Replaces /scheduleParams. */
int sched_reschedule(struct mock *m, const char *flow, const char *schedule)
{
	AUTO_MEM char *ops =
		mem_printf("[{'op':'replace','path':'/scheduleParams','value':%s}]",
	                   schedule);

	return sched_patch(m, flow, ops);
}

void sched_act(struct mock *m, const char *flow, const char *op)
{
	AUTO(mem_free) char *path = mem_printf("/flows/%s/action?op=%s", flow, op);
	struct mock_reply r = mock_ask(m, "POST", path, NULL);

	assert_int_equal(r.status, 200);
	mock_reply_release(&r);
}

/* A run that a client asks for. */
void sched_run_now(struct mock *m, const char *flow)
{
	AUTO(mem_free) char *body = mem_printf(JSON({"flowId":"%s"}), flow);
	AUTO(mem_free) char *run = mock_make(m, "/runs", body);

	assert_non_null(run);
}
