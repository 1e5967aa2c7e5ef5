/*
 * cmd_cleanup.c - flowcheck cleanup: removes what runs that were killed have left
 */
#include "harness/command.h"
#include "harness/report/human.h"
#include "harness/steps/interrupt.h"
#include "harness/target/cleanup.h"
#include "harness/target_args.h"
#include "lib/fetch.h"
#include "lib/file/file.h"
#include "lib/mem.h"
#include "lib/str.h"

/* clang-format off */
static const struct option options[] = {
	{ "resume", OPTION_SWITCH,
	  .help = "removes what every run that is not finished has left (the default)" },
	{ "expired", OPTION_SWITCH,
	  .help = "the same of runs that have expired, and forgets those that are "
	          "finished" },
	{ "list", OPTION_SWITCH, .help = "only says what is left of which run" },
	LEDGER_ROW,
	PROFILE_ROW,
	RATE_ROW,
	{ 0 },
};
/* clang-format on */

enum mode { MODE_RESUME, MODE_EXPIRED, MODE_LIST };

struct cleaning {
	const struct args *args;
	enum mode mode;
	struct target_options target;
	vtime now;
	size_t finished; /* ledgers without work, passed over */
	size_t done;     /* with work, that have none any more */
	size_t busy;     /* whose run goes on: left alone */
	size_t young;    /* that have not expired: the same */
	size_t late;     /* creations that may appear yet */
	int worst;       /* exit code so far */
};

static void worsen(struct cleaning *c, int code)
{
	if (code > c->worst)
		c->worst = code;
}

static void complain(struct cleaning *c, const struct err *e, int code)
{
	fputs("flowcheck cleanup: ", stderr);
	human_put(e->text, stderr);
	fputc('\n', stderr);
	worsen(c, code);
}

/* ---------------------------------------------------------------- one ledger */

static void print_ledger(const struct ledger *l)
{
	AUTO(buf_release) struct buf remains = { 0 };
	char until[VTIME_TEXT];

	printf("%s: run %s, %s, sandbox %s, until %s: %zu there, %zu that may be\n",
	       l->path, l->head.mark.run, l->head.target, l->head.sandbox,
	       vtime_format(l->head.mark.expires, until), ledger_count(l, CREATION_MADE),
	       ledger_count(l, CREATION_OPEN));
	cleanup_remains(l, &remains);
	cleanup_late(l, &remains);
	human_put(buf_str(&remains), stdout);
}

/* Removes what is there; what can't be removed is said, and tried again next time. */
static int clean(struct cleaning *c, struct target *t, struct err *e)
{
	struct ledger *l = target_ledger(t);
	AUTO(cleanup_release) struct cleanup result = { 0 };
	AUTO(buf_release) struct buf remains = { 0 };
	struct err unknown = { 0 };

	if (cleanup_run(t, &result, e) < 0)
		return -1;
	cleanup_remains(l, &remains);
	cleanup_late(l, &remains);
	human_put(buf_str(&remains), stdout);
	printf("run %s: %zu deleted, %zu left", l->head.mark.run, result.deleted,
	       result.left);
	if (result.late)
		printf(", %zu that may appear yet", result.late);
	c->late += result.late;
	putchar('\n');
	if (result.left) {
		AUTO_MEM char *problems =
			identity_masked(target_identity(t), buf_str(&result.problems));

		fprintf(stderr, "flowcheck cleanup: %s:\n", l->path);
		human_put(problems, stderr);
		worsen(c, EXIT_FAILED);
		return 0;
	}
	c->done++;
	if (result.late)
		return 0;
	if (ledger_finish(l, e) < 0)
		return -1;
	if (cleanup_check_known(l, &unknown) < 0)
		complain(c, &unknown, EXIT_FAILED);
	return 0;
}

/*
 * A ledger may come from elsewhere, as from another's job: credentials go to the service
 * that they are for, and to a mock on this machine, but nowhere else that a file names.
 */
static int check_service(const struct ledger *l, const struct identity *who,
                         struct err *e)
{
	const char *own = who->api_url ? who->api_url : TARGET_API_URL;

	if (str_is(str_trim(str_of(own), "/"), l->head.target) ||
	    fetch_is_local(l->head.target))
		return 0;
	return err_set(e, ERR_FORBIDDEN,
	               "%s: it was made on %s, and the credentials are for %s, as "
	               "FLOWCHECK_API_URL says where it is set: left alone",
	               l->path, l->head.target, own);
}

/* The run's own target, sandbox and organisation. */
static int reach(struct cleaning *c, const struct ledger *l, struct target **out,
                 struct err *e)
{
	struct target_options o = c->target;

	if (strcmp(o.who.org, l->head.org) != 0)
		return err_set(e, ERR_FORBIDDEN,
		               "%s: it was made as %s, and FLOWCHECK_ORG_ID is %s: left "
		               "alone",
		               l->path, l->head.org, o.who.org);
	if (check_service(l, &o.who, e) < 0)
		return -1;
	o.kind = TARGET_REAL;
	o.who.api_url = l->head.target;
	if (!o.who.ims_url && strcmp(l->head.target, TARGET_API_URL) != 0)
		o.who.ims_url = l->head.target;
	o.sandbox = l->head.sandbox;
	o.allow_writes = true;
	return target_open(&o, out, e);
}

