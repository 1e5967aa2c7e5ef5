/*
 * github.c - a run as GitHub's workflow commands, which show failures where they are
 *
 *	::error file=scenarios/x.yaml,line=1,title=It holds::what did not fit
 *
 * On stdout (--report github=-) they become annotations of the files.  Escapes are those
 * of GitHub's own toolkit: % and line ends everywhere, : and , in properties.
 */
#include "harness/report/report.h"
#include "lib/printable.h"

/* How each verdict is annotated; NULL: not at all. */
static const char *const levels[] = {
	[VERDICT_PASSED] = NULL,      [VERDICT_SKIPPED] = "notice",
	[VERDICT_FAILED] = "error",   [VERDICT_UNTOLD] = "error",
	[VERDICT_BAD] = "error",      [VERDICT_UNREACHABLE] = "error",
	[VERDICT_INTERNAL] = "error", [VERDICT_STOPPED] = "warning",
	[VERDICT_FLAKY] = "error",    [VERDICT_REFUSED] = "error",
};
static_assert(ARRAY_LEN(levels) == VERDICT_COUNT, "every verdict has a level");

enum command_part { IN_PROPERTY, IN_MESSAGE };

static void put_escaped(const char *text, enum command_part place, struct buf *out)
{
	AUTO(buf_release) struct buf plain = { 0 };
	static const char always[] = "%\r\n", in_property[] = "%\r\n:,";
	const char *escaped = place == IN_PROPERTY ? in_property : always;

	printable_text(str_of(text), &plain);
	for (text = buf_str(&plain); *text; text++) {
		if (strchr(escaped, *text))
			buf_printf(out, "%%%02X", (unsigned char)*text);
		else
			buf_add_char(out, *text);
	}
}

static void github_scenario(struct report *r, const struct result *result)
{
	const char *level = levels[result->verdict];
	const char *message =
		result->message ? result->message : verdict_name(result->verdict);

	if (!level)
		return;
	buf_printf(&r->out, "::%s file=", level);
	put_escaped(result->file, IN_PROPERTY, &r->out);
	buf_printf(&r->out, ",line=%d,title=", result->line);
	put_escaped(result->sentence, IN_PROPERTY, &r->out);
	buf_add_str(&r->out, "::");
	put_escaped(message, IN_MESSAGE, &r->out);
	buf_add_char(&r->out, '\n');
}

const struct report_kind report_github = {
	.help = "annotations of the files, for GitHub's workflows",
	.streams = true,
	.scenario = github_scenario,
};
