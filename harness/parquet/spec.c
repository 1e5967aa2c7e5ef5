/*
 * spec.c - are the bytes the structs that parquet.thrift describes?
 */
#include "harness/parquet/spec.h"

#include "harness/parquet/thrift.h"
#include "lib/str.h"

enum presence { OPTIONAL, REQUIRED };

struct spec_field {
	uint8_t id;
	enum pq_thrift_type type; /* THRIFT_TRUE: either bool */
	enum presence presence;
	enum pq_thrift_type of; /* of a list's elements */
	enum parquet_spec spec; /* of a struct, and of a list's */
};

/* clang-format off */
static const struct spec_field file_fields[] = {
	{ 1, THRIFT_I32, REQUIRED },
	{ 2, THRIFT_LIST, REQUIRED, THRIFT_STRUCT, SPEC_ELEMENT },
	{ 3, THRIFT_I64, REQUIRED },
	{ 4, THRIFT_LIST, REQUIRED, THRIFT_STRUCT, SPEC_GROUP },
	{ 5, THRIFT_LIST, OPTIONAL, THRIFT_STRUCT, SPEC_KEY_VALUE },
	{ 6, THRIFT_BINARY },
	{ 7, THRIFT_LIST, OPTIONAL, THRIFT_STRUCT, SPEC_ORDER },
	{ 8, THRIFT_STRUCT, OPTIONAL, THRIFT_STOP, SPEC_ANY },
	{ 9, THRIFT_BINARY },
	{ 0 },
};

static const struct spec_field element_fields[] = {
	{ 1, THRIFT_I32 }, { 2, THRIFT_I32 }, { 3, THRIFT_I32 },
	{ 4, THRIFT_BINARY, REQUIRED },
	{ 5, THRIFT_I32 }, { 6, THRIFT_I32 }, { 7, THRIFT_I32 }, { 8, THRIFT_I32 },
	{ 9, THRIFT_I32 },
	{ 10, THRIFT_STRUCT, OPTIONAL, THRIFT_STOP, SPEC_LOGICAL },
	{ 0 },
};

/* Most of them are empty: text, map, list, date, JSON, UUID … */
static const struct spec_field logical_fields[] = {
	{ 1, THRIFT_STRUCT, OPTIONAL, THRIFT_STOP, SPEC_EMPTY },
	{ 2, THRIFT_STRUCT, OPTIONAL, THRIFT_STOP, SPEC_EMPTY },
	{ 3, THRIFT_STRUCT, OPTIONAL, THRIFT_STOP, SPEC_EMPTY },
	{ 4, THRIFT_STRUCT, OPTIONAL, THRIFT_STOP, SPEC_EMPTY },
	{ 5, THRIFT_STRUCT, OPTIONAL, THRIFT_STOP, SPEC_DECIMAL },
	{ 6, THRIFT_STRUCT, OPTIONAL, THRIFT_STOP, SPEC_EMPTY },
	{ 7, THRIFT_STRUCT, OPTIONAL, THRIFT_STOP, SPEC_TIME },
	{ 8, THRIFT_STRUCT, OPTIONAL, THRIFT_STOP, SPEC_TIME },
	{ 10, THRIFT_STRUCT, OPTIONAL, THRIFT_STOP, SPEC_INTEGER },
	{ 11, THRIFT_STRUCT, OPTIONAL, THRIFT_STOP, SPEC_EMPTY },
	{ 12, THRIFT_STRUCT, OPTIONAL, THRIFT_STOP, SPEC_EMPTY },
	{ 13, THRIFT_STRUCT, OPTIONAL, THRIFT_STOP, SPEC_EMPTY },
	{ 14, THRIFT_STRUCT, OPTIONAL, THRIFT_STOP, SPEC_EMPTY },
	{ 15, THRIFT_STRUCT, OPTIONAL, THRIFT_STOP, SPEC_EMPTY },
	{ 16, THRIFT_STRUCT, OPTIONAL, THRIFT_STOP, SPEC_ANY },
	{ 17, THRIFT_STRUCT, OPTIONAL, THRIFT_STOP, SPEC_ANY },
	{ 18, THRIFT_STRUCT, OPTIONAL, THRIFT_STOP, SPEC_ANY },
	{ 0 },
};

