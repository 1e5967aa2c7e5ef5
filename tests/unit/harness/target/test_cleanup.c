/*
 * test_cleanup.c - harness/target/cleanup.c, against a service that answers from a script
 */
#include "tests/unit/unit.h"

#include "harness/target/cleanup.h"
#include "lib/mem.h"
#include "tests/support/full_disk.h"
#include "tests/support/quoted.h"
#include "tests/support/scratch.h"
#include "tests/support/service.h"

#define S                SERVICE_PATH
#define LIST(kind)       "GET " S "/" kind "?limit=100 "
#define FILTERED(kind)   "GET " S "/" kind "?property=name%3D%3D"
#define DELETE(kind, id) "DELETE " S "/" kind "/" id " "
#define GET(kind, id)    "GET " S "/" kind "/" id " "
#define NONE             "{'items':[]}"

/* What a ledger holds before the clean-up. */
struct noted {
	const char *kind, *name, *id;
	enum creation_state state;
};

static void note_rows(struct ledger *l, const struct noted *rows, size_t count)
{
	struct err e = { 0 };

	for_each_row_of(i, rows, count) {
		const struct resource *r = resource_find(str_of(rows[i].kind));
		size_t index;

		assert_int_equal(ledger_begin(l, r, rows[i].name, &index, &e), 0);
		if (rows[i].state != CREATION_OPEN)
			assert_int_equal(ledger_note(l, index, rows[i].state, rows[i].id,
			                             &e),
			                 0);
	}
}

/* The service of the script, with a ledger of those rows. */
static struct ledger *begin_rows(struct service *s, void **state,
                                 const struct scripted_row *script, size_t requests,
                                 const struct noted *rows, size_t count)
{
	struct ledger *l;

	service_begin_rows(s, state, NULL, script, requests);
	l = target_ledger(s->target);
	note_rows(l, rows, count);
	return l;
}
#define begin(s, state, script, rows) \
	begin_rows(s, state, script, ARRAY_LEN(script), rows, ARRAY_LEN(rows))

static void run(struct service *s, struct cleanup *out)
{
	struct err e = { 0 };

	if (cleanup_run(s->target, out, &e) < 0)
		fail_msg("%s", e.text);
}

static void without_a_ledger_nothing_is_done(void **state)
{
	static const struct scripted_row none[1];
	const struct target_options read_only = { .who = { "t", "k", "o", "dev" } };
	struct cleanup c = { .left = 7 };
	struct service s;

	service_begin_rows(&s, state, &read_only, none, 0);
	assert_null(target_ledger(s.target));
	run(&s, &c);
	assert_int_equal(c.left + c.deleted, 0);
	service_end(&s);
}

/* Flows first, base connections last; of a kind the newest first. */
static void what_was_made_is_deleted_in_the_order_of_references(void **state)
{
	static const struct scripted_row script[] = {
		{ DELETE("flows", "f2"), 204 },
		{ DELETE("flows", "f1"), 204 },
		{ DELETE("targetConnections", "t"), 200 },
		{ DELETE("sourceConnections", "s"), 204 },
		{ DELETE("connections", "b2"), 204 },
		{ DELETE("connections", "b1"), 204 },
	};
	static const struct noted rows[] = {
		{ "connections", "b1", "b1", CREATION_MADE },
		{ "sourceConnections", "s", "s", CREATION_MADE },
		{ "connections", "b2", "b2", CREATION_MADE },
		{ "targetConnections", "t", "t", CREATION_MADE },
		{ "flows", "f1", "f1", CREATION_MADE },
		{ "flows", "gone", "g", CREATION_GONE },
		{ "flows", "refused", NULL, CREATION_NOTHING },
		{ "runs", NULL, "r", CREATION_REMAINS },
		{ "flows", "f2", "f2", CREATION_MADE },
	};
	AUTO(cleanup_release) struct cleanup c = { 0 };
	struct service s;
	struct ledger *l = begin(&s, state, script, rows);

	run(&s, &c);
	assert_int_equal(c.deleted, 6);
	assert_int_equal(c.left, 0);
	assert_int_equal(c.problems.size, 0);
	assert_int_equal(ledger_count(l, CREATION_MADE), 0);
	assert_int_equal(ledger_count(l, CREATION_GONE), 7);
	service_end(&s);
}

