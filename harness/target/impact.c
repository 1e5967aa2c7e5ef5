/*
 * impact.c - what a request would do to the service, seen from its method and path
 */
#include "harness/target/impact.h"

#define SERVICE "/data/foundation/flowservice"
#define ADHOC   "/data/core/activation/disflowprovider/adhocrun"

const struct resource resources[] = {
	{ "flows", true, NULL },
	{ "targetConnections", true, NULL },
	{ "sourceConnections", true, NULL },
	{ "connections", true, NULL },
	{ "runs", false, "nothing deletes a run" },
	{ "flowSpecs", false, "nothing deletes a flow spec" },
	{ "connectionSpecs", false, "nothing deletes a connection spec" },
};
static_assert(ARRAY_LEN(resources) == RESOURCE_COUNT, "the header says how many");

/* What a method does to a path of so many segments below the service. */
static const struct impact_rule {
	const char *method;
	size_t segments;
	const char *last; /* the last of them; NULL: any */
	enum impact_kind kind;
} rules[] = {
	{ "POST", 1, NULL, IMPACT_CREATE },     { "POST", 2, "search", IMPACT_READ },
	{ "POST", 3, "action", IMPACT_CHANGE }, { "PUT", 2, NULL, IMPACT_CHANGE },
	{ "PATCH", 2, NULL, IMPACT_CHANGE },    { "DELETE", 2, NULL, IMPACT_DELETE },
};

#define SEGMENTS_MOST 3

const struct resource *resource_find(struct str name)
{
	for (size_t i = 0; i < ARRAY_LEN(resources); i++) {
		if (str_is(name, resources[i].name))
			return &resources[i];
	}
	return NULL;
}

static bool only_reads(const char *method)
{
	return !strcmp(method, "GET") || !strcmp(method, "HEAD") ||
	       !strcmp(method, "OPTIONS");
}

bool impact_is_id(struct str id)
{
	for (size_t i = 0; i < id.size; i++) {
		if (id.at[i] <= ' ' || id.at[i] > '~' || strchr("/?#%", id.at[i]))
			return false;
	}
	return id.size && !str_is(id, ".") && !str_is(id, "..");
}

/* The path's segments; 0 for one that could be read in several ways. */
static size_t cut(const char *path, struct str out[SEGMENTS_MOST])
{
	size_t size = strcspn(path, "?#"), count = 0;
	struct str rest = { path + 1, size - 1 }, part;

	if (*path != '/' || memchr(path, '%', size))
		return 0;
	if (rest.size && rest.at[rest.size - 1] == '/')
		rest.size--;
	while (str_split(&rest, '/', &part)) {
		if (!part.size || str_is(part, ".") || str_is(part, "..") ||
		    count == SEGMENTS_MOST)
			return 0;
		out[count++] = part;
	}
	return count;
}

/* A write to a path below the service. */
static struct impact impact_below(const char *method, const char *path)
{
	struct impact f = { .kind = IMPACT_UNKNOWN };
	struct str part[SEGMENTS_MOST];
	size_t count = cut(path, part);

	if (!count || !(f.resource = resource_find(part[0])))
		return (struct impact){ .kind = IMPACT_UNKNOWN };
	for (size_t i = 0; i < ARRAY_LEN(rules); i++) {
		const struct impact_rule *r = &rules[i];

		if (strcmp(r->method, method) != 0 || r->segments != count ||
		    (r->last && !str_is(part[count - 1], r->last)))
			continue;
		f.kind = r->kind;
		if (count > 1 && f.kind != IMPACT_READ)
			f.id = part[1];
		return f;
	}
	return (struct impact){ .kind = IMPACT_UNKNOWN };
}

static bool is_path(const char *path, const char *other)
{
	size_t size = strcspn(path, "?#");

	size -= size > 1 && path[size - 1] == '/';
	return strlen(other) == size && !strncmp(path, other, size);
}

/* A path's resource below the service; NULL for another path. */
static const struct resource *resource_of(const char *path)
{
	struct str part[SEGMENTS_MOST];

	return cut(path, part) ? resource_find(part[0]) : NULL;
}

struct impact impact_of(const char *method, const char *path)
{
	const char *below = str_starts(path, SERVICE "/") ? path + strlen(SERVICE) : path;

	if (str_starts(path, "/__admin/"))
		return (struct impact){ .kind = IMPACT_ADMIN };
	if (only_reads(method))
		return (struct impact){ .kind = IMPACT_READ,
			                .resource = resource_of(below) };
	if (str_starts(path, "/ims/") && !strpbrk(path, "%.") && !strcmp(method, "POST"))
		return (struct impact){ .kind = IMPACT_READ };
	if (!strcmp(method, "POST") && is_path(path, ADHOC))
		return (struct impact){ .kind = IMPACT_START };
	return impact_below(method, below);
}

bool impact_writes(const struct impact *f)
{
	return f->kind != IMPACT_READ && f->kind != IMPACT_ADMIN;
}
