/*
 * test_published_codes.c - a fault answers every code of the published table of flows
 *
 * The texts of the rows are those of fixtures/reference/errors.tsv, which
 * mockserver/contract/pages.py holds them to; here each is answered, by its whole code
 * and by its number.
 */
#include "tests/unit/unit.h"

#include "lib/mem.h"
#include "lib/str.h"
#include "mockserver/contract/refusal.h"
#include "tests/support/mock.h"
#include "tests/support/quoted.h"

#define CODES 90 /* of the table */

/* Each code, and the row that it says; the first where several rows have it. */
static const struct {
	const char *code;
	enum error error;
} rows[] = {
	/* clang-format off */
	{ "1100-400", E_DATASETS_UNKNOWN },
	{ "1101-404", E_PROVIDER_NOT_FOUND },
	{ "1102-500", E_INTERNAL },
	{ "1103-503", E_UNAVAILABLE },
	{ "1104-504", E_GATEWAY_TIMEOUT },
	{ "1400-500", E_SERVICE_INTERNAL },
	{ "1401-400", E_COUNT_AND_LIMIT },
	{ "1402-400", E_PROVIDER_ONLY },
	{ "1403-400", E_IF_MATCH_MISSING },
	{ "1404-412", E_VERSION_STALE },
	{ "1405-400", E_BODY_EMPTY },
	{ "1406-400", E_PROGRESS_ALONE },
	{ "1407-400", E_PROGRESS_STATUS },
	{ "1408-400", E_PROGRESS_PERCENT },
	{ "1409-400", E_OPERATION_STATE },
	{ "1410-400", E_STATE_GIVEN },
	{ "1411-400", E_ENTITY_ID_PATH },
	{ "1412-400", E_MAPPING_VERSION },
	{ "1413-400", E_SPEC_INVALID },
	{ "1414-400", E_SPEC_CHANGED },
	{ "1415-400", E_AUTH_SPEC },
	{ "1416-400", E_CHANGE_STATE },
	{ "1417-400", E_CHANGE_INITIALIZING },
	{ "1418-400", E_BASE_IN_USE },
	{ "1419-400", E_MAPPING_INVALID },
	{ "1420-400", E_UPDATE_STATE },
	{ "1421-400", E_TRANSITION },
	{ "1422-400", E_ACTION_STATE },
	{ "1423-400", E_SPEC_FILTER_FIELD },
	{ "1424-400", E_ORDER_CROSS_SANDBOX },
	{ "1425-400", E_MAPPING_SCHEMA },
	{ "1426-400", E_SPEC_WRITE },
	{ "1427-400", E_RUN_WRITE },
	{ "1428-400", E_PREDECESSOR_RUN },
	{ "1429-400", E_PREDECESSOR_FLOW },
	{ "1430-400", E_FLOW_UNKNOWN },
	{ "1431-400", E_POLICY_FIELDS },
	{ "1432-400", E_ORDER_PREFIX },
	{ "1433-400", E_ORDER_FIELD },
	{ "1434-400", E_OP_UNSUPPORTED },
	{ "1435-400", E_SUB_ACTION },
	{ "1436-400", E_SUB_OPERATION },
	{ "1437-400", E_RUN_STATUS },
	{ "1438-400", E_AGGREGATE_UNSUPPORTED },
	{ "1439-400", E_RESOURCE_NOT_FOUND },
	{ "1440-400", E_FILTER_TILDE },
	{ "1441-400", E_AGGREGATE_FUNCTION },
	{ "1442-400", E_AGGREGATE_FIELD },
	{ "1443-400", E_FILTER_SEVERAL },
	{ "1444-400", E_FLOW_STATE },
	{ "1445-400", E_PATCH_DISABLED },
	{ "1446-400", E_FLOW_ID_MISSING },
	{ "1447-400", E_FLOWS_ACTIVE },
	{ "1448-400", E_FILTER_UNSUPPORTED },
	{ "1449-400", E_FILTER_FIELD },
	{ "1450-400", E_FILTER_OPERATOR },
	{ "1451-400", E_PARAM_UNKNOWN },
	{ "1452-400", E_PARAM_VALUE },
	{ "1453-400", E_FILTER_VALUE },
	{ "1454-400", E_FILTER_VALUE_TYPE },
	{ "1455-400", E_PATCH_MISSING },
	{ "1456-400", E_CONNECTION_STATE },
	{ "1457-400", E_UPDATE_FINALIZING },
	{ "1458-400", E_DELETE_STATE },
	{ "2000-401", E_ORG_DENIED },
	{ "2001-401", E_ORG_EMPTY },
	{ "2002-401", E_ORG_ABSENT },
	{ "2100-404", E_SANDBOX_UNKNOWN },
	{ "2101-404", E_SANDBOX_ABSENT },
	{ "2102-500", E_SANDBOX_NAME_FAILED },
	{ "2103-404", E_SANDBOX_ID_UNKNOWN },
	{ "2104-500", E_SANDBOX_ID_FAILED },
	{ "2105-400", E_SANDBOX_MISSING },
	{ "2106-404", E_SANDBOX_NO_DEFAULT },
	{ "2107-500", E_SANDBOX_DEFAULT_FAILED },
	{ "2108-500", E_SANDBOXES_FAILED },
	{ "2110-400", E_SANDBOX_ID_REFUSED },
	{ "2111-403", E_SANDBOX_STAR },
	{ "2112-400", E_SANDBOX_STAR_HALF },
	{ "2113-400", E_SANDBOX_STAR_REFUSED },
	{ "2114-400", E_TOKEN_EMPTY },
	{ "2115-400", E_TOKEN_UNREADABLE },
	{ "2116-500", E_TOKEN_SCOPE_FAILED },
	{ "2117-500", E_PERMISSIONS_FAILED },
	{ "2118-403", E_PERMISSION_MISSING },
	{ "2119-400", E_QUERY_MISSING },
	{ "2120-403", E_FORBIDDEN },
	{ "2121-403", E_PERMISSION_DENIED },
	{ "2200-500", E_CATALOG_FAILED },
	{ "2250-500", E_DATA_PREP_FAILED },
	/* clang-format on */
};
static_assert(ARRAY_LEN(rows) == CODES, "every published code has a row");

