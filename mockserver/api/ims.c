/*
 * ims.c - /ims: tokens for clients (06 §1)
 *
 * Parameters come in the body, as either sort of form, or in the query.
 */
#include "lib/base64.h"
#include "mockserver/api/app.h"
#include "mockserver/api/routes.h"
#include "mockserver/http/form.h"
#include "mockserver/http/query.h"
#include "mockserver/http/reply.h"
#include "mockserver/world/transaction.h"

/* The published samples say 86399 seconds, and 86399992 milliseconds, of a day. */
#define SECONDS_SHORT 1
#define MS_SHORT      8

/* What a client asks with; each from the form, or else from the query. */
struct token_request {
	const char *client, *secret, *scope, *org;
};

static const char *param(const struct request *rq, const struct form *form,
                         const char *name)
{
	const char *field = form_field(form, name);

	return field ? field : request_param(rq, name);
}

/* As asked for; or the client's own, or the first client's. */
static const char *org_of(const struct guard *g, const struct client *client,
                          const char *asked)
{
	if (asked)
		return asked;
	return client ? client->org : g->clients.all[0].org;
}

/* Strict: may that client get a token? */
static int check_client(struct request *rq, const struct client *client,
                        const struct token_request *asked)
{
	if (rq->guard->auth == AUTH_LENIENT)
		return 0;
	if (!client)
		return refuse(&rq->refusal, E_IMS_CLIENT);
	if (strcmp(client->secret, asked->secret) != 0)
		return refuse(&rq->refusal, E_IMS_SECRET);
	if (asked->org && strcmp(client->org, asked->org) != 0)
		return refuse(&rq->refusal, E_IMS_ORG);
	return 0;
}

/* Scopes are printable ASCII without quotes (RFC 6749, 3.3), by commas or blanks. */
static bool is_scope(const char *scope)
{
	for (; *scope; scope++) {
		if (*scope < ' ' || *scope > '~' || *scope == '"' || *scope == '\\')
			return false;
	}
	return true;
}

static int read_form(struct request *rq, struct form *form)
{
	const struct str body = { buf_str(&rq->raw), rq->raw.size };

	rq->reply.debug_id = rq->id;
	if (!form_read(&rq->arena, request_header(rq, "content-type"), body, form) &&
	    body.size)
		return refuse(&rq->refusal, E_IMS_FORM);
	return 0;
}

/* One half of "id:secret", percent-encoded; curl leaves a '+' as it is, so it stays. */
static const char *half(struct request *rq, const char *text, size_t n)
{
	return n ? query_percent_decode(&rq->arena, text, n, PLUS_STAYS) : NULL;
}

/*
 * client_secret_basic (RFC 6749, 2.3.1): "Authorization: Basic" and the base64 of id and
 * secret.  Another header counts as none.  A request has one way to say who it is (2.3):
 * a secret besides the header's is refused, as is another client's id.
 */
static int read_basic(struct request *rq, struct token_request *out)
{
	const char *sent = request_header(rq, "authorization"), *colon, *client;
	AUTO(buf_release) struct buf text = { 0 };
	struct str rest = str_of(sent ? sent : ""), scheme;

	if (!str_split(&rest, ' ', &scheme) || !str_is_nocase(scheme, "Basic") ||
	    !base64_get_standard(&text, str_trim(rest, STR_BLANKS)))
		return 0;
	colon = text.size ? memchr(text.data, ':', text.size) : NULL;
	if (!colon)
		return 0;
	client = half(rq, text.data, (size_t)(colon - text.data));
	if (out->secret || (out->client && client && strcmp(out->client, client) != 0))
		return refuse(&rq->refusal, E_IMS_TWO_WAYS);
	if (client)
		out->client = client;
	out->secret = half(rq, colon + 1, text.size - (size_t)(colon + 1 - text.data));
	return 0;
}

static int read_asked(struct request *rq, const struct form *form,
                      struct token_request *out)
{
	*out = (struct token_request){
		.client = param(rq, form, "client_id"),
		.secret = param(rq, form, "client_secret"),
		.scope = param(rq, form, "scope"),
		.org = param(rq, form, "org_id"),
	};
	if (read_basic(rq, out) < 0)
		return -1;
	if (!out->client)
		return refuse(&rq->refusal, E_IMS_PARAM, "client_id");
	if (!out->secret)
		return refuse(&rq->refusal, E_IMS_PARAM, "client_secret");
	return 0;
}

struct issue {
	const struct guard *guard;
	struct token *token;
	struct buf *text;
};

