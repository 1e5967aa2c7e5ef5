/*
 * guard.c - whom an instance lets in
 */
#include "mockserver/gateway/guard.h"
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

const char *guard_auth_name(const struct guard *g)
{
	static const char *const names[] = {
		[AUTH_LENIENT] = "lenient",
		[AUTH_STRICT] = "strict",
	};
	static_assert(ARRAY_LEN(names) == AUTH_COUNT, "every mode has a name");

	return names[g ? g->auth : AUTH_LENIENT];
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

int guard_issue(const struct guard *g, struct token *t, struct buf *out, struct err *e)
{
	int64_t serial;

	assert(!out->size);
	if (store_meta_count_up(g->store, COUNTER, &serial, e) < 0)
		return -1;
	t->serial = (uint64_t)serial;
	t->issued_at = clock_now(g->clock);
	token_write(g->seed, t, out);
	return 0;
}

bool guard_accepts(const struct guard *g, const char *text, struct arena *a,
                   struct token *out)
{
	vtime now = clock_now(g->clock);

	return token_read(g->seed, text, a, out) &&
	       now - out->issued_at < out->lifetime_ms;
}

void guard_explain(const struct guard *g, const char *text, struct arena *a,
                   struct refusal *rf)
{
	char expiry[VTIME_TEXT], now[VTIME_TEXT];
	struct token t;

	if (!token_read(g->seed, text, a, &t)) {
		refusal_explain(rf, "this mock's IMS has not issued the token");
		return;
	}
	refusal_explain(rf, "the token expired at %s, and it is %s now",
	                vtime_format(t.issued_at + t.lifetime_ms, expiry),
	                vtime_format(clock_now(g->clock), now));
}
