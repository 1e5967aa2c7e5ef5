/*
 * list.c - GET of a collection: from query parameters to a page
 */
#include "mockserver/api/list.h"

#include "mockserver/api/app.h"
#include "mockserver/api/param.h"
#include "mockserver/entities/validate.h"
#include "mockserver/http/reply.h"
#include "mockserver/lists/page.h"
#include "mockserver/lists/token.h"

/* The filters of a request, as they are found. */
struct filters {
	struct request *rq;
	enum list_of of;
	struct filter *all;
	size_t count;
};

static int add_filter(struct filters *to, const char *text)
{
	struct request *rq = to->rq;
	struct filter *filter = &to->all[to->count++];
	const char *meant;

	if (filter_read(&rq->arena, text, filter, &rq->refusal) < 0)
		return -1;
	if (!list_has_member(filter->path) &&
	    ledger_refuses(rq->contract, LEDGER_FILTER_UNKNOWN_FIELD))
		return refuse(&rq->refusal,
		              to->of == LIST_CONNECTION_SPECS ? E_SPEC_FILTER_FIELD
		                                              : E_FILTER_FIELD,
		              filter->path);
	if (!list_knows_path(to->of, filter->path, &meant))
		log_event(&rq->app->world.log, LOG_WARN, "filter.unknown",
		          F_STR("id", rq->id), F_STR("member", filter->path),
		          F_STR("meant", meant ? meant : "-"),
		          F_STR("of", list_collection(to->of)));
	return 0;
}

/* Does it begin like a filter: a path and an operator? */
static bool looks_like_filter(const char *text)
{
	const struct str path = { text, strcspn(text, FILTER_OPERATOR_CHARS) };

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
	struct filters filters = { .rq = rq, .of = out->of };
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

static int read_list(struct request *rq, int64_t most, struct list *out)
{
	const char *token = request_param(rq, "continuationToken");

	if (token && !list_read_token(&rq->arena, token, out))
		return refuse(&rq->refusal, E_PARAM_VALUE, "continuationToken", token);
	if ((!token || out->bare_tokens) && read_question(rq, out) < 0)
		return -1;
	return param_int(rq, "limit", 1, most, &out->limit);
}

static int reply_count(struct request *rq, const struct list *l)
{
	int64_t count;

	if (list_count(&rq->app->world, l, &count, &rq->refusal.err) < 0)
		return -1;
	buf_printf(&rq->reply.body, "{\"count\":%lld}", (long long)count);
	return reply_json(rq, 200);
}

/*
 * All that selects the page: each parameter, after its length.  A page of runs that go on
 * by being read is never given again: the reading of each is a change.
 */
static struct reply_key key_of(struct request *rq, enum list_of of)
{
	AUTO(buf_release) struct buf all = { 0 };

	for (size_t i = 0; i < rq->param_count; i++) {
		const struct query_param *p = &rq->params[i];

		buf_printf(&all, " %zu:%s=%s", strlen(p->name) + strlen(p->value) + 1,
		           p->name, p->value);
	}
	return (struct reply_key){ list_collection(of),
		                   arena_strdup(&rq->arena, buf_str(&all)),
		                   rq->caller.org, rq->caller.sandbox };
}

static int reply_page(struct request *rq, const struct list *l)
{
	const struct reply_key key = key_of(rq, l->of);
	struct reply_cache *cache = &rq->app->reply_cache;
	const bool keep = !l->hidden_count; /* what a fault hides is no part of the key */

	if (keep && reply_cache_find(cache, &rq->app->world.store, &key, rq))
		return 0;
	if (list_page(&rq->app->world, l, &rq->reply.body, &rq->refusal.err) < 0)
		return -1;
	(void)reply_json(rq, 200); /* always 0 */
	if (keep)
		reply_cache_keep(cache, &key, rq);
	return 0;
}

static int serve(struct request *rq, enum list_of of, int64_t most)
{
	const bool of_specs = of == LIST_CONNECTION_SPECS || of == LIST_FLOW_SPECS;
	AUTO(list_release) struct list l = { .of = of, .by = &rq->caller };

	l.limit = of_specs ? 0 : LIST_LIMIT_DEFAULT; /* 08 §5: specs on one page */
	l.bare_tokens = ledger_choice(rq->contract, LEDGER_TOKEN_FORM) == CHOICE_LIVE;
	l.hidden = rq->hidden;
	l.hidden_count = rq->hidden_count;
	if (read_list(rq, most, &l) < 0)
		return -1;
	if (l.counted && !l.begun && !request_param(rq, "limit"))
		return reply_count(rq, &l);
	return reply_page(rq, &l);
}

int list_serve(struct request *rq, enum list_of of)
{
	return serve(rq, of, LIST_LIMIT_MOST);
}

/* The members of a search, as the query parameters they stand for. */
static const char *const search_members[] = { "limit", "orderby", "count" };

static void add_param(struct request *rq, struct query_param *all, const char *name,
                      const char *value)
{
	all[rq->param_count++] = (struct query_param){ name, value };
}

/* Each filter of a queryString; the names and values live in the arena. */
static void add_query_string(struct request *rq, const char *text,
                             struct query_param *all)
{
	static const char prefix[] = "property=";
	struct str rest = str_of(text), part;

	while (str_split(&rest, '&', &part)) {
		const char *filter = arena_strndup(&rq->arena, part.at, part.size);

		if (str_starts(filter, prefix))
			filter += strlen(prefix);
		if (*filter)
			add_param(rq, all, "property", filter);
	}
}

static void add_member(struct request *rq, const char *name, struct query_param *all)
{
	const cJSON *value = json_get(rq->body, name);
	AUTO(mem_free) char *text = NULL;

	if (!value || cJSON_IsNull(value))
		return;
	text = cJSON_IsString(value) ? mem_strdup(json_str(value, "")) : json_text(value);
	add_param(rq, all, name, arena_strdup(&rq->arena, text));
}

int list_search(struct request *rq, enum list_of of)
{
	const char *token = request_param(rq, "continuationToken");
	const char *text = json_str(rq->body, "queryString");
	struct query_param *all;
	size_t room = ARRAY_LEN(search_members) + 2;

	validate_body(&rq->app->world, "search", rq->body, &rq->refusal);
	if (validate_end(&rq->app->world, &rq->caller, rq->body, &rq->refusal) < 0)
		return -1;
	for (const char *s = text; s && *s; s++)
		room += *s == '&';
	all = arena_alloc(&rq->arena, room * sizeof(*all));
	rq->param_count = 0;
	if (token)
		add_param(rq, all, "continuationToken", token);
	if (text)
		add_query_string(rq, text, all);
	for (size_t i = 0; i < ARRAY_LEN(search_members); i++)
		add_member(rq, search_members[i], all);
	rq->params = all;
	return serve(rq, of, LIST_SEARCH_MOST);
}
