/*
 * test_node.c - harness/scenario/node.c
 */
#include "tests/unit/unit.h"

#include "harness/scenario/node.h"

static const struct key keys[] = {
	{ "name", JSON_TEXT, KEY_NEEDED },
	{ "list", JSON_LIST | JSON_MAP },
	{ "count", JSON_NUMBER },
	{ "map", JSON_MAP },
	{ 0 },
};

static void maps_are_judged_by_their_table(void **state UNUSED)
{
	static const struct {
		const char *yaml, *refusal; /* NULL: fine */
	} cases[] = {
		/* clang-format off */
		{ "name: x", NULL },
		{ "name: x\nlist: []\ncount: 3", NULL },
		{ "name: x\ncount: ${n}", NULL },
		{ "list: []", "x.yaml:1:1: a thing needs the key 'name'" },
		{ "name: x\nlsit: []", "x.yaml:2:1: unknown key 'lsit' in a thing (known: name, list, count, map)" },
		{ "name: 3", "x.yaml:1:1: name must be text, not a number" },
		{ "name: x\nlist: true", "x.yaml:2:1: list must be a list or a map, not true or false" },
		{ "name: x\ncount:", "x.yaml:2:1: count must be a number, not null" },
		{ "name: x\nmap: ${m}", "x.yaml:2:1: map must be a map, not text" },
		{ "name: x\nlist: ${l}", NULL },
		{ "[1]", "x.yaml:1:1: a thing must be a map, not a list" },
		{ "\"${x}\"", "x.yaml:1:1: a thing must be a map, not text" },
		/* clang-format on */
	};

	for_each_row(i, cases) {
		struct err e = { 0 };
		struct yaml y;
		int rc;

		row_int_equal(i,
		              yaml_parse("x.yaml", cases[i].yaml, strlen(cases[i].yaml),
		                         &y, &e),
		              0);
		rc = node_keys(&y, y.root, keys, "a thing", &e);
		row_int_equal(i, rc, cases[i].refusal ? -1 : 0);
		if (cases[i].refusal)
			row_string_equal(i, e.text, cases[i].refusal);
		yaml_release(&y);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(maps_are_judged_by_their_table),
	};

	return cmocka_run_group_tests_name("node", tests, NULL, NULL);
}
