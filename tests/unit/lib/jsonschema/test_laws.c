/*
 * test_laws.c - what must hold for any schema and any document
 *
 * Schemas and documents are drawn from a small world, in which they often meet.
 * TEST_SEED=n draws others; a failure prints the seed, the schema and the document.
 */
#include "tests/unit/unit.h"

#include "lib/hash.h"
#include "lib/jsonschema/jsonschema.h"
#include "lib/mem.h"
#include "lib/str.h"
#include "tests/support/quoted.h"

#define ROUNDS      3000
#define SCHEMA_DEEP 3
#define DOC_DEEP    3

/* A stream of choices. */
struct draw {
	uint64_t seed, count;
};

static size_t below(struct draw *d, size_t n)
{
	return (size_t)hash_below(hash_with(d->seed, d->count++), n);
}

static const char *pick(struct draw *d, const char *const *from, size_t n)
{
	return from[below(d, n)];
}
#define PICK(d, from) pick((d), (from), ARRAY_LEN(from))

static const char *const names[] = { "a", "b", "x-1", "c/~d", "" };
static const char *const scalars[] = {
	"null",  "true", "false", "0",      "1",     "1.0",   "10e-1", "-3",      "2.5",
	"1e400", "\"\"", "\"a\"", "\"ab\"", "\"B\"", "\"7\"", "\"é\"", "\"x-1\"", "-0",
};

static void put_doc(struct draw *d, int deep, struct buf *out)
{
	size_t shape = deep ? below(d, 4) : 0, n = below(d, 4);

	if (shape < 2) {
		buf_add_str(out, PICK(d, scalars));
		return;
	}
	buf_add_char(out, shape == 2 ? '[' : '{');
	for (size_t i = 0, at = below(d, 5); i < n; i++) {
		buf_add_str(out, i ? "," : "");
		if (shape == 3)
			buf_printf(out, JSON("%s":), names[(at + i) % ARRAY_LEN(names)]);
		put_doc(d, deep - 1, out);
	}
	buf_add_char(out, shape == 2 ? ']' : '}');
}

/* Keywords with a value that does not nest. */
static const char *const flat[] = {
	/* clang-format off */
	JSON("type":"string"),
	JSON("type":["integer","null"]),
	JSON("type":["object","array"]),
	JSON("enum":[1,"a",[],{"a":1}]),
	JSON("const":1.0),
	JSON("minimum":0),
	JSON("maximum":2.5),
	JSON("exclusiveMinimum":-3),
	JSON("exclusiveMaximum":1e399),
	JSON("multipleOf":0.5),
	JSON("minLength":1),
	JSON("maxLength":1),
	JSON("pattern":"^[a-z]"),
	JSON("required":["a"]),
	JSON("required":["b","c/~d"]),
	JSON("minProperties":1),
	JSON("maxProperties":2),
	JSON("dependencies":{"a":["b"]}),
	JSON("propertyNames":{"minLength":1}),
	JSON("uniqueItems":true),
	JSON("minItems":1),
	JSON("maxItems":2),
	JSON("format":"date"),
};
/* clang-format on */

/* Keywords around schemas; each % is one. */
static const char *const nested[] = {
	/* clang-format off */
	JSON("not":%),
	JSON("allOf":[%,%]),
	JSON("anyOf":[%,%]),
	JSON("oneOf":[%,%]),
	JSON("if":%,"then":%,"else":%),
	JSON("properties":{"a":%,"c/~d":%}),
	JSON("patternProperties":{"^x":%},"additionalProperties":%),
	JSON("items":%),
	JSON("items":[%],"additionalItems":%),
	JSON("contains":%),
	JSON("dependencies":{"b":%}),
	JSON("propertyNames":%),
};
/* clang-format on */

static void put_schema(struct draw *d, int deep, struct buf *out)
{
	const size_t shape = below(d, deep ? 12 : 6);

	if (shape == 0) {
		buf_add_str(out, below(d, 3) ? "true" : "false");
		return;
	}
	buf_add_char(out, '{');
	if (shape < 6)
		buf_add_str(out, PICK(d, flat));
	for (const char *s = shape < 6 ? "" : PICK(d, nested); *s; s++) {
		if (*s == '%')
			put_schema(d, deep - 1, out);
		else
			buf_add_char(out, *s);
	}
	buf_add_char(out, '}');
}

