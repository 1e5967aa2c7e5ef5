/*
 * fault.c - a fault as it was declared: when it strikes, and what it does
 */
#include "mockserver/faults/fault.h"

#include "lib/match/match.h"
#include "lib/mem.h"
#include "lib/nearest.h"
#include "mockserver/faults/on_files.h"
#include "mockserver/faults/param.h"

#define NAME_MOST 100 /* characters of a name; ours */

static const char *const per_names[] = {
	[FAULT_PER_WORLD] = "world",     [FAULT_PER_OPERATION] = "operation",
	[FAULT_PER_FLOW] = "flow",       [FAULT_PER_CLIENT] = "client",
	[FAULT_PER_DATASET] = "dataset",
};
static_assert(ARRAY_LEN(per_names) == FAULT_PER_COUNT, "every key has a name");
static const char *const phase_names[] = {
	[FAULT_BEFORE] = "before",
	[FAULT_AFTER] = "after",
};
static const char *const expect_names[] = {
	[FAULT_EXPECT_FIRED] = "fired",
	[FAULT_EXPECT_ALL] = "all",
	[FAULT_EXPECT_ANY] = "any",
	[FAULT_EXPECT_NEVER] = "never",
};

const char *fault_expect_name(enum fault_expect expect)
{
	return expect_names[expect];
}

/* ---------------------------------------------------------------- words */

static int find_word(const char *const *words, size_t count, const char *text)
{
	for (size_t i = 0; i < count; i++) {
		if (!strcmp(words[i], text))
			return (int)i;
	}
	return -1;
}

static void list_words(const char *const *words, size_t count, struct buf *out)
{
	for (size_t i = 0; i < count; i++)
		buf_printf(out, "%s%s", i ? ", " : "", words[i]);
}

/* The member's place among the words; 0, the first, where it is missing. */
static int read_word(const cJSON *fault, const char *name, const char *const *words,
                     size_t count, struct fault_refuse *r)
{
	const cJSON *v = json_get(fault, name);
	AUTO(buf_release) struct buf known = { 0 };
	int found = v && cJSON_IsString(v) ? find_word(words, count, v->valuestring) : -1;

	if (!v)
		return 0;
	if (found >= 0)
		return found;
	list_words(words, count, &known);
	return fault_refuse(r, v, "'%s' is one of %s", name, buf_str(&known));
}

/* ---------------------------------------------------------------- members */

static int check_members(const cJSON *fault, struct fault_refuse *r)
{
	static const char *const known[] = {
		"fault",       "on",      "when",  "per",   "nth", "after",  "every",
		"probability", "between", "times", "phase", "do",  "expect",
	};
	const cJSON *member;

	if (!cJSON_IsObject(fault))
		return fault_refuse(r, fault, "a fault is a map");
	cJSON_ArrayForEach(member, fault) {
		struct nearest n = { .name = str_of(member->string) };

		if (find_word(known, ARRAY_LEN(known), member->string) >= 0)
			continue;
		for (size_t i = 0; i < ARRAY_LEN(known); i++)
			nearest_offer(&n, known[i]);
		return fault_refuse(r, member, "a fault has no member '%.60s'%s%s%s",
		                    member->string, n.best ? "; did you mean '" : "",
		                    n.best ? n.best : "", n.best ? "'?" : "");
	}
	return 0;
}

static int read_name(struct fault *f, struct fault_refuse *r)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWX"
				      "YZ0123456789-_.";
	static const char *const reserved[] = { "kinds", "frozen", "runs" };
	const cJSON *v = json_get(f->body, "fault");

	if (!v || !cJSON_IsString(v) || !*v->valuestring)
		return fault_refuse(r, v ? v : f->body,
		                    "a fault has a name: \"fault\": \"lost-create\"");
	f->name = v->valuestring;
	if (f->name[strspn(f->name, letters)] || strlen(f->name) > NAME_MOST)
		return fault_refuse(r, v,
		                    "a fault's name is made of up to %d letters, digits, "
		                    "'-', '_' and '.'",
		                    NAME_MOST);
	/* A client takes "." and ".." out of a path. */
	if (find_word(reserved, ARRAY_LEN(reserved), f->name) >= 0 ||
	    !f->name[strspn(f->name, ".")])
		return fault_refuse(r, v, "'%s' is no name for a fault", f->name);
	return 0;
}