/* A ledger that this program has locked. */
static int clean_ledger(struct cleaning *c, struct ledger *l, struct err *e)
{
	AUTO(target_close) struct target *t = NULL;

	/* Its run was killed before it had made anything, or after all was removed. */
	if (!ledger_count(l, CREATION_MADE) && !ledger_count(l, CREATION_OPEN)) {
		c->finished++;
		return l->finished ? 0 : ledger_finish(l, e);
	}
	if (reach(c, l, &t, e) < 0)
		return -1;
	target_use_ledger(t, l);
	return clean(c, t, e);
}

/* Nobody else may use it: a run that goes on cleans up by itself. */
static void visit_unfinished(struct cleaning *c, const char *path)
{
	AUTO(ledger_close) struct ledger l = { .fd = -1 };
	struct err e = { 0 };

	if (ledger_open(path, LEDGER_GO_ON, &l, &e) == 0 && clean_ledger(c, &l, &e) == 0)
		return;
	if (e.code != ERR_EXISTS) {
		complain(c, &e, target_args_exit_code(&e));
		return;
	}
	fprintf(stderr, "flowcheck cleanup: %s: its run goes on; left alone\n", path);
	c->busy++;
}

static void visit_finished(struct cleaning *c, const struct ledger *l)
{
	c->finished++;
	if (c->mode == MODE_EXPIRED && l->head.mark.expires <= c->now &&
	    !args_text(c->args, "ledger"))
		remove(l->path);
}

static void visit_path(struct cleaning *c, const char *path)
{
	AUTO(ledger_close) struct ledger l = { .fd = -1 };
	struct err e = { 0 };

	if (ledger_open(path, LEDGER_LOOK, &l, &e) < 0) {
		/* One that was killed before it had begun has made nothing. */
		if (e.code != ERR_NOT_FOUND || args_text(c->args, "ledger"))
			complain(c, &e, EXIT_BAD_INPUT);
		return;
	}
	if (l.finished) {
		visit_finished(c, &l);
		return;
	}
	if (c->mode == MODE_EXPIRED && l.head.mark.expires > c->now) {
		c->young++;
		return;
	}
	if (c->mode == MODE_LIST) {
		print_ledger(&l);
		return;
	}
	visit_unfinished(c, path);
}

/* ---------------------------------------------------------------- all of them */

struct ledger_folder {
	struct cleaning *cleaning;
	const char *path;
};

static int visit_file(void *ctx, const char *name, struct err *e UNUSED)
{
	struct ledger_folder *f = ctx;
	AUTO_MEM char *path = mem_printf("%s/%s", f->path, name);

	if (str_ends(name, LEDGER_SUFFIX))
		visit_path(f->cleaning, path);
	return 0;
}

static void visit_folder(struct cleaning *c)
{
	AUTO_MEM char *path = NULL;
	struct ledger_folder f = { c, NULL };
	struct err e = { 0 };

	if (ledger_folder(&path, &e) < 0) {
		complain(c, &e, EXIT_USAGE);
		return;
	}
	f.path = path;
	if (file_list(path, visit_file, &f, &e) < 0 && e.code != ERR_NOT_FOUND)
		complain(c, &e, EXIT_INTERNAL);
}

static int read_args(struct cleaning *c, struct err *e)
{
	bool resume = args_switch(c->args, "resume"),
	     expired = args_switch(c->args, "expired"),
	     list = args_switch(c->args, "list");

	if (resume + expired + list > 1)
		return err_set(e, ERR_INVALID, "one of --resume, --expired and --list");
	c->mode = list ? MODE_LIST : expired ? MODE_EXPIRED : MODE_RESUME;
	return target_args_identity(c->args, &c->target, e);
}

/* Where nothing was done and nothing went wrong: why. */
static void say_nothing(const struct cleaning *c)
{
	if (c->worst || c->done || c->busy || c->mode == MODE_LIST)
		return;
	printf("%s\n", c->young ? "nothing has expired" : "nothing is left of any run");
}

/* 0 says that nothing is left, which nobody knows of what may appear yet. */
static void say_late(struct cleaning *c)
{
	if (c->late)
		fprintf(stderr,
		        "flowcheck cleanup: not finished: %zu creation%s that nobody "
		        "answered may appear yet; run it again in ten minutes\n",
		        c->late, c->late == 1 ? "" : "s");
	if (c->late || c->busy)
		worsen(c, EXIT_FAILED);
}

static int run_cleanup(const struct args *args)
{
	struct cleaning c = { .args = args, .now = vtime_wall_now() };
	struct interrupt interrupt = { 0 };
	const char *path = args_text(args, "ledger");
	struct err e = { 0 };

	if (read_args(&c, &e) < 0) {
		complain(&c, &e, EXIT_USAGE);
		return c.worst;
	}
	c.target.sleep = interrupt_wait;
	c.target.sleep_ctx = &interrupt;
	if (path)
		visit_path(&c, path);
	else
		visit_folder(&c);
	say_nothing(&c);
	say_late(&c);
	identity_release(&c.target.who);
	return c.worst;
}

const struct command command_cleanup = {
	.name = "cleanup",
	.usage = "cleanup [--resume|--expired|--list] [OPTION]...",
	.help = "removes what runs on a service have left, after a kill for instance",
	.about = "Only what a run's ledger names is deleted, in the run's own sandbox. "
		 "FLOWCHECK_…\nvariables or --profile say as whom.",
	.statuses =
		"0 nothing is left (--expired: of what has expired; --list: it was "
		"said),\n1 something is, or may appear yet, or a run goes on, 2 usage "
		"or another\norganisation's ledger, 3 a bad ledger or an identity that "
		"is refused, 4 target\nunreachable, 70 internal",
	.options = options,
	.run = run_cleanup,
};
