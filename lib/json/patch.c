/*
 * patch.c - JSON Patch (RFC 6902), whole
 */
#include "lib/json/patch.h"

#include "lib/mem.h"
#include "lib/str.h"

/* The document being changed, and the current operation. */
struct patching {
	cJSON *root;
	const cJSON *op;
	const char *path;
	struct err *e;
};

/* The last token of a pointer, and what it is looked up in. */
struct patch_place {
	cJSON *parent; /* NULL: the pointer is the whole document's */
	char *token;   /* unescaped */
};

static void place_release(struct patch_place *at)
{
	free(at->token);
}

AUTO_DEFINE_STRUCT(struct patch_place, place_release);

static int lost(const struct patching *p, const char *path)
{
	return err_set(p->e, ERR_NOT_FOUND, "the path '%s' leads nowhere", path);
}

/* It is empty or starts with '/', and every ~ in it is ~0 or ~1. */
static bool is_pointer(const char *path)
{
	if (*path && *path != '/')
		return false;
	for (const char *s = path; *s; s++) {
		if (*s == '~' && s[1] != '0' && s[1] != '1')
			return false;
	}
	return true;
}

static int find_place(const struct patching *p, const char *path, struct patch_place *out)
{
	AUTO(mem_free) char *above = mem_strdup(path);
	char *last = strrchr(above, '/');

	*out = (struct patch_place){ 0 };
	if (!last)
		return 0;
	*last = '\0';
	out->parent = json_pointer(p->root, above);
	if (!cJSON_IsObject(out->parent) && !cJSON_IsArray(out->parent))
		return lost(p, path);
	out->token = mem_strdup(last + 1);
	return json_pointer_name(last + 1, strlen(last + 1), out->token) ? 0
	                                                                 : lost(p, path);
}

/* An index as RFC 6901 writes it: no sign, no zero in front. */
static bool read_index(const char *token, int most, int *out)
{
	int64_t n;

	if (*token < '0' || *token > '9' || (*token == '0' && token[1]) ||
	    !str_to_int(token, &n))
		return false;
	*out = n > most ? -1 : (int)n;
	return n <= most;
}

/* Takes value. */
static int put(struct patching *p, const char *path, cJSON *value)
{
	AUTO(cJSON_Delete) cJSON *v = value;
	AUTO(place_release) struct patch_place at = { 0 };
	int count, index;

	if (find_place(p, path, &at) < 0)
		return -1;
	if (!at.parent) {
		cJSON_Delete(p->root);
		p->root = TAKE(v);
	} else if (cJSON_IsObject(at.parent)) {
		json_set(at.parent, at.token, TAKE(v));
	} else {
		count = cJSON_GetArraySize(at.parent);
		if (strcmp(at.token, "-") == 0)
			index = count;
		else if (!read_index(at.token, count, &index))
			return lost(p, path);
		json_insert(at.parent, (size_t)index, TAKE(v));
	}
	return 0;
}

/* Takes out what is at the path; the caller owns it. */
static int detach(struct patching *p, const char *path, cJSON **out)
{
	cJSON *found = json_pointer(p->root, path);
	AUTO(place_release) struct patch_place at = { 0 };

	if (!found)
		return lost(p, path);
	if (find_place(p, path, &at) < 0)
		return -1;
	if (at.parent)
		*out = cJSON_DetachItemViaPointer(at.parent, found);
	else
		*out = TAKE(p->root);
	free((*out)->string);
	(*out)->string = NULL;
	return 0;
}

static int need_value(const struct patching *p, cJSON **out)
{
	const cJSON *value = json_get(p->op, "value");

	if (!value)
		return err_set(p->e, ERR_INVALID, "it has no 'value'");
	*out = json_copy(value);
	return 0;
}

static int need_from(const struct patching *p, const char **out)
{
	*out = json_str(p->op, "from");
	if (!*out || !is_pointer(*out))
		return err_set(p->e, ERR_INVALID, "its 'from' is missing or no pointer");
	return 0;
}

static int op_add(struct patching *p)
{
	cJSON *value = NULL;

	return need_value(p, &value) < 0 ? -1 : put(p, p->path, value);
}

static int op_remove(struct patching *p)
{
	cJSON *old;

	if (!*p->path)
		return err_set(p->e, ERR_INVALID, "the whole document can't be removed");
	if (detach(p, p->path, &old) < 0)
		return -1;
	cJSON_Delete(old);
	return 0;
}

/* In its place: a member keeps its position. */
static int op_replace(struct patching *p)
{
	cJSON *old = json_pointer(p->root, p->path), *value = NULL;
	AUTO(place_release) struct patch_place at = { 0 };

	if (need_value(p, &value) < 0)
		return -1;
	if (!old || find_place(p, p->path, &at) < 0) {
		cJSON_Delete(value);
		return lost(p, p->path);
	}
	if (!at.parent || cJSON_IsObject(at.parent))
		return put(p, p->path, value);
	cJSON_ReplaceItemViaPointer(at.parent, old, value);
	return 0;
}

/* Is `path` below `from`, so that it would go with it? */
static bool is_inside(const char *path, const char *from)
{
	size_t n = strlen(from);

	return !strncmp(path, from, n) && path[n] == '/';
}

static int op_move(struct patching *p)
{
	const char *from;
	cJSON *moved;

	if (need_from(p, &from) < 0)
		return -1;
	if (is_inside(p->path, from))
		return err_set(p->e, ERR_INVALID, "'%s' can't be moved into itself",
		               from);
	return detach(p, from, &moved) < 0 ? -1 : put(p, p->path, moved);
}

static int op_copy(struct patching *p)
{
	const char *from;
	const cJSON *found;

	if (need_from(p, &from) < 0)
		return -1;
	found = json_pointer(p->root, from);
	return found ? put(p, p->path, json_copy(found)) : lost(p, from);
}

static int op_test(struct patching *p)
{
	const cJSON *want = json_get(p->op, "value");
	const cJSON *have = json_pointer(p->root, p->path);

	if (!want)
		return err_set(p->e, ERR_INVALID, "it has no 'value'");
	if (!have)
		return lost(p, p->path);
	if (!json_equal(want, have))
		return err_set(p->e, ERR_STALE, "'%s' is not the expected value",
		               p->path);
	return 0;
}

static const struct {
	const char *name;
	int (*run)(struct patching *p);
} ops[] = {
	{ "add", op_add },   { "remove", op_remove }, { "replace", op_replace },
	{ "move", op_move }, { "copy", op_copy },     { "test", op_test },
};

static int run(struct patching *p)
{
	const char *name = json_str(p->op, "op");

	p->path = json_str(p->op, "path");
	if (!p->path || !is_pointer(p->path))
		return err_set(p->e, ERR_INVALID, "its 'path' is missing or no pointer");
	for (size_t i = 0; name && i < ARRAY_LEN(ops); i++) {
		if (!strcmp(name, ops[i].name))
			return ops[i].run(p);
	}
	return err_set(p->e, ERR_INVALID, "its 'op' is missing or unknown");
}

int jsonpatch_apply(const cJSON *doc, const cJSON *patch, cJSON **out, struct err *e)
{
	struct err why = { 0 };
	struct patching p = { .e = &why };
	size_t i = 0;

	if (!cJSON_IsArray(patch))
		return err_set(e, ERR_INVALID, "a patch is a list of operations");
	p.root = json_copy(doc);
	cJSON_ArrayForEach(p.op, patch) {
		if (run(&p) < 0) {
			cJSON_Delete(p.root);
			return err_set(e, why.code, "operation %zu: %s", i, why.text);
		}
		i++;
	}
	*out = p.root;
	return 0;
}
