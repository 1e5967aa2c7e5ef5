/*
 * scenario.c - a scenario file, read and checked whole
 */
#include "harness/scenario/scenario.h"

#include "harness/scenario/capability.h"
#include "harness/scenario/heading.h"
#include "harness/scenario/included.h"
#include "harness/scenario/names.h"
#include "harness/scenario/vars.h"
#include "lib/mem.h"
#include "lib/printable.h"
#include "lib/str.h"

/* A file being read, and the one that includes it. */
struct frame {
	const struct source *source;
	const cJSON *params; /* names it may be given, or NULL */
	const struct frame *outer;
	int depth;
};

struct loader {
	struct scenario *scenario;
	const struct frame *frame;
	struct names known; /* names captured so far, and ours */
	cJSON *asked;       /* keys of the matrix that a step has */
	const struct scenario_given *given;
};

/* What every scenario knows without capturing it; play.c gives the values. */
static const char *const builtin_names[] = { "now",     "nowMs", "org",
	                                     "sandbox", "url",   "uuid" };

/* ---------------------------------------------------------------- sources */

static int open_source(const char *path, const struct scenario_given *given,
                       struct scenario *into, struct source **out, struct err *e)
{
	if (source_open(path, given->cache, out, e) < 0)
		return -1;
	into->sources =
		mem_grow(into->sources, into->source_count + 1, sizeof(struct source *));
	into->sources[into->source_count++] = *out;
	return 0;
}

void scenario_release(struct scenario *s)
{
	steps_release(&s->steps);
	steps_release(&s->cleanup);
	for (size_t i = 0; i < s->source_count; i++)
		source_close(s->sources[i]);
	free(s->sources);
	free(s->file);
	cJSON_Delete(s->values);
	matrix_release(&s->matrix);
	free(s->title);
	*s = (struct scenario){ 0 };
}

bool scenario_includes(const struct scenario *s, const char *real_path)
{
	for (size_t i = 0; i < s->source_count; i++) {
		const char *own = s->sources[i]->real_path;

		if (own && !strcmp(own, real_path))
			return true;
	}
	return false;
}

/* ---------------------------------------------------------------- steps */

static int check_use(void *ctx, const cJSON *node, const char *name, enum vars_need need,
                     struct err *e)
{
	struct loader *l = ctx;
	AUTO_MEM char *own = NULL;
	struct names_use use = { &l->frame->source->yaml, node, NULL, l->frame->params };

	if (l->given->used && json_get(l->given->vars, name))
		json_set(l->given->used, name, json_new_bool(true));
	if (json_get(l->scenario->matrix.cell, name))
		json_set(l->asked, name, json_new_bool(true));
	if (names_has(&l->known, name) || json_get(l->frame->params, name))
		return 0;
	use.name = own = mem_strdup(name);
	if (need == VARS_NEEDED)
		return names_refuse(&l->known, &use, e);
	names_use_optional(&l->known, &use);
	return 0;
}

static int read_step(struct loader *l, const cJSON *node, struct step *out, struct err *e)
{
	const struct yaml *y = &l->frame->source->yaml;

	*out = (struct step){ .y = y, .node = node };
	if (step_kind_of(y, node, &out->kind, e) < 0 ||
	    node_keys(y, node, out->kind->keys, out->kind->what, e) < 0 ||
	    step_each_use(out, check_use, l, e) < 0)
		return -1;
	if (out->kind->check && out->kind->check(l, out, e) < 0)
		return -1;
	if (out->request && step_each_use(out, check_use, l, e) < 0)
		return -1;
	l->scenario->requires |= out->kind->needs;
	names_learn_all(&l->known, json_get(node, "capture"));
	return 0;
}

static int read_steps(struct loader *l, const cJSON *list, struct steps *out,
                      struct err *e)
{
	const cJSON *node;

	if (!list->child)
		return node_err(&l->frame->source->yaml, list, e, "there are no steps");
	out->all = mem_alloc((size_t)cJSON_GetArraySize(list) * sizeof(*out->all));
	cJSON_ArrayForEach(node, list) {
		/* Counted first: what a failed step holds is released with the rest. */
		if (read_step(l, node, &out->all[out->count++], e) < 0)
			return -1;
	}
	return 0;
}

/* ---------------------------------------------------------------- including */

static int check_not_including_itself(const struct loader *l, const struct step *s,
                                      const cJSON *at, const char *real_path,
                                      struct err *e)
{
	for (const struct frame *f = l->frame; f; f = f->outer) {
		if (real_path && f->source->real_path &&
		    !strcmp(f->source->real_path, real_path))
			return node_err(s->y, at, e, "'%s' includes itself",
			                at->valuestring);
	}
	if (l->frame->depth >= INCLUDES_MAX)
		return node_err(s->y, at, e, "includes go deeper than %d", INCLUDES_MAX);
	return 0;
}

