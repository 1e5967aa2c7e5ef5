/*
 * test_curl_command.c - harness/curl/curl_command.c and the rows of curl_options.c
 */
#include "tests/unit/unit.h"

#include "harness/curl/curl_command.h"
#include "lib/mem.h"

/* "METHOD URL ?QUERY |Name: value |Name! =DATA"; a header with ! is not sent. */
static char *shown(const struct curl_request *r)
{
	struct buf out = { 0 };

	buf_printf(&out, "%s %s", r->method, r->url);
	if (r->query.size)
		buf_printf(&out, " ?%s", buf_str(&r->query));
	for (size_t i = 0; i < r->header_count; i++) {
		const struct curl_header *h = &r->headers[i];

		buf_printf(&out, " |%s%s%s", h->name, h->value ? ": " : "!",
		           h->value ? h->value : "");
	}
	if (r->has_data)
		buf_printf(&out, " =%s", buf_str(&r->data));
	return buf_take(&out);
}

#define ANY  " |Accept: */*"
#define FORM " |Content-Type: application/x-www-form-urlencoded"

static void a_command_sends_the_request_of_its_row(void **state UNUSED)
{
	static const struct {
		const char *options, *request;
	} cases[] = {
		/* clang-format off */
		{ "u", "GET u" ANY },
		{ "--url u", "GET u" ANY },
		{ "-- -u", "GET -u" ANY },
		{ "-X PUT u", "PUT u" ANY },
		{ "-XPATCH u", "PATCH u" ANY },
		{ "--request DELETE u", "DELETE u" ANY },
		{ "-I u", "HEAD u" ANY },
		{ "--head -X GET u", "GET u" ANY },
		{ "-d a=1 u", "POST u" ANY FORM " =a=1" },
		{ "-da=1 u --data b=2 --data-raw @c --data-binary d --data-ascii e",
		  "POST u" ANY FORM " =a=1&b=2&@c&d&e" },
		{ "-d '' u", "POST u" ANY FORM " =" },
		{ "-X PUT -d a u", "PUT u" ANY FORM " =a" },
		{ "-G -d a=1 -d b=2 u", "GET u ?a=1&b=2" ANY },
		{ "--get --data-urlencode 'property=flowId==1 2' u",
		  "GET u ?property=flowId%3D%3D1%202" ANY },
		{ "-G --data-urlencode '=a b' --data-urlencode 'c d' u", "GET u ?a%20b&c%20d" ANY },
		{ "-G -XPOST -d a u", "POST u ?a" ANY },
		{ "--url-query 'a=b c' --url-query +d%20e u", "GET u ?a=b%20c&d%20e" ANY },
		{ "--json '{}' u",
		  "POST u |Accept: application/json |Content-Type: application/json ={}" },
		{ "--json '{' --json '}' -H 'Accept: a' u",
		  "POST u |Accept: a |Content-Type: application/json ={}" },
		{ "-H 'A: b' -HC:d --header 'E:  f  ' u", "GET u |A: b |C: d |E: f" ANY },
		{ "-H 'A;' -H 'Accept:' u", "GET u |A:  |Accept!" },
		{ "-d x -H 'content-type: application/json' u",
		  "POST u |content-type: application/json" ANY " =x" },
		{ "-d x -H 'Content-Type:' u", "POST u |Content-Type!" ANY " =x" },
		{ "-A me -e from -b a=1 u", "GET u |User-Agent: me |Referer: from |Cookie: a=1" ANY },
		{ "-sSLkifv --compressed -m 5 --retry 3 -w '%{http_code}' u", "GET u" ANY },
		{ "--location --silent --max-time 1 u", "GET u" ANY },
		{ "-sX POST u", "POST u" ANY },
		{ "-g 'u[]'", "GET u[]" ANY },
		{ "'u?a=${x[0]}'", "GET u?a=${x[0]}" ANY },
		/* clang-format on */
	};

	for_each_row(i, cases) {
		AUTO(curl_request_release) struct curl_request r = { 0 };
		AUTO(mem_free) char *text = mem_printf("curl %s", cases[i].options);
		AUTO(mem_free) char *sent = NULL;
		struct err e = { 0 };

		if (curl_command_read(text, strlen(text), 0, &r, &e) != 1)
			fail_msg("row %zu: %s", i, e.text);
		sent = shown(&r);
		row_string_equal(i, sent, cases[i].request);
	}
}

