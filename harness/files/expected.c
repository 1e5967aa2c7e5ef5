/*
 * expected.c - what a scenario may expect of exported files, a row each
 */
#include "harness/files/expected.h"

#include "harness/files/expected_form.h"
#include "harness/files/parts.h"
#include "harness/files/template.h"
#include "harness/match/compare.h"
#include "lib/file/file.h"
#include "lib/mem.h"

typedef void expect_fn(const struct files *f, const cJSON *pattern, struct diffs *out);

struct expectation {
	const char *name, *help;
	unsigned types; /* of enum json_type */
	expect_fn *fits;
	const struct expected_form *form; /* NULL: its types say all */
	bool counts;                      /* it expects a number, which may be 0 */
};

static void expect_number(const cJSON *pattern, uint64_t n, const char *what,
                          struct diffs *out)
{
	AUTO(cJSON_Delete) cJSON *value = json_new_int((int64_t)n);

	compare_value(pattern, value, what, out);
}

/* ---------------------------------------------------------------- how many */

static void expect_count(const struct files *f, const cJSON *pattern, struct diffs *out)
{
	expect_number(pattern, f->count, "files.count", out);
}

static void expect_manifests(const struct files *f, const cJSON *pattern,
                             struct diffs *out)
{
	expect_number(pattern, f->manifest_count, "files.manifests", out);
}

/* A list is of the values one by one; anything else of their number. */
static void expect_each(const cJSON *pattern, const cJSON *each, uint64_t n,
                        const char *what, struct diffs *out)
{
	if (cJSON_IsArray(pattern))
		compare_value(pattern, each, what, out);
	else
		expect_number(pattern, n, what, out);
}

static void expect_list(const cJSON *pattern, cJSON *list, const char *what,
                        struct diffs *out)
{
	expect_each(pattern, list, (uint64_t)cJSON_GetArraySize(list), what, out);
	cJSON_Delete(list);
}

static void expect_broken(const struct files *f, const cJSON *pattern, struct diffs *out)
{
	expect_list(pattern, found_broken(f), "files.broken", out);
}

static void expect_strays(const struct files *f, const cJSON *pattern, struct diffs *out)
{
	expect_list(pattern, found_strays(f), "files.strays", out);
}

static void expect_bytes(const struct files *f, const cJSON *pattern, struct diffs *out)
{
	expect_number(pattern, f->bytes, "files.bytes", out);
}

/* How many folders, or their names. */
static void expect_folders(const struct files *f, const cJSON *pattern, struct diffs *out)
{
	AUTO(cJSON_Delete) cJSON *names = json_new_array();

	for (size_t i = 0; i < f->folder_count; i++)
		json_push(names, json_new_str(f->folders[i].path));
	expect_each(pattern, names, f->folder_count, "files.folders", out);
}

/* How many rows in all, or in each folder. */
static void expect_rows(const struct files *f, const cJSON *pattern, struct diffs *out)
{
	AUTO(cJSON_Delete) cJSON *rows = json_new_array();

	for (size_t i = 0; i < f->folder_count; i++)
		json_push(rows, json_new_int((int64_t)f->folders[i].rows));
	expect_each(pattern, rows, f->rows, "files.rows", out);
}

static void expect_paths(const struct files *f, const cJSON *pattern, struct diffs *out)
{
	AUTO(cJSON_Delete) cJSON *found = found_json(f);

	compare_value(pattern, json_get(found, "files"), "files.files", out);
}

/* ---------------------------------------------------------------- of what kind */

typedef const char *form_text_fn(struct records_form form);

static void expect_forms(const struct files *f, const char *expected, form_text_fn *text,
                         struct diffs *out)
{
	for (size_t i = 0; i < f->count; i++) {
		const char *found = text(f->all[i].form);

		if (strcmp(found, expected) != 0)
			diffs_add(out, f->all[i].path, expected, found);
	}
}

static const char *format_text(struct records_form form)
{
	return records_type_name(form.type);
}

static const char *compression_text(struct records_form form)
{
	return form.compression->name;
}

static void expect_format(const struct files *f, const cJSON *pattern, struct diffs *out)
{
	expect_forms(f, pattern->valuestring, format_text, out);
}

static void expect_compression(const struct files *f, const cJSON *pattern,
                               struct diffs *out)
{
	expect_forms(f, pattern->valuestring, compression_text, out);
}

static void expect_layout(const struct files *f, const cJSON *pattern, struct diffs *out)
{
	const char *template = pattern->valuestring;

	for (size_t i = 0; i < f->folder_count; i++) {
		const char *path = f->folders[i].path;

		if (!template_fits(template, path, f->exports->flow,
		                   f->exports->datasets))
			diffs_add(out, "files.layout", template, path);
	}
}

