/*
 * flowmock_faults.c - faults of an instance on a thread of its own
 */
#pragma GCC visibility push(default)
#include "mockserver/flowmock.h"
#pragma GCC visibility pop

#include "lib/mem.h"
#include "mockserver/api/strike.h"
#include "mockserver/faults/show.h"
#include "mockserver/mailbox.h"
#include "mockserver/world/arming.h"

static int call(struct flowmock *m, mailbox_fn *fn, void *ctx, char why[FLOWMOCK_WHY])
{
	struct err e = { 0 };

	if (mailbox_call(m, fn, ctx, &e) == 0)
		return 0;
	if (why)
		snprintf(why, FLOWMOCK_WHY, "%s", e.text);
	return -1;
}

static int find(const struct app *app, const char *name, struct fault **out,
                struct err *e)
{
	*out = faults_find(&app->world.faults, name);
	return *out ? 0
	            : err_set(e, ERR_NOT_FOUND, "no fault called '%s' is armed", name);
}

static int arm(struct flowmock *m, void *ctx, struct err *e)
{
	AUTO(cJSON_Delete) cJSON *json = NULL;
	AUTO(buf_release) struct buf pointer = { 0 };
	struct err why = { 0 };
	struct fault_refuse r = { .e = &why };
	const char *text = ctx;
	size_t ignored;

	if (json_parse(text, strlen(text), &json, e) < 0)
		return -1;
	if (arming_arm(&m->in.app.world, json, &ignored, &r) == 0)
		return 0;
	fault_refuse_pointer(json, r.at, &pointer);
	return err_set(e, why.code, "%s%s%s", buf_str(&pointer), pointer.size ? ": " : "",
	               why.text);
}

int flowmock_faults_arm(struct flowmock *m, const char *json, char why[FLOWMOCK_WHY])
{
	AUTO_MEM char *copy = mem_strdup(json ? json : "");

	return call(m, arm, copy, why);
}

struct question {
	const char *name;
	size_t count;
	char *text;
};

static int clear(struct flowmock *m, void *ctx, struct err *e)
{
	const struct question *x = ctx;
	struct fault *f = NULL;

	if (x->name && find(&m->in.app, x->name, &f, e) < 0)
		return -1;
	strike_release(&m->in.app, f ? f->seq : 0, WIRE_UNTIL_CLEARED);
	return arming_clear(&m->in.app.world, f, e);
}

int flowmock_faults_clear(struct flowmock *m, const char *name, char why[FLOWMOCK_WHY])
{
	struct question x = { .name = name };

	return call(m, clear, &x, why);
}

static int release(struct flowmock *m, void *ctx, struct err *e)
{
	struct question *x = ctx;
	struct fault *f = NULL;

	if (x->name && find(&m->in.app, x->name, &f, e) < 0)
		return -1;
	if (arming_release(&m->in.app.world, f, &x->count, e) < 0)
		return -1;
	x->count += strike_release(&m->in.app, f ? f->seq : 0, WIRE_UNTIL_RELEASE);
	return 0;
}

int flowmock_faults_release(struct flowmock *m, const char *name, size_t *released,
                            char why[FLOWMOCK_WHY])
{
	struct question x = { .name = name };
	int rc = call(m, release, &x, why);

	if (released)
		*released = x.count;
	return rc;
}

static int show(struct flowmock *m, void *ctx, struct err *e)
{
	AUTO(cJSON_Delete) cJSON *tree = NULL;
	struct question *x = ctx;
	struct fault *f = NULL;

	if (x->name && (find(&m->in.app, x->name, &f, e) < 0 ||
	                fault_show(&m->in.app.world.faults, f, &tree, e) < 0))
		return -1;
	if (!tree)
		tree = faults_show(&m->in.app.world.faults);
	x->text = json_text(tree);
	return 0;
}

int flowmock_faults_show(struct flowmock *m, const char *name, char **out,
                         char why[FLOWMOCK_WHY])
{
	struct question x = { .name = name };
	int rc = call(m, show, &x, why);

	if (out)
		*out = x.text;
	else
		free(x.text);
	return rc;
}
