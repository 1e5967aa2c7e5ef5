/*
 * safety.c - what happens around a request to a target that is not reset
 */
#include "harness/target/safety.h"

#include "lib/mem.h"

static bool is_kept(const struct safety *s)
{
	return s->ledger.path != NULL;
}

void safety_release(struct safety *s)
{
	ledger_close(&s->ledger);
}

/* The path below the target; a full URL elsewhere has none that is known. */
static const char *path_of(const struct safety *s, const struct call *c)
{
	size_t n = strlen(s->guard.url);

	return str_starts(c->url, s->guard.url) && c->url[n] == '/' ? c->url + n : c->url;
}

/* Puts the mark on the names that it sends and asks for; *name is the one it sends. */
static void mark(const struct safety *s, struct call *c, char **name)
{
	const struct mark *m = &s->ledger.head.mark;
	char *url = mark_url(m, c->url);

	free(c->url);
	c->url = url;
	*name = NULL;
	if (c->body) {
		char *body = mark_body(m, c->body, c->body_size, name);

		free(c->body);
		c->body = body;
		c->body_size = strlen(body);
	}
}

/* The name that is sent, as the ledger may hold it: without secrets. */
static char *noted_name(const struct safety *s, const struct call *c, const char *name)
{
	const char *mark = s->ledger.head.mark.text;
	AUTO_MEM char *own = NULL;
	AUTO(buf_release) struct buf plain = { 0 };
	AUTO(buf_release) struct buf out = { 0 };

	if (!name)
		return NULL;
	assert(str_ends(name, mark));
	own = mem_printf("%.*s", (int)(strlen(name) - strlen(mark)), name);
	mask_pairs(own, &plain);
	if (c->seen)
		mask_seen_text(c->seen, buf_str(&plain), &out);
	else
		buf_add_str(&out, buf_str(&plain));
	buf_add_str(&out, mark);
	return buf_take(&out);
}

/* The place of the one that a request deletes. */
static void place_deletion(const struct safety *s, const struct impact *f,
                           struct safety_note *note)
{
	const struct creation *one = ledger_find(&s->ledger, f->resource, f->id);

	note->placed = one != NULL;
	note->index = one ? (size_t)(one - s->ledger.all) : 0;
}

static int prepare(struct safety *s, struct call *c, const struct impact *f,
                   struct safety_note *note, struct err *e)
{
	AUTO_MEM char *name = NULL;
	AUTO_MEM char *noted = NULL;

	/* The impact's id lies in the URL, which a mark replaces. */
	if (f->kind == IMPACT_DELETE)
		place_deletion(s, f, note);
	if (f->resource && f->resource->named)
		mark(s, c, &name);
	if (f->kind != IMPACT_CREATE)
		return 0;
	c->x.once = true;
	note->placed = true;
	noted = noted_name(s, c, name);
	return ledger_begin(&s->ledger, f->resource, noted, &note->index, e);
}

int safety_before(struct safety *s, struct call *c, struct safety_note *out,
                  struct err *e)
{
	struct impact f = impact_of(c->method, path_of(s, c));

	*out = (struct safety_note){ .kind = f.kind, .resource = f.resource };
	if (guard_check(&s->guard, &s->ledger, c, &f, e) < 0)
		return -1;
	if (s->guard.on && !is_kept(s) && impact_writes(&f))
		return err_set(e, ERR_FORBIDDEN, "%s %s was not sent: there is no ledger",
		               c->method, c->url);
	if (!is_kept(s) || f.kind == IMPACT_ADMIN)
		return 0;
	return prepare(s, c, &f, out, e);
}

int safety_again(struct safety *s, struct safety_note *note, struct err *e)
{
	const struct creation *before;

	if (!note->placed || note->kind != IMPACT_CREATE)
		return 0;
	ledger_answered(&s->ledger, note->index);
	before = &s->ledger.all[note->index];
	return ledger_begin(&s->ledger, before->resource, before->name, &note->index, e);
}

void safety_unsent(struct safety *s, const struct safety_note *note)
{
	if (note->placed && note->kind == IMPACT_CREATE)
		ledger_answered(&s->ledger, note->index);
}

/* A gateway answers for a service that has not: what that will have done is not known. */
static bool is_gateways(int status)
{
	return status == 502 || status == 504;
}

/* What its answer says of the thing that it was to make. */
static int note_creation(struct safety *s, const struct call *c,
                         const struct safety_note *note, struct err *e)
{
	const char *id = json_str(c->json, "id");
	bool remains = note->resource->remains != NULL;

	if (!is_gateways(c->x.status))
		ledger_answered(&s->ledger, note->index);

	if (c->x.status / 100 == 2 && id)
		return ledger_note(&s->ledger, note->index,
		                   remains ? CREATION_REMAINS : CREATION_MADE, id, e);
	if (c->x.status / 100 == 4)
		return ledger_note(&s->ledger, note->index, CREATION_NOTHING, NULL, e);
	return 0;
}

static int note_deletion(struct safety *s, const struct call *c,
                         const struct safety_note *note, struct err *e)
{
	if (s->ledger.all[note->index].state != CREATION_MADE ||
	    (c->x.status / 100 != 2 && c->x.status != 404))
		return 0;
	return ledger_note(&s->ledger, note->index, CREATION_GONE, NULL, e);
}

/* The answer as if the names had no marks. */
static void strip(const struct safety *s, struct call *c)
{
	struct buf plain = { 0 };

	mark_strip(&s->ledger.head.mark, buf_str(&c->x.answer), c->x.answer.size, &plain);
	if (plain.size != c->x.answer.size)
		call_set_answer(c, &plain);
	buf_release(&plain);
}

int safety_after(struct safety *s, struct call *c, const struct safety_note *note,
                 bool answered, struct err *e)
{
	int rc = 0;

	if (!is_kept(s) || !answered)
		return 0;
	if (note->placed && note->kind == IMPACT_CREATE)
		rc = note_creation(s, c, note, e);
	else if (note->placed && note->kind == IMPACT_DELETE)
		rc = note_deletion(s, c, note, e);
	strip(s, c);
	return rc;
}
