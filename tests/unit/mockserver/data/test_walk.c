/*
 * test_walk.c - own records and posted ones as one order, from any place in it
 */
#include "tests/unit/unit.h"

#include "lib/mem.h"
#include "mockserver/data/walk.h"
#include "tests/support/quoted.h"
#include "tests/support/scratch.h"
#include "tests/support/seeded.h"

#define ZERO   INT64_C(1767225600000)
#define OWN    40
#define POSTED 60
#define ROUNDS 40

static const struct dataset_view view = { .seed = 7, .zero = ZERO };

/* Minutes of arrival, in order; equal ones are frequent. */
static int64_t own[OWN], posted[POSTED];

static int by_time(const void *a, const void *b)
{
	const int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return x < y ? -1 : x > y;
}

static void put(void **state, const char *name, const char *text)
{
	AUTO_MEM char *json = quoted(text);

	scratch_write(state, name, json);
}

/* A dataset with records at these minutes, and posted ones at those. */
static struct dataset *make(void **state, struct seeded *d)
{
	AUTO(buf_release) struct buf lines = { 0 };
	AUTO(buf_release) struct buf batch = { 0 };
	AUTO_MEM char *folder = scratch_path(state, "d");
	AUTO_MEM char *posts = NULL;
	AUTO(posted_batch_release) struct posted_batch read = { 0 };
	struct posted_text text = { .name = "batch", .now = ZERO };
	struct jsonschema *format;
	struct dataset *out;
	struct err e = { 0 };

	for (size_t i = 0; i < OWN; i++)
		own[i] = seeded_between(d, 0, 20);
	for (size_t i = 0; i < POSTED; i++)
		posted[i] = seeded_between(d, 0, 20);
	qsort(own, OWN, sizeof(*own), by_time);
	qsort(posted, POSTED, sizeof(*posted), by_time);
	for (size_t i = 0; i < OWN; i++)
		buf_printf(&lines, "{'arrivedAt':'+PT%dM','record':{'n':1}}\n",
		           (int)own[i]);
	for (size_t i = 0; i < POSTED; i++)
		buf_printf(&batch, "{'arrivedAt':'+PT%dM','record':{'n':1}}\n",
		           (int)posted[i]);
	put(state, "d/dataset.json",
	    "{'entry':{'id':'a00000000000000000000001','name':'D'},'behavior':'record',"
	    "'records':'records.jsonl'}");
	put(state, "d/schema.json",
	    "{'type':'object','properties':{'n':{'type':'integer'}}}");
	put(state, "d/records.jsonl", buf_str(&lines));
	text.lines = posts = quoted(buf_str(&batch));
	text.size = batch.size;
	assert_int_equal(load_format(&format, &e), 0);
	if (dataset_load(folder, LOAD_DISK, format, &out, &e) < 0 ||
	    dataset_batch_read(out, &text, &read, &e) < 0)
		fail_msg("%s", e.text);
	posted_add(out->posted, &read);
	jsonschema_free(format);
	return out;
}

/* One record of the order: whose, and its index there. */
struct place {
	bool posted;
	uint64_t index;
};

/* The order of all that arrive in [from, until): of equal times, own ones first. */
static size_t merge(int64_t from, int64_t until, struct place *out)
{
	size_t i = 0, j = 0, count = 0;

	while (i < OWN || j < POSTED) {
		bool of_own = j == POSTED || (i < OWN && own[i] <= posted[j]);
		int64_t at = of_own ? own[i] : posted[j];

		if (at >= from && at < until)
			out[count++] = (struct place){ !of_own, of_own ? i : j };
		if (of_own)
			i++;
		else
			j++;
	}
	return count;
}

/* A walk from that position gives the rest of the order, in runs of at most `most`. */
static void compare(const struct dataset *d, const struct dataset_part *part,
                    const struct place *order, size_t count, size_t from, size_t most)
{
	struct walk w = walk_begin(d, view, part, from);
	struct walk_run run;
	size_t at = from;

	while (walk_next(&w, most, &run)) {
		assert_in_range(run.count, 1, most);
		for (size_t i = 0; i < run.count; i++, at++) {
			assert_true(at < count);
			assert_int_equal(run.of == RUN_POSTED, order[at].posted);
			assert_int_equal(run.from + i, order[at].index);
		}
	}
	assert_int_equal(at, count);
}

static void a_walk_is_the_merged_order_from_any_place(void **state)
{
	static const size_t mosts[] = { 1, 3, 1000 };

	for (size_t round = 0; round < ROUNDS; round++) {
		struct seeded seed = seeded_begin(round);
		AUTO(dataset_unload) struct dataset *d = make(state, &seed);
		int64_t from = seeded_between(&seed, -1, 21);
		int64_t until = seeded_between(&seed, -1, 21);
		struct dataset_part part = walk_part(d, ZERO, ZERO + from * MS_PER_MINUTE,
		                                     ZERO + until * MS_PER_MINUTE);
		struct place order[OWN + POSTED];
		size_t count = merge(from, until, order);

		row_int_equal(round, walk_size(&part), count);
		for (size_t position = 0; position <= count; position++)
			compare(d, &part, order, count, position,
			        mosts[position % ARRAY_LEN(mosts)]);
	}
}

static void a_part_that_ends_before_it_begins_is_empty(void **state)
{
	struct seeded seed = seeded_begin(0);
	AUTO(dataset_unload) struct dataset *d = make(state, &seed);
	struct dataset_part part =
		walk_part(d, ZERO, ZERO + 10 * MS_PER_MINUTE, ZERO + 5 * MS_PER_MINUTE);
	struct walk w = walk_begin(d, view, &part, 0);
	struct walk_run run;

	assert_int_equal(walk_size(&part), 0);
	assert_false(walk_next(&w, 10, &run));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, scratch_open, scratch_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_walk_is_the_merged_order_from_any_place),
		TEST(a_part_that_ends_before_it_begins_is_empty),
	};

	return cmocka_run_group_tests_name("walk", tests, NULL, NULL);
}
