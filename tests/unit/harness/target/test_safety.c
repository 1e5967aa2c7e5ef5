/*
 * test_safety.c - harness/target/safety.c
 */
#include "tests/unit/unit.h"

#include "harness/target/safety.h"
#include "lib/mem.h"
#include "tests/support/quoted.h"
#include "tests/support/scratch.h"

#define URL  "https://there"
#define FLOW URL "/data/foundation/flowservice/flows"

#define FILTERED FLOW "?property=name==Mine"
#define NAMED    JSON({"name":"M"})

/* A service that may be written to, and a ledger on disk. */
static struct safety opened(void **state)
{
	AUTO(mem_free) char *path = scratch_path(state, "l.jsonl");
	struct ledger_head head = { .target = URL, .org = "o", .sandbox = "dev" };
	struct safety s = { .guard = { .on = true,
		                       .writes = true,
		                       .sandbox = "dev",
		                       .org = "o",
		                       .url = URL } };
	struct err e = { 0 };

	mark_of("0123456789", 0, &head.mark);
	if (ledger_new(path, &head, &s.ledger, &e) < 0)
		fail_msg("%s", e.text);
	return s;
}

static struct call a_call(const char *method, const char *url, const char *body)
{
	struct call c = { .method = method, .url = mem_strdup(url) };

	call_header(&c, "x-gw-ims-org-id", "o");
	call_header(&c, "x-sandbox-name", "dev");
	if (body)
		call_body(&c, mem_strdup(body), "application/json");
	return c;
}

static void answer(struct call *c, int status, const char *text)
{
	struct buf b = { 0 };

	c->x.status = status;
	buf_add_str(&b, text);
	call_set_answer(c, &b);
}

static void a_creation_is_on_disk_with_its_marked_name_before_it_is_sent(void **state)
{
	AUTO(safety_release) struct safety s = opened(state);
	AUTO(call_release) struct call c = a_call("POST", FLOW, JSON({"name":"Mine"}));
	AUTO(buf_release) struct buf disk = { 0 };
	struct safety_note note;
	struct err e = { 0 };

	if (safety_before(&s, &c, &note, &e) < 0)
		fail_msg("%s", e.text);
	scratch_read(s.ledger.path, &disk);
	assert_non_null(strstr(buf_str(&disk), "Mine (fc 0123456789 "));
	assert_non_null(strstr(c.body, "Mine (fc 0123456789 "));
	assert_true(note.placed && c.x.once);
	assert_int_equal(ledger_count(&s.ledger, CREATION_OPEN), 1);
}

/* By their value, wherever in the name; the mark is no secret whatever they are. */
static void no_secret_of_a_name_is_on_disk(void **state UNUSED)
{
	static const struct {
		const char *body, *noted;
	} cases[] = {
		{ JSON({"name":"hush-hush"}), "*** (fc 0123456789 " },
		  { JSON({"name":"For hush-hush!"}), "For ***! (fc 0123456789 " },
		    { JSON({"name":"password=no"}), "password=*** (fc 0123456789 " },
		      { JSON({"name":"0123456789"}), "*** (fc 0123456789 " },
		        { JSON({"name":"Mine"}), "Mine (fc 0123456789 " },
	              };
	struct mask_seen seen = { 0 };

	mask_seen_add(&seen, "hush-hush");
	mask_seen_add(&seen, "0123456789");
	for_each_row(i, cases) {
		void *folder = NULL;
		AUTO(call_release) struct call c = a_call("POST", FLOW, cases[i].body);
		AUTO(buf_release) struct buf disk = { 0 };
		struct safety_note note;
		struct err e = { 0 };
		struct safety s;

		scratch_open(&folder);
		s = opened(&folder);
		c.seen = &seen;
		row_int_equal(i, safety_before(&s, &c, &note, &e), 0);
		scratch_read(s.ledger.path, &disk);
		if (!strstr(buf_str(&disk), cases[i].noted) ||
		    strstr(buf_str(&disk), "hush"))
			fail_msg("row %zu: '%s'", i, buf_str(&disk));
		/* Sent is the name itself. */
		row_int_equal(i, strstr(c.body, MASK) == NULL, 1);
		safety_release(&s);
		scratch_close(&folder);
	}
	mask_seen_release(&seen);
}

static void an_answer_says_what_became_of_it(void **state UNUSED)
{
	static const struct {
		int status;
		const char *text;
		bool answered;
		enum creation_state becomes;
	} cases[] = {
		/* clang-format off */
		{ 201, JSON({"id":"1","name":"Mine"}), true, CREATION_MADE },
		{ 201, "{}", true, CREATION_OPEN },
		{ 400, JSON({"id":"1"}), true, CREATION_NOTHING },
		{ 409, "", true, CREATION_NOTHING },
		{ 500, JSON({"id":"1"}), true, CREATION_OPEN },
		{ 504, "", true, CREATION_OPEN },
		{ 0, "", false, CREATION_OPEN },
	};
	/* clang-format on */

	for_each_row(i, cases) {
		void *folder = NULL;
		AUTO(call_release) struct call c = a_call("POST", FLOW, NAMED);
		struct safety_note note;
		struct err e = { 0 };
		struct safety s;

		scratch_open(&folder);
		s = opened(&folder);
		row_int_equal(i, safety_before(&s, &c, &note, &e), 0);
		answer(&c, cases[i].status, cases[i].text);
		row_int_equal(i, safety_after(&s, &c, &note, cases[i].answered, &e), 0);
		row_int_equal(i, s.ledger.all[0].state, cases[i].becomes);
		safety_release(&s);
		scratch_close(&folder);
	}
}

