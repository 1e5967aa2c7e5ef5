/*
 * record.h - what the steps of a scenario sent, got and found, for reports
 *
 *	{"steps":[{"at":"file:line","said":…,"fits":true,
 *	           "exchange":…,"curl":…,"differences":[{"path","expected","got"}]}],
 *	 "timeline":"<svg …>"}
 *
 * `exchange`, `curl` and `differences` are there where a step has them; the timeline
 * where the target draws one and the scenario had runs.  Long exchanges are cut, and
 * steps after RECORD_STEPS_MAX are counted as "more".  Secrets are masked at the end,
 * when all of them are known.
 *
 * Owns: its texts, until record_release().
 */
#ifndef HARNESS_RUN_RECORD_H
#define HARNESS_RUN_RECORD_H

#include "harness/steps/play.h"

#define RECORD_STEPS_MAX 200
#define RECORD_TEXT_MAX  8192 /* bytes of an exchange */

struct record {
	cJSON *steps; /* as above, not masked yet */
	int64_t more;
	char *text; /* what record_end() made; NULL before */
};

/* For struct watcher; ctx is a struct record. */
void record_step(void *ctx, const struct play *p);
void record_end(void *ctx, const struct play *p);

void record_release(struct record *r);
AUTO_DEFINE_STRUCT(struct record, record_release);

#endif
