/*
 * fuzz_json_path.c - paths and pointers find a value by its one name, or nothing
 *
 * An input is a path, a line feed, and a document.  A path's grammar leaves one
 * spelling for each value, and so does a pointer's: what was found is spelt again
 * from its place in the tree and must come out as it was asked for.
 */
#include "lib/json/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct speller {
	cJSON *(*find)(const cJSON *root, const char *name);
	/* Adds the step to a child; `index` counts where the parent is an array. */
	void (*step)(struct buf *out, const cJSON *parent, const cJSON *child,
	             int64_t index);
};

static void step_of_path(struct buf *out, const cJSON *parent, const cJSON *child,
                         int64_t index)
{
	if (cJSON_IsArray(parent)) {
		buf_add_char(out, '[');
		buf_add_int(out, index);
		buf_add_char(out, ']');
		return;
	}
	if (parent->prev) /* the root alone has no neighbours, not even itself */
		buf_add_char(out, '.');
	buf_add_str(out, child->string);
}

static void step_of_pointer(struct buf *out, const cJSON *parent, const cJSON *child,
                            int64_t index)
{
	buf_add_char(out, '/');
	if (cJSON_IsArray(parent)) {
		buf_add_int(out, index);
		return;
	}
	for (const char *c = child->string; *c; c++) {
		if (*c == '~' || *c == '/')
			buf_add_str(out, *c == '~' ? "~0" : "~1");
		else
			buf_add_char(out, *c);
	}
}

/* Spells the way from `at` down to the value; false when it is not there. */
static bool spell(const struct speller *how, const cJSON *at, const cJSON *value,
                  struct buf *out)
{
	const size_t before = out->size;
	int64_t index = 0;
	const cJSON *child;

	if (at == value)
		return true;
	cJSON_ArrayForEach(child, at) {
		how->step(out, at, child, index++);
		if (spell(how, child, value, out))
			return true;
		out->size = before;
	}
	return false;
}

static void judge(const struct speller *how, const cJSON *root, const char *name)
{
	AUTO(buf_release) struct buf spelt = { 0 };
	const cJSON *found = how->find(root, name);

	if (!found)
		return;
	assert(spell(how, root, found, &spelt));
	buf_add(&spelt, "", 0);
	assert(!strcmp(buf_str(&spelt), name));
}

/* The other way round: a value that a name can be given to is found by it. */
static void judge_pointers(const cJSON *root, const cJSON *at, struct buf *name)
{
	const size_t before = name->size;
	int64_t index = 0;
	const cJSON *child;

	assert(json_pointer(root, buf_str(name)) == at);
	cJSON_ArrayForEach(child, at) {
		step_of_pointer(name, at, child, index++);
		judge_pointers(root, child, name);
		name->size = before;
		buf_add(name, "", 0);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct speller paths = { json_at, step_of_path };
	static const struct speller pointers = { json_pointer, step_of_pointer };
	const uint8_t *line = size ? memchr(data, '\n', size) : NULL;
	AUTO(buf_release) struct buf name = { 0 }, pointer = { 0 };
	AUTO(cJSON_Delete) cJSON *root = NULL;
	struct err e = { 0 };

	/* Every place is spelt: a large document would take its square in time. */
	if (!line || size > 4096)
		return 0;
	buf_add(&name, data, (size_t)(line - data));
	if (json_parse((const char *)line + 1, size - (size_t)(line + 1 - data), &root,
	               &e) < 0)
		return 0;
	judge(&paths, root, buf_str(&name));
	judge(&pointers, root, buf_str(&name));
	judge_pointers(root, root, &pointer);
	return 0;
}
