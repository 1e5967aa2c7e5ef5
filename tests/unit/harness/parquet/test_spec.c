/*
 * test_spec.c - harness/parquet/spec.c
 */
#include "tests/unit/unit.h"

#include "harness/parquet/spec.h"
#include "harness/parquet/thrift.h"
#include "lib/buf.h"

/* The heads of fields: how far from the one before, and the type. */
#define I16(delta)    ((char)((delta) << 4 | 4))
#define I32(delta)    ((char)((delta) << 4 | 5))
#define I64(delta)    ((char)((delta) << 4 | 6))
#define BINARY(delta) ((char)((delta) << 4 | 8))
#define LIST(delta)   ((char)((delta) << 4 | 9))
#define STRUCT(delta) ((char)((delta) << 4 | 12))
#define YES(delta)    ((char)((delta) << 4 | 1))
#define NO(delta)     ((char)((delta) << 4 | 2))

static void a_struct_is_that_of_the_description(void **state UNUSED)
{
	static const struct {
		enum parquet_spec spec;
		bool fits;
		size_t size;
		char bytes[24];
	} cases[] = {
		/* clang-format off */
		{ SPEC_EMPTY, true, 1, { 0 } },
		{ SPEC_EMPTY, false, 3, { I32(1), 0, 0 } },
		{ SPEC_EMPTY, false, 1, { 0x10 } }, /* an end with a number */
		{ SPEC_DECIMAL, true, 5, { I32(1), 4, I32(1), 18, 0 } },
		{ SPEC_DECIMAL, false, 3, { I32(1), 4, 0 } }, /* without its precision */
		{ SPEC_DECIMAL, false, 5, { I64(1), 4, I32(1), 18, 0 } },
		{ SPEC_DECIMAL, false, 7, { I32(1), 4, I32(1), 18, I32(1), 0, 0 } },
		{ SPEC_TIME, true, 6, { YES(1), STRUCT(1), STRUCT(1), 0, 0, 0 } },
		{ SPEC_TIME, true, 6, { NO(1), STRUCT(1), STRUCT(3), 0, 0, 0 } },
		{ SPEC_TIME, false, 7, { YES(1), STRUCT(1), STRUCT(4), 0, 0, 0 } },
		{ SPEC_TIME, false, 5, { YES(1), STRUCT(1), 0, 0 } }, /* no unit */
		{ SPEC_TIME, false, 9, { YES(1), STRUCT(1), STRUCT(1), 0, STRUCT(1), 0, 0, 0 } },
		{ SPEC_ORDER, true, 3, { STRUCT(1), 0, 0 } },
		{ SPEC_ORDER, false, 1, { 0 } },
		{ SPEC_ENCODING_STATS, true, 7, { I32(1), 0, I32(1), 0, I32(1), 2, 0 } },
		{ SPEC_ENCODING_STATS, false, 7, { I32(1), 0, I32(1), 0, I16(1), 2, 0 } },
		{ SPEC_KEY_VALUE, true, 4, { BINARY(1), 1, 'k', 0 } },
		{ SPEC_KEY_VALUE, false, 4, { BINARY(1), 1, '\xff', 0 } },
		{ SPEC_STATISTICS, true, 4, { BINARY(6), 1, '\xff', 0 } }, /* a value */
		{ SPEC_STATISTICS, true, 6, { BINARY(5), 0, BINARY(1), 0, YES(1), 0 } },
		{ SPEC_DICTIONARY_PAGE, true, 5, { I32(1), 2, I32(1), 0, 0 } },
		{ SPEC_DICTIONARY_PAGE, false, 5, { I32(2), 2, I32(1), 0, 0 } },
		{ SPEC_PAGE, true, 7, { I32(1), 4, I32(1), 0, I32(1), 0, 0 } },
		{ SPEC_PAGE, false, 7, { I32(1), 4, I32(1), 0, I32(2), 0, 0 } },
		/* in its long form a number may not go back */
		{ SPEC_ENCODING_STATS, false, 9, { I32(1), 0, I32(1), 0, I32(1), 2, 5, 4, 0 } },
		{ SPEC_KEY_VALUE, false, 6, { BINARY(1), 0, 8, 1 << 1, 0, 0 } }, /* 1 again */
		/* a bool that has become a byte, whose value would be the next field's head */
		{ SPEC_SORTING, true, 5, { I32(1), 0, YES(1), YES(1), 0 } },
		{ SPEC_SORTING, false, 5, { I32(1), 0, 1 << 4 | THRIFT_BYTE, YES(1), 0 } },
		{ SPEC_ANY, true, 5, { I32(9), 4, BINARY(3), 0, 0 } },
		{ SPEC_ANY, false, 4, { I32(9), 4, BINARY(3), 9 } },
		/* clang-format on */
	};

	for_each_row(i, cases) {
		const uint8_t *at = (const uint8_t *)cases[i].bytes;
		const uint8_t *start = at;
		int rc = parquet_spec_check(cases[i].spec, &at, at + cases[i].size);

		row_int_equal(i, rc, cases[i].fits ? 0 : -1);
		row_int_equal(i, at - start, rc < 0 ? 0 : cases[i].size);
	}
}

