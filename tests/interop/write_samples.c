/*
 * write_samples.c - files over every type and nesting that the writers know
 *
 *	write_samples FOLDER
 *
 * For each sample NAME: NAME.json, NAME.json.gz, NAME.parquet and NAME.gz.parquet
 * by the writers under test; NAME.schema, the schema as JSON; NAME.rows, the rows
 * as they should be read, one JSON array a line; and a line of `samples`, with
 * NAME, the number of rows and whether row groups, pages and dictionaries are
 * kept small.  Nothing of the writers is used for the last three:
 *
 *	null                      null
 *	bool                      true, false
 *	int32, int64              its digits, as a string
 *	timestamp, date, decimal  milliseconds, days, unscaled value: so too
 *	double                    its 64 bits, as 16 hex digits
 *	string                    the string
 *	list                      an array
 *	map                       an array of [key, value]
 *	struct                    an array of the members
 */
#include "lib/json/json.h"
#include "lib/mem.h"
#include "mockserver/export/export.h"
#include "mockserver/export/parquet/parquet.h"
#include "tests/support/quoted.h"
#include "tests/support/rows.h"

/* Small enough that some thousand rows have many of each. */
static const struct parquet_bounds small = {
	.group_rows = 1024, .group_bytes = 1 << 20, .page_bytes = 2048, .dict_bytes = 4096
};

#define SCALARS(null)                                                                  \
	"b bool" null ", i int32" null ", l int64" null ", d double" null              \
	", s string" null ", t timestamp" null ", y date" null ", m decimal(9,2)" null \
	", n decimal(18,6)" null ", o decimal(4,0)" null

/* clang-format off */
static const struct sample {
	const char *name, *schema;
	const char *rows;     /* as text, */
	uint64_t random_rows; /* and then from a seed */
	bool is_small;
} samples[] = {
	{ "scalars",  SCALARS(""), NULL, 700 },
	{ "required", SCALARS("!"), NULL, 700 },
	{ "empty",    SCALARS(""), NULL, 0 },
	{ "one-row",  SCALARS(""), NULL, 1 },
	{ "all-null", SCALARS("") ", q [int64], r {x int64}, u <string>", "{}\n{}\n{}", 0 },
	{ "edges", SCALARS(""),
	  JSON({"l":9223372036854775807,"i":2147483647,"t":253402300799999,"y":2932896}) "\n"
	  JSON({"l":-9223372036854775808,"i":-2147483648,"t":-62135596800000,"y":-719162}) "\n"
	  JSON({"l":9007199254740993,"d":9007199254740992,"t":-1,"y":-1}) "\n"
	  JSON({"d":"NaN","m":999999999,"n":999999999999999999,"o":9999}) "\n"
	  JSON({"d":"Infinity","m":-999999999,"n":-999999999999999999,"o":-9999}) "\n"
	  JSON({"d":"-Infinity","m":-1,"n":-1,"o":0}) "\n"
	  JSON({"d":1.7976931348623157e308,"s":""}) "\n"
	  JSON({"d":5e-324,"s":" \" \\ / \b\f\n\r\t \u0001 \u007f"}) "\n"
	  JSON({"d":-0.0,"s":"\u00e9\u6f22\ud83d\ude00\u2028"}) "\n"
	  JSON({"d":0.1,"s":"null"}), 0 },
	{ "lists",
	  "a [int64], b [string!]!, c [[int32]], d [timestamp!], e [double], f [bool], g [[[string]]]",
	  JSON({"b":[],"d":[]}) "\n"
	  JSON({"a":[],"b":[],"c":[],"d":[],"e":[],"f":[],"g":[]}) "\n"
	  JSON({"a":[null],"b":[""],"c":[null],"d":[0],"e":[null],"f":[null],"g":[null]}) "\n"
	  JSON({"a":[1,null,3],"b":["x","y"],"c":[[],[1],null,[null,2]],"g":[[],[[]],[[null],null]]}), 500 },
	{ "structs",
	  "a {x int64, y string!}, b {x int64!}!, c {d {e {f bool}}}, g {h {i int32!}!}, j {k date!}",
	  JSON({"b":{"x":1}}) "\n"
	  JSON({"a":{"y":"only"},"b":{"x":2},"c":{}}) "\n"
	  JSON({"b":{"x":3},"c":{"d":{}}}) "\n"
	  JSON({"b":{"x":4},"c":{"d":{"e":{}}},"g":{"h":{"i":5}}}), 500 },
	{ "maps",
	  "a <string>, b <int64!>!, c <[string]>, d <{x int64, y [date]}>, e <<timestamp>>, f <decimal(18,3)>",
	  JSON({"b":{}}) "\n"
	  JSON({"a":{},"b":{"k":1},"c":{},"d":{},"e":{},"f":{}}) "\n"
	  JSON({"a":{"k":null},"b":{"":2},"c":{"k":null,"l":[],"m":[null]},"d":{"k":null},"e":{"k":{}}}),
	  500 },
	{ "deep",
	  "id int64!, orders [{sku string!, price decimal(12,2), tags [string],"
	  " options <[{name string, on bool!, at timestamp}]>, home {street string, geo {lat double, lon double}}}]",
	  NULL, 800 },
	{ "many-pages", SCALARS("") ", a [int64], c [[string]], e <double>, f [{x int64!, y <string>}]",
	  NULL, 6000, true },
	{ "many-pages-required", SCALARS("!") ", a [int64!]!, e <double!>!", NULL, 4000, true },
};
/* clang-format on */

