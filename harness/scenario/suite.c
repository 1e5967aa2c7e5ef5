/*
 * suite.c - the scenarios that files and folders hold
 */
#include "harness/scenario/suite.h"

#include "lib/file/file.h"
#include "lib/mem.h"
#include "lib/str.h"

/* Files to read, in order. */
struct listing {
	const char *root; /* of the folder that is walked */
	char **paths;
	size_t count;
};

void suite_release(struct suite *s)
{
	for (size_t i = 0; i < s->count; i++)
		scenario_release(&s->all[i]);
	free(s->all);
	for (size_t i = 0; i < s->bad_count; i++) {
		free(s->bad[i].file);
		free(s->bad[i].text);
	}
	free(s->bad);
	*s = (struct suite){ 0 };
}

static void list_add(struct listing *l, char *path)
{
	l->paths = mem_grow(l->paths, l->count + 1, sizeof(*l->paths));
	l->paths[l->count++] = path;
}

size_t suite_ending(const char *file)
{
	static const char *const endings[] = { ".yaml", ".yml" };

	for (size_t i = 0; i < ARRAY_LEN(endings); i++) {
		if (str_ends(file, endings[i]))
			return strlen(endings[i]);
	}
	return 0;
}

/* Emacs locks a file that is changed by a link to nowhere, called ".#" and its name. */
static bool is_lock(const char *relative)
{
	return str_starts(file_name(relative), ".#");
}

static int visit(void *ctx, const char *relative, uint64_t size UNUSED,
                 struct err *e UNUSED)
{
	struct listing *l = ctx;

	if (!suite_ending(relative) || is_lock(relative) ||
	    str_starts(relative, "steps/") || strstr(relative, "/steps/"))
		return 0;
	list_add(l, mem_printf("%s/%s", l->root, relative));
	return 0;
}

static int list_path(struct listing *l, const char *path, struct err *e)
{
	AUTO(mem_free) char *root = mem_strdup(path);
	int rc;

	if (!file_is_dir(path)) {
		list_add(l, mem_strdup(path));
		return 0;
	}
	while (str_ends(root, "/") && root[1])
		root[strlen(root) - 1] = '\0';
	l->root = root;
	rc = file_walk_links(root, visit, l, e);
	l->root = NULL;
	return rc;
}

/* The line in "file:12:3: reason"; 1 where it names no line. */
static int line_in(const char *text, const char *file)
{
	int line;

	if (str_starts(text, file) && sscanf(text + strlen(file), ":%9d:", &line) == 1)
		return line;
	return 1;
}

static void add_bad(struct suite *s, const char *path, const char *text)
{
	s->bad = mem_grow(s->bad, s->bad_count + 1, sizeof(*s->bad));
	s->bad[s->bad_count++] = (struct suite_bad){
		.file = mem_strdup(path),
		.text = mem_strdup(text),
		.line = line_in(text, path),
	};
}

/* Reading goes on after a problem, to find the others. */
static void load_one(struct suite *s, const char *path, struct scenario_given *given)
{
	size_t cells = 1;

	for (given->cell = 0; given->cell < cells; given->cell++) {
		struct scenario scenario;
		struct err e = { 0 };

		if (scenario_load(path, given, &scenario, &e) < 0) {
			add_bad(s, path, e.text);
			return;
		}
		cells = scenario.matrix.cells;
		s->all = mem_grow(s->all, s->count + 1, sizeof(*s->all));
		s->all[s->count++] = scenario;
	}
}

/* A misspelt name would leave scenarios with what they have by themselves. */
static void check_vars(const struct scenario_given *given, struct buf *problems)
{
	const cJSON *one;

	cJSON_ArrayForEach(one, given->vars) {
		if (!json_get(given->used, one->string))
			buf_printf(problems, "variable '%s': no scenario asks for it\n",
			           one->string);
	}
}

static bool is_included(const struct suite *s, const struct scenario *steps)
{
	AUTO(mem_free) char *path = realpath(steps->file, NULL);

	for (size_t i = 0; path && i < s->count; i++) {
		if (s->all[i].sentence && scenario_includes(&s->all[i], path))
			return true;
	}
	return false;
}

/* Takes files without a sentence out; one that nobody includes is a problem. */
static void drop_steps(struct suite *s, struct buf *problems)
{
	size_t kept = 0;

	for (size_t i = 0; i < s->count; i++) {
		if (!s->all[i].sentence && !is_included(s, &s->all[i]))
			buf_printf(problems,
			           "%s: no scenario (it has no key 'scenario'), and none "
			           "includes it\n",
			           s->all[i].file);
	}
	for (size_t i = 0; i < s->count; i++) {
		if (s->all[i].sentence)
			s->all[kept++] = s->all[i];
		else
			scenario_release(&s->all[i]);
	}
	s->count = kept;
}

/* Adds the files of all paths; a folder that has none is a problem next to others. */
static int list_paths(const char *const *paths, struct listing *l, struct buf *problems,
                      struct err *e)
{
	const bool several = paths[0] && paths[1];

	for (; *paths; paths++) {
		size_t before = l->count;

		if (list_path(l, *paths, e) < 0)
			return -1;
		if (several && l->count == before)
			buf_printf(problems, "%s: there are no scenarios in it\n",
			           *paths);
	}
	return 0;
}

/* Reads all; *others has what is wrong with the whole. */
static int read_all(const char *const *paths, const cJSON *vars, struct suite *out,
                    struct buf *others, struct err *e)
{
	AUTO(cJSON_Delete) cJSON *used = json_new_object();
	AUTO(source_cache_release) struct source_cache cache = { 0 };
	struct scenario_given given = { .vars = vars, .used = used, .cache = &cache };
	struct listing l = { 0 };
	int rc = list_paths(paths, &l, others, e);

	*out = (struct suite){ 0 };
	for (size_t i = 0; i < l.count; i++) {
		if (rc == 0)
			load_one(out, l.paths[i], &given);
		free(l.paths[i]);
	}
	free(l.paths);
	if (rc < 0)
		return -1;
	drop_steps(out, others);
	check_vars(&given, others);
	return 0;
}

static int finish(struct suite *s, int rc, const struct buf *problems, struct err *e)
{
	if (rc == 0 && problems->size)
		rc = err_set(e, ERR_INVALID, "nothing was run");
	if (rc < 0)
		suite_release(s);
	return rc;
}

int suite_load(const char *const *paths, const cJSON *vars, struct suite *out,
               struct buf *problems, struct err *e)
{
	AUTO(buf_release) struct buf others = { 0 };
	int rc = read_all(paths, vars, out, &others, e);

	/* A problem is a line of its own. */
	for (size_t i = 0; i < out->bad_count; i++)
		buf_printf(problems, "%s\n", out->bad[i].text);
	buf_add(problems, buf_str(&others), others.size);
	return finish(out, rc, problems, e);
}

int suite_load_readable(const char *const *paths, const cJSON *vars, struct suite *out,
                        struct buf *problems, struct err *e)
{
	AUTO(buf_release) struct buf others = { 0 };
	int rc = read_all(paths, vars, out, &others, e);

	/* A bad file may have the only use of steps and variables. */
	if (!out->bad_count)
		buf_add(problems, buf_str(&others), others.size);
	return finish(out, rc, problems, e);
}
