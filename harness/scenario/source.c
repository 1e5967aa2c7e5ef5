/*
 * source.c - a scenario file as it was read, shared by those that include it
 */
#include "harness/scenario/source.h"

#include "lib/file/file.h"
#include "lib/mem.h"
#include "lib/str.h"

#define HINT_BYTES (1u << 20) /* of a file that is looked through for its line */

/* Is there a "${" in the line that the error names, as "PATH:LINE:…"? */
static bool has_variable_at(const char *path, const struct err *why)
{
	AUTO(buf_release) struct buf text = { 0 };
	struct err ignored = { 0 };
	struct str rest, line;
	int64_t number = 0;

	if (!str_starts(why->text, path) || why->text[strlen(path)] != ':' ||
	    file_read_head(path, HINT_BYTES, &text, &ignored) < 0)
		return false;
	for (const char *at = why->text + strlen(path) + 1; *at >= '0' && *at <= '9';
	     at++)
		number = number * 10 + (*at - '0');
	rest = str_of(buf_str(&text));
	while (number-- > 0 && str_split(&rest, '\n', &line)) {
		if (!number)
			return memmem(line.at, line.size, "${", 2) != NULL;
	}
	return false;
}

/* YAML reads "{ at: ${now} }" as "$" and a map that begins where a comma is missing. */
static int explain(const char *path, const struct err *why, struct err *e)
{
	if (!strstr(why->text, " in flow ") || !has_variable_at(path, why))
		return err_pass(e, why);
	return err_set(e, why->code, "%s; quote a name inside { } and [ ]: \"${now}\"",
	               why->text);
}

int source_open(const char *path, struct source_cache *cache, struct source **out,
                struct err *e)
{
	struct source *s = cache ? map_find(&cache->sources, path) : NULL;
	struct err why = { 0 };

	if (!s) {
		s = mem_alloc(sizeof(*s));
		if (yaml_load(path, &s->yaml, &why) < 0) {
			free(s);
			return explain(path, &why, e);
		}
		s->path = mem_strdup(path);
		s->real_path = realpath(path, NULL);
		if (cache) {
			*map_place(&cache->sources, path) = s;
			s->users++;
		}
	}
	s->users++;
	*out = s;
	return 0;
}

void source_close(struct source *s)
{
	assert(s->users);
	if (--s->users)
		return;
	yaml_release(&s->yaml);
	free(s->real_path);
	free(s->path);
	free(s);
}

void source_cache_release(struct source_cache *cache)
{
	void *value;

	for (size_t at = 0; map_next(&cache->sources, &at, &value);) {
		if (value)
			source_close(value);
	}
	for (size_t at = 0; map_next(&cache->found, &at, &value);)
		free(value);
	map_release(&cache->sources);
	map_release(&cache->found);
}
