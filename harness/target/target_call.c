/*
 * target_call.c - requests to a target, and what is known of it
 */
#include "harness/target/target.h"

#include "harness/target/target_struct.h"
#include "lib/mem.h"
#include "lib/str.h"

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

/* Is it a URL of the target itself? */
static bool is_below(const struct target *t, const char *url)
{
	size_t n = strlen(t->url);

	return str_starts(url, t->url) && (!url[n] || url[n] == '/');
}

static void add_default_headers(const struct target *t, const char *path, struct call *c)
{
	AUTO_MEM char *bearer = mem_printf("Bearer %s", t->sender.who.token);

	call_header(c, "Accept", "application/json");
	if (str_starts(path, "/__admin/") || str_starts(path, "/ims/"))
		return;
	/* A URL elsewhere must not receive our token. */
	if (is_url(path) && !is_below(t, path))
		return;
	call_header(c, "Authorization", bearer);
	call_header(c, "x-api-key", t->sender.who.key);
	call_header(c, "x-gw-ims-org-id", t->sender.who.org);
	call_header(c, "x-sandbox-name", t->sender.who.sandbox);
}

void target_call(const struct target *t, const char *method, const char *path,
                 struct call *out)
{
	*out = (struct call){ .method = method };
	if (is_url(path))
		out->url = mem_strdup(path);
	else
		out->url =
			mem_printf("%s%s%s", t->url,
		                   stands_on_the_host(path) ? "" : TARGET_SERVICE, path);
	add_default_headers(t, path, out);
}

const char *target_path(const struct target *t, const char *url)
{
	return is_below(t, url) ? url + strlen(t->url) : url;
}

static int plan_call(struct target *t, struct call *c)
{
	struct impact f = impact_of(c->method, target_path(t, c->url));

	preview_add(&t->preview, c, &f, t->lacks[CAN_RESET] != NULL);
	return 0;
}

int target_send_plain(struct target *t, struct call *c, struct plain_socket *p,
                      struct err *e)
{
	const struct impact f = impact_of(c->method, target_path(t, c->url));
	struct safety_note note;

	if (t->safety.guard.on && f.kind != IMPACT_READ)
		return err_set(e, ERR_FORBIDDEN,
		               "a write by a plain socket is sent to mocks only: whether "
		               "it was done is not noted");
	if (safety_before(&t->safety, c, &note, e) < 0)
		return -1;
	return call_send_plain(c, p, e);
}

void target_note(struct target *t, const struct call *c)
{
	if (t->coverage && c->x.status && is_below(t, c->url))
		coverage_note(t->coverage, c->method, target_path(t, c->url),
		              c->x.status);
}

int target_send(struct target *t, struct call *c, struct err *e)
{
	struct err why = { 0 };
	struct safety_note note;
	int repeats = 0, sent;

	if (t->planned)
		return plan_call(t, c);
	if (safety_before(&t->safety, c, &note, e) < 0)
		return -1;
	sent = sender_send(&t->sender, c, &repeats, e);
	if (sent < 0 && e->code == ERR_FORBIDDEN)
		safety_unsent(&t->safety, &note);
	if ((repeats && safety_again(&t->safety, &note, &why) < 0) ||
	    safety_after(&t->safety, c, &note, sent == 0, &why) < 0)
		return sent < 0 ? -1 : err_pass(e, &why);
	if (sent == 0)
		target_note(t, c);
	return sent;
}

int target_get(struct target *t, const char *path, cJSON **out, struct err *e)
{
	AUTO(call_release) struct call c = { 0 };

	target_call(t, "GET", path, &c);
	if (sender_send(&t->sender, &c, NULL, e) < 0)
		return -1;
	if (c.x.status != 200 || !c.json)
		return err_set(e, c.x.status == 404 ? ERR_NOT_FOUND : ERR_INVALID,
		               "GET %s answered %d: %.200s", path, c.x.status,
		               buf_str(&c.x.answer));
	*out = TAKE(c.json);
	return 0;
}

bool target_is_list(const cJSON *answer)
{
	return cJSON_IsArray(json_get(answer, "items"));
}

int target_get_list(struct target *t, const char *path, cJSON **out, struct err *e)
{
	AUTO(cJSON_Delete) cJSON *answer = NULL;

	if (target_get(t, path, &answer, e) < 0)
		return -1;
	if (!target_is_list(answer))
		return err_set(e, ERR_INVALID, "GET %s answered what is no list", path);
	*out = TAKE(answer);
	return 0;
}

