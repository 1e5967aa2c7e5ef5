/*
 * test_page.c - pages of a list: their text, their links, and what changes between them
 */
#include "tests/unit/unit.h"

#include "lib/mem.h"
#include "mockserver/lists/page.h"
#include "mockserver/lists/token.h"
#include "tests/support/chain.h"
#include "tests/support/quoted.h"

#define SOURCES 7

static struct chain chain;
static char ids[SOURCES][UUID_TEXT];

/* Sources named "g" to "a", all of one instant: the newest first is a to g. */
static int setup(UNUSED void **state)
{
	chain_open(&chain);
	for (int i = 0; i < SOURCES; i++) {
		AUTO_MEM char *body =
			mem_printf("{'name':'%c','params':{'datasets':[{"
		                   "'dataSetId':'" CHAIN_DATASET "'}]}," CHAIN_LAKE "}",
		                   'a' + SOURCES - 1 - i);

		chain_make(&chain, KIND_SOURCE, body);
		memcpy(ids[i], chain.made[KIND_SOURCE].id, UUID_TEXT);
	}
	return 0;
}

static int teardown(UNUSED void **state)
{
	chain_close(&chain);
	return 0;
}

static struct list sources(int64_t limit)
{
	return (struct list){ .of = LIST_SOURCES, .by = &chain_caller, .limit = limit };
}

static cJSON *page(const struct list *l)
{
	AUTO(buf_release) struct buf out = { 0 };
	struct err e = { 0 };

	if (list_page(&chain.world, l, &out, &e) < 0)
		fail_msg("%s", e.text);
	return parsed(buf_str(&out));
}

/* The names on it: "abc". */
static const char *names_on(const cJSON *body, char out[SOURCES + 1])
{
	const cJSON *one;
	size_t n = 0;

	cJSON_ArrayForEach(one, json_get(body, "items"))
		out[n++] = *json_str(one, "name");
	out[n] = '\0';
	return out;
}

/* The list goes on where the page's link says. */
static bool follow(const cJSON *body, struct arena *a, struct list *l)
{
	static const char start[] = "/sourceConnections?continuationToken=";
	const char *href = json_str(body, "_links.next.href");

	if (!href)
		return false;
	assert_int_equal(strncmp(href, start, strlen(start)), 0);
	assert_true(list_read_token(a, href + strlen(start), l));
	return true;
}

static void pages_follow_each_other_to_the_last_that_has_no_link(UNUSED void **state)
{
	static const struct {
		int64_t limit;
		const char *pages;
	} rows[] = {
		{ 3, "abc def g " },
		{ 7, "abcdefg " },
		{ 8, "abcdefg " },
		{ 1, "a b c d e f g " },
	};

	for_each_row(i, rows) {
		AUTO(list_release) struct list l = sources(rows[i].limit);
		AUTO(buf_release) struct buf seen = { 0 };
		struct arena a = { 0 };
		bool more = true;

		while (more) {
			AUTO(cJSON_Delete) cJSON *body = page(&l);
			char names[SOURCES + 1];

			buf_printf(&seen, "%s ", names_on(body, names));
			more = follow(body, &a, &l);
		}
		row_string_equal(i, buf_str(&seen), rows[i].pages);
		arena_release(&a);
	}
}

static void an_order_of_the_items_goes_on_over_pages_as_well(UNUSED void **state)
{
	AUTO(list_release) struct list l = sources(3);
	AUTO(refusal_release) struct refusal rf = { 0 };
	AUTO(buf_release) struct buf seen = { 0 };
	struct arena a = { 0 };
	bool more = true;

	assert_int_equal(list_read_order(&a, "-name", &l, &rf), 0);
	l.orderby = "-name";
	while (more) {
		AUTO(cJSON_Delete) cJSON *body = page(&l);
		AUTO(list_release) struct list next = sources(3);
		char names[SOURCES + 1];

		buf_printf(&seen, "%s ", names_on(body, names));
		more = follow(body, &a, &next);
		list_release(&l);
		l = next;
		next.keys = NULL;
	}
	assert_string_equal(buf_str(&seen), "gfe dcb a ");
	arena_release(&a);
}

static void what_is_made_or_deleted_meanwhile_moves_no_other(UNUSED void **state)
{
	AUTO(list_release) struct list l = sources(3);
	AUTO(cJSON_Delete) cJSON *first = page(&l), *second = NULL;
	struct arena a = { 0 };
	struct err e = { 0 };
	char names[SOURCES + 1];

	assert_string_equal(names_on(first, names), "abc");
	chain_make(&chain, KIND_SOURCE, chain_bodies[KIND_SOURCE]); /* before the first */
	assert_int_equal(store_begin(&chain.world.store, &e), 0);
	/* The one that the page ended with, and one that is to come. */
	for (int i = 3; i < 5; i++)
		assert_int_equal(entity_delete(&chain.world.store, KIND_SOURCE, ids[i],
		                               &e),
		                 0);
	assert_int_equal(store_commit(&chain.world.store, &e), 0);
	assert_true(follow(first, &a, &l));
	second = page(&l);
	assert_string_equal(names_on(second, names), "efg");
	arena_release(&a);
}

static void a_counted_list_says_how_many_match_on_every_page(UNUSED void **state)
{
	AUTO(list_release) struct list l = sources(2);
	AUTO(cJSON_Delete) cJSON *body = NULL, *hidden = NULL;
	const char *const hide[] = { ids[0], ids[6] };
	int64_t count;
	struct err e = { 0 };
	char names[SOURCES + 1];

	l.counted = true;
	body = page(&l);
	assert_true(json_int(body, "count", &count));
	assert_int_equal(count, SOURCES);
	l.hidden = hide;
	l.hidden_count = 2;
	hidden = page(&l);
	assert_string_equal(names_on(hidden, names), "bc"); /* a is ids[6] */
	assert_int_equal(list_count(&chain.world, &l, &count, &e), 0);
	assert_int_equal(count, SOURCES - 2);
}

static void another_sandbox_sees_an_empty_page(UNUSED void **state)
{
	const struct caller dev = { "test", "TEST@AdobeOrg", "dev" };
	const struct list l = { .of = LIST_SOURCES, .by = &dev, .limit = 5 };
	AUTO(buf_release) struct buf out = { 0 };
	struct err e = { 0 };

	assert_int_equal(list_page(&chain.world, &l, &out, &e), 0);
	assert_string_equal(buf_str(&out), JSON({"items":[],"_links":{}}));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(pages_follow_each_other_to_the_last_that_has_no_link),
		TEST(an_order_of_the_items_goes_on_over_pages_as_well),
		TEST(what_is_made_or_deleted_meanwhile_moves_no_other),
		TEST(a_counted_list_says_how_many_match_on_every_page),
		TEST(another_sandbox_sees_an_empty_page),
	};

	return cmocka_run_group_tests_name("lists/page", tests, NULL, NULL);
}
