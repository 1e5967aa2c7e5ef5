/*
 * jsonschema_check.c - judging one document
 */
#include "lib/jsonschema_check.h"

#include <stdarg.h>

#include "lib/str.h"

/* Ours; an ordinary request body takes some 50 steps and 10 levels. */
#define STEPS_MAX  INT64_C(5000000)
#define DEPTH_MAX  1500
#define BYTES_MAX  (INT64_C(1) << 20)
/* What a search that was given up costs: 20 of them end the check. */
#define LOST_STEPS (STEPS_MAX / 20)

struct check check_begin(const struct jsonschema *s, struct violations *out)
{
	return (struct check){
		.s = s,
		.out = out,
		.steps = STEPS_MAX,
		.bytes = BYTES_MAX,
	};
}

unsigned check_type_of(const cJSON *v)
{
	switch (v->type & 0xff) {
	case cJSON_NULL:
		return TYPE_NULL;
	case cJSON_False:
	case cJSON_True:
		return TYPE_BOOLEAN;
	case cJSON_Number:
		return TYPE_NUMBER;
	case cJSON_String:
		return TYPE_STRING;
	case cJSON_Array:
		return TYPE_ARRAY;
	default:
		return TYPE_OBJECT;
	}
}

static bool spend(struct check *c, int64_t steps)
{
	c->steps -= steps;
	c->gave_up = c->gave_up || c->steps <= 0 || c->depth >= DEPTH_MAX;
	return !c->gave_up;
}

bool check_node(struct check *c, const struct node *n, const cJSON *v,
                const struct place *at)
{
	const unsigned type = check_type_of(v);
	bool fits = true;

	if (!spend(c, 1))
		return false;
	if (n->never)
		return check_fails(c, at, "false", "nothing may stand here");
	c->depth++;
	for (size_t i = 0; i < n->count && (fits || c->out); i++) {
		const struct rule *r = &n->rules[i];

		if (r->keyword->applies & type)
			fits = r->keyword->check(c, r, v, at) && fits;
	}
	c->depth--;
	return fits;
}

bool check_into(struct check *c, const struct node *n, const cJSON *v,
                const struct place *at, struct violations *out)
{
	struct violations *outer = c->out;
	bool fits;

	c->out = out;
	fits = check_node(c, n, v, at);
	c->out = outer;
	return fits;
}

bool check_quietly(struct check *c, const struct node *n, const cJSON *v,
                   const struct place *at)
{
	return check_into(c, n, v, at, NULL);
}

bool check_fails(struct check *c, const struct place *at, const char *keyword,
                 const char *fmt, ...)
{
	AUTO(buf_release) struct buf pointer = { 0 };
	char message[640];
	va_list ap;

	if (!c->out || c->bytes <= 0)
		return false;
	place_pointer(at, &pointer);
	va_start(ap, fmt);
	vsnprintf(message, sizeof(message), fmt, ap);
	va_end(ap);
	violations_add(c->out, buf_str(&pointer), keyword, message);
	c->bytes -= (int64_t)(pointer.size + strlen(message));
	return false;
}

bool check_pattern(struct check *c, const struct pattern *p, const char *text, bool *lost)
{
	enum pattern_result result = pattern_find(p, text, &c->room);

	*lost = result == PATTERN_LIMIT;
	if (*lost)
		spend(c, LOST_STEPS);
	return result == PATTERN_FOUND;
}

const char *check_cut(const char *text, struct buf *out)
{
	size_t n = str_cut(text, CHECK_TEXT_MAX);

	buf_clear(out);
	buf_add(out, text, n);
	if (text[n])
		buf_add_str(out, "…");
	return buf_str(out);
}

const char *check_value(const cJSON *v, struct buf *out)
{
	AUTO(mem_free) char *text = NULL;

	if (cJSON_IsObject(v))
		return "an object";
	if (cJSON_IsArray(v))
		return "an array";
	text = json_text(v);
	return check_cut(text, out);
}

const char *check_is(const struct check *c, const cJSON *v, struct buf *out)
{
	AUTO(buf_release) struct buf value = { 0 };

	buf_clear(out);
	if (!c->s->secrets)
		buf_printf(out, ", is %s", check_value(v, &value));
	return buf_str(out);
}

bool jsonschema_check(const struct jsonschema *s, const cJSON *doc, const char *at,
                      struct violations *out)
{
	const struct place root = { .name = at };
	struct check c = check_begin(s, out);
	bool fits = check_node(&c, s->root, doc, &root);

	if (c.gave_up)
		fits = check_fails(&c, &root, "$ref",
		                   "the check was given up: it takes too many steps");
	pattern_room_release(&c.room);
	return fits;
}