/* Names of headers are compared in lower case. */
static void lower_names(cJSON *map)
{
	cJSON *member;

	cJSON_ArrayForEach(member, map) {
		for (char *c = member->string; *c; c++)
			*c = str_lower(*c);
	}
}

static int read_part(struct fault *f, cJSON *member, struct fault_refuse *r)
{
	const cJSON *at = member;
	struct err why = { 0 };
	enum fault_part part;

	if (fault_part_find(member, f->on.sort, &part, r) < 0)
		return -1;
	if (match_check(member, NULL, &at, &why) < 0)
		return fault_refuse(r, at, "%s", why.text);
	if (part == FAULT_PART_HEADERS && cJSON_IsObject(member))
		lower_names(member);
	f->when[part] = member;
	fault_when_add(&f->asked[part], member);
	f->asked_parts[f->asked_count++] = part;
	return 0;
}

static int read_when(struct fault *f, struct fault_refuse *r)
{
	const cJSON *when = json_get(f->body, "when");
	cJSON *member;

	if (when && !cJSON_IsObject(when))
		return fault_refuse(r, when, "'when' is a map");
	cJSON_ArrayForEach(member, when) {
		if (read_part(f, member, r) < 0)
			return -1;
	}
	return 0;
}

static const char *const thing_names[] = {
	[FAULT_OF_REQUESTS] = "request",
	[FAULT_OF_RUNS] = "run",
	[FAULT_OF_FILES] = "file",
};
static_assert(ARRAY_LEN(thing_names) == FAULT_SORT_COUNT, "every sort has a word");

static int read_actions(struct fault *f, struct fault_refuse *r)
{
	const cJSON *all = json_get(f->body, "do"), *one;
	const bool is_list = cJSON_IsArray(all);

	if (!all || (is_list && !all->child))
		return fault_refuse(r, all ? all : f->body,
		                    "a fault does something: "
		                    "\"do\": {\"status\": 503}");
	f->count = is_list ? (size_t)cJSON_GetArraySize(all) : 1;
	f->ending = f->count;
	f->actions = mem_alloc(f->count * sizeof(*f->actions));
	one = is_list ? all->child : all;
	for (size_t i = 0; i < f->count; i++, one = one->next) {
		if (fault_action_read(one, f->on.sort, &f->actions[i], r) < 0)
			return -1;
		if (fault_kind_row(f->actions[i].kind)->role != FAULT_ENDING)
			continue;
		if (f->ending < f->count)
			return fault_refuse(r, one,
			                    "a %s ends in one way, and '%s' "
			                    "is the second",
			                    thing_names[f->on.sort], one->child->string);
		f->ending = i;
	}
	return 0;
}

/* ---------------------------------------------------------------- what goes together */

/* Calls back for each operation of the fault, by its name in messages. */
static int check_operation(const struct fault *f, enum operation operation,
                           struct fault_refuse *r)
{
	const char *name = operation_row(operation)->name;

	for (size_t i = 0; i < f->count; i++) {
		const struct fault_kind_row *row = fault_kind_row(f->actions[i].kind);

		if (!fault_scope_has(row->scope, fault_point_of(operation)))
			return fault_refuse(r, json_get(f->body, "do"),
			                    "'%s' has no point in %s: it is for %s",
			                    row->word, name,
			                    fault_scope_what(row->scope));
	}
	if (f->phase == FAULT_AFTER && !fault_scope_writes(operation))
		return fault_refuse(r, json_get(f->body, "phase"),
		                    "%s commits nothing: there is no phase after it",
		                    name);
	if (f->per == FAULT_PER_FLOW && !fault_scope_names_flow(operation))
		return fault_refuse(r, json_get(f->body, "per"),
		                    "a request of %s names no flow to count by", name);
	return 0;
}

