/*
 * test_ctl.c - flowmock ctl: every action against a mock, in lines for a person
 */
#include "tests/unit/unit.h"

#include <signal.h>

#include "lib/mem.h"
#include "tests/support/mock.h"
#include "tests/support/quoted.h"
#include "tests/support/scratch.h"

#define WORDS 8

/* A line of the dataset of airports. */
#define RECORD(code) \
	JSON({"record":{"iata":code,"icao":"KLBB","name":"An airport","city":"Lubbock", \
	     "country":"US","location":{"latitude":33.66,"longitude":-101.82}, \
	     "elevationFeet":3282,"timeZone":"America/Chicago"}}) "\n"

static struct mock mock;
static char *flow;

static int setup(void **state)
{
	mock_begin(&mock, NULL);
	flow = mock_make_flow(&mock, "65b1f00d0a1c4e2b9d7e3f03", "JSON", "NONE",
	                      "{'timeUnit':'hour','interval':3,"
	                      "'startTime':'1767236400'}"); /* 03:00 */
	return scratch_open(state);
}

static int teardown(void **state)
{
	free(flow);
	mock_end(&mock);
	return scratch_close(state);
}

/* "FLOW" among the words stands for the flow; the status, and both outputs. */
static int ctl(const char *url, const char *const *words, struct buf *said)
{
	const char *args[WORDS + 4] = { "ctl", "--url", url };
	struct program p;

	for (size_t i = 0; i < WORDS && words[i]; i++)
		args[3 + i] = strcmp(words[i], "FLOW") ? words[i] : flow;
	program_start(&p, "flowmock", args, NULL);
	return program_wait(&p, said, said);
}

struct asked {
	const char *words[WORDS];
	int status;
	const char *says;
};

static void expect(const struct asked *rows, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		AUTO(buf_release) struct buf said = { 0 };
		int status = ctl(mock.url, rows[i].words, &said);

		if (status != rows[i].status || !strstr(buf_str(&said), rows[i].says))
			fail_msg("row %zu: %d, %s", i, status, buf_str(&said));
	}
}

static void each_action_answers_in_lines_for_a_person(void **state UNUSED)
{
	static const struct asked rows[] = {
		/* clang-format off */
		{ { "health" }, 0, "ok: flowmock 0." },
		{ { "health", "--wait", "10s" }, 0, ", clock virtual, contract lenient, auth lenient\n" },
		{ { "clock" }, 0, "it is 2026-01-01T00:00:00Z, the clock is virtual\n" },
		{ { "life", "after:5m..30m" }, 0, "runs live: after:5m..30m\n" },
		{ { "life" }, 0, "runs live: after:5m..30m\n" },
		{ { "life", "polls:3", "--flow", "FLOW" }, 0, " live: polls:3\n" },
		{ { "life", "--flow", "FLOW" }, 0, " live: polls:3\n" },
		{ { "life", "none", "--flow", "FLOW" }, 0, " live: as those of all flows\n" },
		{ { "life", "immediate" }, 0, "runs live: immediate\n" },
		{ { "partitions" }, 0, "part files of an export: auto\n" },
		{ { "partitions", "4" }, 0, "part files of an export: 4\n" },
		{ { "partitions", "auto" }, 0, "part files of an export: auto\n" },
		{ { "datasets" }, 0, "record" },
		{ { "advance", "3h" }, 0, "it is 2026-01-01T03:00:00Z; 1 run fired: 1 success\n" },
		{ { "until", "success", "--flow", "FLOW", "--at-most", "P1D" }, 0, "it is 2026-01-01T06:00:00Z; 1 run fired: 1 success\n" },
		{ { "until", "failed", "--at-most", "1h" }, 1, "no run came to that status\n" },
		{ { "until", "failed", "--at-most", "0s", "--json" }, 1, JSON("reached":) " false" },
		{ { "fired" }, 0, "2026-01-01T03:00:00Z      success" },
		{ { "timeline" }, 0, "2026-01-01" },
		{ { "timeline", "--flow", "FLOW" }, 0, "enabled, every " },
		{ { "timeline", "--json" }, 0, JSON("flows":) " [" },
		{ { "clock", "--json" }, 0, JSON("now": "2026-01-01T07:00:00Z") },
		{ { "set", "2026-01-02T00:00:00Z" }, 0, "it is 2026-01-02T00:00:00Z; 6 runs fired: 6 success\n" },
		{ { "faults", "runs" }, 0, "no fault has struck a run or file\n" },
		{ { "faults", "arm", "expired-credentials" }, 0, "1 fault armed\n" },
		{ { "faults", "list" }, 0, "FAULT                     MATCHED    FIRED  EFFECTIVE  SHADOWED  ON\n"
		  "expired-credentials             0        0          0         0  run\n" },
		{ { "advance", "6h" }, 0, "2 runs fired: 1 success, 1 failed\n" },
		{ { "faults", "list" }, 0, "expired-credentials             2        1          1         0  run\n" },
		{ { "faults", "runs" }, 0, "  expired-credentials: " },
		{ { "faults", "runs", "--json" }, 0, JSON("receipts":) " [" },
		{ { "faults", "list", "expired-credentials" }, 0, "  2026-01-02T06:00:00Z  run " },
		{ { "faults", "list", "expired-credentials", "--json" }, 0, JSON("fired": 1) },
		{ { "faults", "release", "expired-credentials" }, 0, "released: 0\n" },
		{ { "faults", "clear", "expired-credentials" }, 0, "expired-credentials             2        1          1         0  run\n" },
		{ { "faults", "clear" }, 0, "0 faults cleared\n" },
		{ { "faults", "kinds" }, 0, "status                answer        the documented answer" },
		{ { "faults", "freeze" }, 0, "[]\n" },
		{ { "reset" }, 0, "all is as at the start\n" },
		{ { "clock" }, 0, "it is 2026-01-01T00:00:00Z" },
	};
	/* clang-format on */

	expect(rows, ARRAY_LEN(rows));
}

