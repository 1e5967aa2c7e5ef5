/*
 * mock.h - a mock in this process, and requests to it, for tests
 *
 * Each has a port, a state and an export root of its own, in a temporary folder
 * that mock_end() removes.
 *
 * Owns: struct mock owns all; a reply is the caller's to release.
 */
#ifndef TESTS_SUPPORT_MOCK_H
#define TESTS_SUPPORT_MOCK_H

#include "lib/fetch.h"
#include "lib/json/json.h"
#include "mockserver/flowmock.h"
#include "tests/support/program.h"

struct mock {
	struct flowmock *instance; /* NULL: the program serves */
	struct program program;
	char *url;
	struct fetch *client;
	char *folder;  /* temporary */
	char *exports; /* below it */
	int fired;     /* runs of schedules, up to the last mock_advance() */
	struct flowmock_options options;
};

/* Virtual clock at 2026-01-01T00:00:00Z; state NULL for in memory, else a file's name. */
void mock_begin(struct mock *m, const char *state);
/* The same, with other options; texts are borrowed, export_root and state set here. */
void mock_begin_with(struct mock *m, const char *state,
                     const struct flowmock_options *options);
/*
 * build/flowmock in a process of its own, in memory and on a virtual clock: at most
 * MOCK_ARGS more arguments of `flowmock serve`, NULL-ended.
 */
#define MOCK_ARGS 8
void mock_serve(struct mock *m, const char *const *args);
/* Stops a mock_serve()d program; what it logged, the caller's.  mock_end() follows. */
char *mock_stop(struct mock *m);
/* Stops the instance and starts another one on the same folder and state. */
void mock_restart(struct mock *m, const char *state);
void mock_end(struct mock *m);

struct mock_reply {
	int status;
	char *text;
	cJSON *body; /* NULL when it is not JSON */
	char *etag, *location, *allow, *request_id,
		*debug_id; /* headers, NULL for none */
};

/*
 * One request with the usual headers, in strict mode a sandbox too; a path that starts
 * with "/__admin", "/data" or "/ims" is taken from the host's root, any other below the
 * service's base.  A body whose first quote is ' has " for each.
 */
struct mock_reply mock_ask(struct mock *m, const char *method, const char *path,
                           const char *body);
/* The same with one more header, or another value of a usual one; NULL for none. */
struct mock_reply mock_ask_also(struct mock *m, const char *method, const char *path,
                                const char *body, const char *name, const char *value);
/* The same with these headers only, and the body's size said. */
struct mock_reply mock_ask_with(struct mock *m, const struct exchange *exchange);
void mock_reply_release(struct mock_reply *r);

/* GET: the whole number that the answer has under that name. */
int64_t mock_number(struct mock *m, const char *path, const char *member);

/* POST: the id of what was made; the test fails unless it is answered 201. */
char *mock_make(struct mock *m, const char *path, const char *body);

/* Advances the clock; the answer of /__admin/clock. */
cJSON *mock_move(struct mock *m, const char *duration);
/*
 * The same, but the answer's runs are all that fired since the last call: those, too,
 * that were made when a flow was created or changed.
 */
cJSON *mock_advance(struct mock *m, const char *duration);

/*
 * Source, base and target connection on Amazon S3 and a flow between them; the
 * flow's id.  schedule is the JSON of scheduleParams, with ' or with ".
 */
char *mock_make_flow(struct mock *m, const char *dataset, const char *type,
                     const char *compression, const char *schedule);
/* The same with these members of the target's params. */
char *mock_make_flow_to(struct mock *m, const char *dataset, const char *params,
                        const char *schedule);

#define MOCK_ADHOC "/data/core/activation/disflowprovider/adhocrun"
/* Asks for an ad-hoc export of one of the flow's datasets. */
struct mock_reply mock_export(struct mock *m, const char *flow, const char *dataset);

#endif
