/*
 * test_levels.c - mockserver/export/parquet/levels.c
 *
 * A case is a schema, rows, and for each leaf its entries "rep:def value" worked
 * out by hand, "-" where no value is stored.
 */
#include "tests/unit/unit.h"

#include "mockserver/export/parquet/levels.h"
#include "tests/support/quoted.h"
#include "tests/support/rows.h"

static void put_value(struct buf *out, const struct column *c, size_t i)
{
	switch (c->def->type) {
	case COLUMN_STRING:
		buf_add(out, c->bytes + c->offsets[i], c->offsets[i + 1] - c->offsets[i]);
		break;
	case COLUMN_INT32:
		buf_add_int(out, c->i32[i]);
		break;
	default:
		buf_add_int(out, c->i64[i]);
	}
}

/* One line a leaf: its dotted path, then its entries. */
static void put_entries(struct buf *out, const struct parquet_leaf *leaf,
                        const struct column *rows, size_t slice)
{
	struct levels l = { 0 };

	for (size_t i = 0; i < leaf->path_count; i++)
		buf_printf(out, "%s%s", i ? "." : "", leaf->path[i]);
	buf_add_char(out, ' ');
	for (size_t from = 0; from < rows->count; from += slice) {
		size_t to = rows->count - from < slice ? rows->count : from + slice;
		size_t k = l.count, value = 0;
		const struct column *c = levels_add(&l, leaf, rows, from, to);

		for (; k < l.count; k++) {
			int rep = leaf->max_rep ? l.rep[k] : 0;
			int def = leaf->max_def ? l.def[k] : 0;

			buf_printf(out, "|%d:%d ", rep, def);
			if (def == leaf->max_def)
				put_value(out, c, levels_at(&l, value++));
			else
				buf_add_char(out, '-');
		}
		assert_int_equal(value, l.at_count);
	}
	buf_add_char(out, '\n');
	levels_release(&l);
}

static void assert_entries(const char *schema, const char *rows, const char *expected)
{
	for (size_t slice = 1; slice < 4; slice++) {
		struct parquet_schema s;
		struct err e = { 0 };
		struct buf out = { 0 };
		AUTO_MEM char *json = quoted(rows);
		struct rows r;

		rows_init(&r, schema);
		rows_add(&r, json);
		assert_int_equal(parquet_schema_init(&s, r.def, &e), 0);
		for (size_t i = 0; i < s.leaf_count; i++)
			put_entries(&out, &s.leaf[i], &r.batch[0], slice);
		assert_string_equal(out.data, expected);
		buf_release(&out);
		parquet_schema_release(&s);
		rows_release(&r);
	}
}

static void flat_columns_have_one_entry_a_row(void **state UNUSED)
{
	assert_entries("a int64, b int64!", "{'a':1,'b':2}\n{'b':3}\n{'a':null,'b':4}",
	               "a |0:1 1|0:0 -|0:0 -\n"
	               "b |0:0 2|0:0 3|0:0 4\n");
}

static void a_struct_adds_a_level_only_when_it_may_be_null(void **state UNUSED)
{
	assert_entries("s {x int64, y int64!}, t {x int64, y int64!}!",
	               "{'s':{'x':1,'y':2},'t':{'x':3,'y':4}}\n"
	               "{'t':{'y':5}}\n"
	               "{'s':{'y':6},'t':{'y':7}}",
	               "s.x |0:2 1|0:0 -|0:1 -\n"
	               "s.y |0:1 2|0:0 -|0:1 6\n"
	               "t.x |0:1 3|0:0 -|0:0 -\n"
	               "t.y |0:0 4|0:0 5|0:0 7\n");
}

static void lists_tell_null_from_empty_from_null_elements(void **state UNUSED)
{
	assert_entries("tags [string]",
	               "{}\n{'tags':[]}\n{'tags':[null]}\n"
	               "{'tags':['a','b']}\n{'tags':[null,'c']}",
	               "tags.list.element |0:0 -|0:1 -|0:2 -|0:3 a|1:3 b|0:2 -|1:3 c\n");
	assert_entries("tags [string!]!", "{'tags':[]}\n{'tags':['a','b']}",
	               "tags.list.element |0:0 -|0:1 a|1:1 b\n");
}

