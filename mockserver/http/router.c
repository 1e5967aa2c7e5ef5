/*
 * router.c - from method and path to a handler
 */
#include "mockserver/http/router.h"

#define MISSPELT_PATH "/targetConection" /* A1: of base and target connections */

/* What {..} matched, left to right. */
struct matched {
	struct str param[PARAM_MAX];
	size_t count;
};

/* Does `path` fit `pattern`? */
static bool fits(const char *pattern, const char *path, struct matched *out)
{
	out->count = 0;
	while (*pattern && *path) {
		if (*pattern == '{' && *path != '/') {
			size_t n = strcspn(path, "/");

			assert(out->count < PARAM_MAX);
			out->param[out->count++] = (struct str){ path, n };
			pattern += strcspn(pattern, "}") + 1;
			path += n;
		} else if (*pattern++ != *path++) {
			return false;
		}
	}
	return !*pattern && (!*path || !strcmp(path, "/"));
}

static void keep_params(struct request *rq, const struct matched *m)
{
	for (size_t i = 0; i < m->count; i++)
		rq->param[i] =
			arena_strndup(&rq->arena, m->param[i].at, m->param[i].size);
}

/* The part of the path that the table of this gate speaks of, or NULL. */
static const char *below(enum gate gate, const char *path)
{
	if (gate != GATE_SERVICE)
		return path;
	return str_starts(path, SERVICE_BASE "/") ? path + strlen(SERVICE_BASE) : NULL;
}

static int refuse_route(struct request *rq, const char *allowed)
{
	if (allowed) {
		rq->reply.allow = allowed;
		return refuse(&rq->refusal, E_METHOD_UNKNOWN, rq->method_name, rq->path,
		              allowed);
	}
	if (below(GATE_SERVICE, rq->path) &&
	    str_starts(below(GATE_SERVICE, rq->path), MISSPELT_PATH))
		return refuse(&rq->refusal, E_PATH_MISSPELT, rq->path);
	if (below(GATE_SERVICE, rq->path) || str_starts(rq->path, "/__admin"))
		return refuse(&rq->refusal, E_PATH_UNKNOWN, rq->path);
	return refuse(&rq->refusal, E_ROUTE_UNKNOWN);
}

const struct route *router_find(const struct route *routes, size_t count,
                                struct request *rq)
{
	const char *allowed = NULL, *of_service = below(GATE_SERVICE, rq->path);
	struct matched matched;

	for (size_t i = 0; i < count; i++) {
		const struct route *r = &routes[i];
		const char *path = r->gate == GATE_SERVICE ? of_service : rq->path;

		if (!path || !fits(r->path, path, &matched))
			continue;
		if (r->method == rq->method) {
			keep_params(rq, &matched);
			return r;
		}
		allowed = allowed ? arena_printf(&rq->arena, "%s, %s", allowed,
		                                 request_method_name(r->method))
		                  : request_method_name(r->method);
	}
	(void)refuse_route(rq, allowed); /* NULL says so */
	return NULL;
}
