/*
 * action.h - what a fault does, as it was read: a kind with its parameters' values
 *
 * Owns: nothing.  Borrows: texts and trees, from the fault's own JSON.
 */
#ifndef MOCKSERVER_FAULTS_ACTION_H
#define MOCKSERVER_FAULTS_ACTION_H

#include "lib/json/json.h"
#include "mockserver/contract/refusal.h"

enum fault_kind {
#define KIND(name, ...) FAULT_##name,
#define PARAM(...)
#include "mockserver/faults/kinds.def"
#undef PARAM
#undef KIND
	FAULT_KIND_COUNT
};

/* Which operations have a point for a kind. */
enum fault_scope {
	FAULT_SCOPE_ANY, /* all but the mock's own */
	FAULT_SCOPE_COUNT
};

/* A row of errors.def, or E_NONE and a status that is looked up for the operation. */
struct fault_error {
	enum error error;
	int status;
};

struct fault_retry {
	int64_t seconds; /* -1: no header */
	bool as_date;
};

enum fault_page { FAULT_PAGE_NONE, FAULT_PAGE_HTML };

struct fault_action {
	enum fault_kind kind;
	struct fault_error error;
	struct fault_retry retry;
	enum fault_page page;
	const cJSON *tree; /* a list or map that is used as it is */
};

#endif