static struct mock_reply answer(struct mock *m, const char *error)
{
	AUTO_MEM char *plain =
		mem_printf("{'fault':'f','on':'FLOW_GET','do':{'status':{'error':%s,"
	                   "'args':['first','second','third']}}}",
	                   error);
	AUTO(mem_free) char *fault = quoted(plain);
	struct mock_reply r = mock_ask(m, "POST", "/__admin/faults", fault);

	if (r.status != 201)
		fail_msg("%s: %s", error, r.text);
	mock_reply_release(&r);
	r = mock_ask(m, "GET", "/flows/an-id", NULL);
	return r;
}

static void clear(struct mock *m, struct mock_reply *r)
{
	mock_reply_release(r);
	*r = mock_ask(m, "DELETE", "/__admin/faults", NULL);
	assert_int_equal(r->status, 200);
	mock_reply_release(r);
}

/* "The flow {0} …" with the arguments that answer() gives. */
static char *filled(const char *text)
{
	static const char *const args[] = { "first", "second", "third" };
	struct buf out = { 0 };

	for (; *text; text++) {
		if (*text != '{') {
			buf_add_char(&out, *text);
			continue;
		}
		buf_add_str(&out, args[text[1] - '0']);
		text += 2;
	}
	return buf_take(&out);
}

static void expect(const struct mock_reply *r, const char *code, enum error error)
{
	const struct error_row *row = error_row(error);
	AUTO_MEM char *type = mem_printf("https://ns.adobe.com/aep/errors/FLOW-%s", code);
	AUTO(mem_free) char *text = filled(row->text);
	const char *have = json_str(r->body, "errorMessage");
	int64_t status;

	if (r->status != row->status || !json_str(r->body, "type") ||
	    strcmp(json_str(r->body, "type"), type) != 0 ||
	    strcmp(json_str(r->body, "title"), row->title) != 0 ||
	    strcmp(have, text) != 0)
		fail_msg("%s: %d %s", code, r->status, r->text);
	assert_true(str_to_int(strchr(code, '-') + 1, &status) && status == row->status);
}

static void every_published_code_is_answered_by_a_fault_that_names_it(void **state UNUSED)
{
	struct mock m;

	mock_begin(&m, NULL);
	for_each_row(i, rows) {
		AUTO_MEM char *whole = mem_printf("'%s'", rows[i].code);
		struct mock_reply r = answer(&m, whole);

		expect(&r, rows[i].code, rows[i].error);
		clear(&m, &r);
	}
	mock_end(&m);
}

/* 1439 is the code that is answered elsewhere, 1439-404. */
static void the_number_alone_says_the_code(void **state UNUSED)
{
	struct mock m;

	mock_begin(&m, NULL);
	for_each_row(i, rows) {
		AUTO_MEM char *number =
			mem_printf("%.*s", (int)strcspn(rows[i].code, "-"), rows[i].code);
		struct mock_reply r = answer(&m, number);

		if (rows[i].error == E_RESOURCE_NOT_FOUND)
			expect(&r, "1439-404", E_NOT_FOUND);
		else
			expect(&r, rows[i].code, rows[i].error);
		clear(&m, &r);
	}
	mock_end(&m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			every_published_code_is_answered_by_a_fault_that_names_it),
		cmocka_unit_test(the_number_alone_says_the_code),
	};

	return cmocka_run_group_tests_name("published codes", tests, NULL, NULL);
}
