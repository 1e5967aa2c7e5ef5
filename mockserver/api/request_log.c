/*
 * request_log.c - what the log says of a request
 */
#include "mockserver/api/request_log.h"

#include "lib/secret.h"
#include "mockserver/api/app.h"

#define MASK "****"

static const char *id_of(const struct request *rq)
{
	return rq->id ? rq->id : "-";
}

void request_log_begin(struct request *rq)
{
	struct app *app = rq->app;
	bool debug = log_writes(&app->world.log, LOG_DEBUG);

	app->world.now.contract.asked = debug ? app->asked : NULL;
	if (debug)
		memset(app->asked, 0, sizeof(app->asked));
}

void request_log_rules(const struct request *rq)
{
	const struct contract *c = &rq->app->world.now.contract;
	const struct logger *log = &rq->app->world.log;

	for (int i = 0; c->asked && i < LEDGER_COUNT; i++) {
		const enum ledger_entry entry = (enum ledger_entry)i;

		if (c->asked[i])
			log_event(log, LOG_DEBUG, "rule.asked", F_STR("id", id_of(rq)),
			          F_STR("rule", ledger_id(entry)),
			          F_STR("name", ledger_name(entry)),
			          F_STR("choice",
			                ledger_choice_name(ledger_choice(c, entry))));
	}
}

/* Credentials; of an Authorization, "Bearer" or "Basic" is shown. */
static bool is_secret(const char *name)
{
	const struct str s = str_of(name);

	return str_is_nocase(s, "authorization") || str_is_nocase(s, "cookie") ||
	       str_is_nocase(s, "proxy-authorization") || secret_in_name(s);
}

static void log_headers(const struct logger *log, const struct request *rq)
{
	for (size_t i = 0; i < rq->header_count; i++) {
		const struct request_header *h = &rq->headers[i];
		const struct str scheme = { h->value, strcspn(h->value, " ") };
		bool known =
			str_is_nocase(scheme, "bearer") || str_is_nocase(scheme, "basic");
		AUTO_MEM char *masked =
			mem_printf("%.*s" MASK, known ? (int)scheme.size + 1 : 0,
		                   h->value);

		log_event(log, LOG_DEBUG, "request.header", F_STR("id", id_of(rq)),
		          F_STR("name", h->name),
		          F_STR("value", is_secret(h->name) ? masked : h->value));
	}
}

/* The documented text; the reason, where it says more: the body's, or the mock's own. */
static void log_refusal(const struct logger *log, const struct request *rq)
{
	const struct refusal *rf = &rq->refusal;
	AUTO(mem_free) char *details = rf->text ? refusal_details(rf) : NULL;
	const char *why = rf->why ? rf->why : details;

	if (!rf->error || !rf->text)
		return;
	log_event(log, LOG_INFO, "request.refused", F_STR("id", id_of(rq)),
	          F_STR("error", error_row(rf->error)->name), F_STR("text", rf->text),
	          strcmp(why, rf->text) ? F_STR("reason", why) : (struct log_field){ 0 });
}

void request_log_end(const struct request *rq, const struct logger *log)
{
	const struct err *why = &rq->refusal.err;

	log_event(log, LOG_INFO, "request.done", F_STR("method", rq->method_name),
	          F_STR("path", rq->path), F_INT("status", rq->reply.status),
	          F_STR("id", id_of(rq)));
	log_refusal(log, rq);
	if (why->code)
		log_event(log, LOG_ERROR, "request.failed", F_STR("id", id_of(rq)),
		          F_STR("reason", why->text),
		          F_PLACE("at", why->file, why->line));
	if (log->to && log->level >= LOG_DEBUG)
		log_headers(log, rq);
}
