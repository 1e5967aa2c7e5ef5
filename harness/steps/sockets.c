/*
 * sockets.c - the connections of a scenario's plain requests, and those that wait
 */
#include "harness/steps/sockets.h"

#include <errno.h>
#include <pthread.h>

#include "lib/mem.h"

#define LOOK_MS 2 /* between two looks at a thread */

struct background {
	char *name;
	struct connection *connection;
	struct call call;
	pthread_t thread;
	bool stop;
	struct background *next;
};

struct connection *sockets_connection(struct sockets *s, const char *name)
{
	struct connection *c = s->connections;

	while (c && (!c->name || !name || strcmp(c->name, name) != 0))
		c = c->next;
	if (c)
		return c;
	c = mem_alloc(sizeof(*c));
	c->name = name ? mem_strdup(name) : NULL;
	c->plain = plain_new();
	c->next = s->connections;
	s->connections = c;
	return c;
}

static void drop(struct sockets *s, struct connection *c)
{
	struct connection **at = &s->connections;

	while (*at != c)
		at = &(*at)->next;
	*at = c->next;
	plain_free(c->plain);
	free(c->name);
	free(c);
}

void sockets_done(struct sockets *s, struct connection *c)
{
	if (!c->name)
		drop(s, c);
}

/* ---------------------------------------------------------------- in the background */

struct background *sockets_find(const struct sockets *s, const char *name)
{
	struct background *b = s->waiting;

	while (b && strcmp(b->name, name) != 0)
		b = b->next;
	return b;
}

const char *sockets_name(const struct background *b)
{
	return b->name;
}

static bool goes_on(void *ctx)
{
	const struct background *b = ctx;

	return !__atomic_load_n(&b->stop, __ATOMIC_ACQUIRE);
}

static void *run(void *ctx)
{
	struct background *b = ctx;

	call_receive_plain(&b->call, b->connection->plain);
	return NULL;
}

int sockets_leave(struct sockets *s, struct connection *c, const char *name,
                  struct call *call, struct err *e)
{
	struct background *b = mem_alloc(sizeof(*b));

	b->name = mem_strdup(name);
	b->connection = c;
	b->call = *call;
	*call = (struct call){ 0 };
	plain_wait_with(c->plain, goes_on, b);
	b->next = s->waiting;
	if (pthread_create(&b->thread, NULL, run, b)) {
		call_release(&b->call);
		free(b->name);
		free(b);
		return err_set(e, ERR_IO, "a thread can't be started");
	}
	s->waiting = b;
	c->user = b;
	return 0;
}

static void wait_for(struct background *b, struct interrupt *i)
{
	while (pthread_tryjoin_np(b->thread, NULL) == EBUSY) {
		if (interrupt_came(i))
			__atomic_store_n(&b->stop, true, __ATOMIC_RELEASE);
		interrupt_sleep(i, LOOK_MS);
	}
}

struct connection *sockets_join(struct sockets *s, struct background *b,
                                struct interrupt *i, struct call *call)
{
	struct background **at = &s->waiting;
	struct connection *c = b->connection;

	wait_for(b, i);
	while (*at != b)
		at = &(*at)->next;
	*at = b->next;
	*call = b->call;
	c->user = NULL;
	free(b->name);
	free(b);
	return c;
}

void sockets_end(struct sockets *s, struct interrupt *i, struct buf *unjoined)
{
	while (s->waiting) {
		struct call call;

		buf_printf(unjoined, "%s%s", unjoined->size ? ", " : "",
		           s->waiting->name);
		__atomic_store_n(&s->waiting->stop, true, __ATOMIC_RELEASE);
		(void)sockets_join(s, s->waiting, i, &call);
		call_release(&call);
	}
	while (s->connections)
		drop(s, s->connections);
}
