/*
 * json.h - past and coming runs of each flow, as JSON
 *
 * Owns: nothing; the tree is the caller's.
 */
#ifndef MOCKSERVER_TIMELINE_JSON_H
#define MOCKSERVER_TIMELINE_JSON_H

#include "mockserver/timeline/timeline.h"

/*
 * {"now","from","until","flows":[{"id","name","state","schedule","counts","runs","gaps",
 * "ticks","faults"}]}, the last where there are some; of a list longer than
 * TIMELINE_LISTED, the runs and gaps nearest the end of the window and the ticks nearest
 * its beginning.
 */
#define TIMELINE_LISTED 1000
cJSON *timeline_json(const struct timeline *t) MUST_USE;

#endif