static void expect_names(const struct files *f, const cJSON *pattern, struct diffs *out)
{
	for (size_t i = 0; i < f->count; i++) {
		AUTO(cJSON_Delete) cJSON *name = NULL;

		name = json_new_str(file_name(f->all[i].path));
		compare_value(pattern, name, "files.names", out);
	}
}

/* ---------------------------------------------------------------- of the records */

/* `every` was judged while reading. */
static void expect_records(const struct files *f, const cJSON *pattern, struct diffs *out)
{
	const cJSON *first = json_get(pattern, "first"),
		    *last = json_get(pattern, "last");

	if (first)
		compare_value(first, f->first, "files.records.first", out);
	if (last)
		compare_value(last, f->last, "files.records.last", out);
	if (json_get(pattern, "any") && !f->any_fits) {
		AUTO(mem_free) char *text = diff_text(json_get(pattern, "any"));
		AUTO_MEM char *found =
			mem_printf("none in %llu", (unsigned long long)f->rows);

		diffs_add(out, "files.records.any", text, found);
	}
	if (json_get(pattern, "every") && !f->rows)
		diffs_add(out, "files.records.every", "records", "none");
}

static int by_text(const void *a, const void *b)
{
	const char *const *left = a, *const *right = b;

	return strcmp(*left, *right);
}

static void expect_unique(const struct files *f, const cJSON *pattern, struct diffs *out)
{
	AUTO(mem_free) char *path = mem_printf("files.unique %s", pattern->valuestring);

	qsort(f->keys, f->key_count, sizeof(*f->keys), by_text);
	for (size_t i = 1; i < f->key_count; i++) {
		if (!strcmp(f->keys[i - 1], f->keys[i])) {
			diffs_add(out, path, "each key once", f->keys[i]);
			return;
		}
	}
}

static void expect_metrics(const struct files *f, const cJSON *pattern UNUSED,
                           struct diffs *out)
{
	const struct exports_metrics *m = &f->metrics;
	const struct {
		const char *path;
		int64_t said;
		uint64_t found;
	} sums[] = {
		{ "metrics.fileSummary.outputFileCount", m->files, f->count },
		{ "metrics.recordSummary.outputRecordCount", m->records, f->rows },
		{ "metrics.sizeSummary.outputBytes", m->bytes, f->bytes },
	};

	if (!m->runs)
		diffs_add(out, "files.metrics", "runs", "none");
	for (size_t i = 0; i < ARRAY_LEN(sums); i++) {
		AUTO_MEM char *found =
			mem_printf("%llu on disk", (unsigned long long)sums[i].found);
		AUTO_MEM char *said =
			mem_printf("%lld as the %lld runs say", (long long)sums[i].said,
		                   (long long)m->runs);

		if (sums[i].said != (int64_t)sums[i].found)
			diffs_add(out, sums[i].path, said, found);
	}
}

#define COMPRESSION(name, suffix, parquet) " `" #name "`"
#define RECORDS(name, where)               " `" #name "`"

static const char format_help[] = "of every file, one of"
#include "harness/files/records.def"
	;

static const char compression_help[] = "of every file, one of"
#include "harness/compression/compression.def"
	;

#undef COMPRESSION
#undef RECORDS

