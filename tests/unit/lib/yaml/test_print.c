/*
 * test_print.c - lib/yaml/print.c
 */
#include "tests/support/quoted.h"
#include "tests/unit/unit.h"

#include "lib/hash.h"
#include "lib/mem.h"
#include "lib/yaml/print.h"
#include "lib/yaml/yaml.h"

static void a_value_is_written_as_its_row(void **state UNUSED)
{
	static const struct {
		const char *json, *yaml;
	} cases[] = {
		/* clang-format off */
		{ "{}", "{}\n" },
		{ "[]", "[]\n" },
		{ "1.50", "1.50\n" },
		{ "\"a b\"", "a b\n" },
		{ "\"\"", "\"\"\n" },
		{ "\"a: b\"", "\"a: b\"\n" },
		{ "\"a #b\"", "\"a #b\"\n" },
		{ "\"True\"", "\"True\"\n" },
		{ "\"12\"", "\"12\"\n" },
		{ "\"a \"", "\"a \"\n" },
		{ "\"/flows\"", "/flows\n" },
		{ "\"${x}\"", "\"${x}\"\n" },
		{ JSON({"a":{"b":[1,{"c":null,"d":{}}]},"e":"f"}),
		  "a:\n  b:\n    - 1\n    - c: null\n      d: {}\ne: f\n" },
		{ JSON([[1,2],[[3]],{"a":[]}]), "- - 1\n  - 2\n- - - 3\n- a: []\n" },
		{ JSON({"null":1,"a b":2,"":3}), JSON("null": 1) "\na b: 2\n" JSON("": 3) "\n" },
	};
	/* clang-format on */

	for_each_row(i, cases) {
		AUTO(cJSON_Delete) cJSON *value = NULL;
		AUTO(buf_release) struct buf text = { 0 };
		struct err e = { 0 };

		row_int_equal(i,
		              json_parse(cases[i].json, strlen(cases[i].json), &value,
		                         &e),
		              0);
		yaml_print(value, 0, &text);
		row_string_equal(i, buf_str(&text), cases[i].yaml);
	}
}

/* ---------------------------------------------------------------- any value */

static uint64_t draw(uint64_t *seed, uint64_t below)
{
	*seed = hash_mix(*seed + 1);
	return *seed % below;
}

static char *some_text(uint64_t *seed)
{
	static const char *const pieces[] = { "a",    " ",  ":",  "#",    "- ",
		                              "\n",   "\t", "\"", "'",    "{",
		                              "true", "~",  "\\", "\x7f", "\xc3\xa4",
		                              "/",    "0",  "!",  "&",    "*",
		                              "\x01", "\r", "%",  "@" };
	struct buf text = { 0 };

	for (uint64_t n = draw(seed, 5); n > 0; n--)
		buf_add_str(&text, pieces[draw(seed, ARRAY_LEN(pieces))]);
	return buf_take(&text);
}

static cJSON *some_value(uint64_t *seed, int depth)
{
	uint64_t kind = draw(seed, depth > 4 ? 4 : 6);
	cJSON *made;

	if (kind < 2)
		return json_take_str(some_text(seed));
	if (kind == 2)
		return json_new_int((int64_t)draw(seed, 1000) - 500);
	if (kind == 3)
		return draw(seed, 2) ? json_new_null() : json_new_bool(draw(seed, 2));
	made = kind == 4 ? json_new_array() : json_new_object();
	for (uint64_t n = draw(seed, 4); n > 0; n--) {
		cJSON *value = some_value(seed, depth + 1);
		AUTO(mem_free) char *name = some_text(seed);

		if (kind == 4)
			json_push(made, value);
		else
			json_set(made, name, value);
	}
	return made;
}

static void what_is_written_reads_back_as_the_same_value(void **state UNUSED)
{
	for (uint64_t seed = 1; seed <= 3000; seed++) {
		uint64_t drawn = seed;
		AUTO(cJSON_Delete) cJSON *value = some_value(&drawn, 0);
		AUTO(buf_release) struct buf text = { 0 };
		AUTO(yaml_release) struct yaml y = { 0 };
		AUTO(mem_free) char *before = json_text(value), *after = NULL;
		struct err e = { 0 };

		yaml_print(value, 0, &text);
		if (yaml_parse("f", buf_str(&text), text.size, &y, &e) < 0)
			fail_msg("seed %llu: %s\n%s", (unsigned long long)seed, e.text,
			         buf_str(&text));
		after = json_text(y.root);
		if (strcmp(before, after) != 0)
			fail_msg("seed %llu: %s became %s by\n%s",
			         (unsigned long long)seed, before, after, buf_str(&text));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_value_is_written_as_its_row),
		cmocka_unit_test(what_is_written_reads_back_as_the_same_value),
	};

	return cmocka_run_group_tests_name("yaml/print", tests, NULL, NULL);
}
