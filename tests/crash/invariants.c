/*
 * invariants.c - what must hold of a state and its exported files
 *
 * The state is read from its file, table by table: `file` has the files of runs, and
 * `exported` says up to when a flow has exported a dataset.  A manifest is a file of no
 * recorded size.  Records are identified by their lines, which all differ.
 */
#include "tests/crash/invariants.h"

#include <sqlite3.h>
#include <string.h>

#include "lib/file/file.h"
#include "lib/hash.h"
#include "lib/mem.h"
#include "lib/str.h"
#include "lib/vtime.h"
#include "tests/crash/tree.h"

#define READ_MAX (64 * 1024 * 1024)
#define ZERO     INT64_C(1767225600000) /* 2026-01-01T00:00:00Z */

static const struct rate {
	const char *dataset;
	int64_t at_start, an_hour;
} rates[] = {
	{ DATASET_DEVICES, 1000, 40 },
	{ DATASET_PROFILES, 600, 10 },
};

/* ---------------------------------------------------------------- the folder alone */

static bool is_temp(const char *path)
{
	return str_starts(file_name(path), FILE_TEMP_PREFIX);
}

void check_tidy(const struct server *s, struct findings *f)
{
	AUTO(tree_release) struct tree t;

	tree_read(s->exports, &t);
	for (size_t i = 0; i < t.count; i++) {
		if (!t.all[i].is_folder && is_temp(t.all[i].path))
			broken(f, INV_TEMP, "%s", t.all[i].path);
		if (t.all[i].is_folder && !t.all[i].children)
			broken(f, INV_FOLDER, "%s", t.all[i].path);
	}
}

void check_empty(const struct server *s, struct findings *f)
{
	AUTO(tree_release) struct tree t;

	tree_read(s->exports, &t);
	if (t.count)
		broken(f, INV_RESET, "%zu files and folders, %s among them", t.count,
		       t.all[t.count - 1].path);
}

/* ---------------------------------------------------------------- what is kept */

struct line {
	const char *scope; /* the flow's folder */
	size_t scope_size;
	const char *dataset;
	uint64_t hash;
};

struct kept {
	const struct server *server;
	sqlite3 *db;
	struct findings *findings;
	struct tree tree;
	bool *claimed; /* of each entry */
	int64_t *read; /* lines in each entry, -1 for none that is read */
	struct line *lines;
	size_t line_count, line_room;
};

static bool is_there(const char *path)
{
	return file_exists(path);
}

static bool open_state(struct kept *k)
{
	int rc;

	if (!is_there(k->server->state)) {
		broken(k->findings, INV_STATE, "the file is missing");
		return false;
	}
	rc = sqlite3_open_v2(k->server->state, &k->db, SQLITE_OPEN_READONLY, NULL);
	if (rc)
		broken(k->findings, INV_STATE, "%s", sqlite3_errmsg(k->db));
	return rc == 0;
}

/* Calls row for each row of the answer. */
typedef void row_fn(struct kept *k, sqlite3_stmt *row);
static void each_row(struct kept *k, const char *sql, row_fn *row)
{
	sqlite3_stmt *q = NULL;
	int rc = sqlite3_prepare_v2(k->db, sql, -1, &q, NULL);

	while (!rc && (rc = sqlite3_step(q)) == SQLITE_ROW) {
		row(k, q);
		rc = 0;
	}
	if (rc != SQLITE_DONE)
		broken(k->findings, INV_STATE, "%s: %s", sql, sqlite3_errmsg(k->db));
	sqlite3_finalize(q);
}

static const char *text_at(sqlite3_stmt *row, int column)
{
	const char *text = (const char *)sqlite3_column_text(row, column);

	return text ? text : "";
}

static void see_integrity(struct kept *k, sqlite3_stmt *row)
{
	if (strcmp(text_at(row, 0), "ok") != 0)
		broken(k->findings, INV_STATE, "%s", text_at(row, 0));
}

static void see_foreign_key(struct kept *k, sqlite3_stmt *row)
{
	broken(k->findings, INV_STATE, "row %lld of %s points at no row of %s",
	       (long long)sqlite3_column_int64(row, 1), text_at(row, 0), text_at(row, 2));
}

/* ---------------------------------------------------------------- files */

static struct tree_entry *find_entry(const struct tree *t, const char *path)
{
	size_t low = 0, high = t->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = strcmp(t->all[middle].path, path);

