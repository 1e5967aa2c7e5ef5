/*
 * values.c - rules of values: types, choices, numbers, strings
 */
#include "lib/decimal.h"
#include "lib/jsonschema/rules.h"
#include "lib/str.h"

#define CHOICES_SHOWN  12
#define BYTES_A_STEP   16  /* of a text whose characters are counted */
#define SCANNED_A_STEP 128 /* of a text whose end is looked for */
#define RULE_SHOWN     400 /* most bytes of a pattern, or of choices, in a message */

static const struct type_name {
	unsigned bit;
	const char *text;
} type_names[] = {
	{ JSON_TEXT, "a string" },   { JSON_INTEGER, "a whole number" },
	{ JSON_NUMBER, "a number" }, { JSON_BOOL, "a boolean" },
	{ JSON_MAP, "an object" },   { JSON_LIST, "an array" },
	{ JSON_NULL, "null" },
};

/* "a string or null" */
static const char *types_text(unsigned types, struct buf *out)
{
	const char *between = "";

	for (size_t i = 0; i < ARRAY_LEN(type_names); i++) {
		if (!(types & type_names[i].bit))
			continue;
		buf_printf(out, "%s%s", between, type_names[i].text);
		between = " or ";
	}
	return buf_str(out);
}

bool rule_type(struct check *c, const struct schema_rule *r, const cJSON *v,
               const struct place *at)
{
	AUTO(buf_release) struct buf wanted = { 0 };
	AUTO(buf_release) struct buf got = { 0 };
	const unsigned type = json_type(v);

	if (r->types & type)
		return true;
	if (type == JSON_NUMBER && r->types & JSON_INTEGER && check_spend_number(c, v) &&
	    decimal_is_whole(decimal_of(v->valuestring)))
		return true;
	return check_fails(c, at, "type", "must be %s, is %s",
	                   types_text(r->types, &wanted), types_text(type, &got));
}

static bool is_choice(struct check *c, const cJSON *choice, const cJSON *v)
{
	if (c->s->flags & JSONSCHEMA_ENUM_ANY_CASE && cJSON_IsString(choice) &&
	    cJSON_IsString(v))
		return check_spend_text(c, v->valuestring) &&
		       str_same_nocase(choice->valuestring, v->valuestring);
	return check_equal(c, choice, v);
}

/* The first choices, as JSON. */
static void choices_text(const cJSON *choices, struct buf *out)
{
	AUTO(buf_release) struct buf one = { 0 };
	const cJSON *choice;
	int shown = 0;

	cJSON_ArrayForEach(choice, choices) {
		if (shown == CHOICES_SHOWN) {
			buf_add_str(out, ", …");
			break;
		}
		buf_printf(out, "%s%s", shown++ ? ", " : "", check_value(choice, &one));
	}
}

bool rule_enum(struct check *c, const struct schema_rule *r, const cJSON *v,
               const struct place *at)
{
	AUTO(buf_release) struct buf choices = { 0 };
	AUTO(buf_release) struct buf is = { 0 };
	const cJSON *choice;

	cJSON_ArrayForEach(choice, r->value) {
		if (is_choice(c, choice, v))
			return true;
		if (c->gave_up)
			return false;
	}
	if (!c->out)
		return false;
	choices_text(r->value, &choices);
	return check_fails(c, at, "enum", "must be one of %.*s%s",
	                   (int)str_cut(buf_str(&choices), RULE_SHOWN), buf_str(&choices),
	                   check_is(c, v, &is));
}

bool rule_const(struct check *c, const struct schema_rule *r, const cJSON *v,
                const struct place *at)
{
	AUTO(buf_release) struct buf value = { 0 };
	AUTO(buf_release) struct buf is = { 0 };

	if (check_equal(c, r->value, v))
		return true;
	if (!check_goes_on(c, false))
		return false;
	return check_fails(c, at, "const", "must be %s%s", check_value(r->value, &value),
	                   check_is(c, v, &is));
}

