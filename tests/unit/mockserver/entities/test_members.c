/*
 * test_members.c - what the log says of the members of a body, and of a PATCH
 */
#include "tests/unit/unit.h"

#include <stdio.h>

#include "lib/mem.h"
#include "mockserver/entities/members.h"
#include "mockserver/specs/specs.h"
#include "tests/support/quoted.h"

#define ORG   "ACME@AdobeOrg"
#define S3    "'connectionSpec':{'id':'4fce964d-3f37-408f-9778-e597338a21ee'}"
#define TO_S3 "'flowSpec':{'id':'269ba276-16fc-47db-92b0-c1049a3c131f'}"

static struct world world;

static vtime at_zero(void *ctx UNUSED)
{
	return 0;
}

/* What is logged meanwhile; the caller's. */
static char *text;
static size_t text_size;

static void begin_log(void)
{
	world.log.to = open_memstream(&text, &text_size);
	assert_non_null(world.log.to);
}

/* The reasons in the log, a line each. */
static char *end_log(void)
{
	static const char reason[] = "reason=";
	struct buf out = { 0 };

	assert_int_equal(fclose(world.log.to), 0);
	world.log.to = NULL;
	for (const char *at = text; (at = strstr(at, reason)); at++) {
		const char *from = at + strlen(reason);
		const bool quotes = *from == '"';
		size_t size = strcspn(from + quotes, quotes ? "\"" : " \n");

		buf_add(&out, from + quotes, size);
		buf_add_char(&out, '\n');
	}
	free(text);
	text = NULL;
	return out.data ? buf_take(&out) : mem_strdup("");
}

static void expect_unknown(enum kind kind, const char *tree, const char *patch,
                           const char *want)
{
	AUTO(cJSON_Delete) cJSON *body = quoted_json(tree);
	AUTO(cJSON_Delete) cJSON *ops = patch ? quoted_json(patch) : NULL;
	const bool flow = kind == KIND_FLOW;
	const struct spec *spec =
		specs_find(world.specs, ORG, flow ? SPEC_FLOW : SPEC_CONNECTION,
	                   json_str(body, flow ? "flowSpec.id" : "connectionSpec.id"));
	const struct members_sent sent = { kind, spec, body, ops };
	AUTO(mem_free) char *said = NULL;

	begin_log();
	members_log_unknown(&world, &sent);
	said = end_log();
	if (strcmp(said, want) != 0)
		fail_msg("%s %s: %s", tree, patch ? patch : "", said);
}

static void each_kind_knows_the_members_of_its_schemas(void **state UNUSED)
{
	static const struct {
		enum kind kind;
		const char *tree, *unknown;
	} cases[] = {
		/* clang-format off */
		{ KIND_FLOW, "{'name':'f','labels':[],'policy':null," TO_S3 "}", "" },
		{ KIND_FLOW, "{'nane':'f'," TO_S3 "}", "/nane: unknown; did you mean name?\n" },
		{ KIND_FLOW, "{" TO_S3 ",'scheduleParams':{'backfill':true,'endtime':1}}",
		  "/scheduleParams/endtime: unknown; did you mean endTime?\n" },
		{ KIND_FLOW, "{'flowSpec':{'id':'no such','vrsion':'1'},'scheduleParams':{'x':1}}",
		  "/flowSpec/vrsion: unknown; did you mean version?\n/scheduleParams/x: unknown\n" },
		{ KIND_TARGET, "{" S3 ",'params':{'mode':'m','buketName':'b'}}",
		  "/params/buketName: unknown; did you mean bucketName?\n" },
		{ KIND_TARGET, "{" S3 ",'params':{'csvOptions':{'quot':1}}}",
		  "/params/csvOptions/quot: unknown; did you mean quote?\n" },
		{ KIND_SOURCE, "{" S3 ",'params':{'datasets':[],'paht':'b'}}",
		  "/params/paht: unknown; did you mean path?\n" },
		{ KIND_CONNECTION, "{" S3 ",'auth':{'specName':'Access Key','params':{'s3Accesskey':1,'authorizedDate':1}}}",
		  "/auth/params/s3Accesskey: unknown; did you mean s3AccessKey?\n" },
		{ KIND_CONNECTION, "{" S3 ",'auth':{'specName':'none such','params':{'x':1}}}", "" },
		{ KIND_CONNECTION, "[]", "" },
		/* clang-format on */
	};

	for_each_row(i, cases)
		expect_unknown(cases[i].kind, cases[i].tree, NULL, cases[i].unknown);
}

