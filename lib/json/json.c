/*
 * json.c - trees: making nodes, finding them, comparing them
 */
#include "lib/json/json.h"

#include <limits.h>
#include <math.h>

#include "lib/decimal.h"
#include "lib/mem.h"
#include "lib/str.h"

static cJSON *node(int type)
{
	cJSON *v = mem_alloc(sizeof(*v));

	v->type = type;
	return v;
}

/* A number of that text, which is taken. */
static cJSON *number(char *text, double value)
{
	cJSON *v = node(cJSON_Number);

	v->valuestring = text;
	v->valuedouble = value;
	v->valueint = value >= INT_MAX   ? INT_MAX
	              : value <= INT_MIN ? INT_MIN
	                                 : (int)value;
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
	return json_take_str(mem_strdup(s));
}

cJSON *json_new_int(int64_t n)
{
	struct buf text = { 0 };

	buf_add_int(&text, n);
	return number(buf_take(&text), (double)n);
}

cJSON *json_new_double(double d)
{
	struct buf text = { 0 };

	if (!isfinite(d))
		return json_new_null();
	json_put_double(&text, d);
	return number(buf_take(&text), d);
}

cJSON *json_new_bool(bool b)
{
	return node(b ? cJSON_True : cJSON_False);
}

cJSON *json_new_null(void)
{
	return node(cJSON_NULL);
}

cJSON *json_take_str(char *text)
{
	cJSON *v = node(cJSON_String);

	v->valuestring = text;
	return v;
}

cJSON *json_take_number(char *text)
{
	int64_t n;

	/* -0 is left to strtod, which keeps its sign */
	if (str_to_int(text, &n) && n)
		return number(text, (double)n);
	return number(text, strtod(text, NULL));
}

cJSON *json_copy(const cJSON *v)
{
	cJSON *copy = cJSON_Duplicate(v, true);

	assert(copy);
	return copy;
}

static cJSON *member(const cJSON *object, const char *name, size_t n)
{
	cJSON *one;

	cJSON_ArrayForEach(one, object) {
		if (one->string && !strncmp(one->string, name, n) && !one->string[n])
			return one;
	}
	return NULL;
}

