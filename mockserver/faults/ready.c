/*
 * ready.c - the conditions of kinds that depend on what a fault remembers
 */
#include "mockserver/faults/ready.h"

bool fault_mark_alive(const struct fault_action *a, const struct fault_mark *m, vtime now)
{
	if (a->ms)
		return now - m->at < a->ms;
	return m->reads < (a->count > 0 ? a->count : 1);
}

static const char *token_of(const struct fault_subject *s)
{
	return s->token ? s->token : s->token_of(s->ctx);
}

bool fault_has_revoked(const struct fault *f, const struct fault_subject *s)
{
	return fault_action_of(f, FAULT_REVOKE) && fault_mark_find(f, token_of(s));
}

static void note(const struct fault_ready *to, struct fault *f, struct fault_mark *m)
{
	to->marked(to->ctx, f, m);
}

/* A minute begins with its first request. */
static bool beyond_rate(struct fault *f, const struct fault_action *a,
                        const struct fault_ready *to)
{
	const struct fault_subject *s = to->subject;
	int64_t now = a->by == FAULT_BY_MOCK ? s->now : s->real_ms;
	struct fault_mark *m = fault_mark_find(f, to->key);

	if (!m || now - m->at >= MS_PER_MINUTE || now < m->at)
		m = fault_mark_new(f, to->key, now);
	m->reads++;
	note(to, f, m);
	return m->reads > a->count;
}

int64_t fault_rate_seconds(const struct fault *f, const struct fault_action *a,
                           const struct fault_subject *s, const char *key)
{
	const struct fault_mark *m = fault_mark_find(f, key);
	const int64_t now = a->by == FAULT_BY_MOCK ? s->now : s->real_ms;
	const int64_t left = (m ? m->at : now) + MS_PER_MINUTE - now;

	return left < MS_PER_SECOND ? 1 : (left + MS_PER_SECOND - 1) / MS_PER_SECOND;
}

static bool life_over(struct fault *f, const struct fault_action *a,
                      const struct fault_ready *to)
{
	const struct fault_subject *s = to->subject;
	struct fault_mark *m = fault_mark_find(f, token_of(s));

	if (!*token_of(s))
		return false;
	if (!m) {
		m = fault_mark_new(f, token_of(s), s->now);
		note(to, f, m);
	}
	return s->now - m->at >= a->ms;
}

static bool revokes(struct fault *f, const struct fault_action *a UNUSED,
                    const struct fault_ready *to)
{
	const struct fault_subject *s = to->subject;

	if (!*token_of(s))
		return false;
	if (!fault_mark_find(f, token_of(s)))
		note(to, f, fault_mark_new(f, token_of(s), s->now));
	return true;
}

static bool is_stale(struct fault *f, const struct fault_action *a,
                     const struct fault_ready *to)
{
	struct fault_mark *m = fault_mark_find(f, to->subject->entity);

	if (!m || !fault_mark_alive(a, m, to->subject->now))
		return false;
	m->reads++;
	note(to, f, m);
	return true;
}

static bool lags(struct fault *f, const struct fault_action *a,
                 const struct fault_ready *to)
{
	bool any = false;
	size_t at = 0;
	void *value;

	while (map_next(&f->marks, &at, &value)) {
		struct fault_mark *m = value;

		if (!m || !fault_mark_alive(a, m, to->subject->now))
			continue;
		m->reads++;
		note(to, f, m);
		any = true;
	}
	return any;
}

/* Of a run only its answer says whose it is. */
static bool hides(struct fault *f UNUSED, const struct fault_action *a,
                  const struct fault_ready *to)
{
	const struct fault_subject *s = to->subject;

	return fault_scope_has(FAULT_SCOPE_LISTS, s->point) ||
	       s->point == fault_point_of(OP_RUN_GET) || !strcmp(s->entity, a->text);
}

/* A run that a client asks for is neither missed nor late nor made twice. */
static bool has_tick(struct fault *f UNUSED, const struct fault_action *a UNUSED,
                     const struct fault_ready *to)
{
	return !to->subject->demanded;
}

/* NULL: the kind has no condition. */
static bool (*const conditions[])(struct fault *f, const struct fault_action *a,
                                  const struct fault_ready *to) = {
	[FAULT_RATE] = beyond_rate,   [FAULT_TOKEN_LIFE] = life_over,
	[FAULT_REVOKE] = revokes,     [FAULT_STALE_READ] = is_stale,
	[FAULT_LIST_LAG] = lags,      [FAULT_HIDE] = hides,
	[FAULT_MISSED] = has_tick,    [FAULT_RUN_LATE] = has_tick,
	[FAULT_RUN_TWICE] = has_tick, [FAULT_KIND_COUNT - 1] = NULL,
};
static_assert(ARRAY_LEN(conditions) == FAULT_KIND_COUNT, "every kind has a place");

bool fault_ready(struct fault *f, const struct fault_ready *to)
{
	bool all = true;

	for (size_t i = 0; i < f->count; i++) {
		const struct fault_action *a = &f->actions[i];

		if (conditions[a->kind])
			all = conditions[a->kind](f, a, to) && all;
	}
	return all;
}
