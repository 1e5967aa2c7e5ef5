/*
 * guard.c - whom an instance lets in
 */
#include "mockserver/gateway/guard.h"
#include "lib/hash.h"
#include "lib/mem.h"

#define COUNTER "tokens"

static int read_clients(const struct guard_options *o, struct clients *out, struct err *e)
{
	for (size_t i = 0; o->clients && o->clients[i]; i++) {
		if (clients_add(out, o->clients[i], e) < 0)
			return -1;
	}
	if (o->clients_file && clients_read(out, o->clients_file, e) < 0)
		return -1;
	return out->count ? 0 : clients_add(out, CLIENT_DEFAULT, e);
}

int guard_open(const struct guard_options *options, struct guard *out, struct err *e)
{
	*out = (struct guard){ .auth = options->auth };
	if (read_clients(options, &out->clients, e) < 0) {
		guard_close(out);
		return -1;
	}
	if (options->sandboxes && *options->sandboxes)
		out->sandboxes = mem_strdup(options->sandboxes);
	return 0;
}

void guard_close(struct guard *g)
{
	clients_release(&g->clients);
	free(g->sandboxes);
	free(g->host);
	*g = (struct guard){ 0 };
}

bool guard_knows_sandbox(const struct guard *g, const char *name)
{
	struct str rest, one;

	if (!g->sandboxes)
		return true;
	rest = str_of(g->sandboxes);
	while (str_split(&rest, ',', &one)) {
		if (str_is(one, name))
			return true;
	}
	return false;
}

/* The name under which the state keeps a hash of the token's text. */
static char *kept_name(uint64_t serial)
{
	return mem_printf("token %llu", (unsigned long long)serial);
}

static int64_t hash_of(const char *text)
{
	return (int64_t)(hash_text(0, text) >> 1);
}

int guard_issue(const struct guard *g, struct token *t, struct buf *out, struct err *e)
{
	AUTO(mem_free) char *name = NULL;
	int64_t serial;

	assert(!out->size);
	if (meta_count_up(g->store, COUNTER, &serial, e) < 0)
		return -1;
	t->serial = (uint64_t)serial;
	t->issued_at = clock_now(g->clock);
	token_write(g->seed, t, out);
	name = kept_name(t->serial);
	return meta_put(g->store, name, hash_of(buf_str(out)), e);
}

bool guard_accepts(const struct guard *g, const char *text, struct arena *a,
                   struct token *out)
{
	struct err none = { 0 };
	vtime now = clock_now(g->clock);
	AUTO(mem_free) char *name = NULL;
	int64_t kept;

	if (!token_read(g->seed, text, a, out))
		return false;
	name = kept_name(out->serial);
	if (meta_load(g->store, name, &kept, &none) < 0)
		return false;
	return kept == hash_of(text) && out->issued_at <= now &&
	       now - out->issued_at < out->lifetime_ms;
}
