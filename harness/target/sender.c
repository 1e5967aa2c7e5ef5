/*
 * sender.c - requests in somebody's name: a token that is kept fresh, and patience
 */
#include "harness/target/sender.h"

#include "lib/mem.h"

#define NS_PER_MS INT64_C(1000000)
/* A token is renewed that long before it ends, or after nine tenths of a short life. */
#define RENEW_MS  (5 * MS_PER_MINUTE)
/* One that is to live longer than any run is asked for again after that. */
#define LIFE_MS   (365 * MS_PER_DAY)

void sender_release(struct sender *s)
{
	access_token_release(&s->token);
	fetch_free(s->fetch);
	*s = (struct sender){ 0 };
}

/* ---------------------------------------------------------------- waiting */

/* Waits that long, and says for what. */
static int wait_for(struct sender *s, const char *who, int status, int64_t ms,
                    struct err *e)
{
	AUTO_MEM char *line =
		mem_printf("%s is busy (%d): waiting %lld s", who, status,
	                   (long long)((ms + MS_PER_SECOND - 1) / MS_PER_SECOND));

	if (s->say)
		s->say(s->say_ctx, line);
	if (!s->patience.sleep || s->patience.sleep(s->patience.ctx, ms))
		return 0;
	return err_set(e, ERR_UNAVAILABLE, "stopped while waiting: %s was busy (%d)", who,
	               status);
}

/* ---------------------------------------------------------------- tokens */

static int ask_for_token(struct sender *s, struct access_token *out, struct err *e)
{
	for (int tries = 0;; tries++) {
		struct err why = { 0 };

		if (access_token_fetch(s->ims_url, &s->who, s->fetch, out, &why) == 0)
			return 0;
		if (!s->patient || !out->busy || tries + 1 == PATIENCE_TRIES)
			return err_pass(e, &why);
		if (wait_for(s, "IMS", out->busy, out->busy_ms, e) < 0)
			return -1;
	}
}

/* The client's first token, or its next. */
static int take_token(struct sender *s, struct err *e)
{
	struct access_token next = { 0 };
	int64_t life, early;

	if (ask_for_token(s, &next, e) < 0)
		return -1;
	life = next.lifetime_ms < LIFE_MS ? next.lifetime_ms : LIFE_MS;
	early = life / 10 < RENEW_MS ? life / 10 : RENEW_MS;
	access_token_release(&s->token);
	s->token = next;
	s->who.token = s->token.text;
	s->who.token_given = true;
	s->renew_ns = vtime_monotonic_ns() + (life - early) * NS_PER_MS;
	return 0;
}

int sender_login(struct sender *s, struct err *e)
{
	if (!s->who.client_id || s->who.token_given)
		return 0;
	return take_token(s, e);
}

/* Did the call, or is it to, come with the token that we hold? */
static bool has_our_token(const struct sender *s, const struct call *c)
{
	AUTO_MEM char *bearer = mem_printf("Bearer %s", s->who.token);
	const char *sent = call_header_value(c, "Authorization");

	return s->token.text && sent && !strcmp(sent, bearer);
}

static int renew(struct sender *s, struct call *c, struct err *e)
{
	AUTO_MEM char *bearer = NULL;

	if (take_token(s, e) < 0)
		return -1;
	bearer = mem_printf("Bearer %s", s->who.token);
	call_header(c, "Authorization", bearer);
	return 0;
}

/* ---------------------------------------------------------------- sending */

static int send_once(struct sender *s, struct call *c, struct err *e)
{
	if (patience_begin(&s->patience, s->cleaning, e) < 0)
		return -1;
	return call_send(c, s->fetch, e);
}

static int send_with_token(struct sender *s, struct call *c, struct err *e)
{
	struct err why = { 0 };

	if (has_our_token(s, c) && vtime_monotonic_ns() >= s->renew_ns &&
	    renew(s, c, e) < 0)
		return -1;
	if (send_once(s, c, e) < 0)
		return -1;
	if (c->x.status != 401 || !has_our_token(s, c))
		return 0;
	if (renew(s, c, &why) < 0)
		return err_set(e, ERR_UNAVAILABLE, "a new token after a 401: %s",
		               why.text);
	return send_once(s, c, e);
}

int sender_send(struct sender *s, struct call *c, int *repeats, struct err *e)
{
	int64_t ms;

	for (int tries = 0;; tries++) {
		if (send_with_token(s, c, e) < 0)
			return -1;
		if (!s->patient || !patience_put_off(&c->x, tries, &ms))
			return 0;
		if (tries + 1 == PATIENCE_TRIES)
			return err_set(e, ERR_UNAVAILABLE,
			               "%s %s answered %d each of %d times", c->method,
			               c->url, c->x.status, PATIENCE_TRIES);
		if (wait_for(s, "the service", c->x.status, ms, e) < 0)
			return -1;
		if (repeats)
			*repeats += c->x.status == 503;
	}
}
