/*
 * list.c - GET of a collection: from query parameters to a page
 */
#include "mockserver/api/list.h"

#include "mockserver/api/app.h"
#include "mockserver/api/param.h"
#include "mockserver/http/reply.h"

/* The filters of a request, as they are found. */
struct filters {
	struct request *rq;
	struct filter *all;
	size_t count;
};

static int add_filter(struct filters *to, const char *text)
{
	struct request *rq = to->rq;

	return filter_read(&rq->arena, text, &to->all[to->count++], &rq->refusal);
}

/* Does it begin like a filter: a path and an operator? */
static bool looks_like_filter(const char *text)
{
	const struct str path = { text, strcspn(text, "=<>!~") };

	return text[path.size] && filter_path_is_valid(path);
}

/*
 * One value of `property`.  A published query has a second filter behind "& " (DSPEC,
 * getFlowRuns), which some clients encode into the value.
 */
static int add_filters(struct filters *to, const char *text)
{
	const char *end = text;

	while ((end = strchr(end, '&'))) {
		const char *next = end + 1 + strspn(end + 1, " ");

		if (!looks_like_filter(next)) {
			end++;
			continue;
		}
		if (add_filter(to, arena_strndup(&to->rq->arena, text,
		                                 (size_t)(end - text))) < 0)
			return -1;
		text = end = next;
	}
	return add_filter(to, text);
}

/*
 * The same query, not encoded, is a parameter of its own: " metrics.x" with "=y".  No
 * parameter's name has a dot.
 */
static const char *filter_in_name(struct request *rq, const struct query_param *p)
{
	const char *name = p->name + strspn(p->name, " ");

	if (*p->value != '=' || !strchr(name, '.'))
		return NULL;
	return arena_printf(&rq->arena, "%s=%s", name, p->value);
}

static const char *filters_of(struct request *rq, const struct query_param *p)
{
	if (strcmp(p->name, "property") != 0)
		return filter_in_name(rq, p);
	return *p->value ? p->value : NULL;
}

static int read_filters(struct request *rq, struct list *out)
{
	struct filters filters = { .rq = rq };
	size_t room = 1;

	for (size_t i = 0; i < rq->param_count; i++) {
		room++;
		for (const char *s = rq->params[i].value; *s; s++)
			room += *s == '&';
	}
	filters.all = arena_alloc(&rq->arena, room * sizeof(*filters.all));
	for (size_t i = 0; i < rq->param_count; i++) {
		const char *text = filters_of(rq, &rq->params[i]);

		if (text && add_filters(&filters, text) < 0)
			return -1;
	}
	out->filters = filters.all;
	out->filter_count = filters.count;
	return 0;
}

static int read_count(struct request *rq, bool *out)
{
	static const struct {
		const char *text;
		bool counted;
	} words[] = {
		{ "true", true }, { "false", false }, { "1", true }, { "0", false }
	};
	const char *text = request_param(rq, "count");

	if (!text)
		return 0;
	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		if (str_same_nocase(words[i].text, text)) {
			*out = words[i].counted;
			return 0;
		}
	}
	return refuse(&rq->refusal, E_PARAM_VALUE, "count", text);
}

static int read_question(struct request *rq, struct list *out)
{
	const char *orderby = request_param(rq, "orderby");

	if (read_count(rq, &out->counted) < 0)
		return -1;
	if (out->counted && request_param(rq, "limit") &&
	    ledger_refuses(rq->contract, LEDGER_COUNT_WITH_LIMIT))
		return refuse(&rq->refusal, E_COUNT_AND_LIMIT);
	if (read_filters(rq, out) < 0)
		return -1;
	return orderby ? list_read_order(&rq->arena, orderby, out, &rq->refusal) : 0;
}

static int read_list(struct request *rq, struct list *out)
{
	const char *token = request_param(rq, "continuationToken");

	if (token && !list_read_token(&rq->arena, token, out))
		return refuse(&rq->refusal, E_PARAM_VALUE, "continuationToken", token);
	if (!token && read_question(rq, out) < 0)
		return -1;
	return param_int(rq, "limit", 1, LIST_LIMIT_MOST, &out->limit);
}

static int reply_count(struct request *rq, const struct list *l)
{
	int64_t count;

	if (list_count(&rq->app->world, l, &count, &rq->refusal.err) < 0)
		return -1;
	buf_printf(&rq->reply.body, "{\"count\":%lld}", (long long)count);
	return reply_json(rq, 200);
}

int list_serve(struct request *rq, enum list_of of)
{
	const bool of_specs = of == LIST_CONNECTION_SPECS || of == LIST_FLOW_SPECS;
	AUTO(list_release)
	struct list l = {
		.of = of,
		.by = &rq->caller,
		.limit = of_specs ? 0 : LIST_LIMIT_DEFAULT, /* 08 §5: specs on one page */
	};

	if (read_list(rq, &l) < 0)
		return -1;
	if (l.counted && !l.begun && !request_param(rq, "limit"))
		return reply_count(rq, &l);
	if (list_page(&rq->app->world, &l, &rq->reply.body, &rq->refusal.err) < 0)
		return -1;
	return reply_json(rq, 200);
}
