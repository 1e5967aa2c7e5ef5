/*
 * mock.c - a mock in this process, and requests to it, for tests
 */
#include "tests/support/mock.h"

#include <signal.h>

#include "lib/file/file.h"
#include "lib/mem.h"
#include "lib/str.h"
#include "tests/support/answer_wait.h"
#include "tests/support/quoted.h"

#define BASE "/data/foundation/flowservice"

static void die(const char *what, const char *why)
{
	fprintf(stderr, "%s: %s\n", what, why);
	abort();
}

static void start(struct mock *m, const char *state)
{
	AUTO(mem_free) char *path = state ? mem_printf("%s/%s", m->folder, state) : NULL;
	struct flowmock_options o = m->options;
	char why[FLOWMOCK_WHY];

	o.export_root = m->exports;
	o.state = path;
	if (flowmock_start(&o, &m->instance, why) < 0)
		die("flowmock_start", why);
	free(m->url);
	m->url = mem_strdup(flowmock_url(m->instance));
}

static void make_folder(struct mock *m)
{
	struct err e = { 0 };

	if (file_temp_dir("flowmock-test-", &m->folder, &e) < 0)
		die("temporary folder", e.text);
	m->exports = mem_printf("%s/exports", m->folder);
}

void mock_begin(struct mock *m, const char *state)
{
	mock_begin_with(m, state, &(struct flowmock_options){ 0 });
}

void mock_begin_with(struct mock *m, const char *state,
                     const struct flowmock_options *options)
{
	*m = (struct mock){ .client = fetch_new(), .options = *options };
	make_folder(m);
	start(m, state);
}

void mock_serve(struct mock *m, const char *const *args)
{
	static const char said[] = "listening on ";
	const char *all[9 + MOCK_ARGS + 1] = { "serve",   "--port",       "0",
		                               "--clock", "virtual",      "--log-level",
		                               "error",   "--export-root" };
	size_t n = 8;
	const char *line;

	*m = (struct mock){ .client = fetch_new() };
	make_folder(m);
	all[n++] = m->exports;
	for (; *args; args++) {
		assert(n < ARRAY_LEN(all) - 1);
		all[n++] = *args;
	}
	program_start(&m->program, "flowmock", all, NULL);
	line = program_first_line(&m->program);
	if (!str_starts(line, said))
		die("flowmock serve", line);
	m->url = mem_strdup(line + strlen(said));
}

static void stop(struct mock *m)
{
	AUTO(buf_release) struct buf out = { 0 };
	AUTO(buf_release) struct buf err = { 0 };

	if (m->instance) {
		flowmock_stop(m->instance);
		return;
	}
	if (!m->program.pid)
		return; /* mock_stop() */
	kill(m->program.pid, SIGTERM);
	if (program_wait(&m->program, &out, &err) != 0)
		die("flowmock serve", buf_str(&err));
}

void mock_restart(struct mock *m, const char *state)
{
	flowmock_stop(m->instance);
	start(m, state);
}

char *mock_stop(struct mock *m)
{
	AUTO(buf_release) struct buf out = { 0 };
	struct buf log = { 0 };

	kill(m->program.pid, SIGTERM);
	if (program_wait(&m->program, &out, &log) != 0)
		die("flowmock serve", buf_str(&log));
	m->program.pid = 0;
	return buf_take(&log);
}

void mock_end(struct mock *m)
{
	struct err e = { 0 };

	stop(m);
	fetch_free(m->client);
	if (file_remove_tree(m->folder, &e) < 0)
		die("temporary folder", e.text);
	free(m->folder);
	free(m->exports);
	free(m->url);
	*m = (struct mock){ 0 };
}

static char *header_copy(const struct exchange *x, const char *name)
{
	const char *value = exchange_header(x, name);

	return value ? mem_strdup(value) : NULL;
}

struct mock_reply mock_ask_with(struct mock *m, const struct exchange *exchange)
{
	struct exchange x = *exchange;
	struct mock_reply r = { 0 };
	struct err e = { 0 }, not_json = { 0 };

