/*
 * test_tree.c - from pieces of YAML to a tree
 *
 * The pieces come from a text of words, one a piece: "{" "[" and "}" open and close,
 * "---" begins a document, "*a" is an alias; others are scalars, plain or 'quoted'.  In
 * front of a piece "&a" is its anchor, "!t" its tag.  Piece n stands on line n.
 */
#include "tests/unit/unit.h"

#include "lib/mem.h"
#include "lib/str.h"
#include "lib/yaml/tree.h"
#include "tests/support/quoted.h"

struct script {
	const char *at;
	int line;
	const char *broken; /* the parser's own error, at the end; NULL for none */
};

static bool next_word(struct script *s, struct str *word)
{
	while (*s->at == ' ')
		s->at++;
	*word = (struct str){ s->at, strcspn(s->at, " ") };
	s->at += word->size;
	return word->size > 0;
}

static char *text_of(struct str s)
{
	return mem_printf("%.*s", (int)s.size, s.at);
}

static void set_scalar(struct piece *out, struct str word)
{
	out->kind = PIECE_SCALAR;
	out->plain = *word.at != '\'';
	if (!out->plain)
		word = (struct str){ word.at + 1, word.size - 2 };
	out->text = text_of(word);
	out->size = word.size;
	for (size_t i = 0; i < out->size; i++) { /* for texts that no file can have */
		if (out->text[i] == '%')
			out->text[i] = '\0';
	}
}

static int next_piece(void *ctx, struct piece *out, struct err *e)
{
	struct script *s = ctx;
	struct str word;

	out->at = (struct yaml_mark){ ++s->line, 1 };
	while (next_word(s, &word)) {
		if (*word.at == '&') {
			out->anchor = text_of((struct str){ word.at + 1, word.size - 1 });
			continue;
		}
		if (*word.at == '!') {
			out->tag = text_of(
				word.size > 1 ? (struct str){ word.at + 1, word.size - 1 }
					      : word);
			continue;
		}
		if (str_is(word, "{") || str_is(word, "["))
			out->kind = *word.at == '{' ? PIECE_MAPPING : PIECE_SEQUENCE;
		else if (str_is(word, "}") || str_is(word, "]"))
			out->kind = PIECE_CLOSE;
		else if (str_is(word, "---"))
			out->kind = PIECE_DOCUMENT;
		else if (*word.at == '*' && word.size > 1) {
			out->kind = PIECE_ALIAS;
			out->text = text_of((struct str){ word.at + 1, word.size - 1 });
		} else
			set_scalar(out, word);
		return 0;
	}
	if (s->broken)
		return err_set(e, ERR_INVALID, "%s", s->broken);
	out->kind = PIECE_END;
	return 0;
}

/* The tree as JSON, or the error. */
static char *tree_of(const char *words)
{
	struct script s = { .at = words };
	const struct piece_source source = { "f.yaml", next_piece, &s };
	struct yaml_marks *marks = marks_new();
	AUTO(cJSON_Delete) cJSON *tree = NULL;
	struct err e = { 0 };
	int rc = yaml_tree(&source, marks, &tree, &e);

	marks_free(marks);
	if (rc == 0)
		return json_text(tree);
	assert_int_equal(e.code, ERR_INVALID);
	assert_null(tree);
	return mem_strdup(e.text);
}

struct row {
	const char *words, *tree;
};

static void check_rows(const struct row *rows, size_t count)
{
	for_each_row_of(i, rows, count) {
		AUTO_MEM char *want = *rows[i].tree == 'f' ? mem_strdup(rows[i].tree)
		                                           : quoted(rows[i].tree);
		AUTO_MEM char *tree = tree_of(rows[i].words);

		assert_string_equal(tree, want);
	}
}

static void pieces_become_the_values_they_look_like(UNUSED void **state)
{
	static const struct row rows[] = {
		{ "--- a", "'a'" },
		{ "--- 1", "1" },
		{ "--- '1'", "'1'" },
		{ "--- ! 1", "'1'" },
		{ "--- !tag:yaml.org,2002:str 1", "'1'" },
		{ "--- null", "null" },
		{ "--- 'null'", "'null'" },
		{ "--- { }", "{}" },
		{ "--- [ ]", "[]" },
		{ "--- !tag:yaml.org,2002:map { a 1 'b' [ x [ ] 2 ] c { } }",
		  "{'a':1,'b':['x',[],2],'c':{}}" },
		{ "--- { '1' a ! 2 b !tag:yaml.org,2002:str true c }",
		  "{'1':'a','2':'b','true':'c'}" },
	};

	check_rows(rows, ARRAY_LEN(rows));
}

