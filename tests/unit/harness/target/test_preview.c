/*
 * test_preview.c - harness/target/preview.c
 */
#include "tests/support/quoted.h"
#include "tests/unit/unit.h"

#include "harness/target/preview.h"
#include "lib/mem.h"

static void add(struct preview *p, const char *method, const char *path, const char *body,
                bool marked)
{
	AUTO(call_release) struct call c = { .method = method };
	struct impact f = impact_of(method, path);

	c.url = mem_printf("http://h%s", path);
	if (body)
		call_body(&c, mem_strdup(body), "application/json");
	preview_add(p, &c, &f, marked);
}

static void requests_are_shown_with_their_captures_and_without_secrets(
	void **state UNUSED)
{
	struct preview p = { 0 };

	add(&p, "GET", "/runs?property=flowId%3D%3D%24%7Bflow%7D&x=%7D", NULL, true);
	add(&p, "GET", "/flows?property=name==A&client_secret=hush", NULL, false);
	add(&p, "POST", "/connections", JSON({"name":"A","password":"hush"}), true);
	assert_quoted_equal(buf_str(&p.text),
	                    "GET http://h/runs?property=flowId%3D%3D${flow}&x=%7D\n"
	                    "GET http://h/flows?property=name==A&client_secret=***\n"
	                    "POST http://h/connections\n"
	                    "     {'name':'A (fc RUN EXPIRY)','password':'***'}\n");
	assert_int_equal(p.requests, 3);
	preview_release(&p);
}

/* By their value, too, in whatever member, and in what would be removed. */
static void secrets_that_were_seen_are_not_shown(void **state UNUSED)
{
	struct mask_seen seen = { 0 };
	struct call c = { .method = "POST",
		          .url = mem_strdup("http://h/connections?x=hu%20sh"),
		          .seen = &seen };
	const struct impact f = impact_of("POST", "/connections");
	struct preview p = { 0 };

	mask_seen_add(&seen, "hu sh");
	call_body(&c, mem_strdup(JSON({"name":"For hu sh","d":"hu sh","e":"HU SH"})),
	                         "application/json");
	preview_add(&p, &c, &f, true);
	assert_quoted_equal(
		buf_str(&p.text),
		"POST http://h/connections?x=***\n"
		"     {'name':'For *** (fc RUN EXPIRY)','d':'***','e':'***'}\n");
	buf_clear(&p.text);
	preview_clean(&p, "http://h");
	assert_string_equal(
		buf_str(&p.text),
		"DELETE http://h/connections/${id of 'For *** (fc RUN EXPIRY)'}\n");
	preview_release(&p);
	call_release(&c);
	mask_seen_release(&seen);
}

static void what_would_be_made_is_removed_in_the_order_of_references(void **state UNUSED)
{
	struct preview p = { 0 };

	add(&p, "POST", "/connections", JSON({"name":"B"}), true);
	add(&p, "POST", "/flows", JSON({"name":"F1"}), true);
	add(&p, "POST", "/runs", "{}", true);
	add(&p, "POST", "/flows", JSON({"name":"F2"}), true);
	buf_clear(&p.text);
	preview_clean(&p, "http://h");
	assert_string_equal(buf_str(&p.text),
	                    "DELETE http://h/flows/${id of 'F2 (fc RUN EXPIRY)'}\n"
	                    "DELETE http://h/flows/${id of 'F1 (fc RUN EXPIRY)'}\n"
	                    "DELETE http://h/connections/${id of 'B (fc RUN EXPIRY)'}\n");
	buf_clear(&p.text);
	preview_clean(&p, "http://h");
	assert_string_equal(buf_str(&p.text), "");
	preview_release(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			requests_are_shown_with_their_captures_and_without_secrets),
		cmocka_unit_test(secrets_that_were_seen_are_not_shown),
		cmocka_unit_test(
			what_would_be_made_is_removed_in_the_order_of_references),
	};

	return cmocka_run_group_tests_name("preview", tests, NULL, NULL);
}
