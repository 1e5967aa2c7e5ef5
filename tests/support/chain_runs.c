/*
 * chain_runs.c - a chain's flow that runs: its clock moved, its runs read
 */
#include "tests/support/chain_runs.h"

#include "lib/file/file.h"
#include "lib/mem.h"
#include "mockserver/entities/action.h"
#include "mockserver/runs/demand.h"
#include "mockserver/runs/text.h"
#include "mockserver/runs/travel.h"
#include "mockserver/world/arming.h"
#include "mockserver/world/settings.h"
#include "mockserver/world/transaction.h"
#include "tests/support/quoted.h"
#include "tests/unit/unit.h"

static void must(int rc, const struct err *e)
{
	if (rc < 0)
		fail_msg("%s", e->text);
}

struct doing {
	chain_deed *deed;
	void *ctx;
	struct refusal *rf;
};

static int do_it(struct world *w, void *ctx, struct err *e UNUSED)
{
	const struct doing *d = ctx;

	return d->deed(w, d->ctx, d->rf);
}

int chain_do(struct chain *c, chain_deed *deed, void *ctx, struct refusal *rf)
{
	struct doing d = { deed, ctx, rf };

	return transaction_run(&c->world, do_it, &d, &rf->err);
}

/* The deed is not refused. */
static void must_do(struct chain *c, chain_deed *deed, void *ctx)
{
	AUTO(refusal_release) struct refusal rf = { 0 };

	if (chain_do(c, deed, ctx, &rf) < 0)
		fail_msg("%s", rf.text ? rf.text : rf.err.text);
}

int64_t chain_travel(struct chain *c, vtime until)
{
	struct err e = { 0 };
	struct travel t;
	int more = 1;

	must(travel_begin(&c->world, until, NULL, &t, &e), &e);
	while (more > 0)
		more = travel_step(&t, &e);
	must(more, &e);
	return t.began;
}

void chain_live(struct chain *c, const char *life)
{
	struct err e = { 0 };
	struct life l;

	must(life_parse(life, &l, &e), &e);
	must(settings_set_life(&c->world, &l, &e), &e);
}

void chain_choose(struct chain *c, const char *choice)
{
	struct contract contract = c->world.now.contract;
	struct err e = { 0 };

	must(contract_choose(&contract, choice, &e), &e);
	settings_set_contract(&c->world, &contract);
}

void chain_arm(struct chain *c, const char *fault)
{
	AUTO(cJSON_Delete) cJSON *json = quoted_json(fault);
	struct err e = { 0 };
	struct fault_refuse r = { .e = &e };
	size_t armed;

	must(arming_arm(&c->world, json, &armed, &r), &e);
}

/* ---------------------------------------------------------------- its entities */

struct entity_deed {
	struct change change;
	const char *op;
};

static int act(struct world *w, void *ctx, struct refusal *rf)
{
	const struct entity_deed *d = ctx;
	const struct action action = { .op = d->op };
	struct created made;

	return entity_act(w, &chain_caller, &d->change, &action, &made, rf);
}

void chain_act(struct chain *c, const char *op)
{
	struct entity_deed d = { { KIND_FLOW, c->made[KIND_FLOW].id, NULL }, op };

	must_do(c, act, &d);
}

static int delete (struct world *w, void *ctx, struct refusal *rf)
{
	const struct entity_deed *d = ctx;

	return entity_remove(w, &chain_caller, &d->change, rf);
}

void chain_delete(struct chain *c, enum kind kind)
{
	struct entity_deed d = { { kind, c->made[kind].id, NULL }, NULL };

	must_do(c, delete, &d);
}

static int run_now(struct world *w, void *ctx, struct refusal *rf)
{
	AUTO(plan_release) struct plan p = { 0 };
	struct created made;

	if (demand_plan(w, &chain_caller, ctx, &p, &rf->err) < 0)
		return -1;
	return demand_run(w, &p, NULL, &made, &rf->err);
}

int64_t chain_run_now(struct chain *c)
{
	must_do(c, run_now, c->made[KIND_FLOW].id);
	return chain_runs(c);
}

/* ---------------------------------------------------------------- its runs */

int64_t chain_runs(struct chain *c)
{
	struct err e = { 0 };
	int64_t next;

	must(run_next_serial(&c->world.store, &next, &e), &e);
	return next - 1;
}

struct run_row chain_run(struct chain *c, int64_t serial)
{
	AUTO(stmt_end) struct stmt *q = NULL;
	struct err e = { 0 };
	struct run_row row;

	must(run_begin(&c->world.store, serial, &q, &row, &e), &e);
	row.detail = row.sent = row.plan_text = NULL;
	row.flow = row.org = row.sandbox = row.spec = row.source = row.target = NULL;
	return row;
}

char *chain_statuses(struct chain *c)
{
	struct buf out = { 0 };
	int64_t count = chain_runs(c);

	for (int64_t serial = 1; serial <= count; serial++)
		buf_printf(&out, "%s%s", serial > 1 ? " " : "",
		           run_status_name(chain_run(c, serial).status));
	return buf_take(&out);
}

void chain_expect_statuses(struct chain *c, const char *expected)
{
	AUTO(mem_free) char *found = chain_statuses(c);

	assert_string_equal(found, expected);
}

cJSON *chain_run_tree(struct chain *c, int64_t serial)
{
	AUTO(stmt_end) struct stmt *q = NULL;
	AUTO(buf_release) struct buf text = { 0 };
	struct err e = { 0 };
	struct run_row row;

	must(run_begin(&c->world.store, serial, &q, &row, &e), &e);
	must(run_text(&c->world, &row, &text, &e), &e);
	return parsed(buf_str(&text));
}

static int add_path(void *ctx, const char *relative, uint64_t size UNUSED,
                    struct err *e UNUSED)
{
	buf_printf(ctx, "%s\n", relative);
	return 0;
}

char *chain_files(struct chain *c)
{
	struct buf all = { 0 };
	struct err e = { 0 };

	if (file_is_dir(c->world.export_root))
		must(file_walk(c->world.export_root, add_path, &all, &e), &e);
	return buf_take(&all);
}