/* ---------------------------------------------------------------- parquet.thrift */

#define HIGHEST_ID 20

/*
 * Its structs, a field a word: the number, '[' of a list, a letter for the type, '!' of
 * one that is required.  y h i l b t: a byte, i16, i32, i64, binary, bool; a capital, or
 * 'e' for an empty one, is the struct with that letter, 'Z' any.
 */
static const struct described {
	char letter;
	enum parquet_spec spec;
	const char *fields;
	bool is_union; /* has exactly one field */
} structs[] = {
	/* clang-format off */
	{ 'e', SPEC_EMPTY, "" },
	{ 'F', SPEC_FILE, "1i! 2[E! 3l! 4[G! 5[K 6b 7[O 8Z 9b" },
	{ 'E', SPEC_ELEMENT, "1i 2i 3i 4b! 5i 6i 7i 8i 9i 10L" },
	{ 'L', SPEC_LOGICAL,
	  "1e 2e 3e 4e 5D 6e 7T 8T 10I 11e 12e 13e 14e 15e 16Z 17Z 18Z", .is_union = true },
	{ 'D', SPEC_DECIMAL, "1i! 2i!" },
	{ 'T', SPEC_TIME, "1t! 2U!" },
	{ 'U', SPEC_UNIT, "1e 2e 3e", .is_union = true },
	{ 'I', SPEC_INTEGER, "1y! 2t!" },
	{ 'G', SPEC_GROUP, "1[C! 2l! 3l! 4[R 5l 6l 7h" },
	{ 'C', SPEC_CHUNK, "1b 2l! 3M 4l 5i 6l 7i 8Z 9b" },
	{ 'M', SPEC_CHUNK_META,
	  "1i! 2[i! 3[b! 4i! 5l! 6l! 7l! 8[K 9l! 10l 11l 12S 13[X 14l 15i 16Z 17Z" },
	{ 'S', SPEC_STATISTICS, "1b 2b 3l 4l 5b 6b 7t 8t" },
	{ 'X', SPEC_ENCODING_STATS, "1i! 2i! 3i!" },
	{ 'R', SPEC_SORTING, "1i! 2t! 3t!" },
	{ 'K', SPEC_KEY_VALUE, "1b! 2b" },
	{ 'O', SPEC_ORDER, "1e", .is_union = true },
	{ 'P', SPEC_PAGE, "1i! 2i! 3i! 4i 5A 6e 7Y 8V" },
	{ 'A', SPEC_DATA_PAGE, "1i! 2i! 3i! 4i! 5S" },
	{ 'Y', SPEC_DICTIONARY_PAGE, "1i! 2i! 3t" },
	{ 'V', SPEC_DATA_PAGE_V2, "1i! 2i! 3i! 4i! 5i! 6i! 7t 8S" },
	/* clang-format on */
};
static_assert(ARRAY_LEN(structs) == SPEC_COUNT - 1, "all but SPEC_ANY");

struct field {
	int id; /* 0: no such field */
	bool is_list, is_required;
	char letter;
};

