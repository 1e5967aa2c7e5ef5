/*
 * target.c - what is tested: the embedded mock, or whatever answers at a URL
 */
#include "harness/target/target.h"

#include "harness/target/token.h"
#include "lib/file.h"
#include "lib/mem.h"
#include "lib/str.h"
#include "mockserver/flowmock.h"

#define SERVICE "/data/foundation/flowservice"

struct target {
	struct flowmock *mock; /* NULL for a URL */
	char *temp_root;       /* removed at the end; NULL for none */
	char *url, *name, *exports;
	struct fetch *fetch;
	const char *lacks[CAPABILITY_COUNT];
	struct coverage *coverage; /* NULL: calls are not counted */
	struct identity who;
	struct access_token token; /* of who's client; all zero: none was asked for */
};

void target_close(struct target *t)
{
	struct err e = { 0 };

	if (!t)
		return;
	coverage_free(t->coverage);
	access_token_release(&t->token);
	fetch_free(t->fetch);
	flowmock_stop(t->mock);
	if (t->temp_root && file_remove_tree(t->temp_root, &e) < 0)
		fprintf(stderr, "flowcheck: %s\n", e.text);
	free(t->temp_root);
	free(t->url);
	free(t->name);
	free(t->exports);
	free(t);
}

/* ---------------------------------------------------------------- calls */

static bool stands_on_the_host(const char *path)
{
	static const char *const roots[] = { "/__admin/", "/ims/", "/data/" };

	for (size_t i = 0; i < ARRAY_LEN(roots); i++) {
		if (str_starts(path, roots[i]))
			return true;
	}
	return false;
}

static bool is_url(const char *path)
{
	return str_starts(path, "http://") || str_starts(path, "https://");
}

static void add_default_headers(const struct target *t, const char *path, struct call *c)
{
	AUTO(mem_free) char *bearer = mem_printf("Bearer %s", t->who.token);

	call_header(c, "Accept", "application/json");
	if (str_starts(path, "/__admin/") || str_starts(path, "/ims/"))
		return;
	/* A URL elsewhere must not receive our token. */
	if (is_url(path) && !str_starts(path, t->url))
		return;
	call_header(c, "Authorization", bearer);
	call_header(c, "x-api-key", t->who.key);
	call_header(c, "x-gw-ims-org-id", t->who.org);
	call_header(c, "x-sandbox-name", t->who.sandbox);
}

void target_call(const struct target *t, const char *method, const char *path,
                 struct call *out)
{
	*out = (struct call){ .method = method };
	if (is_url(path))
		out->url = mem_strdup(path);
	else
		out->url = mem_printf("%s%s%s", t->url,
		                      stands_on_the_host(path) ? "" : SERVICE, path);
	add_default_headers(t, path, out);
}

/* The client's first token, or its next. */
static int take_token(struct target *t, struct err *e)
{
	struct access_token next = { 0 };

	if (access_token_fetch(t->url, &t->who, t->fetch, &next, e) < 0)
		return -1;
	access_token_release(&t->token);
	t->token = next;
	t->who.token = t->token.text;
	t->who.token_given = true;
	return 0;
}

/* True if it was refused although it came with the token that we hold. */
static bool has_expired(const struct target *t, const struct call *c)
{
	AUTO(mem_free) char *bearer = mem_printf("Bearer %s", t->who.token);
	const char *sent = call_header_value(c, "Authorization");

	return t->token.text && c->x.status == 401 && sent && !strcmp(sent, bearer);
}

static int send_again(struct target *t, struct call *c, struct err *e)
{
	AUTO(mem_free) char *bearer = NULL;
	struct err why = { 0 };

	if (take_token(t, &why) < 0)
		return err_set(e, ERR_UNAVAILABLE, "a new token after a 401: %s",
		               why.text);
	bearer = mem_printf("Bearer %s", t->who.token);
	call_header(c, "Authorization", bearer);
	return call_send(c, t->fetch, e);
}

