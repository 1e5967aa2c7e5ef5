/*
 * once.c - what lies in the exported files of a history: each record, once
 */
#include "tests/crash/once.h"

#include <inttypes.h>
#include <sqlite3.h>
#include <stdlib.h>

#include "lib/file/file.h"
#include "lib/mem.h"
#include "lib/str.h"

#define FILE_MOST (1 << 20)
#define TORN      "_tmp."

/* ---------------------------------------------------------------- receipts */

static int64_t number_in(const cJSON *about, const char *name)
{
	int64_t n = -1;

	return json_int(about, name, &n) ? n : -1;
}

static void take_receipt(struct once *o, const struct receipt_row *row)
{
	AUTO(cJSON_Delete) cJSON *about = NULL;
	const struct fault *f = faults_of(&o->stage->world.faults, row->fault);
	struct err e = { 0 };
	const char *file;

	if (!f || !row->effective)
		return;
	if (row->about && json_parse(row->about, strlen(row->about), &about, &e) < 0)
		broken(o->findings, INV_STATE, "receipt: %s", e.text);
	file = json_str(about, "file");
	o->receipts = mem_grow(o->receipts, o->receipt_count + 1, sizeof(*o->receipts));
	o->receipts[o->receipt_count++] = (struct once_receipt){
		.kind = f->actions[row->action].kind,
		.run = row->run,
		.file = file ? mem_strdup(file) : NULL,
		.before = number_in(about, "before"),
		.after = number_in(about, "after"),
		.done = mem_strdup(row->done ? row->done : ""),
	};
}

void once_begin(struct once *o, struct stage *s)
{
	AUTO(stmt_end) struct stmt *q = stmt_begin(&s->world.store.sql, SQL_RECEIPT_RUNS);
	struct receipt_row row;
	struct err e = { 0 };

	*o = (struct once){ .stage = s };
	stmt_put_int(q, -1);
	while (fault_receipt_next(q, &row, &e) > 0)
		take_receipt(o, &row);
}

void once_end(struct once *o)
{
	for (size_t i = 0; i < o->receipt_count; i++) {
		free(o->receipts[i].file);
		free(o->receipts[i].done);
	}
	for (size_t i = 0; i < o->file_count; i++)
		free(o->files[i].path);
	free(o->receipts);
	free(o->files);
	*o = (struct once){ 0 };
}

/* What a receipt of that kind says of the run's file, whatever folder that is in. */
static const struct once_receipt *find_receipt(const struct once *o, enum fault_kind kind,
                                               int64_t run, const char *path)
{
	for (size_t i = 0; i < o->receipt_count; i++) {
		const struct once_receipt *t = &o->receipts[i];

		if (t->kind == kind && t->run == run &&
		    (!path || !strcmp(file_name(t->file), file_name(path))))
			return t;
	}
	return NULL;
}

static bool is_damage(enum fault_kind kind)
{
	return kind == FAULT_FILE_MISSING || kind == FAULT_FILE_EMPTY ||
	       kind == FAULT_FILE_TRUNCATE || kind == FAULT_FILE_FLIP;
}

static void note_receipts(struct once *o)
{
	for (size_t i = 0; i < o->receipt_count; i++) {
		const struct once_receipt *t = &o->receipts[i];

		if (t->run <= 0 || (size_t)t->run > o->run_count)
			continue;
		o->twin[t->run - 1] |= t->kind == FAULT_RUN_TWICE;
		o->damaged[t->run - 1] |= is_damage(t->kind);
	}
}

/* ---------------------------------------------------------------- the state's files */

static void read_rows(struct once *o)
{
	sqlite3 *db = NULL;
	sqlite3_stmt *q = NULL;

	if (sqlite3_open_v2(o->stage->state, &db, SQLITE_OPEN_READONLY, NULL) ||
	    sqlite3_prepare_v2(db,
	                       "select run, path, appears_at is not null from file"
	                       " order by serial",
	                       -1, &q, NULL))
		broken(o->findings, INV_STATE, "%s", sqlite3_errmsg(db));
	while (q && sqlite3_step(q) == SQLITE_ROW) {
		o->files = mem_grow(o->files, o->file_count + 1, sizeof(*o->files));
		o->files[o->file_count++] = (struct once_file){
			.run = sqlite3_column_int64(q, 0),
			.path = mem_strdup((const char *)sqlite3_column_text(q, 1)),
			.waits = sqlite3_column_int(q, 2) != 0,
		};
	}
	sqlite3_finalize(q);
	sqlite3_close(db);
}

