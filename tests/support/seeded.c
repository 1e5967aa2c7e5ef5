/*
 * seeded.c - choices for tests with random input, all of them drawn from one seed
 */
#include "tests/support/seeded.h"

#include "lib/hash.h"
#include "lib/str.h"

struct seeded seeded_begin(size_t round)
{
	const char *text = getenv("TEST_SEED");
	int64_t first = 1;

	if (text && !str_to_int(text, &first))
		fprintf(stderr, "TEST_SEED is no number: %s\n", text);
	return (struct seeded){ .seed = (uint64_t)first + round };
}

size_t seeded_below(struct seeded *d, size_t below)
{
	return (size_t)hash_below(hash_with(d->seed, d->count++), below);
}

int64_t seeded_between(struct seeded *d, int64_t low, int64_t high)
{
	return low + (int64_t)seeded_below(d, (size_t)(high - low) + 1);
}

bool seeded_once_in(struct seeded *d, size_t times)
{
	return seeded_below(d, times) == 0;
}
