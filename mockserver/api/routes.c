/*
 * routes.c - every operation with its handler, and the way of a request to it
 */
#include "mockserver/api/routes.h"

#include "lib/hash.h"
#include "lib/mem.h"
#include "lib/nearest.h"
#include "mockserver/api/app.h"
#include "mockserver/api/request_log.h"
#include "mockserver/api/strike.h"
#include "mockserver/entities/validate.h"
#include "mockserver/gateway/gate.h"
#include "mockserver/gateway/origin.h"
#include "mockserver/http/reply.h"
#include "mockserver/runs/reads.h"

#define REQUEST_ID_LENGTH 32 /* 06 §5: 32 alphanumerics in the published sample */

static const struct route routes[] = {
#define OPERATION(name, method, path, gate, body, schema, query, headers, status, \
                  errors, ids, provenance, handler)                               \
	{ method, path, GATE_##gate, BODY_##body, handler, OP_##name },
#include "mockserver/contract/operations.def"
#undef OPERATION
};

/* x-request-id: the client's, or one of a stream of our own (06 §5). */
static void name_request(struct request *rq)
{
	static const char letters[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
	const char *sent = request_header(rq, "x-request-id");
	uint64_t seed = hash_text(rq->app->world.seed, "request");
	char *id;

	if (sent && *sent && strlen(sent) <= 128 && str_is_utf8(sent, strlen(sent))) {
		rq->id = arena_strdup(&rq->arena, sent);
		return;
	}
	if (rq->app->world.starts > 1)
		seed = hash_with(seed, (uint64_t)rq->app->world.starts);
	seed = hash_with(seed, rq->app->world.requests++);
	id = arena_alloc(&rq->arena, REQUEST_ID_LENGTH + 1);
	for (uint64_t i = 0; i < REQUEST_ID_LENGTH; i++)
		id[i] = letters[hash_below(hash_with(seed, i), sizeof(letters) - 1)];
	rq->id = id;
}

/* Ad-hoc exports and the mock's own pages have errors of their own. */
static int refuse_json(struct request *rq, const struct route *r, const char *why)
{
	AUTO_MEM char *text = mem_printf("is not valid JSON: %s", why);
	AUTO_MEM char *whole = mem_printf("The body %s", text);

	if (r->operation == OP_ADHOC_RUN)
		return refuse(&rq->refusal, E_ADHOC_BODY, why);
	if (str_starts(r->path, "/__admin"))
		return refuse(&rq->refusal, E_ADMIN_INVALID, whole);
	validate_error(&rq->refusal, "", text, E_BODY_INVALID);
	return -1;
}

static int parse_body(struct request *rq, const struct route *r)
{
	const bool adhoc = r->operation == OP_ADHOC_RUN;
	struct err why = { 0 };

	if (!rq->raw.size && r->body == BODY_JSON_OR_NONE)
		return 0;
	if (!rq->raw.size)
		return adhoc ? refuse(&rq->refusal, E_ADHOC_BODY, "there is no body")
		             : refuse(&rq->refusal, E_BODY_EMPTY);
	if (!rq->body && /* faults may have parsed it */
	    json_parse(rq->raw.data, rq->raw.size, &rq->body, &why) < 0)
		return refuse_json(rq, r, why.text);
	if (cJSON_IsNull(rq->body) && r->body == BODY_JSON && !adhoc)
		return refuse(&rq->refusal, E_BODY_EMPTY);
	return 0;
}

/* Refused or passed over (B38); the log names the one that was probably meant. */
static int unknown_param(struct request *rq, const struct route *r, const char *name)
{
	struct str rest = str_of(operation_row(r->operation)->query);
	struct nearest n = { .name = str_of(name) };
	struct operation_param p;

	if (ledger_refuses(rq->contract, LEDGER_UNKNOWN_PARAMETER))
		return refuse(&rq->refusal, E_PARAM_UNKNOWN, name);
	while (operation_param_next(&rest, &p))
		nearest_offer(&n, arena_strndup(&rq->arena, p.name.at, p.name.size));
	log_event(&rq->app->world.log, LOG_WARN, "parameter.unknown", F_STR("id", rq->id),
	          F_STR("name", name), F_STR("meant", n.best ? n.best : "-"));
	return 0;
}

/*
 * A parameter that the operation does not know (B38), or a value that it does not
 * have.  Those of an action, op and subOp, have errors of their own.
 */
static int check_param(struct request *rq, const struct route *r,
                       const struct query_param *sent)
{
	struct operation_param p;

	if (!operation_takes(r->operation, sent->name, &p))
		return unknown_param(rq, r, sent->name);
	if (*sent->value && !p.required && !str_is(p.name, "subOp") &&
	    !operation_param_fits(&p, sent->value) &&
	    ledger_refuses(rq->contract, LEDGER_PARAMETER_VALUES))
		return refuse(&rq->refusal, E_PARAM_VALUE, sent->name, sent->value);
	return 0;
}

static int check_query(struct request *rq, const struct route *r)
{
	for (size_t i = 0; i < rq->param_count && r->gate != GATE_OPEN; i++) {
		if (check_param(rq, r, &rq->params[i]) < 0)
			return -1;
	}
	return 0;
}

/* A header that the operation requires besides the gateway's: only If-Match so far. */
static int check_headers(struct request *rq, const struct route *r)
{
	struct str rest = str_of(operation_row(r->operation)->headers);
	struct operation_param p;

	while (operation_param_next(&rest, &p)) {
		assert(!p.required || str_is(p.name, "If-Match"));
		if (p.required && !request_header(rq, "if-match"))
			return refuse(&rq->refusal, E_IF_MATCH_MISSING);
	}
	return 0;
}

static int serve_route(struct request *rq, const struct route *r)
{
	if (r->gate != GATE_OPEN && gate_check(rq) < 0)
		return -1;
	if (check_query(rq, r) < 0 || check_headers(rq, r) < 0)
		return -1;
	if (r->body != BODY_NONE && parse_body(rq, r) < 0)
		return -1;
	return rq->strike ? strike_run(rq, r) : r->run(rq);
}

static int serve(struct request *rq)
{
	const bool admin = str_starts(rq->path, "/__admin");
	const struct route *r;

	if (rq->refusal.error)
		return -1; /* the server refused it already */
	if (admin && rq->app->no_admin)
		return refuse(&rq->refusal, E_ROUTE_UNKNOWN);
	if (admin && origin_check(rq) < 0)
		return -1;
	r = router_find(routes, ARRAY_LEN(routes), rq);
	if (!r)
		return -1;
	if (faults_watch(&rq->app->world.faults, fault_point_of(r->operation)))
		return strike_serve(rq, r, serve_route);
	return serve_route(rq, r);
}

void routes_serve(struct request *rq)
{
	if (!rq->again)
		name_request(rq);
	request_log_begin(rq);
	rq->guard = &rq->app->guard;
	rq->contract = &rq->app->world.now.contract;
	if (serve(rq) < 0 || run_reads_count(&rq->app->world, &rq->refusal.err) < 0)
		(void)reply_refusal(rq); /* always 0 */
	if (rq->strike)
		strike_answer(rq);
	request_log_rules(rq);
	rq->app->world.shown.count = 0; /* a refusal shows no run */
}
