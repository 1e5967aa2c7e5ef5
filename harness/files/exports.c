/*
 * exports.c - where a flow's files lie on disk, found out as any client would
 */
#include "harness/files/exports.h"

#include "lib/file/file.h"
#include "lib/mem.h"

/* How a destination's parameters name a place; a row each. */
static const struct place_rule {
	const char *spec;        /* the connection spec's id */
	const char *kind;        /* the first folder below the export root */
	const char *path_param;  /* of the target */
	const char *place_param; /* of the target, or */
	const char *auth_param;  /* of the base connection's auth, or */
	const char *fixed_place;
} destinations[] = {
	{ "4fce964d-3f37-408f-9778-e597338a21ee", "s3", "path",
	  .place_param = "bucketName" },
	{ "c5d93acb-ea8b-4b14-8f53-02138444ae99", "gcs", "path",
	  .place_param = "bucketName" },
	{ "6d6b59bf-fb58-4107-9064-4d246c0e5bb2", "azure-blob", "path",
	  .place_param = "container" },
	{ "be2c3209-53bc-47e7-ab25-145db8b873e1", "adls-gen2", "path",
	  .auth_param = "url" },
	{ "10440537-2a7b-4583-ac39-ed38d4b848e8", "dlz", "path",
	  .fixed_place = "dlz-destination" },
	{ "36965a81-b1c6-401b-99f8-22508f1e6a26", "sftp", "remotePath",
	  .auth_param = "domain" },
};

void exports_release(struct exports *x)
{
	free(x->flow);
	cJSON_Delete(x->datasets);
	free(x->folder);
	free(x->sink);
	*x = (struct exports){ 0 };
}

/* ---------------------------------------------------------------- asking */

/* GET path; the answer must be 200 with JSON, which the caller frees. */
static int get(struct target *t, const char *path, cJSON **out, struct err *e)
{
	struct call c;
	int rc = 0;

	target_call(t, "GET", path, &c);
	if (target_send(t, &c, e) < 0)
		rc = -1;
	else if (c.x.status != 200 || !c.json)
		rc = err_set(e, ERR_NOT_FOUND, "GET %s answered %d", path, c.x.status);
	else
		*out = TAKE(c.json);
	call_release(&c);
	return rc;
}

/* GET /collection/id, and the one item in the answer, borrowed from *answer. */
static int get_item(struct target *t, const char *collection, const char *id,
                    cJSON **answer, const cJSON **item, struct err *e)
{
	AUTO(mem_free) char *path = mem_printf("/%s/%s", collection, id);

	if (get(t, path, answer, e) < 0)
		return -1;
	*item = json_at(*answer, "items[0]");
	if (!*item)
		return err_set(e, ERR_NOT_FOUND, "GET %s answered without items", path);
	return 0;
}

/* ---------------------------------------------------------------- the folder */

static const struct place_rule *find_destination(const char *spec)
{
	for (size_t i = 0; i < ARRAY_LEN(destinations); i++) {
		if (spec && !strcmp(destinations[i].spec, spec))
			return &destinations[i];
	}
	return NULL;
}

/* "abfss://container@account.dfs.core.windows.net/x" is at "container@account.…". */
static char *place_of_url(const char *url)
{
	const char *scheme = strstr(url, "://");
	const char *start = scheme ? scheme + 3 : url;

	return mem_printf("%.*s", (int)strcspn(start, "/"), start);
}

/* The auth parameter of the target's base connection; the caller frees it. */
static int place_of_base(struct target *t, const cJSON *target, const char *param,
                         char **out, struct err *e)
{
	AUTO(cJSON_Delete) cJSON *answer = NULL;
	const char *base = json_str(target, "baseConnectionId"), *value;
	const cJSON *connection;

	if (!base)
		return err_set(e, ERR_NOT_FOUND, "the target has no baseConnectionId");
	if (get_item(t, "connections", base, &answer, &connection, e) < 0)
		return -1;
	value = json_str(json_at(connection, "auth.params"), param);
	if (!value)
		return err_set(e, ERR_NOT_FOUND, "connection %s has no auth.params.%s",
		               base, param);
	*out = place_of_url(value);
	return 0;
}

static int find_place(struct target *t, const struct place_rule *d, const cJSON *target,
                      char **out, struct err *e)
{
	const char *value;

	if (d->fixed_place) {
		*out = mem_strdup(d->fixed_place);
		return 0;
	}
	if (d->auth_param)
		return place_of_base(t, target, d->auth_param, out, e);
	value = json_str(json_get(target, "params"), d->place_param);
	if (!value)
		return err_set(e, ERR_NOT_FOUND, "the target has no params.%s",
		               d->place_param);
	*out = mem_strdup(value);
	return 0;
}

