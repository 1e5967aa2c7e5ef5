/*
 * query.c - percent-encoding, and the path and query of a URL
 */
#include "mockserver/http/query.h"

#include <strings.h>

const char *query_percent_decode(struct arena *a, const char *text, size_t n,
                                 enum plus plus)
{
	const char *end = text + n;
	char *out;
	size_t size = 0;

	if (!memchr(text, '%', n) && !memchr(text, '+', n))
		return str_is_utf8(text, n) ? arena_strndup(a, text, n) : NULL;
	out = arena_alloc(a, n + 1);
	while (text < end) {
		int byte = str_percent(text, end);

		if (byte >= 0)
			text += 3;
		else
			byte = (unsigned char)*text++;
		if (byte == '+' && text[-1] == '+' && plus == PLUS_IS_SPACE)
			byte = ' ';
		out[size++] = (char)byte;
	}
	return strlen(out) == size && str_is_utf8(out, size) ? out : NULL;
}

/* What follows scheme and host, where they are there. */
static const char *without_host(const char *uri)
{
	static const char *const schemes[] = { "http://", "https://" };

	for (size_t i = 0; i < ARRAY_LEN(schemes); i++) {
		size_t size = strlen(schemes[i]);

		if (!strncasecmp(uri, schemes[i], size))
			return uri + size + strcspn(uri + size, "/?");
	}
	return uri;
}

void query_take_target(struct request *rq, const char *uri)
{
	const char *target = without_host(uri);
	size_t size = strcspn(target, "?");
	const char *path = query_percent_decode(&rq->arena, target, size, PLUS_STAYS);

	rq->path = path ? path : "";
	rq->query = arena_strdup(&rq->arena, target[size] ? target + size + 1 : "");
}

size_t query_pairs(struct arena *a, struct str text, const struct query_param **out)
{
	struct str rest = text, part;
	struct query_param *all;
	size_t room = 1, count = 0;

	for (size_t i = 0; i < text.size; i++)
		room += text.at[i] == '&';
	all = arena_alloc(a, room * sizeof(*all));
	while (str_split(&rest, '&', &part)) {
		const char *eq = memchr(part.at, '=', part.size);
		size_t name = eq ? (size_t)(eq - part.at) : part.size;
		size_t value = eq ? part.size - name - 1 : 0;
		struct query_param *p = &all[count];

		p->name = query_percent_decode(a, part.at, name, PLUS_IS_SPACE);
		p->value =
			query_percent_decode(a, eq ? eq + 1 : "", value, PLUS_IS_SPACE);
		if (part.size && p->name && p->value)
			count++;
	}
	*out = all;
	return count;
}

void query_parse(struct request *rq)
{
	rq->param_count =
		query_pairs(&rq->arena, str_of(rq->query ? rq->query : ""), &rq->params);
}
