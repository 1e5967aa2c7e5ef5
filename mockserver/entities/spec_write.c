/*
 * spec_write.c - specs that clients write: POST and PUT
 */
#include "mockserver/entities/spec_write.h"

#include "mockserver/entities/build.h"
#include "mockserver/entities/validate.h"
#include "mockserver/store/spec_row.h"

static const struct {
	const char *collection;
	const char *schema; /* of a body */
} kinds[] = {
	[SPEC_CONNECTION] = { "connectionSpecs", "write-connection-spec" },
	[SPEC_FLOW] = { "flowSpecs", "write-flow-spec" },
};
static_assert(ARRAY_LEN(kinds) == SPEC_KINDS, "every kind has a collection");

const char *spec_collection(enum spec_kind kind)
{
	return kinds[kind].collection;
}

/* Who made it and when stays as it was; built-in specs do not say (03 §9). */
static void keep_origin(cJSON *tree, const struct spec *old)
{
	static const char *const members[] = { "createdAt", "createdBy",
		                               "createdClient" };

	for (size_t i = 0; i < ARRAY_LEN(members); i++) {
		const cJSON *was = json_get(spec_tree(old), members[i]);

		if (was)
			json_set(tree, members[i], json_copy(was));
	}
}

/* The whole entity: id and audit fields, then what was sent. */
static int draw_up(struct build *d, const struct caller *by,
                   const struct spec_write *what, const struct spec *old,
                   struct refusal *rf)
{
	if (old)
		snprintf(d->made.id, sizeof(d->made.id), "%s", what->id);
	else if (build_draw_id(d, spec_collection(what->kind), rf) < 0)
		return -1;
	if (build_begin(d, by, rf) < 0)
		return -1;
	build_take(d, "name");
	build_take(d, "providerId");
	if (!build_take(d, "version"))
		json_write_str(&d->text, "version", "1.0");
	build_take_rest(d);
	json_end_object(&d->text);
	return 0;
}

static int check(struct world *w, const struct caller *by, const struct spec_write *what,
                 const struct spec *old, struct refusal *rf)
{
	if (ledger_refuses(&w->now.contract, LEDGER_SPEC_WRITE))
		return refuse(rf, E_SPEC_WRITE);
	if (what->id && !old)
		return refuse(rf, E_NOT_FOUND, spec_collection(what->kind), what->id);
	validate_body(w, kinds[what->kind].schema, what->body, rf);
	validate_policy(what->body, rf);
	return validate_end(w, by, what->body, rf);
}

/* What a replaced spec gives back is not counted: it lives until the new one does. */
static int check_room(const struct world *w, const struct caller *by,
                      const struct build *d, struct refusal *rf)
{
	AUTO(mem_free) char *most = mem_printf("%u", SPECS_WRITTEN_MAX);

	if (specs_written_bytes(w->specs, by->org) + d->text.size <= SPECS_WRITTEN_MAX)
		return 0;
	return refuse(rf, E_SPECS_TOO_LARGE, most);
}

/* A spec whose rules are no schemas is refused, for requests are judged by them. */
static int compile(struct build *d, const struct spec_write *what, const struct spec *old,
                   struct spec **out, struct refusal *rf)
{
	struct err why = { 0 };
	cJSON *tree;

	if (json_parse(d->text.data, d->text.size, &tree, &rf->err) < 0)
		return -1;
	if (old)
		keep_origin(tree, old);
	if (spec_new(what->kind, tree, out, &why) == 0)
		return 0;
	validate_reference(rf, "", "%s", why.text);
	return validate_end(d->w, d->by, what->body, rf);
}

int spec_write(struct world *w, const struct caller *by, const struct spec_write *what,
               struct spec **out, struct refusal *rf)
{
	const struct spec *old = specs_find(w->specs, by->org, what->kind, what->id);
	AUTO(build_release) struct build d = { .w = w, .body = what->body };
	AUTO(spec_free) struct spec *made = NULL;
	struct spec_row_new row = { .org = by->org, .kind = (int)what->kind };
	size_t size;

	if (check(w, by, what, old, rf) < 0 || draw_up(&d, by, what, old, rf) < 0 ||
	    check_room(w, by, &d, rf) < 0 || compile(&d, what, old, &made, rf) < 0)
		return -1;
	row.id = spec_id(made);
	row.body = spec_text(made, &size);
	if (spec_row_put(&w->store, &row, &rf->err) < 0)
		return -1;
	*out = TAKE(made);
	return 0;
}

/* One stored spec into the catalogue; its place into *seq. */
static int load_next(struct world *w, int64_t *seq, struct err *e)
{
	AUTO(stmt_end) struct stmt *q = NULL;
	struct err why = { 0 };
	struct spec_row row;
	struct spec *spec;
	cJSON *tree = NULL;
	int got = spec_row_after(&w->store, *seq, &q, &row, e);

	if (got <= 0)
		return got;
	*seq = row.seq;
	if (json_parse(row.body, strlen(row.body), &tree, e) < 0)
		return -1;
	if (spec_new_stored((enum spec_kind)row.kind, tree, &spec, &why) == 0)
		specs_write(w->specs, row.org, spec);
	else /* an earlier release took it: a start is worth more than one spec */
		log_event(&w->log, LOG_WARN, "spec.unusable", F_INT("seq", row.seq),
		          F_STR("reason", why.text));
	return 1;
}

int spec_write_load(struct world *w, struct err *e)
{
	int64_t seq = 0;
	int got;

	specs_forget(w->specs);
	while ((got = load_next(w, &seq, e)) > 0)
		;
	return got;
}
