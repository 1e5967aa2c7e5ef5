/*
 * test_describe.c - harness/scenario/describe.c
 */
#include "tests/unit/unit.h"

#include "harness/scenario/describe.h"
#include "lib/file/file.h"
#include "lib/jsonschema/jsonschema.h"
#include "lib/mem.h"
#include "lib/str.h"
#include "lib/yaml/yaml.h"

static struct jsonschema *compiled(void)
{
	AUTO(cJSON_Delete) cJSON *schema = describe_scenarios();
	struct jsonschema *made;
	struct err e = { 0 };

	if (jsonschema_new(schema, NULL, &made, &e) < 0)
		fail_msg("%s", e.text);
	return made;
}

struct walked {
	const struct jsonschema *schema;
	size_t count;
};

static int judge(void *ctx, const char *relative, uint64_t size UNUSED, struct err *e)
{
	struct walked *w = ctx;
	AUTO_MEM char *path = mem_printf("scenarios/%s", relative);
	struct yaml y;

	if (!str_ends(relative, ".yaml"))
		return 0;
	if (yaml_load(path, &y, e) < 0)
		return -1;
	if (!jsonschema_check(w->schema, y.root, "", NULL))
		fail_msg("%s does not fit", path);
	yaml_release(&y);
	w->count++;
	return 0;
}

static void all_our_scenarios_fit(void **state UNUSED)
{
	AUTO(jsonschema_free) struct jsonschema *schema = compiled();
	struct walked w = { .schema = schema };
	struct err e = { 0 };

	if (file_walk("scenarios", judge, &w, &e) < 0)
		fail_msg("%s", e.text);
	assert_true(w.count > 200);
}

#define STEP(text) "scenario: x\nsteps: [ { " text " } ]\n"
#define OK         "scenario: x\nsteps: [ { GET: /flows } ]\n"

