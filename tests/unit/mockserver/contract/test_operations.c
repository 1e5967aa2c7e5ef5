/*
 * test_operations.c - operations.def against the facts of the two descriptions
 *
 * fixtures/reference/operations.json has 65 operations, D01 to D20 and F01 to F45.
 * Each is in one row of operations.def, and the row says of it what the descriptions
 * say: method, path, parameters, statuses.  Where they say two things the ledger
 * decides, and the test asks it.
 */
#include "tests/unit/unit.h"

#include "lib/file/file.h"
#include "lib/json/json.h"
#include "lib/mem.h"
#include "lib/str.h"
#include "mockserver/contract/ledger.h"
#include "mockserver/contract/operation.h"

#define REFERENCE  "fixtures/reference/operations.json"
#define DOCUMENTED 65 /* operations of both descriptions */
#define CLAIMED    65 /* of them in a row: all */

static int load(void **state)
{
	struct buf text = { .cap = 1 << 20 };
	struct err e = { 0 };
	cJSON *root = NULL;
	int rc = file_read(REFERENCE, 1 << 20, &text, &e);

	if (rc == 0)
		rc = json_parse(text.data, text.size, &root, &e);
	if (rc < 0)
		fprintf(stderr, "%s: %s\n", REFERENCE, e.text);
	buf_release(&text);
	*state = root;
	return rc;
}

static int unload(void **state)
{
	cJSON_Delete(*state);
	return 0;
}

static const cJSON *documented(const cJSON *root, struct str number)
{
	const cJSON *one;

	cJSON_ArrayForEach(one, json_get(root, "operations")) {
		if (str_is(number, json_str(one, "number")))
			return one;
	}
	return NULL;
}

/* Each documented operation of the row, in order: `each` gets the row and the facts. */
typedef void each_fn(const struct operation_row *row, const cJSON *facts);

static void for_each_claim(const cJSON *root, each_fn *each)
{
	for (int i = 0; i < OPERATION_COUNT; i++) {
		const struct operation_row *row = operation_row((enum operation)i);
		struct str rest = str_of(row->ids), number;

		while (str_split(&rest, ' ', &number)) {
			const cJSON *facts = documented(root, number);

			if (!number.size)
				continue;
			if (!facts)
				fail_msg("%s claims %.*s, which is nowhere", row->name,
				         (int)number.size, number.at);
			each(row, facts);
		}
	}
}

/* ---------------------------------------------------------------- method and path */

/* "/flows/{FLOW_ID}/" as "/flows/{}". */
static char *plain_path(const char *path)
{
	struct buf out = { 0 };

	for (; *path; path++) {
		if (*path == '{') {
			buf_add_str(&out, "{}");
			path += strcspn(path, "}");
		} else if (*path != '/' || path[1]) {
			buf_add_char(&out, *path);
		}
	}
	return buf_take(&out);
}

static void check_route(const struct operation_row *row, const cJSON *facts)
{
	AUTO(mem_free) char *ours = plain_path(row->path);
	AUTO(mem_free) char *theirs = plain_path(json_str(facts, "path"));

	assert_string_equal(row->method, json_str(facts, "method"));
	assert_string_equal(ours, theirs);
	if (cJSON_IsTrue(json_at(facts, "request.required")))
		assert_string_equal(row->body, "JSON");
}

static void method_path_and_body_are_the_documented_ones(void **state)
{
	for_each_claim(*state, check_route);
}

/* ---------------------------------------------------------------- statuses */

static void check_status(const struct operation_row *row, const cJSON *facts)
{
	int64_t status = 0;

	assert_true(json_int(facts, "success.status", &status));
	/* A DELETE is 202 in one description and 204 in the other (A2). */
	if (!strcmp(row->method, "DELETE") && (row->status == 202 || row->status == 204))
		return;
	if (row->status != status)
		fail_msg("%s answers %d; %s says %d", row->name, row->status,
		         json_str(facts, "number"), (int)status);
}

static void success_has_the_documented_status(void **state)
{
	for_each_claim(*state, check_status);
}

static void check_errors(const struct operation_row *row, const cJSON *facts)
{
	const cJSON *one;

	cJSON_ArrayForEach(one, json_get(facts, "errors")) {
		AUTO(mem_free) char *status = mem_printf("%d", one->valueint);

		if (!strstr(row->errors, status))
			fail_msg("%s lacks the error status %s of %s", row->name, status,
			         json_str(facts, "number"));
	}
}

