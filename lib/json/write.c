/*
 * write.c - JSON as text, member by member, without a tree
 */
#include "lib/json/write.h"

#include "lib/json/run.h"

/* A string's text ends with a quote, so that a bracket at the end is one. */
static bool needs_comma(const struct buf *out)
{
	char last = (char)(out->size ? out->data[out->size - 1] : '[');

	return last != '{' && last != '[';
}

/* The name and the comma before it in one go; false where the name needs an escape. */
static bool begin_plain(struct buf *out, const char *name)
{
	const size_t comma = needs_comma(out), n = strlen(name);
	char *at = buf_reserve(out, comma + n + 3);

	if (!at || !json_run_copy(at + comma + 1, name, n))
		return false;
	at[0] = ',';
	at[comma] = '"';
	memcpy(at + comma + 1 + n, "\":", 3);
	out->size += comma + n + 3;
	return true;
}

static void begin(struct buf *out, const char *name)
{
	if (name && begin_plain(out, name))
		return;
	if (needs_comma(out))
		buf_add_char(out, ',');
	if (!name)
		return;
	json_put_str(out, name, strlen(name));
	buf_add_char(out, ':');
}

void json_write_str(struct buf *out, const char *name, const char *v)
{
	begin(out, name);
	json_put_str(out, v, strlen(v));
}

void json_write_int(struct buf *out, const char *name, int64_t v)
{
	begin(out, name);
	buf_add_int(out, v);
}

void json_write_bool(struct buf *out, const char *name, bool v)
{
	begin(out, name);
	buf_add_str(out, v ? "true" : "false");
}

void json_write_null(struct buf *out, const char *name)
{
	begin(out, name);
	buf_add_str(out, "null");
}

void json_write_tree(struct buf *out, const char *name, const cJSON *v)
{
	if (!v)
		return;
	begin(out, name);
	json_print(v, out);
}

void json_begin_object(struct buf *out, const char *name)
{
	begin(out, name);
	buf_add_char(out, '{');
}

void json_end_object(struct buf *out)
{
	buf_add_char(out, '}');
}

void json_begin_array(struct buf *out, const char *name)
{
	begin(out, name);
	buf_add_char(out, '[');
}

void json_end_array(struct buf *out)
{
	buf_add_char(out, ']');
}
