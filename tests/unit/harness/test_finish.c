/*
 * test_finish.c - harness/finish.c, against a service that answers from a script
 */
#include "tests/unit/unit.h"

#include "harness/finish.h"
#include "lib/mem.h"
#include "tests/support/scratch.h"
#include "tests/support/service.h"

#define DELETE_1 "DELETE " SERVICE_PATH "/flows/1 "

/* A flow that is there, and one without a name whose answer was lost, where asked for. */
static void note(struct target *t, size_t made, bool unnamed)
{
	struct ledger *l = target_ledger(t);
	struct err e = { 0 };
	size_t index;

	for (size_t i = 1; i <= made; i++) {
		AUTO_MEM char *id = mem_printf("%zu", i);

		assert_int_equal(ledger_begin(l, &resources[0], "A", &index, &e), 0);
		assert_int_equal(ledger_note(l, index, CREATION_MADE, id, &e), 0);
	}
	if (unnamed)
		assert_int_equal(ledger_begin(l, &resources[0], NULL, &index, &e), 0);
}

/* Ends the run; what it says to a person is in *said. */
static int finish(struct target *t, bool keep, struct buf *said, struct err *e)
{
	struct interrupt interrupt;
	struct finish f = { .target = t, .interrupt = &interrupt, .keep = keep };
	char text[1024];
	size_t n;
	int rc;

	f.prose = tmpfile();
	assert_non_null(f.prose);
	interrupt_init(&interrupt, 0);
	rc = finish_run(&f, e);
	rewind(f.prose);
	n = fread(text, 1, sizeof(text), f.prose);
	buf_add(said, text, n);
	fclose(f.prose);
	return rc;
}

static void what_was_made_is_removed_or_kept(void **state UNUSED)
{
	static const struct {
		size_t made;
		bool keep;
		const char *says;
	} cases[] = {
		{ 0, false, "" },
		{ 0, true, "" },
		{ 1, false, "" },
		{ 1, true, "kept: 1 entity; `flowcheck cleanup --ledger " },
		{ 2, true, "kept: 2 entities; `flowcheck cleanup --ledger " },
	};
	static const struct scripted_row rows[] = { { DELETE_1, 204 } };

	for_each_row(i, cases) {
		const bool removes = cases[i].made && !cases[i].keep;
		void *folder = NULL;
		AUTO(buf_release) struct buf said = { 0 };
		struct err e = { 0 };
		struct service s;

		scratch_open(&folder);
		service_begin_rows(&s, &folder, NULL, rows, removes);
		note(s.target, cases[i].made, false);
		row_int_equal(i, finish(s.target, cases[i].keep, &said, &e), 0);
		row_int_equal(i,
		              strncmp(buf_str(&said), cases[i].says,
		                      strlen(cases[i].says)),
		              0);
		row_int_equal(i, target_ledger(s.target)->finished, !cases[i].keep);
		service_end(&s);
		scratch_close(&folder);
	}
}

static void what_is_left_or_may_be_is_no_success(void **state UNUSED)
{
	static const struct {
		int status; /* of the deletion */
		bool unnamed;
		const char *says;
	} cases[] = {
		{ 409, false, "1 thing is left; `flowcheck cleanup --ledger " },
		{ 204, true, "1 creation without a name, whose answer was lost" },
	};

	for_each_row(i, cases) {
		const struct scripted_row rows[] = {
			{ DELETE_1, cases[i].status },
			{ "GET " SERVICE_PATH "/flows/1 ", 200, "{}" },
		};
		void *folder = NULL;
		AUTO(buf_release) struct buf said = { 0 };
		struct err e = { 0 };
		struct service s;

		scratch_open(&folder);
		service_begin_rows(&s, &folder, NULL, rows,
		                   cases[i].status == 409 ? 2 : 1);
		note(s.target, 1, cases[i].unnamed);
		row_int_equal(i, finish(s.target, false, &said, &e), -1);
		if (!strstr(e.text, cases[i].says))
			fail_msg("row %zu: '%s'", i, e.text);
		service_end(&s);
		scratch_close(&folder);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_made_is_removed_or_kept),
		cmocka_unit_test(what_is_left_or_may_be_is_no_success),
	};

	return cmocka_run_group_tests_name("finish", tests, NULL, NULL);
}
