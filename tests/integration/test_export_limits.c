/*
 * test_export_limits.c - how many records documents let an export hold
 *
 * No file is written: an export's records are counted, not read.
 */
#include "tests/unit/unit.h"

#include "lib/mem.h"
#include "mockserver/contract/limit.h"
#include "tests/support/mock.h"
#include "tests/support/quoted.h"
#include "tests/support/scratch.h"

#define NOW \
	JSON({"exportMode":"FIRST_FULL_THEN_INCREMENTAL","interval":3,"timeUnit":"hour", \
	     "startTime":1767225600})

static const char *const limited[] = { "limits=documented", "files=off", NULL };
static const char *const unlimited[] = { "files=off", NULL };

/* A dataset of so many records, called by its number. */
static void put_dataset(void *const *folder, int number, int64_t records, bool events)
{
	AUTO_MEM char *entry = mem_printf(
		"{'entry':{'id':'00000000000000000000000%d','name':'%d','aspect':"
		"'production','state':'ENABLED'},'behavior':'%s','generator':"
		"{'rowsAtStart':%lld%s}}",
		number, number, events ? "time-series" : "record", (long long)records,
		events ? ",'fields':{'timestamp':{'kind':'arrival'}}" : "");
	AUTO(mem_free) char *name = mem_printf("%d/dataset.json", number);
	AUTO(mem_free) char *schema = mem_printf("%d/schema.json", number);
	AUTO(mem_free) char *entry_text = quoted(entry);
	AUTO_MEM char *schema_text = quoted(
		"{'type':'object','properties':{'id':{'type':'integer',"
		"'meta:xdmType':'long'},'timestamp':{'type':'string','format':"
		"'date-time','meta:xdmType':'date-time'}},'required':['timestamp']}");

	scratch_write(folder, name, entry_text);
	scratch_write(folder, schema, schema_text);
}

/* The state of the flow's one run; *why: the first error's message, or "". */
static void run_of(struct mock *m, const char *flow, char status[32], char why[256])
{
	AUTO(mem_free) char *path = mem_printf("/runs?property=flowId==%s", flow);
	struct mock_reply r = mock_ask(m, "GET", path, NULL);
	const cJSON *is = json_at(r.body, "items[0].metrics.statusSummary");
	const char *message = json_str(is, "errors[0].message");

	assert_int_equal(r.status, 200);
	snprintf(status, 32, "%s", json_str(is, "status"));
	snprintf(why, 256, "%s", message ? message : "");
	mock_reply_release(&r);
}

enum { PLAIN_MOST = 999999 };
#define PACKED_MOST INT64_C(9999999999)

static const struct {
	const char *format, *compression;
	int64_t records;
	bool events, off;
	const char *status, *says;
} exports[] = {
	{ "PARQUET", "NONE", PLAIN_MOST, false, false, "success", "" },
	{ "PARQUET", "NONE", PLAIN_MOST + 1, false, false, "failed",
	  "there are 1000000 records, and such an export holds at most 999999" },
	{ "PARQUET", "NONE", PLAIN_MOST + 1, false, true, "success", "" },
	{ "PARQUET", "NONE", PLAIN_MOST + 1, true, false, "success", "" },
	{ "PARQUET", "GZIP", PLAIN_MOST + 1, false, false, "success", "" },
	{ "JSON", "NONE", PLAIN_MOST + 1, false, false, "success", "" },
	{ "PARQUET", "GZIP", PACKED_MOST, false, false, "success", "" },
	{ "PARQUET", "GZIP", PACKED_MOST + 1, false, false, "failed",
	  "there are 10000000000 records, and such an export holds at most 9999999999" },
	{ "JSON", "GZIP", PACKED_MOST + 1, false, false, "failed",
	  "there are 10000000000 records" },
};

static void an_export_that_is_too_large_fails(void **state)
{
	const char *folders[] = { *state, NULL };

	for_each_row(i, exports)
		put_dataset(state, (int)i + 1, exports[i].records, exports[i].events);
	for_each_row(i, exports) {
		const struct flowmock_options options = { .datasets = folders,
			                                  .others = exports[i].off
			                                                    ? unlimited
			                                                    : limited };
		AUTO(mem_free) char *id = NULL, *flow = NULL;
		char status[32], why[256];
		struct mock mock;

		mock_begin_with(&mock, NULL, &options);
		id = mem_printf("00000000000000000000000%zu", i + 1);
		flow = mock_make_flow(&mock, id, exports[i].format,
		                      exports[i].compression, NOW);
		run_of(&mock, flow, status, why);
		row_string_equal(i, status, exports[i].status);
		if (!strstr(why, exports[i].says) || (!*exports[i].says && *why))
			fail_msg("row %zu: '%s'", i, why);
		mock_end(&mock);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(an_export_that_is_too_large_fails,
		                                scratch_open, scratch_close),
	};

	return cmocka_run_group_tests_name("export_limits", tests, NULL, NULL);
}
