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
#include "tests/support/mock.h"
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

/* With a state or without, with files or without: a server each. */
#define SERVERS 4

static size_t kind_of(const struct served_options *o)
{
	return 2 * (size_t)o->keeps_state + o->writes_files;
}

static bool holds(const struct orders *o, int64_t number, struct served *shared)
{
	struct past_history h = past_history_draw((uint64_t)o->seed, (uint64_t)number);
	size_t played = 0;
	struct failure f = { 0 };
	bool good;

	f.why = shared ? play_again(&shared[kind_of(&h.options)], &h, &played, &f.story)
	               : play_alone(&h, &played, &f.story);
	good = !f.why;
	if (!good)
		tell(o->seed, number, &h, &f);
	failure_release(&f);
	return good;
}

/* Every jobs-th history from the first on; false after one that fails. */
static bool hold_all(const struct orders *o, int64_t first)
{
	struct served shared[SERVERS];
	bool good = true;

	for (size_t i = 0; i < SERVERS; i++) {
		const struct served_options options = { i / 2, i % 2 };

		served_begin(&shared[i], &options);
	}
	for (int64_t n = first; n <= o->count && good; n += o->jobs)
		good = holds(o, n, shared);
	for (size_t i = 0; i < SERVERS; i++)
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

/* ---------------------------------------------------------------- some, by name */

#define DATASET "5ef3e3259ad2a1191ab7dd7d"
#define HOURLY                                                      \
	"{'exportMode':'FIRST_FULL_THEN_INCREMENTAL','interval':3," \
	"'timeUnit':'hour','startTime':%d}"
#define TODAY 1767225600
#define LATER 2000000000

static char *make_flow(struct mock *m, int start)
{
	AUTO(mem_free) char *schedule = mem_printf(HOURLY, start);

	return mock_make_flow(m, DATASET, "JSON", "NONE", schedule);
}

static void ask(struct mock *m, const char *method, const char *path, int status)
{
	struct mock_reply r = mock_ask(m, method, path, NULL);

	assert_int_equal(r.status, status);
	mock_reply_release(&r);
}

static void delete_one(struct mock *m, const char *collection, const char *id)
{
	AUTO(mem_free) char *path = mem_printf("/%s/%s", collection, id);

	ask(m, "DELETE", path, strcmp(collection, "flows") ? 204 : 202);
	ask(m, "GET", path, 404);
}

/* A flow between the ends of another: nothing else is made before it. */
static char *body_like(struct mock *m, const char *flow)
{
	AUTO(mem_free) char *path = mem_printf("/flows/%s", flow);
	struct mock_reply r = mock_ask(m, "GET", path, NULL);
	char *body = mem_printf("{'name':'again','flowSpec':{'id':'269ba276-16fc-"
	                        "47db-92b0-c1049a3c131f','version':'1.0'},"
	                        "'sourceConnectionIds':['%s'],"
	                        "'targetConnectionIds':['%s']}",
	                        json_str(r.body, "items[0].sourceConnectionIds[0]"),
	                        json_str(r.body, "items[0].targetConnectionIds[0]"));

	mock_reply_release(&r);
	return body;
}

static void a_flow_is_made_after_the_newest_was_deleted(void **state UNUSED)
{
	AUTO(mem_free) char *flow = NULL;
	AUTO(mem_free) char *body = NULL;
	struct mock m;

	mock_begin(&m, "state.db");
	flow = make_flow(&m, TODAY);
	body = body_like(&m, flow);
	for (int i = 0; i < 3; i++) {
		AUTO(mem_free) char *path = mem_printf("/flows/%s", flow);

		delete_one(&m, "flows", flow);
		free(flow);
		flow = mock_make(&m, "/flows", body);
		ask(&m, "GET", path, 404);
		mock_restart(&m, "state.db");
	}
	mock_end(&m);
}

static void no_run_of_a_deleted_flow_shows_at_what_is_made_after_it(void **state UNUSED)
{
	static const char *const lists[] = { "/connections?orderby=createdAt",
		                             "/sourceConnections?orderby=createdAt",
		                             "/targetConnections?orderby=createdAt",
		                             "/flows?orderby=createdAt" };
	AUTO(mem_free) char *dead = NULL;
	AUTO(mem_free) char *flow = NULL;
	struct mock m;

	mock_begin(&m, NULL);
	dead = make_flow(&m, TODAY);
	cJSON_Delete(mock_advance(&m, "PT7H"));
	delete_one(&m, "flows", dead);
	flow = make_flow(&m, LATER);
	for_each_row(i, lists) {
		struct mock_reply r = mock_ask(&m, "GET", lists[i], NULL);

		assert_int_equal(r.status, 200);
		assert_null(strstr(r.text, "lastRunDetails"));
		mock_reply_release(&r);
	}
	mock_end(&m);
}

#define S3                                                                    \
	"{'name':'b','connectionSpec':{'id':'4fce964d-3f37-408f-9778-"        \
	"e597338a21ee','version':'1.0'},'auth':{'specName':'Access Key',"     \
	"'params':{'s3SecretKey':'abcdefghijklmnopqrstuvwxyz0123456789ABCD'," \
	"'s3AccessKey':'ABCDEFGHIJKLMNOPQRST'}}}"

static void a_page_begins_with_what_was_made_after_its_token(void **state UNUSED)
{
	struct mock m;
	char *made[4];
	struct mock_reply page, next;

	mock_begin(&m, NULL);
	for (size_t i = 0; i < 3; i++)
		made[i] = mock_make(&m, "/connections", S3);
	page = mock_ask(&m, "GET", "/connections?orderby=createdAt&limit=2", NULL);
	delete_one(&m, "connections", made[2]);
	delete_one(&m, "connections", made[1]);
	made[3] = mock_make(&m, "/connections", S3);
	next = mock_ask(&m, "GET", json_str(page.body, "_links.next.href"), NULL);
	assert_int_equal(next.status, 200);
	assert_string_equal(json_str(next.body, "items[0].id"), made[3]);
	mock_reply_release(&page);
	mock_reply_release(&next);
	for_each_row(i, made)
		free(made[i]);
	mock_end(&m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_flow_is_made_after_the_newest_was_deleted),
		cmocka_unit_test(no_run_of_a_deleted_flow_shows_at_what_is_made_after_it),
		cmocka_unit_test(a_page_begins_with_what_was_made_after_its_token),
		cmocka_unit_test(an_identity_is_never_used_again),
	};

	return cmocka_run_group_tests_name("identities", tests, NULL, NULL);
}
