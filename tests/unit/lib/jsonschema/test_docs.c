/*
 * test_docs.c - the documents that a schema draws on, and their addresses
 *
 * What a reference finds is known by its "title".
 */
#include "tests/unit/unit.h"

#include "lib/jsonschema/docs.h"
#include "lib/mem.h"
#include "tests/support/quoted.h"

#define STEPS INT64_C(100000)

struct library {
	struct jsonschema schema;
	struct docs docs;
	int64_t steps;
};

static void library_open(struct library *l, const struct jsonschema_options *options)
{
	*l = (struct library){ .steps = STEPS };
	l->docs = (struct docs){ &l->schema, options, .steps = &l->steps };
}

static void library_add(struct library *l, const char *text, const char *uri)
{
	AUTO(cJSON_Delete) cJSON *document = quoted_json(text);

	assert_non_null(docs_add(&l->docs, document, uri));
}

static void library_close(struct library *l)
{
	docs_release(&l->docs);
	for (size_t i = 0; i < l->schema.document_count; i++)
		cJSON_Delete(l->schema.documents[i]);
	free(l->schema.documents);
	arena_release(&l->schema.arena);
}

/* "TITLE in BASE", or the error. */
static char *found(struct library *l, const char *base, const char *reference)
{
	const cJSON *schema;
	const char *inner;
	struct err e = { 0 };

	if (docs_find(&l->docs, base, reference, &schema, &inner, &e) < 0) {
		assert_int_equal(e.code, ERR_INVALID);
		return mem_strdup(e.text);
	}
	return mem_printf("%s in %s", json_str(schema, "title"), inner);
}

static const char outer[] =
	"{'title':'root','$id':'http://a/dir/outer.json','definitions':{"
	"'x':{'title':'x'},"
	"'a/b':{'title':'slash'},'a~b':{'title':'tilde'},'a%b':{'title':'percent'},"
	"'':{'title':'empty'},"
	"'y':{'$id':'inner/','title':'y','items':{'title':'below y',"
	"'$id':'leaf.json'},'not':{'title':'plain below y'}},"
	"'named':{'$id':'#name','title':'named'},"
	"'dead':{'$ref':'#','$id':'dead.json','title':'not an address'},"
	"'list':{'anyOf':[{'title':'first'},{'title':'second'}]}},"
	"'enum':[{'$id':'enum.json','title':'not an address'}]}";

static void a_reference_finds_what_its_base_and_fragment_say(UNUSED void **state)
{
	static const struct {
		const char *base, *reference, *found;
	} rows[] = {
		{ "", "http://a/dir/outer.json", "root in http://a/dir/outer.json" },
		{ "http://a/dir/outer.json", "#", "root in http://a/dir/outer.json" },
		{ "http://a/dir/outer.json", "", "root in http://a/dir/outer.json" },
		{ "http://a/dir/other.json", "outer.json",
		  "root in http://a/dir/outer.json" },
		{ "http://a/dir/inner/", "../outer.json#/definitions/x",
		  "x in http://a/dir/outer.json" },
		{ "http://a/dir/outer.json", "#/definitions/a~1b",
		  "slash in http://a/dir/outer.json" },
		{ "http://a/dir/outer.json", "#/definitions/a~0b",
		  "tilde in http://a/dir/outer.json" },
		{ "http://a/dir/outer.json", "#/definitions/a%7E0b",
		  "tilde in http://a/dir/outer.json" },
		{ "http://a/dir/outer.json", "#/definitions/a%25b",
		  "percent in http://a/dir/outer.json" },
		{ "http://a/dir/outer.json", "#/definitions/",
		  "empty in http://a/dir/outer.json" },
		{ "http://a/dir/outer.json", "#/definitions/list/anyOf/1",
		  "second in http://a/dir/outer.json" },
		/* An $id on the way changes the base of what is below. */
		{ "http://a/dir/outer.json", "inner/", "y in http://a/dir/inner/" },
		{ "http://a/dir/outer.json", "#/definitions/y/not",
		  "plain below y in http://a/dir/inner/" },
		{ "http://a/dir/inner/", "leaf.json",
		  "below y in http://a/dir/inner/leaf.json" },
		{ "http://a/dir/outer.json", "#name",
		  "named in http://a/dir/outer.json" },
		/* The draft's own schema is always there. */
		{ "", "http://json-schema.org/draft-07/schema#",
		  "Core schema meta-schema in http://json-schema.org/draft-07/schema" },
		{ "http://a/dir/outer.json", "#/definitions/z",
		  "'http://a/dir/outer.json' has no part '#/definitions/z'" },
		{ "http://a/dir/outer.json", "#/definitions/x/title/deeper",
		  "'http://a/dir/outer.json' has no part "
		  "'#/definitions/x/title/deeper'" },
		{ "http://a/dir/outer.json", "#/definitions/list/anyOf/01",
		  "'http://a/dir/outer.json' has no part '#/definitions/list/anyOf/01'" },
		{ "http://a/dir/outer.json", "#other",
		  "'http://a/dir/outer.json' has no part '#other'" },
		{ "http://a/dir/outer.json", "dead.json",
		  "there is no schema at 'http://a/dir/dead.json'" },
		{ "http://a/dir/outer.json", "enum.json",
		  "there is no schema at 'http://a/dir/enum.json'" },
	};
	struct library l;

	library_open(&l, NULL);
	library_add(&l, outer, "");
	for_each_row(i, rows) {
		AUTO_MEM char *text = found(&l, rows[i].base, rows[i].reference);

		row_string_equal(i, text, rows[i].found);
	}
	library_close(&l);
}

