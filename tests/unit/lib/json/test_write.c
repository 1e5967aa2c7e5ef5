/*
 * test_write.c - JSON as text, member by member
 */
#include "tests/support/quoted.h"
#include "tests/unit/unit.h"

#include "lib/json/write.h"

static void commas_come_by_themselves(void **state UNUSED)
{
	AUTO(buf_release) struct buf out = { 0 };

	json_begin_object(&out, NULL);
	json_write_str(&out, "s", "a{");
	json_write_int(&out, "i", -7);
	json_begin_array(&out, "list");
	json_write_str(&out, NULL, "[");
	json_begin_object(&out, NULL);
	json_end_object(&out);
	json_begin_object(&out, NULL);
	json_write_bool(&out, "yes", true);
	json_write_null(&out, "none");
	json_end_object(&out);
	json_end_array(&out);
	json_begin_array(&out, "empty");
	json_end_array(&out);
	json_write_bool(&out, "no", false);
	json_end_object(&out);
	assert_quoted_equal(out.data, "{'s':'a{','i':-7,'list':['[',{},"
	                              "{'yes':true,'none':null}],'empty':[],"
	                              "'no':false}");
}

static void names_and_texts_are_escaped(void **state UNUSED)
{
	AUTO(buf_release) struct buf out = { 0 };

	json_begin_object(&out, NULL);
	json_write_str(&out, "a\"b", "c\\d\n");
	json_write_str(&out, "eight and \"more\"", "");
	json_write_str(&out, "eight and more", "");
	json_write_str(&out, "", "");
	json_end_object(&out);
	assert_string_equal(out.data, JSON({"a\"b":"c\\d\n","eight and \"more\"":"",)
	                                            JSON("eight and more":"","":""}));
}

static void a_tree_is_written_as_it_was_read(void **state UNUSED)
{
	static const char text[] = JSON({"n":9007199254740993,"d":275.0,"l":[1,{}]});
	AUTO(buf_release) struct buf out = { 0 };
	AUTO(cJSON_Delete) cJSON *tree = NULL;
	struct err e = { 0 };

	assert_int_equal(json_parse(text, strlen(text), &tree, &e), 0);
	json_begin_array(&out, NULL);
	json_write_tree(&out, NULL, tree);
	json_write_tree(&out, NULL, NULL);
	json_end_array(&out);
	assert_string_equal(out.data,
	                    JSON([{"n":9007199254740993,"d":275.0,"l":[1,{}]}]));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(commas_come_by_themselves),
		cmocka_unit_test(names_and_texts_are_escaped),
		cmocka_unit_test(a_tree_is_written_as_it_was_read),
	};

	return cmocka_run_group_tests_name("json_write", tests, NULL, NULL);
}
