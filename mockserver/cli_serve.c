/*
 * cli_serve.c - flowmock serve: one instance, on the main thread
 */
#include "mockserver/cli.h"

#include <errno.h>
#include <signal.h>
#include <sys/resource.h>

#include "lib/file_out.h"
#include "mockserver/export/partition.h"
#include "mockserver/export/parts.h"
#include "mockserver/http/socket.h"
#include "mockserver/instance.h"
#include "mockserver/store/store.h"
#include "mockserver/world/settings.h"

static const char *const auths[] = { "lenient", "strict", NULL };
static const char *const contracts[] = { "lenient", "strict", NULL };
static const char *const zones[] = { "azure", "aws", NULL };
static const char *const on_off[] = { "on", "off", NULL };
static const char *const formats[] = { "text", "json", NULL };
static const char *const levels[] = { "error", "warn", "info", "debug", NULL };

/* clang-format off */
static const struct option options[] = {
	{ "host",        OPTION_TEXT,   "127.0.0.1", "FLOWMOCK_HOST",        "ADDRESS", "IP address to listen on" },
	{ "port",        OPTION_INT,    "8085",      "FLOWMOCK_PORT",        "PORT",    "TCP port; 0 takes a free one", .min = 0, .max = 65535 },
	{ "port-file",   OPTION_TEXT,   NULL,        "FLOWMOCK_PORT_FILE",   "FILE",    "gets the port's number once requests are answered" },
	{ "state",       OPTION_TEXT,   NULL,        "FLOWMOCK_STATE",       "FILE",    "keeps the state in this file; without it, in memory" },
	{ "export-root", OPTION_TEXT,   "./exports", "FLOWMOCK_EXPORT_ROOT", "FOLDER",  "exported files go below it" },
	{ "datasets",    OPTION_LIST,   NULL,        "FLOWMOCK_DATASETS",    "FOLDER",  "adds datasets to the shipped ones; may be repeated" },
	{ "seed",        OPTION_INT,    "1",         "FLOWMOCK_SEED",        "NUMBER",  "draws ids, etags, names and generated records", .min = 0, .max = INT64_MAX },
	{ "clock",       OPTION_TEXT,   "real",      "FLOWMOCK_CLOCK",       "CLOCK",   "real; virtual stands still until told; scaled:N is N times as fast" },
	{ "now",         OPTION_TEXT,   "2026-01-01T00:00:00Z", "FLOWMOCK_NOW", "TIME", "where a virtual or scaled clock starts; a state that is there goes on with its own" },
	{ "run-life",    OPTION_TEXT,   "immediate", "FLOWMOCK_RUN_LIFE",    "LIFE",    "of runs: immediate, after:MIN[..MAX] or polls:N; given, it wins over one that a state keeps" },
	{ "auth",        OPTION_CHOICE, "lenient",   "FLOWMOCK_AUTH",        "MODE",    "lenient takes any token, key and organisation; strict those of a client", .choices = auths },
	{ "client",      OPTION_LIST,   NULL,        "FLOWMOCK_CLIENTS",     "ID:SECRET:ORG[:EXPIRES]", "may ask IMS for tokens (" CLIENT_DEFAULT "); may be repeated" },
	{ "clients",     OPTION_TEXT,   NULL,        "FLOWMOCK_CLIENTS_FILE", "FILE",   "adds the clients in this file, one a line" },
	{ "sandboxes",   OPTION_TEXT,   NULL,        "FLOWMOCK_SANDBOXES",   "NAME,…",  "there are these only; without it, any name is a sandbox" },
	{ "adhoc-delay", OPTION_TEXT,   "0s",        "FLOWMOCK_ADHOC_DELAY", "DURATION", "until a changed flow is ready for ad-hoc exports" },
	{ "dlz",         OPTION_CHOICE, "azure",     "FLOWMOCK_DLZ",         "CLOUD",   "whose storage a Data Landing Zone is", .choices = zones },
	{ "contract",    OPTION_CHOICE, "lenient",   "FLOWMOCK_CONTRACT",    "MODE",    "strict refuses what the documents forbid", .choices = contracts },
	{ "files",       OPTION_CHOICE, "on",        "FLOWMOCK_FILES",       "ON",      "off: runs and counts, no files", .choices = on_off },
	{ "partitions",  OPTION_TEXT,   "auto",      "FLOWMOCK_PARTITIONS",  "NUMBER",  "part files of an export; auto: one for each 500,000 records; given, it wins over one that a state keeps" },
	{ "workers",     OPTION_INT,    "0",         "FLOWMOCK_WORKERS",     "NUMBER",  "part files written at a time; 0: as many as cores", .min = 0, .max = PARTS_WORKERS_MAX },
	{ "admin",       OPTION_CHOICE, "on",        "FLOWMOCK_ADMIN",       "ON",      "off: no pages below /__admin/", .choices = on_off },
	{ "log-format",  OPTION_CHOICE, "text",      "FLOWMOCK_LOG_FORMAT",  "FORMAT",  "of the lines on stderr", .choices = formats },
	{ "log-level",   OPTION_CHOICE, "info",      "FLOWMOCK_LOG_LEVEL",   "LEVEL",   "the least of what is logged", .choices = levels },
	{ 0 },
};
/* clang-format on */

