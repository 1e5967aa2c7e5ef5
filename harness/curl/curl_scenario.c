/*
 * curl_scenario.c - curl commands as a scenario, a step each
 */
#include "harness/curl/curl_scenario.h"

#include "harness/curl/curl_command.h"
#include "harness/curl/curl_node.h"
#include "harness/match/mask.h"
#include "lib/mem.h"
#include "lib/str.h"
#include "lib/yaml/print.h"

/* A place where the documents' names for ids are captured (02, the paths' parameters). */
static const struct {
	const char *path, *name;
} created[] = {
	{ "/connections", "BASE_CONNECTION_ID" },
	{ "/sourceConnections", "SOURCE_CONNECTION_ID" },
	{ "/targetConnections", "TARGET_CONNECTION_ID" },
	{ "/flows", "FLOW_ID" },
	{ "/runs", "RUN_ID" },
};

/* What is known of the commands so far. */
struct import {
	cJSON *given;   /* names that a step captures: members */
	cJSON *missing; /* names that nothing gives, in their order */
	cJSON *secrets; /* names of members whose values are written out */
	struct buf steps;
};

#define NAME_CHARACTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_"

/* Does a scenario know it without being given it? */
static bool is_builtin(struct str name)
{
	static const char *const builtin[] = { "now",     "nowMs", "org",
		                               "sandbox", "url",   "uuid" };

	for (size_t i = 0; i < ARRAY_LEN(builtin); i++) {
		if (str_is(name, builtin[i]))
			return true;
	}
	return false;
}

/* Notes the names in the text, "${NAME…}", that nothing before has given. */
static void note_names(struct import *im, const char *text)
{
	for (const char *at = text; (at = strstr(at, "${")); at += 2) {
		const char *start = at + (str_starts(at, "${url(") ? 6 : 2);
		struct str name = { start, strspn(start, NAME_CHARACTERS) };
		AUTO_MEM char *copy = mem_printf("%.*s", (int)name.size, name.at);
		bool is_name = name.at[name.size] && strchr("}.[)", name.at[name.size]);

		if (!is_name || (at > text && at[-1] == '$') || is_builtin(name))
			continue;
		if (!json_get(im->given, copy) && !json_get(im->missing, copy))
			json_set(im->missing, copy, json_new_bool(true));
	}
}

/* The value stands there: it is no name, and none of the documents' "<add it here>". */
static bool is_written_out(struct str value)
{
	return value.size && *value.at != '<' && !str_starts(value.at, "%3C") &&
	       !memmem(value.at, value.size, "${", 2);
}

static void note_pair(void *ctx, struct str name, struct str value)
{
	struct import *im = ctx;
	AUTO_MEM char *copy = mem_printf("%.*s", (int)name.size, name.at);

	if (is_written_out(value))
		json_set(im->secrets, copy, json_new_bool(true));
}

static void note_secret(void *ctx, cJSON *parent, cJSON *value)
{
	const char *name = value->string ? value->string : parent->string;

	note_pair(ctx, str_of(name ? name : ""), str_of(value->valuestring));
}

/* A URL, a form, JSON within a text. */
static void note_pairs(void *ctx, cJSON *parent UNUSED, cJSON *value)
{
	mask_each_pair(value->valuestring, note_pair, ctx);
}

/* Secrets of a header, of a body, of the URL's query, and of data that is sent raw. */
static void note_secrets(struct import *im, cJSON *node)
{
	const struct mask_visit v = { note_secret, note_pairs, im };

	mask_each(node, &v);
}

static void note_all_names(struct import *im, const cJSON *node)
{
	const cJSON *member;

	if (cJSON_IsString(node))
		note_names(im, node->valuestring);
	cJSON_ArrayForEach(member, node)
		note_all_names(im, member);
}

static void capture_created(struct import *im, cJSON *node)
{
	const cJSON *path = json_get(node, "POST");
	cJSON *capture;

	for (size_t i = 0; path && i < ARRAY_LEN(created); i++) {
		if (strcmp(path->valuestring, created[i].path) != 0)
			continue;
		capture = json_set(node, "capture", json_new_object());
		json_set(capture, created[i].name, json_new_str("id"));
		json_set(im->given, created[i].name, json_new_bool(true));
	}
}

static void add_step(struct import *im, cJSON *node)
{
	note_all_names(im, node);
	note_secrets(im, node);
	capture_created(im, node);
	buf_add_str(&im->steps, "  - ");
	yaml_print(node, 4, &im->steps);
}

static int refuse_at(const char *file, const char *text, size_t at, const struct err *why,
                     struct err *e)
{
	int line, column;

	shell_words_place(text, at, &line, &column);
	return err_set(e, ERR_INVALID, "%s:%d:%d: %s", file, line, column, why->text);
}

/* 1, or 0 where there are no more. */
static int import_one(struct import *im, const char *file, struct str text, size_t *from,
                      struct err *e)
{
	AUTO(curl_request_release) struct curl_request r = { 0 };
	AUTO(cJSON_Delete) cJSON *node = NULL;
	struct err why = { 0 };
	int found = curl_command_read(text.at, text.size, *from, &r, &why);

	*from = r.words.end;
	if (found == 0)
		return 0;
	if (found < 0 || curl_node_make(&r, CURL_NODE_WRITTEN, &node, &why) < 0)
		return refuse_at(file, text.at, r.words.wrong_at, &why, e);
	add_step(im, node);
	return 1;
}

static void add_head(const struct import *im, const char *file, struct buf *out)
{
	AUTO_MEM char *sentence = mem_printf("The requests of %s succeed", file);
	const cJSON *name;

	if (im->missing->child) {
		buf_add_str(out, "# Needs");
		cJSON_ArrayForEach(name, im->missing)
			buf_printf(out, " --var %s=…", name->string);
		buf_add_char(out, '\n');
	}
	if (im->secrets->child) {
		buf_add_str(out, "# Holds secrets:");
		cJSON_ArrayForEach(name, im->secrets)
			buf_printf(out, " %s", name->string);
		buf_add_str(out, "; write \"${name}\" in their place, and give it by "
		                 "--var or FLOWCHECK_VAR_name\n");
	}
	buf_add_str(out, "scenario: ");
	yaml_print_text(sentence, out);
	buf_add_str(out, "\nsteps:\n");
}

int curl_scenario_write(const char *file, const char *text, size_t n, struct buf *out,
                        struct err *e)
{
	AUTO(cJSON_Delete) cJSON *given = json_new_object();
	AUTO(cJSON_Delete) cJSON *missing = json_new_object();
	AUTO(cJSON_Delete) cJSON *secrets = json_new_object();
	struct import im = { .given = given, .missing = missing, .secrets = secrets };
	size_t from = 0;
	int more;

	while ((more = import_one(&im, file, (struct str){ text, n }, &from, e)) > 0)
		continue;
	if (more == 0 && !im.steps.size)
		more = err_set(e, ERR_NOT_FOUND, "%s: there is no curl command", file);
	if (more == 0) {
		add_head(&im, file, out);
		buf_add(out, buf_str(&im.steps), im.steps.size);
	}
	buf_release(&im.steps);
	return more;
}