static int find_row(void *ctx, const char *path, uint64_t size UNUSED,
                    struct err *e UNUSED)
{
	struct once *o = ctx;

	for (size_t i = 0; i < o->file_count; i++) {
		if (!strcmp(o->files[i].path, path))
			return 0;
	}
	broken(o->findings, INV_UNCLAIMED, "%s", path);
	return 0;
}

/* ---------------------------------------------------------------- one file */

/* "{"n":7}"; a column that is not what it should be is n_, or a text. */
static bool read_line(const char *line, size_t n, int64_t *out)
{
	AUTO(cJSON_Delete) cJSON *record = NULL;
	const cJSON *value;
	struct err e = { 0 };

	if (json_parse(line, n, &record, &e) < 0)
		return false;
	value = json_get(record, "n") ? json_get(record, "n") : json_get(record, "n_");
	if (cJSON_IsString(value))
		return str_to_int(value->valuestring, out);
	return json_to_int(value, out);
}

/* Record n of the dataset lies in the file: how often it did in that file before. */
static size_t put_record(struct once *o, const struct once_file *x, size_t dataset,
                         int64_t n)
{
	const size_t run = (size_t)x->run - 1;
	int64_t *holder = &o->holder[dataset][n];

	if (o->twin[run]) {
		o->sum[run] += hash_with(dataset + 1, (uint64_t)n);
		o->found[run][dataset]++;
		return 0;
	}
	if (*holder == x->run)
		return 1;
	if (*holder)
		broken(o->findings, INV_DOUBLED,
		       "record %" PRId64 " of dataset %zu: in runs %" PRId64
		       " and %" PRId64,
		       n, dataset, *holder, x->run);
	*holder = x->run;
	o->sum[run] += hash_with(dataset + 1, (uint64_t)n);
	o->found[run][dataset]++;
	return 0;
}

static bool is_damaged(const struct once *o, const struct once_file *x)
{
	return find_receipt(o, FAULT_FILE_EMPTY, x->run, x->path) ||
	       find_receipt(o, FAULT_FILE_TRUNCATE, x->run, x->path) ||
	       find_receipt(o, FAULT_FILE_FLIP, x->run, x->path);
}

/* Rows that the receipt says come again do, and no others. */
static void check_again(struct once *o, const struct once_file *x, size_t again)
{
	const struct once_receipt *t =
		find_receipt(o, FAULT_FILE_DUPLICATE_ROWS, x->run, x->path);
	const size_t said = t ? (size_t)(t->after - t->before) : 0;

	o->doubled += again;
	if (again > said || (again < said && !is_damaged(o, x)))
		broken(o->findings, INV_DOUBLED, "%s: %zu records twice instead of %zu",
		       x->path, again, said);
}

static void read_records(struct once *o, const struct once_file *x,
                         const struct buf *text)
{
	const size_t dataset = strstr(x->path, stage_datasets[1]) != NULL;
	const bool is_twin = o->twin[x->run - 1];
	struct str all = { buf_str(text), text->size }, line;
	size_t again = 0, lost = 0;
	int64_t n;

	if (o->runs[x->run - 1].failed[dataset])
		broken(o->findings, INV_UNCLAIMED, "%s: its dataset has failed", x->path);
	while (str_split(&all, '\n', &line)) {
		if (!line.size && !all.size)
			break;
		if (read_line(line.at, line.size, &n) && n >= 0 && n < ONCE_ARRIVALS)
			again += put_record(o, x, dataset, n);
		else
			lost++;
	}
	if (lost && !is_damaged(o, x))
		broken(o->findings, INV_HALF, "%s: %zu lines are no record", x->path,
		       lost);
	if (!is_twin)
		check_again(o, x, again);
}

