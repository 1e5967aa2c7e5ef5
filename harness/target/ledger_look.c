/*
 * ledger_look.c - what a ledger says of the things that it names
 */
#include "harness/target/ledger.h"

#include "harness/match/mask.h"

void ledger_answered(struct ledger *l, size_t index)
{
	assert(index < l->count);
	l->all[index].answered = true;
}

bool creation_may_come(const struct creation *c, vtime now)
{
	return c->state == CREATION_OPEN && !c->answered && c->sent != VTIME_MIN &&
	       now < c->sent + CREATION_LATE_MS;
}

const struct creation *ledger_find(const struct ledger *l, const struct resource *r,
                                   struct str id)
{
	for (size_t i = 0; i < l->count; i++) {
		const struct creation *c = &l->all[i];

		if (c->resource == r && c->id && str_is(id, c->id))
			return c;
	}
	return NULL;
}

bool creation_is_masked(const struct creation *c)
{
	return c->name && strstr(c->name, MASK);
}

/* Each MASK in the pattern, with the stars around it, stands for any text. */
static bool fits_masked(const char *pattern, const char *text)
{
	const char *masked = strstr(pattern, MASK);
	size_t n = (size_t)(masked - pattern);

	if (strncmp(text, pattern, n) != 0)
		return false;
	for (text += n;; text += n) {
		pattern = masked + strspn(masked, "*");
		masked = strstr(pattern, MASK);
		if (!masked)
			return str_ends(text, pattern);
		n = (size_t)(masked - pattern);
		text = memmem(text, strlen(text), pattern, n);
		if (!text)
			return false;
	}
}

bool ledger_names(const struct ledger *l, const struct creation *c, const char *name)
{
	if (!c->name)
		return false;
	if (!creation_is_masked(c))
		return !strcmp(c->name, name);
	return str_ends(c->name, l->head.mark.text) && fits_masked(c->name, name);
}

size_t ledger_count(const struct ledger *l, enum creation_state state)
{
	size_t n = 0;

	for (size_t i = 0; i < l->count; i++)
		n += l->all[i].state == state;
	return n;
}
