/*
 * test_text.c - a run's row as the JSON that GET answers: what each status shows
 */
#include "tests/unit/unit.h"

#include "lib/mem.h"
#include "lib/str.h"
#include "mockserver/runs/text.h"
#include "tests/support/chain_runs.h"
#include "tests/support/quoted.h"

#define EXPORT_SPEC "269ba276-16fc-47db-92b0-c1049a3c131f"
#define INGESTION   "9753525b-82c7-4dce-8a9b-5ccfce2b9876"
#define PLAN        JSON({"source":"S","target":"T","datasets":["d"]})

static struct chain chain;

static int setup(void **state UNUSED)
{
	chain_open(&chain);
	return 0;
}

static int teardown(void **state UNUSED)
{
	chain_close(&chain);
	return 0;
}

/* A run that has ended well; texts are JSON with ". */
static struct run_row row_of(enum run_status status)
{
	return (struct run_row){
		.serial = 3,
		.scheduled_at = 1,
		.created_at = 2,
		.started_at = status == RUN_QUEUED ? VTIME_NEVER : 4,
		.completed_at = run_has_ended(status) ? 5 : VTIME_NEVER,
		.status = status,
		.records = 6,
		.bytes = 7,
		.files = 8,
		.version = 1,
		.updated_at = 9,
		.plan_text = PLAN,
		.flow = "F",
		.org = "O",
		.sandbox = "prod",
		.spec = EXPORT_SPEC,
		.source = "s",
		.target = "t",
	};
}

static cJSON *tree_of(const struct run_row *row)
{
	AUTO(buf_release) struct buf out = { 0 };
	struct err e = { 0 };

	if (run_text(&chain.world, row, &out, &e) < 0)
		fail_msg("%s", e.text);
	return parsed(buf_str(&out));
}

/* What the run's JSON has at a path, as text; "nothing" for none. */
static void expect(const cJSON *run, const char *path, const char *expected)
{
	const cJSON *found = json_at(run, path);
	AUTO(mem_free) char *text = found ? json_text(found) : mem_strdup("nothing");
	AUTO(mem_free) char *want = quoted(expected);

	if (strcmp(text, want) != 0)
		fail_msg("%s: %s, not %s", path, text, want);
}

/* ---------------------------------------------------------------- ids and etags */

static void an_id_is_a_bijection_of_the_serial(void **state UNUSED)
{
	static const int64_t serials[] = { 1, 2, 1000000, (INT64_C(1) << 61) - 1 };
	static const char *const others[] = {
		"",
		"x",
		"12345678-1234-1234-1234-123456789012",
		"00000000-0000-4000-8000-000000000000",
	};
	int64_t serial;
	char id[UUID_TEXT];

	for_each_row(i, serials) {
		run_id(&chain.world, serials[i], id);
		assert_true(run_serial(&chain.world, id, &serial));
		assert_true(serial == serials[i]);
		id[35] = id[35] == '0' ? '1' : '0'; /* another, or none */
		assert_true(!run_serial(&chain.world, id, &serial) ||
		            serial != serials[i]);
	}
	for_each_row(i, others)
		assert_false(run_serial(&chain.world, others[i], &serial));
}

static void an_etag_is_of_the_seed_the_run_its_version_and_its_time(void **state UNUSED)
{
	struct run_row row = row_of(RUN_SUCCESS), other = row;
	char a[ETAG_TEXT], b[ETAG_TEXT], third[ETAG_TEXT];

	run_etag(&chain.world, &row, a);
	assert_int_equal(*a, '"');
	assert_string_equal(run_etag(&chain.world, &other, b), a);
	other.version = 2;
	assert_string_not_equal(run_etag(&chain.world, &other, b), a);
	other.version = 3;
	assert_string_not_equal(run_etag(&chain.world, &other, third), b);
	other = row;
	other.serial = 4;
	assert_string_not_equal(run_etag(&chain.world, &other, b), a);
	other = row;
	other.updated_at += MS_PER_SECOND;
	assert_string_not_equal(run_etag(&chain.world, &other, b), a);
}

