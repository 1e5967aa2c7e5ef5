/*
 * runs.c - /runs: what ran, newest first
 *
 * A list is filtered by `property=flowId==<id>`, newest run first.  A continuation
 * token holds all that the next page needs, so that it may come alone (08 §5):
 * "<before>.<limit>.<flow id, or all>".
 */
#include "mockserver/model/run_text.h"

#include "mockserver/api/entities.h"
#include "mockserver/api/param.h"
#include "mockserver/api/routes.h"
#include "mockserver/model/runs.h"
#include "mockserver/store/flow.h"

#define LIMIT_DEFAULT 20 /* 07 B1 */
#define LIMIT_MOST    100
#define ALL_FLOWS     "all"

struct page {
	int64_t before, limit;
	const char *flow; /* an id, or ALL_FLOWS */
};

/* GET /runs/{id} */
int run_show(struct request *rq)
{
	struct world *w = &rq->app->world;
	AUTO(stmt_end) struct stmt *q = NULL;
	AUTO(buf_release) struct buf text = { 0 };
	struct run_row row;
	char etag[ETAG_TEXT];

	if (run_find(w, &rq->caller, rq->param[0], &q, &row, &rq->refusal) < 0 ||
	    run_text(w, &row, &text, &rq->refusal.err) < 0)
		return -1;
	rq->reply.etag = arena_strdup(&rq->arena, run_etag(w, &row, etag));
	return reply_item(rq, text.data, text.size);
}

/* flowId==<id>, or flowId=<id> (02 §11); nothing else is a filter here. */
static int read_filter(struct request *rq, const char *filter, const char **flow)
{
	size_t name = strcspn(filter, "=<>!~");
	const char *value = filter + name;

	if (!str_is((struct str){ filter, name }, "flowId"))
		return refuse(&rq->refusal, E_FILTER_FIELD,
		              arena_strndup(&rq->arena, filter, name));
	if (*value != '=')
		return refuse(&rq->refusal, E_FILTER_OPERATOR,
		              arena_strndup(&rq->arena, value, strspn(value, "=<>!~")));
	value += strspn(value, "=");
	if (!*value)
		return refuse(&rq->refusal, E_FILTER_VALUE, filter);
	*flow = value;
	return 0;
}

static int read_filters(struct request *rq, struct page *page)
{
	for (size_t i = 0; i < rq->param_count; i++) {
		const struct query_param *p = &rq->params[i];

		if (!strcmp(p->name, "property") && *p->value &&
		    read_filter(rq, p->value, &page->flow) < 0)
			return -1;
	}
	return 0;
}

static bool read_token(struct request *rq, const char *token, struct page *page)
{
	struct str rest = str_of(token), before, limit;

	if (!str_split(&rest, '.', &before) || !str_split(&rest, '.', &limit) || !rest.at)
		return false;
	page->flow = arena_strndup(&rq->arena, rest.at, rest.size);
	return str_to_int(arena_strndup(&rq->arena, before.at, before.size),
	                  &page->before) &&
	       str_to_int(arena_strndup(&rq->arena, limit.at, limit.size),
	                  &page->limit) &&
	       page->before > 0 && page->limit > 0 && page->limit <= LIMIT_MOST;
}

static int read_page(struct request *rq, struct page *page)
{
	const char *token = request_param(rq, "continuationToken");

	if (token && !read_token(rq, token, page))
		return refuse(&rq->refusal, E_PARAM_VALUE, "continuationToken", token);
	if (param_int(rq, "limit", 1, LIMIT_MOST, &page->limit) < 0)
		return -1;
	return read_filters(rq, page);
}

/* The flow's row number; -1 where there is no such flow, 0 for all flows. */
static int find_flow(struct request *rq, const char *id, int64_t *seq)
{
	AUTO(flow_release) struct flow_row flow = { 0 };
	struct err why = { 0 };

	*seq = 0;
	if (!strcmp(id, ALL_FLOWS))
		return 0;
	if (flow_find(&rq->app->world.store, id, &flow, &why) == 0) {
		*seq = flow.seq;
		return 0;
	}
	*seq = -1;
	if (why.code == ERR_NOT_FOUND)
		return 0;
	rq->refusal.err = why;
	return -1;
}

/* Appends the items; *last is the serial of the last one, *more whether others follow. */
static int add_items(struct request *rq, const struct page *page, int64_t *last,
                     bool *more)
{
	struct world *w = &rq->app->world;
	struct run_query query = {
		.org = rq->caller.org,
		.sandbox = rq->caller.sandbox,
		.before = page->before,
		.most = page->limit + 1,
	};
	AUTO(stmt_end) struct stmt *q = NULL;
	struct run_row row;
	int got = 0;

	if (find_flow(rq, page->flow, &query.flow_seq) < 0)
		return -1;
	q = run_page_begin(&w->store, &query);
	for (int64_t n = 0; (got = run_page_next(q, &row, &rq->refusal.err)) > 0; n++) {
		if (n == page->limit) {
			*more = true;
			break;
		}
		if (n)
			buf_add_char(&rq->reply.body, ',');
		if (run_text(w, &row, &rq->reply.body, &rq->refusal.err) < 0)
			return -1;
		*last = row.serial;
	}
	return got < 0 ? -1 : 0;
}

/* GET /runs */
int run_list(struct request *rq)
{
	struct page page = { INT64_MAX, LIMIT_DEFAULT, ALL_FLOWS };
	struct buf *body = &rq->reply.body;
	bool more = false;
	int64_t last = 0;

	if (read_page(rq, &page) < 0)
		return -1;
	buf_add_str(body, "{\"items\":[");
	if (add_items(rq, &page, &last, &more) < 0)
		return -1;
	buf_add_str(body, "],\"_links\":{");
	if (more)
		buf_printf(body,
		           "\"next\":{\"href\":\"/runs?continuationToken=%lld.%lld.%s\"}",
		           (long long)last, (long long)page.limit, page.flow);
	buf_add_str(body, "}}");
	return reply_json(rq, 200);
}
