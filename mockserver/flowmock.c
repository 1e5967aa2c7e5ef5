/*
 * flowmock.c - an instance on a thread of its own
 *
 * That thread alone touches the instance.  The other functions leave a command in a
 * mailbox with one place, wake the loop and wait; its mutex is the only lock.
 */
#pragma GCC visibility push(default)
#include "mockserver/flowmock.h"
#pragma GCC visibility pop

#include <pthread.h>

#include "lib/mem.h"
#include "lib/str.h"
#include "mockserver/api/strike.h"
#include "mockserver/contract/version.h"
#include "mockserver/instance.h"
#include "mockserver/mailbox.h"
#include "mockserver/world_state.h"

static void *run(void *ctx)
{
	struct flowmock *m = ctx;

	server_loop(m->in.server);
	return NULL;
}

/* -1, with the error's sentence in `why`, which may be NULL. */
static int fail(char why[FLOWMOCK_WHY], const struct err *e)
{
	if (why)
		snprintf(why, FLOWMOCK_WHY, "%s", e->text);
	return -1;
}

/* ----------------------------------------------------------------
 * Each member of the options is written as the text that the option of `flowmock serve`
 * would have been given, and goes the same way from there.
 */

static_assert((int)FLOWMOCK_STRICT == (int)CONTRACT_STRICT &&
                      (int)FLOWMOCK_CLIENTS == (int)AUTH_STRICT &&
                      (int)FLOWMOCK_AWS == (int)DLZ_AWS,
              "the public choices are in the order of the options'");

enum member_kind {
	MEMBER_TEXT,
	MEMBER_LIST,
	MEMBER_INT,
	MEMBER_UNSIGNED,
	MEMBER_SEED,
	MEMBER_CHOICE,
	MEMBER_TIME,
	MEMBER_LENGTH,
};

/* A member is the option of that name; zero is the default here, or the option's own. */
static const struct member {
	const char *name, *option;
	size_t at;
	enum member_kind kind;
	const char *fallback;
} members[] = {
#define MEMBER(member, option, ...)                                                     \
	{                                                                               \
#member, option, offsetof(struct flowmock_options, member), __VA_ARGS__ \
	}
	MEMBER(host, "host", MEMBER_TEXT),
	MEMBER(port, "port", MEMBER_INT, "0"),
	MEMBER(state, "state", MEMBER_TEXT),
	MEMBER(export_root, "export-root", MEMBER_TEXT, "exports"),
	MEMBER(datasets, "datasets", MEMBER_LIST),
	MEMBER(seed, "seed", MEMBER_SEED),
	MEMBER(now_ms, "now", MEMBER_TIME),
	MEMBER(contract, "contract", MEMBER_CHOICE),
	MEMBER(auth, "auth", MEMBER_CHOICE),
	MEMBER(clients, "client", MEMBER_LIST),
	MEMBER(sandboxes, "sandboxes", MEMBER_TEXT),
	MEMBER(adhoc_delay_ms, "adhoc-delay", MEMBER_LENGTH),
	MEMBER(dlz, "dlz", MEMBER_CHOICE),
	MEMBER(partitions, "partitions", MEMBER_UNSIGNED),
	MEMBER(workers, "workers", MEMBER_UNSIGNED),
	MEMBER(run_life, "run-life", MEMBER_TEXT),
	MEMBER(choose, "choose", MEMBER_LIST),
#undef MEMBER
};

/* The option's choice with that number; the number itself if it has no such choice. */
static const char *choice_text(struct arena *a, const char *option, int number)
{
	const struct option *o = instance_option_rows;
	int i = 0;

	while (strcmp(o->name, option) != 0)
		o++;
	while (o->choices[i] && i != number)
		i++;
	return o->choices[i] ? o->choices[i] : arena_printf(a, "%d", number);
}

static const char *time_text(struct arena *a, int64_t ms)
{
	char text[VTIME_TEXT];

	if (ms < VTIME_MIN || ms > VTIME_MAX)
		return arena_printf(a, "%lld", (long long)ms);
	return arena_strdup(a, vtime_format(ms, text));
}

