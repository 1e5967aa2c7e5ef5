/*
 * fuzz_jsonpatch.c - lib/json/patch.c: any patch on any document
 *
 * The input is a document, a newline, and a patch.  A patch that is applied gives a
 * document that can be printed and read; one that is refused leaves its own as it was.
 */
#include "lib/json/patch.h"
#include "lib/mem.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static cJSON *read_part(const char *text, size_t n)
{
	struct err e = { 0 };
	cJSON *v = NULL;

	return json_parse(text, n, &v, &e) == 0 ? v : NULL;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *)data,
		   *line = size ? memchr(text, '\n', size) : NULL;
	AUTO(cJSON_Delete) cJSON *doc = NULL;
	AUTO(cJSON_Delete) cJSON *patch = NULL;
	AUTO(cJSON_Delete) cJSON *before = NULL;
	AUTO(cJSON_Delete) cJSON *out = NULL;
	struct err e = { 0 };

	doc = line ? read_part(text, (size_t)(line - text)) : NULL;
	patch = doc ? read_part(line + 1, size - (size_t)(line + 1 - text)) : NULL;
	if (!patch)
		return 0;
	before = json_copy(doc);
	if (jsonpatch_apply(doc, patch, &out, &e) == 0) {
		AUTO(mem_free) char *printed = json_text(out);
		AUTO(cJSON_Delete) cJSON *again = read_part(printed, strlen(printed));

		assert(!again ||
		       json_equal(out, again)); /* it may be too deep to be read */
	}
	assert(json_equal(doc, before));
	return 0;
}
