/*
 * stage.c - a mock without HTTP, with two datasets, that can be stopped and started
 */
#include "tests/support/stage.h"

#include "lib/file/file.h"
#include "lib/mem.h"
#include "mockserver/world_state.h"
#include "tests/support/quoted.h"

const char *const stage_datasets[STAGE_DATASETS] = { "5ef3e3259ad2a1191ab7dd01",
	                                             "5ef3e3259ad2a1191ab7dd02" };

static void must(int rc, const char *what, const struct err *e)
{
	if (rc == 0)
		return;
	fprintf(stderr, "%s: %s\n", what, e->text);
	abort();
}

/* ---------------------------------------------------------------- the datasets */

/* Minutes from time 0. */
static const int own_minutes[STAGE_OWN] = { -2000, -700, -1,  0,    0,   7,
	                                    181,   360,  500, 1441, 1700 };

#define START_ROWS 5 /* of dataset 1, over the 30 days before time 0 */
#define EVERY_MS   (30 * MS_PER_MINUTE)

vtime stage_arrival(const struct stage *s, size_t dataset, size_t n)
{
	size_t own = ARRAY_LEN(own_minutes);

	if (dataset == 1)
		return n < START_ROWS ? STAGE_ZERO - 30 * MS_PER_DAY +
		                                (int64_t)(2 * n + 1) * 30 * MS_PER_DAY /
		                                        (2 * START_ROWS)
		                      : STAGE_ZERO + EVERY_MS / 2 +
		                                (int64_t)(n - START_ROWS) * EVERY_MS;
	if (n < own)
		return STAGE_ZERO + own_minutes[n] * MS_PER_MINUTE;
	return n - own < s->posted_count ? s->posted[n - own] : VTIME_NEVER;
}

static void put_file(const char *folder, const char *name, const char *text)
{
	AUTO(mem_free) char *path = mem_printf("%s/%s", folder, name);
	struct err e = { 0 };

	must(file_write(path, text, strlen(text), &e), path, &e);
}

/* dataset.json and schema.json; `comes` is how its records do, with ' for ". */
static void put_dataset(const char *folder, size_t i, const char *comes)
{
	AUTO_MEM char *entry = mem_printf("{'entry':{'id':'%s','name':'D%zu'},"
	                                  "'behavior':'record',%s}",
	                                  stage_datasets[i], i, comes);
	AUTO(mem_free) char *json = quoted(entry);
	AUTO_MEM char *schema =
		quoted("{'type':'object','meta:xdmType':'object','properties':"
	               "{'n':{'type':'integer','meta:xdmType':'long'}}}");
	struct err e = { 0 };

	must(file_make_dirs(folder, &e), folder, &e);
	put_file(folder, "dataset.json", json);
	put_file(folder, "schema.json", schema);
}

static void put_records(const char *folder)
{
	static const char line[] = JSON({"arrivedAt":"%cPT%dM","record":{"n":%zu}}) "\n";
	struct buf lines = { 0 };

	for (size_t i = 0; i < ARRAY_LEN(own_minutes); i++)
		buf_printf(&lines, line, own_minutes[i] < 0 ? '-' : '+',
		           abs(own_minutes[i]), i);
	put_file(folder, "records.jsonl", buf_str(&lines));
	buf_release(&lines);
}

static struct catalogue *open_catalogue(const char *folder)
{
	const char *const folders[] = { folder, NULL };
	struct catalogue *out;
	struct err e = { 0 };

	must(catalogue_open(folders, &out, &e), folder, &e);
	return out;
}

static void put_datasets(struct stage *s)
{
	for (size_t i = 0; i < STAGE_DATASETS; i++)
		s->datasets[i] = mem_printf("%s/%zu", s->folder, i);
	put_dataset(s->datasets[0], 0, "'records':'records.jsonl'");
	put_records(s->datasets[0]);
	put_dataset(s->datasets[1], 1,
	            "'generator':{'rowsAtStart':5,'rowsPerHour':2,'fields':"
	            "{'n':{'kind':'sequence','start':0}}}");
}

void stage_start(struct stage *s)
{
	struct err e = { 0 };

	s->options.faults = s->faults;
	must(world_open(&s->options, &s->world, &e), "world", &e);
	cJSON_Delete(s->faults);
	s->options.faults = s->faults = NULL;
	s->whole = s->world.datasets;
	if (s->faulty && s->world.files == FILES_OFF)
		s->world.datasets = s->less;
}

