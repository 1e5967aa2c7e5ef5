/*
 * gate.c - what stands before the service: headers, tokens, organisation, sandbox
 */
#include "mockserver/gateway/gate.h"

#include "mockserver/gateway/guard.h"

#define DEFAULT_SANDBOX "prod" /* A23 */
#define CATALOG         "/data/foundation/catalog/"

/* The header's value without spaces around it; NULL when it is missing or empty. */
static const char *header(struct request *rq, const char *name)
{
	const char *sent = request_header(rq, name);
	struct str value = str_trim(str_of(sent ? sent : ""), STR_BLANKS);

	if (!value.size || !str_is_utf8(value.at, value.size))
		return NULL;
	return arena_strndup(&rq->arena, value.at, value.size);
}

static bool is_strict(const struct request *rq)
{
	return rq->guard && rq->guard->auth == AUTH_STRICT;
}

/* A header that is missing or empty; the log says which. */
static int refuse_header(struct request *rq, const char *name, enum error error)
{
	refusal_explain(&rq->refusal, "the header %s is missing or empty", name);
	return refuse(&rq->refusal, error);
}

/* C60: the gateway refuses it, or the service would, had the gateway let it pass. */
static enum error of_service(const struct request *rq, enum error gateway,
                             enum error service)
{
	return ledger_choice(rq->contract, LEDGER_SERVICE_CHECKS) == CHOICE_ERRORS
	               ? service
	               : gateway;
}

static int check_key(struct request *rq)
{
	rq->caller.client = header(rq, "x-api-key");
	if (!rq->caller.client)
		return refuse_header(rq, "x-api-key", E_API_KEY_MISSING);
	if (is_strict(rq) && !clients_find(&rq->guard->clients, rq->caller.client)) {
		refusal_explain(&rq->refusal, "no client has the x-api-key '%s'",
		                rq->caller.client);
		return refuse(&rq->refusal, E_API_KEY_INVALID);
	}
	return 0;
}

/* Strict: one of ours, and asked for by the client whose key came with it. */
static int check_issued(struct request *rq, const char *text)
{
	struct token token;

	if (!guard_accepts(rq->guard, text, &rq->arena, &token)) {
		guard_explain(rq->guard, text, &rq->arena, &rq->refusal);
		return refuse(&rq->refusal,
		              of_service(rq, E_TOKEN_INVALID, E_TOKEN_UNREADABLE));
	}
	if (!strcmp(token.client, rq->caller.client))
		return 0;
	refusal_explain(&rq->refusal, "the token is the client '%s', the x-api-key '%s'",
	                token.client, rq->caller.client);
	return refuse(&rq->refusal, E_API_KEY_INVALID);
}

/* "Bearer <token>": the scheme in any case, the token one word. */
static int check_token(struct request *rq)
{
	static const char scheme[] = "Bearer";
	const char *value = header(rq, "authorization");
	struct str word;

	if (!value)
		return refuse_header(rq, "Authorization", E_TOKEN_MISSING);
	word = (struct str){ value, strcspn(value, " ") };
	value += word.size;
	value += strspn(value, " ");
	if (!str_is_nocase(word, scheme) || strchr(value, ' ')) {
		refusal_explain(&rq->refusal,
		                "the header Authorization is not 'Bearer TOKEN'");
		return refuse(&rq->refusal,
		              of_service(rq, E_TOKEN_INVALID, E_TOKEN_UNREADABLE));
	}
	if (!*value)
		return refuse(&rq->refusal,
		              of_service(rq, E_TOKEN_MISSING, E_TOKEN_EMPTY));
	return is_strict(rq) ? check_issued(rq, value) : 0;
}

/* Strict: an organisation that nobody has is malformed; one that is another client's
 * is one that the token has no profile for (06 §2). */
