/*
 * reply.c - what a handler answers, and how a refusal looks on the wire
 */
#include "mockserver/http/reply.h"

int reply_text(struct request *rq, int status, const char *type)
{
	rq->reply.status = status;
	rq->reply.content_type = type;
	return 0;
}

int reply_json(struct request *rq, int status)
{
	return reply_text(rq, status, "application/json");
}

#define FLOW_ERROR_TYPE "https://ns.adobe.com/aep/errors/FLOW-"

/* Room for what may be put into the item, so that the bytes are not moved again. */
#define ITEM_ROOM 256

void reply_item_begin(struct request *rq, const char *text, size_t n)
{
	static const char head[] = "{\"items\":[";
	char *at = buf_reserve(&rq->reply.body, n + sizeof(head) + ITEM_ROOM);

	assert(at);
	buf_add(&rq->reply.body, head, sizeof(head) - 1);
	buf_add(&rq->reply.body, text, n);
}

int reply_item_end(struct request *rq)
{
	buf_add_str(&rq->reply.body, "]}");
	return reply_json(rq, 200);
}

int reply_item(struct request *rq, const char *text, size_t n)
{
	reply_item_begin(rq, text, n);
	return reply_item_end(rq);
}

int reply_tree(struct request *rq, int status, cJSON *body)
{
	json_print(body, &rq->reply.body);
	cJSON_Delete(body);
	return reply_json(rq, status);
}

int reply_empty(struct request *rq, int status)
{
	buf_clear(&rq->reply.body);
	rq->reply.status = status;
	rq->reply.content_type = NULL;
	return 0;
}

void reply_header(struct request *rq, const char *name, const char *value)
{
	const size_t n = rq->reply.more_count;
	struct request_header *all = arena_alloc(&rq->arena, (n + 1) * sizeof(*all));

	if (n)
		memcpy(all, rq->reply.more, n * sizeof(*all));
	all[n] = (struct request_header){ name, value };
	rq->reply.more = all;
	rq->reply.more_count = n + 1;
}

const char *reply_reason(int status)
{
	static const struct {
		int status;
		const char *reason;
	} rows[] = {
		{ 400, "Bad Request" },
		{ 401, "Unauthorized" },
		{ 403, "Forbidden" },
		{ 404, "Not Found" },
		{ 408, "Request Timeout" },
		{ 429, "Too Many Requests" },
		{ 500, "Internal Server Error" },
		{ 502, "Bad Gateway" },
		{ 503, "Service Unavailable" },
		{ 504, "Gateway Timeout" },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		if (rows[i].status == status)
			return rows[i].reason;
	}
	return "Error";
}

static cJSON *violation_list(const struct violations *violations)
{
	cJSON *list = json_new_array();

	for (size_t i = 0; i < violations->count; i++) {
		cJSON *one = json_push(list, json_new_object());

		json_set(one, "pointer", json_new_str(violations->all[i].pointer));
		json_set(one, "keyword", json_new_str(violations->all[i].keyword));
		json_set(one, "message", json_new_str(violations->all[i].message));
	}
	return list;
}

static cJSON *gateway_body(const struct request *rq UNUSED, const struct error_row *row,
                           const struct refusal *rf)
{
	cJSON *body = json_new_object();

	json_set(body, "error_code", json_new_str(row->code));
	json_set(body, "message", json_new_str(rf->text));
	return body;
}

static cJSON *problem_body(const struct request *rq UNUSED, const struct error_row *row,
                           const struct refusal *rf)
{
	cJSON *body = json_new_object();

	json_set(body, "type", json_new_str("/placeholder/type/uri"));
	json_set(body, "status", json_new_int(row->status));
	json_set(body, "title", json_new_str(row->title));
	json_set(body, "detail", json_new_str(rf->text));
	return body;
}

/* In strict both say the same (B42): all that is wrong stands in the report. */
static void add_messages(const struct request *rq, cJSON *body, const struct refusal *rf)
{
	bool same = rq->contract &&
	            ledger_choice(rq->contract, LEDGER_ERROR_DETAILS) == CHOICE_LIVE;
	AUTO_MEM char *all = same ? mem_strdup(rf->text) : refusal_details(rf);

	json_set(body, "errorMessage", json_new_str(rf->text));
	json_set(body, "errorDetails", json_new_str(all));
}