/* What the option would be given on a command line; NULL for what is zero, or a list. */
static const char *member_text(const struct member *m, const void *at, struct arena *a)
{
	int32_t number;
	int64_t wide;

	switch (m->kind) {
	case MEMBER_TEXT:
		return *(const char *const *)at;
	case MEMBER_LIST:
		return NULL;
	case MEMBER_INT:
	case MEMBER_UNSIGNED:
	case MEMBER_CHOICE:
		memcpy(&number, at, sizeof(number));
		if (!number)
			return NULL;
		if (m->kind == MEMBER_CHOICE)
			return choice_text(a, m->option, number);
		return m->kind == MEMBER_INT ? arena_printf(a, "%d", number)
		                             : arena_printf(a, "%u", (unsigned)number);
	case MEMBER_SEED:
	case MEMBER_TIME:
	case MEMBER_LENGTH:
		break;
	}
	memcpy(&wide, at, sizeof(wide));
	if (!wide)
		return NULL;
	if (m->kind == MEMBER_TIME)
		return time_text(a, wide);
	return m->kind == MEMBER_SEED ? arena_printf(a, "%llu", (unsigned long long)wide)
	                              : arena_printf(a, "%lldms", (long long)wide);
}

static int give(struct args *args, const struct member *m, const void *at,
                struct arena *a, struct err *e)
{
	const char *text = member_text(m, at, a);
	const char *const *list = NULL;

	if (m->kind == MEMBER_LIST)
		list = *(const char *const *const *)at;
	for (; list && *list; list++) {
		if (args_set(args, m->option, m->name, *list, e) < 0)
			return -1;
	}
	if (text)
		return args_set(args, m->option, m->name, text, e);
	return m->fallback ? args_set(args, m->option, NULL, m->fallback, e) : 0;
}

/* The clock is two members, and another one by default than that of `flowmock serve`. */
static int give_clock(struct args *args, const struct flowmock_options *o,
                      struct arena *a, struct err *e)
{
	static const char *const names[] = {
		[FLOWMOCK_VIRTUAL] = "virtual",
		[FLOWMOCK_REAL] = "real",
		[FLOWMOCK_SCALED] = "scaled",
	};
	const char *origin = o->clock == FLOWMOCK_VIRTUAL ? NULL : "clock";

	if ((size_t)o->clock >= ARRAY_LEN(names))
		return err_set(e, ERR_INVALID, "clock: %d is not a kind of clock",
		               (int)o->clock);
	if (o->clock_factor < 0 || o->clock_factor > CLOCK_FACTOR_MAX)
		return err_set(e, ERR_INVALID, "clock_factor is 1 to %d",
		               CLOCK_FACTOR_MAX);
	if (o->clock != FLOWMOCK_SCALED)
		return args_set(args, "clock", origin, names[o->clock], e);
	return args_set(args, "clock", origin,
	                arena_printf(a, "scaled:%lld",
	                             (long long)(o->clock_factor ? o->clock_factor : 1)),
	                e);
}

static int give_others(struct args *args, const char *const *others, struct arena *a,
                       struct err *e)
{
	for (; others && *others; others++) {
		struct str rest = str_of(*others), name;
		const char *option;

		str_split(&rest, '=', &name);
		if (!rest.at)
			return err_set(e, ERR_INVALID, "others: '%s' is not NAME=VALUE",
			               *others);
		option = arena_strndup(a, name.at, name.size);
		if (args_set(args, option, option, rest.at, e) < 0)
			return -1;
	}
	return 0;
}

/* The texts that numbers become are in the arena, and *out borrows them. */
static int read_options(const struct flowmock_options *o, struct arena *a,
                        struct args *args, struct instance_options *out, struct err *e)
{
	if (!o)
		return err_set(e, ERR_INVALID, "flowmock_start() needs options");
	for (size_t i = 0; i < ARRAY_LEN(members); i++) {
		if (give(args, &members[i], (const char *)o + members[i].at, a, e) < 0)
			return -1;
	}
	if (give_clock(args, o, a, e) < 0 || give_others(args, o->others, a, e) < 0 ||
	    args_end(args, e) < 0 || options_read(args, out, e) < 0)
		return -1;
	if (out->faults && *out->faults)
		return err_set(
			e, ERR_INVALID,
			"faults is for flowmock serve: call flowmock_faults_arm()");
	if (out->port_file)
		return err_set(e, ERR_INVALID,
		               "port-file is for flowmock serve: ask flowmock_port()");
	return 0;
}