/* `with` may only give what `params` names, and must give what has no default. */
static int check_with(const struct step *s, const cJSON *with, const cJSON *params,
                      struct err *e)
{
	const cJSON *member;

	cJSON_ArrayForEach(member, with) {
		if (!json_get(params, member->string))
			return node_err(s->y, member, e, "'%s' is no parameter of '%s'",
			                member->string, step_subject(s)->valuestring);
	}
	cJSON_ArrayForEach(member, params) {
		if (cJSON_IsNull(member) && !json_get(with, member->string))
			return node_err(s->y, s->node, e,
			                "'%s' must be given the parameter '%s'",
			                step_subject(s)->valuestring, member->string);
	}
	return 0;
}

void scenario_load_require(struct loader *l, unsigned capabilities)
{
	l->scenario->requires |= capabilities;
}

void scenario_load_wait(struct loader *l)
{
	l->scenario->waits = true;
}

/* Files are read before any step runs: only what the scenario is given is known then. */
static int included_name(const struct loader *l, const struct step *s, const cJSON *path,
                         char **out, struct err *e)
{
	const struct vars given = { .values = l->scenario->values };
	struct err why = { 0 };

	if (vars_expand_text(&given, s->y, path, out, &why) == 0)
		return 0;
	return node_err(s->y, path, e,
	                "the name of an included file may have variables of the matrix "
	                "and of --var only");
}

int scenario_load_include(struct loader *l, struct step *s, const cJSON *path,
                          const cJSON *with, struct err *e)
{
	struct source_cache *cache = l->given->cache;
	AUTO_MEM char *name = NULL, *found = NULL;
	struct frame frame = { .outer = l->frame, .depth = l->frame->depth + 1 };
	struct source *source = NULL;
	int rc;

	if (included_name(l, s, path, &name, e) < 0)
		return -1;
	found = included_find(s->y->file, name, cache ? &cache->found : NULL);
	if (!found)
		return node_err(s->y, path, e, "there is no file '%s' to include", name);
	if (open_source(found, l->given, l->scenario, &source, e) < 0 ||
	    check_not_including_itself(l, s, path, source->real_path, e) < 0 ||
	    node_keys(&source->yaml, source->yaml.root, heading_included_keys,
	              "an included file", e) < 0)
		return -1;
	frame.source = source;
	frame.params = json_get(source->yaml.root, "params");
	if (check_with(s, with, frame.params, e) < 0)
		return -1;
	s->defaults = frame.params ? json_copy(frame.params) : json_new_object();
	l->frame = &frame;
	rc = read_steps(l, json_get(source->yaml.root, "steps"), &s->children, e);
	l->frame = frame.outer;
	return rc;
}

/* ---------------------------------------------------------------- the scenario */

static int unknown_capability(const struct yaml *y, const cJSON *name, struct err *e)
{
	AUTO(buf_release) struct buf known = { 0 };

	capability_list(&known);
	return node_err(y, name, e, "requires knows %s", buf_str(&known));
}

static int read_requires(const struct yaml *y, struct scenario *out, struct err *e)
{
	const cJSON *name, *list = json_get(y->root, "requires");

	cJSON_ArrayForEach(name, list) {
		int c = cJSON_IsString(name) ? capability_find(name->valuestring) : -1;

		if (c < 0)
			return unknown_capability(y, name, e);
		out->requires |= 1u << c;
	}
	return 0;
}

/* Another mode than the target's needs a reset that says so. */
static int read_contract(const struct yaml *y, struct scenario *out, struct err *e)
{
	const cJSON *mode = json_get(y->root, "contract");

	if (!mode)
		return 0;
	if (!heading_is_contract(mode))
		return node_err(y, mode, e, "contract is lenient or strict");
	out->contract = mode->valuestring;
	out->requires |= 1u << CAN_RESET;
	return 0;
}

static int read_tags(const struct yaml *y, struct scenario *out, struct err *e)
{
	const cJSON *tag;

	out->tags = json_get(y->root, "tags");
	cJSON_ArrayForEach(tag, out->tags) {
		if (!heading_is_tag(tag))
			return node_err(y, tag, e,
			                "a tag is a name of small letters, digits and -");
	}
	return 0;
}

/* Which entries and choices there are the target knows: its reset refuses others. */
static int read_choose(const struct yaml *y, struct scenario *out, struct err *e)
{
	const cJSON *one;

	out->choose = json_get(y->root, "choose");
	out->requires |= out->choose ? 1u << CAN_RESET : 0;
	cJSON_ArrayForEach(one, out->choose) {
		if (!cJSON_IsString(one) || !strchr(one->valuestring, '='))
			return node_err(y, one, e, "choose lists texts like B38=refuse");
	}
	return 0;
}

