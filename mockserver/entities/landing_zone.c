/*
 * landing_zone.c - Data Landing Zone: its containers and their credentials
 */
#include "mockserver/entities/landing_zone.h"

#include "lib/hash.h"
#include "lib/mem.h"
#include "mockserver/contract/destination.h"
#include "mockserver/world/tenant.h"
#include "mockserver/world/transaction.h"

#define AWS_LIFETIME  (12 * MS_PER_HOUR) /* ours: no source says */
#define AWS_ACCESS_ID 20                 /* letters of the documented sample */

static const struct {
	const char *type, *container;
} containers[] = {
	{ "user_drop_zone", "dlz-user-container" },
	{ "dlz_destination", DLZ_CONTAINER },
};

static const char *container_of(const char *type)
{
	for (size_t i = 0; i < ARRAY_LEN(containers); i++) {
		if (!strcmp(containers[i].type, type))
			return containers[i].container;
	}
	return NULL;
}

bool landing_zone_has(const char *type)
{
	return container_of(type) != NULL;
}

static void set_text(cJSON *to, const char *name, const char *text)
{
	json_set(to, name, json_new_str(text));
}

/* What everything of this sandbox's container is drawn from. */
static uint64_t zone_seed(const struct world *w, const struct caller *by)
{
	uint64_t h = hash_text(hash_text(w->seed, "landing zone"), by->org);

	return hash_text(h, by->sandbox);
}

static void add_aws_place(const struct world *w, const struct caller *by,
                          const char *container, cJSON *to)
{
	cJSON *path = json_set(to, "dlzPath", json_new_object());
	char hex[17];
	AUTO(mem_free) char *bucket = NULL;

	hash_hex(zone_seed(w, by), 16, hex);
	bucket = mem_printf("dlz-%s", hex);
	set_text(path, "bucketName", bucket);
	set_text(path, "dlzFolder", container);
	set_text(to, "dlzProvider", "Amazon S3");
}

cJSON *landing_zone_container(const struct world *w, const struct caller *by,
                              const char *type)
{
	cJSON *body = json_new_object();

	if (w->dlz == DLZ_AWS) {
		cJSON *ttl;

		add_aws_place(w, by, container_of(type), body);
		ttl = json_set(body, "dataTTL", json_new_object());
		set_text(ttl, "timeUnit", "days");
		json_set(ttl, "timeQuantity", json_new_int(DLZ_DAYS));
		return body;
	}
	set_text(body, "containerName", container_of(type));
	set_text(body, "containerTTL", "7"); /* a text in the sample */
	return body;
}

static cJSON *azure(const struct world *w, const struct caller *by, const char *container,
                    uint64_t draw)
{
	cJSON *body = json_new_object();
	char account_hex[14], id[UUID_TEXT], signature[17];
	AUTO(mem_free) char *account = NULL;
	AUTO(mem_free) char *token = NULL;
	AUTO(mem_free) char *uri = NULL;

	hash_hex(zone_seed(w, by), 13, account_hex);
	hash_hex(hash_text(draw, "signature"), 16, signature);
	account = mem_printf("dlblobstore%s", account_hex);
	token = mem_printf("sv=2022-09-11&si=dlz-%s&sr=c&sp=racwdlm&sig=mock-%s",
	                   hash_uuid(draw, id), signature);
	uri = mem_printf("https://%s.blob.core.windows.net/%s?%s", account, container,
	                 token);
	set_text(body, "containerName", container);
	set_text(body, "SASToken", token);
	set_text(body, "storageAccountName", account);
	set_text(body, "SASUri", uri);
	return body;
}

static cJSON *aws(const struct world *w, const struct caller *by, const char *container,
                  uint64_t draw)
{
	cJSON *body = json_new_object();
	cJSON *keys = json_set(body, "credentials", json_new_object());
	vtime expires = clock_now(&w->clock) + AWS_LIFETIME;
	char id[AWS_ACCESS_ID + 1] = "MOCK", hex[17];
	AUTO(mem_free) char *secret = NULL;
	AUTO(mem_free) char *session = NULL;

	for (uint64_t i = 4; i < AWS_ACCESS_ID; i++) {
		uint64_t letter = hash_below(hash_with(draw, i), 26);

		id[i] = (char)('A' + (int)letter);
	}
	hash_hex(hash_text(draw, "secret"), 16, hex);
	secret = mem_printf("mock-secret-%s", hex);
	session = mem_printf("mock-session-%s", hex);
	set_text(keys, "awsAccessKeyId", id);
	set_text(keys, "awsSecretAccessKey", secret);
	set_text(keys, "awsSessionToken", session);
	add_aws_place(w, by, container, body);
	json_set(body, "expiryTime", json_new_int(expires / MS_PER_SECOND));
	return body;
}

struct zone_refresh {
	const char *name;
	int64_t *count;
};

static int count_up(struct world *w, void *ctx, struct err *e)
{
	const struct zone_refresh *r = ctx;

	return store_meta_count_up(&w->store, r->name, r->count, e);
}

/* How often they were refreshed. */
static int load_count(struct world *w, const char *name, bool refresh, int64_t *out,
                      struct err *e)
{
	struct zone_refresh r = { name, out };
	struct err why = { 0 };

	if (refresh)
		return transaction_run(w, count_up, &r, e);
	if (store_meta_load(&w->store, name, out, &why) == 0)
		return 0;
	*out = 0;
	return why.code == ERR_NOT_FOUND ? 0 : err_pass(e, &why);
}

cJSON *landing_zone_credentials(struct world *w, const struct caller *by,
                                const char *type, bool refresh, struct err *e)
{
	const char *container = container_of(type);
	AUTO(mem_free) char *tenant = tenant_text(by->org, by->sandbox);
	AUTO(mem_free) char *name = mem_printf("landing zone %s of %s", type, tenant);
	int64_t count = 0;
	uint64_t draw;

	if (load_count(w, name, refresh, &count, e) < 0)
		return NULL;
	draw = hash_with(hash_text(zone_seed(w, by), container), (uint64_t)count);
	return w->dlz == DLZ_AWS ? aws(w, by, container, draw)
	                         : azure(w, by, container, draw);
}