/* A second time there is nothing left to do. */
static void a_clean_up_that_is_done_sends_nothing(void **state)
{
	static const struct scripted_row script[] = { { DELETE("flows", "f"), 204 } };
	static const struct noted rows[] = { { "flows", "f", "f", CREATION_MADE } };
	AUTO(cleanup_release) struct cleanup c = { 0 };
	struct service s;

	begin(&s, state, script, rows);
	run(&s, &c);
	run(&s, &c);
	assert_int_equal(c.deleted, 0);
	assert_int_equal(c.left, 0);
	service_end(&s);
}

/* It was deleted by another, or its deletion came too late: all is well. */
static void what_is_gone_already_is_no_problem(void **state)
{
	static const struct scripted_row script[] = {
		{ DELETE("flows", "b"), 400 },
		{ GET("flows", "b"), 404 },
		{ DELETE("flows", "a"), 404 },
	};
	static const struct noted rows[] = {
		{ "flows", "a", "a", CREATION_MADE },
		{ "flows", "b", "b", CREATION_MADE },
	};
	AUTO(cleanup_release) struct cleanup c = { 0 };
	struct service s;
	struct ledger *l = begin(&s, state, script, rows);

	run(&s, &c);
	assert_int_equal(c.left, 0);
	assert_int_equal(ledger_count(l, CREATION_GONE), 2);
	service_end(&s);
}

/* The others are deleted all the same. */
static void what_can_not_be_deleted_is_a_problem(void **state)
{
	static const struct scripted_row script[] = {
		{ DELETE("flows", "b"), 409, "{'m':'busy'}" },
		{ GET("flows", "b"), 200, "{}" },
		{ DELETE("flows", "a"), 204 },
	};
	static const struct noted rows[] = {
		{ "flows", "a", "a", CREATION_MADE },
		{ "flows", "b", "b", CREATION_MADE },
	};
	AUTO(cleanup_release) struct cleanup c = { 0 };
	struct service s;
	struct ledger *l = begin(&s, state, script, rows);

	run(&s, &c);
	assert_int_equal(c.deleted, 1);
	assert_int_equal(c.left, 1);
	assert_quoted_equal(buf_str(&c.problems),
	                    "DELETE /flows/b answered 409: {'m':'busy'}\n");
	assert_int_equal(ledger_count(l, CREATION_MADE), 1);
	service_end(&s);
}

static void a_service_that_is_gone_ends_it(void **state)
{
	static const struct scripted_row script[] = {
		{ DELETE("flows", "b"), 204 },
		{ DELETE("flows", "a"), 0 },
	};
	static const struct noted rows[] = {
		{ "connections", "c", "c", CREATION_MADE },
		{ "flows", "a", "a", CREATION_MADE },
		{ "flows", "b", "b", CREATION_MADE },
	};
	AUTO(cleanup_release) struct cleanup c = { 0 };
	struct service s;
	struct ledger *l = begin(&s, state, script, rows);
	struct err e = { 0 };

	assert_int_equal(cleanup_run(s.target, &c, &e), -1);
	assert_int_equal(e.code, ERR_UNAVAILABLE);
	assert_int_equal(ledger_count(l, CREATION_MADE), 2);
	service_end(&s);
}

/* A creation whose answer was lost is found by the very name that was sent. */
static void a_lost_answer_is_resolved_by_the_name(void **state)
{
	static const struct scripted_row script[] = {
		{ FILTERED("flows") "A%20%28fc%201%29&limit=100 ", 200,
		  "{'items':[{'name':'A (fc 2)','id':'no'},"
		  "{'name':'A (fc 1)','id':'x'},{'id':'unnamed'},"
		  "{'name':'A (fc 1)'}]}" },
		{ DELETE("flows", "x"), 204 },
	};
	static const struct noted rows[] = { { "flows", "A (fc 1)" } };
	AUTO(cleanup_release) struct cleanup c = { 0 };
	struct service s;
	struct ledger *l = begin(&s, state, script, rows);

	run(&s, &c);
	assert_int_equal(c.deleted, 1);
	assert_int_equal(c.left, 0);
	assert_int_equal(ledger_count(l, CREATION_OPEN), 0);
	assert_int_equal(ledger_count(l, CREATION_NOTHING), 1);
	assert_int_equal(ledger_count(l, CREATION_GONE), 1);
	service_end(&s);
}

