/*
 * flowmock.h - a mock of the Adobe Experience Platform Flow Service, in a library
 *
 *	struct flowmock_options o = { .export_root = "exports" };
 *	struct flowmock *m;
 *	char why[FLOWMOCK_WHY];
 *
 *	if (flowmock_start(&o, &m, why) < 0)
 *		return fprintf(stderr, "%s\n", why), 1;
 *	... talk HTTP to flowmock_url(m) ...
 *	flowmock_stop(m);
 *
 * Any number of instances live in one process, each with its own state, clock,
 * port and thread; nothing is global.  The functions may be called from any
 * thread but flowmock_stop(), which must be the last call on its instance.
 *
 * An instance holds as many connections as three quarters of the descriptors that the
 * process may open when it starts (RLIMIT_NOFILE); one more has the one go that was quiet
 * for longest.  It leaves the process's limits as they are: raise them before, to hold
 * more.
 *
 * Owns: the instance owns all it made; options are read during the call only.
 * Time: milliseconds since 1970-01-01T00:00:00Z on the instance's own clock.
 * Errors: -1 with a sentence in `why`; nothing is left behind by a failed start.  Where
 * an instance is asked for, NULL is an error, too; `why` and pointers to results may be
 * NULL.
 * Fork: a child may only call exec() or _exit(): the instance is its parent's.
 */
#ifndef MOCKSERVER_FLOWMOCK_H
#define MOCKSERVER_FLOWMOCK_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define FLOWMOCK_WHY 512 /* room for an error's sentence */

struct flowmock;

enum flowmock_clock {
	FLOWMOCK_VIRTUAL, /* stands still until moved */
	FLOWMOCK_REAL,    /* the machine's */
	FLOWMOCK_SCALED,  /* clock_factor times as fast as the machine's */
};

enum flowmock_contract {
	FLOWMOCK_LENIENT, /* takes what documented samples and real clients send */
	FLOWMOCK_STRICT,  /* refuses what the documents forbid */
};

enum flowmock_auth {
	FLOWMOCK_ANYBODY, /* any token, key and organisation */
	FLOWMOCK_CLIENTS, /* tokens that its IMS issued to a client of its own */
};

/* Whose storage a Data Landing Zone is. */
enum flowmock_dlz { FLOWMOCK_AZURE, FLOWMOCK_AWS };

/*
 * What is zero, or NULL, has its default.  All else is checked as `flowmock serve` checks
 * the option of that name, and refused in the same words.
 */
struct flowmock_options {
	const char *host;        /* NULL: 127.0.0.1 */
	int port;                /* 0: a free one */
	const char *state;       /* file of the state; NULL: in memory */
	const char *export_root; /* NULL: ./exports */
	const char *const
		*datasets; /* folders of datasets, NULL-ended; NULL: shipped only */
	uint64_t seed;     /* to INT64_MAX; 0: 1 */
	enum flowmock_clock clock;
	int64_t clock_factor; /* FLOWMOCK_SCALED: 1 to 1,000,000; 0: 1 */
	int64_t now_ms; /* of a virtual or scaled clock at the start; 0: 2026-01-01 */
	enum flowmock_contract contract;
	enum flowmock_auth auth;
	const char *const *clients; /* "ID:SECRET:ORG[:EXPIRES]", NULL-ended; NULL: one,
	                               flowmock:flowmock-secret:FLOWMOCK@AdobeOrg */
	const char *sandboxes;      /* "prod,dev"; NULL: any name is one */
	int64_t adhoc_delay_ms;     /* until a changed flow is ready for ad-hoc exports */
	enum flowmock_dlz dlz;
	unsigned partitions;  /* part files of an export, to 512; 0: what the state keeps
	                         of POST /__admin/partitions, or by its size */
	unsigned workers;     /* that write them, to 64; 0: as many as cores */
	const char *run_life; /* "immediate", "after:5m..30m", "polls:3"; NULL: what the
	                         state keeps of POST /__admin/life, or "immediate" */
	const char *const *choose; /* "ID=CHOICE": entries of the ledger that are set
	                              against the contract's mode, NULL-ended; or NULL */
	const char *const *others; /* "NAME=VALUE": any option of `flowmock serve` by its
	                              name, "files=off"; NULL-ended; or NULL */
};

/* Starts an instance, ready to answer when this returns 0 with *out set; -1 where one of
 * the first two is NULL. */
int flowmock_start(const struct flowmock_options *options, struct flowmock **out,
                   char why[FLOWMOCK_WHY]);

/* Finishes the requests in flight and frees the instance; NULL is nothing. */
void flowmock_stop(struct flowmock *m);

/* "http://127.0.0.1:PORT"; lives as long as the instance.  NULL and -1 of NULL. */
const char *flowmock_url(const struct flowmock *m);
int flowmock_port(const struct flowmock *m);

/* The time on the instance's clock; 0 of NULL. */
int64_t flowmock_now(struct flowmock *m);

/*
 * Moves a virtual clock forward; every run that falls due is done when it
 * returns.  *fired, where not NULL, is how many ran.
 */
int flowmock_advance(struct flowmock *m, int64_t ms, size_t *fired,
                     char why[FLOWMOCK_WHY]);

/* Entities, runs, clock and counters as at start; removes the files it exported. */
int flowmock_reset(struct flowmock *m, char why[FLOWMOCK_WHY]);

/*
 * Faults, as /__admin/faults takes and shows them (docs/faults.md): JSON in, JSON out.
 * Arming takes one or a list, all or none.  A name that is NULL stands for all faults.
 */
int flowmock_faults_arm(struct flowmock *m, const char *json, char why[FLOWMOCK_WHY]);
int flowmock_faults_clear(struct flowmock *m, const char *name, char why[FLOWMOCK_WHY]);
/* Requests and runs that it holds go on; *released, where not NULL, is how many. */
int flowmock_faults_release(struct flowmock *m, const char *name, size_t *released,
                            char why[FLOWMOCK_WHY]);
/* The fault with its receipts, or all faults; the caller frees the text with free(). */
int flowmock_faults_show(struct flowmock *m, const char *name, char **out,
                         char why[FLOWMOCK_WHY]);

/* "MAJOR.MINOR.PATCH" */
const char *flowmock_version(void);

#ifdef __cplusplus
}
#endif

#endif
