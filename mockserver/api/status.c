/*
 * status.c - the answer of an error that a fault asks for
 */
#include "mockserver/api/status.h"

#include "mockserver/http/reply.h"
#include "mockserver/sim/clock.h"

/* Whose errors an operation has. */
enum service { OF_FLOW_SERVICE, OF_CATALOG, OF_ADHOC, OF_LANDING_ZONE, OF_IMS };

static enum service service_of(enum operation operation)
{
	const struct operation_row *row = operation_row(operation);

	if (!strcmp(row->gate, "SERVICE"))
		return OF_FLOW_SERVICE;
	if (str_starts(row->path, "/data/foundation/catalog"))
		return OF_CATALOG;
	if (str_starts(row->path, "/ims/"))
		return OF_IMS;
	return operation == OP_ADHOC_RUN ? OF_ADHOC : OF_LANDING_ZONE;
}

/*
 * The gateway answers before any service does; the others are each service's own.  What
 * no document names is ours: E_STATUS, E_PROBLEM_STATUS and the like.
 */
static const struct {
	enum service of;
	int status;
	enum error error;
} rows[] = {
	{ OF_FLOW_SERVICE, 400, E_BODY_EMPTY },
	{ OF_FLOW_SERVICE, 403, E_FORBIDDEN },
	{ OF_FLOW_SERVICE, 404, E_NOT_FOUND },
	{ OF_FLOW_SERVICE, 412, E_VERSION_STALE },
	{ OF_FLOW_SERVICE, 422, E_SPEC_VERSION },
	{ OF_FLOW_SERVICE, 500, E_INTERNAL },
	{ OF_FLOW_SERVICE, 503, E_UNAVAILABLE },
	{ OF_FLOW_SERVICE, 504, E_GATEWAY_TIMEOUT },
	{ OF_CATALOG, 400, E_CONTENT_TYPE },
	{ OF_CATALOG, 403, E_ORG_PROFILE },
	{ OF_CATALOG, 404, E_CATALOG_NOT_FOUND },
	{ OF_CATALOG, 500, E_CATALOG_INTERNAL },
	{ OF_ADHOC, 400, E_ADHOC_BODY },
	{ OF_ADHOC, 403, E_ORG_PROFILE },
	{ OF_ADHOC, 404, E_ADHOC_NOT_FOUND },
	{ OF_ADHOC, 500, E_ADHOC_INTERNAL },
	{ OF_IMS, 400, E_IMS_CLIENT },
	{ OF_IMS, 429, E_IMS_THROTTLED },
};

enum error status_error(enum operation operation, int status)
{
	const enum service of = service_of(operation);

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		if (rows[i].of == of && rows[i].status == status)
			return rows[i].error;
	}
	if (of != OF_IMS && status == 401)
		return E_TOKEN_INVALID;
	if (of != OF_IMS && status == 429)
		return E_THROTTLED;
	return of == OF_IMS ? E_IMS_STATUS : E_STATUS;
}

/* ---------------------------------------------------------------- its texts */

/* "/flows/{id}": flows; "/data/core/…" has no collection. */
static const char *collection_of(struct request *rq, const struct route *r)
{
	const char *path = r->path + 1;

	return arena_strndup(&rq->arena, path, strcspn(path, "/"));
}

/* What {N} of the error's text stands for: as the fault says, or the request's own. */
static const char *argument(struct request *rq, const struct route *r,
                            const struct fault_hit *hit, enum error error, int n)
{
	const cJSON *given = hit->action->tree ? hit->action->tree->child : NULL;
	const char *id = rq->param[0] ? rq->param[0] : "";

	for (int i = 0; given && i < n; i++)
		given = given->next;
	if (given)
		return given->valuestring;
	if (error == E_NOT_FOUND && n == 0)
		return collection_of(rq, r);
	if (error == E_STATUS || error == E_IMS_STATUS)
		return arena_printf(&rq->arena, "%d", hit->action->error.status);
	return id;
}

/* RFC 9110, 5.6.7: "Sun, 06 Nov 1994 08:49:37 GMT". */
static const char *date_after(struct request *rq, int64_t seconds)
{
	static const char days[][4] = { "Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed" };
	static const char months[][4] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
		                          "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
	const vtime at = clock_machine() + seconds * MS_PER_SECOND;
	const struct vtime_parts p = vtime_split(at);

	return arena_printf(&rq->arena, "%s, %02d %s %04d %02d:%02d:%02d GMT",
	                    days[at / MS_PER_DAY % 7], p.day, months[p.month - 1], p.year,
	                    p.hour, p.minute, p.second);
}

static void put_retry(struct request *rq, const struct fault_retry *retry)
{
	if (retry->seconds < 0)
		return;
	reply_header(rq, "Retry-After",
	             retry->as_date ? date_after(rq, retry->seconds)
	                            : arena_printf(&rq->arena, "%lld",
	                                           (long long)retry->seconds));
}

static const char *phase_text(const struct fault_hit *hit)
{
	return hit->fault->phase == FAULT_AFTER ? "after the commit"
	                                        : "before the service did anything";
}

/* A page that a proxy before the service makes: nothing in it is the service's. */
static int end_with_page(struct request *rq, int status)
{
	rq->id = NULL;
	buf_printf(&rq->reply.body,
	           "<html>\r\n<head><title>%d %s</title></head>\r\n<body>\r\n"
	           "<center><h1>%d %s</h1></center>\r\n<hr><center>openresty</center>\r\n"
	           "</body>\r\n</html>\r\n",
	           status, reply_reason(status), status, reply_reason(status));
	return reply_text(rq, status, "text/html");
}

int status_end(struct request *rq, const struct route *r, struct fault_hit *hit)
{
	const struct fault_action *a = hit->action;
	enum error error = a->error.error ? a->error.error
	                                  : status_error(r->operation, a->error.status);

	put_retry(rq, &a->retry);
	hit->done = arena_printf(&rq->arena, "answered %d %s, %s", a->error.status,
	                         a->page ? "with a proxy's page" : error_row(error)->name,
	                         phase_text(hit));
	if (a->page)
		return end_with_page(rq, a->error.status);
	rq->refusal.status = a->error.status;
	return refuse(&rq->refusal, error, argument(rq, r, hit, error, 0),
	              argument(rq, r, hit, error, 1), argument(rq, r, hit, error, 2));
}