/* A schema around another, and whether it must say the same or the opposite. */
static const struct law {
	const char *around;
	bool opposite;
} laws[] = {
	/* clang-format off */
	{ JSON({"not":%}), true },
	{ JSON({"not":{"not":%}}), false },
	{ JSON({"allOf":[%,%,true]}), false },
	{ JSON({"anyOf":[%]}), false },
	{ JSON({"anyOf":[false,%,%]}), false },
	{ JSON({"oneOf":[%,false]}), false },
	{ JSON({"oneOf":[%,true]}), true },
	{ JSON({"if":%,"else":false}), false },
	{ JSON({"if":%,"then":false}), true },
	{ JSON({"if":true,"then":%,"else":false}), false },
	{ JSON({"$ref":"#/definitions/s","definitions":{"s":%}}), false },
	{ JSON({"allOf":[{"$ref":"#s"}],"definitions":{"s":{"$id":"#s","anyOf":[%]}}}), false },
	{ JSON({"allOf":[%],"title":"t","unknown":3,"examples":[1]}), false },
};
/* clang-format on */

/* Does it fit?  Both ways of asking must agree. */
static bool fits(const char *schema_text, const cJSON *doc)
{
	AUTO(cJSON_Delete) cJSON *schema = parsed(schema_text);
	AUTO(jsonschema_free) struct jsonschema *s = NULL;
	AUTO(violations_release) struct violations all = { 0 };
	struct err e = { 0 };
	bool yes;

	if (jsonschema_new(schema, NULL, &s, &e) < 0)
		fail_msg("%s: %s", schema_text, e.text);
	yes = jsonschema_check(s, doc, "", &all);
	assert_int_equal(yes, all.count == 0);
	assert_int_equal(yes, jsonschema_check(s, doc, "", NULL));
	return yes;
}

static char *wrap(const char *around, const char *schema)
{
	struct buf out = { 0 };

	for (; *around; around++) {
		if (*around == '%')
			buf_add_str(&out, schema);
		else
			buf_add_char(&out, *around);
	}
	return buf_take(&out);
}

static uint64_t first_seed(void)
{
	int64_t seed = 1;

	if (getenv("TEST_SEED"))
		assert_true(str_to_int(getenv("TEST_SEED"), &seed));
	return (uint64_t)seed;
}

/* Draws round i's schema and document into the texts; seeds count up. */
static uint64_t draw_both(uint64_t i, struct buf *schema, struct buf *doc)
{
	struct draw d = { .seed = first_seed() + i };

	put_schema(&d, SCHEMA_DEEP, schema);
	put_doc(&d, DOC_DEEP, doc);
	return d.seed;
}

static void schemas_around_a_schema_keep_its_answer_or_turn_it(UNUSED void **state)
{
	size_t fitting = 0;

	for (uint64_t i = 0; i < ROUNDS; i++) {
		AUTO(buf_release) struct buf schema = { 0 };
		AUTO(buf_release) struct buf text = { 0 };
		uint64_t seed = draw_both(i, &schema, &text);
		AUTO(cJSON_Delete) cJSON *doc = parsed(buf_str(&text));
		bool yes = fits(buf_str(&schema), doc);

		fitting += yes;
		for_each_row(j, laws) {
			AUTO_MEM char *around = wrap(laws[j].around, buf_str(&schema));

			if (fits(around, doc) != (yes != laws[j].opposite))
				fail_msg("TEST_SEED=%llu: %s on %s",
				         (unsigned long long)seed, around,
				         buf_str(&text));
		}
	}
	/* The world is one where both answers are common. */
	assert_in_range(fitting, ROUNDS / 5, ROUNDS - ROUNDS / 5);
}

/* A copy with all members in the opposite order. */
static cJSON *reversed(const cJSON *v)
{
	const cJSON *one;
	cJSON *out;

	if (!v->child)
		return json_copy(v);
	out = cJSON_IsObject(v) ? json_new_object() : json_new_array();
	if (cJSON_IsArray(v)) {
		cJSON_ArrayForEach(one, v)
			json_push(out, reversed(one));
		return out;
	}
	one = v->child->prev; /* cJSON's rings: the first one's is the last */
	for (int n = cJSON_GetArraySize(v); n--; one = one->prev)
		json_set(out, one->string, reversed(one));
	return out;
}