static int open_instance(const struct flowmock_options *options, struct flowmock *m,
                         struct err *e)
{
	struct instance_options o;
	struct arena texts = { 0 };
	struct args args;
	int rc;

	args_begin(instance_option_rows, &args);
	rc = read_options(options, &texts, &args, &o, e);
	if (rc == 0)
		rc = instance_open(&m->in, &o, e);
	if (rc == 0)
		m->url = server_url(o.host, server_port(m->in.server));
	args_release(&args);
	arena_release(&texts);
	return rc;
}

/* ---------------------------------------------------------------- starting */

int flowmock_start(const struct flowmock_options *options, struct flowmock **out,
                   char why[FLOWMOCK_WHY])
{
	struct flowmock *m;
	struct err e = { 0 };

	if (!out) {
		err_set(&e, ERR_INVALID,
		        "flowmock_start() needs a place for the instance");
		return fail(why, &e);
	}
	m = mem_alloc(sizeof(*m));
	if (open_instance(options, m, &e) < 0) {
		free(m);
		return fail(why, &e);
	}
	mailbox_init(m);
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
	mailbox_release(m);
	free(m->url);
	free(m);
}

const char *flowmock_url(const struct flowmock *m)
{
	return m ? m->url : NULL;
}

int flowmock_port(const struct flowmock *m)
{
	return m ? server_port(m->in.server) : -1;
}

/* Leaves a command and waits for its answer, which is in m until the caller unlocks. */
static int tell_now(struct flowmock *m, void *ctx, struct err *e UNUSED)
{
	int64_t *now = ctx;

	*now = clock_now(&m->in.app.world.clock);
	return 0;
}

int64_t flowmock_now(struct flowmock *m)
{
	struct err ignored = { 0 };
	int64_t now = 0;

	/* Telling the time can't fail; without an instance it is 0. */
	(void)!mailbox_call(m, tell_now, &now, &ignored);
	return now;
}

struct move {
	struct flowmock *m;
	int64_t ms;
	size_t began;
};

/* The clock has arrived, or can't go there. */
static void arrived(void *ctx, const struct travel *t, const struct err *why)
{
	struct move *x = ctx;
	struct flowmock *m = x->m;

	x->began = (size_t)t->began;
	mailbox_answer(m, why);
	strike_release(&m->in.app, 0, WIRE_UNTIL_ADVANCE);
}

static int advance(struct flowmock *m, void *ctx, struct err *e)
{
	struct move *x = ctx;
	const struct way way = { .length.ms = x->ms, .to = VTIME_NEVER };

	if (x->ms < 0)
		return err_set(e, ERR_INVALID, "the clock can't go back");
	clock_queue_add(&m->in.app.clock_queue, &way, arrived, x);
	return MAILBOX_LATER;
}

int flowmock_advance(struct flowmock *m, int64_t ms, size_t *fired,
                     char why[FLOWMOCK_WHY])
{
	struct move x = { .m = m, .ms = ms };
	struct err e = { 0 };
	int rc = mailbox_call(m, advance, &x, &e);

	if (fired)
		*fired = x.began;
	return rc < 0 ? fail(why, &e) : 0;
}

static int reset(struct flowmock *m, void *ctx UNUSED, struct err *e)
{
	strike_release(&m->in.app, 0, WIRE_UNTIL_END);
	return world_reset(&m->in.app.world, e);
}

int flowmock_reset(struct flowmock *m, char why[FLOWMOCK_WHY])
{
	struct err e = { 0 };

	return mailbox_call(m, reset, NULL, &e) < 0 ? fail(why, &e) : 0;
}

const char *flowmock_version(void)
{
	return FLOWMOCK_VERSION;
}