void stage_stop(struct stage *s)
{
	s->world.datasets = s->whole;
	s->faults = s->world.start_faults;
	s->world.start_faults = NULL;
	world_close(&s->world);
}

static void open_stage(struct stage *s, enum world_files files, unsigned partitions,
                       const char *state)
{
	struct err e = { 0 };

	*s = (struct stage){ 0 };
	must(file_temp_dir("flowmock-test-", &s->folder, &e), "folder", &e);
	put_datasets(s);
	s->less = open_catalogue(s->datasets[1]);
	s->exports = mem_printf("%s/exports", s->folder);
	s->state = state ? mem_printf("%s/%s", s->folder, state) : NULL;
	s->options = (struct world_options){ .seed = 1,
		                             .now = STAGE_ZERO,
		                             .files = files,
		                             .workers = 1,
		                             .state = s->state,
		                             .export_root = s->exports,
		                             .datasets = (const char *const *)s->datasets,
		                             .settings.partitions = partitions };
	stage_start(s);
}

void stage_open(struct stage *s, enum world_files files)
{
	open_stage(s, files, 1, NULL);
}

void stage_open_kept(struct stage *s, enum world_files files, unsigned partitions)
{
	open_stage(s, files, partitions, "state.db");
}

void stage_close(struct stage *s)
{
	struct err e = { 0 };

	stage_stop(s);
	cJSON_Delete(s->faults);
	catalogue_close(s->less);
	must(file_remove_tree(s->folder, &e), s->folder, &e);
	for (size_t i = 0; i < STAGE_DATASETS; i++)
		free(s->datasets[i]);
	free(s->state);
	free(s->exports);
	free(s->folder);
}

/* ---------------------------------------------------------------- what became of it */

static void note_share(struct lived *l, const char *id, const int64_t records[2],
                       const char *errors)
{
	for (size_t d = 0; d < STAGE_DATASETS; d++) {
		if (strcmp(id, stage_datasets[d]) != 0)
			continue;
		l->has[d] = true;
		l->share[d] = records[0];
		l->skipped[d] = records[1];
		l->failed[d] = errors && strstr(errors, id);
	}
}

/* The row's detail has all shares; without it there is one, of the plan's dataset. */
static void note_shares(struct lived *l, const struct run_row *row)
{
	const char *text = row->detail ? row->detail : row->plan_text;
	AUTO(cJSON_Delete) cJSON *all = NULL;
	AUTO(mem_free) char *errors = NULL;
	const cJSON *one;
	struct err e = { 0 };

	must(json_parse(text, strlen(text), &all, &e), "run", &e);
	if (row->detail)
		errors = json_text(json_get(all, "errors"));
	cJSON_ArrayForEach(one, json_get(all, "datasets")) {
		int64_t records[2] = { row->records, 0 };

		if (row->detail)
			json_int(one, "records", &records[0]);
		json_int(one, "skipped", &records[1]);
		note_share(l, json_str(one, row->detail ? "id" : ""), records, errors);
	}
}

size_t stage_runs(struct stage *s, struct lived *out, size_t most)
{
	struct err e = { 0 };
	int64_t next;

	must(run_next_serial(&s->world.store, &next, &e), "serial", &e);
	for (int64_t serial = 1; serial < next; serial++) {
		AUTO(stmt_end) struct stmt *q = NULL;
		struct lived *l = &out[serial - 1];
		struct run_row row;

		if ((size_t)serial > most)
			abort();
		must(run_begin(&s->world.store, serial, &q, &row, &e), "run", &e);
		*l = (struct lived){ row.scheduled_at, row.created_at, row.started_at,
			             row.completed_at, row.status,     row.records };
		note_shares(l, &row);
	}
	return (size_t)(next - 1);
}

void stage_print(struct stage *s)
{
	static struct lived runs[512];
	size_t count = stage_runs(s, runs, ARRAY_LEN(runs));

	for (size_t i = 0; i < count; i++)
		fprintf(stderr,
		        "  run %zu of %lld: %s, began %lld, ended %lld, %lld + %lld\n",
		        i + 1, (long long)(runs[i].scheduled_at - STAGE_ZERO),
		        run_status_name(runs[i].status),
		        (long long)(runs[i].created_at - STAGE_ZERO),
		        runs[i].completed_at == VTIME_NEVER
		                ? -1LL
		                : (long long)(runs[i].completed_at - STAGE_ZERO),
		        (long long)runs[i].share[0], (long long)runs[i].share[1]);
}
