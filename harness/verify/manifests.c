/*
 * manifests.c - compares manifests with the files that lie next to them
 */
#include "harness/verify/manifests.h"

#include "lib/mem.h"
#include "lib/vtime.h"

#define MANIFEST_BYTES ((size_t)64 * 1024 * 1024)

/* A manifest that is being judged. */
struct judged {
	struct inventory *v;
	const struct inventory_file *file;
	struct findings *f;
	cJSON *json;
};

static int read_text(const struct export_tree *t, const struct inventory_file *file,
                     struct buf *out, struct err *e)
{
	AUTO(tree_file_close) struct tree_file open = { .fd = -1 };
	char *room;
	size_t got;

	if (tree_file_open(t, file->path, &open, e) < 0)
		return -1;
	if (open.size > MANIFEST_BYTES)
		return err_set(e, ERR_INVALID, "a manifest of more than %zu bytes",
		               MANIFEST_BYTES);
	room = buf_reserve(out, (size_t)open.size + 1);
	if (tree_file_read(&open, 0, room, (size_t)open.size, &got, e) < 0)
		return -1;
	out->size = got;
	room[got] = '\0';
	return 0;
}

/* ---------------------------------------------------------------- its text */

/* What the manifest would be, written as documented with what it says. */
static char *as_documented(const cJSON *json)
{
	AUTO(cJSON_Delete) cJSON *whole = json_new_object();
	const char *run = json_str(json, "flowRunId");
	const char *at = json_str(json, "scheduledTime");
	cJSON *results = json_new_array();
	const cJSON *one;

	json_set(whole, "flowRunId", json_new_str(run ? run : ""));
	json_set(whole, "scheduledTime", json_new_str(at ? at : ""));
	json_set(whole, "exportResults", results);
	cJSON_ArrayForEach(one, json_get(json, "exportResults")) {
		cJSON *result = json_push(results, json_new_object());
		const char *sink = json_str(one, "sinkPath"),
			   *name = json_str(one, "name");
		int64_t size = 0;

		json_int(one, "size", &size);
		json_set(result, "sinkPath", json_new_str(sink ? sink : ""));
		json_set(result, "name", json_new_str(name ? name : ""));
		json_set(result, "size", json_new_int(size));
	}
	return json_text(whole);
}

static void check_text(const struct judged *j, const struct buf *text)
{
	AUTO(mem_free) char *expected = as_documented(j->json);
	size_t same = 0;

	while (same < text->size && expected[same] == text->data[same])
		same++;
	if (same == text->size && !expected[same])
		return;
	finding_add(j->f, FINDING_MANIFEST, j->file->path, 0,
	            "byte %zu is not as documented: '%.24s' is expected", same,
	            expected[same] ? expected + same : "the end");
}

static void check_run(const struct judged *j)
{
	const char *run = json_str(j->json, "flowRunId");
	struct names_manifest names;

	if (!names_manifest(j->file->name, &names))
		finding_add(j->f, FINDING_MANIFEST, j->file->path, 0,
		            "it is not called manifest-<flow>-<flowRunId>.json");
	else if (!run || !str_is(names.run, run))
		finding_add(j->f, FINDING_MANIFEST, j->file->path, 0,
		            "its flowRunId is %s, not its name's", run ? run : "missing");
}

/* "2026-01-01T00:05:00Z" is the time of the folder exportTime=202601010005. */
static void check_time(const struct judged *j)
{
	const struct inventory_folder *folder = &j->v->folders[j->file->folder];
	const char *at = json_str(j->json, "scheduledTime");
	struct err why = { 0 };
	char digits[16];
	size_t n = 0;
	vtime time;

	if (!at || vtime_parse(at, &time, &why) < 0) {
		finding_add(j->f, FINDING_MANIFEST, j->file->path, 0,
		            "its scheduledTime is no time");
		return;
	}
	for (; *at && n < sizeof(digits); at++) {
		if (*at >= '0' && *at <= '9')
			digits[n++] = *at;
	}
	if (folder->placed && folder->names.time.size <= sizeof(digits) &&
	    *folder->names.time.at >= '0' && *folder->names.time.at <= '9' &&
	    (n < folder->names.time.size ||
	     memcmp(digits, folder->names.time.at, folder->names.time.size) != 0))
		finding_add(j->f, FINDING_MANIFEST, j->file->path, 0,
		            "its scheduledTime is %s, its folder's exportTime %.*s",
		            json_str(j->json, "scheduledTime"),
		            (int)folder->names.time.size, folder->names.time.at);
}