cJSON *json_get(const cJSON *object, const char *name)
{
	return member(object, name, strlen(name));
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

void json_insert(cJSON *array, size_t index, cJSON *v)
{
	cJSON *at = array->child;

	while (at && index--)
		at = at->next;
	if (!at) {
		json_push(array, v);
		return;
	}
	v->next = at;
	v->prev = at->prev; /* the first one's is the last */
	at->prev = v;
	if (at == array->child)
		array->child = v;
	else
		v->prev->next = v;
}

void json_drop(cJSON *object, const char *name)
{
	cJSON *old = json_get(object, name);

	if (old)
		cJSON_Delete(cJSON_DetachItemViaPointer(object, old));
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

static const cJSON *step_by_name(const cJSON *at, const char **path)
{
	const char *name = *path;
	size_t n = strcspn(name, ".[");

	*path += n;
	return cJSON_IsObject(at) ? member(at, name, n) : NULL;
}

static const cJSON *step_by_index(const cJSON *at, const char **path)
{
	const char *index = *path + 1;
	size_t n = strcspn(index, "]");

	if (!index[n])
		return NULL;
	*path = index + n + 1;
	return element(at, index, n);
}

cJSON *json_at(const cJSON *root, const char *path)
{
	const cJSON *at = root;

	if (*path && *path != '[')
		at = step_by_name(at, &path);
	while (at && *path) {
		if (*path == '[')
			at = step_by_index(at, &path);
		else if (*path++ == '.')
			at = step_by_name(at, &path);
		else
			at = NULL;
	}
	return (cJSON *)(uintptr_t)at;
}

void json_pointer_add(struct buf *out, const char *name)
{
	buf_add_char(out, '/');
	for (const char *s = name; *s; s++) {
		if (*s == '~' || *s == '/')
			buf_add_str(out, *s == '~' ? "~0" : "~1");
		else
			buf_add_char(out, *s);
	}
}

bool json_pointer_name(const char *step, size_t n, char *out)
{
	for (size_t i = 0; i < n; i++) {
		char c = step[i];

		if (c == '~') {
			if (++i == n || (step[i] != '0' && step[i] != '1'))
				return false;
			c = step[i] == '1' ? '/' : '~';
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

		if (*pointer != '/' || !json_pointer_name(pointer + 1, n, name))
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

bool json_has_str(const cJSON *list, const char *text)
{
	const cJSON *one;

	cJSON_ArrayForEach(one, list) {
		if (cJSON_IsString(one) && !strcmp(one->valuestring, text))
			return true;
	}
	return false;
}

bool json_to_int(const cJSON *v, int64_t *out)
{
	return cJSON_IsNumber(v) && decimal_to_int(decimal_of(v->valuestring), out);
}

bool json_int(const cJSON *root, const char *path, int64_t *out)
{
	return json_to_int(json_at(root, path), out);
}

int json_number_cmp(const char *a, const char *b)
{
	return decimal_cmp(decimal_of(a), decimal_of(b));
}

#define BYTES_A_STEP 16 /* of texts and numbers that are compared */

static bool spend(int64_t *steps, size_t bytes)
{
	*steps -= 1 + (int64_t)(bytes / BYTES_A_STEP);
	return *steps > 0;
}

static bool same_elements(const cJSON *a, const cJSON *b, int64_t *steps)
{
	const cJSON *x = a->child, *y = b->child;

	while (x && y && json_equal_within(x, y, steps)) {
		x = x->next;
		y = y->next;
	}
	return !x && !y;
}

/* The member of that name: looked for from `near` on, where it mostly is. */
static const cJSON *find_from(const cJSON *near, const cJSON *object, const char *name,
                              int64_t *steps)
{
	const size_t size = strlen(name);
	const cJSON *at;

	for (at = near; at && spend(steps, size); at = at->next) {
		if (!strcmp(at->string, name))
			return at;
	}
	for (at = object->child; at != near && spend(steps, size); at = at->next) {
		if (!strcmp(at->string, name))
			return at;
	}
	return NULL;
}

/* Names are there once, so that as many members with a match each are all. */
static bool same_members(const cJSON *a, const cJSON *b, int64_t *steps)
{
	const int size = cJSON_GetArraySize(a);
	const cJSON *near = b->child, *one, *match;

	if (size != cJSON_GetArraySize(b) || !spend(steps, 2 * (size_t)size))
		return false;
	cJSON_ArrayForEach(one, a) {
		match = find_from(near, b, one->string, steps);
		if (!match || !json_equal_within(one, match, steps))
			return false;
		near = match->next;
	}
	return true;
}

static bool same_texts(const char *a, const char *b, int64_t *steps)
{
	if (*a != *b)
		return false;
	return spend(steps, strlen(a)) && !strcmp(a, b);
}

static bool same_numbers(const char *a, const char *b, int64_t *steps)
{
	return spend(steps, strlen(a) + strlen(b)) && json_number_cmp(a, b) == 0;
}

bool json_equal_within(const cJSON *a, const cJSON *b, int64_t *steps)
{
	if (!a || !b)
		return a == b;
	if (!spend(steps, 0) || (a->type & 0xff) != (b->type & 0xff))
		return false;
	if (cJSON_IsNumber(a))
		return same_numbers(a->valuestring, b->valuestring, steps);
	if (cJSON_IsString(a))
		return same_texts(a->valuestring, b->valuestring, steps);
	return cJSON_IsObject(a) ? same_members(a, b, steps) : same_elements(a, b, steps);
}

bool json_equal(const cJSON *a, const cJSON *b)
{
	int64_t steps = INT64_MAX;

	return json_equal_within(a, b, &steps);
}
