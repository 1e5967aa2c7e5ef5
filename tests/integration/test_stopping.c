/*
 * test_stopping.c - a long move of the clock is ended, and nothing of it is half done
 */
#include "tests/unit/unit.h"

#include <signal.h>
#include <unistd.h>

#include "lib/file/file.h"
#include "lib/mem.h"
#include "lib/vtime.h"
#include "tests/support/mock.h"
#include "tests/support/quoted.h"
#include "tests/support/wire.h"

#define AIRPORTS "65b1f00d0a1c4e2b9d7e3f03"
#define FLOWS    20
#define HOURS_3  (INT64_C(3) * 3600 * 1000)
#define THREE_HOURLY \
	JSON({"interval":3,"timeUnit":"hour","startTime":1767225600, \
	     "endTime":9999999999})
#define LONG_MOVE JSON({"advance":"P60Y"})               /* 3.5 million runs */
#define LONG_MS   (INT64_C(60) * 365 * 24 * 3600 * 1000) /* and some days */

static const int64_t start = INT64_C(1767225600000);

static int port_of(const struct mock *m)
{
	return (int)strtol(strrchr(m->url, ':') + 1, NULL, 10);
}

static int dial(const struct mock *m)
{
	int fd = wire_dial(port_of(m));

	assert_true(fd >= 0);
	return fd;
}

/* The program with flows, on a state of that path or in memory. */
static void serve(struct mock *m, const char *state)
{
	const char *const args[] = { "--files", "off", state ? "--state" : NULL, state,
		                     NULL };

	mock_serve(m, args);
}

static void make_flows(struct mock *m)
{
	for (int i = 0; i < FLOWS; i++)
		free(mock_make_flow(m, AIRPORTS, "JSON", "NONE", THREE_HOURLY));
}

static int64_t now_of(struct mock *m)
{
	return mock_number(m, "/__admin/clock", "nowMs");
}

/* A move that is under way: the socket that waits for its answer. */
static int begin_move(struct mock *m)
{
	int fd = dial(m);

	wire_post(fd, "/__admin/clock", LONG_MOVE);
	while (now_of(m) == start)
		continue;
	return fd;
}

/* Every tick up to now has run once, and no other. */
static void assert_whole(struct mock *m)
{
	int64_t ticks = (now_of(m) - start) / HOURS_3 + 1;
	char at[VTIME_TEXT], body[64];
	struct mock_reply r;

	snprintf(body, sizeof(body),
	         JSON({"set":"%s"}), vtime_format(start + ticks * HOURS_3, at));
	r = mock_ask(m, "POST", "/__admin/clock", body);
	assert_int_equal(r.status, 200);
	mock_reply_release(&r);
	assert_int_equal(mock_number(m, "/runs?count=true", "count"),
	                 FLOWS * (ticks + 1));
}

static void assert_says(const struct buf *body, const char *text)
{
	if (!strstr(buf_str(body), text))
		fail_msg("%s", buf_str(body));
}

static void a_signal_ends_a_move_at_its_next_step(void **state UNUSED)
{
	static const int signals[] = { SIGTERM, SIGINT };

	for_each_row(i, signals) {
		AUTO(mem_free) char *folder = NULL;
		AUTO(mem_free) char *path = NULL;
		struct buf body = { 0 };
		struct err e = { 0 };
		struct mock m;
		int fd;

		assert_int_equal(file_temp_dir("flowmock-test-", &folder, &e), 0);
		path = mem_printf("%s/state", folder);
		serve(&m, path);
		make_flows(&m);
		fd = begin_move(&m);
		kill(m.program.pid, signals[i]);
		assert_int_equal(wire_reply(fd, &body), 503);
		assert_says(&body, "The mock stops.");
		close(fd);
		mock_end(&m); /* it has ended with status 0 */
		serve(&m, path);
		assert_in_range(now_of(&m) - start, 1, LONG_MS); /* it was under way */
		assert_whole(&m);
		mock_end(&m);
		buf_release(&body);
		assert_int_equal(file_remove_tree(folder, &e), 0);
	}
}

