/*
 * pick.c - which scenarios of a suite are run: --only and --tag
 */
#include "harness/run/pick.h"

#include "lib/json/json.h"
#include "lib/mem.h"
#include "lib/nearest.h"
#include "lib/printable.h"
#include "lib/str.h"

#include <fnmatch.h>

#define NO_FIT "no scenario fits --only and --tag"

/* Does the path name the file, or end with it: "flow.yaml" for "entities/flow.yaml"? */
static bool names_file(const char *place, size_t n, const char *file)
{
	size_t size = strlen(file);

	while (n > 2 && !strncmp(place, "./", 2)) {
		place += 2;
		n -= 2;
	}
	return n && size >= n && !memcmp(file + size - n, place, n) &&
	       (size == n || file[size - n - 1] == '/');
}

/* "FILE:LINE": a file holds one scenario, so any line of it means that one. */
static bool names_line(const char *place, const char *file)
{
	const char *colon = strrchr(place, ':');

	return colon && colon[1] &&
	       strspn(colon + 1, "0123456789") == strlen(colon + 1) &&
	       names_file(place, (size_t)(colon - place), file);
}

static bool is_below(const char *folder, const char *file)
{
	size_t n = strlen(folder);

	while (n && folder[n - 1] == '/')
		n--;
	return n && str_starts(file, folder) && file[n] == '/';
}

/*
 * "export[s3,parquet]": a cell of the matrix of export.yaml; "export[s3,*]": several;
 * "export": all of them.
 */
static bool names_cell(const char *place, const struct scenario *s)
{
	const char *slash = strrchr(s->file, '/');
	const char *name = slash ? slash + 1 : s->file;
	size_t n = strlen(name) - (str_ends(name, ".yaml") ? strlen(".yaml") : 0);
	AUTO_MEM char *cell = NULL;
	size_t size = strlen(place);

	if (!s->matrix.name || strncmp(place, name, n) != 0)
		return false;
	if (size == n)
		return true;
	if (place[n] != '[' || place[size - 1] != ']')
		return false;
	cell = mem_printf("%.*s", (int)(size - n - 2), place + n + 1);
	return !strcasecmp(cell, s->matrix.name) ||
	       !fnmatch(cell, s->matrix.name, FNM_CASEFOLD);
}

static bool fits_place(const char *place, const struct scenario *s)
{
	return names_cell(place, s) || names_file(place, strlen(place), s->file) ||
	       names_line(place, s->file) || is_below(place, s->file) ||
	       !fnmatch(place, s->file, 0) || !fnmatch(place, s->sentence, 0);
}

static bool fits_any_place(const char *const *places, const struct scenario *s)
{
	for (; *places; places++) {
		if (fits_place(*places, s))
			return true;
	}
	return false;
}

static bool has_any_tag(const char *const *tags, const struct scenario *s)
{
	const cJSON *tag;

	for (; *tags; tags++) {
		cJSON_ArrayForEach(tag, s->tags) {
			if (!strcmp(tag->valuestring, *tags))
				return true;
		}
	}
	return false;
}

bool pick_fits(const struct pick *p, const struct scenario *s)
{
	return (!p->places || !*p->places || fits_any_place(p->places, s)) &&
	       (!p->tags || !*p->tags || has_any_tag(p->tags, s));
}

/* The first of the list that fits none of the suite's; NULL: each fits one. */
static const char *first_idle(const char *const *list, const struct suite *suite,
                              bool (*fits)(const char *const *, const struct scenario *))
{
	for (; list && *list; list++) {
		const char *const one[] = { *list, NULL };
		size_t i = 0;

		while (i < suite->count && !fits(one, &suite->all[i]))
			i++;
		if (i == suite->count)
			return *list;
	}
	return NULL;
}

static int complain_tag(const char *tag, const struct suite *suite, struct err *e)
{
	struct nearest near = { .name = str_of(tag) };

	for (size_t i = 0; i < suite->count; i++) {
		const cJSON *one;

		cJSON_ArrayForEach(one, suite->all[i].tags)
			nearest_offer(&near, one->valuestring);
	}
	return err_set(e, ERR_NOT_FOUND, NO_FIT ": none fits --tag '%s'%s%s%s", tag,
	               near.best ? "; did you mean " : "", near.best ? near.best : "",
	               near.best ? "?" : "");
}

int pick_check(const struct pick *p, const struct suite *suite, struct err *e)
{
	const char *place = first_idle(p->places, suite, fits_any_place);
	const char *tag = first_idle(p->tags, suite, has_any_tag);

	if (place)
		return err_set(e, ERR_NOT_FOUND, NO_FIT ": none fits --only '%s'", place);
	return tag ? complain_tag(tag, suite, e) : 0;
}

void pick_apply(const struct pick *p, struct suite *suite)
{
	size_t kept = 0;

	for (size_t i = 0; i < suite->count; i++) {
		if (pick_fits(p, &suite->all[i]))
			suite->all[kept++] = suite->all[i];
		else
			scenario_release(&suite->all[i]);
	}
	suite->count = kept;
}

void pick_list(const struct suite *suite, FILE *to)
{
	for (size_t i = 0; i < suite->count; i++) {
		const struct scenario *s = &suite->all[i];
		AUTO(buf_release) struct buf file = { 0 };
		const cJSON *tag;

		printable_line(str_of(s->file), &file);
		fprintf(to, "%s:%d: %s", buf_str(&file), s->line, s->sentence);
		cJSON_ArrayForEach(tag, s->tags)
			fprintf(to, "%s%s",
			        tag->prev && tag != s->tags->child ? ", " : " [",
			        tag->valuestring);
		fprintf(to, "%s\n", s->tags && s->tags->child ? "]" : "");
	}
}