static void put_row_value(struct buf *out, const struct column *c, size_t i);

static void put_members(struct buf *out, const struct column *c, size_t i)
{
	buf_add_char(out, '[');
	for (size_t k = 0; k < c->def->child_count; k++) {
		buf_add_str(out, k ? "," : "");
		put_row_value(out, &c->child[k], i);
	}
	buf_add_char(out, ']');
}

static void put_elements(struct buf *out, const struct column *c, size_t i)
{
	buf_add_char(out, '[');
	for (uint32_t k = c->offsets[i]; k < c->offsets[i + 1]; k++) {
		buf_add_str(out, k > c->offsets[i] ? "," : "");
		if (c->def->type == COLUMN_MAP)
			put_members(out, c, k);
		else
			put_row_value(out, &c->child[0], k);
	}
	buf_add_char(out, ']');
}

/* Recursion is as deep as the schema. */
static void put_row_value(struct buf *out, const struct column *c, size_t i)
{
	uint64_t bits;

	if (!c->valid[i]) {
		buf_add_str(out, "null");
		return;
	}
	switch (c->def->type) {
	case COLUMN_BOOL:
		buf_add_str(out, c->bools[i] ? "true" : "false");
		break;
	case COLUMN_INT32:
	case COLUMN_DATE:
		buf_printf(out, "\"%ld\"", (long)c->i32[i]);
		break;
	case COLUMN_DOUBLE:
		memcpy(&bits, &c->f64[i], sizeof(bits));
		buf_printf(out, "\"%016llx\"", (unsigned long long)bits);
		break;
	case COLUMN_STRING:
		json_put_str(out, c->bytes + c->offsets[i],
		             c->offsets[i + 1] - c->offsets[i]);
		break;
	case COLUMN_STRUCT:
		put_members(out, c, i);
		break;
	case COLUMN_LIST:
	case COLUMN_MAP:
		put_elements(out, c, i);
		break;
	default:
		buf_printf(out, "\"%lld\"", (long long)c->i64[i]);
	}
}

/* A column's own members, and the name of that with its children. */
#define DEF \
	JSON("name":"%s","type":"%s","nullable":%s,"precision":%d,"scale":%d,"children":)

