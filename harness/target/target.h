/*
 * target.h - what is tested: the embedded mock, a mock elsewhere, or the real service
 *
 * The embedded mock is started here and then spoken to over HTTP like any other.
 * `GET /__admin/health` says whether what answers at a URL is one of ours: its clock,
 * its export root, whether it is empty.  What a target lacks is reported with the reason,
 * and what needs it is skipped.
 *
 * A target is reset before each scenario, where that may be done.  Where it may not,
 * what is made there is noted in a ledger (ledger.h) and removed from it (cleanup.h); a
 * target that is no mock of ours is only read unless more is allowed (guard.h).
 *
 * Owns: the connection; the client's token; the ledger; the embedded mock and its
 * temporary export root.
 * Time: now is the target's clock; without admin paths, this machine's.
 * Errors: ERR_UNAVAILABLE when nobody answers; ERR_INVALID for a bad option, a malformed
 * health answer, and a client that the IMS refuses; ERR_FORBIDDEN for what nobody has
 * allowed.
 */
#ifndef HARNESS_TARGET_TARGET_H
#define HARNESS_TARGET_TARGET_H

#include "harness/scenario/capability.h"
#include "harness/target/call.h"
#include "harness/target/coverage.h"
#include "harness/target/ledger.h"
#include "harness/target/patience.h"
#include "harness/target/preview.h"
#include "lib/vtime.h"

#define TARGET_SERVICE "/data/foundation/flowservice"
#define TARGET_PROBE   "/flows?limit=1" /* by which a service is known to be one */

/* The documented gateway and IMS: where the real service is, unless another is named. */
#define TARGET_API_URL "https://platform.adobe.io"
#define TARGET_IMS_URL "https://ims-na1.adobelogin.com"

/* Of memory that must be free for files of the embedded mock to lie there. */
#define TARGET_MEMORY_ROOM ((uint64_t)2 << 30)

enum target_kind { TARGET_MOCK, TARGET_URL, TARGET_REAL };

/* May a mock elsewhere be emptied? */
enum reset_rule { RESET_IF_EMPTY, RESET_ALWAYS, RESET_NEVER };

/* Texts are borrowed. */
struct target_options {
	enum target_kind kind;
	const char *url; /* TARGET_URL */
	struct identity who;
	enum reset_rule reset;
	bool plan; /* nothing is sent (preview.h) */

	/* of one that is no mock of ours */
	bool allow_writes;
	const char *sandbox; /* NULL: the identity's */
	int64_t max_requests, apart_ms;
	sleep_fn *sleep; /* how it is waited; may be NULL */
	void *sleep_ctx;
	void (*say)(void *ctx, const char *line); /* what is waited for; may be NULL */
	void *say_ctx;

	/* of the embedded mock */
	const char *export_root;     /* NULL: a temporary folder */
	const char *state;           /* NULL: in memory */
	const char *const *datasets; /* NULL-ended, or NULL */
	uint64_t seed;
	vtime now;
	bool strict; /* its contract where a scenario names none */
	bool keep;   /* leave what was exported, and say where */
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
const char *target_service(const struct target *t); /* the same, and the service's base */
/* A URL's path below the target; a URL elsewhere as it is. */
const char *target_path(const struct target *t, const char *url);
const char *target_name(const struct target *t);    /* "the embedded mock (1.2.3)" */
const char *target_exports(const struct target *t); /* the export root; NULL if unknown */
/* The seed of the embedded mock; false for another target. */
bool target_seed(const struct target *t, uint64_t *out);
const struct identity *target_identity(const struct target *t);

/*
 * Starts a call: the URL from a path, and the default headers.  Paths below
 * /__admin/, /ims/ and /data/ stand on the host and a full URL for itself; all
 * others are below /data/foundation/flowservice.
 */
void target_call(const struct target *t, const char *method, const char *path,
                 struct call *out);
/*
 * Sends it, if it may be sent; where the calls are counted, it counts.  In a plan it is
 * only written down, and has no answer: its status is 0.
 */
int target_send(struct target *t, struct call *c, struct err *e) MUST_USE;

/*
 * Sends it by a plain socket, once and without another token, and does not wait for the
 * answer (call_receive_plain()).  ERR_FORBIDDEN: a write, and the target is not a mock.
 */
int target_send_plain(struct target *t, struct call *c, struct plain_socket *p,
                      struct err *e) MUST_USE;
/* Counts such a call, whose answer has come. */
void target_note(struct target *t, const struct call *c);
/*
 * Returns when the target has read what was sent to it on other connections before:
 * three requests behind that were answered.  Nothing on a target without admin paths.
 */
void target_settle(struct target *t);

/*
 * A question of ours, its answer with the marks in it.  ERR_NOT_FOUND for a 404,
 * ERR_INVALID for any other answer than 200 with JSON.
 */
int target_get(struct target *t, const char *path, cJSON **out, struct err *e) MUST_USE;

/* Is that how the service answers a list: an object with `items`? */
bool target_is_list(const cJSON *answer);
/* A page of a list: as target_get(), and ERR_INVALID for what is no list, too. */
int target_get_list(struct target *t, const char *path, cJSON **out, struct err *e)
	MUST_USE;

/*
 * ERR_UNAVAILABLE where no Flow Service answers: a proxy's page, or another product's
 * JSON.  A refusal in JSON may be a Flow Service's.
 */
int target_check_service(struct target *t, struct err *e) MUST_USE;

/*
 * All as at start, the contract too unless one is named ("lenient", "strict"; or
 * NULL), with the choices of a list of "ID=CHOICE" (or NULL) against it; nothing on a
 * target that is not reset.  *now is the time on its clock then; NULL: nobody needs it.
 */
int target_reset(struct target *t, const char *contract, const cJSON *choose, vtime *now,
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

/* ---------------------------------------------------------------- what was made */

/*
 * Begins the ledger of a target that is not reset and may be written to; path NULL: in
 * ledger_folder().  Nothing for another.
 */
int target_begin_ledger(struct target *t, const char *path, vtime expires, struct err *e)
	MUST_USE;
/* Goes on with a ledger that was opened for it (LEDGER_GO_ON), and owns it from here. */
void target_use_ledger(struct target *t, struct ledger *l);
/* NULL: none is kept. */
struct ledger *target_ledger(struct target *t);

/* Are the requests of --max-requests used up? */
bool target_is_spent(const struct target *t);

/* From now on requests are free of --max-requests, or no more. */
void target_clean(struct target *t, bool cleaning);

/* What would have been sent; NULL unless it is planned. */
struct preview *target_preview(struct target *t);

/* ---------------------------------------------------------------- time */

/* The time on its clock. */
int target_now(struct target *t, vtime *out, struct err *e) MUST_USE;

/* So many milliseconds of the target's clock in those of this machine; it must not be
 * virtual. */
int64_t target_real_ms(const struct target *t, int64_t ms);

/*
 * How waits are slept from now on; what is read and not answered is waited for until the
 * function, asked for no time at all, says that something came.
 */
void target_wait_with(struct target *t, sleep_fn *sleep, void *ctx);

/* Moves a clock that moves on request; all that fell due is done when it returns. */
int target_advance(struct target *t, int64_t ms, struct err *e) MUST_USE;

#endif
