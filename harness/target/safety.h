/*
 * safety.h - what happens around a request to a target that is not reset
 *
 * Before it is sent: is it allowed (guard.h)?  What it makes is noted in the ledger and
 * named with the run's mark.  After it: the ledger notes what has become of it, and the
 * answer loses the mark.  A creation whose answer did not come, or says of a failure in
 * the service, stays open in the ledger: whether it is there, its name tells.
 *
 * Owns: the ledger.  Borrows: the guard's texts.
 * Errors: ERR_FORBIDDEN, it was not sent; ERR_IO, the ledger can't be written, and it was
 * not sent either.
 */
#ifndef HARNESS_TARGET_SAFETY_H
#define HARNESS_TARGET_SAFETY_H

#include "harness/target/guard.h"

struct safety {
	struct target_guard guard;
	struct ledger ledger; /* path NULL: nothing is noted, nothing marked */
};

/* What a request does, and the ledger's place for what it makes or deletes. */
struct safety_note {
	enum impact_kind kind;
	const struct resource *resource; /* NULL: none that is known */
	bool placed;                     /* index is a place */
	size_t index;
};

/* Judges the request, and makes it ready to be sent. */
int safety_before(struct safety *s, struct call *c, struct safety_note *out,
                  struct err *e) MUST_USE;

/* It is sent another time, though the one before may have had its effect. */
int safety_again(struct safety *s, struct safety_note *note, struct err *e) MUST_USE;

/* It was not sent at all. */
void safety_unsent(struct safety *s, const struct safety_note *note);

/* Its answer is there; or, with answered false, it did not come. */
int safety_after(struct safety *s, struct call *c, const struct safety_note *note,
                 bool answered, struct err *e) MUST_USE;

/* Frees the ledger, which stays on disk. */
void safety_release(struct safety *s);
AUTO_DEFINE_STRUCT(struct safety, safety_release);

#endif
