/*
 * test_json.c - finding, changing and comparing values
 */
#include "tests/unit/unit.h"

#include "lib/json/json.h"
#include "lib/mem.h"
#include "tests/support/quoted.h"

static void assert_tree(const cJSON *v, const char *text)
{
	AUTO(mem_free) char *printed = json_text(v);

	assert_string_equal(printed, text);
}

/* What is found must print as the text; a NULL text says that nothing is found. */
static void assert_found(const cJSON *found, const char *where, const char *text)
{
	AUTO(mem_free) char *printed = found ? json_text(found) : NULL;

	if (!text && printed)
		fail_msg("'%s' finds %s", where, printed);
	if (text && !printed)
		fail_msg("'%s' finds nothing", where);
	if (text)
		assert_string_equal(printed, text);
}

/* clang-format off */
static const char document[] =
	"{" JSON("id":"f1","auth":{"params":{"key":"k"}},"items":[{"id":1},[2,[3]],null],)
	JSON("n":3.0,"a/b":4,"":{"":5},"on":true) "}";
/* clang-format on */

static void paths_find_what_they_name(void **state UNUSED)
{
	static const char *const cases[][2] = {
		/* clang-format off */
		{ "id", "\"f1\"" },
		{ "auth.params", JSON({"key":"k"}) },
		{ "auth.params.key", "\"k\"" },
		{ "items[0]", JSON({"id":1}) },
		{ "items[0].id", "1" },
		{ "items[1][1][0]", "3" },
		{ "items[2]", "null" },
		{ "a/b", "4" },
		{ "", document },
		{ "i", NULL },
		{ "idd", NULL },
		{ "ID", NULL },
		{ "id.x", NULL },
		{ "auth.key", NULL },
		{ "auth[0]", NULL },
		{ "items.0", NULL },
		{ "items.id", NULL },
		{ "items[3]", NULL },
		{ "items[-1]", NULL },
		{ "items[00]", NULL },
		{ "items[ 0]", NULL },
		{ "items[]", NULL },
		{ "items[0", NULL },
		{ "items[", NULL },
		{ "items[0]id", NULL },
		{ "items[0]]", NULL },
		{ "items[99999999999999999999]", NULL },
		{ "[0]", NULL },
		{ ".", "5" },
		{ ".id", NULL },
		{ "auth.", NULL },
		{ "auth..params", NULL },
		{ "items.[0]", NULL },
	};
	/* clang-format on */
	AUTO(cJSON_Delete) cJSON *root = parsed(document);
	AUTO(cJSON_Delete) cJSON *array = parsed(JSON([[1],{"a":2}]));

	for_each_row(i, cases)
		assert_found(json_at(root, cases[i][0]), cases[i][0], cases[i][1]);
	assert_found(json_at(array, "[0][0]"), "[0][0]", "1");
	assert_found(json_at(array, "[1].a"), "[1].a", "2");
	assert_null(json_at(NULL, "a"));
}

/* The examples of RFC 6901, section 5, on its document. */
static void pointers_find_what_rfc_6901_says(void **state UNUSED)
{
	/* clang-format off */
	static const char rfc[] =
		"{" JSON("foo":["bar","baz"],"":0,"a/b":1,"c%d":2,"e^f":3,"g|h":4,)
		JSON("i\\j":5,"k\"l":6," ":7,"m~n":8) "}";
	static const char *const cases[][2] = {
		{ "", rfc },
		{ "/foo", JSON(["bar","baz"]) },
		{ "/foo/0", "\"bar\"" },
		{ "/", "0" },
		{ "/a~1b", "1" },
		{ "/c%d", "2" },
		{ "/e^f", "3" },
		{ "/g|h", "4" },
		{ "/i\\j", "5" },
		{ "/k\"l", "6" },
		{ "/ ", "7" },
		{ "/m~0n", "8" },
	};
	/* clang-format on */
	AUTO(cJSON_Delete) cJSON *root = parsed(rfc);

	for_each_row(i, cases)
		assert_found(json_pointer(root, cases[i][0]), cases[i][0], cases[i][1]);
}

static void pointers_are_exact(void **state UNUSED)
{
	static const char *const cases[][2] = {
		{ "/a/2", "3" },
		{ "/a/10", "11" },
		{ "/o/0", "\"zero\"" },
		{ "/o/01", "\"lead\"" },
		{ "/o/~01", "\"tilde\"" },
		{ "//x", "\"deep\"" },
		{ "/a/11", NULL },
		{ "/a/02", NULL },
		{ "/a/-", NULL },
		{ "/a/-1", NULL },
		{ "/a/+1", NULL },
		{ "/a/1e0", NULL },
		{ "/a/", NULL },
		{ "/a/18446744073709551618", NULL },
		{ "a", NULL },
		{ "/missing", NULL },
		{ "/o/~", NULL },
		{ "/o/~2", NULL },
		{ "/o/0/x", NULL },
		{ "/O", NULL },
		{ "#/a", NULL },
	};
	AUTO(cJSON_Delete) cJSON *root = NULL;

	root = quoted_json("{'a':[1,2,3,4,5,6,7,8,9,10,11],"
	                   "'o':{'0':'zero','01':'lead','~1':'tilde'},"
	                   "'':{'x':'deep'}}");
	for_each_row(i, cases)
		assert_found(json_pointer(root, cases[i][0]), cases[i][0], cases[i][1]);
	assert_null(json_pointer(NULL, "/a"));
}

