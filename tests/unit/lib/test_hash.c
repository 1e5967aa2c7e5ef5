/*
 * test_hash.c - lib/hash.c: values that must never change, and what they promise
 *
 * Ids, file names and generated rows hang on these values: a state file made by
 * one version is read by the next.
 */
#include "tests/unit/unit.h"

#include "lib/hash.h"

#define SEED        UINT64_C(20260101)
#define TRIES       20000
#define SERIAL_MASK ((UINT64_C(1) << 61) - 1)

static void mixing_is_splitmix64(void **state UNUSED)
{
	/* its first outputs, started at 0 */
	assert_int_equal(hash_mix(0), UINT64_C(0xe220a8397b1dcdaf));
	assert_int_equal(hash_mix(UINT64_C(0x9e3779b97f4a7c15)),
	                 UINT64_C(0x6e789e6aa1b965f4));
	assert_int_equal(hash_mix(UINT64_C(0x3c6ef372fe94f82a)),
	                 UINT64_C(0x06c45d188009454f));
}

static void texts_have_the_hashes_they_always_had(void **state UNUSED)
{
	static const struct {
		uint64_t seed;
		const char *text;
		uint64_t hash;
	} cases[] = {
		{ 0, "", UINT64_C(0xe220a8397b1dcdaf) },
		{ 0, "a", UINT64_C(0x5e025f9ade9eaf3e) },
		{ 1, "a", UINT64_C(0x8fcc9d57ed83f50d) },
		{ 0, "run", UINT64_C(0xb073d457df5689c2) },
		{ 42, "run", UINT64_C(0x7dba4dd2d2b9bb95) },
		{ 42, "12345678", UINT64_C(0xd44356de22e4d040) },
		{ 42, "123456789", UINT64_C(0x90fd2c3e0516eb48) },
		{ 42, "\xc3\xa9t\xc3\xa9", UINT64_C(0xfbe71c8f3512ac66) },
	};

	for_each_row(i, cases)
		assert_int_equal(hash_text(cases[i].seed, cases[i].text), cases[i].hash);
}

static void the_other_functions_have_the_values_they_always_had(void **state UNUSED)
{
	char hex[41];

	assert_int_equal(hash_with(1, 2), UINT64_C(0xe06dd043328bd285));
	assert_int_equal(hash_below(SEED, 1000), 947);
	assert_true(hash_unit(SEED) == 0.94794953212929589);
	hash_hex(SEED, 40, hex);
	assert_string_equal(hex, "f2acd20ec0fad03a1f2fc3ede72466a7ab851083");
}

static void uuids_have_the_values_they_always_had(void **state UNUSED)
{
	char text[UUID_TEXT];

	assert_string_equal(hash_uuid(0, text), "5e41ab08-7439-411e-a468-4c4f0fd784b4");
	assert_string_equal(hash_uuid(SEED, text),
	                    "29d5799f-69c3-4aa7-beaf-ad819578281c");
	assert_string_equal(hash_uuid_of(0, 0, text),
	                    "a964046f-fd6b-4b83-ab91-392e6b3ca6a1");
	assert_string_equal(hash_uuid_of(SEED, 1, text),
	                    "3a14e298-f31d-4016-a20f-ef1c6c176cad");
	assert_string_equal(hash_uuid_of(SEED, 2, text),
	                    "75d75ff6-7dbe-474a-98b8-8298ab37084f");
	assert_string_equal(hash_uuid_of(SEED, SERIAL_MASK, text),
	                    "e53c4774-ffec-4cec-abf5-84b14ffeabbc");
}

/* One byte at a time or shifted in memory: only the bytes and their number count. */
static void bytes_hash_alike_wherever_they_stand(void **state UNUSED)
{
	char room[64];

	for (size_t n = 0; n < 40; n++) {
		char bytes[40];
		uint64_t first;

		hash_hex(SEED + n, n ? n - 1 : 0, bytes);
		first = hash_bytes(SEED, bytes, n);
		for (size_t shift = 0; shift < 9; shift++) {
			memcpy(room + shift, bytes, n);
			assert_int_equal(hash_bytes(SEED, room + shift, n), first);
		}
	}
}

static void zero_bytes_at_the_end_count(void **state UNUSED)
{
	static const char zeros[24] = { 0 };

	for (size_t n = 1; n <= sizeof(zeros); n++)
		assert_int_not_equal(hash_bytes(SEED, zeros, n),
		                     hash_bytes(SEED, zeros, n - 1));
}

static void one_bit_of_the_key_changes_half_of_the_hash(void **state UNUSED)
{
	unsigned long flipped = 0;

	for (uint64_t i = 0; i < 1000; i++) {
		for (int bit = 0; bit < 64; bit++) {
			uint64_t other = i ^ UINT64_C(1) << bit;

			flipped += (unsigned long)__builtin_popcountll(
				hash_with(SEED, i) ^ hash_with(SEED, other));
		}
	}
	/* 64 000 pairs of 64 bits; the standard deviation is about 1 000 */
	assert_in_range(flipped, 2048000 - 8000, 2048000 + 8000);
}

static void below_stays_below_and_reaches_all(void **state UNUSED)
{
	static const uint64_t limits[] = { 1, 2, 3, 10, 1000, UINT64_MAX };
	unsigned counts[10] = { 0 };

	for_each_row(l, limits) {
		for (uint64_t i = 0; i < 1000; i++)
			assert_true(hash_below(hash_with(SEED, i), limits[l]) <
			            limits[l]);
	}
	for (uint64_t i = 0; i < TRIES; i++)
		counts[hash_below(hash_with(SEED, i), 10)]++;
	for_each_row(i, counts)
		assert_in_range(counts[i], TRIES / 10 - 250, TRIES / 10 + 250);
}

