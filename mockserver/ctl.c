/*
 * ctl.c - the program `flowmock-ctl`: a running mock's /__admin/ pages from the shell
 *
 * `flowmock ctl` starts it, and its messages use that name.
 *
 * A move of the clock may take long.  A signal ends it, at the mock too: a thread waits
 * for signals, and asks the mock to end the move until the move is answered.
 */
#include "mockserver/ctl.h"

#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include "lib/command.h"
#include "lib/fetch.h"
#include "lib/json/json.h"
#include "lib/mem.h"
#include "mockserver/cli_fault_file.h"
#include "mockserver/contract/version.h"

#define ANSWER_MS (INT64_C(3600) * 1000) /* a year of exports takes its time */
#define AGAIN_MS  50                     /* between two requests for the end */
#define SIGNALLED 128                    /* + its number: a shell's status */

/* clang-format off */
static const struct option options[] = {
	{ "url", OPTION_TEXT, "http://127.0.0.1:8085", "FLOWMOCK_URL", "URL", "where the mock listens" },
	{ 0 },
};

static const struct action {
	const char *name;
	const char *method, *path;
	const char *member; /* of the body, set from the argument; NULL: no argument */
	bool moves;         /* the clock, and may take long */
} actions[] = {
	{ "health",  "GET",  "/__admin/health", NULL },
	{ "clock",   "GET",  "/__admin/clock",  NULL },
	{ "advance", "POST", "/__admin/clock",  "advance", true },
	{ "set",     "POST", "/__admin/clock",  "set", true },
	{ "life",    "POST", "/__admin/life",   "life" },
	{ "reset",   "POST", "/__admin/reset",  NULL },
};
/* clang-format on */

static char *body_of(const struct action *a, const char *value)
{
	AUTO(cJSON_Delete) cJSON *body = json_new_object();

	if (a->member)
		json_set(body, a->member, json_new_str(value));
	return json_text(body);
}

static void print_answer(const struct exchange *x)
{
	AUTO(cJSON_Delete) cJSON *tree = NULL;
	struct err not_json = { 0 };
	struct buf text = { 0 };

	if (json_parse(buf_str(&x->answer), x->answer.size, &tree, &not_json) == 0)
		json_print_pretty(tree, &text);
	else
		buf_add_str(&text, buf_str(&x->answer));
	fprintf(x->status < 300 ? stdout : stderr, "%s\n", buf_str(&text));
	buf_release(&text);
}

/* Sends it and prints the answer; body NULL for none. */
static int exchange(const char *method, const char *to, const char *body)
{
	AUTO(fetch_free) struct fetch *client = fetch_new();
	char name[] = "Content-Type", type[] = "application/json";
	const struct header header = { name, type };
	struct exchange x = { .method = method, .url = to, .timeout_ms = ANSWER_MS };
	struct err e = { 0 };
	int status;

	if (body) {
		x.headers = &header;
		x.header_count = 1;
		x.body = body;
		x.body_size = strlen(body);
	}
	if (fetch_do(client, &x, &e) < 0) {
		fprintf(stderr, "flowmock ctl: %s\n", e.text);
		exchange_release(&x);
		return 1;
	}
	print_answer(&x);
	status = x.status < 300 ? 0 : 1;
	exchange_release(&x);
	return status;
}

static int ask(const char *url, const struct action *a, const char *value)
{
	AUTO_MEM char *to = mem_printf("%s%s", url, a->path);
	AUTO_MEM char *body = strcmp(a->method, "POST") ? NULL : body_of(a, value);

	return exchange(a->method, to, body);
}

/* ---------------------------------------------------------------- faults */

static const struct fault_action_row {
	const char *name, *method;
	const char *path; /* %s: the argument, a fault's name */
	enum { WITHOUT, WITH_NAME, WITH_FILE } takes;
} fault_actions[] = {
	{ "list", "GET", "/__admin/faults", WITHOUT },
	{ "list", "GET", "/__admin/faults/%s", WITH_NAME },
	{ "arm", "POST", "/__admin/faults", WITH_FILE },
	{ "clear", "DELETE", "/__admin/faults", WITHOUT },
	{ "clear", "DELETE", "/__admin/faults/%s", WITH_NAME },
	{ "release", "POST", "/__admin/faults/%s/release", WITH_NAME },
	{ "kinds", "GET", "/__admin/faults/kinds", WITHOUT },
	{ "freeze", "GET", "/__admin/faults/frozen", WITHOUT },
};

/* A file or pack of faults, as JSON; NULL with a message. */
static char *read_file(const char *name)
{
	AUTO(cJSON_Delete) cJSON *list = NULL;
	struct err e = { 0 };

	if (cli_fault_file_read(name, &list, &e) == 0)
		return json_text(list);
	fprintf(stderr, "flowmock ctl: %s\n", e.text);
	return NULL;
}

