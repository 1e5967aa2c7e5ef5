/*
 * chain.h - a world without HTTP, and entities that stand on each other
 *
 * The world is in memory, without files, and its clock stands at CHAIN_ZERO.  Bodies are
 * written with ' for ".  What is refused in a transaction is rolled back.
 *
 * Owns: struct chain owns all, until chain_close().
 */
#ifndef TESTS_SUPPORT_CHAIN_H
#define TESTS_SUPPORT_CHAIN_H

#include "mockserver/api/app.h"
#include "mockserver/entities/build.h"

#define CHAIN_ZERO    (INT64_C(1767225600) * MS_PER_SECOND) /* 2026-01-01 */
#define CHAIN_DATASET "5ef3e3259ad2a1191ab7dd7d"

#define CHAIN_S3 \
	"'connectionSpec':{'id':'4fce964d-3f37-408f-9778-e597338a21ee','version':'1.0'}"
#define CHAIN_LAKE \
	"'connectionSpec':{'id':'23598e46-f560-407b-88d5-ea6207e49db0','version':'1.0'}"
#define CHAIN_EXPORT \
	"'flowSpec':{'id':'269ba276-16fc-47db-92b0-c1049a3c131f','version':'1.0'}"

struct chain {
	char *folder;
	union {
		struct world world;
		struct app app; /* which begins with its world (tests/support/routed.h) */
	};
	/* the newest of each kind, "" before the first */
	struct created made[KIND_COUNT];
};

/* Who asks. */
extern const struct caller chain_caller;

void chain_open(struct chain *c);
/* The same with exports that write their files. */
void chain_open_with_files(struct chain *c);
void chain_close(struct chain *c);

/*
 * Makes an entity: 0, or -1 with what *rf says.  The newest of each kind is what "%s" in
 * the body stands for: of a source or target, the connection; of a flow, source and
 * target.
 */
int chain_try(struct chain *c, enum kind kind, enum create_mode mode, const char *body,
              struct refusal *rf) MUST_USE;
/* The same; a refusal fails the test. */
void chain_make(struct chain *c, enum kind kind, const char *body);
/* One of each kind: a flow from CHAIN_DATASET to Amazon S3, every three hours. */
void chain_make_all(struct chain *c);

/* The entity's tree, or NULL. */
cJSON *chain_tree(struct chain *c, enum kind kind) MUST_USE;

/* The bodies of chain_make_all(), by kind; those of an ingestion, which have drafts. */
extern const char *const chain_bodies[KIND_COUNT];
extern const char *const chain_ingestion[KIND_COUNT];

/* The name of a refusal's row: "FIELD_MISSING"; "" for none. */
const char *chain_refused(const struct refusal *rf);

#endif
