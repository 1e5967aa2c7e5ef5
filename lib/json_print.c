/*
 * json_print.c - nodes into text
 */
#include "lib/json.h"

/* 0: as it is; 'u': \u00XX; else the letter after the backslash. */
static char escape_of(unsigned char c)
{
	switch (c) {
	case '"':
		return '"';
	case '\\':
		return '\\';
	case '\b':
		return 'b';
	case '\f':
		return 'f';
	case '\n':
		return 'n';
	case '\r':
		return 'r';
	case '\t':
		return 't';
	default:
		return c < 0x20 ? 'u' : 0;
	}
}

void json_put_str(struct buf *out, const char *s, size_t n)
{
	const char *end = s + n, *run = s;

	buf_add_char(out, '"');
	for (; s < end; s++) {
		char c = escape_of((unsigned char)*s);

		if (!c)
			continue;
		buf_add(out, run, (size_t)(s - run));
		run = s + 1;
		if (c == 'u')
			buf_printf(out, "\\u%04x", (unsigned)*s);
		else
			buf_add(out, (const char[]){ '\\', c }, 2);
	}
	buf_add(out, run, (size_t)(end - run));
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
