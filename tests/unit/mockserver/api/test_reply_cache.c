/*
 * test_reply_cache.c - kept answers are those that would be made anew
 */
#include "tests/unit/unit.h"

#include "lib/mem.h"
#include "tests/support/chain_runs.h"
#include "tests/support/quoted.h"
#include "tests/support/routed.h"
#include "tests/support/seeded.h"

#define STEPS 400

static struct routed mock;

static struct reply_cache *cache(void)
{
	return &mock.chain.app.reply_cache;
}

static int setup(void **state UNUSED)
{
	routed_open(&mock);
	chain_make_all(&mock.chain);
	return 0;
}

static int teardown(void **state UNUSED)
{
	routed_close(&mock);
	return 0;
}

static size_t kept(void)
{
	size_t count = 0;

	for (size_t i = 0; i < REPLY_CACHE_SLOTS; i++)
		count += cache()->slot[i] != NULL;
	return count;
}

/* ---------------------------------------------------------------- what is kept */

static void a_read_is_kept_until_something_is_written(void **state UNUSED)
{
	static const char *const reads[] = {
		"GET /flows", "GET /flows?limit=1", "GET /runs",
		"GET /connectionSpecs?limit=1",
		"GET /sourceConnections?count=true&limit=1"
	};

	for_each_row(i, reads) {
		routed_expect(&mock, reads[i], NULL, 200);
		assert_int_equal(kept(), 1);
		routed_expect(&mock, reads[i], NULL, 200);
		assert_int_equal(kept(), 1);
		chain_make(&mock.chain, KIND_CONNECTION, chain_bodies[KIND_CONNECTION]);
		routed_askf(&mock, "GET /connections/%s",
		            mock.chain.made[KIND_CONNECTION].id);
		assert_int_equal(kept(), 1); /* that one, and not the read before */
		chain_make(&mock.chain, KIND_CONNECTION, chain_bodies[KIND_CONNECTION]);
	}
}

static void refusals_counts_alone_and_long_pages_are_not_kept(void **state UNUSED)
{
	routed_expect(&mock, "GET /flows?limit=x", NULL, 400);
	routed_expect(&mock, "GET /flows?count=true", NULL, 200);
	routed_expect(&mock, "GET /connectionSpecs", NULL, 200);
	assert_true(mock.rq.reply.body.size > REPLY_CACHE_MOST);
	assert_int_equal(kept(), 0);
}

/* Two sources, "a" and "b". */
static void make_two_sources(void)
{
	static const char body[] = "{'name':'%c','params':{'datasets':[{'dataSetId':"
				   "'" CHAIN_DATASET "'}]}," CHAIN_LAKE "}";

	for (int name = 'a'; name <= 'b'; name++) {
		AUTO_MEM char *source = mem_printf(body, name);

		chain_make(&mock.chain, KIND_SOURCE, source);
	}
}

/* Pairs that would be one question if they were only written one after the other. */
static void questions_that_look_alike_are_two(void **state UNUSED)
{
	static const struct {
		const char *first, *second;
		const char *name; /* of the second's first item */
	} rows[] = {
		{ "property=name==a", "property=name==b", "'b'" },
		{ "property=description==x%26limit=1", "property=name==a&limit=1",
		  "'a'" },
		{ "orderby=name&limit=1", "orderby=-name&limit=1", "'b'" },
		{ "property=name<x%20orderby=name", "property=name<x&orderby=name",
		  "'a'" },
	};

	chain_delete(&mock.chain, KIND_FLOW);
	chain_delete(&mock.chain, KIND_SOURCE);
	make_two_sources();
	for_each_row(i, rows) {
		routed_askf(&mock, "GET /sourceConnections?%s", rows[i].first);
		routed_askf(&mock, "GET /sourceConnections?%s", rows[i].second);
		routed_has(&mock, "items[0].name", rows[i].name);
	}
}

static void another_sandbox_or_organisation_is_answered_its_own(void **state UNUSED)
{
	static const char *const headers[][2] = {
		{ "x-sandbox-name", "other" },
		{ "x-sandbox-name", "prod" },
		{ "x-gw-ims-org-id", "OTHER@AdobeOrg" },
	};

	routed_expect(&mock, "GET /flows", NULL, 200);
	routed_has(&mock, "items[0].name", "'flow'");
	for_each_row(i, headers) {
		routed_header(&mock, headers[i][0], headers[i][1]);
		routed_expect(&mock, "GET /flows", NULL, 200);
		routed_has(&mock, "items[0].name",
		           strcmp(headers[i][1], "prod") ? "nothing" : "'flow'");
	}
}