static void a_run_shows_its_etag_and_what_its_provider_calls_it(void **state UNUSED)
{
	struct run_row row = row_of(RUN_SUCCESS), other = row_of(RUN_SUCCESS);
	AUTO(cJSON_Delete) cJSON *run = tree_of(&row);
	AUTO(cJSON_Delete) cJSON *second = NULL;
	const char *ref = json_str(run, "providerRefId");
	char etag[ETAG_TEXT];

	assert_string_equal(json_str(run, "etag"), run_etag(&chain.world, &row, etag));
	assert_int_equal(strlen(ref), 32);
	assert_int_equal(strspn(ref, "0123456789abcdef"), 32);
	assert_int_not_equal(strncmp(ref, ref + 16, 16), 0);
	other.serial++;
	second = tree_of(&other);
	assert_string_not_equal(json_str(second, "providerRefId"), ref);
	other.spec = INGESTION;
	cJSON_Delete(second);
	second = tree_of(&other);
	assert_true(str_starts(json_str(second, "providerRefId"), "M-F-incremental-0:"));
}

/* ---------------------------------------------------------------- by status */

static void a_run_that_succeeded_shows_all_counts(void **state UNUSED)
{
	struct run_row row = row_of(RUN_SUCCESS);
	AUTO(cJSON_Delete) cJSON *run = tree_of(&row);

	expect(run, "createdAt", "2");
	expect(run, "updatedAt", "9");
	expect(run, "flowId", "'F'");
	expect(run, "flowSpec", "{'id':'" EXPORT_SPEC "','version':'1.0'}");
	expect(run, "sandboxName", "'prod'");
	expect(run, "imsOrgId", "'O'");
	expect(run, "createdBy", "'aep_activation_batch@AdobeID'");
	expect(run, "createdClient", "'aep_activation_batch'");
	expect(run, "updatedBy", "'acp_foundation_connectors@AdobeID'");
	expect(run, "updatedClient", "'acp_foundation_connectors'");
	expect(run, "metrics.durationSummary", "{'startedAtUTC':4,'completedAtUTC':5}");
	expect(run, "metrics.sizeSummary", "{'inputBytes':7,'outputBytes':7}");
	expect(run, "metrics.fileSummary", "{'inputFileCount':8,'outputFileCount':8}");
	expect(run, "metrics.recordSummary.inputRecordCount", "6");
	expect(run, "metrics.recordSummary.outputRecordCount", "6");
	expect(run, "metrics.recordSummary.skippedRecordCount", "0");
	expect(run, "metrics.recordSummary.sourceSummaries",
	       "[{'id':'S','inputRecordCount':6,'skippedRecordCount':0,"
	       "'entitySummaries':[{'id':'dataset:d','inputRecordCount':6,"
	       "'skippedRecordCount':0}]}]");
	expect(run, "metrics.recordSummary.targetSummaries",
	       "[{'id':'T','createdRecordCount':6,'outputRecordCount':6,"
	       "'entitySummaries':[{'id':'dataset:d','createdRecordCount':6,"
	       "'outputRecordCount':6}]}]");
	expect(run, "metrics.recordSummary.failedInfo", "nothing");
	expect(run, "metrics.statusSummary.status", "'success'");
	expect(run, "metrics.statusSummary.errors", "nothing");
	expect(run, "activities[1].statusSummary.status", "'success'");
	expect(run, "activities[2]", "nothing");
	expect(run, "labels", "nothing");
}

static void a_run_that_has_not_ended_shows_nothing_of_what_it_came_to(void **state UNUSED)
{
	struct run_row waits = row_of(RUN_QUEUED), goes = row_of(RUN_IN_PROGRESS);
	AUTO(cJSON_Delete) cJSON *queued = tree_of(&waits);
	AUTO(cJSON_Delete) cJSON *begun = tree_of(&goes);

	expect(queued, "metrics.durationSummary", "{}");
	expect(queued, "metrics.recordSummary", "nothing");
	expect(queued, "metrics.sizeSummary", "nothing");
	expect(queued, "metrics.statusSummary.status", "'queued'");
	expect(queued, "activities", "[]");
	expect(begun, "metrics.durationSummary", "{'startedAtUTC':4}");
	expect(begun, "metrics.fileSummary", "nothing");
	expect(begun, "metrics.statusSummary.status", "'inProgress'");
	expect(begun, "activities[0].durationSummary", "{'startedAtUTC':4}");
	expect(begun, "activities[0].recordSummary", "nothing");
	expect(begun, "activities[1]", "nothing");
}

