/*
 * test_thrift.c - harness/parquet/thrift.c
 *
 * The bytes are written by hand from the description of the compact protocol.
 */
#include "tests/unit/unit.h"

#include "harness/parquet/thrift.h"
#include "lib/buf.h"

/* Notes what it reads: ids, and values of the types it knows. */
static bool note(struct pq_thrift *t, const struct thrift_field *f, void *ctx)
{
	struct buf *out = ctx;
	struct thrift_bytes b;
	size_t n;

	buf_printf(out, "%d:", f->id);
	switch (f->type) {
	case THRIFT_TRUE:
	case THRIFT_FALSE:
		buf_printf(out, "%s ", thrift_read_bool(t, f) ? "yes" : "no");
		return true;
	case THRIFT_BYTE:
	case THRIFT_I16:
	case THRIFT_I32:
	case THRIFT_I64:
		buf_printf(out, "%lld ", (long long)thrift_read_int(t, f));
		return true;
	case THRIFT_BINARY:
		b = thrift_read_bytes(t, f);
		buf_printf(out, "'%.*s' ", (int)b.size, (const char *)b.at);
		return true;
	case THRIFT_LIST:
		n = thrift_read_list(t, f, THRIFT_STRUCT);
		buf_printf(out, "[%zu", n);
		for (size_t i = 0; i < n; i++) {
			buf_add_str(out, " {");
			thrift_read_struct(t, note, out);
			buf_add_char(out, '}');
		}
		buf_add_str(out, "] ");
		return true;
	default:
		buf_add_str(out, "skipped ");
		return false;
	}
}

static void structs_are_read_field_by_field(void **state UNUSED)
{
	static const struct {
		const char *bytes;
		size_t size;
		const char *text;
	} cases[] = {
#define CASE(bytes, text) { bytes, sizeof(bytes) - 1, text }
		/* clang-format off */
		CASE("\x00", ""),
		CASE("\x15\x0e\x00", "1:7 "),
		CASE("\x15\x0d\x00", "1:-7 "),
		CASE("\x16\xfe\xff\xff\xff\xff\xff\xff\xff\xff\x01\x00", "1:9223372036854775807 "),
		CASE("\x16\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01\x00", "1:-9223372036854775808 "),
		CASE("\x13\xff\x00", "1:-1 "),
		CASE("\x11\x12\x00", "1:yes 2:no "),
		CASE("\x05\x28\x02\x00", "20:1 "),
		CASE("\x18\x03""abc\x15\x02\x00", "1:'abc' 2:1 "),
		CASE("\x19\x2c\x15\x02\x00\x00\x00", "1:[2 {1:1 } {}] "),
		CASE("\x19\x0c\x00", "1:[0] "),
		/* a double, a set of ints, a map of int to text, a struct, a list of bools */
		CASE("\x17""12345678\x15\x02\x00", "1:skipped 2:1 "),
		CASE("\x1a\x25\x02\x04\x15\x02\x00", "1:skipped 2:1 "),
		CASE("\x1b\x01\x58\x02\x01x\x15\x02\x00", "1:skipped 2:1 "),
		CASE("\x1b\x00\x15\x02\x00", "1:skipped 2:1 "),
		CASE("\x1c\x15\x00\x00\x15\x02\x00", "1:skipped 2:1 "),
		CASE("\x1c\x15\x02\x19\x21\x01\x02\x00\x15\x02\x00", "1:skipped 2:1 "),
	/* clang-format on */
#undef CASE
	};

	for_each_row(i, cases) {
		const uint8_t *bytes = (const uint8_t *)cases[i].bytes;
		struct pq_thrift t = { .at = bytes, .end = bytes + cases[i].size };
		struct buf out = { 0 };

		thrift_read_struct(&t, note, &out);
		row_string_equal(i, buf_str(&out), cases[i].text);
		assert_false(t.bad);
		assert_ptr_equal(t.at, t.end);
		buf_release(&out);
	}
}