static void runs_that_go_on_by_being_read_are_read_each_time(void **state UNUSED)
{
	chain_live(&mock.chain, "polls:2");
	chain_travel(&mock.chain, CHAIN_ZERO);
	for (int i = 0; i < 2; i++)
		routed_expect(&mock, "GET /runs", NULL, 200);
	chain_expect_statuses(&mock.chain, "success");
}

static void what_a_fault_hides_is_not_kept(void **state UNUSED)
{
	AUTO_MEM char *fault =
		mem_printf("{'fault':'f','on':'service','do':{'hide':'%s'}}",
	                   mock.chain.made[KIND_FLOW].id);

	chain_arm(&mock.chain, fault);
	routed_expect(&mock, "GET /flows", NULL, 200);
	routed_has(&mock, "items", "[]");
	assert_int_equal(kept(), 0);
}

/* More questions than slots: what stands in a slot may be another's answer. */
static void a_slot_is_asked_for_its_question(void **state UNUSED)
{
	make_two_sources();
	for (int i = 0; i < 4 * REPLY_CACHE_SLOTS; i++) {
		const char name = (char)('a' + i % 2);

		routed_askf(&mock,
		            "GET /sourceConnections?property=name==%c"
		            "&property=name<z%d",
		            name, i);
		assert_string_equal(json_str(mock.body, "items[0].name"),
		                    name == 'a' ? "a" : "b");
	}
}

/* ---------------------------------------------------------------- any history */

static void rename_it(struct seeded *d)
{
	AUTO_MEM char *body = mem_printf("[{'op':'replace','path':'/name','value':'%d'}]",
	                                 (int)seeded_below(d, 3));
	AUTO_MEM char *what =
		mem_printf("PATCH /flows/%s", mock.chain.made[KIND_FLOW].id);
	AUTO_MEM char *etag = NULL;

	routed_askf(&mock, "GET /flows/%s", mock.chain.made[KIND_FLOW].id);
	etag = mem_strdup(json_str(mock.body, "items[0].etag"));
	routed_header(&mock, "If-Match", etag);
	routed_expect(&mock, what, body, 200);
	routed_header(&mock, "If-Match", NULL);
}

static void make_it_anew(struct seeded *d UNUSED)
{
	chain_delete(&mock.chain, KIND_FLOW);
	chain_make(&mock.chain, KIND_FLOW, chain_bodies[KIND_FLOW]);
}

static void travel(struct seeded *d)
{
	const int64_t hours = (int64_t)seeded_below(d, 5);

	chain_travel(&mock.chain,
	             clock_now(&mock.chain.world.clock) + hours * MS_PER_HOUR);
}

static void run_now(struct seeded *d UNUSED)
{
	chain_run_now(&mock.chain);
}

static void nothing(struct seeded *d UNUSED)
{
}

static void any_history_is_answered_as_without_a_cache(void **state UNUSED)
{
	static void (*const deeds[])(struct seeded * d) = {
		nothing, nothing, nothing, rename_it, make_it_anew, travel, run_now,
	};
	static const char *const reads[] = {
		"/flows",
		"/flows?limit=1",
		"/runs?limit=2",
		"/runs?property=metrics.statusSummary.status==success&limit=3",
		"/flows?property=name==1&count=true&limit=9",
		"/targetConnections?orderby=name",
	};
	AUTO_MEM char *first = NULL;
	struct seeded d = seeded_begin(0);

	for (int step = 0; step < STEPS; step++) {
		const char *read = reads[seeded_below(&d, ARRAY_LEN(reads))];

		deeds[seeded_below(&d, ARRAY_LEN(deeds))](&d);
		routed_askf(&mock, "GET %s", read);
		free(first);
		first = mem_strdup(routed_text(&mock));
		reply_cache_release(cache());
		routed_askf(&mock, "GET %s", read);
		if (strcmp(first, routed_text(&mock)) != 0)
			fail_msg("seed %llu, step %d, %s: %s\nand not %s",
			         (unsigned long long)d.seed, step, read, first,
			         routed_text(&mock));
	}
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_read_is_kept_until_something_is_written),
		TEST(refusals_counts_alone_and_long_pages_are_not_kept),
		TEST(questions_that_look_alike_are_two),
		TEST(another_sandbox_or_organisation_is_answered_its_own),
		TEST(runs_that_go_on_by_being_read_are_read_each_time),
		TEST(what_a_fault_hides_is_not_kept),
		TEST(a_slot_is_asked_for_its_question),
		TEST(any_history_is_answered_as_without_a_cache),
	};

	return cmocka_run_group_tests_name("reply_cache", tests, NULL, NULL);
}
