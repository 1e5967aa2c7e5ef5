/*
 * finding.c - what is wrong with a tree of exports, and what could not be checked
 */
#include "harness/verify/finding.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "lib/mem.h"

static const struct {
	const char *id, *todo;
} kinds[] = {
#define FINDING(name, id, todo) [FINDING_##name] = { id, todo },
#include "harness/verify/finding.def"
#undef FINDING
};
static_assert(ARRAY_LEN(kinds) == FINDING_COUNT, "a row a kind");

const char *finding_id(enum finding_kind kind)
{
	assert(kind < FINDING_COUNT);
	return kinds[kind].id;
}

const char *finding_todo(enum finding_kind kind)
{
	assert(kind < FINDING_COUNT);
	return kinds[kind].todo;
}

/* Those of one file come one after the other, but for a few. */
static size_t count_alike(const struct findings *f, enum finding_kind kind,
                          const char *path)
{
	size_t count = 0;

	for (size_t i = f->count; i > 0 && !strcmp(f->all[i - 1].path, path); i--)
		count += f->all[i - 1].kind == kind;
	return count;
}

void finding_add(struct findings *f, enum finding_kind kind, const char *path,
                 uint64_t record, const char *fmt, ...)
{
	char room[1024];
	va_list ap;

	if (count_alike(f, kind, path) >= FINDINGS_OF_A_FILE) {
		f->unlisted++;
		return;
	}
	va_start(ap, fmt);
	vsnprintf(room, sizeof(room), fmt, ap);
	va_end(ap);
	if (f->count == f->room) {
		f->room = f->room ? 2 * f->room : 32;
		f->all = mem_grow(f->all, f->room, sizeof(*f->all));
	}
	f->all[f->count++] = (struct finding){
		.kind = kind,
		.path = mem_strdup(path),
		.record = record,
		.text = mem_strdup(room),
	};
}

void finding_unchecked(struct findings *f, const char *text)
{
	for (size_t i = 0; i < f->unchecked_count; i++) {
		if (!strcmp(f->unchecked[i].text, text)) {
			f->unchecked[i].files++;
			return;
		}
	}
	f->unchecked =
		mem_grow(f->unchecked, f->unchecked_count + 1, sizeof(*f->unchecked));
	f->unchecked[f->unchecked_count++] = (struct unchecked){ mem_strdup(text), 1 };
}

static int by_place(const void *a, const void *b)
{
	const struct finding *x = a, *y = b;
	int order = strcmp(x->path, y->path);

	if (order)
		return order;
	if (x->record != y->record)
		return x->record < y->record ? -1 : 1;
	if (x->kind != y->kind)
		return x->kind < y->kind ? -1 : 1;
	return strcmp(x->text, y->text);
}

static int by_text(const void *a, const void *b)
{
	const struct unchecked *x = a, *y = b;

	return strcmp(x->text, y->text);
}

void findings_sort(struct findings *f)
{
	if (f->count)
		qsort(f->all, f->count, sizeof(*f->all), by_place);
	if (f->unchecked_count)
		qsort(f->unchecked, f->unchecked_count, sizeof(*f->unchecked), by_text);
}

uint64_t findings_total(const struct findings *f)
{
	return f->count + f->unlisted;
}

void findings_release(struct findings *f)
{
	for (size_t i = 0; i < f->count; i++) {
		free(f->all[i].path);
		free(f->all[i].text);
	}
	for (size_t i = 0; i < f->unchecked_count; i++)
		free(f->unchecked[i].text);
	free(f->all);
	free(f->unchecked);
	*f = (struct findings){ 0 };
}
