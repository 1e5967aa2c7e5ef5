/*
 * ledger_look.c - what a ledger says of the things that it names
 */
#include "harness/target/ledger.h"

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

size_t ledger_count(const struct ledger *l, enum creation_state state)
{
	size_t n = 0;

	for (size_t i = 0; i < l->count; i++)
		n += l->all[i].state == state;
	return n;
}
