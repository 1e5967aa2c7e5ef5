/*
 * test_mutants.c - harness/scenario/describe.c against harness/scenario/scenario.c:
 * what the schema of scenarios takes and what flowcheck check takes
 *
 * A mutant is one of our scenarios with one change: a key misspelt, lost, moved or added,
 * a value of another type, a text cut or made longer.  The schema takes each that the
 * check takes.  What the check alone refuses is something that no schema can say: the
 * reasons are listed.
 *
 * FLOWMOCK_MUTANTS=N makes so many of each scenario, and prints how many were refused.
 */
#include "tests/unit/unit.h"

#include "harness/scenario/describe.h"
#include "harness/scenario/scenario.h"
#include "lib/file/file.h"
#include "lib/hash.h"
#include "lib/jsonschema/jsonschema.h"
#include "lib/mem.h"
#include "lib/str.h"

#define SEED         20260101
#define MUTANTS_EACH 4

/* What flowcheck check says of mutants that no schema can refuse. */
/* clang-format off */
static const char *const beyond_schemas[] = {
	"nothing is called '",                 /* names: whether a step before captures them */
	"matrix: no step asks for ${",         /* or uses them */
	"matrix: two combinations are called", /* values of several lists together */
	"' is no parameter of '",              /* other files */
	"must be given the parameter '",
	"there is no file '",
	"the name of an included file may have variables",
	"must be the last element",            /* where in a list something stands */
	"this is no curl command",             /* the syntax of curl */
	"a step is one command",
	"there is no command",
};
/* clang-format on */

static bool is_beyond_schemas(const char *why)
{
	for (size_t i = 0; i < ARRAY_LEN(beyond_schemas); i++) {
		if (strstr(why, beyond_schemas[i]))
			return true;
	}
	return false;
}

/* ---------------------------------------------------------------- changes */

/* Counts the nodes of a tree; the one of that number goes to *found. */
static size_t count_nodes(cJSON *node, size_t wanted, cJSON **parent, cJSON **found)
{
	size_t n = 0;
	cJSON *member;

	cJSON_ArrayForEach(member, node) {
		if (n == wanted) {
			*parent = node;
			*found = member;
		}
		n++;
		n += count_nodes(member, wanted - n, parent, found);
	}
	return n;
}

static cJSON *another_value(uint64_t h)
{
	switch (hash_below(h, 8)) {
	case 0:
		return json_new_object();
	case 1:
		return json_new_array();
	case 2:
		return json_new_int(0);
	case 3:
		return json_new_bool(true);
	case 4:
		return json_new_str("");
	case 5:
		return json_new_str("strange");
	case 6:
		return cJSON_CreateNull();
	default:
		return json_new_str("${now}");
	}
}

static void replace(cJSON *parent, cJSON *node, cJSON *by)
{
	AUTO_MEM char *name = node->string ? mem_strdup(node->string) : NULL;

	free(by->string);
	by->string = name ? mem_strdup(name) : NULL;
	if (!cJSON_ReplaceItemViaPointer(parent, node, by))
		fail_msg("not replaced");
}

static void rename_to(cJSON *parent, cJSON *node, const char *name)
{
	if (!cJSON_IsObject(parent) || json_get(parent, name))
		return;
	free(node->string);
	node->string = mem_strdup(name);
}

/* A text without its first letter, or with one more. */
static void change_text(cJSON *parent, cJSON *node, uint64_t h)
{
	AUTO_MEM char *text = NULL;

	if (!cJSON_IsString(node))
		return;
	text = hash_below(h, 2) && *node->valuestring
	               ? mem_strdup(node->valuestring + 1)
	               : mem_printf("%sx", node->valuestring);
	if (str_is_utf8(text, strlen(text)))
		replace(parent, node, json_new_str(text));
}

static void misspell(cJSON *parent, cJSON *node, uint64_t h)
{
	AUTO_MEM char *name = NULL;

	if (!node->string)
		return;
	name = hash_below(h, 2) && *node->string ? mem_strdup(node->string + 1)
	                                         : mem_printf("%sx", node->string);
	if (str_is_utf8(name, strlen(name)))
		rename_to(parent, node, name);
}

/* Something of one place of the scenario in another. */
static void add_from(cJSON *root, cJSON *parent, cJSON *node, uint64_t h, size_t count)
{
	cJSON *from = NULL, *other = NULL;

	count_nodes(root, hash_below(h, count), &from, &other);
	if (!other)
		return;
	if (cJSON_IsObject(node) && other->string && !json_get(node, other->string))
		json_set(node, other->string, json_copy(other));
	else
		replace(parent, node, json_copy(other));
}