static int check_phase(const struct fault *f, struct fault_refuse *r)
{
	if (f->phase == FAULT_AFTER && f->on.sort != FAULT_OF_REQUESTS)
		return fault_refuse(r, json_get(f->body, "phase"), "a %s has no phases",
		                    thing_names[f->on.sort]);
	for (size_t i = 0; f->phase == FAULT_AFTER && i < f->count; i++) {
		const struct fault_kind_row *row = fault_kind_row(f->actions[i].kind);

		if (row->role == FAULT_ENDING && row->phases == PHASES_BEFORE)
			return fault_refuse(r, json_get(f->body, "phase"),
			                    "'%s' strikes before the commit only",
			                    row->word);
	}
	return 0;
}

/*
 * A pattern or a family may have operations in it that the kind has no point in: the
 * fault is for the others then.  One that is named must have it.
 */
static int check_operations(struct fault *f, struct fault_refuse *r)
{
	struct err first = { 0 };
	struct fault_refuse why = { .e = &first };
	bool any = false;

	for (int i = 0; f->on.sort == FAULT_OF_REQUESTS && i < OPERATION_COUNT; i++) {
		struct fault_refuse *to = f->on.how[i] == FAULT_ON_NAME ? r : &why;

		if (f->on.how[i] == FAULT_ON_NOT)
			continue;
		if (check_operation(f, (enum operation)i, to) == 0)
			any = true;
		else if (to == r)
			return -1;
		else
			f->on.how[i] = FAULT_ON_NOT;
	}
	return any || f->on.sort != FAULT_OF_REQUESTS
	               ? 0
	               : fault_refuse(r, why.at, "%s", first.text);
}

/* Requests are counted of the whole world, runs and files of each flow, by default. */
static int read_per(struct fault *f, struct fault_refuse *r)
{
	static const bool fits[][FAULT_PER_COUNT] = {
		[FAULT_OF_REQUESTS] = { [FAULT_PER_WORLD] = true,
		                        [FAULT_PER_OPERATION] = true,
		                        [FAULT_PER_FLOW] = true,
		                        [FAULT_PER_CLIENT] = true },
		[FAULT_OF_RUNS] = { [FAULT_PER_WORLD] = true,
		                    [FAULT_PER_FLOW] = true,
		                    [FAULT_PER_DATASET] = true },
		[FAULT_OF_FILES] = { [FAULT_PER_WORLD] = true,
		                     [FAULT_PER_FLOW] = true,
		                     [FAULT_PER_DATASET] = true },
	};
	static_assert(ARRAY_LEN(fits) == FAULT_SORT_COUNT, "every sort has a row");
	const cJSON *v = json_get(f->body, "per");
	int word = read_word(f->body, "per", per_names, ARRAY_LEN(per_names), r);

	if (word < 0)
		return -1;
	f->per = (enum fault_per)word;
	if (!v && f->on.sort != FAULT_OF_REQUESTS)
		f->per = FAULT_PER_FLOW;
	return fits[f->on.sort][f->per]
	               ? 0
	               : fault_refuse(r, v, "%s are not counted by '%s'",
	                              fault_sort_name(f->on.sort), per_names[f->per]);
}

static int settle_files(struct fault *f, struct fault_refuse *r)
{
	const struct fault_does does = { f->actions, f->count, json_get(f->body, "do") };

	return fault_on_files(&f->on, &does, r);
}

static int64_t times_of(const struct fault *f)
{
	return f->ending < f->count ? fault_kind_row(f->actions[f->ending].kind)->times
	                            : 0;
}

