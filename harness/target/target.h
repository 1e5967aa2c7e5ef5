/*
 * target.h - what is tested: the embedded mock, or whatever answers at a URL
 *
 * The embedded mock is started here and then spoken to over HTTP like any other.
 * `GET /__admin/health` says whether a target is one of ours: its clock and its
 * export root.  What it lacks is reported with the reason, and what needs
 * it is skipped.
 *
 * Owns: the connection; the client's token; the embedded mock and its temporary export
 * root.
 * Time: now is the target's clock; without admin paths, this machine's.
 * Errors: ERR_UNAVAILABLE when nobody answers; ERR_INVALID for a bad option, a malformed
 * health answer, and a client that the IMS refuses.
 */
#ifndef HARNESS_TARGET_TARGET_H
#define HARNESS_TARGET_TARGET_H

#include "harness/scenario/capability.h"
#include "harness/target/call.h"
#include "harness/target/coverage.h"
#include "lib/vtime.h"

struct target_options {
	const char *url;         /* NULL: the embedded mock, to which the rest applies */
	const char *export_root; /* NULL: a temporary folder */
	const char *state;       /* NULL: in memory */
	const char *const *datasets; /* NULL-ended, or NULL */
	uint64_t seed;
	vtime now;
	bool strict;         /* its contract where a scenario names none */
	bool keep;           /* leave what was exported, and say where */
	struct identity who; /* texts are borrowed; its client gets a token at a URL */
};

struct target;

/* Starts or finds the target and asks what it can do. */
int target_open(const struct target_options *options, struct target **out, struct err *e)
	MUST_USE;
/* Stops an embedded mock; removes its temporary folder. */
void target_close(struct target *t);
AUTO_DEFINE(struct target *, target_close);

/* NULL when it has the capability, else why not. */
const char *target_lacks(const struct target *t, enum capability c);

/* How it is called and where it is. */
const char *target_url(const struct target *t);     /* "http://127.0.0.1:8085" */
const char *target_name(const struct target *t);    /* "the embedded mock (1.2.3)" */
const char *target_exports(const struct target *t); /* the export root; NULL if unknown */
const struct identity *target_identity(const struct target *t);

/*
 * Starts a call: the URL from a path, and the default headers.  Paths below
 * /__admin/, /ims/ and /data/ stand on the host and a full URL for itself; all
 * others are below /data/foundation/flowservice.
 */
void target_call(const struct target *t, const char *method, const char *path,
                 struct call *out);
/*
 * Sends it; where the calls are counted, it counts.  A call with our client's token that
 * is answered 401 is sent once more, with a new token.
 */
int target_send(struct target *t, struct call *c, struct err *e) MUST_USE;

/*
 * All as at start, the contract too unless one is named ("lenient", "strict"; or
 * NULL), with the choices of a list of "ID=CHOICE" (or NULL) against it; nothing on a
 * target without admin paths.
 */
int target_reset(struct target *t, const char *contract, const cJSON *choose,
                 struct err *e) MUST_USE;

/*
 * From now on the calls of scenarios are counted by the target's own table of
 * operations, which it must have.  target_coverage() is NULL without this call.
 */
int target_count_calls(struct target *t, struct err *e) MUST_USE;
const struct coverage *target_coverage(const struct target *t);

/*
 * A picture (SVG) of the runs of all flows, where the target draws one and has flows;
 * else NULL.  It does not count as a call.  The caller frees it.
 */
char *target_timeline(struct target *t) MUST_USE;

/* The time on its clock. */
int target_now(struct target *t, vtime *out, struct err *e) MUST_USE;

/* Moves a clock that moves on request; all that fell due is done when it returns. */
int target_advance(struct target *t, int64_t ms, struct err *e) MUST_USE;

#endif
