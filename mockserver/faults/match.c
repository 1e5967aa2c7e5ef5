/*
 * match.c - does a request match what a fault asks for?
 */
#include "mockserver/faults/match.h"

#include "lib/match/match.h"
#include "lib/mem.h"
#include "lib/secret.h"

#define VALUE_SHOWN 60 /* bytes of a value in a sentence */

static bool in_time(const struct fault *f, vtime now)
{
	return now >= f->rule.from && now < f->rule.until;
}

static bool path_fits(const struct fault *f, const struct fault_subject *s)
{
	return f->on.how[s->operation] != FAULT_ON_PATH ||
	       fault_on_path_fits(&f->on, s->method, s->path);
}

bool fault_matches(struct fault *f, const struct fault_subject *s)
{
	if (!in_time(f, s->now) || !path_fits(f, s))
		return false;
	for (size_t i = 0; i < f->asked_count; i++) {
		const enum fault_part part = f->asked_parts[i];

		if (!fault_when_fits(&f->asked[part], s->part(s->ctx, part)))
			return false;
	}
	return true;
}

const char *fault_key_name(const struct fault *f, const struct fault_subject *s)
{
	switch (f->per) {
	case FAULT_PER_WORLD:
		return "";
	case FAULT_PER_OPERATION:
		return operation_row(s->operation)->name;
	case FAULT_PER_FLOW:
		return s->flow;
	case FAULT_PER_CLIENT:
		return s->client;
	}
	assert(false); /* every key is one of these */
	return "";
}

/* ---------------------------------------------------------------- the nearest */

struct lacks {
	enum fault_part part;
	size_t count;
	struct buf first; /* of the differences, in words */
};

static void add_value(const cJSON *value, struct buf *out)
{
	AUTO(buf_release) struct buf text = { 0 };
	size_t n;

	if (!value) {
		buf_add_str(out, "missing");
		return;
	}
	if (cJSON_IsString(value))
		buf_add_str(&text, value->valuestring);
	else
		json_print(value, &text);
	n = str_cut(buf_str(&text), VALUE_SHOWN);
	buf_add(out, buf_str(&text), n);
	if (n < text.size)
		buf_add_str(out, "…");
}

/* Is what stands at the path a secret, by its name?  Its value is not shown then. */
static bool is_secret(const struct lacks *l, const char *path)
{
	const char *last = strrchr(path, '.');
	const char *name = last ? last + 1 : path;

	return secret_in_name(str_of(name)) || (l->part == FAULT_PART_HEADERS &&
	                                        (str_same_nocase(name, "authorization") ||
	                                         str_same_nocase(name, "cookie")));
}

/* "body.name was Daily, expected ^Hourly" */
static void note_difference(void *ctx, const struct match_difference *d)
{
	struct lacks *l = ctx;

	if (l->count++)
		return;
	if (is_secret(l, d->path)) {
		buf_printf(&l->first, "%s%s was another than expected",
		           fault_part_name(l->part), d->path);
		return;
	}
	buf_printf(&l->first, "%s%s was ", fault_part_name(l->part), d->path);
	add_value(d->actual, &l->first);
	buf_add_str(&l->first, ", expected ");
	if (d->words && strcmp(d->words, "$matches") != 0)
		buf_printf(&l->first, "%s%s", d->words, d->pattern ? " " : "");
	if (d->pattern)
		add_value(d->pattern, &l->first);
}

static void judge(const struct fault *f, const struct fault_subject *s, struct lacks *l)
{
	const struct match_listener out = { note_difference, l };

	if (!in_time(f, s->now) && !l->count++)
		buf_add_str(&l->first, "the time was outside of 'between'");
	if (!path_fits(f, s) && !l->count++)
		buf_printf(&l->first, "the path was %.*s", VALUE_SHOWN, s->path);
	for (int i = 0; i < FAULT_PART_COUNT; i++) {
		l->part = (enum fault_part)i;
		if (f->when[i])
			(void)match_value(f->when[i], s->part(s->ctx, l->part), "", &out);
	}
}

void fault_note_nearest(struct fault *f, const struct fault_subject *s, int64_t request)
{
	struct fault_nearest *n = &f->nearest;
	struct lacks l = { 0 };

	if (n->request && n->differences <= 1)
		return;
	judge(f, s, &l);
	if (!n->request || l.count < n->differences) {
		free(n->why);
		*n = (struct fault_nearest){ request, l.count, buf_take(&l.first) };
	}
	buf_release(&l.first);
}