static int ask_of_faults(const char *url, const struct fault_action_row *a,
                         const char *argument)
{
	struct buf to = { 0 };
	AUTO_MEM char *body = NULL;
	const char *gap = strstr(a->path, "%s");
	int status;

	if (a->takes == WITH_FILE && !(body = read_file(argument)))
		return 2;
	buf_printf(&to, "%s%.*s", url, gap ? (int)(gap - a->path) : 99, a->path);
	if (gap)
		buf_printf(&to, "%s%s", argument, gap + 2);
	status = exchange(a->method, buf_str(&to), body);
	buf_release(&to);
	return status;
}

/* The row of the words after "faults"; NULL for none. */
static const struct fault_action_row *find_fault_action(const struct args *args)
{
	for (size_t i = 0; i < ARRAY_LEN(fault_actions); i++) {
		const struct fault_action_row *a = &fault_actions[i];

		if (args->rest_count == (a->takes ? 3 : 2) &&
		    !strcmp(args->rest[0], "faults") && !strcmp(args->rest[1], a->name))
			return a;
	}
	return NULL;
}

/* ---------------------------------------------------------------- a move */

struct move {
	const char *url;
	bool answered; /* atomic */
	int signal;    /* atomic; the signal that ended it, or 0 */
};

static int end_move(const char *url)
{
	AUTO(mem_free) char *to = mem_printf("%s/__admin/clock", url);
	AUTO(fetch_free) struct fetch *client = fetch_new();
	AUTO(exchange_release) struct exchange x = { .method = "DELETE" };
	struct err e = { 0 };

	x.url = to;
	if (fetch_do(client, &x, &e) == 0)
		return 0;
	fprintf(stderr, "flowmock ctl: the move can't be ended: %s\n", e.text);
	return -1;
}

static sigset_t endings(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	return set;
}

/* The first signal ends the move; a second one, the program. */
static void *wait_for_signal(void *ctx)
{
	struct move *m = ctx;
	const sigset_t set = endings();
	int number;

	if (sigwait(&set, &number))
		return NULL;
	pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, NULL);
	pthread_sigmask(SIG_UNBLOCK, &set, NULL);
	__atomic_store_n(&m->signal, number, __ATOMIC_RELEASE);
	while (!__atomic_load_n(&m->answered, __ATOMIC_ACQUIRE)) {
		if (end_move(m->url) < 0)
			_exit(SIGNALLED + number);
		poll(NULL, 0, AGAIN_MS); /* the move may come after its end */
	}
	return NULL;
}

static int ask_for_move(const char *url, const struct action *a, const char *value)
{
	struct move m = { .url = url };
	const sigset_t set = endings();
	pthread_t thread;
	int status;

	pthread_sigmask(SIG_BLOCK, &set, NULL);
	if (pthread_create(&thread, NULL, wait_for_signal, &m)) {
		fprintf(stderr, "flowmock ctl: no thread can be started\n");
		return 1;
	}
	status = ask(url, a, value);
	__atomic_store_n(&m.answered, true, __ATOMIC_RELEASE);
	if (!__atomic_load_n(&m.signal, __ATOMIC_ACQUIRE))
		pthread_cancel(thread);
	pthread_join(thread, NULL);
	return m.signal ? SIGNALLED + m.signal : status;
}

/* The address without slashes at its end: the paths of the actions begin with one. */
static char *base_of(const char *url)
{
	size_t n = strlen(url);

	while (n && url[n - 1] == '/')
		n--;
	return mem_printf("%.*s", (int)n, url);
}

static int ctl_run(const struct args *args)
{
	const char *name = args->rest_count ? args->rest[0] : "";
	AUTO(mem_free) char *url = base_of(args_text(args, "url"));
	const struct fault_action_row *of_faults = find_fault_action(args);

	if (of_faults)
		return ask_of_faults(url, of_faults, args->rest[2]);
	for (size_t i = 0; i < ARRAY_LEN(actions); i++) {
		const struct action *a = &actions[i];

		if (!strcmp(a->name, name) && args->rest_count == (a->member ? 2 : 1))
			return (a->moves ? ask_for_move : ask)(url, a, args->rest[1]);
	}
	fprintf(stderr, "usage: flowmock %s\n", CTL_USAGE);
	return 2;
}

static const struct command command_ctl = {
	.name = "ctl",
	.usage = CTL_USAGE,
	.help = CTL_HELP,
	.options = options,
	.takes_words = true,
	.run = ctl_run,
};

/* The arguments as `flowmock ctl` has them, its name before them. */
static char **with_command(int argc, char **argv)
{
	static char name[] = "ctl";
	char **all = mem_alloc((size_t)(argc + 2) * sizeof(*all));

	all[0] = argv[0];
	all[1] = name;
	for (int i = 1; i <= argc; i++)
		all[i + 1] = argv[i];
	return all;
}

int main(int argc, char **argv)
{
	static const struct command *all[] = { &command_ctl, NULL };
	static const struct commands set = {
		.program = "flowmock",
		.version = FLOWMOCK_VERSION,
		.help = CTL_HELP,
		.all = all,
		.unwritten = 1,
	};
	char **line = argc ? with_command(argc, argv) : NULL;
	int status = line ? commands_main(&set, argc + 1, line) : STATUS_USAGE;

	free(line);
	return status;
}
