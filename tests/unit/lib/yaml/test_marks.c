/*
 * test_marks.c - where nodes stand, next to an array that knows it, too
 */
#include "tests/unit/unit.h"

#include "lib/mem.h"
#include "lib/yaml/marks.h"

#define NODES 5000

static struct yaml_mark mark_of(size_t i)
{
	return (struct yaml_mark){ (int)i + 1, (int)(i % 97) };
}

static void expect_mark(const struct yaml_marks *m, const cJSON *node,
                        struct yaml_mark want)
{
	struct yaml_mark at = marks_get(m, node);

	assert_int_equal(at.line, want.line);
	assert_int_equal(at.column, want.column);
}

/* Each is looked for after each time that the table may have grown. */
static void every_node_is_found_however_many_there_are(void **state UNUSED)
{
	AUTO(mem_free) cJSON *nodes = mem_alloc(NODES * sizeof(*nodes));
	struct yaml_marks *m = marks_new();

	for (size_t count = 0; count < NODES; count++) {
		assert_int_equal(marks_get(m, &nodes[count]).line, 0);
		marks_put(m, &nodes[count], mark_of(count));
		if (count & (count + 1)) /* 1, 2, 4, 8 … nodes: all of them */
			continue;
		for (size_t i = 0; i <= count; i++)
			expect_mark(m, &nodes[i], mark_of(i));
	}
	for (size_t i = 0; i < NODES; i++)
		expect_mark(m, &nodes[i], mark_of(i));
	marks_free(m);
}

static void a_node_that_is_put_again_has_its_new_mark_alone(void **state UNUSED)
{
	cJSON nodes[3] = { 0 };
	struct yaml_marks *m = marks_new();

	for (size_t round = 0; round < NODES; round++) {
		for (size_t i = 0; i < 2; i++)
			marks_put(m, &nodes[i], mark_of(round + i));
	}
	expect_mark(m, &nodes[0], mark_of(NODES - 1));
	expect_mark(m, &nodes[1], mark_of(NODES));
	assert_int_equal(marks_get(m, &nodes[2]).line, 0);
	marks_free(m);
	marks_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_node_is_found_however_many_there_are),
		cmocka_unit_test(a_node_that_is_put_again_has_its_new_mark_alone),
	};

	return cmocka_run_group_tests_name("yaml/marks", tests, NULL, NULL);
}
