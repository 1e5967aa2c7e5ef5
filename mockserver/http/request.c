/*
 * request.c - one request, from its first header to its last byte out
 */
#include "mockserver/http/request.h"

static const char *const method_names[] = {
	[GET] = "GET",     [POST] = "POST",     [PUT] = "PUT",
	[PATCH] = "PATCH", [DELETE] = "DELETE",
};
static_assert(ARRAY_LEN(method_names) == METHOD_OTHER, "every method has a name");

void request_clear(struct request *rq)
{
	cJSON_Delete(rq->body);
	buf_release(&rq->raw);
	buf_release(&rq->reply.body);
	refusal_release(&rq->refusal);
	arena_clear(&rq->arena);
}

void request_release(struct request *rq)
{
	request_clear(rq);
	arena_release(&rq->arena);
}

enum method request_method(const char *name)
{
	enum method m = GET;

	while (m < METHOD_OTHER && strcmp(name, method_names[m]) != 0)
		m++;
	return m;
}

const char *request_method_name(enum method m)
{
	assert(m < METHOD_OTHER);
	return method_names[m];
}

/* Blanks around a value are no part of it (RFC 9110, 5.5). */
static const char *trimmed(struct request *rq, const char *value)
{
	const struct str all = str_of(value), kept = str_trim(all, STR_BLANKS);

	return kept.size == all.size ? value
	                             : arena_strndup(&rq->arena, kept.at, kept.size);
}

bool request_add_header(struct request *rq, const char *name, const char *value)
{
	if (rq->header_count == HEADER_MAX)
		return false;
	rq->headers[rq->header_count++] =
		(struct request_header){ name, trimmed(rq, value) };
	return true;
}

const char *request_header(const struct request *rq, const char *name)
{
	const char first = str_lower(*name); /* tells most of them apart */

	for (size_t i = 0; i < rq->header_count; i++) {
		const char *sent = rq->headers[i].name;

		if (str_lower(*sent) == first && str_same_nocase(sent, name))
			return rq->headers[i].value;
	}
	return NULL;
}

/* RFC 9112 §6.3: a second length, or chunks besides a length, may hide a request. */
static bool is_length_unclear(const struct request *rq)
{
	size_t lengths = 0;

	for (size_t i = 0; i < rq->header_count; i++) {
		const struct request_header *h = &rq->headers[i];
		bool codes = str_same_nocase(h->name, "transfer-encoding");

		if (codes && !str_same_nocase(h->value, "chunked"))
			return true;
		lengths += codes || str_same_nocase(h->name, "content-length");
	}
	return lengths > 1;
}

static bool is_too_large(const struct request *rq)
{
	const char *length = request_header(rq, "content-length");
	int64_t most =
		request_header(rq, "expect") ? REQUEST_BODY_MAX : REQUEST_DROPPED_MAX;
	int64_t n;

	return length && (!str_to_int(length, &n) || n > most);
}

enum error request_refused_unread(const struct request *rq)
{
	if (is_length_unclear(rq))
		return E_BODY_LENGTH_UNCLEAR;
	return is_too_large(rq) ? E_BODY_TOO_LARGE : E_NONE;
}

const char *request_param(const struct request *rq, const char *name)
{
	for (size_t i = 0; i < rq->param_count; i++) {
		if (!strcmp(rq->params[i].name, name) && *rq->params[i].value)
			return rq->params[i].value;
	}
	return NULL;
}

void request_add_effect(struct request *rq, const struct wire_effect *effect)
{
	struct wire_effect **last = &rq->effects;

	while (*last)
		last = &(*last)->next;
	*last = arena_alloc(&rq->arena, sizeof(**last));
	**last = *effect;
	(*last)->next = NULL;
}

const char *request_origin(struct request *rq)
{
	const char *host = request_header(rq, "host");

	return arena_concat(&rq->arena, "http://", host ? host : "localhost",
	                    (char *)NULL);
}
