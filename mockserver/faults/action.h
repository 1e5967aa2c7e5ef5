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

/* Which operations, or what else, have a point for a kind. */
enum fault_scope {
	FAULT_SCOPE_ANY,       /* all but the mock's own */
	FAULT_SCOPE_SERVICE,   /* of Flow Service */
	FAULT_SCOPE_GATED,     /* that ask for a token */
	FAULT_SCOPE_SHOWS,     /* GET of an entity */
	FAULT_SCOPE_LISTS,     /* lists and searches of entities and runs */
	FAULT_SCOPE_CREATES,   /* POST of an entity */
	FAULT_SCOPE_PATCHES,   /* PATCH of an entity */
	FAULT_SCOPE_CHANGES,   /* POST, PATCH and actions of an entity */
	FAULT_SCOPE_TWICE,     /* what can be done twice */
	FAULT_SCOPE_RUNS,      /* runs */
	FAULT_SCOPE_FILES,     /* data files of runs */
	FAULT_SCOPE_MANIFESTS, /* manifests of runs */
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

/* Where an answer ends: before its first byte, in its head, in its body. */
enum fault_place { FAULT_AT_REQUEST, FAULT_AT_HEAD, FAULT_AT_BODY };

struct fault_span {
	int64_t least_ms, most_ms; /* most 0: not given */
};

/* What ends a hold. */
struct fault_until {
	bool release, advance;
	int64_t ms; /* 0: no time ends it */
};

enum fault_clock { FAULT_BY_REAL, FAULT_BY_MOCK };

/* Which members a failed run shows (runs/text.c). */
enum fault_shape { FAULT_SHAPE_SPARSE, FAULT_SHAPE_FULL, FAULT_SHAPE_MINUS_ONE };

/* So many, or such a share. */
struct fault_amount {
	int64_t count;
	double percent; /* 0: the count counts */
};

/* What is wrong with a manifest. */
enum fault_manifest {
	FAULT_MANIFEST_MISSING,
	FAULT_MANIFEST_WRONG_SIZE,
	FAULT_MANIFEST_WRONG_NAME,
	FAULT_MANIFEST_EARLY,
	FAULT_MANIFEST_COUNT
};

/* How a column of a file is not what the dataset's schema says. */
enum fault_schema {
	FAULT_SCHEMA_RENAME,
	FAULT_SCHEMA_TYPE,
	FAULT_SCHEMA_DROP,
	FAULT_SCHEMA_ADD,
	FAULT_SCHEMA_COUNT
};

/* The parameters of all kinds; a kind has those that its rows name. */
struct fault_action {
	enum fault_kind kind;
	struct fault_error error;
	struct fault_retry retry;
	enum fault_page page;
	const cJSON *tree; /* a list or map that is used as it is */
	const char *text, *type;
	enum fault_place at;
	int64_t bytes;     /* -1: not given */
	int64_t count;     /* -1: not given */
	int64_t ms;        /* a length of time; 0: not given */
	int64_t median_ms; /* of a log-normal distribution; 0: not given */
	double sigma;
	struct fault_span span;
	struct fault_until until;
	enum fault_clock by;
	enum fault_shape shape;
	struct fault_amount amount;
	int64_t offset; /* of a byte or row; -1: not given */
	enum fault_manifest manifest;
	enum fault_schema schema;
};

#endif
