/*
 * written.h - the specs that clients have written, by organisation
 *
 * Finding a spec, and asking for secrets, takes the same time however many there are.
 *
 * Owns: every spec that it took.
 */
#ifndef MOCKSERVER_SPECS_WRITTEN_H
#define MOCKSERVER_SPECS_WRITTEN_H

#include "lib/map.h"
#include "mockserver/specs/spec.h"

/* All zero is a valid start. */
struct written {
	struct map organisations;
};

void written_release(struct written *w);

enum written_as {
	WRITTEN_NEW,        /* it has an id of its own */
	WRITTEN_INSTEAD_OF, /* it replaces a built-in one */
};

/* Adds a spec, or replaces the organisation's spec with the same kind and id. */
void written_put(struct written *w, const char *org, struct spec *spec,
                 enum written_as as);

/* Bytes of JSON of all that the organisation has written. */
size_t written_bytes(const struct written *w, const char *org);

/* NULL where the organisation has written none. */
const struct spec *written_find(const struct written *w, const char *org,
                                enum spec_kind kind, const char *id);

/* Its new ones of a kind, in the order of their first writing; NULL after the last. */
const struct spec *written_at(const struct written *w, const char *org,
                              enum spec_kind kind, size_t index);

/* Does any spec in it call a param with that name a password? */
bool written_is_secret(const struct written *w, const char *org, const char *param);

#endif
