/*
 * faults.c - flowmock ctl faults: arms faults at a running mock, and lists them
 *
 * Answers are in lines for a person; with --json, and those of freeze, JSON as it came.
 */
#include "mockserver/ctl/ctl.h"

#include "lib/command.h"
#include "lib/fetch.h"
#include "lib/mem.h"
#include "lib/nearest.h"
#include "lib/str.h"
#include "lib/uri.h"
#include "mockserver/cli_fault_file.h"

#define ANSWER_MS (INT64_C(60) * 1000)

/* Sends it and prints the answer; body NULL for none. */
static int exchange(const char *method, const char *to, const char *body,
                    ctl_print_fn *print, enum ctl_as as)
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
	ctl_print_answer(&x, print, as);
	status = x.status < 300 ? 0 : 1;
	exchange_release(&x);
	return status;
}

static const struct fault_action_row {
	const char *name, *method;
	const char *path; /* %s: the argument, a fault's name */
	enum { WITHOUT, WITH_NAME, WITH_FILE } takes;
	ctl_print_fn *print; /* NULL: JSON */
} fault_actions[] = {
	{ "list", "GET", "/__admin/faults", WITHOUT, ctl_print_faults },
	{ "list", "GET", "/__admin/faults/%s", WITH_NAME, ctl_print_fault },
	{ "arm", "POST", "/__admin/faults", WITH_FILE, ctl_print_armed },
	{ "clear", "DELETE", "/__admin/faults", WITHOUT, ctl_print_cleared },
	{ "clear", "DELETE", "/__admin/faults/%s", WITH_NAME, ctl_print_fault },
	{ "release", "POST", "/__admin/faults/%s/release", WITH_NAME,
	  ctl_print_released },
	{ "runs", "GET", "/__admin/faults/runs", WITHOUT, ctl_print_fault_runs },
	{ "kinds", "GET", "/__admin/faults/kinds", WITHOUT, ctl_print_fault_kinds },
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
                         const struct args *args)
{
	struct buf to = { 0 };
	AUTO_MEM char *body = NULL;
	const char *gap = strstr(a->path, "%s"), *argument = args->rest[2];
	int status;

	if (gap && !*argument) {
		fprintf(stderr, "flowmock ctl: the name of a fault is empty\n");
		return STATUS_USAGE;
	}
	if (a->takes == WITH_FILE && !(body = read_file(argument)))
		return STATUS_USAGE;
	buf_printf(&to, "%s%.*s", url, gap ? (int)(gap - a->path) : 99, a->path);
	if (gap) {
		uri_escape(argument, &to);
		buf_add_str(&to, gap + 2);
	}
	status = exchange(a->method, buf_str(&to), body, a->print,
	                  args_switch(args, "json") ? CTL_AS_JSON : CTL_AS_LINES);
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

/* Says which of the words is not known, or what has to follow them. */
static int refuse_words(const struct args *args)
{
	static const char *const words[] = {
		[WITHOUT] = "", [WITH_NAME] = " NAME", [WITH_FILE] = " FILE"
	};
	const char *word = args->rest_count > 1 ? args->rest[1] : "";
	struct nearest n = { .name = str_of(word) };
	const char *before = "usage: flowmock ctl faults ";

	for (size_t i = 0; i < ARRAY_LEN(fault_actions); i++)
		nearest_offer(&n, fault_actions[i].name);
	if (*word && (!n.best || n.distance))
		fprintf(stderr, "flowmock ctl: 'faults %s' is not known%s%s%s\n", word,
		        n.best ? "; did you mean faults " : "", n.best ? n.best : "",
		        n.best ? "?" : "");
	else
		fprintf(stderr, "flowmock ctl: too %s words after faults%s%s\n",
		        args->rest_count < 3 ? "few" : "many", *word ? " " : "", word);
	for (size_t i = 0; i < ARRAY_LEN(fault_actions); i++) {
		fprintf(stderr, "%s%s%s", before, fault_actions[i].name,
		        words[fault_actions[i].takes]);
		before = "|";
	}
	fputc('\n', stderr);
	return STATUS_USAGE;
}

int ctl_faults(const char *url, const struct args *args)
{
	const struct fault_action_row *a = find_fault_action(args);

	if (!args->rest_count || strcmp(args->rest[0], "faults") != 0)
		return -1;
	if (!a)
		return refuse_words(args);
	return ctl_check_options(args, "faults", NULL, 0) ? STATUS_USAGE
	                                                  : ask_of_faults(url, a, args);
}
