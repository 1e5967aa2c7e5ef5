/*
 * cli_serve.c - flowmock serve: one instance, on the main thread
 */
#include "mockserver/cli.h"

#include <errno.h>
#include <signal.h>
#include <sys/resource.h>

#include "lib/file/out.h"
#include "mockserver/cli_fault_file.h"
#include "mockserver/instance.h"
#include "mockserver/store/store.h"

/* One of an earlier run would name a port where nobody answers: it is removed first. */
static int check_port_file(const struct args *args, struct err *e)
{
	const char *path = args_text(args, "port-file"),
		   *state = args_text(args, "state");
	struct err why = { 0 };

	if (!path)
		return 0;
	if (state && state_files_has(state, path))
		return err_set(e, ERR_INVALID, "%s: '%s' is the state's file",
		               args_origin(args, "port-file"), path);
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
	const struct timespec glance = { .tv_nsec = 50L * 1000 * 1000 };
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

/* A state goes on with its own clock, whatever start time it was given. */
static void tell_clock(const struct args *args, const struct instance *in)
{
	const struct world *w = &in->app.world;
	vtime now = clock_now(&w->clock);
	char kept[VTIME_TEXT], given[VTIME_TEXT], reason[96];

	if (!w->resumed || !args_given(args, "now") || now == w->start_at)
		return;
	snprintf(reason, sizeof(reason), "%s is for a new state and after a reset",
	         args_origin(args, "now"));
	log_event(&w->log, LOG_WARN, "clock.kept", F_STR("now", vtime_format(now, kept)),
	          F_STR("given", vtime_format(w->start_at, given)),
	          F_STR("reason", reason));
	fflush(stderr);
}

#define SERVICE "/data/foundation/flowservice"

/*
 * A request that is answered.  Strict: first the one for a token, by the first client;
 * the secret of the client that is there by default is public, another's is not shown.
 */
static void hint(const struct guard *g, const char *url)
{
	const struct client *c = &g->clients.all[0];
	AUTO(mem_free) char *text = mem_printf("%s:%s:%s", c->id, c->secret, c->org);
	bool open = !strcmp(text, CLIENT_DEFAULT);

	if (g->auth == AUTH_LENIENT) {
		printf("try: curl -H 'Authorization: Bearer any' -H 'x-api-key: any' "
		       "-H 'x-gw-ims-org-id: any@AdobeOrg' %s" SERVICE "/runs\n",
		       url);
		return;
	}
	printf("a token: curl -d grant_type=client_credentials -d client_id=%s "
	       "-d client_secret=%s -d scope=openid,AdobeID %s/ims/token/v3\n",
	       c->id, open ? c->secret : "SECRET", url);
	printf("then: curl -H 'Authorization: Bearer TOKEN' -H 'x-api-key: %s' "
	       "-H 'x-gw-ims-org-id: %s' %s" SERVICE "/runs\n",
	       c->id, c->org, url);
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
	hint(&in->app.guard, url);
	if (fflush(stdout)) /* the program reports it again when it ends */
		log_event(&w->log, LOG_WARN, "greeting.lost",
		          F_STR("reason", strerror(errno)));
}

/* Blocked for good, so that only the loop's signalfd sees them. */
static void block_signals(void)
{
	const sigset_t set = ends();

	sigprocmask(SIG_BLOCK, &set, NULL);
	signal(SIGPIPE, SIG_IGN);
}

/* A connection is a descriptor.  The library leaves the limit as it is; a program not. */
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

/* Faults of all files, as one list; *list is the caller's. */
static int read_faults(const struct instance_options *o, cJSON **list, struct err *e)
{
	struct err why = { 0 };

	*list = json_new_array();
	for (const char *const *name = o->faults; name && *name; name++) {
		AUTO(cJSON_Delete) cJSON *own = NULL;
		const cJSON *one;

		if (cli_fault_file_read(*name, &own, &why) < 0)
			return err_set(e, ERR_INVALID, "%s: %s",
			               args_origin(o->args, "faults"), why.text);
		cJSON_ArrayForEach(one, own)
			json_push(*list, json_copy(one));
	}
	return 0;
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
	AUTO(cJSON_Delete) cJSON *faults = NULL;
	struct err e = { 0 };

	store_tune();
	block_signals();
	raise_files();
	setvbuf(stderr, NULL, _IOFBF, 1 << 16); /* flushed once a turn of the loop */
	if (options_read(args, &o, &e) < 0 || check_port_file(args, &e) < 0)
		return fail(&e);
	if (read_faults(&o, &faults, &e) < 0)
		return fail(&e);
	o.world.faults = faults;
	o.world.log.to = stderr;
	if (instance_open(&in, &o, &e) < 0)
		return fail(&e);
	if (server_watch_signals(in.server, &e) < 0 || announce(args, &in, &e) < 0) {
		instance_close(&in);
		return fail(&e);
	}
	server_loop(in.server);
	log_event(&in.app.world.log, LOG_INFO, "server.stopped");
	instance_close(&in);
	return 0;
}

const struct command command_serve = {
	.name = "serve",
	.usage = "serve [OPTION]...",
	.help = "answers requests until SIGINT or SIGTERM",
	.options = instance_option_rows,
	.run = serve_run,
};
