/*
 * test_token.c - continuation tokens: what is put into one comes out, and nothing else
 */
#include "tests/unit/unit.h"

#include "lib/base64.h"
#include "lib/mem.h"
#include "mockserver/lists/token.h"
#include "tests/support/quoted.h"
#include "tests/support/seeded.h"

static const struct caller caller = { "c", "O", "prod" };

static const char *const filter_texts[] = {
	"state==enabled",       "name==x", "createdAt>1000", "flowSpec.id==a,b",
	"name==\xc3\xa9 \"&=%",
};
static const char *const orders[] = { NULL, "name", "-name,state", "createdAt",
	                              "-updatedAt" };

/* A random list; its texts live in the arena. */
static void draw_list(struct seeded *d, struct arena *a, struct list *out)
{
	AUTO(refusal_release) struct refusal rf = { 0 };
	struct filter *filters = arena_alloc(a, 3 * sizeof(*filters));

	*out = (struct list){ .of = (enum list_of)seeded_below(d, LIST_COUNT),
		              .by = &caller,
		              .filters = filters };
	for (size_t n = seeded_below(d, 4); n; n--) {
		const char *text = filter_texts[seeded_below(d, ARRAY_LEN(filter_texts))];

		if (filter_read(a, text, &filters[out->filter_count], &rf) < 0)
			fail_msg("%s: %s", text, rf.text);
		out->filter_count++;
	}
	out->orderby = orders[seeded_below(d, ARRAY_LEN(orders))];
	if (out->orderby && list_read_order(a, out->orderby, out, &rf) < 0)
		fail_msg("%s: %s", out->orderby, rf.text);
	out->limit = seeded_between(d, 1, LIST_LIMIT_MOST);
	out->counted = seeded_once_in(d, 2);
}

static bool needs_keys(const struct list *l)
{
	return l->order.count && (l->order.count > 1 || !strcmp(l->orderby, "name"));
}

static bool same_text(const char *a, const char *b)
{
	return a == b || (a && b && !strcmp(a, b));
}

static bool same(const struct list *a, const struct list *b)
{
	if (a->limit != b->limit || a->counted != b->counted ||
	    a->filter_count != b->filter_count || !same_text(a->orderby, b->orderby))
		return false;
	for (size_t i = 0; i < a->filter_count; i++) {
		if (strcmp(a->filters[i].text, b->filters[i].text) != 0)
			return false;
	}
	return true;
}

static void what_was_asked_and_the_place_come_back(UNUSED void **state)
{
	size_t with_keys = 0;

	for (size_t round = 0; round < 2000; round++) {
		struct seeded d = seeded_begin(round);
		struct arena a = { 0 };
		struct list l;
		const struct select_place last = { seeded_between(&d, 0, INT64_MAX / 2),
			                           seeded_between(&d, 1, 1000000) };
		AUTO(list_release) struct list back = { 0 };
		AUTO(cJSON_Delete) cJSON *keys = NULL;
		AUTO(buf_release) struct buf token = { 0 };

		draw_list(&d, &a, &l);
		if (l.of >= LIST_CONNECTION_SPECS ? l.order.count > 0 : needs_keys(&l)) {
			keys = json_new_array();
			for (size_t i = 0; i < l.order.count; i++)
				json_push(keys, json_new_str("a\"b"));
			with_keys++;
		}
		list_put_token(&l, &last, keys, &token);
		/* It can stand in a URL as it is. */
		assert_int_equal(strcspn(buf_str(&token), "=&%+/ \""), token.size);
		back = (struct list){ .of = l.of, .by = &caller };
		if (!list_read_token(&a, buf_str(&token), &back) || !same(&back, &l) ||
		    back.after.at != last.at || back.after.seq != last.seq ||
		    !back.begun ||
		    (keys ? !json_equal(back.keys, keys) : back.keys != NULL))
			fail_msg("TEST_SEED=%llu: %s", (unsigned long long)d.seed,
			         buf_str(&token));
		arena_release(&a);
	}
	assert_true(with_keys > 100);
}

static void a_token_belongs_to_one_collection(UNUSED void **state)
{
	struct arena a = { 0 };
	const struct select_place last = { 7, 3 };

	for (int of = 0; of < LIST_COUNT; of++) {
		const struct list l = { .of = (enum list_of)of,
			                .by = &caller,
			                .limit = 5 };
		AUTO(buf_release) struct buf token = { 0 };

		list_put_token(&l, &last, NULL, &token);
		for (int other = 0; other < LIST_COUNT; other++) {
			AUTO(list_release) struct list back = { .by = &caller };

			back.of = (enum list_of)other;
			assert_int_equal(list_read_token(&a, buf_str(&token), &back),
			                 of == other);
		}
	}
	arena_release(&a);
}

static void a_bare_token_holds_the_place_alone_and_is_padded(UNUSED void **state)
{
	for (int64_t n = 1; n < 1000000000; n = 7 * n + 1) {
		struct arena a = { 0 };
		const struct list l = { .of = LIST_RUNS,
			                .by = &caller,
			                .limit = 5,
			                .counted = true,
			                .bare_tokens = true };
		const struct select_place last = { n, n };
		AUTO(list_release) struct list back = l;
		AUTO(list_release) struct list full = { .of = LIST_RUNS, .by = &caller };
		AUTO(buf_release) struct buf token = { 0 };

		back.limit = 42;
		back.counted = false;
		list_put_token(&l, &last, NULL, &token);
		assert_int_equal(buf_str(&token)[token.size - 1], '=');
		assert_int_equal(token.size % 4, 0);
		assert_true(list_read_token(&a, buf_str(&token), &back));
		assert_int_equal(back.after.at, n);
		assert_int_equal(back.limit, 42); /* what the request says */
		assert_false(back.counted);
		assert_false(list_read_token(&a, buf_str(&token), &full));
		arena_release(&a);
	}
}

static void damaged_tokens_are_refused_or_are_a_token(UNUSED void **state)
{
	const struct list l = { .of = LIST_FLOWS, .by = &caller, .limit = 20 };
	const struct select_place last = { 1767225600000, 3 };
	AUTO(buf_release) struct buf token = { 0 };
	size_t taken = 0;

	list_put_token(&l, &last, NULL, &token);
	for (size_t round = 0; round < 20000; round++) {
		struct seeded d = seeded_begin(round);
		AUTO_MEM char *damaged = mem_strdup(buf_str(&token));
		AUTO(list_release) struct list back = { .of = LIST_FLOWS, .by = &caller };
		struct arena a = { 0 };
		size_t at = seeded_below(&d, token.size);

		if (seeded_once_in(&d, 3))
			damaged[at] = '\0';
		else
			damaged[at] = (char)seeded_between(&d, 1, 255);
		if (list_read_token(&a, damaged, &back)) {
			taken++;
			assert_in_range(back.limit, 1, LIST_LIMIT_MOST);
		}
		arena_release(&a);
	}
	assert_true(taken < 10000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_asked_and_the_place_come_back),
		cmocka_unit_test(a_token_belongs_to_one_collection),
		cmocka_unit_test(a_bare_token_holds_the_place_alone_and_is_padded),
		cmocka_unit_test(damaged_tokens_are_refused_or_are_a_token),
	};

	return cmocka_run_group_tests_name("lists/token", tests, NULL, NULL);
}
