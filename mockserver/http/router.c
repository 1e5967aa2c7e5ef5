/*
 * router.c - from method and path to a handler
 */
#include "mockserver/http/router.h"

static const char *const method_names[] = { "GET", "POST", "PUT", "PATCH", "DELETE" };

/* Does `path` fit `pattern`?  If so, rq->param[] holds what {..} matched. */
static bool fits(const char *pattern, const char *path, struct request *rq)
{
	size_t params = 0;

	while (*pattern && *path) {
		size_t n = strcspn(path, "/");

		if (*pattern == '{' && n) {
			assert(params < PARAM_MAX);
			rq->param[params++] = arena_strndup(&rq->arena, path, n);
			pattern += strcspn(pattern, "}") + 1;
			path += n;
		} else if (*pattern++ != *path++) {
			return false;
		}
	}
	return !*pattern && (!*path || !strcmp(path, "/"));
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
	if (below(GATE_SERVICE, rq->path) || str_starts(rq->path, "/__admin"))
		return refuse(&rq->refusal, E_PATH_UNKNOWN, rq->path);
	return refuse(&rq->refusal, E_ROUTE_UNKNOWN);
}

const struct route *router_find(const struct route *routes, size_t count,
                                struct request *rq)
{
	const char *allowed = NULL;

	for (size_t i = 0; i < count; i++) {
		const struct route *r = &routes[i];
		const char *path = below(r->gate, rq->path);

		if (!path || !fits(r->path, path, rq))
			continue;
		if (r->method == rq->method)
			return r;
		allowed = allowed ? arena_printf(&rq->arena, "%s, %s", allowed,
		                                 method_names[r->method])
		                  : method_names[r->method];
	}
	(void)refuse_route(rq, allowed); /* NULL says so */
	return NULL;
}