/* Whatever else is unknown in the entity was sent before. */
static void only_what_a_patch_sends_is_looked_at(void **state UNUSED)
{
	static const char tree[] =
		"{" TO_S3 ",'id':'i','scheduleParams':{'old':1,'new':{'a':1}},"
		"'policy':{},'transformations':[{'name':'n'}]}";
	static const struct {
		const char *patch, *unknown;
	} cases[] = {
		/* clang-format off */
		{ "[]", "" },
		{ "[{'path':'/name','value':'x'}]", "" },
		{ "[{'path':'/scheduleParams','value':{'new':{'a':1}}}]", "/scheduleParams/new: unknown\n" },
		{ "[{'path':'/scheduleParams/new','value':{'a':1}}]", "/scheduleParams/new: unknown\n" },
		{ "{'path':'/scheduleParams/new/a','value':1}", "/scheduleParams/new: unknown\n" },
		{ "[{'path':'/name'},{'path':'/scheduleParams/old','value':1}]", "/scheduleParams/old: unknown\n" },
		{ "[{'path':'/scheduleParamsX','value':{'old':1}}]", "" },
		{ "[{'path':'/scheduleParams/ol','value':1},{'path':1},7]", "" },
		/* clang-format on */
	};

	for_each_row(i, cases)
		expect_unknown(KIND_FLOW, tree, cases[i].patch, cases[i].unknown);
}

/* An element that is added behind the others has a number only afterwards. */
static void what_is_added_to_a_list_is_looked_at(void **state UNUSED)
{
	static const char tree[] = "{" S3 ",'params':{'csvOptions':{'q':1}}}";

	expect_unknown(KIND_TARGET, tree, "[{'path':'/params/-','value':{'q':1}}]",
	               "/params/csvOptions/q: unknown\n");
	expect_unknown(KIND_TARGET, tree, "[{'path':'/params/-','value':{'r':1}}]", "");
}

static void operations_have_four_members(void **state UNUSED)
{
	static const char patch[] = "[{'op':'add','path':'/a','value':1,'from':'/b'},"
				    "{'pth':'/c'},7,{'Op':1}]";
	AUTO(cJSON_Delete) cJSON *ops = quoted_json(patch);
	AUTO(mem_free) char *said = NULL;

	begin_log();
	members_log_unknown_ops(&world, ops);
	said = end_log();
	assert_string_equal(said, "/1/pth: unknown; did you mean path?\n"
	                          "/3/Op: unknown; did you mean op?\n");
}

static void a_body_by_its_schema_alone(void **state UNUSED)
{
	static const char sent[] =
		"{'metrics':{'statusSumary':{}},'activities':[{'nme':1}]}";
	AUTO(cJSON_Delete) cJSON *body = quoted_json(sent);
	AUTO(mem_free) char *said = NULL;

	begin_log();
	members_log_unknown_body(&world, "run", "update-run", body);
	said = end_log();
	assert_string_equal(
		said, "/metrics/statusSumary: unknown; did you mean statusSummary?\n"
		      "/activities/0/nme: unknown; did you mean name?\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_kind_knows_the_members_of_its_schemas),
		cmocka_unit_test(only_what_a_patch_sends_is_looked_at),
		cmocka_unit_test(what_is_added_to_a_list_is_looked_at),
		cmocka_unit_test(operations_have_four_members),
		cmocka_unit_test(a_body_by_its_schema_alone),
	};
	struct err e = { 0 };
	int failed;

	world = (struct world){ .now.contract.mode = CONTRACT_LENIENT,
		                .log = { .level = LOG_WARN, .now = at_zero } };
	if (specs_open(&world.specs, &e) < 0)
		return 1;
	failed = cmocka_run_group_tests_name("members", tests, NULL, NULL);
	specs_close(world.specs);
	return failed;
}
