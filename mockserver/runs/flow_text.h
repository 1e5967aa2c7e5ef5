/*
 * flow_text.h - a flow as GET answers it: its text, and what its runs have done to it
 *
 * The text is as the last client left it.  What the service writes when a run is made,
 * starts or ends (updatedAt, updatedBy, updatedClient, version, etag) and lastRunDetails
 * are put into it when it is read, from columns.
 *
 * Owns: nothing.
 */
#ifndef MOCKSERVER_RUNS_FLOW_TEXT_H
#define MOCKSERVER_RUNS_FLOW_TEXT_H

#include "mockserver/store/entity.h"
#include "mockserver/world/world.h"

/* Does the text say all there is? */
static inline bool flow_text_is_whole(const struct entity_news *news)
{
	return !news->by_service && !news->ran;
}

/* Appends the text with the news in it; lastRunDetails stands before `labels` (L4). */
void flow_text_add(const struct world *w, struct str text, const struct entity_news *news,
                   struct buf *out);

#endif