static void read_file(struct once *o, const struct once_file *x)
{
	AUTO(mem_free) char *path = mem_printf("%s/%s", o->stage->exports, x->path);
	const size_t run = (size_t)x->run - 1;
	AUTO(buf_release) struct buf text = { 0 };
	struct err e = { 0 };

	if (x->waits)
		broken(o->findings, INV_ARRIVED, "%s: it still waits", x->path);
	if (file_read(path, FILE_MOST, &text, &e) < 0)
		broken(o->findings, INV_MISSING, "%s", e.text);
	else if (str_starts(file_name(x->path), TORN)) {
		if (!find_receipt(o, FAULT_FILE_TORN, x->run, x->path))
			broken(o->findings, INV_TEMP, "%s", x->path);
	} else if (o->runs[run].status == RUN_FAILED) {
		o->left[run]++;
	} else {
		read_records(o, x, &text);
	}
}

/* ---------------------------------------------------------------- one run */

/* "failed the run after 2 of 5 files" */
static int64_t files_left(const struct once *o, int64_t run)
{
	static const char words[] = "failed the run after ";

	for (size_t i = 0; i < o->receipt_count; i++) {
		if (o->receipts[i].run == run && str_starts(o->receipts[i].done, words))
			return strtoll(o->receipts[i].done + strlen(words), NULL, 10);
	}
	return 0;
}

static void check_failed(struct once *o, size_t run)
{
	const int64_t said = files_left(o, (int64_t)run + 1);

	o->leftovers += (size_t)o->left[run];
	if (o->left[run] > said)
		broken(o->findings, INV_UNCLAIMED,
		       "run %zu has failed and left %" PRId64
		       " files instead of %" PRId64,
		       run + 1, o->left[run], said);
}

static bool has_ended(const struct lived *l)
{
	return l->status == RUN_SUCCESS || l->status == RUN_PARTIAL;
}

static bool counts(const struct once *o, size_t run, size_t dataset)
{
	const struct lived *l = &o->runs[run];

	return has_ended(l) && !o->twin[run] && l->has[dataset] && !l->failed[dataset];
}

/* How many of the records that it says it has exported are in no file. */
static int64_t lost_of(const struct once *o, size_t run, size_t dataset)
{
	return o->runs[run].share[dataset] - o->found[run][dataset];
}

static void check_share(struct once *o, size_t run)
{
	for (size_t d = 0; d < STAGE_DATASETS; d++) {
		const int64_t lost = lost_of(o, run, d);

		if (!o->runs[run].has[d] || o->runs[run].failed[d] || !lost)
			continue;
		o->lost += lost > 0 ? (size_t)lost : 0;
		if (lost < 0 ? !o->twin[run] : !o->damaged[run])
			broken(o->findings, INV_RECORDS,
			       "run %zu: %" PRId64 " records of dataset %zu instead of "
			       "%" PRId64,
			       run + 1, o->found[run][d], d, o->runs[run].share[d]);
	}
}

/* Does nothing but the run's time decide what lies in its files? */
static bool is_plain(const struct once *o, size_t run)
{
	const struct lived *l = &o->runs[run];

	return l->status == RUN_SUCCESS && !o->damaged[run] && !l->skipped[0] &&
	       !l->skipped[1] &&
	       !find_receipt(o, FAULT_FILE_DUPLICATE_ROWS, (int64_t)run + 1, NULL);
}

/* The run that repeats a twin is the next one of that time. */
static void check_twin(struct once *o, size_t run)
{
	const vtime at = o->runs[run].scheduled_at;
	size_t other = run + 1;

	while (other < o->run_count && o->runs[other].scheduled_at != at)
		other++;
	if (other == o->run_count)
		broken(o->findings, INV_ARRIVED, "run %zu is not repeated", run + 1);
	else if (is_plain(o, run) && is_plain(o, other) && o->sum[run] != o->sum[other])
		broken(o->findings, INV_SAME, "runs %zu and %zu", run + 1, other + 1);
	o->doubled += (size_t)o->runs[run].records;
}