static void put_def(struct buf *out, const struct column_def *d)
{
	buf_printf(out, "{" DEF "[", d->name, column_type_name(d->type),
	           d->nullable ? "true" : "false", d->precision, d->scale);
	for (size_t i = 0; i < d->child_count; i++) {
		buf_add_str(out, i ? "," : "");
		put_def(out, &d->child[i]);
	}
	buf_add_str(out, "]}");
}

static void must(int rc, const struct err *e)
{
	if (rc == 0)
		return;
	fprintf(stderr, "write_samples: %s\n", e->text);
	exit(1);
}

static void write_text(const char *folder, const char *name, const char *extension,
                       const struct buf *text)
{
	AUTO(mem_free) char *path = mem_printf("%s/%s%s", folder, name, extension);
	struct err e = { 0 };

	must(file_write(path, buf_str(text), text->size, &e), &e);
}

static void write_small_parquet(const char *path, enum export_codec codec, struct rows *r)
{
	struct err e = { 0 };
	struct newfile f;
	uint64_t count;

	must(file_create(path, &f, &e), &e);
	must(parquet_write_bounded(&f, codec, &small, rows_source(r, 1), &count, &e), &e);
	must(file_commit(&f, FILE_NO_SYNC, &e), &e);
}

static void write_file(const char *folder, const struct sample *s, int kind,
                       struct rows *r)
{
	struct export_options o = { kind & 2 ? EXPORT_PARQUET : EXPORT_JSON,
		                    kind & 1 ? EXPORT_GZIP : EXPORT_NONE, FILE_NO_SYNC };
	AUTO(buf_release) struct buf path = { 0 };
	struct export_stats stats;
	struct err e = { 0 };

	buf_printf(&path, "%s/%s.", folder, s->name);
	format_put_extension(&path, o.format, o.codec);
	if (s->is_small && o.format == EXPORT_PARQUET)
		write_small_parquet(buf_str(&path), o.codec, r);
	else
		must(export_file(buf_str(&path), &o, rows_source(r, 1), &stats, &e), &e);
}

static void write_sample(const char *folder, const struct sample *s, struct buf *list)
{
	struct buf text = { 0 };
	size_t count = 0;
	struct rows r;

	rows_init(&r, s->schema);
	if (s->rows)
		rows_add(&r, s->rows);
	for (uint64_t i = 0; i < s->random_rows; i++) {
		if (i % 300 == 299)
			rows_cut(&r);
		rows_add_random(&r, i);
	}
	for (int kind = 0; kind < 4; kind++)
		write_file(folder, s, kind, &r);
	put_def(&text, r.def);
	write_text(folder, s->name, ".schema", &text);
	buf_clear(&text);
	for (size_t b = 0; b < r.batch_count; b++) {
		for (size_t i = 0; i < r.batch[b].count; i++) {
			put_members(&text, &r.batch[b], i);
			buf_add_char(&text, '\n');
		}
		count += r.batch[b].count;
	}
	write_text(folder, s->name, ".rows", &text);
	buf_printf(list, "%s %zu %s\n", s->name, count, s->is_small ? "small" : "usual");
	buf_release(&text);
	rows_release(&r);
}

/* More columns than a short list of Thrift can count. */
static void write_wide(const char *folder, struct buf *list)
{
	struct sample wide = { .name = "wide", .random_rows = 50 };
	struct buf schema = { 0 };

	for (int i = 0; i < 120; i++)
		buf_printf(&schema, "c%d %s, ", i, i % 3 ? "int64" : "[string]");
	wide.schema = schema.data;
	write_sample(folder, &wide, list);
	buf_release(&schema);
}

int main(int argc, char **argv)
{
	struct buf list = { 0 };

	if (argc != 2)
		return fprintf(stderr, "usage: write_samples FOLDER\n"), 2;
	for (size_t i = 0; i < ARRAY_LEN(samples); i++)
		write_sample(argv[1], &samples[i], &list);
	write_wide(argv[1], &list);
	write_text(argv[1], "samples", "", &list);
	buf_release(&list);
	return 0;
}
