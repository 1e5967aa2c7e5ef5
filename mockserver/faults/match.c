/*
 * match.c - does a request, run or file match what a fault asks for?
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
	return f->on.how[s->point] != FAULT_ON_PATH ||
	       fault_on_path_fits(&f->on, s->method, s->path);
}

/* The dataset that fits: of a run's several the first; NULL for none. */
static const cJSON *fitting(struct fault *f, const cJSON *datasets)
{
	struct fault_when *asked = &f->asked[FAULT_PART_DATASET];
	const cJSON *one;

	if (!cJSON_IsArray(datasets))
		return fault_when_fits(asked, datasets) ? datasets : NULL;
	cJSON_ArrayForEach(one, datasets) {
		if (fault_when_fits(asked, one))
			return one;
	}
	return NULL;
}

static bool part_fits(struct fault *f, const struct fault_subject *s,
                      enum fault_part part)
{
	const cJSON *value = s->part(s->ctx, part);

	if (part == FAULT_PART_DATASET)
		return fitting(f, value) != NULL;
	return fault_when_fits(&f->asked[part], value);
}

bool fault_matches(struct fault *f, const struct fault_subject *s)
{
	if (!in_time(f, s->now) || !path_fits(f, s))
		return false;
	for (size_t i = 0; i < f->asked_count; i++) {
		if (!part_fits(f, s, f->asked_parts[i]))
			return false;
	}
	return true;
}

/* The dataset's id; of several the first that fits. */
static const char *dataset_of(struct fault *f, const struct fault_subject *s)
{
	const cJSON *id = fitting(f, s->part(s->ctx, FAULT_PART_DATASET));

	return cJSON_IsString(id) ? id->valuestring : "";
}

const char *fault_key_name(struct fault *f, const struct fault_subject *s)
{
	switch (f->per) {
	case FAULT_PER_WORLD:
		return "";
	case FAULT_PER_OPERATION:
		return fault_point_name(s->point);
	case FAULT_PER_FLOW:
		return s->flow;
	case FAULT_PER_CLIENT:
		return s->client;
	case FAULT_PER_DATASET:
		return dataset_of(f, s);
	case FAULT_PER_COUNT:
		break;
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

static void judge(struct fault *f, const struct fault_subject *s, struct lacks *l)
{
	const struct match_listener out = { note_difference, l };

	if (!in_time(f, s->now) && !l->count++)
		buf_add_str(&l->first, "the time was outside of 'between'");
	if (!path_fits(f, s) && !l->count++)
		buf_printf(&l->first, "the path was %.*s", VALUE_SHOWN, s->path);
	for (int i = 0; i < FAULT_PART_COUNT; i++) {
		const cJSON *value;

		l->part = (enum fault_part)i;
		if (!f->when[i])
			continue;
		value = s->part(s->ctx, l->part);
		if (i == FAULT_PART_DATASET && fitting(f, value))
			continue;
		(void)match_value(f->when[i], value, "", &out);
	}
}

void fault_note_nearest(struct fault *f, const struct fault_subject *s, int64_t request)
{
	struct fault_nearest *n = &f->nearest;
	struct lacks l = { 0 };

	if (n->why && n->differences <= 1)
		return;
	judge(f, s, &l);
	if (!n->why || l.count < n->differences) {
		free(n->why);
		free(n->about);
		*n = (struct fault_nearest){ buf_take(&l.first), l.count, request, NULL };
		if (s->about)
			n->about = json_text(s->about(s->ctx));
	}
	buf_release(&l.first);
}