static int find_folder(struct target *t, const cJSON *target, struct exports *out,
                       struct err *e)
{
	AUTO(mem_free) char *place = NULL;
	AUTO(buf_release) struct buf folder = { 0 };
	const char *spec = json_str(target, "connectionSpec.id"), *path;
	const struct place_rule *d = find_destination(spec);
	struct err why = { 0 };
	size_t bucket;

	if (!d)
		return err_set(e, ERR_NOT_FOUND,
		               "no destination has the connection spec %s",
		               spec ? spec : "null");
	if (find_place(t, d, target, &place, e) < 0)
		return -1;
	path = json_str(json_get(target, "params"), d->path_param);
	buf_printf(&folder, "%s/%s", target_exports(t), d->kind);
	if (file_join_below(&folder, place, &why) < 0)
		return err_set(e, ERR_NOT_FOUND, "%s", why.text);
	bucket = folder.size;
	if (file_join_below(&folder, path ? path : "", &why) < 0)
		return err_set(e, ERR_NOT_FOUND, "%s", why.text);
	out->folder = buf_take(&folder);
	out->sink = mem_strdup(out->folder + bucket);
	return 0;
}

static int find_datasets(struct target *t, const char *source_id, cJSON *into,
                         struct err *e)
{
	AUTO(cJSON_Delete) cJSON *answer = NULL;
	const cJSON *source, *dataset;

	if (get_item(t, "sourceConnections", source_id, &answer, &source, e) < 0)
		return -1;
	cJSON_ArrayForEach(dataset, json_at(source, "params.datasets")) {
		const char *id = json_str(dataset, "dataSetId");

		if (id)
			json_push(into, json_new_str(id));
	}
	return 0;
}

int exports_find(struct target *t, const char *flow_id, struct exports *out,
                 struct err *e)
{
	AUTO(cJSON_Delete) cJSON *flow_answer = NULL;
	AUTO(cJSON_Delete) cJSON *target_answer = NULL;
	const cJSON *flow, *target;
	const char *source_id, *target_id;

	*out = (struct exports){ .flow = mem_strdup(flow_id),
		                 .datasets = json_new_array() };
	if (get_item(t, "flows", flow_id, &flow_answer, &flow, e) < 0)
		return -1;
	source_id = json_str(flow, "sourceConnectionIds[0]");
	target_id = json_str(flow, "targetConnectionIds[0]");
	if (!source_id || !target_id)
		return err_set(e, ERR_NOT_FOUND, "flow %s has no source or no target",
		               flow_id);
	if (get_item(t, "targetConnections", target_id, &target_answer, &target, e) < 0 ||
	    find_folder(t, target, out, e) < 0)
		return -1;
	return find_datasets(t, source_id, out->datasets, e);
}

/* ---------------------------------------------------------------- metrics */

static int add_metric(const cJSON *run, const char *path, int64_t *sum, struct err *e)
{
	const char *status = json_str(run, "metrics.statusSummary.status");
	int64_t n = 0;

	if (!json_int(run, path, &n) && status && !strcmp(status, "success"))
		return err_set(e, ERR_NOT_FOUND, "run %s succeeded and has no %s",
		               json_str(run, "id"), path);
	*sum += n;
	return 0;
}

static int add_runs(const cJSON *answer, struct exports_metrics *out, struct err *e)
{
	const cJSON *run;

	cJSON_ArrayForEach(run, json_get(answer, "items")) {
		out->runs++;
		if (add_metric(run, "metrics.fileSummary.outputFileCount", &out->files,
		               e) < 0 ||
		    add_metric(run, "metrics.recordSummary.outputRecordCount",
		               &out->records, e) < 0 ||
		    add_metric(run, "metrics.sizeSummary.outputBytes", &out->bytes, e) <
		            0)
			return -1;
	}
	return 0;
}

int exports_metrics(struct target *t, const char *flow, struct exports_metrics *out,
                    struct err *e)
{
	AUTO_MEM char *path = mem_printf("/runs?property=flowId==%s&limit=100", flow);

	*out = (struct exports_metrics){ 0 };
	while (path) {
		AUTO(cJSON_Delete) cJSON *answer = NULL;
		const char *next;

		if (get(t, path, &answer, e) < 0 || add_runs(answer, out, e) < 0)
			return -1;
		next = json_str(answer, "_links.next.href");
		free(path);
		path = next ? mem_strdup(next) : NULL;
	}
	return 0;
}
