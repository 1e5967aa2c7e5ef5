/*
 * ctl.c - the program `flowmock-ctl`: a running mock's /__admin/ pages from the shell
 *
 * `flowmock ctl` starts it, and its messages use that name.  An answer is printed in
 * lines for a person (print.c), with --json as it came.
 */
#include "mockserver/ctl/ctl.h"

#include <poll.h>
#include <unistd.h>

#include "lib/command.h"
#include "lib/fetch.h"
#include "lib/file/file.h"
#include "lib/mem.h"
#include "lib/nearest.h"
#include "lib/uri.h"
#include "lib/vtime.h"
#include "mockserver/cli.h"
#include "mockserver/contract/version.h"

#define ANSWER_MS   (INT64_C(3600) * 1000) /* a year of exports takes its time */
#define AGAIN_MS    50                     /* between two tries of --wait */
#define BATCH_BYTES (64u << 20)            /* what the mock reads of a body */

/* clang-format off */
static const struct option options[] = {
	{ "url", OPTION_TEXT, "http://127.0.0.1:8085", .env = "FLOWMOCK_URL",
	  .value = "URL", .help = "where the mock listens" },
	{ "json", OPTION_SWITCH, .help = "prints the answer as it came, for programs" },
	{ "wait", OPTION_TEXT, .value = "DURATION",
	  .help = "health: waits so long for a mock that answers" },
	{ "flow", OPTION_TEXT, .value = "ID",
	  .help = "life, until, timeline: of this flow alone" },
	{ "at-most", OPTION_TEXT, "P1Y", .value = "DURATION",
	  .help = "until: how far the clock may go" },
	{ 0 },
};
/* clang-format on */

struct ctl_call;

/* What `ctl NAME` asks; a row without `least` words is asked with GET. */
struct ctl_action {
	const char *name, *path;
	size_t least, most;     /* words behind the name */
	const char *takes;      /* what they are; NULL: nothing */
	bool posts;             /* without a word, too */
	bool moves;             /* the clock, and may take long */
	const char *text;       /* the query for an answer that is text already */
	const char *options[2]; /* that go with it, besides --url and --json */
	int (*fill)(struct ctl_call *j, struct err *e); /* body, path; NULL: nothing */
	ctl_print_fn *print;
};

struct ctl_call {
	const struct ctl_action *action;
	const struct args *args;
	const char *const *words; /* behind the name */
	size_t word_count;
	const char *url;
	char *path;
	struct buf body;
	const char *type;
	struct exchange answer;
	struct err failed; /* why no answer came */
};

static const char *option(const struct ctl_call *j, const char *name)
{
	return args_text(j->args, name);
}

/* ---------------------------------------------------------------- bodies */

static void put_json(struct ctl_call *j, const cJSON *body)
{
	json_print(body, &j->body);
}

static int fill_advance(struct ctl_call *j, struct err *e UNUSED)
{
	AUTO(cJSON_Delete) cJSON *body = json_new_object();

	json_set(body, j->action->name, json_new_str(j->words[0]));
	put_json(j, body);
	return 0;
}

static int fill_until(struct ctl_call *j, struct err *e UNUSED)
{
	AUTO(cJSON_Delete) cJSON *body = json_new_object();
	cJSON *until = json_set(body, "until", json_new_object());
	cJSON *run = json_set(until, "run", json_new_object());

	if (option(j, "flow"))
		json_set(run, "flowId", json_new_str(option(j, "flow")));
	if (j->word_count)
		json_set(run, "status", json_new_str(j->words[0]));
	json_set(body, "atMost", json_new_str(option(j, "at-most")));
	put_json(j, body);
	return 0;
}

/* "?name=value" behind the path. */
static void add_query(struct ctl_call *j, const char *name, const char *value)
{
	AUTO(buf_release) struct buf path = { 0 };

	buf_printf(&path, "%s%c%s=", j->path, strchr(j->path, '?') ? '&' : '?', name);
	uri_escape(value, &path);
	free(j->path);
	j->path = buf_take(&path);
}

/* With a life it is set, of one flow or of all; "none" takes a flow's own away. */
static int fill_life(struct ctl_call *j, struct err *e UNUSED)
{
	AUTO(cJSON_Delete) cJSON *body = json_new_object();
	const char *flow = option(j, "flow");

	if (!j->word_count) {
		if (flow)
			add_query(j, "flowId", flow);
		return 0;
	}
	json_set(body, "life",
	         strcmp(j->words[0], "none") ? json_new_str(j->words[0])
	                                     : json_new_null());
	if (flow)
		json_set(body, "flowId", json_new_str(flow));
	put_json(j, body);
	return 0;
}