/* Refuses a number that stands in the wrong relation to the rule's. */
static bool number_fails(struct check *c, const struct schema_rule *r, const cJSON *v,
                         const struct place *at, const char *relation)
{
	AUTO(buf_release) struct buf limit = { 0 };
	AUTO(buf_release) struct buf is = { 0 };

	return check_fails(c, at, r->keyword->name, "must be %s %s%s", relation,
	                   check_value(r->value, &limit), check_is(c, v, &is));
}

/* <0, 0, >0; 0 as well where no steps are left. */
static int compare(struct check *c, const struct schema_rule *r, const cJSON *v)
{
	if (!check_spend_number(c, v) || !check_spend_number(c, r->value))
		return 0;
	return json_number_cmp(v->valuestring, r->value->valuestring);
}

bool rule_multiple_of(struct check *c, const struct schema_rule *r, const cJSON *v,
                      const struct place *at)
{
	if (!check_spend_number(c, v) || !check_spend_number(c, r->value))
		return false;
	return decimal_is_multiple(decimal_of(v->valuestring),
	                           decimal_of(r->value->valuestring)) ||
	       number_fails(c, r, v, at, "a multiple of");
}

bool rule_maximum(struct check *c, const struct schema_rule *r, const cJSON *v,
                  const struct place *at)
{
	return compare(c, r, v) <= 0 || number_fails(c, r, v, at, "at most");
}

bool rule_exclusive_maximum(struct check *c, const struct schema_rule *r, const cJSON *v,
                            const struct place *at)
{
	return compare(c, r, v) < 0 || number_fails(c, r, v, at, "below");
}

bool rule_minimum(struct check *c, const struct schema_rule *r, const cJSON *v,
                  const struct place *at)
{
	return compare(c, r, v) >= 0 || number_fails(c, r, v, at, "at least");
}

bool rule_exclusive_minimum(struct check *c, const struct schema_rule *r, const cJSON *v,
                            const struct place *at)
{
	return compare(c, r, v) > 0 || number_fails(c, r, v, at, "above");
}

/* How many characters a text of so many bytes has. */
static int64_t characters(struct check *c, const cJSON *v, size_t bytes)
{
	(void)check_spend(c, bytes / BYTES_A_STEP); /* the caller's caller sees it */
	return (int64_t)str_length(v->valuestring);
}

/* A character has at least a byte, and at most 4: mostly none need be counted. */
bool rule_max_length(struct check *c, const struct schema_rule *r, const cJSON *v,
                     const struct place *at)
{
	const size_t bytes = strlen(v->valuestring);

	(void)check_spend(c, bytes / SCANNED_A_STEP); /* the caller sees it */
	return (int64_t)bytes <= r->count || characters(c, v, bytes) <= r->count ||
	       check_fails(c, at, "maxLength", "must have at most %lld characters",
	                   (long long)r->count);
}

bool rule_min_length(struct check *c, const struct schema_rule *r, const cJSON *v,
                     const struct place *at)
{
	const size_t bytes = strlen(v->valuestring);

	(void)check_spend(c, bytes / SCANNED_A_STEP); /* the caller sees it */
	if ((int64_t)((bytes + 3) / 4) >= r->count || characters(c, v, bytes) >= r->count)
		return true;
	if (r->count == 1)
		return check_fails(c, at, "minLength", "must not be empty");
	return check_fails(c, at, "minLength", "must have at least %lld characters",
	                   (long long)r->count);
}

bool rule_pattern(struct check *c, const struct schema_rule *r, const cJSON *v,
                  const struct place *at)
{
	AUTO(buf_release) struct buf is = { 0 };
	const char *text = pattern_text(r->pattern);

	if (c->s->flags & JSONSCHEMA_NO_PATTERNS)
		return true;
	if (check_pattern(c, r->pattern, v->valuestring, at, "pattern"))
		return true;
	if (!check_goes_on(c, false))
		return false;
	return check_fails(c, at, "pattern", "must match the pattern %.*s%s",
	                   (int)str_cut(text, RULE_SHOWN), text, check_is(c, v, &is));
}