/* A list, or a map that says in which order it is gone through. */
static int read_cleanup(struct loader *l, const struct yaml *y, struct scenario *out,
                        struct err *e)
{
	const cJSON *cleanup = json_get(y->root, "cleanup"), *order;

	if (!cleanup)
		return 0;
	if (cJSON_IsArray(cleanup))
		return read_steps(l, cleanup, &out->cleanup, e);
	if (node_keys(y, cleanup, heading_cleanup_keys, "cleanup", e) < 0)
		return -1;
	order = json_get(cleanup, "order");
	if (!heading_is_order(order))
		return node_err(y, order, e, "order is reverse or written");
	out->cleanup_as_written = order->valuestring[0] == 'w';
	return read_steps(l, json_get(cleanup, "steps"), &out->cleanup, e);
}

/* Combinations that differ in nothing would seem to show more than one does. */
static int check_matrix(const struct loader *l, const struct yaml *y, struct err *e)
{
	const cJSON *axis;

	cJSON_ArrayForEach(axis, json_get(y->root, "matrix")) {
		if (!json_get(l->asked, axis->string))
			return node_err(y, axis, e, "matrix: no step asks for ${%s}",
			                axis->string);
	}
	return 0;
}

/* Its faults, steps and clean-up, for which the scenario's own names are known. */
static int read_body(struct loader *l, const struct yaml *y, struct scenario *out,
                     struct err *e)
{
	for (size_t i = 0; i < ARRAY_LEN(builtin_names); i++)
		names_learn(&l->known, builtin_names[i]);
	names_learn_all(&l->known, out->values);
	if (out->faults && vars_each_use(y, out->faults, check_use, l, e) < 0)
		return -1;
	if (read_steps(l, json_get(y->root, "steps"), &out->steps, e) < 0 ||
	    read_cleanup(l, y, out, e) < 0 || names_check_optional(&l->known, e) < 0)
		return -1;
	return check_matrix(l, y, e);
}

static int check_sentence(const struct yaml *y, const cJSON *sentence, struct err *e)
{
	const char *text = sentence->valuestring;

	if (text[strspn(text, STR_BLANKS "\n")])
		return 0;
	return node_err(y, sentence, e, "scenario is the sentence that says what holds");
}

/* The sentence in one line, with the name of the matrix's cell. */
static char *title_of(const char *sentence, const char *cell)
{
	struct buf title = { 0 };

	printable_line(str_of(sentence), &title);
	if (cell) {
		buf_add_str(&title, " [");
		printable_line(str_of(cell), &title);
		buf_add_char(&title, ']');
	}
	return buf_take(&title);
}

static int read_scenario(const struct source *source, const struct scenario_given *given,
                         struct scenario *out, struct err *e)
{
	const struct yaml *y = &source->yaml;
	struct frame frame = { .source = source };
	struct loader l = { .scenario = out, .frame = &frame, .given = given };
	const cJSON *sentence = json_get(y->root, "scenario");
	int rc;

	/* Steps to include stand on their own feet only where they are included. */
	if (cJSON_IsObject(y->root) && !sentence)
		return node_keys(y, y->root, heading_included_keys, "an included file",
		                 e);
	if (node_keys(y, y->root, heading_scenario_keys, "a scenario", e) < 0 ||
	    read_requires(y, out, e) < 0 || read_contract(y, out, e) < 0 ||
	    read_tags(y, out, e) < 0 || read_choose(y, out, e) < 0 ||
	    check_sentence(y, sentence, e) < 0 ||
	    matrix_read(y, given->cell, out->values, &out->matrix, e) < 0)
		return -1;
	out->title = title_of(sentence->valuestring, out->matrix.name);
	out->sentence = out->title;
	out->line = yaml_where(y, sentence).line;
	out->y = y;
	out->faults = json_get(y->root, "faults");
	out->requires |= out->faults ? 1u << CAN_FAULTS : 0;
	names_init(&l.known);
	l.asked = json_new_object();
	rc = read_body(&l, y, out, e);
	names_release(&l.known);
	cJSON_Delete(l.asked);
	return rc;
}

int scenario_load(const char *path, const struct scenario_given *given,
                  struct scenario *out, struct err *e)
{
	static const struct scenario_given nothing = { 0 };
	struct source *source = NULL;

	if (!given)
		given = &nothing;
	*out = (struct scenario){ .file = mem_strdup(path) };
	out->values = given->vars ? json_copy(given->vars) : json_new_object();
	if (open_source(path, given, out, &source, e) == 0 &&
	    read_scenario(source, given, out, e) == 0)
		return 0;
	scenario_release(out);
	return -1;
}
