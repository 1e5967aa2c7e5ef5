/*
 * test_fault_errors.c - errors that a fault answers, of each operation and by each name
 */
#include "tests/unit/unit.h"

#include "lib/mem.h"
#include "mockserver/contract/operation.h"
#include "mockserver/contract/refusal.h"
#include "tests/support/mock.h"
#include "tests/support/quoted.h"

static void arm(struct mock *m, const char *fault)
{
	AUTO(mem_free) char *body = quoted(fault);
	struct mock_reply r = mock_ask(m, "POST", "/__admin/faults", body);

	if (r.status != 201)
		fail_msg("%s: %s", fault, r.text);
	mock_reply_release(&r);
}

static void clear(struct mock *m)
{
	struct mock_reply r = mock_ask(m, "DELETE", "/__admin/faults", NULL);

	assert_int_equal(r.status, 200);
	mock_reply_release(&r);
}

/* The operation's path with an id for {…}. */
static char *path_of(const struct operation_row *row)
{
	struct buf out = { 0 };

	for (const char *c = row->path; *c; c++) {
		if (*c != '{') {
			buf_add_char(&out, *c);
			continue;
		}
		buf_add_str(&out, "some-id");
		c += strcspn(c, "}");
	}
	return buf_take(&out);
}

/* Which member tells the family of a body, by the operation's service and the status. */
static const char *member_of(const struct operation_row *row, int status)
{
	if (!strncmp(row->path, "/ims/", 5))
		return "error";
	if (status == 401 || status == 429)
		return "error_code";
	if (!strcmp(row->gate, "SERVICE"))
		return "errorMessage";
	if (status == 403)
		return "error_code";
	return strstr(row->path, "catalog") ? "detail" : "message";
}

/* "401 403": the next status of the row's list; 0 at its end. */
static int next_status(struct str *rest)
{
	struct str one;
	int n = 0;

	if (!str_split(rest, ' ', &one))
		return 0;
	for (size_t i = 0; i < one.size; i++)
		n = n * 10 + (one.at[i] - '0');
	return n;
}

static void try_status(struct mock *m, const struct operation_row *row, int status)
{
	AUTO(mem_free) char *path = path_of(row);
	AUTO_MEM char *fault = mem_printf("{'fault':'f','on':'%s','do':{'status':%d}}",
	                                  row->name, status);
	struct mock_reply r;

	arm(m, fault);
	r = mock_ask(m, row->method, path, NULL);
	if (r.status != status || !json_get(r.body, member_of(row, status)))
		fail_msg("%s: %d expected: %d %s", row->name, status, r.status, r.text);
	mock_reply_release(&r);
	clear(m);
}

/* Documented ones, and those that stand before any service. */
static void each_operation_answers_its_documented_errors(void **state UNUSED)
{
	static const int always[] = { 401, 429, 500, 503, 504 };
	struct mock m;

	mock_begin(&m, NULL);
	for (int i = 0; i < OPERATION_COUNT; i++) {
		const struct operation_row *row = operation_row((enum operation)i);
		struct str rest = str_of(row->errors);
		int status;

		if (!strncmp(row->path, "/__admin", 8))
			continue;
		while ((status = next_status(&rest)))
			try_status(&m, row, status);
		if (strcmp(row->gate, "SERVICE") != 0)
			continue;
		for_each_row(k, always)
			try_status(&m, row, always[k]);
	}
	mock_end(&m);
}

/* A row of the table by its name, which the mock answers with status and code. */
static void try_error(struct mock *m, const char *on, const char *path, enum error error)
{
	const struct error_row *row = error_row(error);
	AUTO_MEM char *fault =
		mem_printf("{'fault':'f','on':'%s','do':{'status':'%s'}}", on, row->name);
	struct mock_reply r;

	arm(m, fault);
	r = mock_ask(m, "GET", path, NULL);
	if (r.status != row->status || (row->code && !strstr(r.text, row->code)))
		fail_msg("%s: %d %s", row->name, r.status, r.text);
	mock_reply_release(&r);
	clear(m);
}

static void each_error_can_be_said_by_its_name(void **state UNUSED)
{
	struct mock m;

	mock_begin(&m, NULL);
	for (int i = E_NONE + 1; i < E_COUNT; i++) {
		if (strncmp(error_row((enum error)i)->name, "ADMIN_", 6) != 0)
			try_error(&m, "FLOW_GET", "/flows/some-id", (enum error)i);
	}
	mock_end(&m);
}

/* Those that no rule of the service raises. */
static void errors_of_other_services_are_said_in_their_bodies(void **state UNUSED)
{
	static const struct {
		const char *on, *method, *path;
		int status;
		enum error error;
	} rows[] = {
		{ "CATALOG_DATASETS", "GET", "/data/foundation/catalog/dataSets", 500,
		  E_CATALOG_INTERNAL },
		{ "ADHOC_RUN", "POST", MOCK_ADHOC, 404, E_ADHOC_NOT_FOUND },
		{ "ADHOC_RUN", "POST", MOCK_ADHOC, 500, E_ADHOC_INTERNAL },
		{ "IMS_TOKEN_V3", "POST", "/ims/token/v3", 429, E_IMS_THROTTLED },
		{ "IMS_TOKEN_V3", "POST", "/ims/token/v3", 502, E_IMS_STATUS },
		{ "FLOW_LIST", "GET", "/flows", 418, E_STATUS },
		{ "FLOW_LIST", "GET", "/flows", 429, E_THROTTLED },
		{ "FLOW_LIST", "GET", "/flows", 403, E_FORBIDDEN },
	};
	struct mock m;

	mock_begin(&m, NULL);
	for_each_row(i, rows) {
		const struct error_row *row = error_row(rows[i].error);
		AUTO_MEM char *fault =
			mem_printf("{'fault':'f','on':'%s','do':{'status':%d}}",
		                   rows[i].on, rows[i].status);
		AUTO(mem_free) char *begin = NULL;
		struct mock_reply r;

		arm(&m, fault);
		r = mock_ask(&m, rows[i].method, rows[i].path, NULL);
		assert_int_equal(r.status, rows[i].status);
		begin = mem_printf("%.*s", (int)strcspn(row->text, "{"), row->text);
		assert_non_null(strstr(r.text, begin));
		mock_reply_release(&r);
		clear(&m);
	}
	mock_end(&m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_operation_answers_its_documented_errors),
		cmocka_unit_test(each_error_can_be_said_by_its_name),
		cmocka_unit_test(errors_of_other_services_are_said_in_their_bodies),
	};

	return cmocka_run_group_tests_name("fault_errors", tests, NULL, NULL);
}
