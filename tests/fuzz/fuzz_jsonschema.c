/*
 * fuzz_jsonschema.c - any schema against any document
 *
 * The input is a schema, a line "---", and a document.  What must hold: both ways
 * of asking agree; a refusal has a reason; every pointer leads somewhere, unless
 * it says what is missing.
 */
#include "lib/jsonschema/jsonschema.h"
#include "lib/mem.h"

#define MARK "\n---\n"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Every address but one has the schema itself. */
static const cJSON *resolve(void *ctx, const char *uri)
{
	return strcmp(uri, "http://nowhere") != 0 ? ctx : NULL;
}

static bool tells_what_is_missing(const struct violation *v)
{
	return !strcmp(v->keyword, "required") || !strcmp(v->keyword, "dependencies");
}

static void check(const struct jsonschema *s, const cJSON *doc)
{
	AUTO(violations_release) struct violations all = { 0 };
	bool fits = jsonschema_check(s, doc, "", &all);

	assert(fits == jsonschema_check(s, doc, "", NULL));
	assert(fits == (all.count == 0));
	for (size_t i = 0; i < all.count; i++) {
		assert(*all.all[i].message && *all.all[i].keyword);
		assert(tells_what_is_missing(&all.all[i]) ||
		       json_pointer(doc, all.all[i].pointer));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *)data;
	const char *mark = memmem(text, size, MARK, strlen(MARK));
	const char *rest = mark ? mark + strlen(MARK) : NULL;
	AUTO(cJSON_Delete) cJSON *schema = NULL;
	AUTO(cJSON_Delete) cJSON *doc = NULL;
	struct err e = { 0 };

	if (!mark || json_parse(text, (size_t)(mark - text), &schema, &e) < 0 ||
	    json_parse(rest, size - (size_t)(rest - text), &doc, &e) < 0)
		return 0;
	for (unsigned flags = 0; flags < 4; flags++) {
		const struct jsonschema_options how = { flags, resolve, schema };
		AUTO(jsonschema_free) struct jsonschema *s = NULL;

		e = (struct err){ 0 };
		if (jsonschema_new(schema, &how, &s, &e) < 0) {
			assert(e.code == ERR_INVALID && *e.text);
			return 0;
		}
		check(s, doc);
	}
	return 0;
}