int target_send(struct target *t, struct call *c, struct err *e)
{
	size_t n = strlen(t->url);

	if (call_send(c, t->fetch, e) < 0)
		return -1;
	if (has_expired(t, c) && send_again(t, c, e) < 0)
		return -1;
	if (t->coverage && !strncmp(c->url, t->url, n))
		coverage_note(t->coverage, c->method, c->url + n, c->x.status);
	return 0;
}

/* An admin request of ours; the answer's JSON in *out when out is not NULL. */
static int admin(struct target *t, const char *method, const char *path, const char *body,
                 cJSON **out, struct err *e)
{
	struct call c;
	int rc = 0;

	target_call(t, method, path, &c);
	if (body)
		call_body(&c, mem_strdup(body), "application/json");
	if (target_send(t, &c, e) < 0)
		rc = -1;
	else if (c.x.status != 200)
		rc = err_set(e, ERR_UNAVAILABLE, "%s %s answered %d: %.200s", method,
		             path, c.x.status, buf_str(&c.x.answer));
	else if (out)
		*out = TAKE(c.json);
	call_release(&c);
	return rc;
}

int target_reset(struct target *t, const char *contract, const cJSON *choose,
                 struct err *e)
{
	AUTO(cJSON_Delete) cJSON *how = json_new_object();
	AUTO(mem_free) char *body = NULL;

	if (t->lacks[CAN_ADMIN])
		return 0;
	if (contract)
		json_set(how, "contract", json_new_str(contract));
	if (choose)
		json_set(how, "choose", json_copy(choose));
	body = json_text(how);
	return admin(t, "POST", "/__admin/reset", body, NULL, e);
}

char *target_timeline(struct target *t)
{
	struct err none = { 0 };
	char *svg = NULL;
	struct call c;

	if (t->lacks[CAN_ADMIN])
		return NULL;
	target_call(t, "GET", "/__admin/timeline?format=svg", &c);
	if (call_send(&c, t->fetch, &none) == 0 && c.x.status == 200 &&
	    !strstr(buf_str(&c.x.answer), ">no flows<"))
		svg = mem_strdup(buf_str(&c.x.answer));
	call_release(&c);
	return svg;
}

int target_count_calls(struct target *t, struct err *e)
{
	AUTO(cJSON_Delete) cJSON *table = NULL;

	if (t->lacks[CAN_ADMIN])
		return err_set(e, ERR_INVALID, "--coverage: %s", t->lacks[CAN_ADMIN]);
	if (admin(t, "GET", "/__admin/operations", NULL, &table, e) < 0)
		return -1;
	return coverage_new(table, SERVICE, &t->coverage, e);
}

const struct coverage *target_coverage(const struct target *t)
{
	return t->coverage;
}

int target_now(struct target *t, vtime *out, struct err *e)
{
	AUTO(cJSON_Delete) cJSON *clock = NULL;

	if (t->lacks[CAN_ADMIN]) {
		*out = vtime_wall_now();
		return 0;
	}
	if (admin(t, "GET", "/__admin/clock", NULL, &clock, e) < 0)
		return -1;
	if (!json_int(clock, "nowMs", out))
		return err_set(e, ERR_UNAVAILABLE, "GET /__admin/clock answers no nowMs");
	return 0;
}

int target_advance(struct target *t, int64_t ms, struct err *e)
{
	AUTO_MEM char *body = mem_printf("{\"advance\":\"PT%lld.%03lldS\"}",
	                                 (long long)(ms / MS_PER_SECOND),
	                                 (long long)(ms % MS_PER_SECOND));

	return admin(t, "POST", "/__admin/clock", body, NULL, e);
}

/* ---------------------------------------------------------------- opening */

static void lacks_all(struct target *t, const char *why)
{
	for (int c = 0; c < CAPABILITY_COUNT; c++)
		t->lacks[c] = why;
}

static bool is_local(const char *url)
{
	static const char *const hosts[] = { "http://127.0.0.1:", "http://localhost:",
		                             "http://[::1]:" };

	for (size_t i = 0; i < ARRAY_LEN(hosts); i++) {
		if (str_starts(url, hosts[i]))
			return true;
	}
	return false;
}

/*
 * Is the folder on this machine?  A target here may not have made it yet: then the
 * folder it will be made in tells.
 */