int target_check_service(struct target *t, struct err *e)
{
	AUTO(call_release) struct call c = { 0 };

	target_call(t, "GET", TARGET_PROBE, &c);
	if (sender_send(&t->sender, &c, NULL, e) < 0)
		return -1;
	if (c.x.status == 200 ? target_is_list(c.json) : cJSON_IsObject(c.json))
		return 0;
	return err_set(e, ERR_UNAVAILABLE,
	               "no Flow Service answers at %s: GET " TARGET_PROBE
	               " -> %d with %s",
	               t->url, c.x.status,
	               c.json            ? "JSON that is no list of flows"
	               : c.x.answer.size ? "what is no JSON"
	                                 : "nothing");
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

static int reset(struct target *t, const char *contract, const cJSON *choose, cJSON **out,
                 struct err *e)
{
	AUTO(cJSON_Delete) cJSON *how = json_new_object();
	AUTO_MEM char *body = NULL;

	if (contract)
		json_set(how, "contract", json_new_str(contract));
	if (choose)
		json_set(how, "choose", json_copy(choose));
	body = json_text(how);
	return admin(t, "POST", "/__admin/reset", body, out, e);
}

/* A mock of before 0.2.0 does not answer with its clock. */
int target_reset(struct target *t, const char *contract, const cJSON *choose, vtime *now,
                 struct err *e)
{
	AUTO(cJSON_Delete) cJSON *clock = NULL;

	if (!t->lacks[CAN_RESET] && !t->planned &&
	    reset(t, contract, choose, &clock, e) < 0)
		return -1;
	return !now || json_int(clock, "nowMs", now) ? 0 : target_now(t, now, e);
}

/* What was accepted before the first of them is read before the last, at the latest. */
void target_settle(struct target *t)
{
	struct err ignored = { 0 };

	for (int i = 0; i < 3 && !t->lacks[CAN_ADMIN]; i++) {
		if (admin(t, "GET", "/__admin/health", NULL, NULL, &ignored) < 0)
			return;
	}
}

char *target_timeline(struct target *t)
{
	AUTO(call_release) struct call c = { 0 };
	struct err none = { 0 };

	if (t->lacks[CAN_ADMIN] || t->planned)
		return NULL;
	target_call(t, "GET", "/__admin/timeline?format=svg", &c);
	if (sender_send(&t->sender, &c, NULL, &none) < 0 || c.x.status != 200 ||
	    strstr(buf_str(&c.x.answer), ">no flows<"))
		return NULL;
	return mem_strdup(buf_str(&c.x.answer));
}

int target_count_calls(struct target *t, struct err *e)
{
	AUTO(cJSON_Delete) cJSON *table = NULL;

	if (t->lacks[CAN_ADMIN])
		return err_set(e, ERR_INVALID, "--coverage: %s", t->lacks[CAN_ADMIN]);
	if (admin(t, "GET", "/__admin/operations", NULL, &table, e) < 0)
		return -1;
	return coverage_new(table, TARGET_SERVICE, &t->coverage, e);
}

const struct coverage *target_coverage(const struct target *t)
{
	return t->coverage;
}

int target_now(struct target *t, vtime *out, struct err *e)
{
	AUTO(cJSON_Delete) cJSON *clock = NULL;

	if (t->lacks[CAN_ADMIN] || t->planned) {
		*out = vtime_wall_now();
		return 0;
	}
	if (admin(t, "GET", "/__admin/clock", NULL, &clock, e) < 0)
		return -1;
	if (!json_int(clock, "nowMs", out))
		return err_set(e, ERR_UNAVAILABLE, "GET /__admin/clock answers no nowMs");
	return 0;
}

int64_t target_real_ms(const struct target *t, int64_t ms)
{
	return (ms + t->clock_factor - 1) / t->clock_factor;
}

int target_advance(struct target *t, int64_t ms, struct err *e)
{
	AUTO_MEM char *body = mem_printf("{\"advance\":\"PT%lld.%03lldS\"}",
	                                 (long long)(ms / MS_PER_SECOND),
	                                 (long long)(ms % MS_PER_SECOND));

	return admin(t, "POST", "/__admin/clock", body, NULL, e);
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

const char *target_service(const struct target *t)
{
	return t->service;
}

const char *target_name(const struct target *t)
{
	return t->name;
}

bool target_seed(const struct target *t, uint64_t *out)
{
	*out = t->seed;
	return t->mock != NULL;
}

const char *target_exports(const struct target *t)
{
	return t->exports;
}

const struct identity *target_identity(const struct target *t)
{
	return &t->sender.who;
}

struct ledger *target_ledger(struct target *t)
{
	return t->safety.ledger.path ? &t->safety.ledger : NULL;
}

bool target_is_spent(const struct target *t)
{
	const struct patience *p = &t->sender.patience;

	return p->most && p->sent >= p->most;
}

void target_clean(struct target *t, bool cleaning)
{
	t->sender.cleaning = cleaning;
}

/* To wait for no time at all is to ask whether anything came. */
static bool may_go_on(void *ctx)
{
	const struct patience *p = ctx;

	return p->sleep(p->ctx, 0);
}

void target_wait_with(struct target *t, sleep_fn *sleep, void *ctx)
{
	t->sender.patience.sleep = sleep;
	t->sender.patience.ctx = ctx;
	fetch_wait_with(t->sender.fetch, sleep ? may_go_on : NULL, &t->sender.patience);
}

struct preview *target_preview(struct target *t)
{
	return t->planned ? &t->preview : NULL;
}
