/*
 * print.c - nodes into text
 */
#include "lib/json/json.h"

#include "lib/json/run.h"

/* The letter after the backslash; 'u' for \u00XX. */
static char escape_of(char c)
{
	static const char controls[] = "uuuuuuuubtnufruuuuuuuuuuuuuuuuuu";

	return (char)((unsigned char)c < 0x20 ? controls[(unsigned char)c] : c);
}

static void put_escape(struct buf *out, char c)
{
	static const char hex[] = "0123456789abcdef";
	const char text[] = {
		'\\', escape_of(c), '0', '0', hex[c >> 4 & 15], hex[c & 15]
	};

	buf_add(out, text, text[1] == 'u' ? 6 : 2);
}

void json_put_str(struct buf *out, const char *s, size_t n)
{
	const char *end = s + n, *run;
	char *at = buf_reserve(out, n + 2);

	if (at && json_run_copy(at + 1, s, n)) {
		at[0] = at[n + 1] = '"';
		at[n + 2] = '\0';
		out->size += n + 2;
		return;
	}
	buf_add_char(out, '"');
	for (run = json_run_end(s, end); run < end; run = json_run_end(s, end)) {
		buf_add(out, s, (size_t)(run - s));
		put_escape(out, *run);
		s = run + 1;
	}
	buf_add(out, s, (size_t)(end - s));
	buf_add_char(out, '"');
}

struct printer {
	struct buf *out;
	int indent; /* spaces a level; 0: compact */
	int level;
};

static void new_line(const struct printer *p)
{
	if (!p->indent)
		return;
	buf_add_char(p->out, '\n');
	for (int i = 0; i < p->indent * p->level; i++)
		buf_add_char(p->out, ' ');
}

static void print(struct printer *p, const cJSON *v);

static void print_children(struct printer *p, const cJSON *v, const char *brackets)
{
	const cJSON *one;

	buf_add_char(p->out, brackets[0]);
	p->level++;
	cJSON_ArrayForEach(one, v) {
		if (one != v->child)
			buf_add_char(p->out, ',');
		new_line(p);
		if (*brackets == '{') {
			json_put_str(p->out, one->string, strlen(one->string));
			buf_add_str(p->out, p->indent ? ": " : ":");
		}
		print(p, one);
	}
	p->level--;
	if (v->child)
		new_line(p);
	buf_add_char(p->out, brackets[1]);
}

static void print(struct printer *p, const cJSON *v)
{
	switch (v->type & 0xff) {
	case cJSON_Object:
		print_children(p, v, "{}");
		return;
	case cJSON_Array:
		print_children(p, v, "[]");
		return;
	case cJSON_String:
		json_put_str(p->out, v->valuestring, strlen(v->valuestring));
		return;
	case cJSON_Number:
		buf_add_str(p->out, v->valuestring);
		return;
	case cJSON_True:
		buf_add_str(p->out, "true");
		return;
	case cJSON_False:
		buf_add_str(p->out, "false");
		return;
	default:
		buf_add_str(p->out, "null");
	}
}

void json_print(const cJSON *v, struct buf *out)
{
	print(&(struct printer){ .out = out }, v);
}

void json_print_pretty(const cJSON *v, struct buf *out)
{
	print(&(struct printer){ .out = out, .indent = 2 }, v);
}

char *json_text(const cJSON *v)
{
	struct buf out = { 0 };

	json_print(v, &out);
	return buf_take(&out);
}