static void units_lie_between_zero_and_one(void **state UNUSED)
{
	double sum = 0;

	for (uint64_t i = 0; i < TRIES; i++) {
		double u = hash_unit(hash_with(SEED, i));

		assert_true(u >= 0 && u < 1);
		sum += u;
	}
	assert_true(sum / TRIES > 0.49 && sum / TRIES < 0.51);
}

static void hex_digits_are_those_of_the_number(void **state UNUSED)
{
	char text[33], printed[33];

	for (uint64_t i = 0; i < 2000; i++) {
		const uint64_t v = hash_with(SEED, i) >> i % 64;

		for (size_t n = 0; n <= 16; n++) {
			memset(text, '.', sizeof(text));
			hash_put_hex(v, n, text);
			snprintf(printed, sizeof(printed), "%016llx",
			         (unsigned long long)v);
			assert_memory_equal(text, printed + 16 - n, n);
			assert_int_equal(text[n], '.');
		}
	}
	hash_put_hex(UINT64_MAX, 20, text);
	assert_memory_equal(text, "0000ffffffffffffffff", 20);
}

static void hex_has_the_length_asked_for(void **state UNUSED)
{
	char text[101];

	for (size_t n = 0; n <= 100; n++) {
		memset(text, '?', sizeof(text));
		hash_hex(SEED, n, text);
		assert_int_equal(strlen(text), n);
		assert_int_equal(strspn(text, "0123456789abcdef"), n);
	}
}

static void assert_version_4(const char *text)
{
	assert_int_equal(strlen(text), 36);
	assert_int_equal(text[14], '4');
	assert_non_null(strchr("89ab", text[19]));
	for (size_t i = 0; i < 36; i++) {
		if (i == 8 || i == 13 || i == 18 || i == 23)
			assert_int_equal(text[i], '-');
		else
			assert_non_null(strchr("0123456789abcdef", text[i]));
	}
}

static void uuids_are_of_version_4(void **state UNUSED)
{
	char text[UUID_TEXT];

	for (uint64_t i = 0; i < TRIES; i++) {
		assert_version_4(hash_uuid(i, text));
		assert_version_4(hash_uuid_of(SEED, i, text));
	}
}

static void a_serial_comes_back_from_its_uuid(void **state UNUSED)
{
	char text[UUID_TEXT];
	uint64_t serial;

	for (uint64_t i = 0; i < TRIES; i++) {
		uint64_t seed = hash_with(SEED, i / 100);
		uint64_t n = i % 2 ? i : hash_mix(i) & SERIAL_MASK;

		hash_uuid_of(seed, n, text);
		assert_true(hash_uuid_serial(seed, text, &serial));
		assert_int_equal(serial, n);
		assert_false(hash_uuid_serial(seed + 1, text, &serial));
	}
}

/* Whatever reads as a serial is that serial's text: no two texts have the same. */
static void only_the_serials_own_text_is_read(void **state UNUSED)
{
	char text[UUID_TEXT], again[UUID_TEXT];
	uint64_t serial;

	for (uint64_t i = 0; i < TRIES; i++) {
		size_t at = hash_below(hash_with(SEED, i), UUID_TEXT - 1);

		hash_uuid_of(SEED, i, text);
		text[at] = "0123456789abcdef-AFgx"[hash_below(i, 21)];
		if (hash_uuid_serial(SEED, text, &serial))
			assert_string_equal(hash_uuid_of(SEED, serial, again), text);
	}
}

static void other_texts_are_no_serial(void **state UNUSED)
{
	static const char *const cases[] = {
		"",
		"3a14e298",
		"3a14e298-f31d-4016-a20f-ef1c6c176ca",
		"3a14e298-f31d-4016-a20f-ef1c6c176cad0",
		"3a14e298-f31d-4016-a20f-ef1c6c176cad ",
		"3A14E298-F31D-4016-A20F-EF1C6C176CAD",
		"3a14e298-f31d-1016-a20f-ef1c6c176cad",
		"3a14e298-f31d-4016-020f-ef1c6c176cad",
		"3a14e298-f31d-4016-e20f-ef1c6c176cad",
		"3a14e298f-31d-4016-a20f-ef1c6c176cad",
		"3a14e298-f31d-4016-a20f-ef1c6c176cag",
		"00000000-0000-4000-8000-000000000000",
	};
	uint64_t serial;

	assert_true(
		hash_uuid_serial(SEED, "3a14e298-f31d-4016-a20f-ef1c6c176cad", &serial));
	for_each_row(i, cases)
		assert_false(hash_uuid_serial(SEED, cases[i], &serial));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(mixing_is_splitmix64),
		cmocka_unit_test(texts_have_the_hashes_they_always_had),
		cmocka_unit_test(the_other_functions_have_the_values_they_always_had),
		cmocka_unit_test(uuids_have_the_values_they_always_had),
		cmocka_unit_test(bytes_hash_alike_wherever_they_stand),
		cmocka_unit_test(zero_bytes_at_the_end_count),
		cmocka_unit_test(one_bit_of_the_key_changes_half_of_the_hash),
		cmocka_unit_test(below_stays_below_and_reaches_all),
		cmocka_unit_test(units_lie_between_zero_and_one),
		cmocka_unit_test(hex_digits_are_those_of_the_number),
		cmocka_unit_test(hex_has_the_length_asked_for),
		cmocka_unit_test(uuids_are_of_version_4),
		cmocka_unit_test(a_serial_comes_back_from_its_uuid),
		cmocka_unit_test(only_the_serials_own_text_is_read),
		cmocka_unit_test(other_texts_are_no_serial),
	};

	return cmocka_run_group_tests_name("hash", tests, NULL, NULL);
}
