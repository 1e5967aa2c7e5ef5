/*
 * test_suite.c - the official JSON-Schema-Test-Suite, draft-07
 *
 * From the Debian package json-schema-test-suite, or the folder named by the
 * environment variable JSON_SCHEMA_TEST_SUITE.  Every test must come out as the
 * suite says, but for the groups of the table below; and a group of that table
 * must not come out right.
 */
#include "tests/unit/unit.h"

#include <dirent.h>

#include "lib/jsonschema/jsonschema.h"
#include "lib/mem.h"
#include "lib/str.h"

#define SUITE_ENV    "JSON_SCHEMA_TEST_SUITE"
#define SUITE_FOLDER "/usr/share/json-schema-test-suite"
#define REMOTE       "http://localhost:1234/"
#define FILE_MAX     (1 << 20)

static const struct left_out {
	const char *file, *group, *why;
} left_out[] = {
	{ "optional/ecmascript-regex.json", "ECMA 262 regex non-compliance",
	  "tests format: regex; format is an annotation" },
	{ "optional/content.json",
	  "validation of string-encoded content based on media type",
	  "contentMediaType is an annotation" },
	{ "optional/content.json", "validation of binary string-encoding",
	  "contentEncoding is an annotation" },
	{ "optional/content.json", "validation of binary-encoded media type documents",
	  "both are annotations" },
	{ "optional/content.json",
	  "validation of binary-encoded media type documents with schema",
	  "both are annotations" },
};

/* Required files must all be there; the optional ones that concern us follow. */
static const char *const optional[] = {
	"optional/bignum.json",
	"optional/content.json",
	"optional/ecmascript-regex.json",
	"optional/float-overflow.json",
	"optional/id.json",
	"optional/non-bmp-regex.json",
	"optional/unknownKeyword.json",
	"optional/zeroTerminatedFloats.json",
};

struct suite {
	const char *folder;
	struct remote {
		char *uri;
		cJSON *document;
	} remotes[16];
	size_t remote_count;
	size_t passed, failed, left, groups;
	bool seen[ARRAY_LEN(left_out)]; /* a test of it came out otherwise */
	bool met[ARRAY_LEN(left_out)];
};

static cJSON *read_json(const char *path)
{
	AUTO(mem_free) char *text = mem_alloc(FILE_MAX);
	FILE *f = fopen(path, "rb");
	struct err e = { 0 };
	cJSON *v = NULL;
	size_t n;

	if (!f)
		return NULL;
	n = fread(text, 1, FILE_MAX, f);
	fclose(f);
	if (n < FILE_MAX && json_parse(text, n, &v, &e) < 0)
		print_message("# %s: %s\n", path, e.text);
	return v;
}

/* Serves remotes/ as http://localhost:1234/. */
static const cJSON *resolve(void *ctx, const char *uri)
{
	struct suite *s = ctx;
	AUTO(mem_free) char *path = NULL;

	for (size_t i = 0; i < s->remote_count; i++) {
		if (!strcmp(s->remotes[i].uri, uri))
			return s->remotes[i].document;
	}
	if (!str_starts(uri, REMOTE) || s->remote_count == ARRAY_LEN(s->remotes))
		return NULL;
	path = mem_printf("%s/remotes/%s", s->folder, uri + strlen(REMOTE));
	s->remotes[s->remote_count] = (struct remote){ mem_strdup(uri), read_json(path) };
	return s->remotes[s->remote_count++].document;
}

static bool is_left_out(struct suite *s, const char *file, const char *group, bool right)
{
	for (size_t i = 0; i < ARRAY_LEN(left_out); i++) {
		if (strcmp(left_out[i].file, file) != 0 ||
		    strcmp(left_out[i].group, group) != 0)
			continue;
		s->met[i] = true;
		s->seen[i] = s->seen[i] || !right;
		return true;
	}
	return false;
}

static void count_test(struct suite *s, const char *file, const char *group,
                       const cJSON *test, bool right)
{
	const char *name = json_str(test, "description");

	if (is_left_out(s, file, group, right)) {
		s->left++;
	} else if (right) {
		s->passed++;
	} else {
		s->failed++;
		print_error("%s: %s: %s\n", file, group, name);
	}
}

