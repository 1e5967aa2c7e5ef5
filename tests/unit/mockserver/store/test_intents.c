/*
 * test_intents.c - mockserver/store: intents.c
 */
#include "tests/unit/unit.h"

#include <sys/stat.h>
#include <unistd.h>

#include "lib/file/file.h"
#include "lib/mem.h"
#include "mockserver/store/intents.h"
#include "tests/support/scratch.h"
#include "tests/support/seeded.h"

/* The names from byte `at` on, each behind a blank. */
static void assert_names(const struct intents *n, size_t at, const char *expected)
{
	AUTO(buf_release) struct buf all = { 0 };
	const char *name;

	while ((name = intents_next(n, &at)))
		buf_printf(&all, " %s", name);
	assert_string_equal(buf_str(&all), expected);
}

static void open_log(const char *state, struct intents *out)
{
	struct err e = { 0 };

	assert_int_equal(intents_open(state, out, &e), 0);
}

static void sync_names(struct intents *n)
{
	struct err e = { 0 };

	assert_int_equal(intents_sync(n, &e), 0);
}

/* What a program leaves that is killed now: its descriptor goes, and no more happens. */
static void kill_it(struct intents *n)
{
	n->logged = 1; /* so that closing takes nothing away */
	intents_close(n);
}

static void what_was_synced_outlives_the_program(void **state)
{
	AUTO(mem_free) char *db = scratch_path(state, "s.db");
	struct intents n;

	open_log(db, &n);
	assert_names(&n, 0, "");
	intents_add(&n, "s3/b/one.json");
	intents_add(&n, "s3/b/two words.json");
	sync_names(&n);
	intents_add(&n, "s3/b/three.json");
	sync_names(&n);
	intents_add(&n, "s3/b/never-written.json");
	kill_it(&n);

	open_log(db, &n);
	assert_names(&n, 0, " s3/b/one.json s3/b/two words.json s3/b/three.json");
	intents_close(&n);
}

static void what_is_settled_is_gone_at_the_next_start(void **state)
{
	AUTO(mem_free) char *db = scratch_path(state, "s.db");
	struct intents n;

	open_log(db, &n);
	intents_add(&n, "a");
	sync_names(&n);
	kill_it(&n);
	open_log(db, &n);
	intents_cut(&n, 0); /* of a killed program's */
	intents_add(&n, "b");
	sync_names(&n);
	intents_cut(&n, 0); /* and of its own */
	intents_add(&n, "c");
	sync_names(&n);
	kill_it(&n);
	open_log(db, &n);
	assert_names(&n, 0, " c");
	intents_cut(&n, 0);
	intents_close(&n);
	assert_int_equal(scratch_files(state), 0);
}

static void names_behind_a_mark_can_be_forgotten_alone(void **state)
{
	AUTO(mem_free) char *db = scratch_path(state, "s.db");
	struct intents n;
	size_t mark;

	open_log(db, &n);
	intents_add(&n, "a");
	mark = n.names.size;
	intents_add(&n, "b");
	sync_names(&n);
	assert_names(&n, mark, " b");
	intents_cut(&n, mark);
	assert_names(&n, 0, " a");
	intents_add(&n, "c");
	sync_names(&n);
	assert_names(&n, 0, " a c");
	intents_cut(&n, 0);
	intents_close(&n);
}

/* Each prefix of a log, as a kill or a full disk leaves it. */
static void a_line_that_was_cut_short_is_nothing(void **state)
{
	AUTO(mem_free) char *db = scratch_path(state, "s.db");
	AUTO(mem_free) char *log = scratch_path(state, "s.db-intents");
	AUTO(buf_release) struct buf whole = { 0 };
	struct intents n;

	open_log(db, &n);
	intents_add(&n, "s3/b/one.json");
	intents_add(&n, "s3/b/one.json.gz");
	sync_names(&n);
	kill_it(&n);
	scratch_read(log, &whole);
	for (size_t size = 0; size <= whole.size; size++) {
		struct err e = { 0 };
		size_t first = 1 + 17 + strlen("s3/b/one.json");
		size_t both = whole.size - 1;

		assert_int_equal(file_write(log, whole.data, size, &e), 0);
		open_log(db, &n);
		assert_names(&n, 0,
		             size < first  ? ""
		             : size < both ? " s3/b/one.json"
		                           : " s3/b/one.json s3/b/one.json.gz");
		intents_add(&n, "later.json");
		sync_names(&n);
		kill_it(&n);
		open_log(db, &n);
		assert_non_null(n.names.data);
		assert_string_equal(n.names.data + n.names.size - sizeof("later.json"),
		                    "later.json");
		kill_it(&n);
	}
}