static bool lists_error(const cJSON *root, const struct operation_row *row,
                        struct str status)
{
	struct str rest = str_of(row->ids), number;

	while (str_split(&rest, ' ', &number)) {
		const cJSON *one;

		cJSON_ArrayForEach(one, json_get(documented(root, number), "errors")) {
			AUTO(mem_free) char *text = mem_printf("%d", one->valueint);

			if (str_is(status, text))
				return true;
		}
	}
	return false;
}

static void error_statuses_are_the_documented_ones(void **state)
{
	for_each_claim(*state, check_errors);
	for (int i = 0; i < OPERATION_COUNT; i++) {
		const struct operation_row *row = operation_row((enum operation)i);
		struct str rest = str_of(row->errors), status;

		while (*row->ids && str_split(&rest, ' ', &status)) {
			if (status.size && !lists_error(*state, row, status))
				fail_msg("%s has the error status %.*s of no description",
				         row->name, (int)status.size, status.at);
		}
	}
}

/* ---------------------------------------------------------------- parameters */

/* The word of `list` that is `name`. */
static bool find_param(const char *list, const char *name, struct operation_param *out)
{
	struct str rest = str_of(list);

	while (operation_param_next(&rest, out)) {
		if (str_is_nocase(out->name, name))
			return true;
	}
	return false;
}

/* What the gateway asks of every operation. */
static bool is_gateways(const char *header)
{
	static const char *const names[] = { "Authorization",   "x-api-key",
		                             "x-gw-ims-org-id", "x-sandbox-name",
		                             "Accept",          "Content-Type" };

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		if (str_same_nocase(names[i], header))
			return true;
	}
	return false;
}

/* FSPEC demands a subOp that no tutorial sends. */
static bool is_left_to_the_ledger(const char *name)
{
	return !strcmp(name, "subOp") &&
	       ledger_mode_choice(CONTRACT_LENIENT, LEDGER_ACTION_OP_FORM) ==
	               CHOICE_ACCEPT;
}

/* The documented values, of the parameter or the items: these and no others. */
static void check_values(const struct operation_row *row, const struct operation_param *p,
                         const cJSON *facts)
{
	const cJSON *own = json_get(facts, "enum"), *one;
	const cJSON *list = own ? own : json_at(facts, "items.enum");
	struct buf theirs = { 0 };

	cJSON_ArrayForEach(one, list)
		buf_printf(&theirs, "%s%s", theirs.size ? "|" : "", json_str(one, ""));
	if (!str_is(p->values, buf_str(&theirs)))
		fail_msg("%s: %s is one of '%.*s', not of '%s'", row->name,
		         json_str(facts, "name"), (int)p->values.size, p->values.at,
		         buf_str(&theirs));
	buf_release(&theirs);
}

static void check_parameters(const struct operation_row *row, const cJSON *facts)
{
	const cJSON *one;

	cJSON_ArrayForEach(one, json_get(facts, "parameters")) {
		const char *name = json_str(one, "name"), *in = json_str(one, "in");
		bool required = cJSON_IsTrue(json_get(one, "required"));
		struct operation_param p;

		if (!strcmp(in, "path") || (!strcmp(in, "header") && is_gateways(name)))
			continue;
		if (!find_param(!strcmp(in, "query") ? row->query : row->headers, name,
		                &p) ||
		    p.extra)
			fail_msg("%s lacks the %s parameter %s of %s", row->name, in,
			         name, json_str(facts, "number"));
		if (required && !p.required && !is_left_to_the_ledger(name))
			fail_msg("%s does not require %s, %s does", row->name, name,
			         json_str(facts, "number"));
		check_values(row, &p, one);
	}
}

/* 1: required by one of the row's descriptions; 0: known to one; -1: to none. */
static int knows_parameter(const cJSON *root, const struct operation_row *row,
                           const char *name)
{
	struct str rest = str_of(row->ids), number;
	int known = -1;

	while (str_split(&rest, ' ', &number)) {
		const cJSON *one;

		cJSON_ArrayForEach(one,
		                   json_get(documented(root, number), "parameters")) {
			bool required = cJSON_IsTrue(json_get(one, "required"));

			if (str_same_nocase(json_str(one, "name"), name) &&
			    known < required)
				known = required;
		}
	}
	return known;
}

