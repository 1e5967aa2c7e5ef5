/*
 * check.c - judging one document
 */
#include "lib/jsonschema/check.h"

#include <stdarg.h>

#include "lib/str.h"

/* Ours; an ordinary request body takes some 500 steps and 10 levels. */
#define DEPTH_MAX      1500
#define BYTES_MAX      (INT64_C(1) << 20)
#define MESSAGE_STEPS  48 /* to write a violation or discard it */
#define MESSAGE_BYTES  640
#define PATTERN_SHOWN  300 /* most bytes of one in a message */
#define BYTES_A_STEP   16  /* of a text that is read */
#define DIGITS_A_STEP  4   /* of a number that is calculated with */
#define ELEMENT_STEPS  2   /* to count one */
#define MEMBERS_A_STEP 2   /* of a list that is walked */

bool check_spend_text(struct check *c, const char *text)
{
	return check_spend(c, 1 + strlen(text) / BYTES_A_STEP);
}

bool check_spend_number(struct check *c, const cJSON *v)
{
	return check_spend(c, 1 + strlen(v->valuestring) / DIGITS_A_STEP);
}

int check_count(struct check *c, const cJSON *v)
{
	int n = cJSON_GetArraySize(v);

	(void)check_spend(c,
	                  1 + ELEMENT_STEPS * (size_t)n); /* the caller's caller sees */
	return n;
}

const cJSON *check_member(struct check *c, const cJSON *object, const char *name)
{
	const size_t dear = 1 + strlen(name) / BYTES_A_STEP;
	size_t passed = 0;
	const cJSON *one;

	cJSON_ArrayForEach(one, object) {
		if (++passed % MEMBERS_A_STEP == 0 && !check_spend(c, dear))
			return NULL;
		if (str_same(one->string, name))
			return one;
	}
	(void)check_spend(c, dear); /* the caller checks whether it gave up */
	return NULL;
}

bool check_equal(struct check *c, const cJSON *a, const cJSON *b)
{
	bool equal = json_equal_within(a, b, &c->steps);

	return check_spend(c, 0) && equal;
}

bool check_node(struct check *c, const struct node *n, const cJSON *v,
                const struct place *at)
{
	const unsigned type = json_type(v);
	bool fits = true;

	c->gave_up = c->gave_up || c->depth >= DEPTH_MAX;
	if (!check_spend(c, 1 + n->count))
		return false;
	if (n->never)
		return check_fails(c, at, "false", "nothing may stand here");
	c->depth++;
	for (size_t i = 0; i < n->count && check_goes_on(c, fits); i++) {
		const struct schema_rule *r = &n->rules[i];

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
	char message[MESSAGE_BYTES + 1];
	size_t size;
	va_list ap;

	if (!c->out || c->gave_up)
		return false;
	(void)check_spend(c, MESSAGE_STEPS); /* the caller's caller checks */
	if (c->bytes <= 0)
		return false;
	place_pointer(at, &pointer);
	va_start(ap, fmt);
	vsnprintf(message, sizeof(message), fmt, ap);
	va_end(ap);
	size = str_cut(message, MESSAGE_BYTES - 1);
	message[size] = '\0';
	violations_add(c->out, buf_str(&pointer), keyword, message);
	c->bytes -= (int64_t)(pointer.size + size);
	(void)check_spend(c, pointer.size / BYTES_A_STEP);
	return false;
}

bool check_pattern(struct check *c, const struct pattern *p, const char *text,
                   const struct place *at, const char *keyword)
{
	enum pattern_result result;

	if (c->gave_up)
		return false;
	result = pattern_find(p, text, &c->room, &c->steps);
	if (result == PATTERN_LIMIT) {
		check_fails(c, at, keyword,
		            "could not be judged: the pattern %.*s takes too many steps",
		            (int)str_cut(pattern_text(p), PATTERN_SHOWN),
		            pattern_text(p));
		c->gave_up = true;
	}
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
	AUTO(buf_release) struct buf text = { 0 };

	if (cJSON_IsObject(v))
		return "an object";
	if (cJSON_IsArray(v))
		return "an array";
	if (cJSON_IsNumber(v))
		return check_cut(v->valuestring, out);
	if (cJSON_IsString(v)) /* only as much as can be shown */
		json_put_str(&text, v->valuestring,
		             str_cut(v->valuestring, CHECK_TEXT_MAX + 4));
	else
		json_print(v, &text);
	return check_cut(buf_str(&text), out);
}

const char *check_is(const struct check *c, const cJSON *v, struct buf *out)
{
	AUTO(buf_release) struct buf value = { 0 };

	buf_clear(out);
	if (!c->s->secrets)
		buf_printf(out, ", is %s", check_value(v, &value));
	return buf_str(out);
}

/* Reported at the document's root: the rest of the document was not checked. */
static void say_given_up(struct check *c, const struct place *root)
{
	c->bytes = MESSAGE_BYTES;
	c->gave_up = false;
	(void)check_fails(c, root, "steps",
	                  "was not judged to the end: its patterns, enums and "
	                  "comparisons take too many steps");
	if (c->out)
		c->out->gave_up = true;
}

bool jsonschema_check(const struct jsonschema *s, const cJSON *doc, const char *at,
                      struct violations *out)
{
	const struct place root = { .name = at };
	struct check c = {
		.s = s,
		.out = out,
		.steps = JSONSCHEMA_STEPS - (out ? out->steps : 0),
		.bytes = BYTES_MAX,
	};
	bool fits = check_node(&c, s->root, doc, &root) && !c.gave_up;

	if (c.gave_up)
		say_given_up(&c, &root);
	if (out)
		out->steps = JSONSCHEMA_STEPS - c.steps;
	pattern_room_release(&c.room);
	return fits;
}
