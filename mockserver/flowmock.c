/*
 * flowmock.c - an instance on a thread of its own
 *
 * That thread alone touches the instance.  The other functions leave a wish in a
 * mailbox with one place, wake the loop and wait; its mutex is the only lock.
 */
#pragma GCC visibility push(default)
#include "mockserver/flowmock.h"
#pragma GCC visibility pop

#include <pthread.h>

#include "lib/mem.h"
#include "mockserver/contract/version.h"
#include "mockserver/instance.h"

#define DEFAULT_NOW INT64_C(1767225600000) /* 2026-01-01T00:00:00Z */

static_assert((int)FLOWMOCK_LENIENT == (int)CONTRACT_LENIENT &&
                      (int)FLOWMOCK_STRICT == (int)CONTRACT_STRICT,
              "the public modes are the ledger's");

enum wish { WISH_NONE, WISH_NOW, WISH_ADVANCE, WISH_UNDER_WAY, WISH_RESET };

struct flowmock {
	struct instance in;
	char *url;
	pthread_t thread;
	pthread_mutex_t one_caller; /* held from a wish to its answer */
	pthread_mutex_t lock;       /* guards what follows */
	pthread_cond_t answered;
	enum wish wish;
	int64_t ms; /* WISH_ADVANCE: how far; WISH_NOW: the answer */
	size_t fired;
	struct err err;
};

static void answer_wish(struct flowmock *m)
{
	m->wish = WISH_NONE;
	pthread_cond_signal(&m->answered);
}

/* The clock has arrived, or can't go there. */
static void arrived(void *ctx, const struct travel *t, const struct err *why)
{
	struct flowmock *m = ctx;

	pthread_mutex_lock(&m->lock);
	m->err = *why;
	m->fired = (size_t)t->began;
	answer_wish(m);
	pthread_mutex_unlock(&m->lock);
}

static void advance(struct flowmock *m)
{
	const struct way way = { .length.ms = m->ms, .to = VTIME_NEVER };

	if (m->ms < 0) {
		err_set(&m->err, ERR_INVALID, "the clock can't go back");
		answer_wish(m);
		return;
	}
	m->wish = WISH_UNDER_WAY;
	journeys_add(&m->in.app.journeys, &way, arrived, m);
}

/* On the instance's thread: grants the wish. */
static void grant(void *ctx)
{
	struct flowmock *m = ctx;

	pthread_mutex_lock(&m->lock);
	switch (m->wish) {
	case WISH_NONE:
	case WISH_UNDER_WAY:
		break;
	case WISH_NOW:
		m->ms = clock_now(&m->in.app.world.clock);
		answer_wish(m);
		break;
	case WISH_ADVANCE:
		advance(m);
		break;
	case WISH_RESET:
		(void)!world_reset(&m->in.app.world, &m->err); /* m->err tells */
		answer_wish(m);
		break;
	}
	pthread_mutex_unlock(&m->lock);
}

static void *run(void *ctx)
{
	struct flowmock *m = ctx;

	server_loop(m->in.server);
	return NULL;
}

static int fail(char why[FLOWMOCK_WHY], const struct err *e)
{
	snprintf(why, FLOWMOCK_WHY, "%s", e->text);
	return -1;
}

static const enum clock_mode modes[] = {
	[FLOWMOCK_VIRTUAL] = CLOCK_IS_VIRTUAL,
	[FLOWMOCK_REAL] = CLOCK_IS_REAL,
	[FLOWMOCK_SCALED] = CLOCK_IS_SCALED,
};
static_assert(ARRAY_LEN(modes) == CLOCK_MODES, "every mode can be asked for");

static int check_options(const struct flowmock_options *o, struct instance_options *out,
                         struct err *e)
{
	if ((size_t)o->clock >= ARRAY_LEN(modes) || o->clock_factor < 0 ||
	    o->clock_factor > CLOCK_FACTOR_MAX)
		return err_set(e, ERR_INVALID, "clock_factor is 1 to %d",
		               CLOCK_FACTOR_MAX);
	out->world.life_given = o->run_life != NULL;
	return o->run_life ? life_parse(o->run_life, &out->world.life, e) : 0;
}