static void check_list(const cJSON *root, const struct operation_row *row,
                       const char *list)
{
	struct str rest = str_of(list);
	struct operation_param p;

	while (*row->ids && operation_param_next(&rest, &p)) {
		AUTO_MEM char *name = mem_printf("%.*s", (int)p.name.size, p.name.at);

		if (!p.extra && knows_parameter(root, row, name) < p.required)
			fail_msg("%s has %s%s, which no description has so", row->name,
			         name, p.required ? " as required" : "");
	}
}

static void parameters_are_the_documented_ones(void **state)
{
	for_each_claim(*state, check_parameters);
	for (int i = 0; i < OPERATION_COUNT; i++) {
		const struct operation_row *row = operation_row((enum operation)i);

		check_list(*state, row, row->query);
		check_list(*state, row, row->headers);
	}
}

/* ---------------------------------------------------------------- all of them */

static int claims(const char *number)
{
	struct operation_param p;
	int count = 0;

	for (int i = 0; i < OPERATION_COUNT; i++)
		count += find_param(operation_row((enum operation)i)->ids, number, &p);
	return count;
}

static void every_documented_operation_is_in_one_row(void **state)
{
	AUTO(buf_release) struct buf missing = { 0 };
	const cJSON *one;
	int claimed = 0;

	assert_int_equal(cJSON_GetArraySize(json_get(*state, "operations")), DOCUMENTED);
	cJSON_ArrayForEach(one, json_get(*state, "operations")) {
		int n = claims(json_str(one, "number"));

		if (n > 1)
			fail_msg("%s is in %d rows", json_str(one, "number"), n);
		if (!n)
			buf_printf(&missing, " %s", json_str(one, "number"));
		claimed += n;
	}
	if (missing.size)
		print_message("# missing:%s\n", buf_str(&missing));
	assert_true(claimed >= CLAIMED);
}

static void every_schema_of_a_row_is_there(void **state UNUSED)
{
	for (int i = 0; i < OPERATION_COUNT; i++) {
		const struct operation_row *row = operation_row((enum operation)i);
		AUTO_MEM char *path = mem_printf("fixtures/schemas/%s.json",
		                                 row->schema ? row->schema : "");

		if (row->schema && !file_exists(path))
			fail_msg("%s names the schema %s, which is not there", row->name,
			         path);
	}
}

static bool takes(enum operation operation, const char *name)
{
	struct operation_param p;

	return operation_takes(operation, name, &p);
}

static void a_parameter_is_known_with_its_mark_or_without(void **state UNUSED)
{
	assert_true(takes(OP_CONNECTION_SPEC_CONFIGS, "outputType"));
	assert_true(takes(OP_CONNECTION_SPEC_CONFIGS, "start"));
	assert_true(takes(OP_CONNECTION_SPEC_CONFIGS, "properties"));
	assert_true(takes(OP_FLOW_ACTION, "subOp"));
	assert_false(takes(OP_CONNECTION_SPEC_CONFIGS, "outputtype"));
	assert_false(takes(OP_CONNECTION_SPEC_CONFIGS, "outputType*"));
	assert_false(takes(OP_CONNECTION_SPEC_CONFIGS, ""));
	assert_false(takes(OP_ADMIN_HEALTH, "limit"));
}

static void values_match_in_any_case_and_with_either_dash(void **state UNUSED)
{
	static const struct {
		const char *values, *sent;
		bool fits;
	} cases[] = {
		{ "RE_TRIGGER", "re-trigger", true }, { "RE_TRIGGER", "retrigger", true },
		{ "ROOT|FILE", "file", true },        { "ROOT|FILE", "ROOT|FILE", false },
		{ "ROOT|FILE", "fil", false },        { "ROOT|FILE", "files", false },
		{ "ROOT|FILE", "-", false },          { "", "anything", true },
	};

	for_each_row(i, cases) {
		const struct operation_param p = { .values = str_of(cases[i].values) };

		assert_int_equal(operation_param_fits(&p, cases[i].sent), cases[i].fits);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(method_path_and_body_are_the_documented_ones),
		cmocka_unit_test(success_has_the_documented_status),
		cmocka_unit_test(error_statuses_are_the_documented_ones),
		cmocka_unit_test(parameters_are_the_documented_ones),
		cmocka_unit_test(every_documented_operation_is_in_one_row),
		cmocka_unit_test(every_schema_of_a_row_is_there),
		cmocka_unit_test(a_parameter_is_known_with_its_mark_or_without),
		cmocka_unit_test(values_match_in_any_case_and_with_either_dash),
	};

	return cmocka_run_group_tests_name("operations", tests, load, unload);
}