static int fill_partitions(struct ctl_call *j, struct err *e UNUSED)
{
	AUTO(cJSON_Delete) cJSON *body = json_new_object();
	int64_t number;

	if (!j->word_count)
		return 0;
	json_set(body, "partitions",
	         str_to_int(j->words[0], &number) ? json_new_int(number)
	                                          : json_new_str(j->words[0]));
	put_json(j, body);
	return 0;
}

static int fill_timeline(struct ctl_call *j, struct err *e UNUSED)
{
	if (option(j, "flow"))
		add_query(j, "flowId", option(j, "flow"));
	return 0;
}

static int fill_reset(struct ctl_call *j, struct err *e UNUSED)
{
	buf_add_str(&j->body, "{}");
	return 0;
}

/* The records of a file, a line each, or of stdin. */
static int fill_batch(struct ctl_call *j, struct err *e)
{
	const char *file = strcmp(j->words[1], "-") ? j->words[1] : "/dev/stdin";
	AUTO(buf_release) struct buf path = { 0 };

	buf_add_str(&path, "/__admin/datasets/");
	uri_escape(j->words[0], &path);
	buf_add_str(&path, "/batches");
	free(j->path);
	j->path = buf_take(&path);
	j->type = "application/x-ndjson";
	return file_read(file, BATCH_BYTES, &j->body, e);
}

/* clang-format off */
static const struct ctl_action actions[] = {
	{ "health", "/__admin/health", 0, 0,
	  .options = { "wait" }, .print = ctl_print_health },
	{ "clock", "/__admin/clock", 0, 0, .print = ctl_print_clock },
	{ "advance", "/__admin/clock", 1, 1, "DURATION",
	  .moves = true, .fill = fill_advance, .print = ctl_print_moved },
	{ "set", "/__admin/clock", 1, 1, "TIME",
	  .moves = true, .fill = fill_advance, .print = ctl_print_moved },
	{ "until", "/__admin/clock", 0, 1, "[STATUS]",
	  .posts = true, .moves = true, .options = { "flow", "at-most" },
	  .fill = fill_until, .print = ctl_print_moved },
	{ "fired", "/__admin/clock/fired", 0, 0, .print = ctl_print_fired },
	{ "life", "/__admin/life", 0, 1, "[LIFE]",
	  .options = { "flow" }, .fill = fill_life, .print = ctl_print_life },
	{ "partitions", "/__admin/partitions", 0, 1, "[NUMBER]",
	  .fill = fill_partitions, .print = ctl_print_partitions },
	{ "datasets", "/__admin/datasets", 0, 0, .print = ctl_print_datasets },
	{ "batch", "", 2, 2, "DATASET FILE",
	  .fill = fill_batch, .print = ctl_print_batch },
	{ "timeline", "/__admin/timeline", 0, 0,
	  .text = "text", .options = { "flow" }, .fill = fill_timeline },
	{ "reset", "/__admin/reset", 0, 0,
	  .posts = true, .fill = fill_reset, .print = ctl_print_reset },
};
/* clang-format on */

/* ---------------------------------------------------------------- asking */

static int send(const struct ctl_call *j, struct exchange *x, struct err *e)
{
	AUTO(mem_free) char *to = mem_printf("%s%s", j->url, j->path);
	AUTO(mem_free) char *type = mem_strdup(j->type);
	AUTO(fetch_free) struct fetch *client = fetch_new();
	char name[] = "Content-Type";
	const struct header header = { name, type };
	bool posts = j->action->posts || j->word_count;
	int rc;

	*x = (struct exchange){ .method = posts ? "POST" : "GET",
		                .url = to,
		                .timeout_ms = ANSWER_MS };
	if (posts) {
		/* cppcheck-suppress autoVariables ; taken back below */
		x->headers = &header;
		x->header_count = 1;
		x->body = buf_str(&j->body);
		x->body_size = j->body.size;
	}
	rc = fetch_do(client, x, e);
	x->headers = NULL;
	x->header_count = 0;
	return rc;
}

/* Until the mock answers well, or the time is over: then *e says why it did not. */
static int send_until(const struct ctl_call *j, int64_t wait_ms, struct exchange *x,
                      struct err *e)
{
	const int64_t until_ns = vtime_monotonic_ns() + wait_ms * 1000000;

	for (;;) {
		struct err why = { 0 };

		exchange_release(x);
		if (send(j, x, &why) == 0 && x->status < 500)
			return 0;
		if (vtime_monotonic_ns() >= until_ns)
			return why.code ? err_pass(e, &why) : 0;
		poll(NULL, 0, AGAIN_MS);
	}
}

static int read_wait(const struct ctl_call *j, int64_t *ms, struct err *e)
{
	const char *text = option(j, "wait");
	struct duration wait = { 0 };
	struct err why = { 0 };

	*ms = 0;
	if (!text)
		return 0;
	if (duration_parse(text, &wait, &why) < 0)
		return err_set(e, ERR_INVALID, "--wait: %s", why.text);
	if (wait.months || wait.ms > INT32_MAX)
		return err_set(e, ERR_INVALID, "--wait: '%s' is too long", text);
	*ms = wait.ms;
	return 0;
}

