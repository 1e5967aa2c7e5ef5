/*
 * parts.c - what part files and manifests of exports promise
 *
 * The parts of one export are numbered from 0 and share what follows the number, up
 * to the task:
 *
 *	part-00001-tid-<int64>-<uuid>-<task>-<attempt>-c000.<extension>
 *
 * A manifest is one line without an end (cut here),
 *
 *	{"flowRunId":…,"scheduledTime":…,
 *	 "exportResults":[{"sinkPath":…,"name":…,"size":…},…]}
 *
 * called manifest-<flow id>-<flowRunId>.json.
 */
#include "harness/files/parts.h"

#include "harness/match/compare.h"
#include "lib/file/file.h"
#include "lib/mem.h"
#include "lib/str.h"

#define MANIFEST_BYTES ((size_t)64 * 1024 * 1024)

/* Are both in one folder? */
static bool are_neighbours(const char *a, const char *b)
{
	size_t n = (size_t)(file_name(a) - a);

	return n == (size_t)(file_name(b) - b) && !memcmp(a, b, n);
}

/* ---------------------------------------------------------------- parts */

/* A part's number, and what it shares with the other parts of the export. */
struct numbered {
	long number;
	struct str export;
};

static bool read_part(const char *path, struct numbered *out)
{
	const char *name = file_name(path), *end = name + strlen(name);
	char *at;

	if (!str_starts(name, "part-"))
		return false;
	out->number = strtol(name + 5, &at, 10);
	for (int dashes = 0; dashes < 3 && end > at;)
		dashes += *--end == '-';
	out->export = (struct str){ at, (size_t)(end - at) };
	return at > name + 5 && end > at;
}

static bool is_same(const struct numbered *a, const struct numbered *b)
{
	return a->export.size == b->export.size &&
	       !memcmp(a->export.at, b->export.at, a->export.size);
}

/* How many files the export of file i has; 0 unless it is the first of them. */
static int64_t count_parts(const struct files *f, size_t i, struct diffs *out)
{
	struct numbered first, one;
	int64_t count = 0;

	if (!read_part(f->all[i].path, &first)) {
		diffs_add(out, f->all[i].path, "part-<number>-…", "another name");
		return 0;
	}
	for (size_t k = 0; k < f->count; k++) {
		if (!are_neighbours(f->all[i].path, f->all[k].path) ||
		    !read_part(f->all[k].path, &one) || !is_same(&first, &one))
			continue;
		if (k < i)
			return 0;
		if (one.number != count++)
			diffs_add(out, f->all[k].path, "parts numbered from 0",
			          "another number");
	}
	return count;
}

void parts_expect(const struct files *f, const cJSON *pattern, struct diffs *out)
{
	AUTO(cJSON_Delete) cJSON *counts = json_new_array();
	const cJSON *one;

	for (size_t i = 0; i < f->count; i++) {
		int64_t n = count_parts(f, i, out);

		if (n)
			json_push(counts, json_new_int(n));
	}
	if (cJSON_IsArray(pattern)) {
		compare_value(pattern, counts, "files.parts", out);
		return;
	}
	cJSON_ArrayForEach(one, counts)
		compare_value(pattern, one, "files.parts", out);
}

/* ---------------------------------------------------------------- manifests */

int parts_read_manifest(struct files *f, const char *relative, struct diffs *diffs,
                        struct err *e)
{
	AUTO(mem_free) char *path = mem_printf("%s/%s", f->exports->folder, relative);
	struct buf text = { 0 };
	struct found_manifest *m;
	struct err why = { 0 };

	if (file_read(path, MANIFEST_BYTES, &text, e) < 0) {
		buf_release(&text);
		return -1;
	}
	f->manifests =
		mem_grow(f->manifests, f->manifest_count + 1, sizeof(*f->manifests));
	m = &f->manifests[f->manifest_count++];
	*m = (struct found_manifest){ .path = mem_strdup(relative) };
	if (json_parse(buf_str(&text), text.size, &m->json, &why) < 0)
		diffs_add(diffs, relative, "a manifest in JSON", why.text);
	m->text = buf_take(&text);
	return 0;
}

static void expect_text(const char *path, const char *what, const char *expected,
                        const char *found, struct diffs *out)
{
	AUTO(mem_free) char *at = mem_printf("%s: %s", path, what);

	if (!found || strcmp(found, expected) != 0)
		diffs_add(out, at, expected, found ? found : "nothing");
}

/* "/path/folder": where the files are in the bucket. */
static char *sink_of(const struct files *f, const char *path)
{
	const char *sink = f->exports->sink ? f->exports->sink : "";
	int n = (int)(file_name(path) - path);

	if (!n)
		return mem_strdup(*sink ? sink : "/");
	return mem_printf("%s/%.*s", sink, n - 1, path);
}