static void members_are_found_by_their_exact_name(void **state UNUSED)
{
	AUTO(cJSON_Delete) cJSON *root = parsed(document);

	assert_found(json_get(root, "id"), "id", "\"f1\"");
	assert_found(json_get(root, ""), "", JSON({"":5}));
	assert_null(json_get(root, "Id"));
	assert_null(json_get(root, "auth.params"));
	assert_null(json_get(json_get(root, "items"), "id"));
	assert_null(json_get(json_get(root, "id"), "id"));
	assert_null(json_get(NULL, "id"));
}

static void strings_and_whole_numbers_are_read_at_a_path(void **state UNUSED)
{
	AUTO(cJSON_Delete) cJSON *root = parsed(document);
	int64_t n = -1;

	assert_string_equal(json_str(root, "auth.params.key"), "k");
	assert_null(json_str(root, "n"));
	assert_null(json_str(root, "missing"));
	assert_true(json_int(root, "n", &n));
	assert_int_equal(n, 3);
	assert_true(json_int(root, "items[0].id", &n));
	assert_int_equal(n, 1);
	assert_false(json_int(root, "id", &n));
	assert_false(json_int(root, "missing", &n));
	assert_false(json_int(NULL, "n", &n));
	assert_int_equal(n, 1);
}

static void a_list_has_the_strings_that_are_its_elements(void **state UNUSED)
{
	AUTO(cJSON_Delete) cJSON *list = parsed(JSON(["a",1,null,["b"],"c"]));

	assert_true(json_has_str(list, "a"));
	assert_true(json_has_str(list, "c"));
	assert_false(json_has_str(list, "b"));
	assert_false(json_has_str(list, "1"));
	assert_false(json_has_str(NULL, "a"));
}

static void new_values_print_as_they_are(void **state UNUSED)
{
	AUTO(cJSON_Delete) cJSON *v = json_new_array();

	json_push(v, json_new_int(INT64_MAX));
	json_push(v, json_new_int(INT64_MIN));
	json_push(v, json_new_int(0));
	json_push(v, json_new_double(0.1));
	json_push(v, json_new_double(275));
	json_push(v, json_new_str("a\"b"));
	json_push(v, json_new_bool(true));
	json_push(v, json_new_bool(false));
	json_push(v, json_new_null());
	json_push(v, json_new_object());
	json_push(v, json_new_array());
	/* clang-format off */
	assert_tree(v, "[9223372036854775807,-9223372036854775808,0,0.1,275.0," JSON("a\"b",)
	               "true,false,null,{},[]]");
	/* clang-format on */
}

static void texts_are_taken_as_they_are_spelt(void **state UNUSED)
{
	static const struct {
		const char *text;
		double value;
	} cases[] = {
		{ "275.0", 275 },         { "1e-2", 0.01 },
		{ "-12", -12 },           { "9007199254740993", 9007199254740992 },
		{ "-0", -0.0 },           { "1E999", __builtin_inf() },
		{ "4294967296", 0x1p32 },
	};
	AUTO(cJSON_Delete) cJSON *s = json_take_str(mem_strdup("a\"b"));

	assert_tree(s, JSON("a\"b"));
	for_each_row(i, cases) {
		AUTO(cJSON_Delete) cJSON *v = json_take_number(mem_strdup(cases[i].text));

		assert_tree(v, cases[i].text);
		assert_memory_equal(&v->valuedouble, &cases[i].value, sizeof(double));
	}
}

/* JSON has no number for these: what prints as null is null. */
static void a_double_that_json_cannot_say_is_null(void **state UNUSED)
{
	static const double cases[] = { __builtin_nan(""), __builtin_inf(),
		                        -__builtin_inf() };

	for_each_row(i, cases) {
		AUTO(cJSON_Delete) cJSON *v = json_new_double(cases[i]);

		assert_true(cJSON_IsNull(v));
		assert_tree(v, "null");
	}
}

static void setting_replaces_in_place_or_appends(void **state UNUSED)
{
	AUTO(cJSON_Delete) cJSON *v = parsed(JSON({"a":1,"b":2,"c":3}));
	cJSON *set = json_set(v, "b", json_new_str("two"));

	assert_ptr_equal(json_get(v, "b"), set);
	json_set(v, "d", json_new_array());
	json_set(v, "a", json_new_null());
	json_set(v, "d", json_new_int(4));
	assert_tree(v, JSON({"a":null,"b":"two","c":3,"d":4}));
}

