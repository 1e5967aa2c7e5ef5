/*
 * param.c - the action of a fault, read from JSON by the rows of kinds.def
 */
#include "mockserver/faults/param.h"

#include "lib/nearest.h"
#include "mockserver/faults/scope.h"
#include "mockserver/faults/value.h"

#define REFUSE_MOST_MS 60000
#define GARBAGE_MOST   1048576 /* bytes: they lie in memory; ours */
#define NAME_MOST      255     /* bytes of a folder's name, as file systems have it */

static const struct {
	int (*read)(const cJSON *value, void *into, struct fault_refuse *r);
	const char *takes;
} types[] = {
#define PARAM_TYPE(name, word, takes) \
	[FAULT_PARAM_##name] = { fault_value_##word, takes },
#include "mockserver/faults/param_types.def"
#undef PARAM_TYPE
};
static_assert(ARRAY_LEN(types) == FAULT_PARAM_TYPE_COUNT, "every type has a function");

/* The kind of that sort which was probably meant. */
static struct nearest nearest_kind(const cJSON *member, enum fault_sort sort)
{
	struct nearest n = { .name = str_of(member->string) };

	for (int i = 0; i < FAULT_KIND_COUNT; i++) {
		const char *word = fault_kind_row((enum fault_kind)i)->word;

		if (fault_kind_sort((enum fault_kind)i) != sort)
			continue;
		nearest_offer(&n, word);
		if (str_starts(word, "file-")) /* its short form */
			nearest_offer(&n, word + strlen("file-"));
	}
	return n;
}

static int no_kind(const cJSON *member, enum fault_sort sort, struct fault_refuse *r)
{
	const struct nearest n = nearest_kind(member, sort);

	return fault_refuse(r, member, "no kind of fault is called '%.60s'%s%s%s",
	                    member->string, n.best ? "; did you mean '" : "",
	                    n.best ? n.best : "", n.best ? "'?" : "");
}

/* A kind that is there, of requests, runs or files where the fault is for others. */
static int wrong_sort(const cJSON *member, enum fault_kind kind, enum fault_sort sort,
                      struct fault_refuse *r)
{
	const struct nearest n = nearest_kind(member, sort);

	return fault_refuse(r, member, "'%s' is for %s, and the fault is on %s%s%s%s",
	                    member->string, fault_scope_what(fault_kind_row(kind)->scope),
	                    fault_sort_name(sort), n.best ? "; did you mean '" : "",
	                    n.best ? n.best : "", n.best ? "'?" : "");
}

static int find_kind(const cJSON *member, enum fault_sort sort, enum fault_kind *out,
                     struct fault_refuse *r)
{
	const bool is_there = sort == FAULT_OF_FILES
	                              ? fault_kind_find_short(member->string, out)
	                              : fault_kind_find(member->string, out);

	if (!is_there)
		return no_kind(member, sort, r);
	return fault_kind_sort(*out) == sort ? 0 : wrong_sort(member, *out, sort, r);
}

static int no_param(enum fault_kind kind, const cJSON *member, struct fault_refuse *r)
{
	struct nearest n = { .name = str_of(member->string) };
	const struct fault_param *p;

	for (size_t i = 0; (p = fault_kind_param(kind, i)); i++)
		nearest_offer(&n, p->word);
	return fault_refuse(r, member, "'%s' has no parameter '%.60s'%s%s%s",
	                    fault_kind_row(kind)->word, member->string,
	                    n.best ? "; did you mean '" : "", n.best ? n.best : "",
	                    n.best ? "'?" : "");
}

static int check_names(enum fault_kind kind, const cJSON *map, struct fault_refuse *r)
{
	const struct fault_param *p;
	const cJSON *member;

	p = fault_kind_param(kind, 0);
	if (p && !strcmp(p->word, "*"))
		return 0; /* the map is its value */
	cJSON_ArrayForEach(member, map) {
		size_t i = 0;

		while ((p = fault_kind_param(kind, i)) &&
		       strcmp(p->word, member->string) != 0)
			i++;
		if (!p)
			return no_param(kind, member, r);
	}
	return 0;
}

static int read_value(const struct fault_param *p, const cJSON *value,
                      struct fault_action *out, struct fault_refuse *r)
{
	void *into = (char *)out + p->at;

	if (types[p->type].read(value, into, r) == 0)
		return 0;
	return fault_refuse(r, value, "'%s' of '%s' takes %s", p->word,
	                    fault_kind_row(p->kind)->word, types[p->type].takes);
}

/* A default is a constant of ours: it is read from its text, and nothing borrows it. */
static int read_default(const struct fault_param *p, struct fault_action *out,
                        struct fault_refuse *r)
{
	AUTO(cJSON_Delete) cJSON *value = NULL;
	struct err none = { 0 };

	if (p->otherwise) {
		int rc = json_parse(p->otherwise, strlen(p->otherwise), &value, &none);

		assert(rc == 0); /* a default of kinds.def is JSON */
		(void)rc;
	}
	return read_value(p, value, out, r);
}

/* The value of the parameter, in a map or as the plain value of the kind. */
static const cJSON *value_of(const struct fault_param *p, const cJSON *given)
{
	const char *bare = fault_kind_row(p->kind)->bare;

	if (!strcmp(p->word, "*"))
		return given;
	if (cJSON_IsObject(given))
		return json_get(given, p->word);
	return bare && !strcmp(bare, p->word) ? given : NULL;
}

static int read_params(const cJSON *given, struct fault_action *out,
                       struct fault_refuse *r)
{
	const struct fault_param *p;

	for (size_t i = 0; (p = fault_kind_param(out->kind, i)); i++) {
		const cJSON *value = value_of(p, given);

		if (!value && p->needed)
			return fault_refuse(r, given, "'%s' needs '%s': %s",
			                    fault_kind_row(p->kind)->word, p->word,
			                    types[p->type].takes);
		if (value ? read_value(p, value, out, r) < 0
		          : read_default(p, out, r) < 0)
			return -1;
	}
	return 0;
}

/* What would take the port, or the memory, for good. */
static int check_most(const cJSON *given, const struct fault_action *a,
                      struct fault_refuse *r)
{
	if (a->kind == FAULT_REFUSE && a->ms > REFUSE_MOST_MS)
		return fault_refuse(r, given, "'refuse' is for 60s at most");
	if (a->kind == FAULT_GARBAGE && a->bytes > GARBAGE_MOST)
		return fault_refuse(r, given, "garbage is %d bytes at most",
		                    GARBAGE_MOST);
	return 0;
}

/* Parameters of which a fault has one, or not another. */
static int check_together(const cJSON *given, const struct fault_action *a,
                          struct fault_refuse *r)
{
	const int times = (a->ms > 0) + (a->span.most_ms > 0) + (a->median_ms > 0);

	if (a->kind == FAULT_DELAY && times != 1)
		return fault_refuse(r, given, "a delay is a time, or uniform, or median");
	if (a->kind == FAULT_FORBID && a->type && !a->text)
		return fault_refuse(r, given, "'resource' goes with 'permission'");
	if (a->kind == FAULT_PARTIAL && !a->tree->child)
		return fault_refuse(r, given, "there is no dataset in the list");
	if (a->kind == FAULT_FILE_WRONG_FOLDER && a->text && strlen(a->text) > NAME_MOST)
		return fault_refuse(r, given, "a folder's name has at most %d bytes",
		                    NAME_MOST);
	if (a->kind == FAULT_FILE_WRONG_SCHEMA && a->type &&
	    (a->schema == FAULT_SCHEMA_TYPE || a->schema == FAULT_SCHEMA_DROP))
		return fault_refuse(r, given, "'as' goes with rename or add");
	if (a->count > 0 && a->ms > 0)
		return fault_refuse(r, given, "'reads' and 'for' do not go together");
	return 0;
}

int fault_action_read(const cJSON *node, enum fault_sort sort, struct fault_action *out,
                      struct fault_refuse *r)
{
	const cJSON *given = node ? node->child : NULL;

	*out = (struct fault_action){ 0 };
	if (!cJSON_IsObject(node) || !given || given->next)
		return fault_refuse(r, node,
		                    "what a fault does is one kind with its parameters, "
		                    "{\"status\":503}, or a list of such");
	if (find_kind(given, sort, &out->kind, r) < 0)
		return -1;
	if (cJSON_IsObject(given) && check_names(out->kind, given, r) < 0)
		return -1;
	if (!cJSON_IsObject(given) && !fault_kind_row(out->kind)->bare)
		return fault_refuse(r, given, "'%s' takes its parameters in a map",
		                    given->string);
	if (read_params(given, out, r) < 0 || check_most(given, out, r) < 0)
		return -1;
	return check_together(given, out, r);
}