	if (!x.timeout_ms)
		x.timeout_ms = ANSWER_WAIT_MS;
	if (fetch_do(m->client, &x, &e) < 0)
		die(x.url, e.text);
	r.status = x.status;
	r.etag = header_copy(&x, "etag");
	r.location = header_copy(&x, "location");
	r.allow = header_copy(&x, "allow");
	r.request_id = header_copy(&x, "x-request-id");
	r.debug_id = header_copy(&x, "x-debug-id");
	if (json_parse(buf_str(&x.answer), x.answer.size, &r.body, &not_json) < 0)
		r.body = NULL;
	r.text = buf_take(&x.answer);
	exchange_release(&x);
	return r;
}

/* JSON whose first quote is ' was written so that it needs no backslashes. */
static char *json_of(const char *body)
{
	const char *first = body ? strpbrk(body, "'\"") : NULL;

	if (!body)
		return NULL;
	return first && *first == '\'' ? quoted(body) : mem_strdup(body);
}

struct mock_reply mock_ask_also(struct mock *m, const char *method, const char *path,
                                const char *body, const char *name, const char *value)
{
	static char names[][20] = { "Authorization", "x-api-key", "x-gw-ims-org-id",
		                    "Content-Type", "x-sandbox-name" };
	static char values[][20] = { "Bearer token", "test", "TEST@AdobeOrg",
		                     "application/json", "prod" };
	const size_t usual = ARRAY_LEN(names) - (m->options.contract != FLOWMOCK_STRICT);
	AUTO(mem_free) char *also = value ? mem_strdup(name) : NULL;
	AUTO(mem_free) char *as = value ? mem_strdup(value) : NULL;
	struct header headers[ARRAY_LEN(names) + 1];
	bool whole = str_starts(path, "/__admin") || str_starts(path, "/data/") ||
	             str_starts(path, "/ims/");
	AUTO_MEM char *url = mem_printf("%s%s%s", m->url, whole ? "" : BASE, path);
	AUTO(mem_free) char *json = json_of(body);
	struct exchange x = {
		.method = method,
		.url = url,
		.headers = headers,
		.body = json,
		.body_size = json ? strlen(json) : 0,
	};

	for (size_t i = 0; i < usual; i++) {
		if (!value || !str_same_nocase(names[i], name))
			headers[x.header_count++] =
				(struct header){ names[i], values[i] };
	}
	if (value)
		headers[x.header_count++] = (struct header){ also, as };
	return mock_ask_with(m, &x);
}

struct mock_reply mock_ask(struct mock *m, const char *method, const char *path,
                           const char *body)
{
	return mock_ask_also(m, method, path, body, NULL, NULL);
}

void mock_reply_release(struct mock_reply *r)
{
	free(r->text);
	free(r->etag);
	free(r->location);
	free(r->allow);
	free(r->request_id);
	free(r->debug_id);
	cJSON_Delete(r->body);
	*r = (struct mock_reply){ 0 };
}

int64_t mock_number(struct mock *m, const char *path, const char *member)
{
	struct mock_reply r = mock_ask(m, "GET", path, NULL);
	int64_t n = 0;

	if (r.status != 200 || !json_int(r.body, member, &n))
		die(path, r.text);
	mock_reply_release(&r);
	return n;
}

char *mock_make(struct mock *m, const char *path, const char *body)
{
	struct mock_reply r = mock_ask(m, "POST", path, body);
	const char *id = json_str(r.body, "id");
	char *copy;

	if (r.status != 201 || !id)
		die(path, r.text);
	copy = mem_strdup(id);
	mock_reply_release(&r);
	return copy;
}

/* Adds a page of what fired to the list; the path of the next page, or NULL. */
static char *add_page(struct mock *m, const char *path, cJSON *list)
{
	struct mock_reply r = mock_ask(m, "GET", path, NULL);
	cJSON *fired = cJSON_DetachItemFromObject(r.body, "fired"), *one;
	const char *next = json_str(r.body, "next");
	char *copy = next ? mem_strdup(next) : NULL;

	while ((one = cJSON_DetachItemFromArray(fired, 0)))
		json_push(list, one);
	cJSON_Delete(fired);
	mock_reply_release(&r);
	return copy;
}

