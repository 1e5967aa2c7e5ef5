/*
 * call.h - one request of a scenario and its answer, as they are shown
 *
 * What is printed names no secret: the token, the key and members that hold
 * passwords or keys are masked, and the curl line takes the token and the key
 * from the environment.
 *
 * Owns: a call owns its texts and the exchange; call_release() frees them.
 */
#ifndef HARNESS_TARGET_CALL_H
#define HARNESS_TARGET_CALL_H

#include "harness/match/mask_seen.h"
#include "harness/target/identity.h"
#include "harness/target/plain.h"
#include "lib/fetch.h"
#include "lib/json/json.h"

struct call {
	const char *method; /* borrowed */
	char *url;
	struct header *headers;
	size_t header_count;
	char *body; /* NULL for none */
	size_t body_size;
	const struct mask_seen *seen; /* secrets that no file names; NULL: none known */
	struct exchange x;            /* what went over the wire */
	bool is_plain;                /* by a plain socket, which says how it ended: */
	struct plain_outcome plain;
	cJSON *json;        /* the answer's body, NULL when it is empty or no JSON */
	char *json_problem; /* why it is no JSON; NULL when empty or well-formed */
};

/* Frees all; the call is all zero after it. */
void call_release(struct call *c);
AUTO_DEFINE_STRUCT(struct call, call_release);

/* Adds or replaces a header (names in any case); value NULL removes it. */
void call_header(struct call *c, const char *name, const char *value);

/* Sets the body, taking the text, and Content-Type. */
void call_body(struct call *c, char *text, const char *type);

/* The header's value, or NULL. */
const char *call_header_value(const struct call *c, const char *name);

/*
 * Does the exchange and reads the answer's JSON; a call that was sent before is sent
 * again.  ERR_UNAVAILABLE: nobody answered.
 */
int call_send(struct call *c, struct fetch *f, struct err *e) MUST_USE;

/* Replaces the answer's body by the text, which it takes. */
void call_set_answer(struct call *c, struct buf *text);
/* The same by a plain socket, in two steps; what breaks it is in c->plain. */
int call_send_plain(struct call *c, struct plain_socket *p, struct err *e) MUST_USE;
void call_receive_plain(struct call *c, struct plain_socket *p);

/*
 * Notes the secrets of a request before it is sent, but for the defaults that stand in
 * for what nobody gave.
 */
void call_note_request(const struct call *c, const struct identity *who,
                       struct mask_seen *seen);
/* Those in the answer, and in headers that were renewed while it was sent. */
void call_note_answer(const struct call *c, const struct identity *who,
                      struct mask_seen *seen);

/* Request and answer, a line each with "> " or "< " in front, long bodies cut. */
void call_print(const struct call *c, const struct identity *who, struct buf *out);

/* A curl command that sends the same request. */
void call_print_curl(const struct call *c, const struct identity *who, struct buf *out);

#endif
