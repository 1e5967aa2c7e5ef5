/*
 * jsonschema.c - JSON Schema draft-07, all violations at once
 */
#include "lib/jsonschema.h"

#include "lib/jsonschema_check.h"
#include "lib/jsonschema_compile.h"

int jsonschema_new(const cJSON *schema, const struct jsonschema_options *options,
                   struct jsonschema **out, struct err *e)
{
	AUTO(jsonschema_free) struct jsonschema *s = mem_alloc(sizeof(*s));

	s->flags = options ? options->flags : 0;
	if (jsonschema_compile(s, schema, options, e) < 0)
		return -1;
	*out = TAKE(s);
	return 0;
}

void jsonschema_free(struct jsonschema *s)
{
	if (!s)
		return;
	for (size_t i = 0; i < s->pattern_count; i++)
		pattern_free(s->patterns[i]);
	for (size_t i = 0; i < s->document_count; i++)
		cJSON_Delete(s->documents[i]);
	free(s->patterns);
	free(s->documents);
	arena_release(&s->arena);
	free(s);
}

void violations_add(struct violations *v, const char *pointer, const char *keyword,
                    const char *message)
{
	if (v->count == v->room) {
		v->room = v->room ? 2 * v->room : 4;
		v->all = mem_grow(v->all, v->room, sizeof(*v->all));
	}
	v->all[v->count++] = (struct violation){
		.pointer = mem_strdup(pointer),
		.keyword = keyword,
		.message = mem_strdup(message),
	};
}

void violations_release(struct violations *v)
{
	for (size_t i = 0; i < v->count; i++) {
		free(v->all[i].pointer);
		free(v->all[i].message);
	}
	free(v->all);
	*v = (struct violations){ 0 };
}

bool jsonschema_check(const struct jsonschema *s, const cJSON *doc, const char *at,
                      struct violations *out)
{
	const struct place root = { .name = at };
	struct check c = check_begin(s, out);
	bool fits = check_node(&c, s->root, doc, &root);

	if (c.gave_up)
		fits = check_fails(&c, &root, "$ref",
		                   "the check was given up: it takes too many steps");
	pattern_room_release(&c.room);
	return fits;
}
