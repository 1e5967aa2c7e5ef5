/*
 * test_yaml.c - lib/yaml/yaml.c and what it stands on: trees, marks, errors
 */
#include "tests/support/quoted.h"
#include "tests/unit/unit.h"

#include "lib/file/file.h"
#include "lib/mem.h"
#include "lib/str.h"
#include "lib/yaml/yaml.h"

#define LAUGHS                                         \
	"a: &a [xxxxxxxxx, x, x, x, x, x, x, x, x]\n"  \
	"b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a]\n" \
	"c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b]\n" \
	"d: &d [*c, *c, *c, *c, *c, *c, *c, *c, *c]\n" \
	"e: &e [*d, *d, *d, *d, *d, *d, *d, *d, *d]\n" \
	"f: &f [*e, *e, *e, *e, *e, *e, *e, *e, *e]\n" \
	"g: &g [*f, *f, *f, *f, *f, *f, *f, *f, *f]\n"

static void assert_reads(const char *text, const char *json)
{
	AUTO(yaml_release) struct yaml y = { 0 };
	AUTO(mem_free) char *read = NULL;
	struct err e = { 0 };

	if (yaml_parse("f", text, strlen(text), &y, &e) < 0)
		fail_msg("%s", e.text);
	read = json_text(y.root);
	assert_string_equal(read, json);
}

static void assert_refuses(const char *text, size_t n, const char *reason)
{
	struct err e = { 0 };
	struct yaml y;

	if (!yaml_parse("f", text, n, &y, &e))
		fail_msg("'%s' was taken", text);
	assert_int_equal(e.code, ERR_INVALID);
	assert_string_equal(e.text, reason);
	assert_null(y.root);
	assert_null(y.marks);
}

static void reads_blocks_and_flows(void **state UNUSED)
{
	static const struct {
		const char *text, *json;
	} cases[] = {
		/* clang-format off */
		{ "a: 1\nb: [x, {c: y}]\n", JSON({"a":1,"b":["x",{"c":"y"}]}) },
		{ "- 1\n- - 2\n  - 3\n", "[1,[2,3]]" },
		{ JSON({"a": [true, null]}), JSON({"a":[true,null]}) },
		{ "just text", "\"just text\"" },
		{ "a:\nb: ~\nc: ''\n", JSON({"a":null,"b":null,"c":""}) },
		{ "{a, b: 1}", JSON({"a":null,"b":1}) },
		{ "a: |\n  lit\n  eral\nb: >-\n  fol\n  ded\n",
		  JSON({"a":"lit\neral\n","b":"fol ded"}) },
		{ "\"\\x41\\u263a\\n\"", "\"A\xe2\x98\xba\\n\"" },
		{ "'it''s'", "\"it's\"" },
		{ "\xef\xbb\xbf"
		  "a: \xc3\xa9",
		  JSON({"a":"é"}) },
		{ "--- # one document\na: 1\n...\n", JSON({"a":1}) },
		{ "{}", "{}" },
		{ "[]", "[]" },
		{ "url: /runs?property=flowId==${flow}",
		  JSON({"url":"/runs?property=flowId==${flow}"}) },
		{ "at: 2026-01-01T00:00:00Z", JSON({"at":"2026-01-01T00:00:00Z"}) },
	};
	/* clang-format on */

	for_each_row(i, cases)
		assert_reads(cases[i].text, cases[i].json);
}

static void takes_quoted_and_tagged_text_as_text(void **state UNUSED)
{
	assert_reads("['1', \"true\", '', '~', !!str 1, ! 2, !!str null]",
	             JSON(["1","true","","~","1","2","null"]));
	assert_reads("!!map {a: !!seq [b]}", JSON({"a":["b"]}));
	/* clang-format off */
	assert_reads("'1': a\n" JSON("null": b) "\n!!str true: c\n'<<': d\n",
	             JSON({"1":"a","null":"b","true":"c","<<":"d"}));
	/* clang-format on */
}

static void copies_what_an_alias_names(void **state UNUSED)
{
	/* clang-format off */
	assert_reads("a: &x {b: [1, 2.50]}\nc: *x\nd: [*x, *x]\n",
	             "{" JSON("a":{"b":[1,2.50]},"c":{"b":[1,2.50]},)
	             JSON("d":[{"b":[1,2.50]},{"b":[1,2.50]}]) "}");
	/* clang-format on */
	assert_reads("[&x 1, *x, &x 2, *x]", "[1,1,2,2]");
	assert_reads("a: &x\nb: *x\n", JSON({"a":null,"b":null}));
}

