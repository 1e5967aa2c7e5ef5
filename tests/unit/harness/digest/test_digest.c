/*
 * test_digest.c - harness/digest/digest.c
 */
#include "tests/unit/unit.h"

#include "harness/digest/scan.h"
#include "lib/mem.h"
#include "tests/support/quoted.h"

static struct digest digest_of(const char *record, const struct digest_path *path)
{
	AUTO(scan_release) struct scanner s = { 0 };
	AUTO(mem_free) char *text = quoted(record);
	struct digest d = { 0 };
	struct err e = { 0 };

	s.digest = &d;
	d.whole = !path;
	digest_record(&d, path);
	if (scan_record(&s, text, strlen(text), &e) < 0)
		fail_msg("%s: %s", record, e.text);
	return d;
}

static void equal_records_have_equal_digests(void **state UNUSED)
{
	static const char *const pairs[][2] = {
		{ "{'a':1,'b':2}", "{'b':2,'a':1}" },
		{ "{'a':1}", "{ 'a' : 1.0e0 }" },
		{ "{'a':100,'b':-0}", "{'b':0,'a':1e2}" },
		{ "{'a':0.5}", "{'a':50e-2}" },
		{ "{'a':'\\u00e9\\/'}", "{'a':'\xc3\xa9/'}" },
		{ "{'a':null,'b':1}", "{'b':1}" },
		{ "{'a':{'b':[1,null,{'c':[]}]}}", "{'a':{'b':[1,null,{'c':[]}]}}" },
		{ "{'a':9007199254740993}", "{'a':9007199254740993.0}" },
	};

	for_each_row(i, pairs)
		row_int_equal(i, digest_of(pairs[i][0], NULL).value,
		              digest_of(pairs[i][1], NULL).value);
}

/* Each with each. */
static void different_records_have_different_digests(void **state UNUSED)
{
	static const char *const all[] = {
		"{}",
		"{'a':1}",
		"{'a':'1'}",
		"{'a':true}",
		"{'a':false}",
		"{'a':[]}",
		"{'a':{}}",
		"{'a':[null]}",
		"{'a':[[]]}",
		"{'a':[1,2]}",
		"{'a':[2,1]}",
		"{'a':[1],'b':[2]}",
		"{'a':{'b':1}}",
		"{'a':{'a':1}}",
		"{'b':1}",
		"{'a':1,'b':2}",
		"{'a':2,'b':1}",
		"{'a':{'b':1,'c':2}}",
		"{'a':{'b':1},'c':2}",
		"{'a':''}",
		"{'':'a'}",
		"{'a':9007199254740993}",
		"{'a':9007199254740992}",
		"{'a':-1}",
	};

	for_each_row(i, all) {
		for (size_t k = 0; k < i; k++) {
			if (digest_of(all[i], NULL).value ==
			    digest_of(all[k], NULL).value)
				fail_msg("%s and %s", all[i], all[k]);
		}
	}
}

static void a_key_is_what_stands_at_the_path(void **state UNUSED)
{
	static const struct {
		const char *path, *with, *without;
	} cases[] = {
		{ "id", "{'x':{'id':2},'id':1}", "{'x':{'id':1}}" },
		{ "a.b", "{'b':2,'a':{'c':3,'b':1}}", "{'a.b':1,'a':{'c':{'b':1}}}" },
		{ "a[1]", "{'a':[2,1]}", "{'a':[1]}" },
		{ "a[0].b", "{'a':[{'b':1},{'b':2}]}", "{'a':[[{'b':1}]]}" },
		{ "a[0][1]", "{'a':[[2,1],[3,4]]}", "{'a':[[2],[3,1]]}" },
		{ "id", "{'id':1}", "{'id':null}" },
	};
	const uint64_t one =
		digest_of("{'id':1}",
	                  &(struct digest_path){ .steps = { { { "id", 2 }, 0 } },
	                                         .count = 1 })
			.key.high;

	for_each_row(i, cases) {
		struct digest_path path;
		struct err e = { 0 };

		row_int_equal(i, digest_path_parse(cases[i].path, &path, &e), 0);
		row_int_equal(i, digest_of(cases[i].with, &path).key.there, true);
		row_int_equal(i, digest_of(cases[i].with, &path).key.high, one);
		row_int_equal(i, digest_of(cases[i].without, &path).key.there, false);
	}
}

static void what_is_no_path_is_refused(void **state UNUSED)
{
	static const char *const bad[] = { "",      ".",   "a.",    ".a",
		                           "a..b",  "a[",  "a[]",   "a[x]",
		                           "a[-1]", "a[1", "a[0]b", "a.[0]x" };
	struct digest_path path;

	for_each_row(i, bad) {
		struct err e = { 0 };

		row_int_equal(i, digest_path_parse(bad[i], &path, &e), -1);
		row_int_equal(i, e.code, ERR_INVALID);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(equal_records_have_equal_digests),
		cmocka_unit_test(different_records_have_different_digests),
		cmocka_unit_test(a_key_is_what_stands_at_the_path),
		cmocka_unit_test(what_is_no_path_is_refused),
	};

	return cmocka_run_group_tests_name("digest", tests, NULL, NULL);
}