static int read_clock(const struct args *args, struct world_options *o, struct err *e)
{
	struct err why = { 0 };

	if (clock_parse(args_text(args, "clock"), &o->clock, &why) < 0)
		return err_set(e, ERR_INVALID, "%s: %s", args_origin(args, "clock"),
		               why.text);
	if (life_parse(args_text(args, "run-life"), &o->settings.life, &why) < 0)
		return err_set(e, ERR_INVALID, "%s: %s", args_origin(args, "run-life"),
		               why.text);

	if (args_given(args, "now") && o->clock.mode == CLOCK_IS_REAL)
		return err_set(e, ERR_INVALID,
		               "%s goes with --clock virtual or scaled:N only",
		               args_origin(args, "now"));
	if (vtime_parse(args_text(args, "now"), &o->now, &why) < 0)
		return err_set(e, ERR_INVALID, "%s: %s", args_origin(args, "now"),
		               why.text);
	return 0;
}

static int read_delay(const struct args *args, int64_t *ms, struct err *e)
{
	struct duration delay;
	struct err why = { 0 };

	if (duration_parse(args_text(args, "adhoc-delay"), &delay, &why) < 0)
		return err_set(e, ERR_INVALID, "%s: %s", args_origin(args, "adhoc-delay"),
		               why.text);
	if (delay.months)
		return err_set(e, ERR_INVALID, "%s: months have no fixed length",
		               args_origin(args, "adhoc-delay"));
	*ms = delay.ms;
	return 0;
}

static int read_partitions(const struct args *args, unsigned *out, struct err *e)
{
	if (partition_parse(args_text(args, "partitions"), out))
		return 0;
	return err_set(e, ERR_INVALID, "%s: not auto, nor a number from 1 to %d",
	               args_origin(args, "partitions"), PARTITION_MAX);
}

/* What only the instance would refuse, without saying where it came from. */
static int check_texts(const struct args *args, struct err *e)
{
	AUTO(clients_release) struct clients trial = { 0 };
	struct err why = { 0 };

	if (socket_check_host(args_text(args, "host"), &why) < 0)
		return err_set(e, ERR_INVALID, "%s: %s", args_origin(args, "host"),
		               why.text);
	for (const char *const *c = args_list(args, "client"); *c; c++) {
		if (clients_add(&trial, *c, &why) < 0)
			return err_set(e, ERR_INVALID, "%s: %s",
			               args_origin(args, "client"), why.text);
	}
	return 0;
}

static int read_options(const struct args *args, struct instance_options *o,
                        struct err *e)
{
	struct world_options *w = &o->world;

	o->host = args_text(args, "host");
	o->port = (int)args_int(args, "port");
	o->guard.auth = args_choice(args, "auth") ? AUTH_STRICT : AUTH_LENIENT;
	o->guard.clients = args_list(args, "client");
	o->guard.clients_file = args_text(args, "clients");
	o->guard.sandboxes = args_text(args, "sandboxes");
	w->state = args_text(args, "state");
	w->export_root = args_text(args, "export-root");
	w->datasets = args_list(args, "datasets");
	w->seed = (uint64_t)args_int(args, "seed");
	w->settings.contract.mode = (enum contract_mode)args_choice(args, "contract");
	w->files = args_choice(args, "files") ? FILES_OFF : FILES_ON;
	w->dlz = args_choice(args, "dlz") ? DLZ_AWS : DLZ_AZURE;
	w->log.to = stderr;
	w->log.format = args_choice(args, "log-format") ? LOG_JSON : LOG_TEXT;
	w->log.level = (enum log_level)args_choice(args, "log-level");
	for (int i = 0; i < SETTING_COUNT; i++)
		w->settings.from[i] = args_given(args, settings_option((enum setting)i))
		                              ? SET_AT_START
		                              : SET_BY_DEFAULT;
	w->workers = (unsigned)args_int(args, "workers");
	if (check_texts(args, e) < 0 ||
	    read_partitions(args, &w->settings.partitions, e) < 0 ||
	    read_delay(args, &w->adhoc_delay_ms, e) < 0)
		return -1;
	return read_clock(args, w, e);
}

/* One of an earlier run would name a port where nobody answers; so it goes, first. */
static int check_port_file(const struct args *args, struct err *e)
{
	const char *path = args_text(args, "port-file");
	struct err why = { 0 };

	if (!path)
		return 0;
	if (file_out_check(path, &why) < 0)
		return err_set(e, ERR_INVALID, "%s: %s", args_origin(args, "port-file"),
		               why.text);
	file_out_forget(path);
	return 0;
}

