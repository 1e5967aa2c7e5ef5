/*
 * test_shell_words.c - harness/curl/shell_words.c
 */
#include "tests/unit/unit.h"

#include "harness/curl/shell_words.h"
#include "lib/buf.h"
#include "lib/mem.h"

/* The words between angle brackets. */
static void show(const struct shell_words *w, struct buf *out)
{
	for (size_t i = 0; i < w->count; i++)
		buf_printf(out, "<%s>", w->all[i].text);
}

static void a_command_has_the_words_of_its_row(void **state UNUSED)
{
	static const struct {
		const char *text, *words;
	} cases[] = {
		/* clang-format off */
		{ "", "" },
		{ " \n\t\n", "" },
		{ "# only a comment\n", "" },
		{ "curl a  b", "<curl><a><b>" },
		{ "\n\ncurl a\n", "<curl><a>" },
		{ "# before\n  curl a # behind\nb", "<curl><a>" },
		{ "curl a#b", "<curl><a#b>" },
		{ "curl \\\n  a \\\n  b", "<curl><a><b>" },
		{ "curl \\\r\n a\r\nb", "<curl><a>" },
		{ "cu\\\nrl", "<curl>" },
		{ "curl \\\n\ncurl b", "<curl>" },
		{ "'a b' \"c d\"", "<a b><c d>" },
		{ "a'b'\"c\"d", "<abcd>" },
		{ "'' \"\"", "<><>" },
		{ "'a\nb'", "<a\nb>" },
		{ "'a\\nb'", "<a\\nb>" },
		{ "'it'\\''s'", "<it's>" },
		{ "\"a\\\"b\\\\c\\$d\\`e\\f\"", "<a\"b\\c$d`e\\f>" },
		{ "\"a\\\nb\"", "<ab>" },
		{ "a\\ b\\'c", "<a b'c>" },
		{ "a\\", "<a>" },
		{ "$'a\\nb\\tc\\'d\\\\e\\\"f'", "<a\nb\tc'd\\e\"f>" },
		{ "$'\\x41\\101\\u00e4\\U0001F600\\e'", "<AA\xc3\xa4\xf0\x9f\x98\x80\x1b>" },
		{ "$'\\x4g'", "<\x04g>" },
		{ "$\"a\"", "<a>" },
		{ "a $", "<a><$>" },
		{ "a$ b", "<a$><b>" },
		{ "\"5 $\"", "<5 $>" },
		{ "$NAME/x", "<${NAME}/x>" },
		{ "\"a $NAME_1.b\"", "<a ${NAME_1}.b>" },
		{ "\"${flow.id}\" ${x ?? y}", "<${flow.id}><${x ?? y}>" },
		{ "\"${TOKEN:-none}\"", "<${TOKEN ?? none}>" },
		{ "'$NAME ${flow}'", "<$NAME ${flow}>" },
		{ "\"\\${flow}\" \\${flow}", "<$${flow}><$${flow}>" },
		{ "\"\\$flow\"", "<$flow>" },
		{ "'|&;<>()`'", "<|&;<>()`>" },
		{ "{A} [1]", "<{A}><[1]>" },
		{ "\xc3\xa4", "<\xc3\xa4>" },
		/* clang-format on */
	};

	for_each_row(i, cases) {
		AUTO(shell_words_release) struct shell_words w = { 0 };
		AUTO(buf_release) struct buf shown = { 0 };
		struct err e = { 0 };

		if (shell_words_read(cases[i].text, strlen(cases[i].text), 0, &w, &e) < 0)
			fail_msg("row %zu: %s", i, e.text);
		show(&w, &shown);
		row_string_equal(i, buf_str(&shown), cases[i].words);
	}
}

#define OF_CMD                                                                           \
	"the command was copied for Windows' cmd: copy it for bash, or write \\ in the " \
	"place of each ^ at the end of a line and remove the other ^"
#define OF_POWERSHELL                                                                  \
	"the command was copied for PowerShell: copy it for bash, or write \\ in the " \
	"place of each ` at the end of a line"