static const struct spec_field decimal_fields[] = {
	{ 1, THRIFT_I32, REQUIRED }, { 2, THRIFT_I32, REQUIRED }, { 0 },
};

static const struct spec_field time_fields[] = {
	{ 1, THRIFT_TRUE, REQUIRED },
	{ 2, THRIFT_STRUCT, REQUIRED, THRIFT_STOP, SPEC_UNIT },
	{ 0 },
};

static const struct spec_field unit_fields[] = {
	{ 1, THRIFT_STRUCT, OPTIONAL, THRIFT_STOP, SPEC_EMPTY },
	{ 2, THRIFT_STRUCT, OPTIONAL, THRIFT_STOP, SPEC_EMPTY },
	{ 3, THRIFT_STRUCT, OPTIONAL, THRIFT_STOP, SPEC_EMPTY },
	{ 0 },
};

static const struct spec_field integer_fields[] = {
	{ 1, THRIFT_BYTE, REQUIRED }, { 2, THRIFT_TRUE, REQUIRED }, { 0 },
};

static const struct spec_field group_fields[] = {
	{ 1, THRIFT_LIST, REQUIRED, THRIFT_STRUCT, SPEC_CHUNK },
	{ 2, THRIFT_I64, REQUIRED },
	{ 3, THRIFT_I64, REQUIRED },
	{ 4, THRIFT_LIST, OPTIONAL, THRIFT_STRUCT, SPEC_SORTING },
	{ 5, THRIFT_I64 }, { 6, THRIFT_I64 }, { 7, THRIFT_I16 },
	{ 0 },
};

static const struct spec_field chunk_fields[] = {
	{ 1, THRIFT_BINARY },
	{ 2, THRIFT_I64, REQUIRED },
	{ 3, THRIFT_STRUCT, OPTIONAL, THRIFT_STOP, SPEC_CHUNK_META },
	{ 4, THRIFT_I64 }, { 5, THRIFT_I32 }, { 6, THRIFT_I64 }, { 7, THRIFT_I32 },
	{ 8, THRIFT_STRUCT, OPTIONAL, THRIFT_STOP, SPEC_ANY },
	{ 9, THRIFT_BINARY },
	{ 0 },
};

static const struct spec_field chunk_meta_fields[] = {
	{ 1, THRIFT_I32, REQUIRED },
	{ 2, THRIFT_LIST, REQUIRED, THRIFT_I32 },
	{ 3, THRIFT_LIST, REQUIRED, THRIFT_BINARY },
	{ 4, THRIFT_I32, REQUIRED },
	{ 5, THRIFT_I64, REQUIRED }, { 6, THRIFT_I64, REQUIRED },
	{ 7, THRIFT_I64, REQUIRED },
	{ 8, THRIFT_LIST, OPTIONAL, THRIFT_STRUCT, SPEC_KEY_VALUE },
	{ 9, THRIFT_I64, REQUIRED },
	{ 10, THRIFT_I64 }, { 11, THRIFT_I64 },
	{ 12, THRIFT_STRUCT, OPTIONAL, THRIFT_STOP, SPEC_STATISTICS },
	{ 13, THRIFT_LIST, OPTIONAL, THRIFT_STRUCT, SPEC_ENCODING_STATS },
	{ 14, THRIFT_I64 }, { 15, THRIFT_I32 },
	{ 16, THRIFT_STRUCT, OPTIONAL, THRIFT_STOP, SPEC_ANY },
	{ 17, THRIFT_STRUCT, OPTIONAL, THRIFT_STOP, SPEC_ANY },
	{ 0 },
};

