/*
 * curl.c - curl: a documented command, pasted as it is
 */
#include "harness/curl/curl_command.h"
#include "harness/curl/curl_node.h"
#include "harness/steps/capture.h"
#include "harness/steps/expect.h"
#include "harness/steps/send.h"
#include "lib/file/file.h"
#include "lib/mem.h"
#include "lib/str.h"

#define FILE_BYTES (16u << 20) /* of a scenario that is read again, for an error */

/* Is the line's value a literal block text: "curl: |", "- curl: |2-"? */
static bool opens_block(struct str line)
{
	line = str_trim(line, STR_BLANKS "\r");
	while (line.size && strchr("+-123456789", line.at[line.size - 1]))
		line.size--;
	return line.size && line.at[line.size - 1] == '|';
}

/* How far the first line that is not blank is indented. */
static size_t first_indent(struct str text)
{
	struct str line;

	while (str_split(&text, '\n', &line)) {
		struct str words = str_trim(line, STR_BLANKS "\r");

		if (words.size)
			return (size_t)(words.at - line.at);
	}
	return 0;
}

/*
 * Where a line and column of the text stand in the file: exact for a literal block, which
 * begins on the line after its key.  Else the key's own place.
 */
static struct yaml_mark place_in_file(const struct step *s, int line, int column)
{
	struct yaml_mark key = yaml_where(s->y, step_subject(s));
	AUTO(buf_release) struct buf file = { 0 };
	struct str rest, one = { "", 0 };
	struct err ignored = { 0 };
	size_t indent;

	if (file_read(s->y->file, FILE_BYTES, &file, &ignored) < 0)
		return key;
	rest = str_of(buf_str(&file));
	for (int i = 0; i < key.line; i++) {
		if (!str_split(&rest, '\n', &one))
			return key;
	}
	if (!opens_block(one))
		return key;
	indent = first_indent(rest) - first_indent(str_of(step_subject(s)->valuestring));
	return (struct yaml_mark){ key.line + line, column + (int)indent };
}

static int refuse_at(const struct step *s, size_t at, const char *reason, struct err *e)
{
	struct yaml_mark mark;
	int line, column;

	shell_words_place(step_subject(s)->valuestring, at, &line, &column);
	mark = place_in_file(s, line, column);
	return err_set(e, ERR_INVALID, "%s:%d:%d: %s", s->y->file, mark.line, mark.column,
	               reason);
}

/* One command, and nothing behind it. */
static int read_command(struct step *s, struct curl_request *r, struct err *e)
{
	const char *text = step_subject(s)->valuestring;
	size_t n = strlen(text);
	AUTO(shell_words_release) struct shell_words more = { 0 };
	struct err why = { 0 };
	int found = curl_command_read(text, n, 0, r, &why);

	if (!found)
		return refuse_at(s, 0, "there is no command: paste one", e);
	if (found < 0 || curl_node_make(r, CURL_NODE_SENT, &s->request, &why) < 0)
		return refuse_at(s, r->words.wrong_at, why.text, e);
	if (shell_words_read(text, n, r->words.end, &more, &why) < 0)
		return refuse_at(s, more.wrong_at, why.text, e);
	if (more.count)
		return refuse_at(s, more.all[0].at,
		                 "a step is one command: end the line before with \\ if "
		                 "this belongs to it, or write it as a step of its own",
		                 e);
	return 0;
}

static int check_curl(struct loader *l, struct step *s, struct err *e)
{
	AUTO(curl_request_release) struct curl_request r = { 0 };
	const cJSON *expect = json_get(s->node, "expect");

	if (read_command(s, &r, e) < 0)
		return -1;
	yaml_place_like(s->y, s->request, step_subject(s));
	send_require(l, r.method, s->request->child->valuestring);
	if (expect && expect_check(s->y, expect, e) < 0)
		return -1;
	return capture_check(s->y, json_get(s->node, "capture"), e);
}

static int run_curl(struct play *p, const struct step *s, struct err *e)
{
	if (send_request(p, s->y, s->request, s->request->child->string, e) < 0 ||
	    expect_answer(p, s->y, json_get(s->node, "expect"), &p->diffs, e) < 0)
		return -1;
	if (p->diffs.count)
		return 0;
	return capture_answer(p, s->y, json_get(s->node, "capture"), e);
}

static const struct key keys[] = {
	{ "curl", JSON_TEXT, KEY_NEEDED },
	EXPECT_KEY,
	CAPTURE_KEY,
	{ 0 },
};

const struct step_kind step_curl_kinds[] = {
	{ .name = "curl",
	  .what = "a curl step",
	  .forms = { "curl: COMMAND" },
	  .help = "the request that a documented `curl` command sends; it goes to the "
	          "target. Options of curl that change a request are taken, and the "
	          "quotes of a shell; `{ORG_ID}`, `{SANDBOX_NAME}`, `{ACCESS_TOKEN}`, "
	          "`{API_KEY}` are flowcheck's own, other placeholders names: "
	          "`{FLOW_ID}` is `${FLOW_ID}`",
	  .keys = keys,
	  .is_code = true,
	  .check = check_curl,
	  .run = run_curl },
	{ 0 },
};
