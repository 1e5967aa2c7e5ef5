/*
 * html_text.c - text of a page: what is markup in it is not read as such
 */
#include "harness/report/html_text.h"

static const char *const looks[] = {
	[VERDICT_PASSED] = "good",  [VERDICT_SKIPPED] = "odd",
	[VERDICT_FAILED] = "bad",   [VERDICT_UNTOLD] = "odd",
	[VERDICT_BAD] = "bad",      [VERDICT_UNREACHABLE] = "bad",
	[VERDICT_INTERNAL] = "bad", [VERDICT_STOPPED] = "odd",
	[VERDICT_FLAKY] = "bad",    [VERDICT_REFUSED] = "bad",
};
static_assert(ARRAY_LEN(looks) == VERDICT_COUNT, "every verdict has a look");

static const struct {
	char c;
	const char *entity;
} entities[] = { { '&', "&amp;" }, { '<', "&lt;" }, { '>', "&gt;" }, { '"', "&quot;" } };

static const char *entity_of(char c)
{
	for (size_t i = 0; i < ARRAY_LEN(entities); i++) {
		if (entities[i].c == c)
			return entities[i].entity;
	}
	return NULL;
}

void html_text_put(struct buf *out, const char *text)
{
	for (; *text; text++) {
		const char *entity = entity_of(*text);
		unsigned char c = (unsigned char)*text;

		if (entity)
			buf_add_str(out, entity);
		else
			buf_add_char(out, (c < ' ' && c != '\n' && c != '\t') || c == 0x7f
			                          ? '?'
			                          : (char)c);
	}
}

void html_text_element(struct buf *out, const char *name, const char *text)
{
	buf_printf(out, "<%s>", name);
	html_text_put(out, text);
	buf_printf(out, "</%s>", name);
}

const char *html_text_look(enum verdict v)
{
	assert(v < VERDICT_COUNT && looks[v]);
	return looks[v];
}

void html_text_verdict(struct buf *out, enum verdict v)
{
	buf_printf(out, "<span class=\"v %s\">%s</span>", html_text_look(v),
	           verdict_name(v));
}