/* It was sent twice, and both times it was made: both are there by that name. */
static void all_of_that_name_are_found(void **state)
{
	static const struct scripted_row script[] = {
		{ FILTERED("flows") "A&limit=100 ", 200,
		  "{'items':[{'name':'A','id':'1'},"
		  "{'name':'A','id':'2'}]}" },
		{ FILTERED("flows") "A&limit=100 ", 200,
		  "{'items':[{'name':'A','id':'1'},"
		  "{'name':'A','id':'2'}]}" },
		{ LIST("flows"), 200, "{'items':[{'name':'A','id':'2'}]}" },
		{ DELETE("flows", "2"), 204 },
		{ DELETE("flows", "1"), 204 },
	};
	static const struct noted rows[] = { { "flows", "A" }, { "flows", "A" } };
	AUTO(cleanup_release) struct cleanup c = { 0 };
	struct service s;

	begin(&s, state, script, rows);
	run(&s, &c);
	assert_int_equal(c.deleted, 2);
	assert_int_equal(c.left, 0);
	service_end(&s);
}

/* A service may read the filter in another way: the whole list is looked through. */
static void a_filter_that_finds_nothing_is_not_believed(void **state)
{
	static const struct scripted_row script[] = {
		{ FILTERED("connections") "A&limit=100 ", 200, NONE },
		{ LIST("connections"), 200,
		  "{'items':[{'name':'B','id':'b'}],'_links':{'next':"
		  "{'href':'/connections?p=2'}}}" },
		{ "GET " S "/connections?p=2 ", 200,
		  "{'items':[{'name':'A','id':'a'}]}" },
		{ DELETE("connections", "a"), 204 },
	};
	static const struct noted rows[] = { { "connections", "A" } };
	AUTO(cleanup_release) struct cleanup c = { 0 };
	struct service s;

	begin(&s, state, script, rows);
	run(&s, &c);
	assert_int_equal(c.deleted, 1);
	assert_int_equal(c.left, 0);
	service_end(&s);
}

static void a_name_that_no_filter_can_hold_is_looked_for_in_the_list(void **state)
{
	static const struct {
		const char *name, *list;
	} cases[] = {
		{ "A,B", "{'items':[{'name':'A,B','id':'a'}]}" },
		{ "A\"", "{'items':[{'name':'A\\'','id':'a'}]}" },
	};

	for_each_row(i, cases) {
		const struct scripted_row script[] = {
			{ LIST("flows"), 200, cases[i].list },
			{ DELETE("flows", "a"), 204 },
		};
		const struct noted rows[] = { { "flows", cases[i].name } };
		AUTO(cleanup_release) struct cleanup c = { 0 };
		struct service s;

		begin(&s, state, script, rows);
		run(&s, &c);
		assert_int_equal(c.deleted, 1);
		service_end(&s);
	}
}

/* Found by the run's mark; what others have called so is theirs. */
static void a_name_with_a_secret_is_found_by_the_mark(void **state)
{
	struct service s;
	AUTO(cleanup_release) struct cleanup c = { 0 };
	AUTO_MEM char *noted = NULL;
	AUTO_MEM char *list = NULL;
	const char *mark;
	size_t index;
	struct err e = { 0 };
	struct ledger *l;
	struct scripted_row script[] = {
		{ LIST("flows"), 200, NULL },
		{ DELETE("flows", "2"), 204 },
	};
	struct mark any;

	mark_of("0123456789", 0, &any);
	mark = any.text;
	list = mem_printf("{'items':[{'name':'For you (fc 0123456780 19700101T0000Z)',"
	                  "'id':'1'},{'name':'For you%s','id':'2'},"
	                  "{'name':'For you','id':'3'},{'name':'By you%s','id':'4'}]}",
	                  mark, mark);
	script[0].body = list;
	service_begin_rows(&s, state, NULL, script, ARRAY_LEN(script));
	l = target_ledger(s.target);
	l->head.mark = any;
	noted = mem_printf("For ***%s", mark);
	assert_int_equal(ledger_begin(l, &resources[0], noted, &index, &e), 0);
	run(&s, &c);
	assert_int_equal(c.deleted, 1);
	assert_int_equal(c.left + c.late, 0);
	assert_string_equal(l->all[1].name, noted);
	service_end(&s);
}

