/*
 * router.c - from method and path to a handler
 */
#include "mockserver/http/router.h"

#include "lib/nearest.h"

#define MISSPELT_PATH     "/targetConection"  /* A1: of base and target connections */
#define FIRST_PATH        "/flows"            /* named to who asks for no path at all */
#define WRONG_ENTITY_PATH "/baseConnections/" /* the sample of FSERR 1411-400 */

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

/* ---------------------------------------------------------------- what was meant */

static struct str segment(struct str *rest)
{
	struct str one = { NULL, 0 };

	(void)str_split(rest, '/', &one); /* it has one, or the loop would be over */
	return one;
}

/* Goes behind the segments that both begin with: paths are longer than names are. */
static void skip_shared(struct str *pattern, struct str *path)
{
	for (;;) {
		struct str left = *pattern, right = *path;
		struct str a = segment(&left), b = segment(&right);

		if (!a.at || !b.at || a.size != b.size || memcmp(a.at, b.at, a.size) != 0)
			return;
		*pattern = left;
		*path = right;
	}
}

static void add_segment(struct buf *to, struct str one, bool open)
{
	if (open)
		buf_add_str(to, "{}");
	for (size_t i = 0; i < one.size && !open; i++)
		buf_add_char(to, str_lower(one.at[i]));
	buf_add_char(to, '/');
}

/*
 * What differs of path and pattern, as one compares it: in small letters, "{}" for what
 * the pattern leaves open.  False where they have not as many segments.
 */
static bool elide(const char *pattern, const char *path, struct buf *of_pattern,
                  struct buf *of_path)
{
	struct str left = str_of(pattern), right = str_of(path);

	skip_shared(&left, &right);
	while (left.at && right.at) {
		struct str a = segment(&left), b = segment(&right);
		bool open = a.size && *a.at == '{' && b.size;

		add_segment(of_pattern, a, open);
		add_segment(of_path, b, open);
	}
	return !left.at && !right.at;
}

/* The pattern that the path misspells, or NULL. */
static const char *nearest_path(const struct route *routes, size_t count, bool service,
                                const char *path)
{
	const char *best = NULL;
	size_t distance = SIZE_MAX;

	for (size_t i = 0; i < count; i++) {
		AUTO(buf_release) struct buf pattern = { 0 };
		AUTO(buf_release) struct buf asked = { 0 };
		struct nearest n = { 0 };

		if ((routes[i].gate == GATE_SERVICE) != service ||
		    !elide(routes[i].path, path, &pattern, &asked))
			continue;
		n.name = str_of(buf_str(&asked));
		nearest_offer(&n, buf_str(&pattern));
		if (!n.best || n.distance >= distance)
			continue;
		best = routes[i].path;
		distance = n.distance;
	}
	return best;
}

/* The service's own path, asked for without its base. */
static const char *without_base(const struct route *routes, size_t count,
                                const char *path)
{
	struct matched ignored;

	for (size_t i = 0; i < count; i++) {
		if (routes[i].gate == GATE_SERVICE &&
		    fits(routes[i].path, path, &ignored))
			return routes[i].path;
	}
	return NULL;
}

static int refuse_path(struct request *rq, const struct route *routes, size_t count)
{
	const char *of_service = below(GATE_SERVICE, rq->path);
	const char *path = of_service ? of_service : rq->path;
	const char *meant =
		of_service && !strcmp(of_service, "/")
			? FIRST_PATH
			: nearest_path(routes, count, of_service != NULL, path);

	assert(path);
	if (of_service && str_starts(of_service, WRONG_ENTITY_PATH))
		return refuse(&rq->refusal, E_ENTITY_ID_PATH, of_service + 1);
	if (of_service && str_starts(of_service, MISSPELT_PATH))
		return refuse(&rq->refusal, E_PATH_MISSPELT, rq->path);
	if (of_service || str_starts(rq->path, "/__admin")) {
		if (!meant)
			return refuse(&rq->refusal, E_PATH_UNKNOWN, rq->path);
		meant = arena_printf(&rq->arena, "%s%s", of_service ? SERVICE_BASE : "",
		                     meant);
		return refuse(&rq->refusal, E_PATH_NEAREST, rq->path, meant);
	}
	if (!strcmp(path, SERVICE_BASE))
		return refuse(&rq->refusal, E_ROUTE_BELOW, SERVICE_BASE, FIRST_PATH);
	if (meant)
		return refuse(&rq->refusal, E_ROUTE_NEAREST, meant);
	meant = without_base(routes, count, rq->path);
	if (meant)
		return refuse(&rq->refusal, E_ROUTE_BELOW, SERVICE_BASE, meant);
	return refuse(&rq->refusal, E_ROUTE_UNKNOWN);
}

static int refuse_route(struct request *rq, const struct route *routes, size_t count,
                        const char *allowed)
{
	if (allowed) {
		rq->reply.allow = allowed;
		return refuse(&rq->refusal, E_METHOD_UNKNOWN, rq->method_name, rq->path,
		              allowed);
	}
	return refuse_path(rq, routes, count);
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
	(void)refuse_route(rq, routes, count, allowed); /* NULL says so */
	return NULL;
}
