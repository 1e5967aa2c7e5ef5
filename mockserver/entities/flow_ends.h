/*
 * flow_ends.h - the source and target connection that a flow stands between
 *
 * Both are judged when a flow is made, and when a change names others or enables the
 * flow.  A flow whose end was deleted meanwhile can be renamed and disabled; what it
 * shows of that end stays as it was.
 *
 * Owns: struct flow_ends owns its trees, until flow_ends_release().
 */
#ifndef MOCKSERVER_ENTITIES_FLOW_ENDS_H
#define MOCKSERVER_ENTITIES_FLOW_ENDS_H

#include "lib/json/write.h"
#include "mockserver/entities/draft.h"
#include "mockserver/specs/spec.h"
#include "mockserver/store/entity.h"
#include "mockserver/world/world.h"

struct flow_ends {
	cJSON *source, *target; /* entities; NULL where the reference leads nowhere */
};

void flow_ends_release(struct flow_ends *ends);
AUTO_DEFINE_STRUCT(struct flow_ends, flow_ends_release);

/* Which ends a check is about. */
struct flow_ends_question {
	const cJSON *flow;       /* as it was sent, or as it would be after a change */
	const struct spec *spec; /* its flow spec; NULL: unknown */
	enum create_mode mode;
	bool source, target; /* judge this end; else it is only loaded */
};

/*
 * Loads both ends.  Adds a violation for a judged one that is not there, that the flow
 * spec does not take, that is no use to a live flow yet (B11), or whose base connection
 * is deleted (ours: a run of it could only fail).
 */
void flow_ends_check(struct world *w, const struct caller *by,
                     const struct flow_ends_question *q, struct flow_ends *out,
                     struct refusal *rf);

/* The id of the flow's one source or target connection, or NULL. */
const char *flow_ends_source(const cJSON *flow);
const char *flow_ends_target(const cJSON *flow);

/*
 * Writes the flow's member "inheritedAttributes" (03 §6), as a member of that name.  Of
 * an end that is gone it shows what the flow showed before.
 */
void flow_ends_write(const cJSON *flow, const struct spec *spec,
                     const struct flow_ends *ends, const char *name, struct buf *out);

#endif