static int read_fault(struct fault *f, struct fault_refuse *r)
{
	const cJSON *on = json_get(f->body, "on");
	int word;

	if (check_members(f->body, r) < 0 || read_name(f, r) < 0)
		return -1;
	if (!on)
		return fault_refuse(r, f->body,
		                    "a fault is on something: \"on\": \"FLOW_CREATE\"");
	if (fault_on_read(on, &f->on, r) < 0 || read_when(f, r) < 0 ||
	    read_actions(f, r) < 0 ||
	    (f->on.sort == FAULT_OF_FILES && settle_files(f, r) < 0) ||
	    fault_rule_read(f->body, times_of(f), &f->rule, r) < 0)
		return -1;
	word = read_per(f, r);
	if (word >= 0)
		word = read_word(f->body, "phase", phase_names, ARRAY_LEN(phase_names),
		                 r);
	f->phase = (enum fault_phase)word;
	if (word >= 0)
		word = read_word(f->body, "expect", expect_names, ARRAY_LEN(expect_names),
		                 r);
	f->expect = (enum fault_expect)word;
	if (word < 0 || check_phase(f, r) < 0)
		return -1;
	return check_operations(f, r);
}

/* The node of the original that stands where the copy's does. */
static const cJSON *original_of(const cJSON *body, const cJSON *copy, const cJSON *node)
{
	AUTO(buf_release) struct buf pointer = { 0 };

	if (!node)
		return body;
	fault_refuse_pointer(copy, node, &pointer);
	return json_pointer(body, buf_str(&pointer));
}

int fault_read(const cJSON *body, struct fault **out, struct fault_refuse *r)
{
	struct fault *f = mem_alloc(sizeof(*f));

	f->body = json_copy(body);
	if (read_fault(f, r) < 0) {
		r->at = original_of(body, f->body, r->at);
		fault_free(f);
		return -1;
	}
	*out = f;
	return 0;
}

/* ---------------------------------------------------------------- its keys, its end */

struct fault_key *fault_key_of(struct fault *f, const char *key)
{
	void **place = map_place(&f->keys, key);
	struct fault_key *k = *place;

	if (!k) {
		*place = k = mem_alloc(sizeof(*k));
		k->key = mem_strdup(key);
	}
	return k;
}

struct fault_mark *fault_mark_find(const struct fault *f, const char *name)
{
	return map_find(&f->marks, name);
}

static void mark_free(struct fault_mark *m)
{
	if (!m)
		return;
	free(m->name);
	free(m->body);
	free(m);
}

struct fault_mark *fault_mark_new(struct fault *f, const char *name, vtime at)
{
	void **place = map_place(&f->marks, name);
	struct fault_mark *m = mem_alloc(sizeof(*m));

	mark_free(*place);
	*m = (struct fault_mark){ .name = mem_strdup(name), .at = at };
	*place = m;
	return m;
}

void fault_mark_forget(struct fault *f, struct fault_mark *m)
{
	*map_place(&f->marks, m->name) = NULL;
	mark_free(m);
}

const struct fault_action *fault_action_of(const struct fault *f, enum fault_kind kind)
{
	for (size_t i = 0; i < f->count; i++) {
		if (f->actions[i].kind == kind)
			return &f->actions[i];
	}
	return NULL;
}

static void free_maps(struct fault *f)
{
	size_t at = 0;
	void *value;

	while (map_next(&f->keys, &at, &value)) {
		struct fault_key *k = value;

		if (k)
			free(k->key);
		free(k);
	}
	at = 0;
	while (map_next(&f->marks, &at, &value))
		mark_free(value);
	map_release(&f->keys);
	map_release(&f->marks);
}

void fault_free(struct fault *f)
{
	if (!f)
		return;
	free_maps(f);
	for (size_t i = 0; i < FAULT_PART_COUNT; i++)
		fault_when_release(&f->asked[i]);
	free(f->nearest.why);
	free(f->nearest.about);
	free(f->actions);
	cJSON_Delete(f->body);
	free(f);
}