static void a_value_moves_under_another_name(void **state UNUSED)
{
	AUTO(cJSON_Delete) cJSON *v = parsed(JSON({"a":{"x":1}}));
	cJSON *part = cJSON_DetachItemViaPointer(v, json_get(v, "a"));

	json_set(v, "b", part);
	assert_tree(v, JSON({"b":{"x":1}}));
}

static void dropping_leaves_the_others(void **state UNUSED)
{
	AUTO(cJSON_Delete) cJSON *v = parsed(JSON({"a":1,"b":[2],"c":3}));

	json_drop(v, "b");
	json_drop(v, "B");
	assert_tree(v, JSON({"a":1,"c":3}));
	json_drop(v, "c");
	json_drop(v, "a");
	assert_tree(v, "{}");
	json_set(v, "a", json_new_int(5));
	assert_tree(v, JSON({"a":5}));
}

static void a_copy_stands_alone(void **state UNUSED)
{
	cJSON *v = parsed(JSON({"a":[275.0,{"b":null}]}));
	AUTO(cJSON_Delete) cJSON *copy = json_copy(v);

	json_set(v, "a", json_new_int(1));
	cJSON_Delete(v);
	assert_tree(copy, JSON({"a":[275.0,{"b":null}]}));
}

static void equality_is_by_value(void **state UNUSED)
{
	static const struct {
		const char *a, *b;
		bool equal;
	} cases[] = {
		/* clang-format off */
		{ "1", "1.0", true },
		{ "100", "1e2", true },
		{ "0", "-0.0", true },
		{ "9007199254740992", "9007199254740993", false },
		{ "0.1", "0.10000000000000001", false },
		{ "1", "\"1\"", false },
		{ "1", "true", false },
		{ "true", "false", false },
		{ "null", "null", true },
		{ "null", "false", false },
		{ "\"a\"", "\"\\u0061\"", true },
		{ "\"a\"", "\"A\"", false },
		{ "[]", "{}", false },
		{ "[1,2]", "[1.0,2]", true },
		{ "[1,2]", "[2,1]", false },
		{ "[1,2]", "[1]", false },
		{ "[1]", "[1,2]", false },
		{ JSON({"a":1,"b":[{}]}), JSON({"b":[{}],"a":1}), true },
		{ JSON({"a":1}), JSON({"a":1,"b":2}), false },
		{ JSON({"a":1,"b":2}), JSON({"a":1}), false },
		{ JSON({"a":1,"b":2}), JSON({"a":1,"c":2}), false },
		{ JSON({"a":null}), JSON({"b":null}), false },
	};
	/* clang-format on */

	for_each_row(i, cases) {
		AUTO(cJSON_Delete) cJSON *a = parsed(cases[i].a);
		AUTO(cJSON_Delete) cJSON *b = parsed(cases[i].b);

		assert_int_equal(json_equal(a, b), cases[i].equal);
		assert_int_equal(json_equal(b, a), cases[i].equal);
		assert_true(json_equal(a, a));
		assert_false(json_equal(a, NULL));
	}
	assert_true(json_equal(NULL, NULL));
}

static void a_pointer_step_is_its_name_escaped(void **state UNUSED)
{
	static const struct {
		const char *name, *step;
	} cases[] = {
		{ "a", "/a" },  { "", "/" },         { "a/b", "/a~1b" },
		{ "~", "/~0" }, { "~1/", "/~01~1" },
	};
	char name[8];

	for_each_row(i, cases) {
		AUTO(buf_release) struct buf step = { 0 };

		json_pointer_add(&step, cases[i].name);
		assert_string_equal(buf_str(&step), cases[i].step);
		assert_true(json_pointer_name(step.data + 1, step.size - 1, name));
		assert_string_equal(name, cases[i].name);
	}
	assert_false(json_pointer_name("~2", 2, name));
	assert_false(json_pointer_name("a~", 2, name));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(paths_find_what_they_name),
		cmocka_unit_test(pointers_find_what_rfc_6901_says),
		cmocka_unit_test(pointers_are_exact),
		cmocka_unit_test(members_are_found_by_their_exact_name),
		cmocka_unit_test(strings_and_whole_numbers_are_read_at_a_path),
		cmocka_unit_test(a_list_has_the_strings_that_are_its_elements),
		cmocka_unit_test(new_values_print_as_they_are),
		cmocka_unit_test(texts_are_taken_as_they_are_spelt),
		cmocka_unit_test(a_double_that_json_cannot_say_is_null),
		cmocka_unit_test(setting_replaces_in_place_or_appends),
		cmocka_unit_test(a_value_moves_under_another_name),
		cmocka_unit_test(dropping_leaves_the_others),
		cmocka_unit_test(a_copy_stands_alone),
		cmocka_unit_test(equality_is_by_value),
		cmocka_unit_test(a_pointer_step_is_its_name_escaped),
	};

	return cmocka_run_group_tests_name("json", tests, NULL, NULL);
}
