/*
 * implied.c - what is expected of each answer, though no step says so
 */
#include "harness/steps/implied.h"

#include "harness/target/impact.h"
#include "lib/mem.h"

#define ROOT      "/data/" /* paths of the service and of what stands around it */
#define SHOWN_MAX 80       /* characters of what is no JSON */

/* A success that has come whole. */
static bool is_success(const struct call *c)
{
	return c->x.status / 100 == 2 && (!c->is_plain || c->plain.end == PLAIN_WHOLE);
}

/* What it has instead of an object, as one line. */
static cJSON *shown(const struct call *c)
{
	AUTO_MEM char *text = NULL;

	if (c->json)
		return json_copy(c->json);
	if (!c->x.answer.size)
		return NULL;
	text = mem_printf("%.*s", SHOWN_MAX, buf_str(&c->x.answer));
	return json_new_str(text);
}

void implied_body(const struct target *t, const struct call *c, struct diffs *out)
{
	AUTO(cJSON_Delete) cJSON *got = NULL;

	if (!is_success(c) || !str_starts(target_path(t, c->url), ROOT) ||
	    cJSON_IsObject(c->json) || cJSON_IsArray(c->json) ||
	    !strcmp(c->method, "HEAD"))
		return;
	if (!c->x.answer.size && strcmp(c->method, "GET") != 0)
		return;
	got = shown(c);
	diffs_add_value(out, "body", "a JSON object or list", got);
}

/* ---------------------------------------------------------------- tenants */

static const struct {
	const char *member, *header;
} tenant[] = {
	{ "imsOrgId", "x-gw-ims-org-id" },
	{ "sandboxName", "x-sandbox-name" },
};

static void check_entity(const struct call *c, const cJSON *entity, const char *path,
                         struct diffs *out)
{
	for (size_t i = 0; i < ARRAY_LEN(tenant); i++) {
		const cJSON *said = json_get(entity, tenant[i].member);
		const char *asked = call_header_value(c, tenant[i].header);
		AUTO_MEM char *at = mem_printf("%s.%s", path, tenant[i].member);
		AUTO_MEM char *expected = NULL;

		if (!cJSON_IsString(said) || !asked || !strcmp(said->valuestring, asked))
			continue;
		expected = mem_printf("'%s', for which it was asked", asked);
		diffs_add_value(out, at, expected, said);
	}
}

void implied_tenant(const struct target *t, const struct call *c, struct diffs *out)
{
	const struct impact f = impact_of(c->method, target_path(t, c->url));
	const cJSON *item;
	int i = 0;

	/* A mock's faults may show another tenant's; a scenario says what it expects. */
	if (!target_lacks(t, CAN_ADMIN) || !is_success(c) || !f.resource ||
	    (f.resource->remains && strcmp(f.resource->name, "runs") != 0))
		return;
	check_entity(c, c->json, "body", out);
	cJSON_ArrayForEach(item, json_get(c->json, "items")) {
		AUTO_MEM char *path = mem_printf("body.items[%d]", i++);

		check_entity(c, item, path, out);
	}
}