static void says_where_and_why_it_refuses(void **state UNUSED)
{
	static const struct {
		const char *text, *reason;
	} cases[] = {
		{ "", "f:1:1: there is no document in it" },
		{ "# nothing\n", "f:1:1: there is no document in it" },
		{ "a: 1\n---\nb: 2\n", "f:2:1: a second document begins" },
		{ "a: 1\nb: 2\na: 3\n", "f:3:1: the key is there twice: 'a'" },
		{ "{x: {b: 1, 'b': 2}}", "f:1:12: the key is there twice: 'b'" },
		{ "a: *x\n", "f:1:4: there is no anchor 'x'" },
		{ "&x [*x]", "f:1:5: an alias stands inside its own anchor 'x'" },
		{ "a: &x {b: {c: *x}}",
		  "f:1:15: an alias stands inside its own anchor 'x'" },
		{ "? [a]\n: 1\n",
		  "f:1:3: a key is a text, not a collection or an alias" },
		{ "[&x a, *x : 1]",
		  "f:1:8: a key is a text, not a collection or an alias" },
		{ "200: a\n", "f:1:1: a key is a text; quote '200'" },
		{ "{a: {true: 1}}", "f:1:6: a key is a text; quote 'true'" },
		{ "~: a", "f:1:1: a key is a text; quote '~'" },
		{ ".inf: a", "f:1:1: a key is a text; quote '.inf'" },
		{ "a:\n  <<: {b: 1}\n", "f:2:3: merge keys are not supported" },
		{ "a: !foo 1", "f:1:9: the tag is not supported: '!foo'" },
		{ "a: !!int 1",
		  "f:1:10: the tag is not supported: 'tag:yaml.org,2002:int'" },
		{ "!!seq {}",
		  "f:1:7: the tag is not supported: 'tag:yaml.org,2002:seq'" },
		{ "a: .inf",
		  "f:1:4: JSON has no number .inf; quote it to make it a text" },
		{ "a: \"x\\0y\"", "f:1:4: a text holds a NUL" },
		{ "a: b: c", "f:1:5: invalid nested block mapping on the same line" },
		{ "a:\n\t- x\n", "f:2:1: tab character may not be used as indentation" },
		{ "a: [1, 2\nb: 3", "f:3:1: flow sequence without a closing bracket" },
		{ "\"\\ud800\"", "f:1:2: double-quoted scalar has invalid UTF8 escape" },
		{ "a: 1\nb: \xff\n", "f:2:1: the line is not UTF-8" },
		{ "%YAML 2.0\n---\na\n", "f:1:1: it is not YAML that can be read" },
	};

	for_each_row(i, cases)
		assert_refuses(cases[i].text, strlen(cases[i].text), cases[i].reason);
}

/* What follows it would be read as if it were not there. */
static void a_nul_is_refused_wherever_it_stands(void **state UNUSED)
{
	static const char *const before[] = { "", "a: ", "a: x", "a: 1\n# b", "- \"x" };
	static const char *const places[] = { "f:1:1", "f:1:4", "f:1:5", "f:2:4",
		                              "f:1:5" };

	for_each_row(i, before) {
		AUTO(buf_release) struct buf text = { 0 };
		AUTO_MEM char *reason = mem_printf("%s: a NUL stands here", places[i]);

		buf_add_str(&text, before[i]);
		buf_add(&text, "\0\nc: 2\n", 7);
		assert_refuses(buf_str(&text), text.size, reason);
	}
}

static void refuses_a_small_file_that_would_be_a_huge_tree(void **state UNUSED)
{
	assert_refuses(LAUGHS, strlen(LAUGHS),
	               "f:6:32: it is too large, its aliases spelled out");
}

static void refuses_what_is_nested_deeper_than_json(void **state UNUSED)
{
	char text[2 * (JSON_DEPTH_MAX + 1) + 1];
	struct err e = { 0 };
	struct yaml y;

	for (size_t i = 0; i < sizeof(text) - 1; i += 2)
		memcpy(text + i, "- ", 2);
	text[sizeof(text) - 1] = '\0';
	assert_int_equal(yaml_parse("f", text + 2, sizeof(text) - 3, &y, &e), 0);
	yaml_release(&y);
	assert_refuses(text, sizeof(text) - 1, "f:1:257: it is nested too deep");
}

static void counts_the_depth_of_what_an_alias_names(void **state UNUSED)
{
	AUTO(buf_release) struct buf b = { 0 };

	buf_add_str(&b, "a: &x\n  ");
	for (int i = 0; i < 100; i++)
		buf_add_str(&b, "- ");
	buf_add_str(&b, "1\nb:\n  ");
	for (int i = 0; i < 100; i++)
		buf_add_str(&b, "- ");
	buf_add_str(&b, "*x\n");
	assert_refuses(b.data, b.size, "f:4:203: it is nested too deep");
}

