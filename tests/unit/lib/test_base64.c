/*
 * test_base64.c - lib/base64.c
 */
#include "tests/unit/unit.h"

#include "lib/base64.h"
#include "lib/hash.h"

static const struct {
	const char *bytes, *text;
} pairs[] = {
	/* RFC 4648, 10, without the padding */
	{ "", "" },
	{ "f", "Zg" },
	{ "fo", "Zm8" },
	{ "foo", "Zm9v" },
	{ "foob", "Zm9vYg" },
	{ "fooba", "Zm9vYmE" },
	{ "foobar", "Zm9vYmFy" },
	{ "\xfb\xff\xfe", "-__-" },
};

static void writes_and_reads_the_vectors_of_the_rfc(void **state UNUSED)
{
	for_each_row(i, pairs) {
		struct buf text = { 0 }, bytes = { 0 };

		base64_put(&text, pairs[i].bytes, strlen(pairs[i].bytes));
		assert_string_equal(buf_str(&text), pairs[i].text);
		assert_true(base64_get(&bytes, str_of(pairs[i].text)));
		assert_string_equal(buf_str(&bytes), pairs[i].bytes);
		buf_release(&text);
		buf_release(&bytes);
	}
}

static void refuses_what_it_never_writes(void **state UNUSED)
{
	static const char *const texts[] = {
		"Z", /* 6 bits are no byte */
		"Zm9vY", "Zg==", "Zm 8", "Zm+v", "Zm/v", "Zh" /* stray bits */, "\n", "é",
	};

	for_each_row(i, texts) {
		struct buf bytes = { 0 };

		assert_false(base64_get(&bytes, str_of(texts[i])));
		buf_release(&bytes);
	}
}

static void all_bytes_come_back(void **state UNUSED)
{
	for (size_t n = 0; n < 200; n++) {
		unsigned char in[200];
		struct buf text = { 0 }, out = { 0 };

		for (size_t i = 0; i < n; i++)
			in[i] = (unsigned char)hash_mix(n * 1000 + i);
		base64_put(&text, in, n);
		assert_true(base64_get(&out, (struct str){ buf_str(&text), text.size }));
		assert_int_equal(out.size, n);
		assert_memory_equal(buf_str(&out), in, n);
		buf_release(&text);
		buf_release(&out);
	}
}

static void reads_the_standard_alphabet_with_or_without_padding(void **state UNUSED)
{
	static const struct {
		const char *text, *bytes; /* NULL: refused */
	} cases[] = {
		{ "Y2xpZW50OnMrL2VjcmV0", "client:s+/ecret" },
		{ "Zm8=", "fo" },
		{ "Zg==", "f" },
		{ "Zg", "f" },
		{ "Pz8/Pj4+", "??\?>>>" },
		{ "Pz8_", NULL },
		{ "Zg===", NULL },
		{ "Z=g=", NULL },
	};

	for_each_row(i, cases) {
		AUTO(buf_release) struct buf out = { 0 };
		bool good = base64_get_standard(&out, str_of(cases[i].text));

		if (good != (cases[i].bytes != NULL))
			fail_msg("case %zu: %d", i, good);
		if (good)
			assert_string_equal(buf_str(&out), cases[i].bytes);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(writes_and_reads_the_vectors_of_the_rfc),
		cmocka_unit_test(refuses_what_it_never_writes),
		cmocka_unit_test(all_bytes_come_back),
		cmocka_unit_test(reads_the_standard_alphabet_with_or_without_padding),
	};

	return cmocka_run_group_tests_name("base64", tests, NULL, NULL);
}