static void what_is_in_no_list_was_not_made(void **state)
{
	static const struct scripted_row script[] = {
		{ FILTERED("flows") "A&limit=100 ", 200, NONE },
		{ LIST("flows"), 200,
		  "{'items':[{'name':'A B','id':'1'},"
		  "{'name':'a','id':'2'}]}" },
	};
	static const struct noted rows[] = { { "flows", "A" } };
	AUTO(cleanup_release) struct cleanup c = { 0 };
	struct service s;
	struct ledger *l = begin(&s, state, script, rows);

	ledger_answered(l, 0);
	run(&s, &c);
	assert_int_equal(c.deleted + c.left + c.late, 0);
	assert_int_equal(ledger_count(l, CREATION_NOTHING), 1);
	service_end(&s);
}

/* Its client has gone, and the service may be at work on it. */
static void what_nobody_answered_is_looked_for_again(void **state)
{
	static const struct scripted_row script[] = {
		{ FILTERED("flows") "A&limit=100 ", 200, NONE },
		{ LIST("flows"), 200, NONE },
		{ FILTERED("flows") "A&limit=100 ", 200,
		  "{'items':[{'name':'A','id':'1'}]}" },
		{ DELETE("flows", "1"), 204 },
	};
	static const struct noted rows[] = { { "flows", "A" } };
	struct cleanup c = { 0 };
	AUTO(buf_release) struct buf late = { 0 };
	struct service s;
	struct ledger *l = begin(&s, state, script, rows);

	run(&s, &c);
	assert_int_equal(c.deleted + c.left, 0);
	assert_int_equal(c.late, 1);
	assert_int_equal(ledger_count(l, CREATION_OPEN), 1);
	cleanup_late(l, &late);
	assert_ptr_equal(strstr(buf_str(&late),
	                        "may appear yet: one of the flows, 'A', "),
	                 buf_str(&late));
	run(&s, &c);
	assert_int_equal(c.deleted, 1);
	assert_int_equal(c.late, 0);
	assert_int_equal(ledger_count(l, CREATION_OPEN), 0);
	service_end(&s);
}

/* Whether it is there is not known: it stays open, and the rest is cleaned. */
static void a_list_that_is_refused_leaves_it_open(void **state)
{
	static const struct scripted_row script[] = {
		{ FILTERED("flows") "A&limit=100 ", 403, "{}" },
		{ DELETE("flows", "b"), 204 },
	};
	static const struct noted rows[] = {
		{ "flows", "A" },
		{ "flows", "b", "b", CREATION_MADE },
	};
	AUTO(cleanup_release) struct cleanup c = { 0 };
	struct service s;
	struct ledger *l = begin(&s, state, script, rows);

	run(&s, &c);
	assert_int_equal(c.deleted, 1);
	assert_int_equal(c.left, 1);
	assert_int_equal(ledger_count(l, CREATION_OPEN), 1);
	assert_ptr_equal(strstr(buf_str(&c.problems),
	                        "whether flows 'A' was made is not known: GET "),
	                 buf_str(&c.problems));
	service_end(&s);
}

