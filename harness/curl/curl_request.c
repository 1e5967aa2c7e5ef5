/*
 * curl_request.c - a request, as the options of a curl command make it
 */
#include "harness/curl/curl_request.h"

#include <stdarg.h>

#include "lib/mem.h"
#include "lib/str.h"

void curl_request_release(struct curl_request *r)
{
	for (size_t i = 0; i < r->header_count; i++) {
		free(r->headers[i].name);
		free(r->headers[i].value);
	}
	free(r->headers);
	buf_release(&r->data);
	buf_release(&r->query);
	shell_words_release(&r->words);
	*r = (struct curl_request){ 0 };
}

int curl_request_refuse(struct curl_request *r, size_t at, struct err *e, const char *fmt,
                        ...)
{
	char reason[400];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(reason, sizeof(reason), fmt, ap);
	va_end(ap);
	r->words.wrong_at = at;
	return err_set(e, ERR_INVALID, "%s", reason);
}

static struct curl_header *find_header(const struct curl_request *r, const char *name)
{
	for (size_t i = 0; i < r->header_count; i++) {
		if (str_same_nocase(r->headers[i].name, name))
			return &r->headers[i];
	}
	return NULL;
}

const struct curl_header *curl_request_header(const struct curl_request *r,
                                              const char *name)
{
	return find_header(r, name);
}

void curl_request_set(struct curl_request *r, size_t at, const char *name,
                      const char *value)
{
	struct curl_header *h = find_header(r, name);

	if (!h) {
		r->headers =
			mem_grow(r->headers, r->header_count + 1, sizeof(*r->headers));
		h = &r->headers[r->header_count++];
		*h = (struct curl_header){ .name = mem_strdup(name) };
	}
	free(h->value);
	h->value = value ? mem_strdup(value) : NULL;
	h->at = at;
}
