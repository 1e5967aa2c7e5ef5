/*
 * index.c - / and /__admin/: what is answered here, for whoever has just arrived
 */
#include "mockserver/api/routes.h"

#include "mockserver/api/app.h"
#include "mockserver/contract/operation.h"
#include "mockserver/contract/version.h"
#include "mockserver/http/reply.h"

/* The headers that every request to the service needs, and what to send in them. */
static void add_headers(struct request *rq, cJSON *body)
{
	const struct guard *g = &rq->app->guard;
	const struct client *c = &g->clients.all[0];
	const bool strict = g->auth == AUTH_STRICT;
	const char *const rows[][2] = {
		{ "Authorization",
		  strict ? "Bearer TOKEN, by POST /ims/token/v3" : "Bearer any" },
		{ "x-api-key", strict ? c->id : "any" },
		{ "x-gw-ims-org-id", strict ? c->org : "any@AdobeOrg" },
		{ "x-sandbox-name", "prod" },
	};
	cJSON *headers = json_set(body, "headers", json_new_object());

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		json_set(headers, rows[i][0], json_new_str(rows[i][1]));
}

static void add_operations(struct request *rq, cJSON *body)
{
	cJSON *list = json_set(body, "operations", json_new_array());

	for (int i = 0; i < OPERATION_COUNT; i++) {
		const struct operation_row *o = operation_row((enum operation)i);
		const bool service = !strcmp(o->gate, "SERVICE");
		cJSON *one;

		if (rq->app->no_admin && str_starts(o->path, "/__admin"))
			continue;
		one = json_push(list, json_new_object());
		json_set(one, "method", json_new_str(o->method));
		json_set(one, "path",
		         json_new_str(arena_printf(&rq->arena, "%s%s",
		                                   service ? SERVICE_BASE : "",
		                                   o->path)));
	}
}

static cJSON *index_of(struct request *rq)
{
	cJSON *body = json_new_object();

	json_set(body, "name", json_new_str("flowmock"));
	json_set(body, "version", json_new_str(FLOWMOCK_VERSION));
	json_set(body, "basePath", json_new_str(SERVICE_BASE));
	add_headers(rq, body);
	add_operations(rq, body);
	return body;
}

/* ---------------------------------------------------------------- for a browser */

static void add_escaped(struct buf *out, const char *text)
{
	for (; *text; text++) {
		if (strchr("<>&\"'", *text))
			buf_printf(out, "&#%d;", *text);
		else
			buf_add_char(out, *text);
	}
}

static void add_row(struct buf *out, const char *left, const char *right)
{
	buf_add_str(out, "<tr><th>");
	add_escaped(out, left);
	buf_add_str(out, "</th><td>");
	add_escaped(out, right);
	buf_add_str(out, "</td></tr>\n");
}

static int reply_page(struct request *rq, const cJSON *index)
{
	struct buf *out = &rq->reply.body;
	const cJSON *one;

	buf_add_str(out,
	            "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\">"
	            "<title>flowmock</title>"
	            "<style>body{font:1em sans-serif;margin:2em}"
	            "th{text-align:left;padding-right:2em;font-weight:normal}</style>"
	            "<h1>flowmock ");
	add_escaped(out, json_str(index, "version"));
	buf_add_str(out, "</h1><p>The Flow Service is below <code>" SERVICE_BASE
	                 "</code>; each request to it has these headers:</p><table>\n");
	cJSON_ArrayForEach(one, json_get(index, "headers")) {
		add_row(out, one->string, one->valuestring);
	}
	buf_add_str(out, "</table><h2>Operations</h2><table>\n");
	cJSON_ArrayForEach(one, json_get(index, "operations")) {
		add_row(out, json_str(one, "method"), json_str(one, "path"));
	}
	buf_add_str(out, "</table></html>\n");
	return reply_text(rq, 200, "text/html; charset=utf-8");
}

/* GET /, GET /__admin/: JSON, or a page for a client that asks for HTML */
int admin_index(struct request *rq)
{
	const char *accept = request_header(rq, "accept");
	AUTO(cJSON_Delete) cJSON *index = index_of(rq);

	if (accept && strstr(accept, "text/html"))
		return reply_page(rq, index);
	return reply_tree(rq, 200, TAKE(index));
}