static void a_list_without_an_end_leaves_it_open(void **state)
{
	static const struct scripted_row script[] = {
		{ FILTERED("flows") "A&limit=100 ", 200, NONE },
		{ "GET " S "/flows?", 200,
		  "{'items':[],'_links':{'next':{'href':'/flows?p'}}}", .more = 999 },
	};
	static const struct noted rows[] = { { "flows", "A" } };
	AUTO(cleanup_release) struct cleanup c = { 0 };
	struct service s;
	struct ledger *l = begin(&s, state, script, rows);

	run(&s, &c);
	assert_int_equal(c.left, 1);
	assert_int_equal(ledger_count(l, CREATION_OPEN), 1);
	assert_string_equal(buf_str(&c.problems),
	                    "whether flows 'A' was made is not known: the list has no "
	                    "end\n");
	service_end(&s);
}

/* What nothing deletes, and what had no name to look for, remains, as is said. */
static void what_can_not_be_found_or_deleted_is_said_to_remain(void **state)
{
	static const struct scripted_row none[1];
	static const struct noted rows[] = {
		{ "runs", NULL, "r1", CREATION_REMAINS },
		{ "runs", "A" },
		{ "flows", NULL },
		{ "flows", "gone", "g", CREATION_GONE },
	};
	AUTO(cleanup_release) struct cleanup c = { 0 };
	AUTO(buf_release) struct buf said = { 0 };
	struct err e = { 0 };
	struct service s;
	struct ledger *l = begin_rows(&s, state, none, 0, rows, ARRAY_LEN(rows));

	assert_int_equal(cleanup_check_known(l, &e), 0);
	run(&s, &c);
	assert_int_equal(c.left, 0);
	assert_int_equal(ledger_count(l, CREATION_REMAINS), 3);
	assert_int_equal(cleanup_check_known(l, &e), -1);
	assert_ptr_equal(strstr(e.text, "1 creation without a name"), e.text);
	cleanup_remains(l, &said);
	assert_string_equal(
		buf_str(&said),
		"remains: runs r1: nothing deletes a run\n"
		"may remain: one of the runs, whose answer was lost: nothing deletes a "
		"run\n"
		"may remain: one of the flows, sent without a name, whose answer was "
		"lost\n");
	service_end(&s);
}

/* A kill after any request, and a second clean-up by the ledger's file: all is gone. */
static void a_clean_up_goes_on_where_another_was_killed(void **state)
{
	static const struct scripted_row script[] = {
		{ FILTERED("flows") "A&limit=100 ", 200,
		  "{'items':[{'name':'A','id':'a'}]}" },
		{ DELETE("flows", "a"), 0 },
		{ DELETE("flows", "a"), 404 },
		{ DELETE("connections", "c"), 204 },
	};
	static const struct noted rows[] = {
		{ "connections", "c", "c", CREATION_MADE },
		{ "flows", "A" },
	};
	AUTO(cleanup_release) struct cleanup c = { 0 };
	struct service s;
	struct ledger *l = begin(&s, state, script, rows);
	struct err e = { 0 };

	assert_int_equal(cleanup_run(s.target, &c, &e), -1);
	ledger_close(l);
	assert_int_equal(ledger_open(s.ledger_path, LEDGER_GO_ON, l, &e), 0);
	run(&s, &c);
	assert_int_equal(ledger_count(l, CREATION_MADE), 0);
	assert_int_equal(ledger_count(l, CREATION_OPEN), 0);
	service_end(&s);
}

/* A service may give an id that leads elsewhere in a path: it is not followed there. */
static void an_id_that_no_path_can_hold_is_left_and_said(void **state)
{
	static const struct scripted_row script[] = { { DELETE("flows", "a"), 204 } };
	static const struct noted rows[] = {
		{ "flows", "a", "a", CREATION_MADE },
		{ "flows", "b", "../connections/theirs", CREATION_MADE },
		{ "flows", "c", "", CREATION_MADE },
	};
	AUTO(cleanup_release) struct cleanup c = { 0 };
	struct service s;

	begin(&s, state, script, rows);
	run(&s, &c);
	assert_int_equal(c.deleted, 1);
	assert_int_equal(c.left, 2);
	assert_string_equal(buf_str(&c.problems),
	                    "flows 'c' is left: no path can end in its id, ''\n"
	                    "flows 'b' is left: no path can end in its id, "
	                    "'../connections/theirs'\n");
	service_end(&s);
}

