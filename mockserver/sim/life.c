/*
 * life.c - how long a run lives: pure, no clock of its own
 */
#include "mockserver/sim/life.h"

#include "lib/hash.h"
#include "lib/str.h"

#define LENGTH_TEXT 32 /* room for a length of time */

#define WAIT_SHARE 10 /* a run waits for 1/WAIT_SHARE of the time it lives */

static int read_length(struct str text, int64_t *ms, struct err *e)
{
	char copy[64];
	struct duration d;

	if (text.size >= sizeof(copy))
		return err_set(e, ERR_INVALID, "that is no length of time");
	memcpy(copy, text.at, text.size);
	copy[text.size] = '\0';
	if (duration_parse(copy, &d, e) < 0)
		return -1;
	if (d.months)
		return err_set(e, ERR_INVALID, "months have no fixed length");
	if (d.ms > LIFE_MS_MAX)
		return err_set(e, ERR_INVALID, "a run lives a year at most");
	*ms = d.ms;
	return 0;
}

static int read_after(const char *text, struct life *out, struct err *e)
{
	const char *dots = strstr(text, "..");
	struct str least = { text, dots ? (size_t)(dots - text) : strlen(text) };

	out->kind = LIFE_AFTER;
	if (read_length(least, &out->least_ms, e) < 0)
		return -1;
	out->most_ms = out->least_ms;
	if (dots && read_length(str_of(dots + 2), &out->most_ms, e) < 0)
		return -1;
	return out->least_ms <= out->most_ms
	               ? 0
	               : err_set(e, ERR_INVALID, "the second length is the longer one");
}

static int read_polls(const char *text, struct life *out, struct err *e)
{
	out->kind = LIFE_POLLS;
	if (str_to_int(text, &out->polls) && out->polls >= 1 &&
	    out->polls <= LIFE_POLLS_MAX)
		return 0;
	return err_set(e, ERR_INVALID, "polls are 1 to %d", LIFE_POLLS_MAX);
}

int life_parse(const char *text, struct life *out, struct err *e)
{
	struct err why = { 0 };

	*out = (struct life){ 0 };
	if (!strcmp(text, "immediate"))
		return 0;
	if (str_starts(text, "after:")
	            ? read_after(text + strlen("after:"), out, &why) == 0
	            : str_starts(text, "polls:") &&
	                      read_polls(text + strlen("polls:"), out, &why) == 0)
		return 0;
	return err_set(e, ERR_INVALID,
	               "'%.60s' is no life of a run: immediate, after:MIN[..MAX] or "
	               "polls:N%s%s",
	               text, why.code ? "; " : "", why.code ? why.text : "");
}

/* In the longest unit that leaves no rest: "5m" for 300,000. */
static const char *length_text(int64_t ms, char text[LENGTH_TEXT])
{
	static const struct {
		const char *name;
		int64_t ms;
	} units[] = {
		{ "d", MS_PER_DAY },    { "h", MS_PER_HOUR }, { "m", MS_PER_MINUTE },
		{ "s", MS_PER_SECOND }, { "ms", 1 },
	};
	size_t i = 0;

	while (ms % units[i].ms || (!ms && units[i].ms > MS_PER_SECOND))
		i++;
	snprintf(text, LENGTH_TEXT, "%lld%s", (long long)(ms / units[i].ms),
	         units[i].name);
	return text;
}

const char *life_text(const struct life *l, char text[LIFE_TEXT])
{
	char least[LENGTH_TEXT], most[LENGTH_TEXT];

	switch (l->kind) {
	case LIFE_IMMEDIATE:
		snprintf(text, LIFE_TEXT, "immediate");
		break;
	case LIFE_AFTER:
		snprintf(text, LIFE_TEXT, "after:%s%s%s", length_text(l->least_ms, least),
		         l->most_ms > l->least_ms ? ".." : "",
		         l->most_ms > l->least_ms ? length_text(l->most_ms, most) : "");
		break;
	case LIFE_POLLS:
		snprintf(text, LIFE_TEXT, "polls:%lld", (long long)l->polls);
		break;
	}
	return text;
}

int64_t life_length_ms(const struct life *l, uint64_t key)
{
	uint64_t span = (uint64_t)(l->most_ms - l->least_ms) + 1;

	return l->least_ms + (int64_t)hash_below(key, span);
}

int64_t life_wait_ms(int64_t length_ms)
{
	return length_ms / WAIT_SHARE;
}
