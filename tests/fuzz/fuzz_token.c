/*
 * fuzz_token.c - no text is taken for a token but one that we have signed
 *
 * What is read writes the same text again.
 */
#include "mockserver/gateway/token.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = mem_alloc(size + 1);
	struct arena arena = { 0 };
	struct buf again = { 0 };
	struct token token;

	memcpy(text, data, size);
	if (token_read(1, text, &arena, &token)) {
		token_write(1, &token, &again);
		assert(!strcmp(again.data, text) && token_has_form(text));
	}
	buf_release(&again);
	arena_release(&arena);
	free(text);
	return 0;
}
