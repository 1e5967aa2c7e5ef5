/*
 * json.c - trees: making nodes, finding them, comparing them
 */
#include "lib/json.h"

#include "lib/mem.h"

static cJSON *node(int type)
{
	cJSON *v = mem_alloc(sizeof(*v));

	v->type = type;
	return v;
}

cJSON *json_new_object(void)
{
	return node(cJSON_Object);
}

cJSON *json_new_array(void)
{
	return node(cJSON_Array);
}

cJSON *json_new_str(const char *s)
{
	cJSON *v = node(cJSON_String);

	v->valuestring = mem_strdup(s);
	return v;
}

cJSON *json_new_int(int64_t n)
{
	cJSON *v = node(cJSON_Number);

	v->valuestring = mem_printf("%lld", (long long)n);
	v->valuedouble = (double)n;
	v->valueint = n > INT32_MAX ? INT32_MAX : n < INT32_MIN ? INT32_MIN : (int)n;
	return v;
}

cJSON *json_new_double(double d)
{
	struct buf text = { 0 };
	cJSON *v = node(cJSON_Number);

	json_put_double(&text, d);
	v->valuestring = buf_take(&text);
	v->valuedouble = d;
	return v;
}

cJSON *json_new_bool(bool b)
{
	return node(b ? cJSON_True : cJSON_False);
}

cJSON *json_new_null(void)
{
	return node(cJSON_NULL);
}

cJSON *json_copy(const cJSON *v)
{
	cJSON *copy = cJSON_Duplicate(v, true);

	assert(copy);
	return copy;
}

cJSON *json_get(const cJSON *object, const char *name)
{
	cJSON *one;

	cJSON_ArrayForEach(one, object) {
		if (one->string && !strcmp(one->string, name))
			return one;
	}
	return NULL;
}

cJSON *json_set(cJSON *object, const char *name, cJSON *v)
{
	cJSON *old = json_get(object, name);

	free(v->string);
	v->string = mem_strdup(name);
	if (old)
		cJSON_ReplaceItemViaPointer(object, old, v);
	else
		cJSON_AddItemToArray(object, v);
	return v;
}

cJSON *json_push(cJSON *array, cJSON *v)
{
	cJSON_AddItemToArray(array, v);
	return v;
}

void json_drop(cJSON *object, const char *name)
{
	cJSON *old = json_get(object, name);

	if (old)
		cJSON_Delete(cJSON_DetachItemViaPointer(object, old));
}

static cJSON *member(const cJSON *at, const char *name, size_t n)
{
	cJSON *one;

	cJSON_ArrayForEach(one, at) {
		if (one->string && strlen(one->string) == n &&
		    !memcmp(one->string, name, n))
			return one;
	}
	return NULL;
}

static cJSON *element(const cJSON *at, const char *text, size_t n)
{
	size_t index = 0;
	cJSON *one;

	if (!cJSON_IsArray(at) || !n || n > 9 || (n > 1 && *text == '0'))
		return NULL;
	for (size_t i = 0; i < n; i++) {
		if (text[i] < '0' || text[i] > '9')
			return NULL;
		index = index * 10 + (size_t)(text[i] - '0');
	}
	one = at->child;
	while (one && index--)
		one = one->next;
	return one;
}

cJSON *json_at(const cJSON *root, const char *path)
{
	const cJSON *at = root;

	while (at && *path) {
		size_t n;

		if (*path == '[') {
			n = strcspn(path, "]");
			at = path[n] ? element(at, path + 1, n - 1) : NULL;
			path += path[n] ? n + 1 : n;
		} else {
			n = strcspn(path, ".[");
			at = cJSON_IsObject(at) ? member(at, path, n) : NULL;
			path += n;
		}
		path += *path == '.';
	}
	return (cJSON *)(uintptr_t)at;
}

/* The token with ~1 and ~0 undone; false for any other ~. */
static bool unescape(const char *token, size_t n, char *out)
{
	for (size_t i = 0; i < n; i++) {
		char c = token[i];

		if (c == '~') {
			if (++i == n || (token[i] != '0' && token[i] != '1'))
				return false;
			c = token[i] == '1' ? '/' : '~';
		}
		*out++ = c;
	}
	*out = '\0';
	return true;
}

cJSON *json_pointer(const cJSON *root, const char *pointer)
{
	const cJSON *at = root;
	char *name = mem_alloc(strlen(pointer) + 1);

	while (at && *pointer) {
		size_t n = strcspn(pointer + 1, "/");

		if (*pointer != '/' || !unescape(pointer + 1, n, name))
			at = NULL;
		else
			at = cJSON_IsArray(at) ? element(at, name, strlen(name))
			                       : json_get(at, name);
		pointer += n + 1;
	}
	free(name);
	return (cJSON *)(uintptr_t)at;
}

const char *json_str(const cJSON *root, const char *path)
{
	const cJSON *v = json_at(root, path);

	return cJSON_IsString(v) ? v->valuestring : NULL;
}

bool json_int(const cJSON *root, const char *path, int64_t *out)
{
	return json_to_int(json_at(root, path), out);
}

static bool same_children(const cJSON *a, const cJSON *b)
{
	const cJSON *one = a->child, *other = b->child;

	for (; one && other; one = one->next, other = other->next) {
		const cJSON *match = cJSON_IsObject(a) ? json_get(b, one->string) : other;

		if (!match || !json_equal(one, match))
			return false;
	}
	return !one && !other;
}

bool json_equal(const cJSON *a, const cJSON *b)
{
	if (!a || !b)
		return a == b;
	if ((a->type & 0xff) != (b->type & 0xff))
		return false;
	if (cJSON_IsNumber(a))
		return json_number_cmp(a->valuestring, b->valuestring) == 0;
	if (cJSON_IsString(a))
		return !strcmp(a->valuestring, b->valuestring);
	return same_children(a, b);
}
