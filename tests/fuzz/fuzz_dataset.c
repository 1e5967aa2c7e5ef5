/*
 * fuzz_dataset.c - whatever a dataset's files hold, it is read or refused
 *
 * The input is a generator's settings, a schema and lines of records, one after
 * the other with a NUL byte between; what is missing is empty.  What is read is
 * used: some rows are made, and found again by when they arrived.
 */
#include "lib/mem.h"
#include "mockserver/data/generator.h"
#include "mockserver/data/records.h"
#include "mockserver/data/xdm.h"

#define ROWS 40

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Cuts the text up to the next NUL off the front. */
static size_t cut(const char **rest, size_t *left, const char **part)
{
	size_t n = strnlen(*rest, *left), gone = n < *left ? n + 1 : n;

	*part = *rest;
	*rest += gone;
	*left -= gone;
	return n;
}

static cJSON *parsed(const char *text, size_t n)
{
	AUTO(cursor_release) struct cursor at = { .file = "fuzz" };
	struct err e = { 0 };
	cJSON *out = NULL;

	if (cursor_parse(&at, text, n, &out, &e) < 0) {
		assert(e.text[0]);
		return NULL;
	}
	return out;
}

static void generate(const cJSON *settings, const struct column_def *schema)
{
	AUTO(cursor_release) struct cursor at = { .file = "fuzz" };
	struct generator *g = NULL;
	struct column rows;
	struct err e = { 0 };
	uint64_t n;

	if (generator_new(settings, schema, &at, &g, &e) < 0) {
		assert(e.code == ERR_INVALID);
		return;
	}
	n = arrival_count(generator_arrival(g), 0, MS_PER_DAY);
	assert(!n || arrival_at(generator_arrival(g), 0, n - 1) < MS_PER_DAY);
	assert(arrival_at(generator_arrival(g), 0, n) >= MS_PER_DAY);
	column_init(&rows, schema);
	generator_fill(g, 1, 0, n, ROWS, &rows);
	assert(rows.count == ROWS);
	column_release(&rows);
	generator_free(g);
}

static void record(const char *text, size_t n, const struct column_def *schema)
{
	struct records *r = NULL;
	struct column rows;
	struct err e = { 0 };

	if (records_new(text, n, "fuzz", schema, &r, &e) < 0) {
		assert(e.code == ERR_INVALID);
		return;
	}
	column_init(&rows, schema);
	records_copy(r, 0, 0, (size_t)records_count(r), &rows);
	assert(rows.count == records_count(r));
	for (uint64_t i = 0; i < records_count(r); i++)
		assert(records_arrived(r, 0, records_arrival(r, 0, i)) <= i);
	column_release(&rows);
	records_free(r);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(cursor_release) struct cursor at = { .file = "fuzz" };
	const char *rest = (const char *)data, *text;
	size_t left = size, n = cut(&rest, &left, &text);
	AUTO(cJSON_Delete) cJSON *settings = parsed(text, n);
	AUTO(cJSON_Delete) cJSON *schema = NULL;
	struct column_def def;
	struct err e = { 0 };

	n = cut(&rest, &left, &text);
	schema = parsed(text, n);
	if (!schema)
		return 0;
	if (xdm_read(schema, &at, &def, &e) < 0) {
		assert(e.code == ERR_INVALID);
		return 0;
	}
	if (settings)
		generate(settings, &def);
	n = cut(&rest, &left, &text);
	record(text, n, &def);
	column_def_release(&def);
	return 0;
}
