/*
 * heading.c - the keys at the top of a scenario's file, and of one with steps to include
 */
#include "harness/scenario/heading.h"

#include "harness/scenario/capability.h"
#include "harness/scenario/shape.h"

#define TAG_CHARACTERS "abcdefghijklmnopqrstuvwxyz0123456789-"

/* ---------------------------------------------------------------- words */

static const char *capability_at(size_t i)
{
	return i < CAPABILITY_COUNT ? capability_name((enum capability)i) : NULL;
}

static const char *contract_at(size_t i)
{
	static const char *const names[] = { "lenient", "strict" };

	return i < ARRAY_LEN(names) ? names[i] : NULL;
}

static const char *order_at(size_t i)
{
	static const char *const names[] = { "reverse", "written" };

	return i < ARRAY_LEN(names) ? names[i] : NULL;
}

static bool is_word(word_fn *word_at, const cJSON *node)
{
	for (size_t i = 0; cJSON_IsString(node) && word_at(i); i++) {
		if (!strcmp(word_at(i), node->valuestring))
			return true;
	}
	return false;
}

bool heading_is_contract(const cJSON *mode)
{
	return is_word(contract_at, mode);
}

bool heading_is_order(const cJSON *order)
{
	return is_word(order_at, order);
}

bool heading_is_tag(const cJSON *tag)
{
	return cJSON_IsString(tag) && *tag->valuestring &&
	       strspn(tag->valuestring, TAG_CHARACTERS) == strlen(tag->valuestring);
}

/* ---------------------------------------------------------------- shapes */

static cJSON *sentence_shape(void)
{
	return shape_of_text("[^ \\t\\n]");
}

static cJSON *requires_shape(void)
{
	return shape_of_list(shape_of_word(capability_at));
}

static cJSON *contract_shape(void)
{
	return shape_of_word(contract_at);
}

static cJSON *tags_shape(void)
{
	return shape_of_list(shape_of_text("^[" TAG_CHARACTERS "]+$"));
}

static cJSON *choose_shape(void)
{
	return shape_of_list(shape_of_text("="));
}

/* Names, each with a list of one value or more. */
static cJSON *matrix_shape(void)
{
	cJSON *text = shape_of_text("^(?![\\s\\S]*" SHAPE_VARIABLE ")");
	cJSON *other = shape_of_just_types(JSON_NUMBER | JSON_BOOL);
	cJSON *values = shape_of_list(shape_of_either(text, other));

	json_set(values, "minItems", json_new_int(1));
	return shape_of_members(values);
}

static cJSON *order_shape(void)
{
	return shape_of_word(order_at);
}

static cJSON *cleanup_shape(void)
{
	return shape_of_either(shape_steps(), shape_of_map(heading_cleanup_keys));
}

/* ---------------------------------------------------------------- the keys */

const struct key heading_scenario_keys[] = {
	{ "scenario", JSON_TEXT, KEY_NEEDED, sentence_shape },
	{ "about", JSON_TEXT },
	{ "requires", JSON_LIST, .shape = requires_shape },
	{ "contract", JSON_TEXT, .shape = contract_shape },
	{ "tags", JSON_LIST, .shape = tags_shape },
	{ "matrix", JSON_MAP, .shape = matrix_shape },
	{ "choose", JSON_LIST, .shape = choose_shape },
	{ "faults", JSON_LIST },
	{ "steps", JSON_LIST, KEY_NEEDED, shape_steps },
	{ "cleanup", JSON_LIST | JSON_MAP, .shape = cleanup_shape },
	{ 0 },
};

const struct key heading_included_keys[] = {
	{ "about", JSON_TEXT },
	{ "params", JSON_MAP },
	{ "steps", JSON_LIST, KEY_NEEDED, shape_steps },
	{ 0 },
};

const struct key heading_cleanup_keys[] = {
	{ "order", JSON_TEXT, KEY_NEEDED, order_shape },
	{ "steps", JSON_LIST, KEY_NEEDED, shape_steps },
	{ 0 },
};