#define ERROR "{'code':'C','message':'M'}"
#define FAILED \
	"{'datasets':[{'id':'d','records':3,'bytes':0,'files':0}],'errors':[" ERROR "]"

static void a_failed_export_shows_zeros_its_errors_and_no_target(void **state UNUSED)
{
	struct run_row row = row_of(RUN_FAILED);
	AUTO_MEM char *detail = quoted(FAILED "}");
	AUTO(cJSON_Delete) cJSON *run = NULL;

	row.detail = detail;
	run = tree_of(&row);
	expect(run, "metrics.recordSummary.sourceSummaries[0].inputRecordCount", "0");
	expect(run, "metrics.recordSummary.sourceSummaries[0].entitySummaries",
	       "[{'id':'dataset:d','inputRecordCount':0,'skippedRecordCount':0}]");
	expect(run, "metrics.recordSummary.failedInfo", "[" ERROR "]");
	expect(run, "metrics.recordSummary.targetSummaries", "nothing");
	expect(run, "metrics.sizeSummary", "nothing");
	expect(run, "metrics.fileSummary", "nothing");
	expect(run, "metrics.statusSummary.errors", "[" ERROR "]");
	expect(run, "activities[0].recordSummary", "{'failedInfo':[" ERROR "]}");
	expect(run, "activities[0].sizeSummary", "{}");
	expect(run, "activities[1]", "nothing");
}

static void what_a_failed_run_shows_depends_on_its_flow_or_a_fault(void **state UNUSED)
{
	static const struct {
		const char *spec, *shape, *bytes, *input, *target;
	} cases[] = {
		{ EXPORT_SPEC, "", "nothing", "nothing", "nothing" },
		{ INGESTION, "", "-1", "-1", "nothing" },
		{ EXPORT_SPEC, ",'shape':'minus-one'", "-1", "-1", "nothing" },
		{ EXPORT_SPEC, ",'shape':'full'", "7", "6", "'T'" },
		{ INGESTION, ",'shape':'full'", "7", "6", "'T'" },
	};

	for_each_row(i, cases) {
		struct run_row row = row_of(RUN_FAILED);
		AUTO_MEM char *text = mem_printf(FAILED "%s}", cases[i].shape);
		AUTO_MEM char *detail = quoted(text);
		AUTO(cJSON_Delete) cJSON *run = NULL;

		row.spec = cases[i].spec;
		row.detail = detail;
		run = tree_of(&row);
		expect(run, "metrics.sizeSummary.inputBytes", cases[i].bytes);
		expect(run, "metrics.recordSummary.inputRecordCount", cases[i].input);
		expect(run, "metrics.recordSummary.targetSummaries[0].id",
		       cases[i].target);
		expect(run, "metrics.recordSummary.failedInfo", "[" ERROR "]");
	}
}

/* ---------------------------------------------------------------- its detail */

static void several_datasets_have_a_summary_each(void **state UNUSED)
{
	struct run_row row = row_of(RUN_PARTIAL);
	AUTO_MEM char *detail = quoted("{'datasets':[{'id':'a','records':5},{'id':'b',"
	                               "'records':1}],'errors':[" ERROR "]}");
	AUTO(cJSON_Delete) cJSON *run = NULL;

	row.detail = detail;
	run = tree_of(&row);
	expect(run, "metrics.recordSummary.inputRecordCount", "6");
	expect(run, "metrics.recordSummary.sourceSummaries[0].entitySummaries",
	       "[{'id':'dataset:a','inputRecordCount':5,'skippedRecordCount':0},"
	       "{'id':'dataset:b','inputRecordCount':1,'skippedRecordCount':0}]");
	expect(run, "metrics.statusSummary.status", "'partialSuccess'");
	expect(run, "metrics.recordSummary.failedInfo", "[" ERROR "]");
	expect(run, "activities[0].statusSummary.errors", "[" ERROR "]");
	expect(run, "activities[1].statusSummary.errors", "nothing");
}