static void an_alias_is_a_copy_of_what_its_anchor_named_last(UNUSED void **state)
{
	static const struct row rows[] = {
		{ "--- [ &a { k 1 } *a *a ]", "[{'k':1},{'k':1},{'k':1}]" },
		{ "--- [ &a 1 *a &a 2 *a ]", "[1,1,2,2]" },
		{ "--- { x &a 1 y *a }", "{'x':1,'y':1}" },
		{ "--- [ &a [ 1 &b 2 ] *b *a ]", "[[1,2],2,[1,2]]" },
		{ "--- [ [ &a 1 2 ] *a ]", "[[1,2],1]" },
		{ "--- [ *a ]", "f.yaml:3:1: there is no anchor 'a'" },
		{ "--- &a [ *a ]",
		  "f.yaml:3:1: an alias stands inside its own anchor 'a'" },
		{ "--- &a { k [ *a ] }",
		  "f.yaml:5:1: an alias stands inside its own anchor 'a'" },
		/* The newest of that name is not complete, whatever an older one was. */
		{ "--- [ &a 1 &a [ *a ] ]",
		  "f.yaml:5:1: an alias stands inside its own anchor 'a'" },
		{ "--- { &a k 1 y *a }", "f.yaml:6:1: there is no anchor 'a'" },
	};

	check_rows(rows, ARRAY_LEN(rows));
}

static void what_json_cannot_hold_is_refused_at_its_place(UNUSED void **state)
{
	static const struct row rows[] = {
		{ "", "f.yaml:1:1: there is no document in it" },
		{ "---", "f.yaml:1:1: there is no document in it" },
		{ "--- a --- b", "f.yaml:3:1: a second document begins" },
		{ "--- { [ ] 1 }", "f.yaml:3:1: a key is a text, not a collection or an "
		                   "alias" },
		{ "--- [ &a k { *a 1 } ]",
		  "f.yaml:5:1: a key is a text, not a collection or an alias" },
		{ "--- { 1 a }", "f.yaml:3:1: a key is a text; quote '1'" },
		{ "--- { true a }", "f.yaml:3:1: a key is a text; quote 'true'" },
		{ "--- { null a }", "f.yaml:3:1: a key is a text; quote 'null'" },
		{ "--- { << a }", "f.yaml:3:1: merge keys are not supported" },
		{ "--- { '<<' a }", "{'<<':'a'}" },
		{ "--- { k 1 m { } k 2 }", "f.yaml:8:1: the key is there twice: 'k'" },
		{ "--- { k 1 'k' 2 }", "f.yaml:5:1: the key is there twice: 'k'" },
		{ "--- 'a%b'", "f.yaml:2:1: a text holds a NUL" },
		{ "--- { 'a%b' 1 }", "f.yaml:3:1: a text holds a NUL" },
		{ "--- \xc3", "f.yaml:2:1: a text is not UTF-8" },
		{ "--- !x 1", "f.yaml:2:1: the tag is not supported: 'x'" },
		{ "--- !tag:yaml.org,2002:int 1",
		  "f.yaml:2:1: the tag is not supported: 'tag:yaml.org,2002:int'" },
		{ "--- !tag:yaml.org,2002:seq { }",
		  "f.yaml:2:1: the tag is not supported: 'tag:yaml.org,2002:seq'" },
		{ "--- { k }", "f.yaml:4:1: a value is missing" },
		{ "--- ]", "f.yaml:2:1: a value is missing" },
		{ "--- [ 1", "f.yaml:4:1: a value is missing" },
	};

	check_rows(rows, ARRAY_LEN(rows));
}

static void the_parsers_own_error_is_passed_on_and_what_was_read_is_freed(
	UNUSED void **state)
{
	static const char *const starts[] = {
		"", "---", "--- [ 1", "--- { k", "--- { k [ &a x", "--- a"
	};

	for_each_row(i, starts) {
		struct script s = { .at = starts[i], .broken = "f.yaml:9:9: torn" };
		const struct piece_source source = { "f.yaml", next_piece, &s };
		struct yaml_marks *marks = marks_new();
		cJSON *tree = NULL;
		struct err e = { 0 };

		row_int_equal(i, yaml_tree(&source, marks, &tree, &e), -1);
		row_string_equal(i, e.text, "f.yaml:9:9: torn");
		marks_free(marks);
	}
}