static const struct spec_field statistics_fields[] = {
	{ 1, THRIFT_BINARY }, { 2, THRIFT_BINARY }, { 3, THRIFT_I64 }, { 4, THRIFT_I64 },
	{ 5, THRIFT_BINARY }, { 6, THRIFT_BINARY },
	{ 7, THRIFT_TRUE }, { 8, THRIFT_TRUE },
	{ 0 },
};

static const struct spec_field encoding_stats_fields[] = {
	{ 1, THRIFT_I32, REQUIRED }, { 2, THRIFT_I32, REQUIRED },
	{ 3, THRIFT_I32, REQUIRED }, { 0 },
};

static const struct spec_field sorting_fields[] = {
	{ 1, THRIFT_I32, REQUIRED }, { 2, THRIFT_TRUE, REQUIRED },
	{ 3, THRIFT_TRUE, REQUIRED }, { 0 },
};

static const struct spec_field key_value_fields[] = {
	{ 1, THRIFT_BINARY, REQUIRED }, { 2, THRIFT_BINARY }, { 0 },
};

static const struct spec_field order_fields[] = {
	{ 1, THRIFT_STRUCT, OPTIONAL, THRIFT_STOP, SPEC_EMPTY },
	{ 0 },
};

static const struct spec_field page_fields[] = {
	{ 1, THRIFT_I32, REQUIRED }, { 2, THRIFT_I32, REQUIRED },
	{ 3, THRIFT_I32, REQUIRED }, { 4, THRIFT_I32 },
	{ 5, THRIFT_STRUCT, OPTIONAL, THRIFT_STOP, SPEC_DATA_PAGE },
	{ 6, THRIFT_STRUCT, OPTIONAL, THRIFT_STOP, SPEC_EMPTY },
	{ 7, THRIFT_STRUCT, OPTIONAL, THRIFT_STOP, SPEC_DICTIONARY_PAGE },
	{ 8, THRIFT_STRUCT, OPTIONAL, THRIFT_STOP, SPEC_DATA_PAGE_V2 },
	{ 0 },
};

static const struct spec_field data_page_fields[] = {
	{ 1, THRIFT_I32, REQUIRED }, { 2, THRIFT_I32, REQUIRED },
	{ 3, THRIFT_I32, REQUIRED }, { 4, THRIFT_I32, REQUIRED },
	{ 5, THRIFT_STRUCT, OPTIONAL, THRIFT_STOP, SPEC_STATISTICS },
	{ 0 },
};

static const struct spec_field dictionary_page_fields[] = {
	{ 1, THRIFT_I32, REQUIRED }, { 2, THRIFT_I32, REQUIRED }, { 3, THRIFT_TRUE },
	{ 0 },
};

static const struct spec_field data_page_v2_fields[] = {
	{ 1, THRIFT_I32, REQUIRED }, { 2, THRIFT_I32, REQUIRED },
	{ 3, THRIFT_I32, REQUIRED }, { 4, THRIFT_I32, REQUIRED },
	{ 5, THRIFT_I32, REQUIRED }, { 6, THRIFT_I32, REQUIRED },
	{ 7, THRIFT_TRUE },
	{ 8, THRIFT_STRUCT, OPTIONAL, THRIFT_STOP, SPEC_STATISTICS },
	{ 0 },
};

static const struct spec_field no_fields[] = { { 0 } };

static const struct {
	const struct spec_field *fields; /* NULL: any */
	bool is_union;                   /* has one field */
} specs[] = {
	[SPEC_ANY]             = { NULL },
	[SPEC_EMPTY]           = { no_fields },
	[SPEC_FILE]            = { file_fields },
	[SPEC_ELEMENT]         = { element_fields },
	[SPEC_LOGICAL]         = { logical_fields, true },
	[SPEC_DECIMAL]         = { decimal_fields },
	[SPEC_TIME]            = { time_fields },
	[SPEC_UNIT]            = { unit_fields, true },
	[SPEC_INTEGER]         = { integer_fields },
	[SPEC_GROUP]           = { group_fields },
	[SPEC_CHUNK]           = { chunk_fields },
	[SPEC_CHUNK_META]      = { chunk_meta_fields },
	[SPEC_STATISTICS]      = { statistics_fields },
	[SPEC_ENCODING_STATS]  = { encoding_stats_fields },
	[SPEC_SORTING]         = { sorting_fields },
	[SPEC_KEY_VALUE]       = { key_value_fields },
	[SPEC_ORDER]           = { order_fields, true },
	[SPEC_PAGE]            = { page_fields },
	[SPEC_DATA_PAGE]       = { data_page_fields },
	[SPEC_DICTIONARY_PAGE] = { dictionary_page_fields },
	[SPEC_DATA_PAGE_V2]    = { data_page_v2_fields },
};
/* clang-format on */
static_assert(ARRAY_LEN(specs) == SPEC_COUNT, "every struct has its fields");

