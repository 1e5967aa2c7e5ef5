/*
 * shape.c - what a value of a scenario may look like, as JSON Schema
 */
#include "harness/scenario/shape.h"

#include "lib/mem.h"

/* Lengths of time (lib/duration.c): each unit once, and a fraction only in the last. */
#define NUMBER         "\\d+([.,]\\d+)?"
#define UNIT(u)        "(" NUMBER u ")?"
#define UNITS(a, b, c) UNIT(a) UNIT(b) UNIT(c)
#define WHOLE(u)       "(\\d+" u ")?"
#define ISO(months) \
	"P(?=.)" months UNIT("W") UNIT("D") "(T(?=.)" UNITS("H", "M", "S") ")?"
#define BRIEF          "(?=.)" UNITS("w", "d", "h") UNITS("m", "s", "ms")
#define LENGTH(months) "(?!.*[.,]\\d+[A-Za-z]+[0-9])(" ISO(months) "|" BRIEF ")"

/* RFC 3339 (lib/vtime.c). */
#define TIME                                                                          \
	"\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])[Tt]([01]\\d|2[0-3]):[0-5]\\d:" \
	"[0-5]\\d(\\.\\d+)?([Zz]|[+-]([01]\\d|2[0-3]):[0-5]\\d)"

cJSON *shape_of_name(const char *name)
{
	AUTO_MEM char *at = mem_printf("#/definitions/%s", name);
	cJSON *made = json_new_object();

	json_set(made, "$ref", json_new_str(at));
	return made;
}

cJSON *shape_of_text(const char *pattern)
{
	cJSON *made = json_new_object();

	json_set(made, "type", json_new_str("string"));
	json_set(made, "pattern", json_new_str(pattern));
	return made;
}

cJSON *shape_of_word(word_fn *word_at)
{
	cJSON *made = json_new_object();
	cJSON *words = json_set(made, "enum", json_new_array());

	for (size_t i = 0; word_at(i); i++)
		json_push(words, json_new_str(word_at(i)));
	return made;
}

cJSON *shape_of_list(cJSON *element)
{
	cJSON *made = json_new_object();

	json_set(made, "type", json_new_str("array"));
	json_set(made, "items", element);
	return made;
}

cJSON *shape_of_members(cJSON *each)
{
	cJSON *made = shape_some();

	json_set(made, "additionalProperties", each);
	return made;
}

cJSON *shape_of_needed(const char *name, const char *other)
{
	cJSON *made = shape_of_just_types(JSON_MAP);
	cJSON *names = json_set(made, "required", json_new_array());

	json_push(names, json_new_str(name));
	if (other)
		json_push(names, json_new_str(other));
	return made;
}

cJSON *shape_of_either(cJSON *one, cJSON *other)
{
	cJSON *made = json_new_object();
	cJSON *any = json_set(made, "anyOf", json_new_array());

	json_push(any, one);
	json_push(any, other);
	return made;
}

/* A text with a variable fits all types but those that are only a map or a list. */
static bool takes_variables(unsigned types)
{
	return !(types & JSON_TEXT) && types != JSON_MAP && types != JSON_LIST;
}

cJSON *shape_of_just_types(unsigned types)
{
	cJSON *made = json_new_object();
	cJSON *names = json_set(made, "type", json_new_array());

	for (size_t i = 0; json_type_schema_name(i); i++) {
		if (types & 1u << i)
			json_push(names, json_new_str(json_type_schema_name(i)));
	}
	return made;
}

cJSON *shape_of_types(unsigned types)
{
	if ((types & JSON_ANY) == JSON_ANY)
		return json_new_object();
	if (takes_variables(types))
		return shape_of_either(shape_of_text(SHAPE_VARIABLE),
		                       shape_of_just_types(types));
	return shape_of_just_types(types);
}

/* What fits both; takes them over. */
static cJSON *of_both(cJSON *base, cJSON *more)
{
	if (!base->child) {
		cJSON_Delete(base);
		return more;
	}
	json_push(json_set(base, "allOf", json_new_array()), more);
	return base;
}

cJSON *shape_of_typed(unsigned types, shape_fn *shape)
{
	return of_both(shape_of_types(types), shape());
}

cJSON *shape_of_key(const struct key *key)
{
	cJSON *made = key->keys ? shape_of_map(key->keys) : shape_of_types(key->types);

	assert(!key->keys || key->types == JSON_MAP);
	return key->shape ? of_both(made, key->shape()) : made;
}

/* Where the key stands, these can't. */
static cJSON *none_of(const char *const *names, size_t room)
{
	cJSON *made = json_new_object(), *any;

	any = json_set(json_set(made, "not", json_new_object()), "anyOf",
	               json_new_array());
	for (size_t i = 0; i < room && names[i]; i++)
		json_push(any, shape_of_needed(names[i], NULL));
	return made;
}

cJSON *shape_of_map(const struct key *keys)
{
	AUTO(cJSON_Delete) cJSON *excluded = json_new_object();
	cJSON *made = json_new_object(), *members, *needed;

	json_set(made, "type", json_new_str("object"));
	members = json_set(made, "properties", json_new_object());
	needed = json_set(made, "required", json_new_array());
	for (; keys->name; keys++) {
		json_set(members, keys->name, shape_of_key(keys));
		if (keys->needed == KEY_NEEDED)
			json_push(needed, json_new_str(keys->name));
		if (keys->without[0])
			json_set(excluded, keys->name,
			         none_of(keys->without, ARRAY_LEN(keys->without)));
	}
	if (excluded->child)
		json_set(made, "dependencies", json_copy(excluded));
	json_set(made, "additionalProperties", json_new_bool(false));
	return made;
}

/* ---------------------------------------------------------------- of several tables */

cJSON *shape_steps(void)
{
	cJSON *made = shape_of_list(shape_of_name("step"));

	json_set(made, "minItems", json_new_int(1));
	return made;
}

cJSON *shape_pattern(void)
{
	return shape_of_name("pattern");
}

cJSON *shape_some(void)
{
	cJSON *made = json_new_object();

	json_set(made, "type", json_new_str("object"));
	json_set(made, "minProperties", json_new_int(1));
	return made;
}

cJSON *shape_scalars(void)
{
	cJSON *made = json_new_object();

	json_set(made, "additionalProperties",
	         shape_of_just_types(JSON_ANY & ~(JSON_MAP | JSON_LIST)));
	return made;
}

cJSON *shape_path(void)
{
	return shape_of_text("^(/|http|\\$)");
}

cJSON *shape_length(void)
{
	return shape_of_text("^" LENGTH(WHOLE("Y") WHOLE("M")) "$|" SHAPE_VARIABLE);
}

cJSON *shape_positive(void)
{
	return shape_of_text("^(?=.*[1-9])" LENGTH("") "$");
}

cJSON *shape_time(void)
{
	return shape_of_text("^" TIME "$|" SHAPE_VARIABLE);
}