static struct field find_field(const struct described *d, int id)
{
	const char *at = d->fields;
	struct field f = { 0 };

	while (*at) {
		char *end;

		f.id = (int)strtol(at, &end, 10);
		at = end;
		f.is_list = *at == '[';
		at += f.is_list;
		f.letter = *at++;
		f.is_required = *at == '!';
		at += strspn(at, "! ");
		if (f.id == id)
			return f;
	}
	return (struct field){ 0 };
}

static enum pq_thrift_type type_of(char letter)
{
	static const enum pq_thrift_type types[] = {
		['y'] = THRIFT_BYTE, ['h'] = THRIFT_I16,    ['i'] = THRIFT_I32,
		['l'] = THRIFT_I64,  ['b'] = THRIFT_BINARY, ['t'] = THRIFT_TRUE,
	};
	const size_t i = (size_t)letter;

	return i < ARRAY_LEN(types) && types[i] ? types[i] : THRIFT_STRUCT;
}

/* The shortest value of that type: no element, no member, a number of one byte. */
static void put_shortest(struct buf *out, enum pq_thrift_type type)
{
	static const size_t sizes[] = {
		[THRIFT_BYTE] = 1,   [THRIFT_I16] = 1,    [THRIFT_I32] = 1,
		[THRIFT_I64] = 1,    [THRIFT_DOUBLE] = 8, [THRIFT_BINARY] = 1,
		[THRIFT_LIST] = 1,   [THRIFT_SET] = 1,    [THRIFT_MAP] = 1,
		[THRIFT_STRUCT] = 1,
	};

	for (size_t i = 0; i < sizes[type]; i++)
		buf_add_char(out, '\0');
}

/* How a struct is written: its required fields, or of a union the first, and … */
struct way {
	int without, with;      /* ids; 0: none */
	enum pq_thrift_type as; /* of the field `with`, instead of its own */
	enum pq_thrift_type of; /* of the only element, instead of its own */
};

static void put_struct(struct buf *out, const struct described *d, const struct way *way);

static void put_value(struct buf *out, char letter)
{
	for_each_row(i, structs) {
		if (structs[i].letter == letter) {
			put_struct(out, &structs[i], &(struct way){ 0 });
			return;
		}
	}
	put_shortest(out, type_of(letter));
}

static void put_field(struct buf *out, struct field f, const struct way *way)
{
	const bool other = way->with == f.id && way->as;
	const bool of_other = way->with == f.id && way->of;
	enum pq_thrift_type type = f.is_list ? THRIFT_LIST : type_of(f.letter);

	buf_add_char(out, (char)(other ? way->as : type));
	buf_add_char(out, (char)(f.id << 1)); /* the id in its long form */
	if (other)
		put_shortest(out, way->as);
	else if (!f.is_list)
		put_value(out, f.letter);
	else {
		type = of_other ? way->of : type_of(f.letter);
		buf_add_char(out, (char)(2 << 4 | (int)type));
		for (int i = 0; i < 2 && of_other; i++)
			put_shortest(out, type);
		for (int i = 0; i < 2 && !of_other; i++)
			put_value(out, f.letter);
	}
}

static void put_struct(struct buf *out, const struct described *d, const struct way *way)
{
	for (int id = 1; id <= HIGHEST_ID; id++) {
		struct field f = find_field(d, id);
		bool needed = d->is_union ? id == 1 && !way->with : f.is_required;

		if (f.id && ((needed && id != way->without) || id == way->with))
			put_field(out, f, way);
		else if (id == way->with) /* which is not described */
			put_field(out, (struct field){ .id = id, .letter = 'Z' }, way);
	}
	buf_add_char(out, '\0');
}

/* Written in that way, is it taken, and to its last byte? */
static bool is_taken(const struct described *d, struct way way)
{
	AUTO(buf_release) struct buf bytes = { 0 };
	const uint8_t *at;

	put_struct(&bytes, d, &way);
	at = (const uint8_t *)bytes.data;
	return parquet_spec_check(d->spec, &at, at + bytes.size) == 0 &&
	       at == (const uint8_t *)bytes.data + bytes.size;
}

