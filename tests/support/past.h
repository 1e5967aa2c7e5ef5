/*
 * past.h - random histories of a served mock, and a model of what it must answer
 *
 * A history is a list of deeds.  Each is played against flowmock serve and against a
 * model that knows what was made, by whom, and what was deleted.  The law: an identity is
 * never used again.  An id, an etag, a run, a batch, a page token, a token, a request id
 * and a file belong to what they were first seen at; what was deleted stays away, and
 * nothing of it shows at what is made after it.  A life ends with a reset: then all of it
 * begins anew, with the same ids.
 *
 * The first thing that does not hold is kept in `broken`; later ones are not.
 *
 * Owns: struct past owns all, until past_close().
 */
#ifndef TESTS_SUPPORT_PAST_H
#define TESTS_SUPPORT_PAST_H

#include "lib/hash.h"
#include "mockserver/store/entity.h"
#include "tests/support/seen.h"
#include "tests/support/served.h"

#define PAST_DEEDS 40

/* One deed: its row in the table of deeds, and what its choices are drawn from. */
struct deed {
	unsigned what;
	uint64_t with;
};

struct past_history {
	struct deed deeds[PAST_DEEDS];
	size_t count;
	struct served_options options;
	size_t tenants;
};

/* What a client made, or the server for it; dead or alive. */
struct being {
	enum kind kind;
	size_t tenant;
	char id[UUID_TEXT], etag[64], old_etag[64]; /* the second "" before a change */
	char name[16];
	bool alive, disabled;
	bool servers; /* the base connection that a source has of its own */
	size_t base, source, target; /* what it stands on, or NOBODY */
	size_t dataset;
	bool full;    /* each run exports all there is */
	bool started; /* its schedule has a tick when it is made */
	bool cut;     /* killed before the answer: that tick's run may not be there yet */
	bool meddled; /* a client has put numbers to its runs */
	int64_t runs; /* seen so far */
};

#define NOBODY SIZE_MAX

struct known_run {
	char id[UUID_TEXT];
	size_t flow;
};

struct known_spec {
	const char *collection;
	char id[UUID_TEXT];
	size_t tenant;
};

/* Of a flow's runs. */
struct run_sum {
	int64_t count, ended, records, files;
	int64_t newest_at, newest_records; /* of those that succeeded */
};

struct past {
	struct served *served;
	size_t tenants;
	uint64_t h; /* what the deed draws from */
	/* of this life: */
	struct being *all;
	size_t count;
	struct known_run *runs;
	size_t run_count;
	struct known_spec *specs;
	size_t spec_count;
	int64_t batches[SERVED_DATASETS];
	int64_t owners; /* counts those who have no other number */
	struct seen seen;
	/* of all lives: the ids in the order of their making */
	char (*first[KIND_COUNT])[UUID_TEXT];
	size_t first_count[KIND_COUNT], made[KIND_COUNT];
	char *broken;
};

#define PAST_TENANTS 5
extern const struct tenant past_tenants[PAST_TENANTS];

void past_open(struct past *p, struct served *served, size_t tenants);
void past_close(struct past *p);
/* A life ends: the model forgets all but the ids that come again. */
void past_forget(struct past *p);

/* Marks *p as broken, unless it already is; returns false. */
bool past_break(struct past *p, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* In [0, below). */
size_t past_draw(struct past *p, size_t below);
bool past_chance(struct past *p, size_t percent);
/* An entity of the kind and tenant, the newest more often; NOBODY if it has none. */
size_t past_pick(struct past *p, enum kind kind, size_t tenant, bool alive);
size_t past_find(const struct past *p, const char *id);

/*
 * Sends a request; false if there is no answer, or a 5xx.  The request's id must be new.
 */
bool past_ask(struct past *p, const struct request_to *rq, struct answer *out);
/* The same with a path of its own, and the status that must come: 4 for any 4xx. */
bool past_expect(struct past *p, const struct request_to *rq, int status,
                 struct answer *out);
/* The text is new, or has been this owner's. */
bool past_claim(struct past *p, const char *what, const char *text, int64_t owner);
/* The text is new: it was made just now. */
bool past_claim_new(struct past *p, const char *what, const char *text, int64_t owner);

/* The deeds (past_deeds.c has their table). */
typedef void deed_fn(struct past *p);
deed_fn past_make_base, past_make_source, past_make_target, past_make_flow;
deed_fn past_make_spec, past_put_spec, past_show_spec, past_patch, past_act, past_delete;
deed_fn past_run, past_export, past_put_run, past_again, past_post, past_advance;
deed_fn past_life, past_token;
deed_fn past_list, past_list_runs, past_show, past_datasets;
deed_fn past_restart, past_kill, past_kill_meanwhile, past_reset;

/* An entity that was made: a being of the model, looked at once. */
size_t past_born(struct past *p, const struct being *made);
/* The request that makes one; the caller frees the body. */
char *past_draw_body(struct past *p, struct being *out) MUST_USE;
/* All of the kind and the tenant are listed, page by page, and nothing else is; where
 * `adopt` is given, one that the model does not know goes there. */
bool past_list_kind(struct past *p, enum kind kind, size_t tenant, char adopt[UUID_TEXT]);
bool past_sum_runs(struct past *p, size_t flow, struct run_sum *out);
/* The item is the being as the model has it. */
bool past_shows(struct past *p, size_t being, const cJSON *item);
/* GET shows the being as the model has it, or 404. */
bool past_look(struct past *p, size_t being);
/* All there is, at the end of a history. */
void past_look_at_all(struct past *p);
/* Exported files stay as they were first seen. */
bool past_note_files(struct past *p, int64_t *count);
/* The same, and there are so many. */
bool past_check_files(struct past *p, int64_t files);
/* The state's file, read while the server runs, is sound and knows the exported files. */
void past_check_state(struct past *p);

struct past_history past_history_draw(uint64_t seed, uint64_t number);
/* Plays it to its end, or to where it breaks: *deeds is how many were played. */
void past_play(struct past *p, const struct past_history *h, size_t *deeds);
const char *past_deed_name(const struct deed *d);

#endif