/* clang-format off */
static const struct expectation expectations[] = {
	{ .name = "count", .types = JSON_NUMBER | JSON_MAP,
	  .fits = expect_count, .form = &expected_pattern, .counts = true,
	  .help = "data files: a number or pattern" },
	{ .name = "folders", .types = JSON_NUMBER | JSON_MAP | JSON_LIST,
	  .fits = expect_folders, .form = &expected_pattern, .counts = true,
	  .help = "how many hold data files; or a list of their names below the "
	          "target's folder, in order" },
	{ .name = "rows", .types = JSON_NUMBER | JSON_MAP | JSON_LIST,
	  .fits = expect_rows, .form = &expected_pattern, .counts = true,
	  .help = "records in all; or a list, one number a folder" },
	{ .name = "broken", .types = JSON_NUMBER | JSON_MAP | JSON_LIST,
	  .fits = expect_broken, .form = &expected_pattern,
	  .help = "data files that can't be read to their end, of which none may be "
	          "there without it: a number, or a pattern for the list of `{ path, "
	          "bytes, why }`; their records before count" },
	{ .name = "strays", .types = JSON_NUMBER | JSON_MAP | JSON_LIST,
	  .fits = expect_strays, .form = &expected_pattern,
	  .help = "files that are no data files, of which none may be there without "
	          "it: their number, or a pattern for the list of their paths" },
	{ .name = "bytes", .types = JSON_NUMBER | JSON_MAP,
	  .fits = expect_bytes, .form = &expected_pattern, .counts = true,
	  .help = "bytes of the data files: a number or pattern" },
	{ .name = "manifests", .types = JSON_NUMBER | JSON_MAP,
	  .fits = expect_manifests, .form = &expected_pattern,
	  .help = "manifest files: a number or pattern" },
	{ .name = "manifest", .types = JSON_TEXT,
	  .fits = parts_expect_manifest, .form = &expected_match,
	  .help = "`match`: every data file is listed once, with its size, by a "
	          "manifest in its folder; each manifest has its name and its one "
	          "line as documented, and lists nothing else" },
	{ .name = "parts", .types = JSON_NUMBER | JSON_MAP | JSON_LIST,
	  .fits = parts_expect, .form = &expected_pattern,
	  .help = "how many part files each export has, numbered from 0: a number or "
	          "pattern; or a list, one an export" },
	{ .name = "format", .types = JSON_TEXT,
	  .fits = expect_format, .form = &expected_format,
	  .help = format_help },
	{ .name = "compression", .types = JSON_TEXT,
	  .fits = expect_compression, .form = &expected_compression,
	  .help = compression_help },
	{ .name = "layout", .types = JSON_TEXT,
	  .fits = expect_layout, .form = &expected_layout,
	  .help = "what each folder's name looks like: "
	          "`\"{dataset}/exportTime={yyyyMMddHHmm}\"` (`flowcheck help "
	          "layouts`)" },
	{ .name = "names", .types = JSON_TEXT | JSON_MAP,
	  .fits = expect_names, .form = &expected_pattern,
	  .help = "a pattern for each file's name: `{ $matches: "
	          "\"^part-\\\\d{5}-tid-\" }`" },
	{ .name = "files", .types = JSON_LIST | JSON_MAP,
	  .fits = expect_paths, .form = &expected_pattern, .counts = true,
	  .help = "a pattern for the list of `{ path, bytes, rows, crc }`, by path" },
	{ .name = "records", .types = JSON_MAP,
	  .fits = expect_records, .form = &expected_records,
	  .help = "`first`, `last`, `any`, `every`: patterns for records" },
	{ .name = "unique", .types = JSON_TEXT,
	  .fits = expect_unique,
	  .help = "a path whose value no two records share and every record has" },
	{ .name = "metrics", .types = JSON_TEXT,
	  .fits = expect_metrics, .form = &expected_match,
	  .help = "`match`: files, records and bytes on disk equal the sums of "
	          "`outputFileCount`, `outputRecordCount` and `outputBytes` over the "
	          "flow's runs" },
};
/* clang-format on */

bool expected_at(size_t i, const char **name, const char **help)
{
	if (i >= ARRAY_LEN(expectations))
		return false;
	*name = expectations[i].name;
	*help = expectations[i].help;
	return true;
}

bool expected_metrics(const cJSON *expect)
{
	return json_get(expect, "metrics") != NULL;
}

#define KEYS_ROOM (ARRAY_LEN(expectations) + 1)

/* The rows as keys of a map, and the end of their list. */
static void list_keys(struct key keys[KEYS_ROOM])
{
	for (size_t i = 0; i < ARRAY_LEN(expectations); i++) {
		const struct expectation *x = &expectations[i];

		keys[i] = (struct key){ x->name, x->types, KEY_OPTIONAL,
			                x->form ? x->form->shape : NULL };
	}
	keys[ARRAY_LEN(expectations)] = (struct key){ 0 };
}

cJSON *expected_shape(void)
{
	struct key keys[KEYS_ROOM];

	list_keys(keys);
	return shape_of_map(keys);
}

int expected_check(const struct yaml *y, const cJSON *expect, struct err *e)
{
	struct key keys[KEYS_ROOM];

	list_keys(keys);
	if (node_keys(y, expect, keys, "what is expected of files", e) < 0)
		return -1;
	for (size_t i = 0; i < ARRAY_LEN(expectations); i++) {
		const cJSON *pattern = json_get(expect, expectations[i].name);

		if (pattern && expectations[i].form &&
		    expectations[i].form->check(y, pattern, e) < 0)
			return -1;
	}
	return 0;
}

/* Without a number of anything, there must be something. */
static bool asks_how_many(const cJSON *expect)
{
	for (size_t i = 0; i < ARRAY_LEN(expectations); i++) {
		if (expectations[i].counts && json_get(expect, expectations[i].name))
			return true;
	}
	return false;
}

void expected_compare(const struct files *f, struct diffs *out)
{
	if (!f->count && !asks_how_many(f->expect))
		diffs_add(out, "files.count", "one or more", f->exports->folder);
	for (size_t i = 0; i < ARRAY_LEN(expectations); i++) {
		const cJSON *pattern = json_get(f->expect, expectations[i].name);

		if (pattern)
			expectations[i].fits(f, pattern, out);
	}
}
