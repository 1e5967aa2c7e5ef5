/*
 * fuzz_batch.c - whatever a batch's body holds, all of it is taken or none
 *
 * The input is a body.  It is read as a client's and as a file's; what is taken is
 * added, twice, to records of a schema with each type of column, and stands there in
 * order of arrival.
 */
#include "lib/mem.h"
#include "mockserver/data/cursor.h"
#include "mockserver/data/posted.h"
#include "mockserver/data/xdm.h"
#include "tests/support/quoted.h"

#define NOW INT64_C(1767225600000) /* 2026-01-01T00:00:00Z */

static const char schema_text[] = JSON({
	"type":"object",
	"properties":{
		"timestamp":{"type":"string","format":"date-time"},
		"s":{"type":"string"},
		"b":{"type":"boolean"},
		"i":{"type":"integer"},
		"d":{"type":"number"},
		"m":{"type":"number","meta:xdmType":"decimal"},
		"day":{"type":"string","format":"date"},
		"list":{"type":"array",
		        "items":{"type":"object","properties":{"x":{"type":"integer"}}}},
		"map":{"type":"object","additionalProperties":{"type":"string"}}
	},
	"required":["timestamp"]
});

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_schema(struct column_def *out)
{
	AUTO(cursor_release) struct cursor at = { .file = "schema" };
	AUTO(cJSON_Delete) cJSON *json = NULL;
	struct err e = { 0 };
	int read = json_parse(schema_text, sizeof(schema_text) - 1, &json, &e);

	if (read == 0)
		read = xdm_read(json, &at, out, &e);
	assert(read == 0);
}

static void check_order(const struct posted *p, const struct column_def *schema)
{
	uint64_t count = posted_count(p);
	struct lag lag = posted_lag(p);
	struct column rows;

	column_init(&rows, schema);
	posted_copy(p, 0, (size_t)count, &rows);
	assert(rows.count == count);
	column_release(&rows);
	for (uint64_t i = 0; i < count; i++) {
		vtime at = posted_at(p, i);
		int64_t late = at - posted_timestamp(p, i);

		assert(at >= NOW && at <= VTIME_MAX);
		assert(!i || posted_at(p, i - 1) <= at);
		assert(posted_arrived(p, at) <= i && posted_arrived(p, at + 1) > i);
		assert(late >= lag.least && late <= lag.most);
	}
}

static void take(const struct posted_text *text, const struct column_def *schema)
{
	AUTO(posted_batch_release) struct posted_batch batch = { 0 };
	struct posted *p;
	struct err e = { 0 };

	if (posted_read(text, schema, &batch, &e) < 0) {
		assert(e.code == ERR_INVALID && e.text[0]);
		return;
	}
	assert(batch.lines.count);
	p = posted_new(schema, 0);
	posted_add(p, &batch);
	posted_add(p, &batch);
	assert(posted_count(p) == 2 * batch.lines.count);
	check_order(p, schema);
	posted_free(p);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct posted_text text = { (const char *)data, size, "body", NOW,
		                    POSTED_PAST_REFUSED };
	struct column_def schema;

	read_schema(&schema);
	take(&text, &schema);
	text.past = POSTED_PAST_IS_NOW;
	take(&text, &schema);
	column_def_release(&schema);
	return 0;
}
