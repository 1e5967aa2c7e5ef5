/*
 * violations.h - what is wrong with a document, all of it
 *
 * A list that checks add to, each with a pointer to the place; an empty one, all
 * zero, says that nothing is wrong.  All checks of one document that add to the same
 * list share one budget of steps (lib/jsonschema/jsonschema.h).
 *
 * Owns: its texts, until violations_release().
 */
#ifndef LIB_VIOLATIONS_H
#define LIB_VIOLATIONS_H

#include "lib/base.h"

struct violation {
	char *pointer;       /* RFC 6901, into the document */
	const char *keyword; /* "required", "enum", …; static */
	char *message;       /* one sentence for a human, no full stop */
};

struct violations {
	struct violation *all;
	size_t count, room;
	int64_t steps; /* what the checks took so far */
	bool gave_up;  /* a check had none left: the list is not whole */
};

/* Adds one; copies its texts. */
void violations_add(struct violations *v, const char *pointer, const char *keyword,
                    const char *message);
/*
 * Says each fact once: of those at one place that say the same, or of which one says what
 * another does and more, one stays, where the first of them stood.
 */
void violations_settle(struct violations *v);
/* Takes out the one of that index. */
void violations_drop(struct violations *v, size_t index);
/* Frees the texts and the list, which is empty again. */
void violations_release(struct violations *v);
AUTO_DEFINE_STRUCT(struct violations, violations_release);

#endif
