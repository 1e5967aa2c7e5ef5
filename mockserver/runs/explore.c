/*
 * explore.c - what was exported through a base connection, as folders and files
 */
#include "mockserver/runs/explore.h"

#include "lib/mem.h"
#include "lib/str.h"
#include "mockserver/entities/build.h"
#include "mockserver/runs/place.h"

static void add_entry(cJSON *list, const char *type, const char *folder, struct str name)
{
	cJSON *one = json_push(list, json_new_object());
	bool is_folder = *type == 'f' && type[1] == 'o';
	const char *end = is_folder ? "/" : "";
	AUTO(mem_free) char *plain = mem_printf("%.*s", (int)name.size, name.at);
	AUTO(mem_free) char *path = mem_printf("%s/%s%s", folder, plain, end);

	json_set(one, "type", json_new_str(type));
	json_set(one, "name", json_new_str(plain));
	json_set(one, "path", json_new_str(path));
	json_set(one, "canPreview", json_new_bool(false));
	json_set(one, "canFetchSchema", json_new_bool(false));
}

/* Is the last entry of the list the one of that name? */
static bool is_last(const cJSON *list, struct str name)
{
	const cJSON *last = list->child ? list->child->prev : NULL;
	const char *have = json_str(last, "name");

	return have && str_is(name, have);
}

/* Files are sorted by path, so that what is in one folder stands together. */
static int add_entries(struct world *w, const char *root, const char *folder, cJSON *list,
                       struct err *e)
{
	AUTO(mem_free) char *from = mem_printf("%s%s/", root, folder);
	AUTO(mem_free) char *to = mem_printf("%s%s0", root, folder); /* '0' follows '/' */
	AUTO(stmt_end) struct stmt *q = stmt_begin(&w->store.sql, SQL_FILE_BELOW);
	int got;

	stmt_put_text(q, from);
	stmt_put_text(q, to);
	while ((got = stmt_step(q, e)) > 0) {
		const char *rest = stmt_get_text(q) + strlen(from);
		struct str name = { rest, strcspn(rest, "/") };

		if (!is_last(list, name))
			add_entry(list, rest[name.size] ? "folder" : "file", folder,
			          name);
	}
	return got;
}

/* "s3/your-bucket-name" of "s3/your-bucket-name/folder". */
static char *root_of(const char *place)
{
	const char *slash = strchr(place, '/');

	return mem_printf("%.*s", (int)(slash + 1 + strcspn(slash + 1, "/") - place),
	                  place);
}

/* The distinct roots of the connection's targets. */
static int find_roots(struct world *w, const cJSON *base, cJSON *roots, struct err *e)
{
	AUTO(stmt_end) struct stmt *q = stmt_begin(&w->store.sql, SQL_ENTITY_OF_BASE);
	int got;

	stmt_put_int(q, KIND_TARGET);
	stmt_put_text(q, json_str(base, "id"));
	while ((got = stmt_step(q, e)) > 0) {
		AUTO(cJSON_Delete) cJSON *target = NULL;
		AUTO(buf_release) struct buf place = { 0 };
		AUTO(mem_free) char *root = NULL;
		const char *text = stmt_get_text(q);
		struct err none = { 0 };

		if (json_parse(text, strlen(text), &target, e) < 0)
			return -1;
		if (place_of(target, base, &place, &none) < 0)
			continue; /* no files go to its spec */
		root = root_of(place.data);
		json_set(roots, root, json_new_null());
	}
	return got;
}

/* "/folder/sub" of whatever spelling: cleaned as paths of targets are. */
static char *clean(const char *folder)
{
	struct buf out = { 0 };

	place_add_path(&out, folder);
	return buf_take(&out);
}

int explore_place(struct world *w, const char *root, const char *folder, cJSON *list,
                  struct err *e)
{
	AUTO(mem_free) char *below = clean(folder);

	return add_entries(w, root, below, list, e);
}

int explore(struct world *w, const struct caller *by, const char *base,
            const char *folder, cJSON **out, struct err *e)
{
	AUTO(cJSON_Delete) cJSON *connection = NULL;
	AUTO(cJSON_Delete) cJSON *roots = json_new_object();
	AUTO(cJSON_Delete) cJSON *list = json_new_array();
	AUTO(mem_free) char *below = clean(folder);
	const cJSON *root;

	if (entity_tree(&w->store, KIND_CONNECTION, by, base, &connection, e) < 0 ||
	    find_roots(w, connection, roots, e) < 0)
		return -1;
	cJSON_ArrayForEach(root, roots) {
		if (add_entries(w, root->string, below, list, e) < 0)
			return -1;
	}
	*out = TAKE(list);
	return 0;
}