static sigset_t ends(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	return set;
}

/* The port's pipe has no reader: until a signal. */
static bool wait_for_reader(void *ctx UNUSED)
{
	const struct timespec glance = { .tv_nsec = 50 * 1000 * 1000 };
	const sigset_t set = ends();

	return sigtimedwait(&set, NULL, &glance) < 0;
}

static int write_port(const struct args *args, int port, struct err *e)
{
	static const struct file_out_wait wait = { wait_for_reader, NULL };
	const char *path = args_text(args, "port-file");
	AUTO(buf_release) struct buf text = { 0 };

	buf_printf(&text, "%d\n", port);
	return path ? file_out_write(path, &text, &wait, e) : 0;
}

/* A state goes on with its own clock, whatever time it was told to start at. */
static void tell_clock(const struct args *args, const struct instance *in)
{
	const struct world *w = &in->app.world;
	vtime now = clock_now(&w->clock);
	char kept[VTIME_TEXT], given[VTIME_TEXT];

	if (!w->resumed || !args_given(args, "now") || now == w->start_at)
		return;
	log_event(&w->log, LOG_WARN, "clock.kept",
	          "now=%s given=%s reason=\"%s is for a new state and after a reset\"",
	          vtime_format(now, kept), vtime_format(w->start_at, given),
	          args_origin(args, "now"));
	fflush(stderr);
}

/* The first line is for programs; the rest tells a person where to go on. */
static void greet(const struct args *args, const struct instance *in)
{
	const struct world *w = &in->app.world;
	int port = server_port(in->server);
	AUTO(mem_free) char *url = server_url(args_text(args, "host"), port);
	char now[VTIME_TEXT], clock[CLOCK_TEXT];

	printf("listening on %s\n", url);
	printf("files go to %s%s\n", w->export_root,
	       w->files ? " (off: none are written)" : "");
	printf("the clock is %s; it is %s\n", clock_text(&w->clock, clock),
	       vtime_format(clock_now(&w->clock), now));
	printf("try: curl -H 'Authorization: Bearer any' -H 'x-api-key: any' "
	       "-H 'x-gw-ims-org-id: any@AdobeOrg' "
	       "%s/data/foundation/flowservice/runs\n",
	       url);
	if (fflush(stdout)) /* the program tells of it again when it ends */
		log_event(&w->log, LOG_WARN, "greeting.lost", "reason=\"%s\"",
		          strerror(errno));
}

/* Blocked for good, so that only the loop's signalfd sees them. */
static void block_signals(void)
{
	const sigset_t set = ends();

	sigprocmask(SIG_BLOCK, &set, NULL);
	signal(SIGPIPE, SIG_IGN);
}

/* A connection is a descriptor; a library leaves its host's limit alone, a program not.
 */
static void raise_files(void)
{
	struct rlimit files;

	if (getrlimit(RLIMIT_NOFILE, &files))
		return;
	files.rlim_cur = files.rlim_max;
	(void)setrlimit(RLIMIT_NOFILE, &files); /* then there is room for fewer */
}

/* Says that requests are answered.  On stdout, the greeting's line comes first. */
static int announce(const struct args *args, const struct instance *in, struct err *e)
{
	const char *path = args_text(args, "port-file");
	bool after = path && file_out_is_stdout(path);
	int port = server_port(in->server);

	if (!after && write_port(args, port, e) < 0)
		return -1;
	tell_clock(args, in);
	greet(args, in);
	return after ? write_port(args, port, e) : 0;
}

static int fail(const struct err *e)
{
	fprintf(stderr, "flowmock serve: %s\n", e->text);
	return e->code == ERR_INVALID ? 2 : 1;
}

static int serve_run(const struct args *args)
{
	struct instance_options o = { 0 };
	struct instance in = { 0 };
	struct err e = { 0 };

	store_tune();
	block_signals();
	raise_files();
	setvbuf(stderr, NULL, _IOFBF, 1 << 16); /* flushed once a turn of the loop */
	if (read_options(args, &o, &e) < 0 || check_port_file(args, &e) < 0)
		return fail(&e);
	if (instance_open(&in, &o, &e) < 0)
		return fail(&e);
	in.app.no_admin = args_choice(args, "admin") != 0;
	if (server_watch_signals(in.server, &e) < 0 || announce(args, &in, &e) < 0) {
		instance_close(&in);
		return fail(&e);
	}
	server_loop(in.server);
	log_event(&in.app.world.log, LOG_INFO, "server.stopped", NULL);
	instance_close(&in);
	return 0;
}

const struct command command_serve = {
	.name = "serve",
	.usage = "serve [OPTION]...",
	.help = "answers requests until SIGINT or SIGTERM",
	.options = options,
	.run = serve_run,
};
