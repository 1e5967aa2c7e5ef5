/*
 * test_uri.c - references against a base: the examples of RFC 3986, and ours
 */
#include "tests/unit/unit.h"

#include "lib/uri.h"

/* RFC 3986, sections 5.4.1 and 5.4.2; the base is http://a/b/c/d;p?q. */
static const struct {
	const char *reference, *result;
} rfc[] = {
	{ "g:h", "g:h" },
	{ "g", "http://a/b/c/g" },
	{ "./g", "http://a/b/c/g" },
	{ "g/", "http://a/b/c/g/" },
	{ "/g", "http://a/g" },
	{ "//g", "http://g" },
	{ "?y", "http://a/b/c/d;p?y" },
	{ "g?y", "http://a/b/c/g?y" },
	{ "#s", "http://a/b/c/d;p?q#s" },
	{ "g#s", "http://a/b/c/g#s" },
	{ "g?y#s", "http://a/b/c/g?y#s" },
	{ ";x", "http://a/b/c/;x" },
	{ "g;x", "http://a/b/c/g;x" },
	{ "g;x?y#s", "http://a/b/c/g;x?y#s" },
	{ "", "http://a/b/c/d;p?q" },
	{ ".", "http://a/b/c/" },
	{ "./", "http://a/b/c/" },
	{ "..", "http://a/b/" },
	{ "../", "http://a/b/" },
	{ "../g", "http://a/b/g" },
	{ "../..", "http://a/" },
	{ "../../", "http://a/" },
	{ "../../g", "http://a/g" },
	{ "../../../g", "http://a/g" },
	{ "../../../../g", "http://a/g" },
	{ "/./g", "http://a/g" },
	{ "/../g", "http://a/g" },
	{ "g.", "http://a/b/c/g." },
	{ ".g", "http://a/b/c/.g" },
	{ "g..", "http://a/b/c/g.." },
	{ "..g", "http://a/b/c/..g" },
	{ "./../g", "http://a/b/g" },
	{ "./g/.", "http://a/b/c/g/" },
	{ "g/./h", "http://a/b/c/g/h" },
	{ "g/../h", "http://a/b/c/h" },
	{ "g;x=1/./y", "http://a/b/c/g;x=1/y" },
	{ "g;x=1/../y", "http://a/b/c/y" },
	{ "g?y/./x", "http://a/b/c/g?y/./x" },
	{ "g?y/../x", "http://a/b/c/g?y/../x" },
	{ "g#s/./x", "http://a/b/c/g#s/./x" },
	{ "g#s/../x", "http://a/b/c/g#s/../x" },
	{ "http:g", "http:g" },
};

static const struct {
	const char *base, *reference, *result;
} ours[] = {
	{ "", "#/definitions/a", "#/definitions/a" },
	{ "", "a.json#x", "a.json#x" },
	{ "http://localhost:1234", "a.json", "http://localhost:1234/a.json" },
	{ "http://localhost:1234/", "folder/", "http://localhost:1234/folder/" },
	{ "http://localhost:1234/folder/", "a.json",
	  "http://localhost:1234/folder/a.json" },
	{ "urn:uuid:1", "#foo", "urn:uuid:1#foo" },
	{ "urn:uuid:1", "urn:uuid:2", "urn:uuid:2" },
	{ "file:///folder/a.json", "b.json", "file:///folder/b.json" },
	{ "tree", "node", "node" },
};

static void check(const char *base, const char *reference, const char *result)
{
	AUTO(buf_release) struct buf out = { 0 };

	uri_resolve(base, reference, &out);
	assert_string_equal(buf_str(&out), result);
}

static void resolves_the_examples_of_the_rfc(UNUSED void **state)
{
	for_each_row(i, rfc)
		check("http://a/b/c/d;p?q", rfc[i].reference, rfc[i].result);
}

static void resolves_the_addresses_of_schemas(UNUSED void **state)
{
	for_each_row(i, ours)
		check(ours[i].base, ours[i].reference, ours[i].result);
}

static void appends_to_what_is_there(UNUSED void **state)
{
	AUTO(buf_release) struct buf out = { 0 };

	buf_add_str(&out, "see ");
	uri_resolve("http://a/b/c", "../../../d", &out);
	assert_string_equal(buf_str(&out), "see http://a/d");
}

static void only_a_scheme_makes_it_absolute(UNUSED void **state)
{
	assert_true(uri_is_absolute("http://a"));
	assert_true(uri_is_absolute("urn:x"));
	assert_true(uri_is_absolute("a+b-c.1:x"));
	assert_false(uri_is_absolute("//a/b"));
	assert_false(uri_is_absolute("1a:b"));
	assert_false(uri_is_absolute("a/b:c"));
	assert_false(uri_is_absolute(""));
}

static void decodes_bytes_and_leaves_broken_ones(UNUSED void **state)
{
	AUTO(buf_release) struct buf out = { 0 };

	uri_decode("/percent%25field%2f%C3%a9%4%zz%", &out);
	assert_string_equal(buf_str(&out), "/percent%field/\xc3\xa9%4%zz%");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(resolves_the_examples_of_the_rfc),
		cmocka_unit_test(resolves_the_addresses_of_schemas),
		cmocka_unit_test(appends_to_what_is_there),
		cmocka_unit_test(only_a_scheme_makes_it_absolute),
		cmocka_unit_test(decodes_bytes_and_leaves_broken_ones),
	};

	return cmocka_run_group_tests_name("uri", tests, NULL, NULL);
}
