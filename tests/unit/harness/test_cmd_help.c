/*
 * test_cmd_help.c - harness/cmd_help.c
 */
#include "tests/unit/unit.h"

#include "harness/report/report.h"
#include "harness/scenario/step.h"
#include "lib/match/formats.h"
#include "lib/match/matchers.h"
#include "lib/mem.h"
#include "lib/str.h"
#include "tests/unit/harness/played.h"

static void each_topic_lists_its_rows(void **state UNUSED)
{
	static const struct {
		const char *words[4];
		int status;
		const char *first, *says;
	} cases[] = {
		/* clang-format off */
		{ { "steps" }, 0, "what a scenario does, a step each\n\n  `GET: PATH`, `POST: PATH`, ", "\n  `include: FILE`\n      the steps of another file\n      with: `with`\n" },
		{ { "steps", "--markdown" }, 0, "| step | its other keys | what it does |\n|---|---|---|\n| `GET: PATH`, ", "| `include: FILE` | `with` | the steps of another file |\n" },
		{ { "matchers" }, 0, "what a pattern asks", "\n  `$not: X`\n      what does not fit; what is not there does not either\n" },
		{ { "--markdown", "matchers" }, 0, "| matcher | fits |\n|---|---|\n| `$any: true` |", "| `$matches: \"^a+$\"` | a text" },
		{ { "formats" }, 0, "what `$is` knows\n", "\n  `url`\n" },
		{ { "files" }, 0, "what a `files` step", "\n  `count`\n      data files: a number or pattern\n" },
		{ { "layouts" }, 0, "what may stand in braces", "\n  `{any}`\n" },
		{ { "reports" }, 0, "what a run can be", "\n  `--report tap=FILE`\n" },
		{ { "tapes" }, 2, "flowcheck help: there is no topic 'tapes'; the topics are steps, matchers, ", ", reports\n" },
		{ { "stesp" }, 2, "flowcheck help: there is no topic 'stesp'; did you mean steps?; the topics are", ", reports\n" },
		{ { "steps", "files" }, 2, "flowcheck help: one topic at a time: 'files' is too much\n", "" },
		{ { "steps", "tapes" }, 2, "flowcheck help: one topic at a time: 'tapes' is too much\n", "" },
		{ { "expressions" }, 0, "what may stand between `${` and `}`\n", "\n  `${upper(x)}`\n      its text" },
		{ { "--markdown" }, 0, "  flowcheck help steps        what a scenario does", "\n  flowcheck help expressions  what may" },
		/* clang-format on */
	};

	for_each_row(i, cases) {
		AUTO(buf_release) struct buf said = { 0 };
		int status = played(&command_help, cases[i].words, &said);

		if (status != cases[i].status ||
		    strncmp(buf_str(&said), cases[i].first, strlen(cases[i].first)) !=
		            0 ||
		    !strstr(buf_str(&said), cases[i].says))
			fail_msg("%s: %d, %s", cases[i].words[0], status, buf_str(&said));
	}
}

static size_t quotes_in(const char *line)
{
	size_t count = 0;

	for (; *line; line++)
		count += *line == '`';
	return count;
}

/* A line has 80 columns at most, unless it is one text in backquotes: it is not split. */
static void lines_fit_a_terminal(void **state UNUSED)
{
	static const char *const topics[] = { "steps",  "matchers", "formats",
		                              "files",  "layouts",  "expressions",
		                              "reports" };

	for_each_row(i, topics) {
		const char *const words[] = { topics[i], NULL };
		AUTO(buf_release) struct buf said = { 0 };
		struct str rest, line;

		row_int_equal(i, played(&command_help, words, &said), 0);
		rest = str_of(buf_str(&said));
		while (str_split(&rest, '\n', &line)) {
			AUTO_MEM char *text = mem_printf("%.*s", (int)line.size, line.at);
			size_t quotes = quotes_in(text);

			if (quotes % 2 || (str_length(text) > 80 && quotes != 2))
				fail_msg("%s: %s", topics[i], text);
		}
	}
}

static void every_row_has_its_help(void **state UNUSED)
{
	const struct step_kind *kind;
	const struct matcher *matcher;
	const struct match_format *format;
	const struct report_form *form;

	assert_non_null(step_kind_at(0)->help);
	for (size_t i = 0; (kind = step_kind_at(i)); i++) {
		if (!kind->forms[0])
			fail_msg("the step %s says not how it is written", kind->name);
	}
	for (size_t i = 0; (matcher = matchers_at(i)); i++) {
		if (!matcher->help || !matcher->example)
			fail_msg("the matcher %s has no help", matcher->name);
	}
	for (size_t i = 0; (format = formats_at(i)); i++) {
		if (!format->help)
			fail_msg("the format %s has no help", format->name);
	}
	for (size_t i = 0; (form = report_form_at(i)); i++) {
		if (!form->kind->help)
			fail_msg("the report %s has no help", form->name);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_topic_lists_its_rows),
		cmocka_unit_test(lines_fit_a_terminal),
		cmocka_unit_test(every_row_has_its_help),
	};

	return cmocka_run_group_tests_name("cmd_help", tests, NULL, NULL);
}
