/*
 * target_open.c - finding out what a target is and what it can do
 */
#include "harness/target/target.h"

#include <inttypes.h>

#include "harness/target/target_struct.h"
#include "lib/file/file.h"
#include "lib/mem.h"
#include "lib/str.h"

void target_close(struct target *t)
{
	struct err e = { 0 };

	if (!t)
		return;
	coverage_free(t->coverage);
	sender_release(&t->sender);
	safety_release(&t->safety);
	preview_release(&t->preview);
	flowmock_stop(t->mock);
	if (scratch_folder_close(&t->scratch, &e) < 0)
		fprintf(stderr, "flowcheck: %s\n", e.text);
	free(t->url);
	free(t->service);
	free(t->ims_url);
	free(t->name);
	free(t->exports);
	free(t);
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
	AUTO_MEM char *parent = mem_strdup(root);
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
	if (clock && sscanf(clock, "scaled:%9" SCNd64, &t->clock_factor) != 1)
		t->clock_factor = 1;
	if (auth && strcmp(auth, "lenient") != 0)
		t->lacks[CAN_ANY_CLIENT] = "the target lets in its own clients only";
	if (!root)
		t->lacks[CAN_FILES] = "the target does not say where it exports to";
	else if (!is_here(t, root))
		t->lacks[CAN_FILES] = "the target's export root is not on this machine";
	if (root)
		t->exports = mem_strdup(root);
	t->empty = cJSON_IsTrue(json_get(health, "empty"));
}

/* A mock says by answering whether it has faults. */
static int probe_faults(struct target *t, struct err *e)
{
	AUTO(call_release) struct call c = { 0 };

	target_call(t, "GET", "/__admin/faults", &c);
	if (target_send(t, &c, e) < 0)
		return -1;
	if (c.x.status != 200)
		t->lacks[CAN_FAULTS] = "the target knows no faults";
	return 0;
}

/* Is it one of ours?  Then it says so, and what it can do. */
static int probe(struct target *t, struct err *e)
{
	AUTO(call_release) struct call c = { 0 };

	const char *status;

	target_call(t, "GET", "/__admin/health", &c);
	if (target_send(t, &c, e) < 0)
		return -1;
	status = json_str(c.json, "status");
	/* Other products have this path, too, and are "healthy" or "UP". */
	if (c.x.status == 200 && status && !strcmp(status, "ok")) {
		read_health(t, c.json);
		return probe_faults(t, e);
	}
	lacks_all(t, "the target has no /__admin/ paths");
	t->safety.guard.on = true;
	t->name = mem_strdup(t->url);
	return 0;
}

/* A mock elsewhere may hold what somebody needs. */
static int check_reset(struct target *t, enum reset_rule rule, struct err *e)
{
	if (t->kind != TARGET_URL || t->lacks[CAN_RESET] || rule == RESET_ALWAYS)
		return 0;
	if (rule == RESET_NEVER) {
		t->lacks[CAN_RESET] = "--no-reset leaves the target as it is";
		t->safety.guard.known_only = true;
		return 0;
	}
	if (t->empty)
		return 0;
	return err_set(e, ERR_FORBIDDEN,
	               "%s is not empty: --reset empties it before each scenario, "
	               "--no-reset leaves what is there",
	               t->url);
}

/* Where it exports to: the caller frees it. */
static int make_root(struct target *t, const struct target_options *o, char **out,
                     struct err *e)
{
	if (o->export_root) {
		*out = mem_strdup(o->export_root);
		return file_make_dirs(o->export_root, e);
	}
	if (o->keep)
		return file_temp_dir("flowcheck-", out, e);
	if (scratch_folder_open(TARGET_MEMORY_ROOM, &t->scratch, e) < 0)
		return -1;
	/* One below: the mock has a lock of its own on its root. */
	*out = mem_printf("%s/exports", t->scratch.path);
	return file_make_dirs(*out, e);
}

