/*
 * seen.c - what a mock has handed out: a table of texts, found by their hash
 */
#include "tests/support/seen.h"

#include <stdlib.h>
#include <string.h>

#include "lib/hash.h"
#include "lib/mem.h"

/* The slot that holds the key, or the free one where it belongs; room is left. */
static struct seen_text *slot_of(const struct seen *s, const char *key)
{
	size_t i = hash_text(0, key) % s->room;

	while (s->slots[i].text && strcmp(s->slots[i].text, key) != 0)
		i = (i + 1) % s->room;
	return &s->slots[i];
}

static void grow(struct seen *s)
{
	struct seen old = *s;

	s->room = 2 * old.room + 256;
	s->slots = mem_alloc(s->room * sizeof(*s->slots));
	for (size_t i = 0; i < old.room; i++) {
		if (old.slots[i].text)
			*slot_of(s, old.slots[i].text) = old.slots[i];
	}
	free(old.slots);
}

int64_t seen_claim(struct seen *s, const char *what, const char *text, int64_t owner)
{
	AUTO(mem_free) char *key = mem_printf("%s:%s", what, text);
	struct seen_text *slot;

	if (2 * s->count >= s->room)
		grow(s);
	slot = slot_of(s, key);
	if (!slot->text) {
		*slot = (struct seen_text){ TAKE(key), owner };
		s->count++;
	}
	return slot->owner;
}

int64_t seen_owner(const struct seen *s, const char *what, const char *text)
{
	AUTO(mem_free) char *key = mem_printf("%s:%s", what, text);
	const struct seen_text *slot = s->room ? slot_of(s, key) : NULL;

	return slot && slot->text ? slot->owner : SEEN_NOBODY;
}

void seen_release(struct seen *s)
{
	for (size_t i = 0; i < s->room; i++)
		free(s->slots[i].text);
	free(s->slots);
	*s = (struct seen){ 0 };
}