static void the_order_of_members_changes_nothing(UNUSED void **state)
{
	for (uint64_t i = 0; i < ROUNDS; i++) {
		AUTO(buf_release) struct buf schema = { 0 };
		AUTO(buf_release) struct buf text = { 0 };
		uint64_t seed = draw_both(i, &schema, &text);
		AUTO(cJSON_Delete) cJSON *doc = parsed(buf_str(&text));
		AUTO(cJSON_Delete) cJSON *turned = reversed(doc);

		if (fits(buf_str(&schema), doc) != fits(buf_str(&schema), turned))
			fail_msg("TEST_SEED=%llu: %s on %s", (unsigned long long)seed,
			         buf_str(&schema), buf_str(&text));
	}
}

/* A schema for what stands one level down, and a document that puts it there. */
static const struct level {
	const char *schema, *doc;
} levels[] = {
	/* clang-format off */
	{ JSON({"properties":{"a":%}}), JSON({"a":%}) },
	{ JSON({"additionalProperties":%}), JSON({"c/~d":%}) },
	{ JSON({"patternProperties":{"^x-":%}}), JSON({"a":0,"x-1":%}) },
	{ JSON({"items":%}), JSON([%,%]) },
	{ JSON({"items":[true,%]}), JSON([0,%,0]) },
	{ JSON({"items":[true],"additionalItems":%}), JSON([0,%]) },
	{ JSON({"contains":%}), JSON([%]) },
};
/* clang-format on */

static void what_stands_one_level_down_is_judged_alike(UNUSED void **state)
{
	for (uint64_t i = 0; i < ROUNDS; i++) {
		AUTO(buf_release) struct buf schema = { 0 };
		AUTO(buf_release) struct buf text = { 0 };
		uint64_t seed = draw_both(i, &schema, &text);
		const struct level *level = &levels[i % ARRAY_LEN(levels)];
		AUTO(mem_free) char *outer = wrap(level->schema, buf_str(&schema));
		AUTO(mem_free) char *outer_text = wrap(level->doc, buf_str(&text));
		AUTO(cJSON_Delete) cJSON *doc = parsed(buf_str(&text));
		AUTO(cJSON_Delete) cJSON *outer_doc = parsed(outer_text);

		if (fits(outer, outer_doc) != fits(buf_str(&schema), doc))
			fail_msg("TEST_SEED=%llu: %s on %s", (unsigned long long)seed,
			         outer, outer_text);
	}
}

/* Bounds against the same question in whole arithmetic, of thousandths. */
static void bounds_are_exact_beyond_what_a_double_holds(UNUSED void **state)
{
	static const struct {
		const char *keyword;
		int low, high; /* the orders of value and bound that fit */
	} bounds[] = {
		{ "maximum", -1, 0 },
		{ "exclusiveMaximum", -1, -1 },
		{ "minimum", 0, 1 },
		{ "exclusiveMinimum", 1, 1 },
	};
	static const char thousandths[] = JSON({"%s":%lld.%03lld});

	for (uint64_t i = 0; i < ROUNDS; i++) {
		struct draw d = { .seed = first_seed() + i };
		int64_t bound = INT64_C(9007199254740993) + (int64_t)below(&d, 1000);
		int64_t value = bound + (int64_t)below(&d, 5) - 2;
		int order = (value > bound) - (value < bound);
		const size_t kind = below(&d, ARRAY_LEN(bounds));
		AUTO_MEM char *schema =
			mem_printf(thousandths, bounds[kind].keyword,
		                   (long long)(bound / 1000), (long long)(bound % 1000));
		AUTO(mem_free) char *text = mem_printf("%llde-3", (long long)value);
		AUTO(cJSON_Delete) cJSON *doc = parsed(text);

		if (fits(schema, doc) !=
		    (order >= bounds[kind].low && order <= bounds[kind].high))
			fail_msg("TEST_SEED=%llu: %s on %s", (unsigned long long)d.seed,
			         schema, text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(schemas_around_a_schema_keep_its_answer_or_turn_it),
		cmocka_unit_test(the_order_of_members_changes_nothing),
		cmocka_unit_test(what_stands_one_level_down_is_judged_alike),
		cmocka_unit_test(bounds_are_exact_beyond_what_a_double_holds),
	};

	return cmocka_run_group_tests_name("jsonschema_laws", tests, NULL, NULL);
}
