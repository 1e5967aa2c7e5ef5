/*
 * fuzz_form.c - any body with any content type: fields are whole texts, or none
 *
 * The input is a content type, a newline, and the body.
 */
#include "mockserver/http/form.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *line = size ? memchr(data, '\n', size) : NULL;
	size_t n = line ? (size_t)(line - data) : 0;
	struct arena arena = { 0 };
	struct str body = { (const char *)data, size };
	const char *type = NULL;
	struct form form;

	if (line) {
		type = arena_strndup(&arena, (const char *)data, n);
		body = (struct str){ (const char *)line + 1, size - n - 1 };
	}
	if (form_read(&arena, type, body, &form)) {
		for (size_t i = 0; i < form.count; i++) {
			const struct query_param *f = &form.fields[i];

			assert(str_is_utf8(f->name, strlen(f->name)));
			assert(str_is_utf8(f->value, strlen(f->value)));
			assert(!*f->value || form_field(&form, f->name));
		}
	}
	arena_release(&arena);
	return 0;
}