/* What the ledger names is deleted, though it can't be written that it is gone. */
static void with_the_disk_full_what_was_made_is_deleted(void **state)
{
	static const struct scripted_row script[] = {
		{ DELETE("flows", "f"), 204 },
		{ DELETE("sourceConnections", "s"), 500 },
		{ GET("sourceConnections", "s"), 404 },
		{ DELETE("connections", "c"), 204 },
	};
	static const struct noted rows[] = {
		{ "connections", "c", "c", CREATION_MADE },
		{ "sourceConnections", "s", "s", CREATION_MADE },
		{ "flows", "f", "f", CREATION_MADE },
		{ "runs", NULL, NULL, CREATION_OPEN },
	};
	AUTO(cleanup_release) struct cleanup c = { 0 };
	struct service s;
	struct ledger *l = begin(&s, state, script, rows);
	struct err e = { 0 };

	full_disk_begin((size_t)l->size);
	run(&s, &c);
	assert_int_equal(c.left, 0);
	assert_int_equal(ledger_count(l, CREATION_GONE), 3);
	assert_int_equal(ledger_finish(l, &e), -1);
	full_disk_end();
	assert_int_equal(e.code, ERR_IO);
	service_end(&s);
}

/* What was found and can't be written down is not forgotten: the next one looks again. */
static void with_the_disk_full_a_lost_answer_stays_open(void **state)
{
	static const struct scripted_row script[] = {
		{ FILTERED("flows") "A&limit=100 ", 200,
		  "{'items':[{'name':'A','id':'1'}]}" },
	};
	static const struct noted rows[] = { { "flows", "A" } };
	AUTO(cleanup_release) struct cleanup c = { 0 };
	struct service s;
	struct ledger *l = begin(&s, state, script, rows);

	full_disk_begin((size_t)l->size);
	run(&s, &c);
	full_disk_end();
	assert_int_equal(c.left, 1);
	assert_non_null(strstr(buf_str(&c.problems), "whether flows 'A' was made is not "
	                                             "known: "));
	assert_int_equal(ledger_count(l, CREATION_OPEN), 1);
	assert_int_equal(ledger_count(l, CREATION_NOTHING), 0);
	service_end(&s);
}

#define WITH_FOLDER(test) \
	cmocka_unit_test_setup_teardown(test, scratch_open, scratch_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_FOLDER(without_a_ledger_nothing_is_done),
		WITH_FOLDER(what_was_made_is_deleted_in_the_order_of_references),
		WITH_FOLDER(a_clean_up_that_is_done_sends_nothing),
		WITH_FOLDER(what_is_gone_already_is_no_problem),
		WITH_FOLDER(what_can_not_be_deleted_is_a_problem),
		WITH_FOLDER(a_service_that_is_gone_ends_it),
		WITH_FOLDER(a_lost_answer_is_resolved_by_the_name),
		WITH_FOLDER(all_of_that_name_are_found),
		WITH_FOLDER(a_filter_that_finds_nothing_is_not_believed),
		WITH_FOLDER(a_name_that_no_filter_can_hold_is_looked_for_in_the_list),
		WITH_FOLDER(a_name_with_a_secret_is_found_by_the_mark),
		WITH_FOLDER(what_is_in_no_list_was_not_made),
		WITH_FOLDER(what_nobody_answered_is_looked_for_again),
		WITH_FOLDER(a_list_that_is_refused_leaves_it_open),
		WITH_FOLDER(a_list_without_an_end_leaves_it_open),
		WITH_FOLDER(what_can_not_be_found_or_deleted_is_said_to_remain),
		WITH_FOLDER(a_clean_up_goes_on_where_another_was_killed),
		WITH_FOLDER(an_id_that_no_path_can_hold_is_left_and_said),
		WITH_FOLDER(with_the_disk_full_what_was_made_is_deleted),
		WITH_FOLDER(with_the_disk_full_a_lost_answer_stays_open),
	};

	return cmocka_run_group_tests_name("cleanup", tests, NULL, NULL);
}
