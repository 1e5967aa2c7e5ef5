/*
 * test_plain.c - the values of a slice as PLAIN, next to a writer of one value at a time
 */
#include "tests/unit/unit.h"

#include "mockserver/export/parquet/plain.h"
#include "tests/support/rows.h"
#include "tests/support/seeded.h"

static const char *const types[] = {
	"bool",      "int32",        "int64",         "double",  "string", "date",
	"timestamp", "decimal(9,2)", "decimal(18,2)", "[int32]", "[bool]", "{y string}",
};

/* What the leaf's values are, added up one by one. */
struct expected {
	struct buf bytes;
	unsigned bits;
};

static void put_le(struct buf *out, uint64_t v, size_t n)
{
	for (size_t i = 0; i < n; i++)
		buf_add_char(out, (char)(v >> (8 * i)));
}

static void add_expected_bool(struct expected *x, bool v)
{
	if (x->bits % 8 == 0)
		buf_add_char(&x->bytes, '\0');
	x->bytes.data[x->bytes.size - 1] =
		(char)(x->bytes.data[x->bytes.size - 1] | (v << (x->bits++ % 8)));
}

static void add_expected(struct expected *x, const struct column *c, size_t i,
                         size_t width)
{
	uint64_t bits;

	switch (c->def->type) {
	case COLUMN_BOOL:
		add_expected_bool(x, c->bools[i]);
		return;
	case COLUMN_STRING:
		put_le(&x->bytes, c->offsets[i + 1] - c->offsets[i], 4);
		buf_add(&x->bytes, c->bytes + c->offsets[i],
		        c->offsets[i + 1] - c->offsets[i]);
		return;
	case COLUMN_DOUBLE:
		memcpy(&bits, &c->f64[i], 8);
		put_le(&x->bytes, bits, 8);
		return;
	case COLUMN_INT32:
	case COLUMN_DATE:
		put_le(&x->bytes, (uint64_t)c->i32[i], 4);
		return;
	case COLUMN_INT64:
	case COLUMN_TIMESTAMP:
	case COLUMN_DECIMAL:
	case COLUMN_STRUCT:
	case COLUMN_LIST:
	case COLUMN_MAP:
	case COLUMN_TYPE_COUNT:
		put_le(&x->bytes, (uint64_t)c->i64[i], width);
	}
}

static void slices_of_any_size_make_the_bytes_of_single_values(UNUSED void **state)
{
	for (size_t round = 0; round < 300; round++) {
		struct seeded d = seeded_begin(round);
		char schema[64];
		struct parquet_schema s;
		struct err e = { 0 };
		struct rows r;
		struct levels l = { 0 };
		struct plain p = { 0 };
		struct stats stats = { 0 };
		struct expected x = { 0 };
		size_t count = seeded_below(&d, 700), from = 0;

		snprintf(schema, sizeof(schema), "x %s%s",
		         types[seeded_below(&d, ARRAY_LEN(types))],
		         seeded_once_in(&d, 2) ? "!" : "");
		rows_init(&r, schema);
		for (size_t i = 0; i < count; i++)
			rows_add_random(&r, d.seed * 1000 + i);
		assert_int_equal(parquet_schema_init(&s, r.def, &e), 0);
		stats.type = s.leaf[0].type;
		while (from < count) {
			size_t to = from + 1 + seeded_below(&d, count - from), skip;
			const struct column *c =
				levels_add(&l, &s.leaf[0], &r.batch[0], from, to);

			/* The first values may be in a dictionary already. */
			skip = seeded_once_in(&d, 4) ? seeded_below(&d, l.at_count + 1)
			                             : 0;
			for (size_t i = skip; i < l.at_count; i++)
				add_expected(&x, c, levels_at(&l, i),
				             stats.type == PARQUET_INT32 ? 4 : 8);
			plain_add(&p, &stats, c, &l, skip);
			from = to;
		}
		if (p.bytes.size != x.bytes.size ||
		    (p.bytes.size &&
		     memcmp(p.bytes.data, x.bytes.data, p.bytes.size) != 0))
			fail_msg("TEST_SEED=%llu: %s, %zu rows",
			         (unsigned long long)d.seed, schema, count);
		plain_clear(&p);
		assert_int_equal(p.bytes.size, 0);
		assert_int_equal(p.bit_count, 0);
		buf_release(&p.bytes);
		buf_release(&x.bytes);
		stats_release(&stats);
		levels_release(&l);
		parquet_schema_release(&s);
		rows_release(&r);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(slices_of_any_size_make_the_bytes_of_single_values),
	};

	return cmocka_run_group_tests_name("parquet/plain", tests, NULL, NULL);
}