static struct instance_options read_options(const struct flowmock_options *o)
{
	return (struct instance_options){
		.host = o->host ? o->host : "127.0.0.1",
		.port = o->port,
		.guard = {
			.auth = o->auth == FLOWMOCK_CLIENTS ? AUTH_STRICT : AUTH_LENIENT,
			.clients = o->clients,
			.sandboxes = o->sandboxes,
		},
		.world = {
			.state = o->state,
			.export_root = o->export_root ? o->export_root : "exports",
			.datasets = o->datasets,
			.seed = o->seed ? o->seed : 1,
			.clock = { .mode = modes[o->clock],
			           .factor = o->clock_factor ? o->clock_factor : 1 },
			.now = o->now_ms ? o->now_ms : DEFAULT_NOW,
			.contract = (enum contract_mode)o->contract,
			.dlz = o->dlz == FLOWMOCK_AWS ? DLZ_AWS : DLZ_AZURE,
			.partitions = o->partitions,
			.partitions_given = o->partitions != 0,
			.workers = o->workers,
			.adhoc_delay_ms = o->adhoc_delay_ms,
		},
	};
}

int flowmock_start(const struct flowmock_options *options, struct flowmock **out,
                   char why[FLOWMOCK_WHY])
{
	struct instance_options o = read_options(options);
	struct flowmock *m = mem_alloc(sizeof(*m));
	struct err e = { 0 };

	if (check_options(options, &o, &e) < 0 || instance_open(&m->in, &o, &e) < 0) {
		free(m);
		return fail(why, &e);
	}
	m->in.woken = grant;
	m->in.ctx = m;
	m->url = server_url(o.host, server_port(m->in.server));
	pthread_mutex_init(&m->one_caller, NULL);
	pthread_mutex_init(&m->lock, NULL);
	pthread_cond_init(&m->answered, NULL);
	if (pthread_create(&m->thread, NULL, run, m)) {
		err_set(&e, ERR_IO, "no thread can be started");
		instance_close(&m->in);
		free(m->url);
		free(m);
		return fail(why, &e);
	}
	*out = m;
	return 0;
}

void flowmock_stop(struct flowmock *m)
{
	if (!m)
		return;
	server_stop(m->in.server);
	pthread_join(m->thread, NULL);
	instance_close(&m->in);
	pthread_mutex_destroy(&m->one_caller);
	pthread_mutex_destroy(&m->lock);
	pthread_cond_destroy(&m->answered);
	free(m->url);
	free(m);
}

const char *flowmock_url(const struct flowmock *m)
{
	return m->url;
}

int flowmock_port(const struct flowmock *m)
{
	return server_port(m->in.server);
}

/* Leaves a wish and waits for its answer, which is in m until the caller unlocks. */
static void ask(struct flowmock *m, enum wish wish, int64_t ms)
{
	pthread_mutex_lock(&m->one_caller);
	pthread_mutex_lock(&m->lock);
	m->wish = wish;
	m->ms = ms;
	m->err = (struct err){ 0 };
	server_wake(m->in.server);
	while (m->wish != WISH_NONE)
		pthread_cond_wait(&m->answered, &m->lock);
	pthread_mutex_unlock(&m->lock);
}

static int answer(struct flowmock *m, char why[FLOWMOCK_WHY])
{
	int rc = m->err.code ? fail(why, &m->err) : 0;

	pthread_mutex_unlock(&m->one_caller);
	return rc;
}

int64_t flowmock_now(struct flowmock *m)
{
	char ignored[FLOWMOCK_WHY];
	int64_t now;

	ask(m, WISH_NOW, 0);
	now = m->ms;
	(void)answer(m, ignored); /* telling the time can't fail */
	return now;
}

int flowmock_advance(struct flowmock *m, int64_t ms, size_t *fired,
                     char why[FLOWMOCK_WHY])
{
	ask(m, WISH_ADVANCE, ms);
	if (fired)
		*fired = m->fired;
	return answer(m, why);
}

int flowmock_reset(struct flowmock *m, char why[FLOWMOCK_WHY])
{
	ask(m, WISH_RESET, 0);
	return answer(m, why);
}

const char *flowmock_version(void)
{
	return FLOWMOCK_VERSION;
}