static void lists_of_lists_repeat_at_their_own_level(void **state UNUSED)
{
	assert_entries("m [[int64]]",
	               "{'m':[[1,2],[],null,[3]]}\n{'m':[]}\n{}\n{'m':[[null]]}",
	               "m.list.element.list.element "
	               "|0:5 1|2:5 2|1:3 -|1:2 -|1:5 3|0:1 -|0:0 -|0:4 -\n");
}

static void maps_keep_keys_and_values_in_step(void **state UNUSED)
{
	assert_entries("m <int64>", "{'m':{'a':1,'b':null}}\n{'m':{}}\n{}",
	               "m.key_value.key |0:2 a|1:2 b|0:1 -|0:0 -\n"
	               "m.key_value.value |0:3 1|1:2 -|0:1 -|0:0 -\n");
}

static void lists_of_structs_of_maps(void **state UNUSED)
{
	assert_entries("o [{id int64!, p <[int64!]>}]",
	               "{'o':[{'id':1,'p':{'x':[7,8],'y':[]}},{'id':2},null]}\n"
	               "{'o':[{'id':3,'p':{'z':null}}]}",
	               "o.list.element.id |0:3 1|1:3 2|1:2 -|0:3 3\n"
	               "o.list.element.p.key_value.key |0:5 x|2:5 y|1:3 -|1:2 -|0:5 z\n"
	               "o.list.element.p.key_value.value.list.element "
	               "|0:7 7|3:7 8|2:6 -|1:3 -|1:2 -|0:5 -\n");
}

/*
 * The document of the Dremel paper (figures 2 and 3), its repeated groups as
 * lists: required lists whose elements are required add no level of their own, so
 * that the levels are the paper's.
 */
static void the_dremel_papers_table(void **state UNUSED)
{
	assert_entries(
		"DocId int64!, Links {Backward [int64!]!, Forward [int64!]!},"
		"Name [{Language [{Code string!, Country string}!]!, Url string}!]!",
		"{'DocId':10,'Links':{'Backward':[],'Forward':[20,40,60]},"
		"'Name':[{'Language':[{'Code':'en-us','Country':'us'},{'Code':'en'}],"
		"'Url':'http://A'},{'Language':[],'Url':'http://B'},"
		"{'Language':[{'Code':'en-gb','Country':'gb'}]}]}\n"
		"{'DocId':20,'Links':{'Backward':[10,30],'Forward':[80]},"
		"'Name':[{'Language':[],'Url':'http://C'}]}",
		"DocId |0:0 10|0:0 20\n"
		"Links.Backward.list.element |0:1 -|0:2 10|1:2 30\n"
		"Links.Forward.list.element |0:2 20|1:2 40|1:2 60|0:2 80\n"
		"Name.list.element.Language.list.element.Code "
		"|0:2 en-us|2:2 en|1:1 -|1:2 en-gb|0:1 -\n"
		"Name.list.element.Language.list.element.Country "
		"|0:3 us|2:2 -|1:1 -|1:3 gb|0:1 -\n"
		"Name.list.element.Url |0:2 http://A|1:2 http://B|1:1 -|0:2 http://C\n");
}

static void a_null_that_may_not_be_becomes_the_placeholder(void **state UNUSED)
{
	assert_entries("a int64!, l [int64]!", "{}", "a |0:0 0\nl.list.element |0:0 -\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(flat_columns_have_one_entry_a_row),
		cmocka_unit_test(a_struct_adds_a_level_only_when_it_may_be_null),
		cmocka_unit_test(lists_tell_null_from_empty_from_null_elements),
		cmocka_unit_test(lists_of_lists_repeat_at_their_own_level),
		cmocka_unit_test(maps_keep_keys_and_values_in_step),
		cmocka_unit_test(lists_of_structs_of_maps),
		cmocka_unit_test(the_dremel_papers_table),
		cmocka_unit_test(a_null_that_may_not_be_becomes_the_placeholder),
	};

	return cmocka_run_group_tests_name("parquet_levels", tests, NULL, NULL);
}