static void a_struct_has_each_field_that_is_described_and_no_other(void **state UNUSED)
{
	for_each_row(i, structs) {
		const struct described *d = &structs[i];

		assert_true(is_taken(d, (struct way){ 0 }));
		for (int id = 1; id <= HIGHEST_ID; id++) {
			struct field f = find_field(d, id);

			if (is_taken(d, (struct way){ .with = id }) != (f.id == id))
				fail_msg("struct %c with field %d", d->letter, id);
		}
	}
}

static void a_required_field_and_the_one_of_a_union_must_be_there(void **state UNUSED)
{
	for_each_row(i, structs) {
		const struct described *d = &structs[i];

		for (int id = 1; id <= HIGHEST_ID; id++) {
			struct field f = find_field(d, id);
			bool needed = f.is_required || (d->is_union && id == 1);

			if (is_taken(d, (struct way){ .without = id }) == needed)
				fail_msg("struct %c without field %d", d->letter, id);
		}
	}
}

static void a_field_of_another_type_is_refused(void **state UNUSED)
{
	for_each_row(i, structs) {
		const struct described *d = &structs[i];

		for (int id = 1; id <= HIGHEST_ID; id++) {
			struct field f = find_field(d, id);

			if (!f.id)
				continue;
			for (int as = THRIFT_TRUE; as <= THRIFT_STRUCT; as++) {
				struct way way = { .with = id, .as = as };
				int own = f.is_list ? THRIFT_LIST : type_of(f.letter);

				if (as == own)
					continue;
				if (is_taken(d, way) !=
				    (own == THRIFT_TRUE && as == THRIFT_FALSE))
					fail_msg("struct %c, field %d of type %d",
					         d->letter, id, as);
			}
		}
	}
}

static void a_list_of_another_type_is_refused(void **state UNUSED)
{
	for_each_row(i, structs) {
		const struct described *d = &structs[i];

		for (int id = 1; id <= HIGHEST_ID; id++) {
			struct field f = find_field(d, id);

			for (int of = THRIFT_BYTE; f.is_list && of <= THRIFT_STRUCT;
			     of++) {
				struct way way = { .with = id, .of = of };

				if (of != (int)type_of(f.letter) && is_taken(d, way))
					fail_msg("struct %c, field %d of elements %d",
					         d->letter, id, of);
			}
		}
	}
}

static void each_element_of_a_list_is_looked_at(void **state UNUSED)
{
	static const struct {
		bool fits;
		char second[3]; /* a struct key_value */
		size_t size;
	} cases[] = {
		{ true, { BINARY(1), 0, 0 }, 3 },
		{ false, { BINARY(2), 0, 0 }, 3 }, /* without its key */
		{ false, { I32(1), 0, 0 }, 3 },
		{ false, { BINARY(1), 0 }, 2 }, /* without its end */
	};
	static const struct described *const file = &structs[1];

	for_each_row(i, cases) {
		AUTO(buf_release) struct buf bytes = { 0 };
		const uint8_t *at;

		put_struct(&bytes, file, &(struct way){ 0 });
		bytes.size--;
		buf_add(&bytes, (const char[]){ LIST(1), 2 << 4 | THRIFT_STRUCT }, 2);
		buf_add(&bytes, (const char[]){ BINARY(1), 0, 0 }, 3);
		buf_add(&bytes, cases[i].second, cases[i].size);
		buf_add_char(&bytes, '\0');
		at = (const uint8_t *)bytes.data;
		row_int_equal(i, parquet_spec_check(file->spec, &at, at + bytes.size),
		              cases[i].fits ? 0 : -1);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_struct_is_that_of_the_description),
		cmocka_unit_test(a_struct_has_each_field_that_is_described_and_no_other),
		cmocka_unit_test(a_required_field_and_the_one_of_a_union_must_be_there),
		cmocka_unit_test(a_field_of_another_type_is_refused),
		cmocka_unit_test(a_list_of_another_type_is_refused),
		cmocka_unit_test(each_element_of_a_list_is_looked_at),
	};

	return cmocka_run_group_tests_name("parquet/spec", tests, NULL, NULL);
}
