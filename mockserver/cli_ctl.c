/*
 * cli_ctl.c - flowmock ctl: a running mock's /__admin/ pages from the shell
 */
#include "mockserver/cli.h"

#include "lib/fetch.h"
#include "lib/json.h"
#include "lib/mem.h"

#define ANSWER_MS (INT64_C(3600) * 1000) /* a year of exports takes its time */

/* clang-format off */
static const struct option options[] = {
	{ "url", OPTION_TEXT, "http://127.0.0.1:8085", "FLOWMOCK_URL", "URL", "where the mock listens" },
	{ 0 },
};

static const struct action {
	const char *name;
	const char *method, *path;
	const char *member; /* of the body, set from the argument; NULL: no argument */
} actions[] = {
	{ "health",  "GET",  "/__admin/health", NULL },
	{ "clock",   "GET",  "/__admin/clock",  NULL },
	{ "advance", "POST", "/__admin/clock",  "advance" },
	{ "set",     "POST", "/__admin/clock",  "set" },
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

static int ask(const char *url, const struct action *a, const char *value)
{
	AUTO(mem_free) char *to = mem_printf("%s%s", url, a->path);
	AUTO(mem_free) char *body = body_of(a, value);
	AUTO(fetch_free) struct fetch *client = fetch_new();
	char name[] = "Content-Type", type[] = "application/json";
	const struct header header = { name, type };
	struct exchange x = { .method = a->method, .url = to, .timeout_ms = ANSWER_MS };
	struct err e = { 0 };
	int status;

	if (!strcmp(a->method, "POST")) {
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

static int ctl_run(const struct args *args)
{
	const char *name = args->rest_count ? args->rest[0] : "";

	for (size_t i = 0; i < ARRAY_LEN(actions); i++) {
		const struct action *a = &actions[i];

		if (!strcmp(a->name, name) && args->rest_count == (a->member ? 2 : 1))
			return ask(args_text(args, "url"), a, args->rest[1]);
	}
	fprintf(stderr, "usage: flowmock %s\n", command_ctl.usage);
	return 2;
}

const struct command command_ctl = {
	.name = "ctl",
	.usage = "ctl health|clock|reset|advance DURATION|set TIME|life LIFE",
	.help = "asks a running mock, or moves its clock",
	.options = options,
	.takes_words = true,
	.run = ctl_run,
};
