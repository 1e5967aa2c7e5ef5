/*
 * test_batch.c - harness/steps/batch.c: a step that posts records to a dataset
 */
#include "tests/unit/unit.h"

#include "lib/mem.h"
#include "lib/str.h"
#include "tests/support/player.h"
#include "tests/support/quoted.h"
#include "tests/support/service.h"

static void a_batch_that_can_not_be_meant_is_refused(void **state)
{
	static const struct {
		const char *step, *refusal;
	} cases[] = {
		/* clang-format off */
		{ "batch: { dataset: d }", "batch needs the key 'records'" },
		{ "batch: { records: [] }", "batch needs the key 'dataset'" },
		{ "batch: { dataset: d, records: [], reocrds: [] }", "unknown key 'reocrds' in batch (known: dataset, records)" },
		{ "batch: { dataset: 1, records: [] }", "dataset must be text, not a number" },
		{ "batch: { dataset: d, records: {} }", "records must be a list, not a map" },
		{ "batch: { dataset: d, records: [ 1 ] }", "a record of a batch must be a map, not a number" },
		{ "batch: { dataset: d, records: [ {} ] }", "a record of a batch needs the key 'record'" },
		{ "batch: { dataset: d, records: [ { record: [] } ] }", "record must be a map, not a list" },
		{ "batch: { dataset: d, records: [ { record: {}, at: x } ] }", "unknown key 'at' in a record of a batch (known: arrivedAt, record)" },
		{ "{ batch: { dataset: d, records: [] }, expect: { statsu: 1 } }", "unknown key 'statsu' in expect (known: status, headers, body)" },
		{ "{ batch: { dataset: d, records: [] }, expect: { took: 1 } }", "unknown key 'took' in expect (known: status, headers, body)" },
		{ "{ batch: { dataset: d, records: [] }, capture: { a.b: x } }", "'a.b' is no name" },
		/* clang-format on */
	};
	struct player *s = *state;

	for_each_row(i, cases) {
		AUTO_MEM char *steps = mem_printf("- %s\n", cases[i].step);
		AUTO_MEM char *refusal = player_refusal(s, steps);

		if (!str_starts(refusal, "x.yaml:3:") ||
		    !strstr(refusal, cases[i].refusal))
			fail_msg("'%s'", refusal);
	}
	assert_int_equal(player_needs(s, "- batch: { dataset: d, records: [] }\n"),
	                 1 << CAN_ADMIN);
}

/* What the mock of the script reads of one batch, and what the step says. */
static void records_are_sent_a_line_each(void **state)
{
	static const struct scripted_row rows[] = {
		{ "GET /__admin/health ", 200, "{'status':'ok','empty':true}" },
		{ "GET /__admin/faults ", 200, "{}" },
		{ "POST /__admin/reset ", 200, "{}" },
		{ "GET /__admin/clock ", 200, "{'nowMs':5}" },
		{ "POST /__admin/datasets/d5/batches ", 200, "{'records':2,'id':'b'}" },
		{ "GET /__admin/x?b ", 200, "{}" },
	};
	const struct target_options o = { .kind = TARGET_URL };
	struct player *s = *state;
	struct service mock;
	const char *request;
	struct err e = { 0 };

	assert_int_equal(service_open(&mock, &o, rows, &e), 0);
	s->target = mock.target;
	player_pass(
		s,
		"- batch: { dataset: 'd${nowMs}', records: [ { record: { a: '${nowMs}', "
		"b: \"x\\ny\" } }, { arrivedAt: +PT3H, record: {} } ] }\n"
		"  expect: { body: { records: 2 } }\n"
		"  capture: { id: id }\n"
		"- GET: /__admin/x?${id}\n");
	request = scripted_request(&mock.script, 4);
	assert_non_null(strstr(request, "\r\nContent-Type: application/x-ndjson\r\n"));
	assert_quoted_equal(strstr(request, "\r\n\r\n") + 4,
	                    "{'record':{'a':5,'b':'x\\ny'}}\n"
	                    "{'arrivedAt':'+PT3H','record':{}}\n");
	assert_true(
		str_starts(buf_str(&s->said), "batch of 2 for d5 -> 200  id=\"b\"\n"));
	s->target = s->mock;
	service_end(&mock);
}

static void a_dataset_that_is_not_there_is_a_difference(void **state)
{
	struct player *s = *state;

	player_end(s,
	           "- batch: { dataset: none, records: [ { record: {} } ] }\n"
	           "  capture: { a: b }\n",
	           VERDICT_FAILED,
	           "batch of 1 for none -> 404\n  status: expected 2xx, got 404\n");
	assert_null(strstr(s->result.message, "capture.a"));
	player_pass(s, "- batch: { dataset: none, records: [] }\n"
	               "  expect: { status: 404 }\n");
}

static void a_dataset_that_comes_to_no_text_is_a_bad_scenario(void **state)
{
	struct player *s = *state;

	player_end(s, "- batch: { dataset: '${now}', records: [] }\n", VERDICT_BAD,
	           "x.yaml:3:3: dataset is no text");
}

static void secrets_of_its_records_are_not_shown(void **state)
{
	struct player *s = *state;

	player_end(s,
	           "- batch: { dataset: none, records: [ { record: { password: "
	           "hidden-word } } ] }\n",
	           VERDICT_FAILED, "got 404");
	assert_null(strstr(s->result.message, "hidden-word"));
}

#define WITH_PLAYER(test) cmocka_unit_test_setup_teardown(test, player_open, player_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_PLAYER(a_batch_that_can_not_be_meant_is_refused),
		WITH_PLAYER(records_are_sent_a_line_each),
		WITH_PLAYER(a_dataset_that_is_not_there_is_a_difference),
		WITH_PLAYER(a_dataset_that_comes_to_no_text_is_a_bad_scenario),
		WITH_PLAYER(secrets_of_its_records_are_not_shown),
	};

	return cmocka_run_group_tests_name("steps/batch", tests, NULL, NULL);
}
