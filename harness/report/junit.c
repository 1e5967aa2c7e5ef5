/*
 * junit.c - a run as JUnit XML, as CI servers read it
 *
 *	<testsuites><testsuite …><testcase name="sentence" classname="folder.file" …>
 *
 * What did not fit is a <failure>, what could not be tried an <error>; each
 * carries the whole story.  The verdicts of several rounds stand in <system-out>.  Text
 * that XML cannot hold is replaced.
 */
#include "harness/report/report.h"
#include "lib/str.h"

#define NS_PER_S 1e9

/* How many bytes stand here that XML 1.0 has no way to write; 0 for none. */
static size_t unfit(const char *text, bool utf8)
{
	unsigned char c = (unsigned char)*text;

	if (!strncmp(text, "\xef\xbf\xbe", 3) || !strncmp(text, "\xef\xbf\xbf", 3))
		return 3;
	return (c < ' ' && c != '\n' && c != '\t') || (c >= 0x80 && !utf8);
}

static const char *entity_of(char c)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	default:
		return NULL;
	}
}

/* What XML cannot hold, and broken UTF-8, becomes "?". */
static void add_escaped(const char *text, struct buf *out)
{
	bool utf8 = str_is_utf8(text, strlen(text));

	while (*text) {
		const char *entity = entity_of(*text);
		size_t bad = unfit(text, utf8);

		if (bad)
			buf_add_char(out, '?');
		else if (entity)
			buf_add_str(out, entity);
		else
			buf_add_char(out, *text);
		text += bad ? bad : 1;
	}
}

static void add_attribute(const char *name, const char *value, struct buf *out)
{
	buf_printf(out, " %s=\"", name);
	add_escaped(value, out);
	buf_add_char(out, '"');
}

/* "scenarios/workflows/x.yaml" becomes "scenarios.workflows.x". */
static void add_class(const char *file, struct buf *out)
{
	AUTO(buf_release) struct buf class = { 0 };
	size_t n = strlen(file);

	if (str_ends(file, ".yaml"))
		n -= strlen(".yaml");
	for (size_t i = 0; i < n; i++)
		buf_add(&class, file[i] == '/' ? "." : file + i, 1);
	add_attribute("classname", buf_str(&class), out);
}

static void add_first_line(const char *text, struct buf *out)
{
	AUTO(buf_release) struct buf line = { 0 };

	buf_add(&line, text, strcspn(text, "\n"));
	add_attribute("message", buf_str(&line), out);
}

static void add_problem(const struct result *result, struct buf *out)
{
	const char *message = result->message ? result->message : "";
	const char *tag = result->verdict == VERDICT_FAILED ? "failure" : "error";

	buf_printf(out, "      <%s", tag);
	add_attribute("type", verdict_name(result->verdict), out);
	add_first_line(message, out);
	buf_add_char(out, '>');
	add_escaped(message, out);
	buf_printf(out, "</%s>\n", tag);
}

/* What each round came to. */
static void add_rounds(const struct result *result, struct buf *out)
{
	AUTO(buf_release) struct buf rounds = { 0 };

	result_put_rounds(result, &rounds);
	if (!rounds.size)
		return;
	buf_add_str(out, "      <system-out>");
	add_escaped(buf_str(&rounds), out);
	buf_add_str(out, "</system-out>\n");
}

static void junit_scenario(struct report *r, const struct result *result)
{
	buf_add_str(&r->out, "    <testcase");
	add_attribute("name", result->sentence, &r->out);
	add_class(result->file, &r->out);
	add_attribute("file", result->file, &r->out);
	buf_printf(&r->out, " line=\"%d\" time=\"%.3f\"", result->line,
	           (double)result->took_ns / NS_PER_S);
	if (result->verdict == VERDICT_PASSED) {
		buf_add_str(&r->out, "/>\n");
		return;
	}
	buf_add_str(&r->out, ">\n");
	if (result->verdict == VERDICT_SKIPPED) {
		buf_add_str(&r->out, "      <skipped");
		add_attribute("message", result->message ? result->message : "", &r->out);
		buf_add_str(&r->out, "/>\n");
	} else {
		add_problem(result, &r->out);
		add_rounds(result, &r->out);
	}
	buf_add_str(&r->out, "    </testcase>\n");
}

/* The counts stand in front of the cases: the head goes before what is written. */
static void junit_end(struct report *r, const struct totals *totals)
{
	struct buf whole = { 0 };
	size_t failures = totals->of[VERDICT_FAILED],
	       skipped = totals->of[VERDICT_SKIPPED];
	size_t errors = r->count - failures - skipped - totals->of[VERDICT_PASSED];

	buf_add_str(&whole, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n");
	buf_printf(&whole,
	           "  <testsuite name=\"flowcheck\" tests=\"%zu\" failures=\"%zu\" "
	           "errors=\"%zu\" skipped=\"%zu\" time=\"%.3f\">\n",
	           r->count, failures, errors, skipped, (double)r->took_ns / NS_PER_S);
	buf_add(&whole, buf_str(&r->out), r->out.size);
	buf_add_str(&whole, "  </testsuite>\n</testsuites>\n");
	buf_release(&r->out);
	r->out = whole;
}

const struct report_kind report_junit = {
	.help = "JUnit XML, as CI servers read it",
	.scenario = junit_scenario,
	.end = junit_end,
};