static void a_broken_one_does_not(void **state UNUSED)
{
	static const struct {
		const char *yaml;
		bool fits;
	} cases[] = {
		/* clang-format off */
		{ OK, true },
		{ OK "tags: [a]\n", true },
		{ OK "matrix: { a: [1] }\n", true },
		{ "steps: [ { GET: /x } ]\nparams: { a: 1 }\n", true },
		{ "scenario: x\nsteps: [ { clock: { advance: PT1H }, expect: {} } ]\n", true },
		{ STEP("GET: http://a/b"), true },
		{ STEP("GET: /x, headers: { a: null, b: 3 }, query: { c: true }"), true },
		{ STEP("GET: /x, timeout: 300ms"), true },
		{ STEP("GET: /x, timeout: PT1.5S"), true },
		{ STEP("GET: /x, expect: { status: 2xx }"), true },
		{ STEP("GET: /x, expect: { status: { $oneOf: [ 200, 404 ] } }"), true },
		{ STEP("GET: /x, expect: { body: { items: [ { a: { $is: uuid } }, … ] } }"), true },
		{ STEP("GET: /x, expect: { body: { $equals: { $b: 1 } } }"), true },
		{ STEP("GET: /x, capture: { a: \"items[0].id\", b: \"\" }"), true },
		{ STEP("clock: { until: { run: {} }, atMost: P1Y2M3W4DT5H6M7.5S }"), true },
		{ STEP("clock: { set: \"2026-01-01T00:00:00+01:00\" }"), true },
		{ STEP("wait: { GET: /x, until: { status: 200 }, backoff: { factor: 2, most: 1m } }"), true },
		{ STEP("files: x, expect: { count: \"${n}\", format: json, layout: \"{flow}/{yyyyMM}-{any}\" }"), true },
		{ OK "cleanup: { order: written, steps: [ { GET: /x } ] }\n", true },
		{ STEP("GET: flows"), false },
		{ STEP("GET: /x, headers: { a: [b] }"), false },
		{ STEP("GET: /x, query: { a: {} }"), false },
		{ STEP("POST: /x, body: {}, raw: a"), false },
		{ STEP("GET: /x, timeout: 0s"), false },
		{ STEP("GET: /x, timeout: P1M"), false },
		{ STEP("GET: /x, timeout: 1.5h2m"), false },
		{ STEP("GET: /x, background: a, expect: { status: 200 }"), false },
		{ STEP("GET: /x, expect: {}"), false },
		{ STEP("GET: /x, expect: { stauts: 200 }"), false },
		{ STEP("GET: /x, expect: { status: 99 }"), false },
		{ STEP("GET: /x, expect: { status: 2x }"), false },
		{ STEP("GET: /x, expect: { headers: {} }"), false },
		{ STEP("GET: /x, expect: { broken: rest }"), false },
		{ STEP("GET: /x, expect: { body: { $isnt: uuid } }"), false },
		{ STEP("GET: /x, expect: { body: { a: [ { $is: uid } ] } }"), false },
		{ STEP("GET: /x, expect: { body: { $type: [ text ] } }"), false },
		{ STEP("GET: /x, expect: { body: { $any: false } }"), false },
		{ STEP("GET: /x, expect: { body: { $gt: 1, a: 2 } }"), false },
		{ STEP("GET: /x, capture: { a: \"items.0]\" }"), false },
		{ STEP("GET: /x, capture: { a.b: c }"), false },
		{ STEP("GET: /x, capture: { a: { haeder: b } }"), false },
		{ STEP("curl: curl x, expect: { broken: reset }"), false },
		{ STEP("clock: { advance: PT1H, set: \"2026-01-01T00:00:00Z\" }"), false },
		{ STEP("clock: { advance: soon }"), false },
		{ STEP("clock: { set: 2026-01-01 }"), false },
		{ STEP("clock: { until: { run: {} } }"), false },
		{ STEP("clock: { until: { runs: {} }, atMost: 1d }"), false },
		{ STEP("wait: { GET: /x, until: {} }"), false },
		{ STEP("wait: { GET: /x, until: { status: 200 }, backoff: 0.5 }"), false },
		{ STEP("batch: { dataset: a, records: [ { a: 1 } ] }"), false },
		{ STEP("files: x, expect: { format: csv }"), false },
		{ STEP("files: x, expect: { layout: \"{flwo}\" }"), false },
		{ STEP("files: x, expect: { records: { second: {} } }"), false },
		{ OK "requires: [ time ]\n", false },
		{ OK "contract: laxer\n", false },
		{ OK "tags: [ Smoke ]\n", false },
		{ OK "choose: [ B38 ]\n", false },
		{ OK "matrix: {}\n", false },
		{ OK "matrix: { a: [] }\n", false },
		{ OK "matrix: { a: [ {} ] }\n", false },
		{ OK "cleanup: { order: backwards, steps: [ { GET: /x } ] }\n", false },
		{ OK "cleanup: { steps: [ { GET: /x } ] }\n", false },
		{ "scenario: \" \"\nsteps: [ { GET: /x } ]\n", false },
		{ "scenario: x\nsteps: [ { include: a.yaml, with: { a: 1 } } ]\n", true },
		{ "scenario: x\n", false },
		{ "steps: []\n", false },
		{ "scenario: x\nsteps: []\n", false },
		{ "scenario: x\nsteps: {}\n", false },
		{ "scenario: x\nsteps: [ GET ]\n", false },
		{ "scenario: x\nsteps: [ {} ]\n", false },
		{ "scenario: x\nsteps: [ { GTE: /flows } ]\n", false },
		{ "scenario: x\nsteps: [ { GET: /flows, POST: /flows } ]\n", false },
		{ "scenario: x\nsteps: [ { GET: /flows, exepct: {} } ]\n", false },
		{ "scenario: x\nsteps: [ { GET: 3 } ]\n", false },
		{ "scenario: x\nsteps: [ { GET: /flows, expect: 200 } ]\n", false },
		{ "scenario: x\nsteps: [ { GET: /flows, capture: [a] } ]\n", false },
		{ "scenario: x\nsteps: [ { GET: /flows, capture: {} } ]\n", false },
		{ "scenario: x\nsteps: [ { GET: /flows, capture: { a: 1 } } ]\n", false },
		{ "scenario: x\nsteps: [ { GET: /flows, capture: { a: { header: b } } } ]\n", true },
		{ "scenario: x\nsteps: [ { clock: PT1H } ]\n", false },
		{ "scenario: x\nsteps: [ { include: [a.yaml] } ]\n", false },
		{ "scenario: x\nsteps: [ { files: 1 } ]\n", false },
		{ "scenario: 3\nsteps: [ { GET: /flows } ]\n", false },
		{ "scenario: [x]\nsteps: [ { GET: /flows } ]\n", false },
		{ OK "requires: admin\n", false },
		{ OK "contract: [strict]\n", false },
		{ OK "tags: smoke\n", false },
		{ OK "matrix: [a]\n", false },
		{ OK "about: [more]\n", false },
		{ OK "scenaro: y\n", false },
		{ OK "params: {}\n", false },
		{ "steps: [ { GET: /x } ]\nparams: [a]\n", false },
		{ "steps: [ { GET: /x } ]\nwith: {}\n", false },
		{ "[ { GET: /x } ]\n", false },
		{ "text\n", false },
		/* clang-format on */
	};
	AUTO(jsonschema_free) struct jsonschema *schema = compiled();

	for_each_row(i, cases) {
		struct err e = { 0 };
		struct yaml y;

		row_int_equal(i,
		              yaml_parse("x.yaml", cases[i].yaml, strlen(cases[i].yaml),
		                         &y, &e),
		              0);
		row_int_equal(i, jsonschema_check(schema, y.root, "", NULL),
		              cases[i].fits);
		yaml_release(&y);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_our_scenarios_fit),
		cmocka_unit_test(a_broken_one_does_not),
	};

	return cmocka_run_group_tests_name("describe", tests, NULL, NULL);
}