static void a_deletion_is_noted_where_it_was_one(void **state)
{
	static const struct {
		int status;
		enum creation_state becomes;
	} cases[] = { { 500, CREATION_MADE },
		      { 409, CREATION_MADE },
		      { 204, CREATION_GONE } };
	AUTO(safety_release) struct safety s = opened(state);
	struct safety_note note;
	struct err e = { 0 };
	size_t index;

	assert_int_equal(ledger_begin(&s.ledger, &resources[0], "M", &index, &e), 0);
	assert_int_equal(ledger_note(&s.ledger, index, CREATION_MADE, "7", &e), 0);
	for_each_row(i, cases) {
		AUTO(call_release) struct call c = a_call("DELETE", FLOW "/7", NULL);

		row_int_equal(i, safety_before(&s, &c, &note, &e), 0);
		answer(&c, cases[i].status, "");
		row_int_equal(i, safety_after(&s, &c, &note, true, &e), 0);
		row_int_equal(i, s.ledger.all[index].state, cases[i].becomes);
	}
}

static void what_is_forbidden_is_neither_noted_nor_marked(void **state)
{
	AUTO(safety_release) struct safety s = opened(state);
	AUTO(call_release) struct call c = a_call("POST", FLOW, JSON({"name":"Mine"}));
	struct safety_note note;
	struct err e = { 0 };

	call_header(&c, "x-sandbox-name", "prod");
	assert_int_equal(safety_before(&s, &c, &note, &e), -1);
	assert_int_equal(e.code, ERR_FORBIDDEN);
	assert_int_equal(s.ledger.count, 0);
	assert_string_equal(c.body, JSON({"name":"Mine"}));
}

static void without_a_ledger_nothing_is_written(void **state UNUSED)
{
	struct safety s = { .guard = { .on = true,
		                       .writes = true,
		                       .sandbox = "dev",
		                       .org = "o",
		                       .url = URL },
		            .ledger = { .fd = -1 } };
	AUTO(call_release) struct call c = a_call("POST", FLOW, JSON({"name":"Mine"}));
	struct safety_note note;
	struct err e = { 0 };

	assert_int_equal(safety_before(&s, &c, &note, &e), -1);
	assert_non_null(strstr(e.text, "there is no ledger"));
}

static void scenarios_see_answers_without_the_mark(void **state)
{
	AUTO(safety_release) struct safety s = opened(state);
	AUTO(call_release) struct call c = a_call("GET", FILTERED, NULL);
	AUTO_MEM char *text =
		mem_printf(JSON({"items":[{"name":"Mine%s"}]}), s.ledger.head.mark.text);
	struct safety_note note;
	struct err e = { 0 };

	assert_int_equal(safety_before(&s, &c, &note, &e), 0);
	assert_non_null(strstr(c.url, "0123456789"));
	answer(&c, 200, text);
	assert_int_equal(safety_after(&s, &c, &note, true, &e), 0);
	assert_string_equal(buf_str(&c.x.answer), JSON({"items":[{"name":"Mine"}]}));
	assert_int_equal(s.ledger.count, 0);
}

static void one_that_is_sent_again_has_a_place_of_its_own(void **state)
{
	AUTO(safety_release) struct safety s = opened(state);
	AUTO(call_release) struct call c = a_call("POST", FLOW, JSON({"name":"Mine"}));
	struct safety_note note;
	struct err e = { 0 };

	assert_int_equal(safety_before(&s, &c, &note, &e), 0);
	assert_int_equal(safety_again(&s, &note, &e), 0);
	answer(&c, 201, JSON({"id":"2"}));
	assert_int_equal(safety_after(&s, &c, &note, true, &e), 0);
	assert_int_equal(s.ledger.count, 2);
	assert_int_equal(s.ledger.all[0].state, CREATION_OPEN);
	assert_int_equal(s.ledger.all[1].state, CREATION_MADE);
	assert_string_equal(s.ledger.all[0].name, s.ledger.all[1].name);
}

#define WITH_FOLDER(test) \
	cmocka_unit_test_setup_teardown(test, scratch_open, scratch_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_FOLDER(a_creation_is_on_disk_with_its_marked_name_before_it_is_sent),
		cmocka_unit_test(no_secret_of_a_name_is_on_disk),
		cmocka_unit_test(an_answer_says_what_became_of_it),
		WITH_FOLDER(a_deletion_is_noted_where_it_was_one),
		WITH_FOLDER(what_is_forbidden_is_neither_noted_nor_marked),
		cmocka_unit_test(without_a_ledger_nothing_is_written),
		WITH_FOLDER(scenarios_see_answers_without_the_mark),
		WITH_FOLDER(one_that_is_sent_again_has_a_place_of_its_own),
	};

	return cmocka_run_group_tests_name("target/safety", tests, NULL, NULL);
}
