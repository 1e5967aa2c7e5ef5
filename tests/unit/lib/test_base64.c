/*
 * test_base64.c - lib/base64.c
 */
#include "tests/unit/unit.h"

#include "lib/base64.h"
#include "lib/hash.h"

/* RFC 4648 §10, and the two letters that differ from plain base64. */
static const struct {
	const char *bytes, *text;
} known[] = {
	{ "", "" },
	{ "f", "Zg" },
	{ "fo", "Zm8" },
	{ "foo", "Zm9v" },
	{ "foob", "Zm9vYg" },
	{ "fooba", "Zm9vYmE" },
	{ "foobar", "Zm9vYmFy" },
	{ "\xfb\xff", "-_8" },
};

static void known_bytes_have_their_text(void **state UNUSED)
{
	for (size_t i = 0; i < ARRAY_LEN(known); i++) {
		struct buf text = { 0 }, back = { 0 };

		base64url_put(&text, known[i].bytes, strlen(known[i].bytes));
		assert_string_equal(buf_str(&text), known[i].text);
		assert_true(base64url_get(&back, known[i].text));
		assert_string_equal(buf_str(&back), known[i].bytes);
		buf_release(&text);
		buf_release(&back);
	}
}

static void what_is_never_written_is_not_read(void **state UNUSED)
{
	static const char *const cases[] = {
		"Z",    /* a letter too few */
		"Zg==", /* padding */
		"Zh",   /* bits that are lost */
		"Zm9v Yg", "Zm+v", "Zm/v", "Zm9vY", "\xc3\xa9",
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct buf out = { 0 };

		if (base64url_get(&out, cases[i]))
			fail_msg("%s is read", cases[i]);
		buf_release(&out);
	}
}

static void any_bytes_come_back(void **state UNUSED)
{
	uint8_t bytes[64];

	for (size_t n = 0; n < 500; n++) {
		struct buf text = { 0 }, back = { 0 };
		size_t size = n % (sizeof(bytes) + 1);

		for (size_t i = 0; i < size; i++)
			bytes[i] = (uint8_t)hash_with(n, i);
		base64url_put(&text, bytes, size);
		assert_null(strpbrk(buf_str(&text), "=&%+/"));
		assert_true(base64url_get(&back, buf_str(&text)));
		assert_int_equal(back.size, size);
		if (size)
			assert_memory_equal(back.data, bytes, size);
		buf_release(&text);
		buf_release(&back);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(known_bytes_have_their_text),
		cmocka_unit_test(what_is_never_written_is_not_read),
		cmocka_unit_test(any_bytes_come_back),
	};

	return cmocka_run_group_tests_name("base64", tests, NULL, NULL);
}
