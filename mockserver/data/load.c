/*
 * load.c - a dataset: read from its folder, and what it says of itself
 */
#include "mockserver/data/load.h"

#include "lib/asset.h"
#include "lib/file/file.h"
#include "lib/json/line.h"
#include "lib/mem.h"
#include "mockserver/data/cursor.h"
#include "mockserver/data/xdm.h"

#define JSON_BYTES_MAX (4U << 20)
#define FORMAT_PATH    "schemas/dataset.json"

/* A file of the folder, and its name for errors. */
struct dataset_text {
	char *file;
	const char *data;
	size_t size;
	struct buf own; /* what was read from disk */
};

static void text_release(struct dataset_text *t)
{
	free(t->file);
	buf_release(&t->own);
}
AUTO_DEFINE_STRUCT(struct dataset_text, text_release);

static int read_text(const char *folder, enum load_from from, const char *name,
                     size_t cap, struct dataset_text *out, struct err *e)
{
	const struct asset *asset;

	out->file = mem_printf("%s/%s", folder, name);
	if (from == LOAD_DISK) {
		if (file_read(out->file, cap, &out->own, e) < 0)
			return -1;
		out->data = buf_str(&out->own);
		out->size = out->own.size;
		return 0;
	}
	asset = asset_find(out->file);
	if (!asset)
		return err_set(e, ERR_NOT_FOUND, "no file %s is built in", out->file);
	out->data = asset->data;
	out->size = asset->size;
	return 0;
}

int load_format(struct jsonschema **out, struct err *e)
{
	AUTO(cJSON_Delete) cJSON *schema = NULL;
	const struct asset *asset = asset_find(FORMAT_PATH);

	if (!asset)
		return err_set(e, ERR_NOT_FOUND, "no file %s is built in", FORMAT_PATH);
	if (json_parse(asset->data, asset->size, &schema, e) < 0)
		return -1;
	return jsonschema_new(schema, NULL, out, e);
}

/* All that is wrong with the form of dataset.json, in one sentence. */
static int check_format(const struct jsonschema *format, const cJSON *json,
                        const struct dataset_text *from, struct err *e)
{
	AUTO(violations_release) struct violations all = { 0 };
	AUTO(buf_release) struct buf text = { 0 };
	size_t line;

	if (!format || jsonschema_check(format, json, "", &all))
		return 0;
	for (size_t i = 0; i < all.count; i++)
		buf_printf(&text, "%s%s%s%s", i ? "; " : "", all.all[i].pointer,
		           *all.all[i].pointer ? ": " : "", all.all[i].message);
	line = json_line(from->data, from->size, all.all[0].pointer);
	return err_set(e, ERR_INVALID, "%s:%zu: %s", from->file, line, buf_str(&text));
}

/* A time series has a time: exports leave out what is older than a year. */
static int check_behavior(struct dataset *d, struct cursor *at, struct err *e)
{
	d->timestamp = POSTED_NO_TIMESTAMP;
	if (d->behavior != DATASET_TIME_SERIES)
		return 0;
	for (size_t i = 0; i < d->schema.child_count; i++) {
		const struct column_def *c = &d->schema.child[i];

		if (!strcmp(c->name, "timestamp") && c->type == COLUMN_TIMESTAMP &&
		    !c->nullable) {
			d->timestamp = i;
			return 0;
		}
	}
	return cursor_fail(at, e, "a time series needs a required date-time 'timestamp'");
}

static int read_schema(struct dataset *d, enum load_from from, struct err *e)
{
	AUTO(text_release) struct dataset_text text = { 0 };
	AUTO(cursor_release) struct cursor at = { 0 };
	AUTO(cJSON_Delete) cJSON *json = NULL;

	if (read_text(d->folder, from, "schema.json", JSON_BYTES_MAX, &text, e) < 0)
		return -1;
	at.file = text.file;
	at.text = (struct str){ text.data, text.size };
	if (cursor_parse(&at, text.data, text.size, &json, e) < 0 ||
	    xdm_read(json, &at, &d->schema, e) < 0)
		return -1;
	return check_behavior(d, &at, e);
}

static int read_records(struct dataset *d, enum load_from from, const char *name,
                        struct err *e)
{
	AUTO(text_release) struct dataset_text text = { 0 };

	if (read_text(d->folder, from, name, DATASET_BYTES_MAX, &text, e) < 0)
		return -1;
	if (records_new(text.data, text.size, text.file, &d->schema, &d->records, e) < 0)
		return -1;
	if (d->behavior == DATASET_TIME_SERIES)
		records_mark_timestamp(d->records, d->timestamp);
	return 0;
}

/* How the records come: dataset.json says either `records` or `generator`. */
static int read_origin(struct dataset *d, const cJSON *json,
                       const struct dataset_text *text, struct err *e)
{
	const struct str all = { text->data, text->size };
	AUTO(cursor_release) struct cursor at = { .file = text->file, .text = all };
	const char *records = json_str(json, "records");

	if (records)
		return read_records(d, d->from, records, e);
	(void)cursor_enter(&at, "generator");
	return generator_new(json_get(json, "generator"), &d->schema, &at, &d->generator,
	                     e);
}

