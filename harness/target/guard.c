/*
 * guard.c - which requests may be sent to a service that is not ours
 */
#include "harness/target/guard.h"

#include "lib/mem.h"

const char *guard_read_only(const struct target_guard *g)
{
	if (!g->on)
		return NULL;
	if (!g->writes)
		return "the target is not our mock: it is only read without "
		       "--allow-writes and --sandbox NAME";
	return g->sandbox ? NULL : "--allow-writes goes with --sandbox NAME";
}

static int refuse(const struct call *c, struct err *e, const char *why)
{
	return err_set(e, ERR_FORBIDDEN, "%s %s was not sent: %s", c->method, c->url,
	               why);
}

/* The header must be there, with that value. */
static bool says(const struct call *c, const char *name, const char *value)
{
	const char *found = call_header_value(c, name);

	return found && !strcmp(found, value);
}

static int check_known(const struct ledger *l, const struct call *c,
                       const struct resource *r, struct str id, struct err *e)
{
	assert(r); /* what changes or deletes names its resource */
	if (l && ledger_find(l, r, id))
		return 0;
	return err_set(e, ERR_FORBIDDEN,
	               "%s %s was not sent: this run has made no %s with the id '%.*s'",
	               c->method, c->url, r->name, (int)id.size, id.at);
}

/* Each flow that the body names by flowId, at any depth, must be ours. */
static int check_flows(const struct ledger *l, const struct call *c, const cJSON *at,
                       struct err *e)
{
	const cJSON *member;

	cJSON_ArrayForEach(member, at) {
		if (member->string && !strcmp(member->string, "flowId") &&
		    cJSON_IsString(member) &&
		    check_known(l, c, &resources[0], str_of(member->valuestring), e) < 0)
			return -1;
		if (check_flows(l, c, member, e) < 0)
			return -1;
	}
	return 0;
}

static int check_body(const struct ledger *l, const struct call *c, struct err *e)
{
	AUTO(cJSON_Delete) cJSON *body = NULL;
	struct err why = { 0 };

	if (!c->body || json_parse(c->body, c->body_size, &body, &why) < 0)
		return 0;
	return check_flows(l, c, body, e);
}

static int check_impact(const struct ledger *l, const struct call *c,
                        const struct impact *f, struct err *e)
{
	bool is_run = f->resource && !strcmp(f->resource->name, "runs");

	switch (f->kind) {
	case IMPACT_READ:
		return 0;
	case IMPACT_CREATE:
		assert(f->resource);
		if (f->resource->remains && !is_run)
			return refuse(c, e, f->resource->remains);
		return is_run ? check_body(l, c, e) : 0;
	case IMPACT_START:
		return check_body(l, c, e);
	case IMPACT_CHANGE:
	case IMPACT_DELETE:
		return check_known(l, c, f->resource, f->id, e);
	case IMPACT_ADMIN:
		return refuse(c, e, "such paths are those of a mock");
	case IMPACT_UNKNOWN:
		break;
	}
	return refuse(c, e, "nobody knows what it would change");
}

int guard_check(const struct target_guard *g, const struct ledger *l,
                const struct call *c, const struct impact *f, struct err *e)
{
	const char *read_only = guard_read_only(g);

	if (!g->on && g->known_only &&
	    (f->kind == IMPACT_CHANGE || f->kind == IMPACT_DELETE))
		return check_known(l, c, f->resource, f->id, e);
	if (!g->on || f->kind == IMPACT_READ)
		return 0;
	if (read_only)
		return refuse(c, e, read_only);
	if (!str_starts(c->url, g->url) || c->url[strlen(g->url)] != '/')
		return refuse(c, e, "it would go to another host");
	if (!says(c, "x-sandbox-name", g->sandbox) ||
	    call_header_value(c, "x-sandbox-id"))
		return refuse(c, e, "it is not for the sandbox of --sandbox");
	if (!says(c, "x-gw-ims-org-id", g->org))
		return refuse(c, e, "it is for another organisation");
	return check_impact(l, c, f, e);
}