static bool is_here(const struct target *t, const char *root)
{
	AUTO(mem_free) char *parent = mem_strdup(root);
	char *slash = strrchr(parent, '/');

	if (file_is_dir(root))
		return true;
	if (!slash || slash == parent || file_exists(root))
		return false;
	*slash = '\0';
	return is_local(t->url) && file_is_dir(parent);
}

/* What GET /__admin/health says becomes name and capabilities. */
static void read_health(struct target *t, const cJSON *health)
{
	const char *version = json_str(health, "version"),
		   *clock = json_str(health, "clock");
	const char *root = json_str(health, "exportRoot");
	const char *auth = json_str(health, "auth");

	t->name =
		mem_printf("%s%sflowmock %s", t->mock ? "the embedded mock, " : t->url,
	                   t->mock ? "" : ", ", version ? version : "of unknown version");
	if (!clock || strcmp(clock, "virtual") != 0)
		t->lacks[CAN_TIME_TRAVEL] = "the target's clock does not move on request";
	if (auth && strcmp(auth, "lenient") != 0)
		t->lacks[CAN_ANY_CLIENT] = "the target lets in its own clients only";
	if (!root)
		t->lacks[CAN_FILES] = "the target does not say where it exports to";
	else if (!is_here(t, root))
		t->lacks[CAN_FILES] = "the target's export root is not on this machine";
	if (root)
		t->exports = mem_strdup(root);
}

static int probe(struct target *t, struct err *e)
{
	struct call c;
	int rc = 0;

	target_call(t, "GET", "/__admin/health", &c);
	if (target_send(t, &c, e) < 0) {
		rc = -1;
	} else if (c.x.status == 200 && c.json && json_str(c.json, "status")) {
		read_health(t, c.json);
	} else {
		lacks_all(t, "the target has no /__admin/ paths");
		t->name = mem_strdup(t->url);
	}
	call_release(&c);
	return rc;
}

static int start_mock(struct target *t, const struct target_options *o, struct err *e)
{
	struct flowmock_options options = {
		.state = o->state,
		.export_root = o->export_root,
		.datasets = o->datasets,
		.seed = o->seed,
		.clock = FLOWMOCK_VIRTUAL,
		.now_ms = o->now,
		.contract = o->strict ? FLOWMOCK_STRICT : FLOWMOCK_LENIENT,
	};
	char *temp = NULL, why[FLOWMOCK_WHY];

	if (!o->export_root) {
		if (file_temp_dir("flowcheck-", &temp, e) < 0)
			return -1;
		options.export_root = temp;
		if (!o->keep)
			t->temp_root = temp;
	} else if (file_make_dirs(o->export_root, e) < 0) {
		return -1;
	}
	if (flowmock_start(&options, &t->mock, why) < 0)
		err_set(e, ERR_INVALID, "the embedded mock does not start: %s", why);
	else
		t->url = mem_strdup(flowmock_url(t->mock));
	if (!t->temp_root)
		free(temp);
	return t->mock ? 0 : -1;
}

int target_open(const struct target_options *options, struct target **out, struct err *e)
{
	AUTO(target_close) struct target *t = mem_alloc(sizeof(*t));

	t->who = options->who;
	t->fetch = fetch_new();
	if (!options->url && start_mock(t, options, e) < 0)
		return -1;
	if (options->url) {
		t->url = mem_strdup(options->url);
		while (str_ends(t->url, "/"))
			t->url[strlen(t->url) - 1] = '\0';
	}
	if (probe(t, e) < 0)
		return -1;
	if (!t->mock && t->who.client_id && !t->who.token_given && take_token(t, e) < 0)
		return -1;
	*out = TAKE(t);
	return 0;
}

const char *target_lacks(const struct target *t, enum capability c)
{
	assert(c < CAPABILITY_COUNT);
	return t->lacks[c];
}

const char *target_url(const struct target *t)
{
	return t->url;
}

const char *target_name(const struct target *t)
{
	return t->name;
}

const char *target_exports(const struct target *t)
{
	return t->exports;
}

const struct identity *target_identity(const struct target *t)
{
	return &t->who;
}