static void skipped_records_are_input_of_the_processor_and_not_of_the_publisher(
	void **state UNUSED)
{
	struct run_row row = row_of(RUN_SUCCESS);
	AUTO_MEM char *detail =
		quoted("{'datasets':[{'id':'d','records':6,'skipped':4}],'errors':[],"
	               "'skippedInfo':[{'metric':'x'}]}");
	AUTO(cJSON_Delete) cJSON *run = NULL;

	row.detail = detail;
	run = tree_of(&row);
	expect(run, "metrics.recordSummary.inputRecordCount", "10");
	expect(run, "metrics.recordSummary.outputRecordCount", "6");
	expect(run, "metrics.recordSummary.skippedRecordCount", "4");
	expect(run, "metrics.recordSummary.skippedInfo", "[{'metric':'x'}]");
	expect(run, "activities[0].recordSummary.skippedRecordCount", "4");
	expect(run, "activities[0].recordSummary.inputRecordCount", "10");
	expect(run, "activities[1].recordSummary.skippedRecordCount", "0");
	expect(run, "activities[1].recordSummary.inputRecordCount", "6");
	expect(run, "activities[1].recordSummary.skippedInfo", "nothing");
}

static void counts_may_lie_and_members_may_be_a_clients(void **state UNUSED)
{
	struct run_row row = row_of(RUN_SUCCESS);
	AUTO_MEM char *detail = quoted("{'datasets':[{'id':'d','records':6}],'errors':[],"
	                               "'lies':[{'path':'recordSummary.outputRecordCount'"
	                               ",'by':-2}]}");
	AUTO_MEM char *sent = quoted("{'providerRefId':'mine','extra':[1]}");
	AUTO(cJSON_Delete) cJSON *run = NULL;

	row.detail = detail;
	row.sent = sent;
	run = tree_of(&row);
	expect(run, "metrics.recordSummary.outputRecordCount", "4");
	expect(run, "metrics.recordSummary.inputRecordCount", "6");
	expect(run, "providerRefId", "'mine'");
	expect(run, "extra", "[1]");
}

static void without_a_plan_the_flows_ends_are_shown_and_labels_are_the_plans(
	void **state UNUSED)
{
	struct run_row row = row_of(RUN_SUCCESS);
	AUTO(cJSON_Delete) cJSON *bare = NULL, *labelled = NULL;

	row.plan_text = NULL;
	bare = tree_of(&row);
	expect(bare, "metrics.recordSummary.sourceSummaries[0].id", "'s'");
	expect(bare, "metrics.recordSummary.targetSummaries[0].id", "'t'");
	expect(bare, "metrics.recordSummary.targetSummaries[0].entitySummaries", "[]");
	row.plan_text = JSON({"labels":["C1"]});
	labelled = tree_of(&row);
	expect(labelled, "labels", "['C1']");
}

static void a_text_that_is_not_json_is_an_error(void **state UNUSED)
{
	struct run_row row = row_of(RUN_SUCCESS);
	AUTO(buf_release) struct buf out = { 0 };
	struct err e = { 0 };

	row.plan_text = "{";
	assert_int_equal(run_text(&chain.world, &row, &out, &e), -1);
	assert_int_not_equal(e.code, 0);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(an_id_is_a_bijection_of_the_serial),
		TEST(an_etag_is_of_the_seed_the_run_its_version_and_its_time),
		TEST(a_run_shows_its_etag_and_what_its_provider_calls_it),
		TEST(a_run_that_succeeded_shows_all_counts),
		TEST(a_run_that_has_not_ended_shows_nothing_of_what_it_came_to),
		TEST(a_failed_export_shows_zeros_its_errors_and_no_target),
		TEST(what_a_failed_run_shows_depends_on_its_flow_or_a_fault),
		TEST(several_datasets_have_a_summary_each),
		TEST(skipped_records_are_input_of_the_processor_and_not_of_the_publisher),
		TEST(counts_may_lie_and_members_may_be_a_clients),
		TEST(without_a_plan_the_flows_ends_are_shown_and_labels_are_the_plans),
		TEST(a_text_that_is_not_json_is_an_error),
	};

	return cmocka_run_group_tests_name("text", tests, NULL, NULL);
}
