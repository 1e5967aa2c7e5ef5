/*
 * scope.c - which points a fault is for, and which a kind has a place in
 */
#include "mockserver/faults/scope.h"

#include "lib/mem.h"
#include "lib/nearest.h"

#define STARS_MAX    4 /* of a pattern: each multiplies the time that it takes */
#define SERVICE_PATH "/data/foundation/flowservice"

static bool is_own(const struct operation_row *row)
{
	return str_starts(row->path, "/__admin");
}

static bool is_get(const struct operation_row *row)
{
	return !strcmp(row->method, "GET");
}

static bool is_of_ims(const struct operation_row *row)
{
	return str_starts(row->path, "/ims/");
}

static bool is_search(const struct operation_row *row)
{
	return str_ends(row->path, "/search");
}

/* ---------------------------------------------------------------- families */

static bool reads(const struct operation_row *row)
{
	return !is_of_ims(row) && (is_get(row) || is_search(row));
}

static bool writes(const struct operation_row *row)
{
	return !is_of_ims(row) && !reads(row);
}

static bool of_service(const struct operation_row *row)
{
	return !strcmp(row->gate, "SERVICE");
}

static bool of_catalog(const struct operation_row *row)
{
	return str_starts(row->path, "/data/foundation/catalog/");
}

static const struct {
	const char *name;
	bool (*has)(const struct operation_row *row);
} families[] = {
	{ "reads", reads },   { "writes", writes },      { "service", of_service },
	{ "ims", is_of_ims }, { "catalog", of_catalog },
};

/* Adds the family's operations; false where no family has that name. */
static bool add_family(const char *name, struct fault_on *out)
{
	for (size_t f = 0; f < ARRAY_LEN(families); f++) {
		if (!str_same_nocase(families[f].name, name))
			continue;
		for (int i = 0; i < OPERATION_COUNT; i++) {
			const struct operation_row *row =
				operation_row((enum operation)i);

			if (is_own(row) || !families[f].has(row) ||
			    out->how[i] == FAULT_ON_NAME)
				continue;
			out->how[i] = FAULT_ON_FAMILY;
		}
		return true;
	}
	return false;
}

/* ---------------------------------------------------------------- patterns */

/* Does the text fit the pattern, in which '*' stands for any text? */
static bool fits(const char *pattern, const char *text)
{
	const char *star = NULL, *mark = NULL;

	while (*text) {
		if (*pattern == '*') {
			star = ++pattern;
			mark = text;
		} else if (*pattern == *text) {
			pattern++;
			text++;
		} else if (star) {
			pattern = star;
			text = ++mark;
		} else {
			return false;
		}
	}
	pattern += strspn(pattern, "*");
	return !*pattern;
}

/* May a path of the template, in which {x} is a segment, fit the pattern? */
static bool may_fit(const char *pattern, const char *path)
{
	if (*pattern == '*')
		return may_fit(pattern + 1, path) ||
		       (*path &&
		        may_fit(pattern,
		                *path == '{' ? path + strcspn(path, "}") + 1 : path + 1));
	if (*path == '{') {
		const char *after = path + strcspn(path, "}") + 1;
		size_t most = strcspn(pattern, "/");

		for (size_t n = 1; n <= most; n++) {
			if (may_fit(pattern + n, after))
				return true;
			if (pattern[n - 1] == '*' && may_fit(pattern + n - 1, after))
				return true;
		}
		return false;
	}
	return *pattern ? *pattern == *path && may_fit(pattern + 1, path + 1) : !*path;
}

/* "POST /flows/" and a pattern: its path, and whether the method is that one. */
static const char *pattern_of(const char *text, const char *method, bool *is_method)
{
	size_t n = strcspn(text, " ");

	if (!text[n] || text[n + 1] != '/')
		return NULL;
	*is_method = (n == 1 && *text == '*') ||
	             str_is_nocase((struct str){ text, n }, method);
	return text + n + 1;
}

static const char *below_service(const char *path)
{
	const size_t n = strlen(SERVICE_PATH);

	return str_starts(path, SERVICE_PATH "/") ? path + n : path;
}

static int count_stars(const char *text)
{
	int n = 0;

	for (; *text; text++)
		n += *text == '*';
	return n;
}

static int add_pattern(const cJSON *node, struct fault_on *out, struct fault_refuse *r)
{
	bool any = false;

	if (count_stars(node->valuestring) > STARS_MAX)
		return fault_refuse(r, node, "a pattern of a path has %d '*' at most",
		                    STARS_MAX);
	for (int i = 0; i < OPERATION_COUNT; i++) {
		const struct operation_row *row = operation_row((enum operation)i);
		bool is_method = false;
		const char *path = pattern_of(node->valuestring, row->method, &is_method);

		if (is_own(row) || !is_method || !may_fit(below_service(path), row->path))
			continue;
		any = true;
		if (out->how[i] == FAULT_ON_NOT)
			out->how[i] = FAULT_ON_PATH;
	}
	if (any)
		return 0;
	return fault_refuse(r, node, "no operation has a path that fits '%.100s'",
	                    node->valuestring);
}

