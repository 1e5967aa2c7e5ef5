/*
 * test_identities.c - an identity is never used again: random histories
 *
 * See tests/support/past.h for what a history is, and what must hold in it.  Every other
 * one keeps a state, and is stopped and killed.
 *
 *	SEED=1 COUNT=200       how many, and which
 *	ONLY=N                 the Nth of the seed alone
 *	JOBS=2                 so many at a time
 */
#include "tests/unit/unit.h"

#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/mem.h"
#include "lib/str.h"
#include "tests/support/past.h"

#ifdef __SANITIZE_ADDRESS__
#define COUNT 20 /* a start takes long */
#else
#define COUNT 200
#endif

static int64_t number_of(const char *name, int64_t otherwise)
{
	int64_t n = otherwise;

	if (getenv(name))
		assert_true(str_to_int(getenv(name), &n));
	return n;
}

/* ---------------------------------------------------------------- one */

/* What broke, or NULL; the caller frees it. */
static char *play(struct served *s, const struct past_history *h, size_t *played)
{
	struct past p;
	char *broken;

	past_open(&p, s, h->tenants);
	past_play(&p, h, played);
	broken = TAKE(p.broken);
	past_close(&p);
	return broken;
}

/* By a server of its own. */
static char *play_alone(const struct past_history *h, size_t *played, char **story)
{
	struct served s;
	struct err e = { 0 };
	char *broken;

	*played = 0;
	served_begin(&s, &h->options);
	broken = served_start(&s, &e) < 0 ? mem_strdup(e.text) : play(&s, h, played);
	*story = buf_take(&s.story);
	served_end(&s);
	return broken;
}

/* A server that is there is reset: that is quicker than to start another. */
static char *play_again(struct served *s, const struct past_history *h, size_t *played,
                        char **story)
{
	const struct request_to rq = { "POST", "/__admin/reset", NULL, &past_tenants[0],
		                       NULL };
	AUTO(answer_release) struct answer a = { 0 };
	struct err e = { 0 };
	char *broken;

	*played = 0;
	if ((!s->runs && served_start(s, &e) < 0) || served_ask(s, &rq, &a, &e) < 0)
		broken = mem_strdup(e.text);
	else
		broken = play(s, h, played);
	*story = buf_take(&s->story);
	return broken;
}

/* ---------------------------------------------------------------- what fails */

#define TRIES                                                                     \
	5 /* what a kill in the middle of a request leaves is not always the same \
	   */

struct failure {
	char *why, *story; /* NULL: it held */
};

static void failure_release(struct failure *f)
{
	free(f->why);
	free(f->story);
	*f = (struct failure){ 0 };
}

/* Does it fail in one of so many tries?  If so, *out is how. */
static bool fails(const struct past_history *h, size_t *played, struct failure *out)
{
	for (int i = 0; i < TRIES; i++) {
		struct failure f = { 0 };

		f.why = play_alone(h, played, &f.story);
		if (f.why) {
			failure_release(out);
			*out = f;
			return true;
		}
		failure_release(&f);
		if (!h->options.keeps_state)
			break;
	}
	return false;
}

/* Ends it where it breaks, and leaves out deeds while it still does. */
static void shrink(struct past_history *h, struct failure *f)
{
	for (size_t i = h->count; i-- > 0;) {
		struct past_history less = *h;
		size_t played;

		memmove(&less.deeds[i], &less.deeds[i + 1],
		        (less.count - i - 1) * sizeof(less.deeds[0]));
		less.count--;
		if (fails(&less, &played, f)) {
			*h = less;
			h->count = played;
			i = i > played ? played : i;
		}
	}
}

static void tell(int64_t seed, int64_t number, struct past_history *h, struct failure *f)
{
	size_t played = 0;

	fprintf(stderr, "seed %lld, history %lld: %s\n", (long long)seed,
	        (long long)number, f->why);
	if (fails(h, &played, f)) {
		h->count = played;
		shrink(h, f);
	} else {
		fprintf(stderr, "Alone it holds: it needs the histories before it, or "
		                "the moment of a kill.  It was:\n");
	}
	fprintf(stderr, "%s%s\nAgain: SEED=%lld ONLY=%lld %s\n", f->story, f->why,
	        (long long)seed, (long long)number,
	        "build/tests/integration/test_identities.test");
}

/* ---------------------------------------------------------------- all */

struct orders {
	int64_t seed, count, only, jobs;
};

static bool holds(const struct orders *o, int64_t number, struct served *shared)
{
	struct past_history h = past_history_draw((uint64_t)o->seed, (uint64_t)number);
	bool alone = h.options.keeps_state || !shared;
	size_t played = 0;
	struct failure f = { 0 };
	bool good;

	f.why = alone ? play_alone(&h, &played, &f.story)
	              : play_again(&shared[h.options.writes_files], &h, &played,
	                           &f.story);
	good = !f.why;
	if (!good)
		tell(o->seed, number, &h, &f);
	failure_release(&f);
	return good;
}

/* Every jobs-th history from the first on; false after one that fails. */
static bool hold_all(const struct orders *o, int64_t first)
{
	struct served shared[2];
	bool good = true;

	for (size_t i = 0; i < ARRAY_LEN(shared); i++)
		served_begin(&shared[i], &(struct served_options){ .writes_files = i });
	for (int64_t n = first; n <= o->count && good; n += o->jobs)
		good = holds(o, n, shared);
	for (size_t i = 0; i < ARRAY_LEN(shared); i++)
		served_end(&shared[i]);
	return good;
}

static bool hold_side_by_side(const struct orders *o)
{
	bool good = true;
	int status;

	for (int64_t job = 1; job <= o->jobs; job++) {
		pid_t pid = fork();

		assert_true(pid >= 0);
		if (!pid)
			_exit(!hold_all(o, job));
	}
	for (int64_t job = 0; job < o->jobs; job++) {
		assert_true(wait(&status) > 0);
		good &= WIFEXITED(status) && !WEXITSTATUS(status);
	}
	return good;
}

static void an_identity_is_never_used_again(void **state UNUSED)
{
	const struct orders o = {
		.seed = number_of("SEED", 1),
		.count = number_of("COUNT", COUNT),
		.only = number_of("ONLY", 0),
		.jobs = number_of("JOBS", 1),
	};

	print_message("seed %lld, %lld histories\n", (long long)o.seed,
	              (long long)(o.only ? 1 : o.count));
	if (o.only)
		assert_true(holds(&o, o.only, NULL));
	else
		assert_true(o.jobs > 1 ? hold_side_by_side(&o) : hold_all(&o, 1));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_identity_is_never_used_again),
	};

	return cmocka_run_group_tests_name("identities", tests, NULL, NULL);
}
