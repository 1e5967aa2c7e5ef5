/*
 * test_answer.c - harness/target/answer.c: answers that are whole, cut anywhere, or none
 */
#include "tests/unit/unit.h"

#include "harness/target/answer.h"
#include "lib/mem.h"

#define PART    ANSWER_PART
#define WHOLE   ANSWER_WHOLE
#define GARBAGE ANSWER_GARBAGE
#define OK      "HTTP/1.1 200 OK\r\n"
#define CHUNKED OK "Transfer-Encoding: chunked\r\n\r\n"

static const struct {
	const char *method, *text;
	bool ended;
	enum answer_is is;
	int status;
	const char *body;
	size_t received;
	bool closes;
} cases[] = {
	/* clang-format off */
	{ "GET", "", false, PART, 0, "", 0, false },
	{ "GET", "HTT", false, PART, 0, "", 3, false },
	{ "GET", OK "Content-Le", true, PART, 0, "", 27, false },
	{ "GET", OK "Content-Length: 3\r\n\r\nabc", false, WHOLE, 200, "abc", 3, false },
	{ "GET", OK "Content-Length: 3\r\n\r\nabcHTTP", false, WHOLE, 200, "abc", 3, false },
	{ "GET", OK "content-length:3\r\n\r\nab", true, PART, 200, "ab", 2, false },
	{ "GET", OK "Content-Length: 0\r\n\r\n", false, WHOLE, 200, "", 0, false },
	{ "GET", OK "Content-Length: x\r\n\r\n", false, GARBAGE, 200, "", 38, false },
	{ "GET", OK "Content-Length: -1\r\n\r\n", false, GARBAGE, 200, "", 39, false },
	{ "GET", OK "Connection: close\r\nContent-Length: 1\r\n\r\na", false, WHOLE, 200, "a", 1, true },
	{ "GET", "HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\na", false, WHOLE, 200, "a", 1, true },
	{ "GET", OK "\r\nabc", false, PART, 200, "abc", 3, true },
	{ "GET", OK "\r\nabc", true, WHOLE, 200, "abc", 3, true },
	{ "HEAD", OK "Content-Length: 9\r\n\r\n", false, WHOLE, 200, "", 0, false },
	{ "GET", "HTTP/1.1 204 No Content\r\n\r\n", false, WHOLE, 204, "", 0, false },
	{ "GET", "HTTP/1.1 304\r\n\r\n", false, WHOLE, 304, "", 0, false },
	{ "POST", "HTTP/1.1 100 Continue\r\n\r\n" OK "Content-Length: 1\r\n\r\na", false, WHOLE, 200, "a", 1, false },
	{ "POST", "HTTP/1.1 100 Continue\r\n\r\n", true, PART, 0, "", 0, false },
	{ "GET", CHUNKED "3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n", false, WHOLE, 200, "abcde", 5, false },
	{ "GET", CHUNKED "3\r\nabc\r\n0\r\nTrailer: x\r\n\r\n", false, WHOLE, 200, "abc", 3, false },
	{ "GET", CHUNKED "3\r\nabc\r\n", true, PART, 200, "abc", 3, false },
	{ "GET", CHUNKED "A\r\nabc", true, PART, 200, "abc", 3, false },
	{ "GET", CHUNKED "xyz\r\n", false, GARBAGE, 200, "", 52, false },
	{ "GET", CHUNKED "\r\n", false, GARBAGE, 200, "", 49, false },
	{ "GET", CHUNKED "1000000000000000\r\n", false, GARBAGE, 200, "", 65, false },
	{ "GET", OK "Transfer-Encoding: gzip\r\n\r\n", false, GARBAGE, 200, "", 44, false },
	{ "GET", "\x80HTTP", false, GARBAGE, 0, "", 5, false },
	{ "GET", "HTTP/2.0 200 OK\r\n\r\n", false, GARBAGE, 0, "", 19, false },
	{ "GET", "HTTP/1.1 20x OK\r\n\r\n", false, GARBAGE, 0, "", 19, false },
	{ "GET", "HTTP/1.1 2000 OK\r\n\r\n", false, GARBAGE, 0, "", 20, false },
	{ "GET", OK "no colon\r\n\r\n", false, GARBAGE, 200, "", 29, false },
	{ "GET", OK ": no name\r\n\r\n", false, GARBAGE, 200, "", 30, false },
	/* clang-format on */
};

static void an_answer_is_read_as_far_as_it_has_come(void **state UNUSED)
{
	for_each_row(i, cases) {
		AUTO(exchange_release) struct exchange x = { 0 };
		struct answer_shape shape;

		row_int_equal(i,
		              answer_read(str_of(cases[i].text), cases[i].method,
		                          cases[i].ended, &x, &shape),
		              cases[i].is);
		row_int_equal(i, x.status, cases[i].status);
		row_string_equal(i, buf_str(&x.answer), cases[i].body);
		row_int_equal(i, shape.received, cases[i].received);
		row_int_equal(i, shape.closes, cases[i].closes);
	}
}

/* Whatever is cut off a whole answer, what is left is a part, and never more. */
static void each_beginning_of_an_answer_is_a_part_of_it(void **state UNUSED)
{
	for_each_row(i, cases) {
		AUTO(exchange_release) struct exchange x = { 0 };
		struct answer_shape shape;

		if (cases[i].is != WHOLE || cases[i].ended)
			continue;
		(void)answer_read(str_of(cases[i].text), cases[i].method, false, &x,
		                  &shape);
		for (size_t n = 0, whole = shape.size; n < whole; n++) {
			AUTO(mem_free) char *text = mem_alloc(n ? n : 1);

			memcpy(text, cases[i].text, n);
			row_int_equal(i,
			              answer_read((struct str){ text, n },
			                          cases[i].method, false, &x, &shape),
			              PART);
		}
	}
}

static void headers_keep_their_values_and_lose_the_blanks(void **state UNUSED)
{
	AUTO(exchange_release) struct exchange x = { 0 };
	struct answer_shape shape;

	(void)answer_read(str_of(OK "A:  b c \r\nD: e:f\r\nContent-Length: 0\r\n\r\n"),
	                  "GET", false, &x, &shape);
	assert_string_equal(exchange_header(&x, "a"), "b c");
	assert_string_equal(exchange_header(&x, "d"), "e:f");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_answer_is_read_as_far_as_it_has_come),
		cmocka_unit_test(each_beginning_of_an_answer_is_a_part_of_it),
		cmocka_unit_test(headers_keep_their_values_and_lose_the_blanks),
	};

	return cmocka_run_group_tests_name("answer", tests, NULL, NULL);
}