static void what_is_not_taken_is_refused_with_what_to_do(void **state UNUSED)
{
	static const struct {
		const char *text;
		size_t at;
		const char *reason;
	} cases[] = {
		/* clang-format off */
		{ "wget u", 0, "this is no curl command: it begins with curl" },
		{ "curl", 0, "the command has no URL: write one" },
		{ "curl ''", 0, "the command has no URL: write one" },
		{ "curl u v", 7, "this is a second URL: one request is sent; quote what belongs to "
		                 "an option before it" },
		{ "curl u -X", 7, "--request needs a value: write it behind it" },
		{ "curl -X post u", 8, "curl sends a method as it is written: write POST" },
		{ "curl -X TRACE u", 8, "only these methods are sent: GET, POST, PUT, PATCH, DELETE, HEAD, "
		                        "OPTIONS" },
		{ "curl --reqest GET u", 5, "the option --reqest is not taken here; did you mean "
		                            "--request" },
		{ "curl --request=GET u", 5, "curl takes no '=' behind --request: write a blank" },
		{ "curl --parallel u", 5, "the option --parallel is not taken here; remove it" },
		{ "curl -Z u", 5, "the option -Z is not taken here; remove it" },
		{ "curl -d @body.json u", 8, "no file is read: write its text here" },
		{ "curl -d@body.json u", 5, "no file is read: write its text here" },
		{ "curl --data-urlencode a@b u", 22, "no file is read: write its text here" },
		{ "curl --json @b u", 12, "no file is read: write its text here" },
		{ "curl -H @headers u", 8, "no file is read: write the headers here" },
		{ "curl -H Accept u", 8, "a header is written 'Name: value'" },
		{ "curl -H ': a' u", 8, "a header is written 'Name: value'" },
		{ "curl -H $'A: b\\nC: d' u", 8, "a header is written 'Name: value'" },
		{ "curl -H 'A: 1' -H 'a: 2' u", 18, "the header a stands here twice: remove one" },
		{ "curl -b jar u", 8, "no file of cookies is read: write NAME=VALUE" },
		{ "curl -u me:secret u", 5, "--user: the service takes no password: write -H "
		                            "'Authorization: Bearer {ACCESS_TOKEN}'" },
		{ "curl -F a=b u", 5, "--form: no form is sent: write the step as a POST with `raw`" },
		{ "curl -o f u", 5, "--output: no file is read or written: remove it" },
		{ "curl -x p u", 5, "--proxy: the request goes to the target: remove it" },
		{ "curl u --next v", 7, "--next: one request is sent: write the next as a step of "
		                        "its own" },
		{ "curl 'u v'", 5, "curl takes no blank in a URL: write %20" },
		{ "curl 'u[1-3]'", 5, "curl reads [ ] in a URL as a range: write %5B and %5D, or "
		                      "the option -g" },
		/* clang-format on */
	};

	for_each_row(i, cases) {
		AUTO(curl_request_release) struct curl_request r = { 0 };
		struct err e = { 0 };

		row_int_equal(i,
		              curl_command_read(cases[i].text, strlen(cases[i].text), 0,
		                                &r, &e),
		              -1);
		row_string_equal(i, e.text, cases[i].reason);
		row_int_equal(i, r.words.wrong_at, cases[i].at);
	}
}

static void no_command_is_no_request(void **state UNUSED)
{
	AUTO(curl_request_release) struct curl_request r = { 0 };
	struct err e = { 0 };

	assert_int_equal(curl_command_read("# none\n", 7, 0, &r, &e), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_command_sends_the_request_of_its_row),
		cmocka_unit_test(what_is_not_taken_is_refused_with_what_to_do),
		cmocka_unit_test(no_command_is_no_request),
	};

	return cmocka_run_group_tests_name("curl/curl_command", tests, NULL, NULL);
}