/* ---------------------------------------------------------------- what it lists */

/* Does one of the paths end with the other, at a slash? */
static bool paths_agree(const char *sink, struct str folder)
{
	struct str s = str_trim(str_of(sink), "/");
	struct str longer = s.size > folder.size ? s : folder;
	struct str shorter = s.size > folder.size ? folder : s;
	size_t over = longer.size - shorter.size;

	if (!shorter.size)
		return true;
	return !memcmp(longer.at + over, shorter.at, shorter.size) &&
	       (!over || longer.at[over - 1] == '/');
}

static int by_name(const void *key, const void *row)
{
	return strcmp(key, ((const struct inventory_file *)row)->path);
}

/* The data file of that name next to the manifest, or NULL. */
static struct inventory_file *neighbour(const struct judged *j, const char *name)
{
	struct str folder = j->v->folders[j->file->folder].path;
	AUTO_MEM char *path = mem_printf("%.*s%s%s", (int)folder.size, folder.at,
	                                 folder.size ? "/" : "", name);
	struct inventory_file *found =
		bsearch(path, j->v->files, j->v->file_count, sizeof(*found), by_name);

	return found && found->form.type ? found : NULL;
}

static void check_result(const struct judged *j, const cJSON *one)
{
	const struct inventory_folder *folder = &j->v->folders[j->file->folder];
	const char *sink = json_str(one, "sinkPath"), *name = json_str(one, "name");
	struct inventory_file *file = name ? neighbour(j, name) : NULL;
	int64_t size = -1;

	if (!sink || *sink != '/' || !paths_agree(sink, folder->path))
		finding_add(j->f, FINDING_MANIFEST, j->file->path, 0,
		            "its sinkPath '%s' does not lead to this folder",
		            sink ? sink : "");
	if (!file) {
		finding_add(j->f, FINDING_LOST, j->file->path, 0,
		            "it lists '%s', which is not there", name ? name : "");
		return;
	}
	file->listed++;
	if (!json_int(one, "size", &size) || size != (int64_t)file->size)
		finding_add(j->f, FINDING_SIZE, file->path, 0,
		            "%llu bytes, the manifest says %lld",
		            (unsigned long long)file->size, (long long)size);
}

static void check_manifest(struct judged *j, const struct export_tree *t)
{
	AUTO(buf_release) struct buf text = { 0 };
	struct err why = { 0 };
	const cJSON *one;

	if (read_text(t, j->file, &text, &why) < 0) {
		finding_add(j->f,
		            why.code == ERR_INVALID ? FINDING_MANIFEST
		                                    : FINDING_UNREADABLE,
		            j->file->path, 0, "%s", why.text);
		return;
	}
	if (json_parse(buf_str(&text), text.size, &j->json, &why) < 0) {
		finding_add(j->f, FINDING_MANIFEST, j->file->path, 0, "no JSON: %s",
		            why.text);
		return;
	}
	check_text(j, &text);
	check_run(j);
	check_time(j);
	cJSON_ArrayForEach(one, json_get(j->json, "exportResults"))
		check_result(j, one);
}

/* ---------------------------------------------------------------- what is listed */

/* Are there manifests where a file of this folder should be listed? */
static bool has_manifests(const struct inventory *v, const struct inventory_file *file)
{
	const struct inventory_folder *folder = &v->folders[file->folder];

	return folder->manifests || v->series[folder->series].manifests;
}

static void check_listed(const struct inventory *v, const struct inventory_file *file,
                         struct findings *f)
{
	if (!has_manifests(v, file))
		finding_unchecked(f, "no manifest lists it: whether a last part is "
		                     "missing can't be seen");
	else if (!v->folders[file->folder].manifests)
		finding_add(f, FINDING_UNLISTED, file->path, 0,
		            "its folder has no manifest, others of the series have");
	else if (file->listed != 1)
		finding_add(f, FINDING_UNLISTED, file->path, 0,
		            "the folder's manifests list it %zu times", file->listed);
}

void manifests_check(struct inventory *v, const struct export_tree *t, struct findings *f)
{
	for (size_t i = 0; i < v->file_count; i++) {
		struct judged j = { v, &v->files[i], f, NULL };

		if (v->files[i].form.type)
			continue;
		check_manifest(&j, t);
		cJSON_Delete(j.json);
	}
	for (size_t i = 0; i < v->file_count; i++) {
		if (v->files[i].form.type)
			check_listed(v, &v->files[i], f);
	}
}