/* What the manifest should say, listing the files that it lists. */
static void expect_form(const struct files *f, const struct found_manifest *m,
                        struct diffs *out)
{
	const char *run = json_str(m->json, "flowRunId");
	const char *at = json_str(m->json, "scheduledTime");
	AUTO(cJSON_Delete) cJSON *whole = json_new_object();
	AUTO_MEM char *name =
		mem_printf("manifest-%s-%s.json", f->exports->flow, run ? run : "");
	AUTO(mem_free) char *sink = sink_of(f, m->path);
	AUTO(mem_free) char *text = NULL;
	cJSON *results = json_new_array();
	const cJSON *one;

	expect_text(m->path, "name", name, file_name(m->path), out);
	json_set(whole, "flowRunId", json_new_str(run ? run : ""));
	json_set(whole, "scheduledTime", json_new_str(at ? at : ""));
	json_set(whole, "exportResults", results);
	cJSON_ArrayForEach(one, json_get(m->json, "exportResults")) {
		cJSON *result = json_push(results, json_new_object());
		const char *file = json_str(one, "name");
		int64_t size = 0;

		json_int(one, "size", &size);
		json_set(result, "sinkPath", json_new_str(sink));
		json_set(result, "name", json_new_str(file ? file : ""));
		json_set(result, "size", json_new_int(size));
	}
	text = json_text(whole);
	expect_text(m->path, "text", text, m->text, out);
}

/* Says which size a manifest gives instead of the file's. */
static void note_size(const struct found_file *file, int64_t size, struct diffs *out)
{
	AUTO_MEM char *said =
		mem_printf("%lld bytes, as its manifest says", (long long)size);
	AUTO_MEM char *found = mem_printf("%llu bytes", (unsigned long long)file->bytes);

	diffs_add(out, file->path, said, found);
}

/* How often the folder's manifests list the file with its size. */
static size_t count_listed(const struct files *f, const struct found_file *file,
                           struct diffs *out)
{
	size_t count = 0;

	for (size_t i = 0; i < f->manifest_count; i++) {
		const struct found_manifest *m = &f->manifests[i];
		const cJSON *one;

		if (!are_neighbours(m->path, file->path))
			continue;
		cJSON_ArrayForEach(one, json_get(m->json, "exportResults")) {
			const char *name = json_str(one, "name");
			int64_t size = -1;

			if (!name || strcmp(name, file_name(file->path)) != 0 ||
			    !json_int(one, "size", &size))
				continue;
			if (size == (int64_t)file->bytes)
				count++;
			else
				note_size(file, size, out);
		}
	}
	return count;
}

/* Is it in the manifest's folder? */
static bool is_there(const struct files *f, const struct found_manifest *m,
                     const char *name)
{
	for (size_t i = 0; i < f->count; i++) {
		if (are_neighbours(m->path, f->all[i].path) &&
		    !strcmp(file_name(f->all[i].path), name))
			return true;
	}
	return false;
}

/* Each file that the manifest lists is in its folder. */
static void expect_there(const struct files *f, const struct found_manifest *m,
                         struct diffs *out)
{
	const cJSON *one;

	cJSON_ArrayForEach(one, json_get(m->json, "exportResults")) {
		const char *name = json_str(one, "name");
		AUTO(mem_free) char *path = NULL;

		if (!name || is_there(f, m, name))
			continue;
		path = mem_printf("%.*s%s", (int)(file_name(m->path) - m->path), m->path,
		                  name);
		diffs_add(out, path, "a file, as the manifest lists it", "none");
	}
}

void parts_expect_manifest(const struct files *f, const cJSON *pattern UNUSED,
                           struct diffs *out)
{
	size_t listed = 0;

	if (!f->manifest_count)
		diffs_add(out, "files.manifest", "one or more", "none");
	for (size_t i = 0; i < f->manifest_count; i++) {
		expect_form(f, &f->manifests[i], out);
		expect_there(f, &f->manifests[i], out);
		listed += (size_t)cJSON_GetArraySize(
			json_get(f->manifests[i].json, "exportResults"));
	}
	for (size_t i = 0; i < f->count; i++) {
		size_t n = count_listed(f, &f->all[i], out);
		AUTO(mem_free) char *found = mem_printf("listed %zu times", n);

		if (n != 1)
			diffs_add(out, f->all[i].path,
			          "listed once, with its size, in its folder's manifests",
			          found);
	}
	if (listed != f->count) {
		AUTO(mem_free) char *found = mem_printf("%zu", listed);
		AUTO(mem_free) char *there = mem_printf("%zu files listed", f->count);

		diffs_add(out, "files.manifest", there, found);
	}
}