bool fault_on_path_fits(const struct fault_on *on, const char *method, const char *path)
{
	const cJSON *list = cJSON_IsArray(on->on) ? on->on->child : on->on;

	for (const cJSON *one = list; one; one = one == on->on ? NULL : one->next) {
		bool is_method = false;
		const char *pattern = pattern_of(one->valuestring, method, &is_method);

		if (pattern && is_method &&
		    fits(below_service(pattern), below_service(path)))
			return true;
	}
	return false;
}

const char *fault_on_exact_path(const struct fault_on *on)
{
	const char *at = cJSON_IsString(on->on) ? strchr(on->on->valuestring, ' ') : NULL;

	return at && !strchr(at, '*') ? below_service(at + 1) : NULL;
}

/* ---------------------------------------------------------------- names */

static int no_name(const cJSON *node, struct fault_refuse *r)
{
	struct nearest n = { .name = str_of(node->valuestring) };

	for (size_t i = 0; i < ARRAY_LEN(families); i++)
		nearest_offer(&n, families[i].name);
	for (int i = OPERATION_COUNT; i < FAULT_POINT_COUNT; i++)
		nearest_offer(&n, fault_point_name((enum fault_point)i));
	for (int i = 0; i < OPERATION_COUNT; i++) {
		if (!is_own(operation_row((enum operation)i)))
			nearest_offer(&n, operation_row((enum operation)i)->name);
	}
	return fault_refuse(r, node, "no operation is called '%.60s'%s%s%s",
	                    node->valuestring, n.best ? "; did you mean '" : "",
	                    n.best ? n.best : "", n.best ? "'?" : "");
}

/* Adds runs or files, where the name is theirs. */
static bool add_point(const char *name, struct fault_on *out)
{
	enum fault_point point;

	if (!fault_point_find(name, &point))
		return false;
	out->how[point] = FAULT_ON_NAME;
	return true;
}

static int add_name(const cJSON *node, struct fault_on *out, struct fault_refuse *r)
{
	if (!cJSON_IsString(node))
		return fault_refuse(r, node, "an operation is a text");
	if (strchr(node->valuestring, ' '))
		return add_pattern(node, out, r);
	if (add_family(node->valuestring, out) || add_point(node->valuestring, out))
		return 0;
	for (int i = 0; i < OPERATION_COUNT; i++) {
		const struct operation_row *row = operation_row((enum operation)i);

		if (!str_same_nocase(row->name, node->valuestring))
			continue;
		if (is_own(row))
			return fault_refuse(r, node,
			                    "%s is an operation of the mock itself, "
			                    "where no fault strikes",
			                    row->name);
		out->how[i] = FAULT_ON_NAME;
		return 0;
	}
	return no_name(node, r);
}

/* All that is named is of one sort: each sort has kinds and parts of its own. */
static int find_sort(struct fault_on *out, struct fault_refuse *r)
{
	bool has[FAULT_SORT_COUNT] = { false };
	int count = 0;

	for (int i = 0; i < FAULT_POINT_COUNT; i++) {
		if (out->how[i] != FAULT_ON_NOT)
			has[fault_point_sort((enum fault_point)i)] = true;
	}
	for (int i = 0; i < FAULT_SORT_COUNT; i++) {
		count += has[i];
		if (has[i])
			out->sort = (enum fault_sort)i;
	}
	return count == 1 ? 0
	                  : fault_refuse(r, out->on,
	                                 "a fault is on requests, or on runs, or on "
	                                 "files: declare one for each");
}

int fault_on_read(const cJSON *on, struct fault_on *out, struct fault_refuse *r)
{
	const cJSON *one = cJSON_IsArray(on) ? on->child : on;

	*out = (struct fault_on){ .on = on };
	if (!one)
		return fault_refuse(r, on, "there is no operation in the list");
	for (; one; one = one == on ? NULL : one->next) {
		if (add_name(one, out, r) < 0)
			return -1;
	}
	return find_sort(out, r);
}

/* ---------------------------------------------------------------- points */

bool fault_scope_writes(enum operation operation)
{
	return writes(operation_row(operation));
}

bool fault_scope_names_flow(enum operation operation)
{
	return operation == OP_RUN_CREATE ||
	       str_starts(operation_row(operation)->path, "/flows/{id}");
}