static void check_run(struct once *o, size_t run)
{
	if (o->runs[run].status == RUN_FAILED)
		check_failed(o, run);
	else if (has_ended(&o->runs[run]))
		check_share(o, run);
	if (o->twin[run] && has_ended(&o->runs[run]))
		check_twin(o, run);
}

/* ---------------------------------------------------------------- the law */

/* Runs that end at one instant, and what they have exported of a dataset. */
struct group {
	vtime at, from, until; /* records that arrive from then until then */
	int64_t excused;       /* skipped, or in a damaged file */
};

/* The group of the next instant after `after`; false for none. */
static bool next_group(const struct once *o, size_t dataset, vtime after,
                       struct group *out)
{
	*out = (struct group){ .at = VTIME_NEVER, .until = out->until };
	for (size_t i = 0; i < o->run_count; i++) {
		if (counts(o, i, dataset) && o->runs[i].completed_at > after &&
		    o->runs[i].completed_at < out->at)
			out->at = o->runs[i].completed_at;
	}
	if (out->at == VTIME_NEVER)
		return false;
	out->from = out->until;
	for (size_t i = 0; i < o->run_count; i++) {
		if (!counts(o, i, dataset) || o->runs[i].completed_at != out->at)
			continue;
		out->excused += o->runs[i].skipped[dataset] + lost_of(o, i, dataset);
		if (o->runs[i].scheduled_at > out->until)
			out->until = o->runs[i].scheduled_at;
	}
	return true;
}

static void check_group(struct once *o, size_t dataset, const struct group *g)
{
	int64_t missing = 0;

	for (size_t n = 0; n < ONCE_ARRIVALS; n++) {
		const vtime at = stage_arrival(o->stage, dataset, n);
		const int64_t holder = o->holder[dataset][n];

		if (at == VTIME_NEVER)
			break;
		if (at < g->from || at >= g->until)
			continue;
		missing += !holder;
		if (holder && o->runs[holder - 1].completed_at != g->at)
			broken(o->findings, INV_DOUBLED,
			       "record %zu of dataset %zu: run %" PRId64
			       " has it in another's window",
			       n, dataset, holder);
	}
	if (missing != g->excused)
		broken(o->findings, INV_ARRIVED,
		       "dataset %zu: %" PRId64
		       " records are in no file, and receipts say "
		       "it of %" PRId64,
		       dataset, missing, g->excused);
}

static void check_rest(struct once *o, size_t dataset, vtime until)
{
	for (size_t n = 0; n < ONCE_ARRIVALS; n++) {
		const vtime at = stage_arrival(o->stage, dataset, n);

		if ((at >= until || at == VTIME_NEVER) && o->holder[dataset][n])
			broken(o->findings, INV_HALF,
			       "record %zu of dataset %zu was exported before it "
			       "arrived",
			       n, dataset);
	}
}

static void check_dataset(struct once *o, size_t dataset)
{
	struct group g = { .until = VTIME_MIN };
	vtime after = VTIME_MIN;

	while (next_group(o, dataset, after, &g)) {
		check_group(o, dataset, &g);
		after = g.at;
	}
	check_rest(o, dataset, g.until);
}

void once_judge(struct once *o, struct findings *f)
{
	const char *root = o->stage->exports;
	struct err e = { 0 };

	o->findings = f;
	o->run_count = stage_runs(o->stage, o->runs, ONCE_RUNS);
	stage_stop(o->stage);
	note_receipts(o);
	read_rows(o);
	if (file_is_dir(root) && file_walk(root, find_row, o, &e) < 0)
		broken(f, INV_MISSING, "%s", e.text);
	for (size_t i = 0; i < o->file_count; i++)
		read_file(o, &o->files[i]);
	for (size_t i = 0; i < o->run_count; i++)
		check_run(o, i);
	for (size_t d = 0; d < STAGE_DATASETS; d++)
		check_dataset(o, d);
}