/* %s is where a schema with an address of its own is put. */
static void a_schema_below_each_keyword_that_holds_schemas_has_an_address(
	UNUSED void **state)
{
	static const struct {
		const char *keyword;
		bool holds;
	} rows[] = {
		/* clang-format off */
		{ "'items':%s", true },
		{ "'items':[{},%s]", true },
		{ "'additionalItems':%s", true },
		{ "'contains':%s", true },
		{ "'additionalProperties':%s", true },
		{ "'propertyNames':%s", true },
		{ "'not':%s", true },
		{ "'if':%s", true },
		{ "'then':%s", true },
		{ "'else':%s", true },
		{ "'allOf':[true,%s]", true },
		{ "'anyOf':[%s]", true },
		{ "'oneOf':[{},{},%s]", true },
		{ "'properties':{'a':true,'b':%s}", true },
		{ "'patternProperties':{'^a':%s}", true },
		{ "'dependencies':{'a':['b'],'c':%s}", true },
		{ "'definitions':{'x':%s}", true },
		{ "'definitions':{'x':{'not':{'items':[%s]}}}", true },
		/* A list is no object of schemas, and an object no list of them. */
		{ "'properties':[%s]", false },
		{ "'allOf':{'a':%s}", false },
		{ "'const':%s", false },
		{ "'default':%s", false },
		{ "'examples':[%s]", false },
		{ "'x-unknown':%s", false },
		/* clang-format on */
	};

	for_each_row(i, rows) {
		const char *at = strchr(rows[i].keyword, '%');
		AUTO_MEM char *schema =
			mem_printf("{%.*s{'$id':'own.json','title':'own'}%s}",
		                   (int)(at - rows[i].keyword), rows[i].keyword, at + 2);
		AUTO_MEM char *text = NULL;
		struct library l;

		library_open(&l, NULL);
		library_add(&l, schema, "http://a/outer.json");
		text = found(&l, "http://a/outer.json", "own.json");
		row_string_equal(i, text,
		                 rows[i].holds ? "own in http://a/own.json"
		                               : "there is no schema at "
		                                 "'http://a/own.json'");
		library_close(&l);
	}
}

/* Knows http://b/N for N of one digit, and counts how often it is asked. */
static const cJSON *resolve(void *ctx, const char *uri)
{
	int *asked = ctx;
	static cJSON *document;

	++*asked;
	if (strncmp(uri, "http://b/", 9) != 0 || strlen(uri) != 10)
		return NULL;
	cJSON_Delete(document);
	document = quoted_json("{'title':'resolved','not':{'title':'inner'}}");
	return document;
}

static void the_resolver_is_asked_once_for_each_absolute_address(UNUSED void **state)
{
	int asked = 0;
	const struct jsonschema_options options = { .resolve = resolve, .ctx = &asked };
	static const struct {
		const char *base, *reference, *found;
		int asked;
	} rows[] = {
		{ "", "http://b/1", "resolved in http://b/1", 1 },
		{ "http://b/2", "1#/not", "inner in http://b/1", 1 },
		{ "http://b/1", "2", "resolved in http://b/2", 2 },
		{ "http://b/1", "many", "there is no schema at 'http://b/many'", 3 },
		/* Not an absolute address: nobody can know it. */
		{ "", "1", "there is no schema at '1'", 3 },
		{ "", "/b/1", "there is no schema at '/b/1'", 3 },
	};
	struct library l;

	library_open(&l, &options);
	library_add(&l, "{'title':'root'}", "");
	for_each_row(i, rows) {
		AUTO_MEM char *text = found(&l, rows[i].base, rows[i].reference);

		row_string_equal(i, text, rows[i].found);
		row_int_equal(i, asked, rows[i].asked);
	}
	library_close(&l);
}

static void a_reference_to_a_document_that_costs_too_much_is_refused(UNUSED void **state)
{
	int asked = 0;
	const struct jsonschema_options options = { .resolve = resolve, .ctx = &asked };
	AUTO_MEM char *text = NULL;
	struct library l;

	library_open(&l, &options);
	l.steps = 10;
	text = found(&l, "", "http://b/1");
	assert_string_equal(text, "no steps are left");
	assert_int_equal(asked, 1);
	library_close(&l);
}

static void a_document_that_costs_more_than_is_left_is_not_added(UNUSED void **state)
{
	AUTO(cJSON_Delete) cJSON *large = json_new_array();
	struct library l;

	library_open(&l, NULL);
	for (int i = 0; i < STEPS; i++)
		json_push(large, json_new_null());
	assert_null(docs_add(&l.docs, large, "http://a/large"));
	assert_true(l.steps <= 0);
	assert_int_equal(l.schema.document_count, 0);
	library_close(&l);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_reference_finds_what_its_base_and_fragment_say),
		cmocka_unit_test(
			a_schema_below_each_keyword_that_holds_schemas_has_an_address),
		cmocka_unit_test(the_resolver_is_asked_once_for_each_absolute_address),
		cmocka_unit_test(
			a_reference_to_a_document_that_costs_too_much_is_refused),
		cmocka_unit_test(a_document_that_costs_more_than_is_left_is_not_added),
	};

	return cmocka_run_group_tests_name("jsonschema/docs", tests, NULL, NULL);
}
