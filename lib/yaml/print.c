/*
 * print.c - JSON as YAML that a person reads: block style, plain texts where they can be
 */
#include "lib/yaml/print.h"

#include "lib/str.h"

#define LETTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
#define STEP    2

/*
 * Plain are texts that begin with a letter or a slash, go on with letters, digits and a
 * few marks, with single blanks between, and are no word of the core schema: fewer than
 * YAML allows, and none that it reads otherwise.
 */
static bool is_plain(const char *text)
{
	static const char *const words[] = { "null", "true", "false", "yes", "no",
		                             "on",   "off",  "y",     "n" };
	size_t n = strlen(text);

	if (!n || !strchr(LETTERS "/", *text) || text[n - 1] == ' ' ||
	    strspn(text, LETTERS "0123456789/_.+- ") != n || strstr(text, "  "))
		return false;
	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		if (str_same_nocase(text, words[i]))
			return false;
	}
	return true;
}

void yaml_print_text(const char *text, struct buf *out)
{
	if (is_plain(text))
		buf_add_str(out, text);
	else
		json_put_str(out, text, strlen(text));
}

static bool is_filled(const cJSON *v)
{
	return (cJSON_IsObject(v) || cJSON_IsArray(v)) && v->child;
}

static void print_members(const cJSON *v, size_t indent, struct buf *out)
{
	const cJSON *member;

	cJSON_ArrayForEach(member, v) {
		if (member != v->child)
			buf_printf(out, "%*s", (int)indent, "");
		if (cJSON_IsArray(v)) {
			buf_add_str(out, "- ");
			yaml_print(member, indent + STEP, out);
			continue;
		}
		yaml_print_text(member->string, out);
		buf_add_char(out, ':');
		if (is_filled(member))
			buf_printf(out, "\n%*s", (int)indent + STEP, "");
		else
			buf_add_char(out, ' ');
		yaml_print(member, indent + STEP, out);
	}
}

void yaml_print(const cJSON *v, size_t indent, struct buf *out)
{
	if (is_filled(v)) {
		print_members(v, indent, out);
		return;
	}
	if (cJSON_IsString(v))
		yaml_print_text(v->valuestring, out);
	else
		json_print(v, out);
	buf_add_char(out, '\n');
}
