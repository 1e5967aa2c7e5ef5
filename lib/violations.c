/*
 * violations.c - what is wrong with a document, all of it
 */
#include "lib/violations.h"

#include <stdlib.h>
#include <string.h>

#include "lib/mem.h"

#define COMPARED_MOST 32 /* violations of one place that are compared with each other */

/* Keywords at one place, of which the first says what the second does, and more. */
static const struct {
	const char *more, *less;
} pairs[] = {
	{ "required", "required" },     /* by two schemas, in whatever words */
	{ "required", "dependencies" }, /* it is missing in any case */
	{ "type", "required" },         /* it is there, and of no use */
	{ "enum", "type" },             /* the values that are taken */
	{ "enum", "pattern" },
	{ "enum", "minimum" },
	{ "enum", "maximum" },
	{ "type", "type" },           /* by two schemas, the last of them narrower */
	{ "minLength", "reference" }, /* nothing has an empty name */
	{ "minLength", "contract" },
};

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

static bool says_more(const struct violation *a, const struct violation *b)
{
	for (size_t i = 0; i < ARRAY_LEN(pairs); i++) {
		if (!strcmp(a->keyword, pairs[i].more) &&
		    !strcmp(b->keyword, pairs[i].less))
			return true;
	}
	return !strcmp(a->keyword, b->keyword) && !strcmp(a->message, b->message);
}

/* By place, then as they were added. */
static int by_pointer(const void *a, const void *b)
{
	const struct violation *x = *(struct violation *const *)a;
	const struct violation *y = *(struct violation *const *)b;
	int order = strcmp(x->pointer, y->pointer);

	return order ? order : (x > y) - (x < y);
}

static void swap(struct violation *a, struct violation *b)
{
	struct violation c = *a;

	*a = *b;
	*b = c;
}

static void release(struct violation *one)
{
	free(one->pointer);
	free(one->message);
	*one = (struct violation){ 0 };
}

/* Releases what adds nothing at the place of the first: how many there were. */
static size_t settle_place(struct violation **all, size_t count)
{
	size_t n = 1;

	while (n < count && !strcmp(all[n]->pointer, all[0]->pointer))
		n++;
	for (size_t i = 0; i < n && i < COMPARED_MOST; i++) {
		for (size_t j = i + 1; j < n && j < COMPARED_MOST; j++) {
			if (!all[i]->pointer || !all[j]->pointer)
				continue;
			if (says_more(all[j], all[i]))
				swap(all[i], all[j]);
			if (says_more(all[i], all[j]))
				release(all[j]);
		}
	}
	return n;
}

void violations_settle(struct violations *v)
{
	AUTO_MEM struct violation **sorted = NULL;
	size_t kept = 0;

	if (v->count < 2)
		return;
	sorted = mem_grow(NULL, v->count, sizeof(struct violation *));
	for (size_t i = 0; i < v->count; i++)
		sorted[i] = &v->all[i];
	qsort(sorted, v->count, sizeof(struct violation *), by_pointer);
	for (size_t i = 0; i < v->count;)
		i += settle_place(sorted + i, v->count - i);
	for (size_t i = 0; i < v->count; i++) {
		if (v->all[i].pointer)
			v->all[kept++] = v->all[i];
	}
	v->count = kept;
}

void violations_drop(struct violations *v, size_t index)
{
	free(v->all[index].pointer);
	free(v->all[index].message);
	memmove(v->all + index, v->all + index + 1,
	        (--v->count - index) * sizeof(*v->all));
}

void violations_release(struct violations *v)
{
	for (size_t i = 0; i < v->count; i++)
		release(&v->all[i]);
	free(v->all);
	*v = (struct violations){ 0 };
}
