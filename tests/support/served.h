/*
 * served.h - flowmock serve with a folder of its own: stopped, killed, started again
 *
 * The folder holds two small datasets, the exports, and the state where one is kept.
 * The clock is virtual and stands at SERVED_ZERO.
 *
 * Owns: all, until served_end(), which removes the folder.
 * Errors: ERR_UNAVAILABLE when the server does not answer; what it said is in the text.
 */
#ifndef TESTS_SUPPORT_SERVED_H
#define TESTS_SUPPORT_SERVED_H

#include "lib/fetch.h"
#include "lib/json/json.h"
#include "lib/vtime.h"
#include "tests/support/program.h"

#define SERVED_ZERO INT64_C(1767225600000) /* 2026-01-01 */

#define SERVED_DATASETS 2
extern const char *const served_datasets[SERVED_DATASETS];

struct served_options {
	bool keeps_state;
	bool writes_files;
};

struct served {
	struct served_options options;
	struct program program;
	bool runs;
	struct fetch *client;
	char *folder, *exports, *state, *url;
	struct buf story; /* of all requests and answers, a line each */
};

/* Who asks. */
struct tenant {
	const char *org, *sandbox;
};

struct request_to {
	const char *method, *path, *body; /* body NULL for none */
	const struct tenant *by;
	const char *if_match; /* NULL for none */
};

struct answer {
	int status;
	char *text, *request_id;
	cJSON *body; /* NULL when it is not JSON */
};

void served_begin(struct served *s, const struct served_options *options);
void served_end(struct served *s);

int served_start(struct served *s, struct err *e) MUST_USE;
/* SIGTERM; it must end with 0. */
int served_stop(struct served *s, struct err *e) MUST_USE;
void served_kill(struct served *s);
/*
 * Sends the request, waits so long for an answer to begin, and kills the server; the
 * status that came, 0 for none.
 */
int served_kill_in(struct served *s, const struct request_to *rq, int wait_ms);

/*
 * A path that starts with "/__admin", "/data" or "/ims" is taken from the host's root,
 * any other below the service's base.
 */
int served_ask(struct served *s, const struct request_to *rq, struct answer *out,
               struct err *e) MUST_USE;
void answer_release(struct answer *a);
AUTO_DEFINE_STRUCT(struct answer, answer_release);

#endif