		if (!order)
			return &t->all[middle];
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

static const struct rate *rate_of(const char *path)
{
	for (size_t i = 0; i < ARRAY_LEN(rates); i++) {
		if (strstr(path, rates[i].dataset))
			return &rates[i];
	}
	return NULL;
}

static void add_line(struct kept *k, const struct line *line)
{
	if (k->line_count == k->line_room) {
		k->line_room = k->line_room ? 2 * k->line_room : 4096;
		k->lines = mem_grow(k->lines, k->line_room, sizeof(*k->lines));
	}
	k->lines[k->line_count++] = *line;
}

/* Adds the records of a part file of JSON lines; returns how many there are. */
static int64_t read_lines(struct kept *k, const char *relative, struct line line)
{
	AUTO(mem_free) char *path = mem_printf("%s/%s", k->server->exports, relative);
	AUTO(buf_release) struct buf bytes = { 0 };
	struct err e = { 0 };
	int64_t count = 0;

	if (file_read(path, READ_MAX, &bytes, &e) < 0)
		return 0;
	for (const char *at = buf_str(&bytes), *end; (end = strchr(at, '\n'));
	     at = end + 1) {
		line.hash = hash_bytes(0, at, (size_t)(end - at));
		add_line(k, &line);
		count++;
	}
	return count;
}

/* path, run, bytes, records, is there a run */
#define FILES                                                            \
	"select f.path, f.run, f.bytes, f.records, r.serial is not null" \
	" from file f left join run r on r.serial = f.run order by f.serial"

static bool is_part_of_lines(const char *path)
{
	return strstr(path, "/part-") && str_ends(path, ".json");
}

/*
 * Records are counted where they lie, whoever the file belongs to: those of one flow
 * are below one folder.  A flow that exports all each time may do so twice.
 */
static void see_lines_of(struct kept *k, size_t i)
{
	const char *path = k->tree.all[i].path;
	const char *flow = strstr(path, "/flow-");

	const struct rate *rate = rate_of(path);

	if (!rate || !is_part_of_lines(path) || !flow || strstr(path, ALL_FOLDER))
		return;
	k->read[i] = read_lines(k, path,
	                        (struct line){
					.scope = flow + 1,
					.scope_size = strcspn(flow + 1, "/"),
					.dataset = rate->dataset,
				});
}

static void see_records(struct kept *k, size_t i, int64_t wanted)
{
	const char *path = k->tree.all[i].path;

	if (k->read[i] >= 0 && k->read[i] != wanted)
		broken(k->findings, INV_RECORDS, "%lld recorded, %lld in %s",
		       (long long)wanted, (long long)k->read[i], path);
}

static void see_file(struct kept *k, sqlite3_stmt *row)
{
	const char *path = text_at(row, 0);
	struct tree_entry *entry = find_entry(&k->tree, path);
	int64_t bytes = sqlite3_column_int64(row, 2);

	if (!sqlite3_column_int(row, 4))
		broken(k->findings, INV_UNCLAIMED, "run %lld is not there: %s",
		       (long long)sqlite3_column_int64(row, 1), path);
	if (!entry || entry->is_folder) {
		broken(k->findings, INV_MISSING, "%s", path);
		return;
	}
	if (k->claimed[entry - k->tree.all])
		broken(k->findings, INV_TWICE, "%s", path);
	k->claimed[entry - k->tree.all] = true;
	if (bytes ? entry->size != bytes : !entry->size)
		broken(k->findings, INV_SIZE, "%lld, not %lld: %s",
		       (long long)entry->size, (long long)bytes, path);
	see_records(k, (size_t)(entry - k->tree.all), sqlite3_column_int64(row, 3));
}

static void see_tree(struct kept *k)
{
	for (size_t i = 0; i < k->tree.count; i++) {
		const struct tree_entry *entry = &k->tree.all[i];

		if (!entry->is_folder && !k->claimed[i])
			broken(k->findings,
			       is_temp(entry->path) ? INV_TEMP : INV_UNCLAIMED, "%s",
			       entry->path);
		if (entry->is_folder && !entry->children)
			broken(k->findings, INV_FOLDER, "%s", entry->path);
	}
}

/* ---------------------------------------------------------------- records */

/* Not those to a landing zone: their files go after seven days, with their rows. */
#define STAYS "r.plan not in (select serial from plan where body like '%\"dlz/%')"

/* Runs that claim another count of files or records than their files have. */
#define RUNS                                                                \
	"select r.serial, r.records, r.files, coalesce(sum(f.records), 0)," \
	" coalesce(sum(f.bytes), 0), r.bytes,"                              \
	" coalesce(sum(f.path like '%/part-%'), 0)"                         \
	" from run r left join file f on f.run = r.serial where " STAYS     \
	" group by r.serial"                                                \
	" having r.records <> coalesce(sum(f.records), 0)"                  \
	" or r.bytes <> coalesce(sum(f.bytes), 0)"                          \
	" or r.files <> coalesce(sum(f.path like '%/part-%'), 0) order by r.serial"

static void see_run(struct kept *k, sqlite3_stmt *row)
{
	broken(k->findings, INV_RECORDS,
	       "run %lld says %lld records in %lld files; its files have %lld in %lld",
	       (long long)sqlite3_column_int64(row, 0),
	       (long long)sqlite3_column_int64(row, 1),
	       (long long)sqlite3_column_int64(row, 2),
	       (long long)sqlite3_column_int64(row, 3),
	       (long long)sqlite3_column_int64(row, 6));
}

static int compare_lines(const void *a, const void *b)
{
	const struct line *x = a, *y = b;
	size_t least = x->scope_size < y->scope_size ? x->scope_size : y->scope_size;
	int order = memcmp(x->scope, y->scope, least);

	if (!order && x->scope_size != y->scope_size)
		order = x->scope_size < y->scope_size ? -1 : 1;
	if (!order)
		order = strcmp(x->dataset, y->dataset);
	if (order)
		return order;
	return x->hash < y->hash ? -1 : x->hash > y->hash;
}

static void see_lines(struct kept *k)
{
	size_t doubled = 0, at = 0;

	if (k->line_count)
		qsort(k->lines, k->line_count, sizeof(*k->lines), compare_lines);
	for (size_t i = 1; i < k->line_count; i++) {
		if (compare_lines(&k->lines[i - 1], &k->lines[i]))
			continue;
		doubled++;
		at = i;
	}
	if (doubled)
		broken(k->findings, INV_DOUBLED, "%zu records of dataset %s in %.*s",
		       doubled, k->lines[at].dataset, (int)k->lines[at].scope_size,
		       k->lines[at].scope);
}

/* Of a flow that exports what is new, all that arrived until its last success. */
#define PROGRESS                                                                    \
	"select e.flow, e.dataset, e.until_at,"                                     \
	" (select coalesce(sum(f.records), 0) from file f join run r"               \
	"  on r.serial = f.run where r.flow = e.flow"                               \
	"  and instr(f.path, e.dataset) > 0)"                                       \
	" from exported e join flow w on w.seq = e.flow where not w.full"           \
	" and not exists (select 1 from run r where r.flow = e.flow and not " STAYS \
	") order by e.flow, e.dataset"

static void see_progress(struct kept *k, sqlite3_stmt *row)
{
	const struct rate *rate = rate_of(text_at(row, 1));
	int64_t hours = (sqlite3_column_int64(row, 2) - ZERO) / MS_PER_HOUR;
	int64_t count = sqlite3_column_int64(row, 3), wanted;

	if (!rate)
		return;
	wanted = rate->at_start + rate->an_hour * hours;
	if (count != wanted)
		broken(k->findings, count < wanted ? INV_ARRIVED : INV_DOUBLED,
		       "flow %lld has exported %lld records of %s, %lld have arrived",
		       (long long)sqlite3_column_int64(row, 0), (long long)count,
		       rate->dataset, (long long)wanted);
}

void check_state(const struct server *s, struct findings *f)
{
	struct kept k = { .server = s, .findings = f };

	if (open_state(&k)) {
		tree_read(s->exports, &k.tree);
		k.claimed = mem_alloc(k.tree.count + 1);
		k.read = mem_alloc((k.tree.count + 1) * sizeof(*k.read));
		for (size_t i = 0; i < k.tree.count; i++) {
			k.read[i] = -1;
			see_lines_of(&k, i);
		}
		each_row(&k, "pragma integrity_check", see_integrity);
		each_row(&k, "pragma foreign_key_check", see_foreign_key);
		each_row(&k, FILES, see_file);
		see_tree(&k);
		each_row(&k, RUNS, see_run);
		each_row(&k, PROGRESS, see_progress);
		see_lines(&k);
	}
	sqlite3_close(k.db);
	tree_release(&k.tree);
	free(k.claimed);
	free(k.read);
	free(k.lines);
}
