/*
 * violations.c - what is wrong with a document, all of it
 */
#include "lib/violations.h"

#include "lib/mem.h"

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

void violations_drop(struct violations *v, size_t index)
{
	free(v->all[index].pointer);
	free(v->all[index].message);
	memmove(v->all + index, v->all + index + 1,
	        (--v->count - index) * sizeof(*v->all));
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
