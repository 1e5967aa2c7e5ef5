/*
 * test_processor.c - lib/processor.c
 */
#include "tests/unit/unit.h"

#include <pthread.h>
#include <sched.h>

#include "lib/processor.h"

/* What a thread may run on is its own: each test has one. */
struct trial {
	const char *(*what_is_wrong)(void);
	const char *wrong;
};

static void *judge(void *ctx)
{
	struct trial *t = ctx;

	t->wrong = t->what_is_wrong();
	return NULL;
}

static void on_a_thread(const char *(*what_is_wrong)(void))
{
	struct trial trial = { what_is_wrong, NULL };
	pthread_t t;

	assert_int_equal(pthread_create(&t, NULL, judge, &trial), 0);
	assert_int_equal(pthread_join(t, NULL), 0);
	if (trial.wrong)
		fail_msg("%s", trial.wrong);
}

static void *note_mask(void *out)
{
	sched_getaffinity(0, sizeof(cpu_set_t), out);
	return NULL;
}

static const char *keep_to_each(void)
{
	cpu_set_t all, one, seen, of_thread;
	unsigned count = processor_count();

	CPU_ZERO(&seen);
	sched_getaffinity(0, sizeof(all), &all);
	if (count != (unsigned)CPU_COUNT(&all))
		return "the count is another one than the affinity's";
	for (unsigned n = 0; n < count; n++) {
		pthread_t t;

		processor_keep_to(n + count);
		sched_getaffinity(0, sizeof(one), &one);
		if (CPU_COUNT(&one) != 1 || processor_count() != 1)
			return "it is kept to more than one";
		CPU_OR(&seen, &seen, &one);
		CPU_ZERO(&of_thread);
		if (pthread_create(&t, NULL, note_mask, &of_thread) != 0)
			return "there is no other thread";
		pthread_join(t, NULL);
		if (!CPU_EQUAL(&one, &of_thread))
			return "a thread that it starts runs elsewhere";
		sched_setaffinity(0, sizeof(all), &all);
	}
	return CPU_EQUAL(&seen, &all) ? NULL : "some of them are kept to by no number";
}

static void each_number_is_one_of_them_and_threads_follow(void **state UNUSED)
{
	on_a_thread(keep_to_each);
}

/* The last of them alone is left. */
static const char *keep_within(void)
{
	cpu_set_t all, left, one;
	int last = 0;

	sched_getaffinity(0, sizeof(all), &all);
	for (int i = 0; i < CPU_SETSIZE; i++)
		last = CPU_ISSET(i, &all) ? i : last;
	CPU_ZERO(&left);
	CPU_SET(last, &left);
	sched_setaffinity(0, sizeof(left), &left);
	for (unsigned n = 0; n < 3; n++) {
		processor_keep_to(n);
		sched_getaffinity(0, sizeof(one), &one);
		if (!CPU_EQUAL(&one, &left))
			return "it runs on one that it was not left";
	}
	return NULL;
}

static void only_those_are_counted_that_it_was_left(void **state UNUSED)
{
	on_a_thread(keep_within);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_number_is_one_of_them_and_threads_follow),
		cmocka_unit_test(only_those_are_counted_that_it_was_left),
	};

	return cmocka_run_group_tests_name("processor", tests, NULL, NULL);
}
