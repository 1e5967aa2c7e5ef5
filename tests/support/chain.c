/*
 * chain.c - a world without HTTP, and entities that stand on each other
 */
#include "tests/support/chain.h"

#include "lib/file/file.h"
#include "lib/mem.h"
#include "mockserver/entities/connections.h"
#include "mockserver/entities/flows.h"
#include "mockserver/world_state.h"
#include "tests/support/quoted.h"
#include "tests/unit/unit.h"

const struct caller chain_caller = { .client = "test",
	                             .org = "TEST@AdobeOrg",
	                             .sandbox = "prod" };

const char *const chain_bodies[KIND_COUNT] = {
	[KIND_CONNECTION] = "{'name':'base','auth':{'specName':'Access Key','params':{"
			    "'s3AccessKey':'ABCDEFGHIJKLMNOPQ234','s3SecretKey':"
			    "'0123456789abcdefghij/+ABCDEFGHIJKLMNOPQR'}}," CHAIN_S3 "}",
	[KIND_SOURCE] = "{'name':'source','params':{'datasets':[{'dataSetId':"
			"'" CHAIN_DATASET "'}]}," CHAIN_LAKE "}",
	[KIND_TARGET] = "{'name':'target','baseConnectionId':'%s','params':{'mode':"
			"'Server-to-server','bucketName':'bucket','path':'p',"
			"'compression':'NONE','datasetFileType':'JSON'}," CHAIN_S3 "}",
	[KIND_FLOW] = "{'name':'flow','sourceConnectionIds':['%s'],"
		      "'targetConnectionIds':['%s'],'scheduleParams':{'timeUnit':"
		      "'hour','interval':3,'startTime':1767225600}," CHAIN_EXPORT "}",
};

#define SHARE \
	"'connectionSpec':{'id':'be5ec48c-5b78-49d5-b8fa-7c89ec4569b8','version':'1.0'}"
#define LANDING \
	"'connectionSpec':{'id':'c604ff05-7f1a-43c0-8e18-33bf874cb11c','version':'1.0'}"
#define INGEST "'flowSpec':{'id':'9753525b-82c7-4dce-8a9b-5ccfce2b9876','version':'1.0'}"

const char *const chain_ingestion[KIND_COUNT] = {
	[KIND_CONNECTION] =
		"{'name':'share','auth':{'specName':'Basic Authentication',"
		"'params':{'host':'h','userid':'u','password':'p'}}," SHARE "}",
	[KIND_SOURCE] = "{'name':'files','baseConnectionId':'%s','data':{'format':"
			"'delimited'},'params':{'path':'/in'}," SHARE "}",
	[KIND_TARGET] = "{'name':'lake','data':{'format':'parquet_xdm'},'params':{"
			"'dataSetId':'638e6c7b5679741b63ff5c24'}," LANDING "}",
	[KIND_FLOW] = "{'name':'ingestion','sourceConnectionIds':['%s'],"
		      "'targetConnectionIds':['%s'],'scheduleParams':{'startTime':"
		      "1767225600,'frequency':'hour','interval':'3'}," INGEST "}",
};

static_assert(offsetof(struct app, world) == 0, "a chain's world is its app's");

static void open_world(struct chain *c, enum world_files files)
{
	struct world_options o = { .seed = 1,
		                   .now = CHAIN_ZERO,
		                   .files = files,
		                   .workers = 1,
		                   .settings.partitions = 1 };
	AUTO(mem_free) char *exports = NULL;
	struct err e = { 0 };

	*c = (struct chain){ .app = { .no_admin = false } };
	if (file_temp_dir("flowmock-test-", &c->folder, &e) < 0)
		fail_msg("%s", e.text);
	o.export_root = exports = mem_printf("%s/exports", c->folder);
	if (world_open(&o, &c->world, &e) < 0)
		fail_msg("%s", e.text);
}

void chain_open(struct chain *c)
{
	open_world(c, FILES_OFF);
}

void chain_open_with_files(struct chain *c)
{
	open_world(c, FILES_ON);
}

void chain_close(struct chain *c)
{
	struct err e = { 0 };

	world_close(&c->world);
	if (file_remove_tree(c->folder, &e) < 0)
		fail_msg("%s", e.text);
	free(c->folder);
}

/* The body with the ids that it stands on. */
static char *filled(const struct chain *c, enum kind kind, const char *body)
{
	const char *ids[] = { c->made[KIND_CONNECTION].id, "" };
	struct buf out = { 0 };
	size_t next = 0;

	if (kind == KIND_FLOW) {
		ids[0] = c->made[KIND_SOURCE].id;
		ids[1] = c->made[KIND_TARGET].id;
	}
	for (const char *at = strstr(body, "%s"); at; at = strstr(body, "%s")) {
		buf_add(&out, body, (size_t)(at - body));
		assert_true(next < ARRAY_LEN(ids));
		buf_add_str(&out, ids[next++]);
		body = at + 2;
	}
	buf_add_str(&out, body);
	return buf_take(&out);
}

int chain_try(struct chain *c, enum kind kind, enum create_mode mode, const char *body,
              struct refusal *rf)
{
	static int (*const makers[])(struct world *, const struct caller *, cJSON *,
	                             enum create_mode, struct created *,
	                             struct refusal *) = {
		[KIND_CONNECTION] = connection_make,
		[KIND_SOURCE] = source_make,
		[KIND_TARGET] = target_make,
		[KIND_FLOW] = flow_make,
	};
	AUTO(mem_free) char *text = filled(c, kind, body);
	AUTO(cJSON_Delete) cJSON *json = quoted_json(text);
	struct err e = { 0 };
	int rc;

	assert_int_equal(store_begin(&c->world.store, &e), 0);
	rc = makers[kind](&c->world, &chain_caller, json, mode, &c->made[kind], rf);
	if (rc < 0)
		store_rollback(&c->world.store);
	else
		assert_int_equal(store_commit(&c->world.store, &e), 0);
	return rc;
}

void chain_make(struct chain *c, enum kind kind, const char *body)
{
	AUTO(refusal_release) struct refusal rf = { 0 };

	if (chain_try(c, kind, CREATE_LIVE, body, &rf) < 0)
		fail_msg("%s: %s", body, rf.text ? rf.text : rf.err.text);
}

void chain_make_all(struct chain *c)
{
	for (int kind = 0; kind < KIND_COUNT; kind++)
		chain_make(c, (enum kind)kind, chain_bodies[kind]);
}

cJSON *chain_tree(struct chain *c, enum kind kind)
{
	struct err e = { 0 };
	cJSON *out = NULL;

	if (entity_tree(&c->world.store, kind, &chain_caller, c->made[kind].id, &out,
	                &e) < 0)
		return NULL;
	return out;
}

const char *chain_refused(const struct refusal *rf)
{
	return rf->error == E_NONE ? rf->err.text : error_row(rf->error)->name;
}