static int issue(struct world *w UNUSED, void *ctx, struct err *e)
{
	const struct issue *x = ctx;

	return guard_issue(x->guard, x->token, x->text, e);
}

static int add_token(struct request *rq, const struct token_request *asked,
                     struct token *t, cJSON *body)
{
	const struct guard *g = rq->guard;
	const struct client *client = clients_find(&g->clients, asked->client);
	AUTO(buf_release) struct buf text = { 0 };
	struct issue x = { g, t, &text };

	if (check_client(rq, client, asked) < 0)
		return -1;
	*t = (struct token){
		.client = asked->client,
		.org = org_of(g, client, asked->org),
		.scope = asked->scope ? asked->scope : "",
		.lifetime_ms = client ? client->lifetime_ms : MS_PER_DAY,
	};
	if (transaction_run(&rq->app->world, issue, &x, &rq->refusal.err) < 0)
		return -1;
	json_set(body, "access_token", json_new_str(text.data));
	json_set(body, "token_type", json_new_str("bearer"));
	return 0;
}

/* POST /ims/token, /ims/token/v2, v3 and v4 (A63) */
int ims_token(struct request *rq)
{
	AUTO(cJSON_Delete) cJSON *body = json_new_object();
	struct form form;
	struct token_request asked;
	struct token token;
	const char *grant;

	if (read_form(rq, &form) < 0)
		return -1;
	grant = param(rq, &form, "grant_type");
	if (!grant || strcmp(grant, "client_credentials") != 0)
		return refuse(&rq->refusal, E_IMS_GRANT);
	if (read_asked(rq, &form, &asked) < 0)
		return -1;
	if (!asked.scope && rq->guard->auth == AUTH_STRICT)
		return refuse(&rq->refusal, E_IMS_PARAM, "scope");
	if (asked.scope && !is_scope(asked.scope))
		return refuse(&rq->refusal, E_IMS_SCOPE);
	if (add_token(rq, &asked, &token, body) < 0)
		return -1;
	json_set(body, "expires_in",
	         json_new_int(token.lifetime_ms / MS_PER_SECOND - SECONDS_SHORT));
	return reply_tree(rq, 200, TAKE(body));
}

/* POST /ims/exchange/jwt: the older way, its expires_in in milliseconds */
int ims_exchange_jwt(struct request *rq)
{
	AUTO(cJSON_Delete) cJSON *body = json_new_object();
	struct form form;
	struct token_request asked;
	struct token token;
	const char *jwt;

	if (read_form(rq, &form) < 0 || read_asked(rq, &form, &asked) < 0)
		return -1;
	jwt = param(rq, &form, "jwt_token");
	if (!jwt)
		return refuse(&rq->refusal, E_IMS_PARAM, "jwt_token");
	if (rq->guard->auth == AUTH_STRICT && !token_has_form(jwt))
		return refuse(&rq->refusal, E_IMS_JWT);
	if (add_token(rq, &asked, &token, body) < 0)
		return -1;
	json_set(body, "expires_in", json_new_int(token.lifetime_ms - MS_SHORT));
	return reply_tree(rq, 200, TAKE(body));
}

static void add_link(struct request *rq, cJSON *to, const char *name, const char *path)
{
	json_set(to, name,
	         json_new_str(
			 arena_printf(&rq->arena, "%s%s", request_origin(rq), path)));
}

static void add_list(cJSON *to, const char *name, const char *const *texts)
{
	cJSON *list = json_set(to, name, json_new_array());

	for (; *texts; texts++)
		json_push(list, json_new_str(*texts));
}

/*
 * GET /ims/.well-known/openid-configuration: what the real one lists, at the mock's
 * own address, so that a client that looks here finds the mock's token endpoint.
 */
int ims_openid(struct request *rq)
{
	static const char *const methods[] = { "client_secret_basic",
		                               "client_secret_post", NULL };
	static const char *const grants[] = { "authorization_code", "implicit_grant",
		                              "refresh_token", NULL };
	cJSON *body = json_new_object();

	rq->reply.debug_id = rq->id;
	add_link(rq, body, "issuer", "");
	add_link(rq, body, "token_endpoint", "/ims/token/v3");
	add_link(rq, body, "revocation_endpoint", "/ims/revoke");
	add_link(rq, body, "jwks_uri", "/ims/keys");
	add_link(rq, body, "userinfo_endpoint", "/ims/userinfo/v2");
	add_list(body, "token_endpoint_auth_methods_supported", methods);
	add_list(body, "grant_types_supported", grants);
	return reply_tree(rq, 200, body);
}