static void deleting_the_clock_ends_its_move_and_those_that_wait(void **state UNUSED)
{
	struct buf body = { 0 };
	struct mock_reply r;
	int64_t ended = 0, now;
	int first, later;
	struct mock m;

	serve(&m, NULL);
	make_flows(&m);
	first = begin_move(&m);
	later = dial(&m);
	wire_post(later, "/__admin/clock", LONG_MOVE);
	do {
		r = mock_ask(&m, "DELETE", "/__admin/clock", NULL);
		assert_int_equal(r.status, 200);
		assert_true(json_int(r.body, "ended", &now));
		mock_reply_release(&r);
		ended += now;
	} while (ended < 2);
	assert_int_equal(wire_reply(first, &body), 409);
	assert_says(&body, "The move was ended at 20");
	assert_int_equal(wire_reply(later, &body), 409);
	now = now_of(&m);
	assert_whole(&m);
	assert_true(now_of(&m) > now && now_of(&m) <= now + HOURS_3);
	r = mock_ask(&m, "DELETE", "/__admin/clock", NULL);
	assert_true(json_int(r.body, "ended", &ended));
	assert_int_equal(ended, 0);
	mock_reply_release(&r);
	close(first);
	close(later);
	mock_end(&m);
	buf_release(&body);
}

static void ctrl_c_of_ctl_ends_its_move(void **state UNUSED)
{
	static const int signals[] = { SIGINT, SIGTERM };

	for_each_row(i, signals) {
		struct buf out = { 0 }, err = { 0 };
		struct program ctl;
		struct mock m;
		int64_t now;

		serve(&m, NULL);
		make_flows(&m);
		program_start(&ctl, "flowmock",
		              (const char *const[]){ "ctl", "--url", m.url, "advance",
		                                     "P60Y", NULL },
		              NULL);
		while (now_of(&m) == start)
			continue;
		kill(ctl.pid, signals[i]);
		assert_int_equal(program_wait(&ctl, &out, &err), 128 + signals[i]);
		assert_string_equal(buf_str(&out), "");
		assert_says(&err, "The move was ended at 20");
		now = now_of(&m);
		assert_whole(&m);
		assert_true(now_of(&m) <= now + HOURS_3);
		mock_end(&m);
		buf_release(&out);
		buf_release(&err);
	}
}

/* The connections are taken in order: all moves are there when the last is answered. */
static void so_many_moves_wait_and_no_more(void **state UNUSED)
{
	struct buf body = { 0 };
	struct mock_reply r;
	int all[257];
	struct mock m;

	serve(&m, NULL);
	make_flows(&m);
	for_each_row(i, all) {
		all[i] = i ? dial(&m) : begin_move(&m);
		if (i)
			wire_post(all[i], "/__admin/clock", LONG_MOVE);
	}
	assert_int_equal(wire_reply(all[256], &body), 503);
	assert_int_equal(wire_get(all[256], "/__admin/clock"), 200);
	r = mock_ask(&m, "DELETE", "/__admin/clock", NULL);
	mock_reply_release(&r);
	for (size_t i = 0; i < ARRAY_LEN(all) - 1; i++)
		row_int_equal(i, wire_reply(all[i], &body), 409);
	for_each_row(i, all)
		close(all[i]);
	buf_release(&body);
	mock_end(&m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_signal_ends_a_move_at_its_next_step),
		cmocka_unit_test(deleting_the_clock_ends_its_move_and_those_that_wait),
		cmocka_unit_test(ctrl_c_of_ctl_ends_its_move),
		cmocka_unit_test(so_many_moves_wait_and_no_more),
	};

	return cmocka_run_group_tests_name("stopping", tests, NULL, NULL);
}