static void run_group(struct suite *s, const char *file, const cJSON *group)
{
	const struct jsonschema_options options = { .resolve = resolve, .ctx = s };
	const char *name = json_str(group, "description");
	AUTO(jsonschema_free) struct jsonschema *schema = NULL;
	struct err e = { 0 };
	const cJSON *test;

	s->groups++;
	if (jsonschema_new(json_get(group, "schema"), &options, &schema, &e) < 0)
		print_error("%s: %s: %s\n", file, name, e.text);
	cJSON_ArrayForEach(test, json_get(group, "tests")) {
		AUTO(violations_release) struct violations why = { 0 };
		const cJSON *data = json_get(test, "data");
		const bool valid = cJSON_IsTrue(json_get(test, "valid"));
		bool fits = schema && jsonschema_check(schema, data, "", &why);

		/* Both ways of asking agree, and a refusal has a reason. */
		if (schema) {
			assert_int_equal(fits, jsonschema_check(schema, data, "", NULL));
			assert_int_equal(fits, why.count == 0);
		}
		count_test(s, file, name, test, schema && fits == valid);
	}
}

static bool run_file(struct suite *s, const char *file)
{
	AUTO(mem_free) char *path = mem_printf("%s/tests/draft7/%s", s->folder, file);
	AUTO(cJSON_Delete) cJSON *groups = read_json(path);
	const cJSON *group;

	cJSON_ArrayForEach(group, groups)
		run_group(s, file, group);
	return groups != NULL;
}

static int open_suite(void **state)
{
	struct suite *s = mem_alloc(sizeof(*s));

	s->folder = getenv(SUITE_ENV) ? getenv(SUITE_ENV) : SUITE_FOLDER;
	*state = s;
	return 0;
}

static int close_suite(void **state)
{
	struct suite *s = *state;

	for (size_t i = 0; i < s->remote_count; i++) {
		free(s->remotes[i].uri);
		cJSON_Delete(s->remotes[i].document);
	}
	free(s);
	return 0;
}

static int is_json(const struct dirent *entry)
{
	return str_ends(entry->d_name, ".json");
}

static void print_counts(const struct suite *s, const char *what)
{
	print_message(
		"# %s: %zu groups, %zu tests as the suite says, %zu not, %zu left out\n",
		what, s->groups, s->passed, s->failed, s->left);
}

static void every_required_test_comes_out_as_the_suite_says(void **state)
{
	struct suite *s = *state;
	AUTO(mem_free) char *folder = mem_printf("%s/tests/draft7", s->folder);
	struct dirent **files = NULL;
	int n = scandir(folder, &files, is_json, alphasort);

	if (n <= 0) {
		print_message("# no %s; install json-schema-test-suite\n", folder);
		skip();
	}
	for (int i = 0; i < n; i++) {
		assert_true(run_file(s, files[i]->d_name));
		free(files[i]);
	}
	free(files);
	print_counts(s, "required");
	assert_true(s->passed > 100);
	assert_true(s->passed >= 19 * (s->failed + s->left)); /* 95 % */
	assert_int_equal(s->failed, 0);
}

static void optional_tests_fail_only_where_the_table_says(void **state)
{
	struct suite *s = *state;
	size_t files = 0;

	for_each_row(i, optional)
		files += run_file(s, optional[i]);
	if (!files)
		skip();
	print_counts(s, "optional");
	assert_int_equal(s->failed, 0);
	for_each_row(i, left_out) {
		if (s->met[i] && !s->seen[i])
			fail_msg("'%s' is left out, but comes out right",
			         left_out[i].group);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			every_required_test_comes_out_as_the_suite_says, open_suite,
			close_suite),
		cmocka_unit_test_setup_teardown(
			optional_tests_fail_only_where_the_table_says, open_suite,
			close_suite),
	};

	return cmocka_run_group_tests_name("jsonschema_suite", tests, NULL, NULL);
}