static int start_mock(struct target *t, const struct target_options *o, struct err *e)
{
	AUTO_MEM char *root = NULL;
	char why[FLOWMOCK_WHY];
	int made = make_root(t, o, &root, e);
	const struct flowmock_options options = {
		.state = o->state,
		.export_root = root,
		.datasets = o->datasets,
		.seed = o->seed,
		.clock = FLOWMOCK_VIRTUAL,
		.now_ms = o->now,
		.contract = o->strict ? FLOWMOCK_STRICT : FLOWMOCK_LENIENT,
	};

	if (made < 0)
		return -1;
	if (flowmock_start(&options, &t->mock, why) < 0)
		return err_set(e, ERR_INVALID, "the embedded mock does not start: %s",
		               why);
	t->url = mem_strdup(flowmock_url(t->mock));
	return 0;
}

static char *without_slash(const char *url)
{
	struct str s = str_trim(str_of(url), "/");

	return mem_strndup(s.at, s.size);
}

static const char * or (const char *text, const char *fallback)
{
	return text ? text : fallback;
}

/* Where the target is and where its tokens come from. */
static int set_place(struct target *t, const struct target_options *o, struct err *e)
{
	const struct identity *who = &o->who;

	if (o->kind == TARGET_MOCK && start_mock(t, o, e) < 0)
		return -1;
	if (o->kind == TARGET_URL)
		t->url = without_slash(o->url);
	if (o->kind == TARGET_REAL)
		t->url = without_slash(or (who->api_url, TARGET_API_URL));
	t->service = mem_printf("%s" TARGET_SERVICE, t->url);
	t->ims_url = without_slash(
		or (who->ims_url, o->kind == TARGET_REAL ? TARGET_IMS_URL : t->url));
	return 0;
}

static void set_safety(struct target *t, const struct target_options *o)
{
	t->sender.patience.most = o->max_requests;
	t->sender.patience.apart_ms = o->apart_ms;
	target_wait_with(t, o->sleep, o->sleep_ctx);
	t->sender.say = o->say;
	t->sender.say_ctx = o->say_ctx;
	t->safety.guard = (struct target_guard){
		.on = o->kind == TARGET_REAL,
		.writes = o->allow_writes,
		.sandbox = o->sandbox,
		.org = t->sender.who.org,
		.url = t->url,
	};
}

/* What it can do: a plan asks nobody, and takes a mock elsewhere for one that can all. */
static int find_out(struct target *t, const struct target_options *o, struct err *e)
{
	t->planned = o->plan;
	if (o->kind == TARGET_REAL) {
		lacks_all(t, "the target is not a mock");
		t->name = mem_printf("the service at %s", t->url);
	} else if (o->plan && o->kind == TARGET_URL) {
		t->name = mem_strdup(t->url);
	} else {
		t->planned = false;
		if (probe(t, e) < 0 || check_reset(t, o->reset, e) < 0)
			return -1;
		t->planned = o->plan;
	}
	t->lacks[CAN_WRITE] = guard_read_only(&t->safety.guard);
	t->sender.patient = t->safety.guard.on;
	return 0;
}

int target_open(const struct target_options *options, struct target **out, struct err *e)
{
	AUTO(target_close) struct target *t = mem_alloc(sizeof(*t));

	t->kind = options->kind;
	t->clock_factor = 1;
	t->safety.ledger.fd = -1;
	t->sender.who = options->who;
	t->seed = options->seed;
	if (options->sandbox)
		t->sender.who.sandbox = options->sandbox;
	t->sender.fetch = fetch_new();
	if (set_place(t, options, e) < 0)
		return -1;
	t->sender.ims_url = t->ims_url;
	set_safety(t, options);
	if (find_out(t, options, e) < 0)
		return -1;
	if (!t->mock && !t->planned && sender_login(&t->sender, e) < 0)
		return -1;
	*out = TAKE(t);
	return 0;
}

int target_begin_ledger(struct target *t, const char *path, vtime expires, struct err *e)
{
	struct ledger_head head = { .target = t->url,
		                    .org = t->sender.who.org,
		                    .sandbox = t->sender.who.sandbox };

	assert(!t->safety.ledger.path);
	if (!t->lacks[CAN_RESET] || t->lacks[CAN_WRITE] || t->planned)
		return 0;
	mark_new(expires, &head.mark);
	return ledger_new(path, &head, &t->safety.ledger, e);
}

void target_use_ledger(struct target *t, struct ledger *l)
{
	assert(!t->safety.ledger.path && l->fd >= 0);
	t->safety.ledger = *l;
	*l = (struct ledger){ .fd = -1 };
}