/* All that has fired since the last advance: what a write to a flow made at once, too. */
static void put_fired(struct mock *m, cJSON *answer)
{
	cJSON *list = json_new_array();
	char *path = mem_strdup("/__admin/clock/fired");
	int count;

	while (path) {
		char *next = add_page(m, path, list);

		free(path);
		path = next;
	}
	count = cJSON_GetArraySize(list);
	if (m->fired > count)
		m->fired = 0; /* a reset, or a restart without a state */
	for (int i = 0; i < m->fired; i++)
		cJSON_DeleteItemFromArray(list, 0);
	m->fired = count;
	json_set(answer, "firedCount", json_new_int(cJSON_GetArraySize(list)));
	json_set(answer, "fired", list);
}

cJSON *mock_move(struct mock *m, const char *duration)
{
	AUTO(mem_free) char *body = mem_printf("{'advance':'%s'}", duration);
	struct mock_reply r = mock_ask(m, "POST", "/__admin/clock", body);
	cJSON *answer = r.body;

	if (r.status != 200)
		die("/__admin/clock", r.text);
	r.body = NULL;
	mock_reply_release(&r);
	return answer;
}

cJSON *mock_advance(struct mock *m, const char *duration)
{
	cJSON *answer = mock_move(m, duration);

	put_fired(m, answer);
	return answer;
}

#define S3_SPEC                                                          \
	"'connectionSpec':{'id':'4fce964d-3f37-408f-9778-e597338a21ee'," \
	"'version':'1.0'}"

char *mock_make_flow_to(struct mock *m, const char *dataset, const char *params,
                        const char *schedule)
{
	AUTO_MEM char *source_body =
		mem_printf("{'name':'source','connectionSpec':{'id':"
	                   "'23598e46-f560-407b-88d5-ea6207e49db0','version':'1.0'},"
	                   "'params':{'datasets':[{'dataSetId':'%s'}]}}",
	                   dataset);
	AUTO(mem_free) char *source = mock_make(m, "/sourceConnections", source_body);
	AUTO_MEM char *base =
		mock_make(m, "/connections",
	                  "{'name':'base'," S3_SPEC ",'auth':{'specName':'Access Key',"
	                  "'params':{'s3SecretKey':"
	                  "'abcdefghijklmnopqrstuvwxyz0123456789ABCD',"
	                  "'s3AccessKey':'ABCDEFGHIJKLMNOPQRST'}}}");
	AUTO_MEM char *target_body =
		mem_printf("{'name':'target','baseConnectionId':'%s'," S3_SPEC
	                   ",'params':{'mode':'Server-to-server','bucketName':"
	                   "'your-bucket-name','path':'folder/subfolder',%s}}",
	                   base, params);
	AUTO(mem_free) char *target = mock_make(m, "/targetConnections", target_body);
	AUTO_MEM char *flow_body =
		mem_printf("{'name':'flow','flowSpec':{'id':"
	                   "'269ba276-16fc-47db-92b0-c1049a3c131f','version':'1.0'},"
	                   "'sourceConnectionIds':['%s'],'targetConnectionIds':['%s'],"
	                   "'transformations':[],'scheduleParams':%s}",
	                   source, target, schedule);

	return mock_make(m, "/flows", flow_body);
}

char *mock_make_flow(struct mock *m, const char *dataset, const char *type,
                     const char *compression, const char *schedule)
{
	AUTO_MEM char *params = mem_printf("'compression':'%s','datasetFileType':'%s'",
	                                   compression, type);

	return mock_make_flow_to(m, dataset, params, schedule);
}

struct mock_reply mock_export(struct mock *m, const char *flow, const char *dataset)
{
	AUTO_MEM char *body = mem_printf("{'activationInfo':{'destinations':[{'flowId':"
	                                 "'%s','datasets':[{'id':'%s'}]}]}}",
	                                 flow, dataset);

	return mock_ask(m, "POST", MOCK_ADHOC, body);
}