/* Its form, as dataset.json gives it. */
static int read_form(const struct dataset *d, const struct jsonschema *format,
                     struct dataset_text *text, cJSON **out, struct err *e)
{
	AUTO(cJSON_Delete) cJSON *json = NULL;
	struct cursor at;

	if (read_text(d->folder, d->from, "dataset.json", JSON_BYTES_MAX, text, e) < 0)
		return -1;
	at = (struct cursor){ .file = text->file };
	if (cursor_parse(&at, text->data, text->size, &json, e) < 0 ||
	    check_format(format, json, text, e) < 0)
		return -1;
	*out = TAKE(json);
	return 0;
}

/* Its schema, and how its records come. */
static int read_content(struct dataset *d, const cJSON *json,
                        const struct dataset_text *text, struct err *e)
{
	if (read_schema(d, d->from, e) < 0)
		return -1;
	d->posted = posted_new(&d->schema, d->timestamp);
	return read_origin(d, json, text, e);
}

static int read_dataset(struct dataset *d, const struct jsonschema *format, struct err *e)
{
	AUTO(text_release) struct dataset_text text = { 0 };
	AUTO(cJSON_Delete) cJSON *json = NULL;

	if (read_form(d, format, &text, &json, e) < 0)
		return -1;
	d->entry = json_copy(json_get(json, "entry"));
	if (!strcmp(json_str(json, "behavior"), "time-series"))
		d->behavior = DATASET_TIME_SERIES;
	return d->from == LOAD_ASSETS ? 0 : read_content(d, json, &text, e);
}

void dataset_wake(struct dataset *d)
{
	AUTO(text_release) struct dataset_text text = { 0 };
	AUTO(cJSON_Delete) cJSON *json = NULL;
	struct err never = { 0 }; /* what is built in was read by our tests */

	if (d->posted)
		return;
	if (read_form(d, NULL, &text, &json, &never) < 0 ||
	    read_content(d, json, &text, &never) < 0) {
		fprintf(stderr, "a dataset that is built in: %s\n", never.text);
		abort();
	}
}

int dataset_load(const char *folder, enum load_from from, const struct jsonschema *format,
                 struct dataset **out, struct err *e)
{
	AUTO(dataset_unload) struct dataset *d = mem_alloc(sizeof(*d));

	d->folder = mem_strdup(folder);
	d->from = from;
	if (read_dataset(d, format, e) < 0)
		return -1;
	*out = TAKE(d);
	return 0;
}

void dataset_forget(struct dataset *d)
{
	if (d->posted)
		posted_clear(d->posted);
	bad_files_release(&d->bad);
}

void dataset_unload(struct dataset *d)
{
	if (!d)
		return;
	bad_files_release(&d->bad);
	free(d->unread);
	cJSON_Delete(d->entry);
	generator_free(d->generator);
	records_free(d->records);
	posted_free(d->posted);
	column_def_release(&d->schema); /* the three above read it */
	free(d->folder);
	free(d);
}

const char *dataset_id(const struct dataset *d)
{
	return json_str(d->entry, "id");
}

const char *dataset_name(const struct dataset *d)
{
	return json_str(d->entry, "name");
}

const cJSON *dataset_entry(const struct dataset *d)
{
	return d->entry;
}

enum dataset_behavior dataset_behavior(const struct dataset *d)
{
	return d->behavior;
}

const struct column_def *dataset_schema(const struct dataset *d)
{
	return &d->schema;
}

enum dataset_origin dataset_origin(const struct dataset *d)
{
	return d->records ? DATASET_RECORDS : DATASET_GENERATOR;
}

const struct arrival *dataset_rate(const struct dataset *d)
{
	return d->generator ? generator_arrival(d->generator) : NULL;
}

uint64_t dataset_own_arrived(const struct dataset *d, vtime zero, vtime until)
{
	if (d->records)
		return records_arrived(d->records, zero, until);
	return arrival_count(generator_arrival(d->generator), zero, until);
}

vtime dataset_own_arrival(const struct dataset *d, vtime zero, uint64_t i)
{
	if (d->records)
		return i < records_count(d->records)
		               ? records_arrival(d->records, zero, i)
		               : VTIME_NEVER;
	return arrival_at(generator_arrival(d->generator), zero, i);
}

uint64_t dataset_arrived(const struct dataset *d, vtime zero, vtime until)
{
	return dataset_own_arrived(d, zero, until) + posted_arrived(d->posted, until);
}

const struct bad_files *dataset_bad_files(const struct dataset *d)
{
	return &d->bad;
}

const char *dataset_unread(const struct dataset *d)
{
	return d->unread;
}

int dataset_batch_read(const struct dataset *d, const struct posted_text *text,
                       struct posted_batch *out, struct err *e)
{
	*out = (struct posted_batch){ 0 };
	if (posted_bytes(d->posted) + text->size > DATASET_BYTES_MAX)
		return err_set(e, ERR_INVALID,
		               "%s: with it the batches of the dataset are larger than "
		               "%u bytes",
		               text->name, DATASET_BYTES_MAX);
	return posted_read(text, &d->schema, out, e);
}