static void doubled_aliases_are_paid_by_their_size(UNUSED void **state)
{
	AUTO(buf_release) struct buf words = { 0 };
	AUTO_MEM char *said = NULL;

	buf_add_str(&words, "--- [ &a0 x");
	for (int i = 0; i < 30; i++)
		buf_printf(&words, " &a%d [ *a%d *a%d ]", i + 1, i, i);
	buf_add_str(&words, " ]");
	said = tree_of(buf_str(&words));
	assert_non_null(strstr(said, "it is too large, its aliases spelled out"));
}

#define BULK 65536 /* of what is copied; a thousand copies are within the budget */

/* What an alias copies costs by its nodes, its texts and its names. */
static void copies_are_paid_one_after_the_other(UNUSED void **state)
{
	static const struct {
		const char *before, *each, *after; /* each: so many times */
		size_t count, copies;
		bool fits;
	} rows[] = {
		{ "[", " x", " ]", BULK / 128, 500, true }, /* a node is 128 bytes */
		{ "[", " x", " ]", BULK / 128, 1100, false },
		{ "", "x", "", BULK, 500, true },
		{ "", "x", "", BULK, 1100, false },
		{ "{ ", "x", " 1 }", BULK, 500, true },
		{ "{ ", "x", " 1 }", BULK, 1100, false },
	};

	for_each_row(i, rows) {
		AUTO(buf_release) struct buf words = { 0 };
		AUTO_MEM char *said = NULL;

		buf_printf(&words, "--- [ &a %s", rows[i].before);
		for (size_t n = 0; n < rows[i].count; n++)
			buf_add_str(&words, rows[i].each);
		buf_add_str(&words, rows[i].after);
		for (size_t n = 0; n < rows[i].copies; n++)
			buf_add_str(&words, " *a");
		buf_add_str(&words, " ]");
		said = tree_of(buf_str(&words));
		row_int_equal(i, !strstr(said, "it is too large, its aliases"),
		              rows[i].fits);
	}
}

static void depth_counts_what_an_alias_brings(UNUSED void **state)
{
	static const struct {
		int deep, around;
		bool fits;
	} rows[] = {
		{ 64, 63, true }, { 64, 64, false }, { 127, 0, true }, { 128, 0, false }
	};

	for_each_row(i, rows) {
		AUTO(buf_release) struct buf words = { 0 };
		AUTO_MEM char *said = NULL;

		buf_add_str(&words, "--- [ &a");
		for (int j = 0; j < rows[i].deep; j++)
			buf_add_str(&words, " [");
		for (int j = 0; j < rows[i].deep; j++)
			buf_add_str(&words, " ]");
		for (int j = 0; j < rows[i].around; j++)
			buf_add_str(&words, " [");
		buf_add_str(&words, rows[i].around ? " *a" : "");
		for (int j = 0; j < rows[i].around; j++)
			buf_add_str(&words, " ]");
		buf_add_str(&words, " ]");
		said = tree_of(buf_str(&words));
		row_int_equal(i, !strstr(said, "it is nested too deep"), rows[i].fits);
	}
}

static void marks_say_where_each_node_begins_and_copies_came_from(UNUSED void **state)
{
	struct script s = { .at = "--- { k &a [ x ] m *a }" };
	const struct piece_source source = { "f.yaml", next_piece, &s };
	struct yaml_marks *marks = marks_new();
	AUTO(cJSON_Delete) cJSON *tree = NULL;
	struct err e = { 0 };

	assert_int_equal(yaml_tree(&source, marks, &tree, &e), 0);
	assert_int_equal(marks_get(marks, tree).line, 2);
	assert_int_equal(marks_get(marks, json_at(tree, "k")).line, 3);
	assert_int_equal(marks_get(marks, json_at(tree, "k[0]")).line, 5);
	assert_int_equal(marks_get(marks, json_at(tree, "m")).line, 7);
	assert_int_equal(marks_get(marks, json_at(tree, "m[0]")).line, 5);
	marks_free(marks);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pieces_become_the_values_they_look_like),
		cmocka_unit_test(an_alias_is_a_copy_of_what_its_anchor_named_last),
		cmocka_unit_test(what_json_cannot_hold_is_refused_at_its_place),
		cmocka_unit_test(
			the_parsers_own_error_is_passed_on_and_what_was_read_is_freed),
		cmocka_unit_test(doubled_aliases_are_paid_by_their_size),
		cmocka_unit_test(copies_are_paid_one_after_the_other),
		cmocka_unit_test(depth_counts_what_an_alias_brings),
		cmocka_unit_test(marks_say_where_each_node_begins_and_copies_came_from),
	};

	return cmocka_run_group_tests_name("yaml/tree", tests, NULL, NULL);
}