static void what_the_mock_refuses_is_a_sentence(void **state UNUSED)
{
	static const struct asked rows[] = {
		/* clang-format off */
		{ { "advance", "1x" }, 1, "flowmock ctl: advance: '1x' is not a length of time" },
		{ { "advance", "1x", "--json" }, 1, "{\n  " JSON("errorMessage":) " \"advance: '1x' is not" },
		{ { "life", "--flow", "x" }, 1, "flowmock ctl: " },
		{ { "timeline", "--flow", "x" }, 1, "flowmock ctl: There is no flow 'x'." },
		{ { "faults", "clear", "x" }, 1, "flowmock ctl: No fault called 'x' is armed" },
		{ { "faults", "clear", "x", "--json" }, 1, JSON("errorMessage":) " \"No fault called" },
	};
	/* clang-format on */

	expect(rows, ARRAY_LEN(rows));
}

static void what_cannot_be_meant_is_a_wrong_usage(void **state UNUSED)
{
	static const struct asked rows[] = {
		/* clang-format off */
		{ { "helth" }, 2, "'helth' is not known; did you mean health?\n" },
		{ { NULL }, 2, "usage: flowmock ctl health|" },
		{ { "fault", "list" }, 2, "'fault' is not known; did you mean faults?\n" },
		{ { "faults" }, 2, "too few words after faults\nusage: flowmock ctl faults list|list NAME|arm FILE|clear" },
		{ { "faults", "lst" }, 2, "'faults lst' is not known; did you mean faults list?\nusage: " },
		{ { "faults", "xyzzy" }, 2, "'faults xyzzy' is not known\nusage: " },
		{ { "faults", "arm" }, 2, "too few words after faults arm\nusage: " },
		{ { "faults", "kinds", "x" }, 2, "too many words after faults kinds\nusage: " },
		{ { "advance" }, 2, "too few words after advance\nusage: flowmock ctl advance DURATION [OPTION]" },
		{ { "clock", "now" }, 2, "too many words after clock\nusage: flowmock ctl clock [OPTION]" },
		{ { "batch", "x" }, 2, "too few words after batch\nusage: flowmock ctl batch DATASET FILE [OPTION]" },
		{ { "clock", "--flow", "x" }, 2, "--flow does not go with clock" },
		{ { "life", "--wait", "1s" }, 2, "--wait does not go with life" },
		{ { "life", "--at-most", "1s" }, 2, "--at-most does not go with life" },
		{ { "health", "--wait", "soon" }, 2, "--wait: 'soon'" },
		{ { "timeline", "--flow", "" }, 2, "--flow is empty\n" },
		{ { "faults", "list", "--flow", "x" }, 2, "--flow does not go with faults\n" },
		{ { "faults", "clear", "" }, 2, "the name of a fault is empty\n" },
		{ { "faults", "clear", "?" }, 1, "No fault called '?' is armed" },
		{ { "faults", "list", "a b" }, 1, "No fault called 'a b' is armed" },
		{ { "batch", "x", "/no/such/file" }, 2, "/no/such/file" },
		{ { "life", "forever" }, 1, "forever" },
		{ { "set", "2025-01-01T00:00:00Z" }, 1, "2025" },
		/* clang-format on */
	};

	expect(rows, ARRAY_LEN(rows));
}

static void a_batch_is_read_from_a_file(void **state)
{
	AUTO(mem_free) char *path = scratch_path(state, "records.jsonl");
	AUTO(buf_release) struct buf said = { 0 };
	const char *const words[] = { "batch", "65b1f00d0a1c4e2b9d7e3f03", path, NULL };

	scratch_write(state, "records.jsonl", RECORD("ONE") RECORD("TWO"));
	if (ctl(mock.url, words, &said) || !strstr(buf_str(&said), ": 2 records for "))
		fail_msg("%s", buf_str(&said));
}

/* The mock that is waited for does not come: the reason is that of the last try. */
static void waiting_ends(void **state UNUSED)
{
	static const char *const words[] = { "health", "--wait", "120ms", NULL };
	AUTO(buf_release) struct buf said = { 0 };

	assert_int_equal(ctl("http://127.0.0.1:1", words, &said), 1);
	assert_non_null(strstr(buf_str(&said), "flowmock ctl: GET http://127.0.0.1:1/"));
	assert_non_null(strstr(buf_str(&said), "is `flowmock serve` running there?"));
}

#define CTL(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CTL(each_action_answers_in_lines_for_a_person),
		CTL(what_the_mock_refuses_is_a_sentence),
		CTL(what_cannot_be_meant_is_a_wrong_usage),
		CTL(a_batch_is_read_from_a_file),
		CTL(waiting_ends),
	};

	return cmocka_run_group_tests_name("ctl", tests, NULL, NULL);
}
