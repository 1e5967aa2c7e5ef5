/*
 * effects.c - what each kind of fault does to a request, a row each
 */
#include "mockserver/api/effects.h"

#include "mockserver/api/answer.h"
#include "mockserver/api/fault_watch.h"
#include "mockserver/api/fault_work.h"
#include "mockserver/api/status.h"

/*
 * Those of the transport family, and truncate, are the wire's (api/wiring.c); those of
 * runs and files are in runs/.
 */
static const struct effect rows[FAULT_KIND_COUNT] = {
	[FAULT_STATUS] = { .end = status_end },
	[FAULT_PATCH] = { .change = answer_patch },
	[FAULT_EMPTY] = { .change = answer_empty },
	[FAULT_TEXT] = { .change = answer_text },
	[FAULT_HEADERS] = { .change = answer_headers },
	[FAULT_TWICE] = { .begin = fault_work_twice },
	[FAULT_OTHER_WRITER] = { .begin = fault_work_other_writer },
	[FAULT_STALE_READ] = { .change = fault_watch_stale },
	[FAULT_LIST_LAG] = { .begin = fault_work_lag },
	[FAULT_TOKEN_EXPIRED] = { .end = fault_work_refuse_token },
	[FAULT_REVOKE] = { .end = fault_work_refuse_token },
	[FAULT_TOKEN_LIFE] = { .end = fault_work_refuse_token },
	[FAULT_FORBID] = { .end = fault_work_forbid },
	[FAULT_HIDE] = { .begin = fault_work_hide, .did = fault_work_hide_run },
	[FAULT_RATE] = { .end = fault_work_throttle },
	[FAULT_TRANSIENT] = { .did = fault_work_transient },
};

const struct effect *effect_of(enum fault_kind kind)
{
	return &rows[kind];
}