static void broken_bytes_are_bad_for_good(void **state UNUSED)
{
	static const struct {
		const char *bytes;
		size_t size;
	} cases[] = {
#define CASE(bytes) { bytes, sizeof(bytes) - 1 }
		CASE("\x15\x80\x80\x80\x80\x10\x00"), /* more than an i32 holds */
		CASE("\x14\x80\x80\x04\x00"),         /* more than an i16 */
		CASE("\x15\x02\x10"),                 /* an end with a number */
		CASE(""),                             /* no end */
		CASE("\x15"),                         /* no number */
		CASE("\x15\x80"),                     /* half a number */
		CASE("\x16\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"), /* too long */
		CASE("\x18\x05"
		     "abc\x00"),              /* text past the end */
		CASE("\x18\x09\x00"),         /* the same, and an end */
		CASE("\x19\xfc\xff\x7f"),     /* a list longer than the bytes */
		CASE("\x19\x25\x02\x04\x00"), /* ints where structs are expected */
		CASE("\x1b\xff\x7f\x58\x02"), /* a map longer than the bytes */
		CASE("\x1e\x00"),             /* an unknown type */
		CASE("\x17\x01\x02"),         /* half a double */
#undef CASE
	};

	for_each_row(i, cases) {
		const uint8_t *bytes = (const uint8_t *)cases[i].bytes;
		struct pq_thrift t = { .at = bytes, .end = bytes + cases[i].size };
		struct thrift_field f = { 1, THRIFT_I64 };
		struct buf out = { 0 };

		thrift_read_struct(&t, note, &out);
		assert_true(t.bad);
		row_int_equal(i, thrift_read_int(&t, &f), 0);
		buf_release(&out);
	}
}

static void deep_nesting_ends(void **state UNUSED)
{
	uint8_t bytes[4096];
	struct pq_thrift t = { .at = bytes, .end = bytes + sizeof(bytes) };
	struct buf out = { 0 };

	memset(bytes, 0x1c, sizeof(bytes));
	thrift_read_struct(&t, note, &out);
	assert_true(t.bad);
	buf_release(&out);
}

/* One after the other they are not deep. */
static void many_structs_may_follow_each_other(void **state UNUSED)
{
	uint8_t bytes[2 + 2 + 200 + 1] = { 0x19, 0xfc, 200 | 0x80, 1 };
	struct pq_thrift t = { .at = bytes, .end = bytes + sizeof(bytes) };
	struct buf out = { 0 };

	thrift_read_struct(&t, note, &out); /* 1: a list of 200 empty structs */
	assert_false(t.bad);
	assert_ptr_equal(t.at, t.end);
	buf_release(&out);
}

static void a_number_below_a_bound_is_neither_negative_nor_the_bound(void **state UNUSED)
{
	static const struct {
		uint8_t zigzag;
		int64_t v;
		bool bad;
	} cases[] = {
		{ 0, 0, false }, { 12, 6, false }, { 14, 0, true }, { 1, 0, true }
	};
	const struct thrift_field f = { 1, THRIFT_I32 };

	for_each_row(i, cases) {
		const uint8_t *at = &cases[i].zigzag;
		struct pq_thrift t = { .at = at, .end = at + 1 };

		row_int_equal(i, thrift_read_below(&t, &f, 7), cases[i].v);
		row_int_equal(i, t.bad, cases[i].bad);
	}
}

static void a_field_above_the_highest_known_one_is_bad(void **state UNUSED)
{
	static const struct {
		int id;
		bool bad;
	} cases[] = {
		{ -1, true }, { 0, true }, { 1, false }, { 7, false }, { 8, true }
	};

	for_each_row(i, cases) {
		const struct thrift_field f = { cases[i].id, THRIFT_I32 };
		struct pq_thrift t = { 0 };

		row_int_equal(i, thrift_skip_known(&t, &f, 7), false);
		row_int_equal(i, t.bad, cases[i].bad);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(structs_are_read_field_by_field),
		cmocka_unit_test(broken_bytes_are_bad_for_good),
		cmocka_unit_test(deep_nesting_ends),
		cmocka_unit_test(many_structs_may_follow_each_other),
		cmocka_unit_test(
			a_number_below_a_bound_is_neither_negative_nor_the_bound),
		cmocka_unit_test(a_field_above_the_highest_known_one_is_bad),
	};

	return cmocka_run_group_tests_name("thrift_read", tests, NULL, NULL);
}