static void refuses_more_anchors_than_anyone_needs(void **state UNUSED)
{
	AUTO(buf_release) struct buf b = { 0 };

	for (int i = 0; i < 1001; i++)
		buf_printf(&b, "- &a%d x\n", i);
	assert_refuses(b.data, b.size, "f:1001:10: there are too many anchors");
}

static void assert_stands(const struct yaml *y, const char *path, int line, int column)
{
	struct yaml_mark at = yaml_where(y, json_at(y->root, path));

	if (at.line != line || at.column != column)
		fail_msg("%s stands at %d:%d", path, at.line, at.column);
}

static void knows_where_each_node_stands(void **state UNUSED)
{
	static const char text[] = "scenario: x\n"
				   "steps:\n"
				   "  - GET: /flows\n"
				   "    expect: &e { status: 200 }\n"
				   "  - [1, 22]\n"
				   "again: *e\n"
				   "empty:\n";
	AUTO(yaml_release) struct yaml y = { 0 };
	struct err e = { 0 };
	cJSON stranger = { 0 };

	assert_int_equal(yaml_parse("f", text, strlen(text), &y, &e), 0);
	assert_string_equal(y.file, "f");
	assert_stands(&y, "", 1, 1);
	assert_stands(&y, "scenario", 1, 1);
	assert_stands(&y, "steps", 2, 1);
	assert_stands(&y, "steps[0]", 3, 5);
	assert_stands(&y, "steps[0].expect", 4, 5);
	assert_stands(&y, "steps[0].expect.status", 4, 18);
	assert_stands(&y, "steps[1]", 5, 5);
	assert_stands(&y, "steps[1][1]", 5, 9);
	assert_stands(&y, "again", 6, 1);
	assert_stands(&y, "again.status", 4, 18);
	assert_stands(&y, "empty", 7, 1);
	assert_int_equal(yaml_where(&y, &stranger).line, 0);
	assert_int_equal(yaml_where(&(struct yaml){ 0 }, y.root).line, 0);
}

static void finds_among_many_members_the_one_that_is_twice(void **state UNUSED)
{
	AUTO(buf_release) struct buf b = { 0 };
	AUTO(yaml_release) struct yaml y = { 0 };
	struct err e = { 0 };

	for (int i = 0; i < 5000; i++)
		buf_printf(&b, "k%d: %d\n", i, i);
	assert_int_equal(yaml_parse("f", b.data, b.size, &y, &e), 0);
	assert_stands(&y, "k0", 1, 1);
	assert_stands(&y, "k4999", 5000, 1);
	buf_add_str(&b, "k2500: 1\n");
	assert_refuses(b.data, b.size, "f:5001:1: the key is there twice: 'k2500'");
}

static void loads_a_file(void **state UNUSED)
{
	AUTO(mem_free) char *dir = NULL, *path = NULL, *missing = NULL;
	AUTO(yaml_release) struct yaml y = { 0 };
	struct err e = { 0 };

	assert_int_equal(file_temp_dir("test-yaml-", &dir, &e), 0);
	path = mem_printf("%s/a.yaml", dir);
	missing = mem_printf("%s/b.yaml", dir);
	assert_int_equal(file_write(path, "a: 1\n", 5, &e), 0);
	assert_int_equal(yaml_load(path, &y, &e), 0);
	assert_string_equal(y.file, path);
	assert_stands(&y, "a", 1, 1);
	yaml_release(&y);
	assert_null(y.root);
	assert_int_equal(yaml_load(missing, &y, &e), -1);
	assert_int_equal(e.code, ERR_NOT_FOUND);
	e = (struct err){ 0 };
	assert_int_equal(file_write(path, "a: b: c\n", 8, &e), 0);
	assert_int_equal(yaml_load(path, &y, &e), -1);
	assert_int_equal(e.code, ERR_INVALID);
	assert_true(str_starts(e.text, path));
	assert_null(y.root);
	e = (struct err){ 0 };
	assert_int_equal(file_remove_tree(dir, &e), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_blocks_and_flows),
		cmocka_unit_test(takes_quoted_and_tagged_text_as_text),
		cmocka_unit_test(copies_what_an_alias_names),
		cmocka_unit_test(says_where_and_why_it_refuses),
		cmocka_unit_test(a_nul_is_refused_wherever_it_stands),
		cmocka_unit_test(refuses_a_small_file_that_would_be_a_huge_tree),
		cmocka_unit_test(refuses_what_is_nested_deeper_than_json),
		cmocka_unit_test(counts_the_depth_of_what_an_alias_names),
		cmocka_unit_test(refuses_more_anchors_than_anyone_needs),
		cmocka_unit_test(knows_where_each_node_stands),
		cmocka_unit_test(finds_among_many_members_the_one_that_is_twice),
		cmocka_unit_test(loads_a_file),
	};

	return cmocka_run_group_tests_name("yaml", tests, NULL, NULL);
}
