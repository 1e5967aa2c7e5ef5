/*
 * ledger.h - what a run has made on a service, on disk before it is sent
 *
 * A file of JSON lines, each synced before the next thing happens:
 *
 *	{"flowcheck":"0.2.0","run":"3f9a2c71b0","expires":"2026-12-01T03:04:00Z",
 *	 "target":"https://…","org":"…@AdobeOrg","sandbox":"dev"}
 *	{"create":1,"kind":"flows","name":"Export (fc 3f9a2c71b0 20261201T0304Z)",
 *	 "sent":"2026-11-30T03:04:05Z"}
 *	{"made":1,"id":"…"}		it is there
 *	{"nothing":1}			it was refused, or is not found by its name
 *	{"gone":1}			it was deleted
 *	{"remains":1}			it can't be deleted
 *	{"finished":true}		nothing is left to do
 *
 * A `create` without a line that answers it may be there or not: its name tells, in a
 * list.  Secrets in it are masked: such a name fits each that has some text in the place
 * of every MASK and ends in the run's mark, which no other run has.
 *
 * A last line that was cut off by a kill is ignored; one that the disk has no room for is
 * taken back.  The file is locked while a program uses it, and holds no secret.
 *
 * Owns: the file, its lock, copies of all texts.
 * Errors: ERR_IO; ERR_INVALID, a file that is no ledger, with its line, or no place for
 * one; ERR_NOT_FOUND, no file, or no run has begun in it; ERR_EXISTS, another program
 * uses it, or it holds a run that is not finished.
 */
#ifndef HARNESS_TARGET_LEDGER_H
#define HARNESS_TARGET_LEDGER_H

#include <sys/types.h>

#include "harness/target/impact.h"
#include "harness/target/mark.h"

/* Whose things they are and where. */
struct ledger_head {
	const char *target, *org, *sandbox;
	struct mark mark;
};

enum creation_state {
	CREATION_OPEN, /* it may be there */
	CREATION_MADE,
	CREATION_NOTHING,
	CREATION_GONE,
	CREATION_REMAINS,
	CREATION_STATES
};

struct creation {
	const struct resource *resource;
	char *name; /* as it was sent, secrets masked; NULL: it had none */
	char *id;   /* NULL: not known */
	enum creation_state state;
	vtime sent;    /* by this machine's clock; VTIME_MIN: not known */
	bool answered; /* and so done, or not, by then; a next program does not know */
};

struct ledger {
	char *path;
	int fd;     /* -1: read only */
	off_t size; /* that its whole lines have */
	struct ledger_head head;
	struct creation *all;
	size_t count;
	bool finished;
};

/* What their names end in, in that folder. */
#define LEDGER_SUFFIX ".jsonl"

/*
 * Where ledgers are without --ledger: $XDG_STATE_HOME/flowcheck, else
 * ~/.local/state/flowcheck; ERR_INVALID where neither is an absolute path, for the next
 * program would look elsewhere.  The caller frees it.
 */
int ledger_folder(char **out, struct err *e) MUST_USE;

/* Begins a run's; path NULL: a new file in the folder.  A finished one is replaced. */
int ledger_new(const char *path, const struct ledger_head *head, struct ledger *out,
               struct err *e) MUST_USE;

/* Opens one that is there to go on with it, or, to be read only, without its lock. */
enum ledger_use { LEDGER_GO_ON, LEDGER_LOOK };
int ledger_open(const char *path, enum ledger_use use, struct ledger *out, struct err *e)
	MUST_USE;
void ledger_close(struct ledger *l);
AUTO_DEFINE_STRUCT(struct ledger, ledger_close);

/*
 * Notes that one will be sent, by a name without secrets; *index is its place.  Synced
 * when it returns 0.
 */
int ledger_begin(struct ledger *l, const struct resource *r, const char *name,
                 size_t *index, struct err *e) MUST_USE;
/*
 * Notes what has become of it; id where it is MADE.  This program knows it afterwards,
 * even where it could not be written.
 */
int ledger_note(struct ledger *l, size_t index, enum creation_state state, const char *id,
                struct err *e) MUST_USE;

/* The service has answered it, whatever it said. */
void ledger_answered(struct ledger *l, size_t index);

/*
 * May it appear yet?  A request that nobody answered may be done after its client has
 * gone: until CREATION_LATE_MS after it was sent an OPEN one that no list shows is not
 * taken for nothing.
 */
#define CREATION_LATE_MS (10 * MS_PER_MINUTE) /* ours: longer than a gateway waits */
bool creation_may_come(const struct creation *c, vtime now);

/* The one of that kind and id, or NULL. */
const struct creation *ledger_find(const struct ledger *l, const struct resource *r,
                                   struct str id);

/* Is it, or with its secrets masked may it be, the name that was sent? */
bool ledger_names(const struct ledger *l, const struct creation *c, const char *name);

/* Does its name lack what was masked? */
bool creation_is_masked(const struct creation *c);

/* How many are in that state. */
size_t ledger_count(const struct ledger *l, enum creation_state state);

/* Notes that nothing is left to do: nothing may be OPEN or MADE. */
int ledger_finish(struct ledger *l, struct err *e) MUST_USE;

#endif