static void a_state_in_memory_has_no_log(void **state)
{
	struct intents n;

	open_log(NULL, &n);
	intents_add(&n, "a");
	sync_names(&n);
	assert_names(&n, 0, " a");
	intents_cut(&n, 0);
	assert_names(&n, 0, "");
	intents_close(&n);
	assert_int_equal(scratch_files(state), 0);
}

static void a_log_that_can_not_be_written_is_named(void **state)
{
	AUTO(mem_free) char *db = scratch_path(state, "missing/s.db");
	struct err e = { 0 };
	struct intents n;

	open_log(db, &n);
	intents_add(&n, "a");
	assert_int_equal(intents_sync(&n, &e), -1);
	assert_int_equal(e.code, ERR_IO);
	assert_non_null(strstr(e.text, "s.db-intents"));
	intents_close(&n);
}

/* Opening a pipe would wait for a writer for ever. */
static void what_is_no_file_in_its_place_is_refused(void **state)
{
	AUTO(mem_free) char *db = scratch_path(state, "s.db");
	AUTO(mem_free) char *log = scratch_path(state, "s.db-intents");

	for (int i = 0; i < 3; i++) {
		struct err e = { 0 };
		struct intents n;

		if (i == 0)
			assert_int_equal(mkfifo(log, 0666), 0);
		else if (i == 1)
			assert_int_equal(mkdir(log, 0777), 0);
		else
			assert_int_equal(symlink("nowhere", log), 0);
		assert_int_equal(intents_open(db, &n, &e), -1);
		assert_int_equal(e.code, ERR_INVALID);
		assert_non_null(strstr(e.text, "s.db-intents"));
		intents_close(&n);
		assert_int_equal(remove(log), 0);
	}
}

/* ---------------------------------------------------------------- histories */

#define NAMES  12
#define ROUNDS 60
#define DEEDS  60

/* What a program that is killed at any time must find at its next start, and may. */
struct known {
	struct intents n;
	char *db, *log;
	bool must[NAMES]; /* its file may lie there: it was synced, and is not settled */
	bool may[NAMES];  /* it has been synced since the log was emptied */
	bool kept[NAMES]; /* it could not be removed */
};

static void name_of(size_t i, char out[16])
{
	snprintf(out, 16, "s3/b c/%zu.json", i);
}

static size_t number_of(const char *name)
{
	return (size_t)strtoul(name + strlen("s3/b c/"), NULL, 10);
}

static void add_and_perhaps_sync(struct seeded *d, struct known *k)
{
	size_t at = 0;
	const char *name;
	char text[16];

	name_of(seeded_below(d, NAMES), text);
	intents_add(&k->n, text);
	if (seeded_once_in(d, 3))
		return;
	sync_names(&k->n);
	while ((name = intents_next(&k->n, &at)))
		k->must[number_of(name)] = k->may[number_of(name)] = true;
}

/* The end of a transaction: all names have gone but those that can't be removed. */
static void settle(struct seeded *d, struct known *k)
{
	const bool emptied = k->n.logged > 0;
	size_t at = 0;
	const char *name;

	while ((name = intents_next(&k->n, &at))) {
		size_t i = number_of(name);

		if (!k->must[i] || k->kept[i] || !seeded_once_in(d, 4))
			continue;
		k->kept[i] = true;
		intents_keep(&k->n, name);
	}
	for (size_t i = 0; i < NAMES; i++) {
		k->must[i] = k->kept[i];
		k->may[i] = k->kept[i] || (k->may[i] && !emptied);
	}
	intents_cut(&k->n, 0);
}