static bool has_any(const struct operation_row *row)
{
	return !is_own(row);
}

static bool is_gated(const struct operation_row *row)
{
	return strcmp(row->gate, "OPEN") != 0;
}

/* The collections of entities: what follows in a path that begins with one; NULL. */
static const char *after_entities(const struct operation_row *row)
{
	static const char *const all[] = { "/connections", "/sourceConnections",
		                           "/targetConnections", "/flows" };

	for (size_t i = 0; i < ARRAY_LEN(all); i++) {
		const char *rest = row->path + strlen(all[i]);

		if (str_starts(row->path, all[i]) && (!*rest || *rest == '/'))
			return rest;
	}
	return NULL;
}

static bool is_on_entity(const struct operation_row *row, const char *method,
                         const char *rest)
{
	const char *own = after_entities(row);

	return own && !strcmp(row->method, method) && !strcmp(own, rest);
}

static bool shows(const struct operation_row *row)
{
	return is_on_entity(row, "GET", "/{id}");
}

static bool lists(const struct operation_row *row)
{
	return is_on_entity(row, "GET", "") || is_on_entity(row, "POST", "/search") ||
	       (is_get(row) && !strcmp(row->path, "/runs"));
}

static bool creates(const struct operation_row *row)
{
	return is_on_entity(row, "POST", "");
}

static bool patches(const struct operation_row *row)
{
	return is_on_entity(row, "PATCH", "/{id}");
}

static bool changes(const struct operation_row *row)
{
	return creates(row) || patches(row) || is_on_entity(row, "POST", "/{id}/action");
}

static bool can_be_twice(const struct operation_row *row)
{
	return creates(row) || patches(row) || !strcmp(row->name, "RUN_CREATE");
}

static bool deletes(const struct operation_row *row)
{
	return is_on_entity(row, "DELETE", "/{id}");
}

bool fault_scope_watches(enum fault_kind kind, enum operation operation)
{
	const struct operation_row *row = operation_row(operation);

	if (kind == FAULT_STALE_READ)
		return deletes(row) || (changes(row) && !creates(row));
	if (kind == FAULT_LIST_LAG)
		return creates(row);
	if (kind == FAULT_TRANSIENT)
		return shows(row) || lists(row) || deletes(row) ||
		       (changes(row) && !creates(row));
	return false;
}

bool fault_scope_same_collection(enum operation a, enum operation b)
{
	const char *left = operation_row(a)->path, *right = operation_row(b)->path;
	size_t n = strcspn(left + 1, "/") + 1;

	return n == strcspn(right + 1, "/") + 1 && !strncmp(left, right, n);
}

static const struct {
	bool (*has)(const struct operation_row *row); /* NULL: of no operation */
	const char *what;
	enum fault_sort sort;
} scopes[] = {
	[FAULT_SCOPE_ANY] = { has_any, "all operations but the mock's own" },
	[FAULT_SCOPE_SERVICE] = { of_service, "the operations of Flow Service" },
	[FAULT_SCOPE_GATED] = { is_gated, "the operations that ask for a token" },
	[FAULT_SCOPE_SHOWS] = { shows, "GET of a connection or flow by its id" },
	[FAULT_SCOPE_LISTS] = { lists, "lists and searches of connections, flows, runs" },
	[FAULT_SCOPE_CREATES] = { creates, "POST of a connection or flow" },
	[FAULT_SCOPE_PATCHES] = { patches, "PATCH of a connection or flow" },
	[FAULT_SCOPE_CHANGES] = { changes,
	                          "POST, PATCH and actions of a connection or flow" },
	[FAULT_SCOPE_TWICE] = { can_be_twice,
	                        "POST and PATCH of a connection or flow, POST of a run" },
	[FAULT_SCOPE_RUNS] = { NULL, "runs", FAULT_OF_RUNS },
	[FAULT_SCOPE_FILES] = { NULL, "files", FAULT_OF_FILES },
	[FAULT_SCOPE_MANIFESTS] = { NULL, "manifests", FAULT_OF_FILES },
};
static_assert(ARRAY_LEN(scopes) == FAULT_SCOPE_COUNT, "every scope has a row");

bool fault_scope_has(enum fault_scope scope, enum fault_point point)
{
	if (scopes[scope].sort != fault_point_sort(point))
		return false;
	return !scopes[scope].has ||
	       scopes[scope].has(operation_row((enum operation)(unsigned)point));
}

enum fault_sort fault_scope_sort(enum fault_scope scope)
{
	return scopes[scope].sort;
}

const char *fault_scope_what(enum fault_scope scope)
{
	return scopes[scope].what;
}
