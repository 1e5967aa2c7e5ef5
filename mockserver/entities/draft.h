/*
 * draft.h - the draft state: entities that wait for their publish (02 §7, B11, B30)
 *
 * Owns: nothing.
 */
#ifndef MOCKSERVER_ENTITIES_DRAFT_H
#define MOCKSERVER_ENTITIES_DRAFT_H

#include "mockserver/contract/refusal.h"
#include "mockserver/specs/spec.h"

/* ?mode=draft makes a draft. */
enum create_mode { CREATE_LIVE, CREATE_DRAFT, CREATE_MODES };

/* The state of a new entity. */
const char *draft_state(enum create_mode mode);

/* A draft of a spec that has none is a violation with an error of its own (B30). */
void draft_check_spec(enum create_mode mode, const struct spec *spec, struct refusal *rf);

/*
 * Adds a violation at `pointer` if a live entity refers to one that is a draft or
 * disabled (B11).  Its state is NULL where there is no such entity.
 */
void draft_check_reference(enum create_mode mode, const char *state, const char *pointer,
                           struct refusal *rf);

#endif