static void mutate(cJSON *root, uint64_t h)
{
	size_t count =
		count_nodes(root, SIZE_MAX / 2, &(cJSON *){ NULL }, &(cJSON *){ NULL });
	cJSON *parent = NULL, *node = NULL;

	count_nodes(root, hash_below(hash_with(h, 1), count), &parent, &node);
	assert_non_null(node);
	switch (hash_below(hash_with(h, 2), 6)) {
	case 0:
		cJSON_Delete(cJSON_DetachItemViaPointer(parent, node));
		return;
	case 1:
		misspell(parent, node, hash_with(h, 3));
		return;
	case 2:
		change_text(parent, node, hash_with(h, 3));
		return;
	case 3:
		add_from(root, parent, node, hash_with(h, 3), count);
		return;
	default:
		replace(parent, node, another_value(hash_with(h, 3)));
	}
}

/* ---------------------------------------------------------------- judging */

struct judged {
	const struct jsonschema *schema;
	struct source_cache cache;
	const char *folder;
	size_t each, mutants, refused, beyond;
};

/* Reads the text as the file of that path, with the files that it includes. */
static int check(struct judged *j, const char *path, const char *text, struct err *e)
{
	struct scenario_given given = { .cache = &j->cache };
	struct source *own = mem_alloc(sizeof(*own));
	struct scenario s;
	int rc;

	*own = (struct source){ .path = mem_strdup(path),
		                .real_path = realpath(path, NULL),
		                .users = 1 };
	if (yaml_parse(path, text, strlen(text), &own->yaml, e) < 0)
		fail_msg("%s: %s", path, e->text);
	*map_place(&j->cache.sources, path) = own;
	rc = scenario_load(path, &given, &s, e);
	if (rc == 0)
		scenario_release(&s);
	*map_place(&j->cache.sources, path) = NULL;
	source_close(own);
	return rc;
}

static void judge(struct judged *j, const char *path, const cJSON *mutant, uint64_t h)
{
	AUTO_MEM char *text = json_text(mutant);
	struct violations found = { 0 };
	struct err why = { 0 };
	const bool fits = jsonschema_check(j->schema, mutant, "", &found);
	const bool passes = check(j, path, text, &why) == 0;

	j->mutants++;
	j->refused += !passes;
	if (passes && !fits)
		fail_msg("%s, mutant %llu: only the schema refuses it: %s: %s\n%s", path,
		         (unsigned long long)h, found.all[0].pointer,
		         found.all[0].message, text);
	violations_release(&found);
	if (passes || !fits)
		return;
	j->beyond++;
	if (getenv("FLOWMOCK_MUTANTS"))
		printf("# %s\n", why.text);
	else if (!is_beyond_schemas(why.text))
		fail_msg("%s, mutant %llu: only the check refuses it: %s\n%s", path,
		         (unsigned long long)h, why.text, text);
}

static int judge_file(void *ctx, const char *relative, uint64_t size UNUSED,
                      struct err *e)
{
	struct judged *j = ctx;
	AUTO_MEM char *path = mem_printf("%s/%s", j->folder, relative);
	uint64_t seed = hash_text(SEED, path);
	struct yaml y;

	if (!str_ends(relative, ".yaml"))
		return 0;
	if (yaml_load(path, &y, e) < 0)
		return -1;
	/* Steps to include are checked where they are included. */
	for (size_t i = 0; i < j->each && json_get(y.root, "scenario"); i++) {
		AUTO(cJSON_Delete) cJSON *mutant = json_copy(y.root);

		mutate(mutant, hash_with(seed, i));
		judge(j, path, mutant, i);
	}
	yaml_release(&y);
	return 0;
}

static void the_schema_refuses_what_the_check_refuses(void **state UNUSED)
{
	AUTO(cJSON_Delete) cJSON *schema = describe_scenarios();
	AUTO(jsonschema_free) struct jsonschema *compiled = NULL;
	const char *more = getenv("FLOWMOCK_MUTANTS");
	int64_t each;
	struct judged j = { .folder = "scenarios", .each = MUTANTS_EACH };
	struct err e = { 0 };

	if (more && str_to_int(more, &each))
		j.each = (size_t)each;
	if (jsonschema_new(schema, NULL, &compiled, &e) < 0)
		fail_msg("%s", e.text);
	j.schema = compiled;
	if (file_walk(j.folder, judge_file, &j, &e) < 0)
		fail_msg("%s", e.text);
	source_cache_release(&j.cache);
	if (more)
		printf("# %zu mutants, %zu refused, %zu of them by the check alone\n",
		       j.mutants, j.refused, j.beyond);
	assert_true(j.refused > j.mutants / 4);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_schema_refuses_what_the_check_refuses),
	};

	return cmocka_run_group_tests_name("mutants", tests, NULL, NULL);
}