static void find_names(const struct known *k, bool found[NAMES])
{
	size_t at = 0;
	const char *name;

	memset(found, 0, NAMES * sizeof(*found));
	while ((name = intents_next(&k->n, &at)))
		found[number_of(name)] = true;
}

/* Files of a run that failed: what was named before is not settled with them. */
static void settle_the_last(struct seeded *d, struct known *k)
{
	const size_t mark = k->n.names.size;
	bool named[NAMES];

	add_and_perhaps_sync(d, k);
	add_and_perhaps_sync(d, k);
	intents_cut(&k->n, mark);
	find_names(k, named);
	for (size_t i = 0; i < NAMES; i++)
		k->must[i] = k->must[i] && (named[i] || k->kept[i]);
}

static void retry(struct known *k)
{
	bool named[NAMES];

	intents_retry(&k->n);
	find_names(k, named);
	for (size_t i = 0; i < NAMES; i++) {
		assert_true(named[i] || !k->kept[i]);
		k->kept[i] = false;
	}
	assert_int_equal(intents_kept(&k->n), 0);
}

/* The last line may have been written in part, of a file that had not appeared. */
static void tear(struct seeded *d, const char *log)
{
	AUTO(buf_release) struct buf text = { 0 };
	struct err e = { 0 };

	if (access(log, F_OK) || seeded_once_in(d, 2))
		return;
	scratch_read(log, &text);
	buf_add_str(&text, "\n0123456789abcdef s3/b");
	text.size -= seeded_below(d, 20);
	assert_int_equal(file_write(log, text.data, text.size, &e), 0);
}

/* After a kill, or an end in good order, which is no transaction's middle. */
static void start_again(struct seeded *d, struct known *k)
{
	bool found[NAMES];

	if (seeded_once_in(d, 2)) {
		kill_it(&k->n);
		tear(d, k->log);
	} else {
		settle(d, k);
		intents_close(&k->n);
	}
	open_log(k->db, &k->n);
	find_names(k, found);
	for (size_t i = 0; i < NAMES; i++) {
		if ((k->must[i] && !found[i]) || (found[i] && !k->may[i]))
			fail_msg("TEST_SEED=%llu: %zu must %d, may %d, is found %d",
			         (unsigned long long)d->seed, i, k->must[i], k->may[i],
			         found[i]);
		k->must[i] = found[i];
		k->kept[i] = false;
	}
}

static void no_file_that_may_lie_there_is_forgotten(void **state)
{
	for (size_t round = 0; round < ROUNDS; round++) {
		struct seeded d = seeded_begin(round);
		struct known k = { .db = scratch_path(state, "s.db"),
			           .log = scratch_path(state, "s.db-intents") };

		open_log(k.db, &k.n);
		for (int deed = 0; deed < DEEDS; deed++) {
			switch (seeded_below(&d, 8)) {
			case 0:
				start_again(&d, &k);
				break;
			case 1:
				retry(&k);
				break;
			case 2:
				settle(&d, &k);
				break;
			case 3:
				settle_the_last(&d, &k);
				break;
			default:
				add_and_perhaps_sync(&d, &k);
			}
		}
		start_again(&d, &k);
		intents_close(&k.n);
		(void)unlink(k.log);
		free(k.db);
		free(k.log);
	}
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, scratch_open, scratch_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(what_was_synced_outlives_the_program),
		TEST(what_is_settled_is_gone_at_the_next_start),
		TEST(names_behind_a_mark_can_be_forgotten_alone),
		TEST(a_line_that_was_cut_short_is_nothing),
		TEST(a_state_in_memory_has_no_log),
		TEST(what_is_no_file_in_its_place_is_refused),
		TEST(a_log_that_can_not_be_written_is_named),
		TEST(no_file_that_may_lie_there_is_forgotten),
	};

	return cmocka_run_group_tests_name("intents", tests, NULL, NULL);
}