/* The variables of a 404 are repeated in its report (LABEL). */
static cJSON *report(const struct request *rq, const struct refusal *rf)
{
	cJSON *r = json_new_object();

	json_set(r, "detailed-message", json_new_str(rf->text));
	if (rf->error == E_NOT_FOUND)
		json_set(r, "id", json_new_str(rf->args[1]));
	json_set(r, "request-id", json_new_str(rq->id));
	if (rf->error == E_NOT_FOUND)
		json_set(r, "type", json_new_str(rf->args[0]));
	if (rf->violations.count)
		json_set(r, "violations", violation_list(&rf->violations));
	return r;
}

static cJSON *flow_body(const struct request *rq, const struct error_row *row,
                        const struct refusal *rf)
{
	cJSON *body = json_new_object();
	AUTO_MEM char *type = mem_printf(FLOW_ERROR_TYPE "%s", row->code);

	json_set(body, "type", json_new_str(type));
	json_set(body, "title", json_new_str(row->title));
	json_set(body, "status", json_new_int(row->status));
	json_set(body, "report", report(rq, rf));
	add_messages(rq, body, rf);
	if (rf->error == E_SPEC_INVALID) /* DSPEC D02, besides the newer text (B8) */
		json_set(body, "message", json_new_str("Please provide a valid spec id"));
	return body;
}

static cJSON *ims_body(const struct request *rq UNUSED, const struct error_row *row,
                       const struct refusal *rf)
{
	cJSON *body = json_new_object();

	json_set(body, "error", json_new_str(row->code));
	json_set(body, "error_description", json_new_str(rf->text));
	return body;
}

static cJSON *message_body(const struct request *rq UNUSED,
                           const struct error_row *row UNUSED, const struct refusal *rf)
{
	cJSON *body = json_new_object();

	json_set(body, "message", json_new_str(rf->text));
	return body;
}

static cJSON *simple_body(const struct request *rq, const struct error_row *row UNUSED,
                          const struct refusal *rf)
{
	cJSON *body = json_new_object();

	add_messages(rq, body, rf);
	return body;
}

typedef cJSON *body_fn(const struct request *rq, const struct error_row *row,
                       const struct refusal *rf);

static body_fn *const bodies[] = {
	[FAMILY_GATEWAY] = gateway_body,
	[FAMILY_PROBLEM] = problem_body,
	[FAMILY_FLOW] = flow_body,
	[FAMILY_SIMPLE] = simple_body,
	[FAMILY_IMS] = ims_body,
	[FAMILY_MESSAGE] = message_body,
	[FAMILY_EDGE] = NULL,
};
static_assert(ARRAY_LEN(bodies) == FAMILY_COUNT, "every family has a body");

#define NOT_FOUND "404 Not Found"

/*
 * The page of the server in front of the service; byte for byte, without our hints, where
 * that is chosen.
 */
static void add_page(struct request *rq, const char *text)
{
	bool live = rq->contract &&
	            ledger_choice(rq->contract, LEDGER_UNKNOWN_PAGE) == CHOICE_LIVE;

	if (live)
		buf_printf(&rq->reply.body,
		           "<html>\r\n<head><title>%s</title></head>\r\n<body>\r\n"
		           "<center><h1>%s</h1></center>\r\n"
		           "<hr><center>openresty</center>\r\n</body>\r\n</html>\r\n",
		           NOT_FOUND, NOT_FOUND);
	else
		buf_printf(&rq->reply.body,
		           "<html><head><title>%s</title></head><body>%s</body></html>\n",
		           text, text);
}

/* A failure of our own has no documented text: 500, and its reason in the log only. */
static void name_failure(struct refusal *rf)
{
	struct err err = rf->err;

	rf->err = (struct err){ 0 };
	refuse(rf, err.code == ERR_UNAVAILABLE ? E_UNAVAILABLE : E_INTERNAL);
	rf->err = err;
}

size_t reply_body_size(const struct request *rq)
{
	const struct reply *reply = &rq->reply;

	if (!strcmp(rq->method_name, "HEAD") || reply->status == 204 ||
	    reply->status == 304)
		return 0;
	return reply->body.size;
}

int reply_refusal(struct request *rq)
{
	struct refusal *rf = &rq->refusal;
	const struct error_row *row;
	int status;

	assert(refused(rf));
	if (rf->error == E_NONE)
		name_failure(rf);
	row = error_row(rf->error);
	status = rf->status ? rf->status : row->status;
	buf_clear(&rq->reply.body);
	if (bodies[row->family])
		return reply_tree(rq, status, bodies[row->family](rq, row, rf));
	add_page(rq, rf->text);
	rq->reply.status = status;
	rq->reply.content_type = "text/html";
	return 0;
}