struct spec_reading {
	enum parquet_spec spec;
	uint32_t seen; /* 1 << id */
	int last;      /* id */
};

static void check_struct(struct pq_thrift *t, enum parquet_spec spec);

static const struct spec_field *find(enum parquet_spec spec, int id)
{
	for (const struct spec_field *f = specs[spec].fields; f->id; f++) {
		if (f->id == id)
			return f;
	}
	return NULL;
}

static bool is_of_type(const struct spec_field *row, enum pq_thrift_type type)
{
	return row->type == type || (row->type == THRIFT_TRUE && type == THRIFT_FALSE);
}

/* Texts are names, and who wrote the file; of statistics they are values. */
static void check_text(struct pq_thrift *t, const struct thrift_field *f,
                       enum parquet_spec spec)
{
	struct thrift_bytes b = thrift_read_bytes(t, f);

	if (!t->bad && spec != SPEC_STATISTICS && spec != SPEC_CHUNK &&
	    !str_is_utf8((const char *)b.at, b.size))
		t->bad = true;
}

static void check_list(struct pq_thrift *t, const struct thrift_field *f,
                       const struct spec_field *row)
{
	const struct thrift_field element = { 0, row->of };
	size_t count = thrift_read_list(t, f, row->of);

	for (size_t i = 0; i < count && !t->bad; i++) {
		if (row->of == THRIFT_STRUCT)
			check_struct(t, row->spec);
		else if (row->of == THRIFT_BINARY)
			check_text(t, &element, SPEC_ANY);
		else
			(void)thrift_read_int(t, &element);
	}
}

static bool check_field(struct pq_thrift *t, const struct thrift_field *f, void *ctx)
{
	struct spec_reading *r = ctx;
	const struct spec_field *row =
		specs[r->spec].fields ? find(r->spec, f->id) : NULL;

	if (!specs[r->spec].fields)
		return false;
	if (!row || f->id <= r->last || !is_of_type(row, f->type)) {
		t->bad = true;
		return true;
	}
	r->last = f->id;
	r->seen |= UINT32_C(1) << f->id;
	if (row->type == THRIFT_STRUCT)
		check_struct(t, row->spec);
	else if (row->type == THRIFT_LIST)
		check_list(t, f, row);
	else if (row->type == THRIFT_BINARY)
		check_text(t, f, r->spec);
	else if (row->type != THRIFT_TRUE)
		(void)thrift_read_int(t, f);
	return true;
}

/* Recursion is as deep as the tables are. */
static void check_struct(struct pq_thrift *t, enum parquet_spec spec)
{
	struct spec_reading r = { .spec = spec };

	thrift_read_struct(t, check_field, &r);
	if (!specs[spec].fields)
		return;
	for (const struct spec_field *f = specs[spec].fields; f->id; f++) {
		if (f->presence == REQUIRED && !(r.seen >> f->id & 1))
			t->bad = true;
	}
	if (specs[spec].is_union && __builtin_popcount(r.seen) != 1)
		t->bad = true;
}

int parquet_spec_check(enum parquet_spec spec, const uint8_t **at, const uint8_t *end)
{
	struct pq_thrift t = { .at = *at, .end = end };

	check_struct(&t, spec);
	if (t.bad)
		return -1;
	*at = t.at;
	return 0;
}