static void what_a_shell_would_do_more_is_refused_where_it_stands(void **state UNUSED)
{
	static const struct {
		const char *text;
		size_t at;
		const char *reason;
	} cases[] = {
		/* clang-format off */
		{ "curl 'a", 5, "this quote is not closed: a ' is missing" },
		{ "curl \"a", 5, "this quote is not closed: a \" is missing" },
		{ "curl \"a\\", 5, "this quote is not closed: a \" is missing" },
		{ "curl $'a\\'", 5, "this quote is not closed: a ' is missing" },
		{ "curl $'a\\", 5, "this quote is not closed: a ' is missing" },
		{ "curl $'a\\q'", 8, "this escape stands for no character in $'…'" },
		{ "curl $'\\0'", 7, "this escape stands for no character in $'…'" },
		{ "curl $'\\x'", 7, "this escape stands for no character in $'…'" },
		{ "curl $'\\ud800'", 7, "this escape stands for no character in $'…'" },
		{ "curl $'\\U99999999'", 7, "this escape stands for no character in $'…'" },
		{ "curl $'\\xff'", 5, "this is not UTF-8" },
		{ "curl a | jq .", 7, "one command is understood, and no pipe: remove it and what "
		                      "follows" },
		{ "curl a?b=c&d", 10, "one command is understood: remove this, or quote the URL it "
		                      "stands in" },
		{ "curl a; b", 6, "one command is understood: remove this and what follows, or "
		                  "quote it" },
		{ "curl a > b", 7, "no file is written: remove this, or quote it" },
		{ "curl a < b", 7, "no file is read: remove this, or quote it" },
		{ "curl (a)", 5, "the shell would not take this: quote it" },
		{ "curl `a`", 5, "a command inside the command is not run: write its output here" },
		{ "curl a ^\n-H x", 7, OF_CMD },
		{ "curl a ^\r\n-H x", 7, OF_CMD },
		{ "curl ^\"a^\"", 5, OF_CMD },
		{ "curl a `\n-H x", 7, OF_POWERSHELL },
		{ "curl \"`a`\"", 6, "a command inside the command is not run: write its output "
		                     "here" },
		{ "curl $(a)", 5, "a command inside the command is not run: write its output here" },
		{ "curl \"$1\"", 6, "the shell would replace this: write its value, or '\\$'" },
		{ "curl ${a", 5, "'${' without '}'" },
		{ "curl a \\ \nb", 7, "blanks follow the backslash, so that it does not continue "
		                      "the line: remove them" },
		{ "$ curl a", 0, "this is a prompt, and no part of the command: remove it" },
		{ "curl \xe2\x80\x9c" "a", 5, "a typographic quote: write \" in its place" },
		{ "curl \xe2\x80\x98" "a", 5, "a typographic quote: write ' in its place" },
		/* clang-format on */
	};

	for_each_row(i, cases) {
		AUTO(shell_words_release) struct shell_words w = { 0 };
		struct err e = { 0 };

		row_int_equal(i,
		              shell_words_read(cases[i].text, strlen(cases[i].text), 0,
		                               &w, &e),
		              -1);
		row_string_equal(i, e.text, cases[i].reason);
		row_int_equal(i, w.wrong_at, cases[i].at);
	}
}

static void a_nul_is_refused(void **state UNUSED)
{
	AUTO(shell_words_release) struct shell_words w = { 0 };
	struct err e = { 0 };

	assert_int_equal(shell_words_read("curl \0a", 7, 0, &w, &e), -1);
	assert_int_equal(w.wrong_at, 5);
}

static void commands_follow_one_another(void **state UNUSED)
{
	static const char text[] = "curl a\n\n# then\ncurl b \\\n  c\n";
	AUTO(buf_release) struct buf shown = { 0 };
	size_t from = 0, commands = 0;

	for (;; commands++) {
		AUTO(shell_words_release) struct shell_words w = { 0 };
		struct err e = { 0 };

		assert_int_equal(shell_words_read(text, strlen(text), from, &w, &e), 0);
		if (!w.count)
			break;
		show(&w, &shown);
		from = w.end;
	}
	assert_int_equal(commands, 2);
	assert_string_equal(buf_str(&shown), "<curl><a><curl><b><c>");
}

static void a_word_knows_its_line_and_column(void **state UNUSED)
{
	static const char text[] = "curl \\\n  -X \\\n\\\n GET\n";
	AUTO(shell_words_release) struct shell_words w = { 0 };
	static const int places[][2] = { { 1, 1 }, { 2, 3 }, { 4, 2 } };
	struct err e = { 0 };

	assert_int_equal(shell_words_read(text, strlen(text), 0, &w, &e), 0);
	assert_int_equal(w.count, ARRAY_LEN(places));
	for_each_row(i, places) {
		int line, column;

		shell_words_place(text, w.all[i].at, &line, &column);
		assert_int_equal(line, places[i][0]);
		assert_int_equal(column, places[i][1]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_command_has_the_words_of_its_row),
		cmocka_unit_test(what_a_shell_would_do_more_is_refused_where_it_stands),
		cmocka_unit_test(a_nul_is_refused),
		cmocka_unit_test(commands_follow_one_another),
		cmocka_unit_test(a_word_knows_its_line_and_column),
	};

	return cmocka_run_group_tests_name("curl/shell_words", tests, NULL, NULL);
}