static void ask(void *ctx)
{
	struct ctl_call *j = ctx;
	int64_t wait_ms;

	if (read_wait(j, &wait_ms, &j->failed) == 0)
		(void)send_until(j, wait_ms, &j->answer, &j->failed);
}

/* Prints the answer, or why it is missing: a status for the shell. */
static int show(const struct ctl_call *j)
{
	if (j->failed.code) {
		fprintf(stderr, "flowmock ctl: %s%s\n", j->failed.text,
		        j->failed.code == ERR_UNAVAILABLE
		                ? "; is `flowmock serve` running there?  --url or "
		                  "FLOWMOCK_URL names another address"
		                : "");
		return j->failed.code == ERR_INVALID ? STATUS_USAGE : 1;
	}
	ctl_print_answer(&j->answer, j->action->print,
	                 args_switch(j->args, "json") ? CTL_AS_JSON : CTL_AS_LINES);
	return j->answer.status < 300 && !ctl_fell_short(&j->answer) ? 0 : 1;
}

/* ---------------------------------------------------------------- the command line */

/* The address without slashes at its end: the paths of the actions begin with one. */
static char *base_of(const char *url)
{
	size_t n = strlen(url);

	while (n && url[n - 1] == '/')
		n--;
	return mem_printf("%.*s", (int)n, url);
}

static const struct ctl_action *find_action(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(actions); i++) {
		if (!strcmp(actions[i].name, name))
			return &actions[i];
	}
	return NULL;
}

static int refuse_action(const char *name)
{
	struct nearest n = { .name = str_of(name) };

	for (size_t i = 0; i < ARRAY_LEN(actions); i++)
		nearest_offer(&n, actions[i].name);
	nearest_offer(&n, "faults");
	if (*name)
		fprintf(stderr, "flowmock ctl: '%s' is not known%s%s%s\n", name,
		        n.best ? "; did you mean " : "", n.best ? n.best : "",
		        n.best ? "?" : "");
	fprintf(stderr, "usage: flowmock %s\n", CTL_USAGE);
	return STATUS_USAGE;
}

/* Too few words, or too many. */
static int refuse_words(const struct ctl_action *a, size_t count)
{
	fprintf(stderr,
	        "flowmock ctl: too %s words after %s\n"
	        "usage: flowmock ctl %s%s%s [OPTION]...\n",
	        count < a->least ? "few" : "many", a->name, a->name, a->takes ? " " : "",
	        a->takes ? a->takes : "");
	return STATUS_USAGE;
}

static int do_job(struct ctl_call *j)
{
	const struct ctl_action *a = j->action;
	struct err e = { 0 };
	int status =
		ctl_check_options(j->args, a->name, a->options, ARRAY_LEN(a->options));
	int signal = 0;

	if (status)
		return status;
	if (j->action->text && !args_switch(j->args, "json"))
		add_query(j, "format", j->action->text);
	if (j->action->fill && j->action->fill(j, &e) < 0) {
		fprintf(stderr, "flowmock ctl: %s\n", e.text);
		return STATUS_USAGE;
	}
	if (j->action->moves)
		signal = ctl_move(j->url, ask, j);
	else
		ask(j);
	status = show(j);
	return signal ? CTL_SIGNALLED + signal : status;
}

static int ctl_run(const struct args *args)
{
	const char *name = args->rest_count ? args->rest[0] : "";
	AUTO(mem_free) char *url = base_of(args_text(args, "url"));
	const struct ctl_action *a = find_action(name);
	struct ctl_call j = {
		.action = a, .args = args, .url = url, .type = "application/json"
	};
	int status = ctl_faults(url, args);

	if (status >= 0)
		return status;
	if (!a)
		return refuse_action(name);
	j.words = args->rest + 1;
	j.word_count = args->rest_count - 1;
	if (j.word_count < a->least || j.word_count > a->most)
		return refuse_words(a, j.word_count);
	j.path = mem_strdup(a->path);
	status = do_job(&j);
	free(j.path);
	buf_release(&j.body);
	exchange_release(&j.answer);
	return status;
}

static const struct command this_command = {
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
	static const struct command *all[] = { &this_command, NULL };
	static const struct commands set = {
		.program = "flowmock",
		.version = FLOWMOCK_VERSION,
		.help = CTL_HELP,
		.statuses = "0 when all went well, 1 when the mock refused, nobody "
			    "answered or\nno run came to the status of until, 2 on a "
			    "wrong usage, 130 and 143 on a signal",
		.all = all,
		.unwritten = 1,
	};
	char **line = argc ? with_command(argc, argv) : NULL;
	int status = line ? commands_main(&set, argc + 1, line) : STATUS_USAGE;

	free(line);
	return status;
}