static int check_org(struct request *rq)
{
	static const char name[] = "x-gw-ims-org-id";
	const struct client *client;

	rq->caller.org = header(rq, name);
	if (!rq->caller.org)
		return refuse_header(rq, name,
		                     of_service(rq, E_ORG_MISSING,
		                                request_header(rq, name) ? E_ORG_EMPTY
		                                                         : E_ORG_ABSENT));
	if (!is_strict(rq))
		return 0;
	client = clients_find(&rq->guard->clients, rq->caller.client);
	if (client && !strcmp(client->org, rq->caller.org))
		return 0;
	refusal_explain(&rq->refusal,
	                "the x-gw-ims-org-id '%s' is not the organisation of '%s'",
	                rq->caller.org, rq->caller.client);
	return refuse(&rq->refusal,
	              of_service(rq,
	                         clients_know_org(&rq->guard->clients, rq->caller.org)
	                                 ? E_ORG_PROFILE
	                                 : E_ORG_INVALID,
	                         E_ORG_DENIED));
}

static bool looks_like_json(const struct buf *raw)
{
	const char *s = buf_str(raw);

	s += strspn(s, " \t\r\n");
	return *s == '{' || *s == '[';
}

static int check_content_type(struct request *rq)
{
	const char *type = header(rq, "content-type");
	struct str kind;

	if (rq->method == GET || rq->method == DELETE || !rq->raw.size)
		return 0;
	kind = (struct str){ type ? type : "", type ? strcspn(type, "; \t") : 0 };
	if (str_is_nocase(kind, "application/json"))
		return 0;
	if (looks_like_json(&rq->raw) &&
	    !ledger_refuses(rq->contract, LEDGER_CONTENT_TYPE))
		return 0;
	return refuse(&rq->refusal, E_CONTENT_TYPE);
}

/* A sandbox's name has letters, digits and hyphens (09 §7). */
static bool is_malformed(const char *name)
{
	static const char fine[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				   "0123456789-";

	return name[strspn(name, fine)] != '\0';
}

/* The Catalog says it in its own form (09 §7). */
static int refuse_malformed(struct request *rq)
{
	return refuse(&rq->refusal, str_starts(rq->path, CATALOG) ? E_CATALOG_INTERNAL
	                                                          : E_SANDBOX_MALFORMED);
}

static bool is_star(const char *value)
{
	return value && !strcmp(value, "*");
}

/*
 * "*" asks for all sandboxes at once, which no user's token may (FSERR 2111-403); before
 * that, both headers must say it, of a list, in no order of its own.
 */
static int check_star(struct request *rq, const char *name, const char *id)
{
	if (id && is_star(id) != is_star(name))
		return refuse(&rq->refusal, E_SANDBOX_STAR_HALF);
	if (id && (rq->method != GET || rq->param[0]))
		return refuse(&rq->refusal, E_SANDBOX_STAR_REFUSED);
	if (id && request_param(rq, "orderby"))
		return refuse(&rq->refusal, E_ORDER_CROSS_SANDBOX);
	return refuse(&rq->refusal, E_SANDBOX_STAR);
}

static int check_sandbox(struct request *rq)
{
	const char *sandbox = header(rq, "x-sandbox-name");
	const char *id = header(rq, "x-sandbox-id");

	if (!sandbox && ledger_refuses(rq->contract, LEDGER_MISSING_SANDBOX))
		return refuse(&rq->refusal, E_SANDBOX_MISSING);
	if (is_star(sandbox) || is_star(id))
		return check_star(rq, sandbox, id);
	if (id && ledger_refuses(rq->contract, LEDGER_SANDBOX_ID))
		return refuse(&rq->refusal, E_SANDBOX_ID_REFUSED);
	rq->caller.sandbox = sandbox ? sandbox : DEFAULT_SANDBOX;
	if (is_malformed(rq->caller.sandbox) && !(rq->guard && rq->guard->sandboxes) &&
	    ledger_refuses(rq->contract, LEDGER_SANDBOX_MALFORMED))
		return refuse_malformed(rq);
	if (!rq->guard || guard_knows_sandbox(rq->guard, rq->caller.sandbox))
		return 0;
	return sandbox ? refuse(&rq->refusal, E_SANDBOX_UNKNOWN, sandbox)
	               : refuse(&rq->refusal, E_SANDBOX_NO_DEFAULT);
}

int gate_check(struct request *rq)
{
	static int (*const checks[])(struct request *) = {
		check_key, check_token, check_org, check_content_type, check_sandbox,
	};

	for (size_t i = 0; i < ARRAY_LEN(checks); i++) {
		if (checks[i](rq) < 0)
			return -1;
	}
	return 0;
}
