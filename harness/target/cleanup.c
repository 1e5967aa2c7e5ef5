/*
 * cleanup.c - removes what a ledger names, and nothing else
 */
#include "harness/target/cleanup.h"

#include <stdarg.h>

#include "lib/mem.h"
#include "lib/uri.h"

#define PAGES_MOST 1000 /* of a list in which a name is looked for */

void cleanup_release(struct cleanup *c)
{
	buf_release(&c->problems);
	*c = (struct cleanup){ 0 };
}

/* ---------------------------------------------------------------- finding by name */

/*
 * In a filter a comma separates names and quotes surround them: such a name has none, nor
 * has one of which a part is not known.
 */
static bool has_filter(const struct creation *c)
{
	return !strpbrk(c->name, ",\"") && !creation_is_masked(c);
}

static char *list_path(const struct creation *c, bool filtered)
{
	AUTO(buf_release) struct buf name = { 0 };

	if (!filtered)
		return mem_printf("/%s?limit=100", c->resource->name);
	uri_escape(c->name, &name);
	return mem_printf("/%s?property=name%%3D%%3D%s&limit=100", c->resource->name,
	                  buf_str(&name));
}

/* An entity of that very name; one that the ledger does not know yet is added to it. */
static int take_found(struct ledger *l, const struct creation *c, const cJSON *item,
                      struct err *e)
{
	const char *found = json_str(item, "name"), *id = json_str(item, "id");
	size_t index;

	if (!found || !id || !ledger_names(l, c, found) ||
	    ledger_find(l, c->resource, str_of(id)))
		return 0;
	if (ledger_begin(l, c->resource, c->name, &index, e) < 0)
		return -1;
	return ledger_note(l, index, CREATION_MADE, id, e);
}

static int take_page(struct ledger *l, const struct creation *c, const cJSON *page,
                     struct err *e)
{
	const cJSON *item;

	cJSON_ArrayForEach(item, json_get(page, "items")) {
		if (take_found(l, c, item, e) < 0)
			return -1;
	}
	return 0;
}

/* Reads the list to its end; *whole says whether it came to it. */
static int look(struct target *t, struct ledger *l, const struct creation *c,
                bool filtered, bool *whole, struct err *e)
{
	AUTO_MEM char *path = list_path(c, filtered);

	*whole = false;
	for (int page = 0; path && page < PAGES_MOST; page++) {
		AUTO(cJSON_Delete) cJSON *answer = NULL;
		const char *next;

		if (target_get_list(t, path, &answer, e) < 0 ||
		    take_page(l, c, answer, e) < 0)
			return -1;
		next = json_str(answer, "_links.next.href");
		*whole = !next;
		free(path);
		path = next ? mem_strdup(next) : NULL;
	}
	return 0;
}

/*
 * By its name; where that finds nothing, in the whole list: a service may read a filter
 * in another way than it is meant.
 */
static int look_for(struct target *t, struct ledger *l, const struct creation *c,
                    bool *whole, struct err *e)
{
	size_t before = l->count;

	if (has_filter(c) && look(t, l, c, true, whole, e) < 0)
		return -1;
	return l->count > before ? 0 : look(t, l, c, false, whole, e);
}

static void problem(struct cleanup *c, const char *fmt, ...) PRINTF_LIKE(2, 3);
static void problem(struct cleanup *c, const char *fmt, ...)
{
	char text[400];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	buf_printf(&c->problems, "%s\n", text);
	c->left++;
}

/*
 * With the disk full the cleaning goes on, by what this program knows: what is deleted
 * and not noted is found gone by the next.  Who ends the ledger says that it can't be
 * written.
 */
static void note(struct ledger *l, size_t i, enum creation_state state)
{
	struct err unwritten = { 0 };

	(void)!ledger_note(l, i, state, NULL, &unwritten);
}

static int resolve(struct target *t, struct ledger *l, size_t i, struct cleanup *out,
                   struct err *e)
{
	struct creation c = l->all[i]; /* a copy: the ledger grows */
	const size_t before = l->count;
	struct err why = { 0 };
	bool whole = false;

	/* What can't be found and can't be deleted either remains, if it is there. */
	if (!c.name || c.resource->remains) {
		note(l, i, CREATION_REMAINS);
	} else if (look_for(t, l, &c, &whole, &why) < 0) {
		if (why.code == ERR_UNAVAILABLE)
			return err_pass(e, &why);
		problem(out, "whether %s '%s' was made is not known: %s",
		        c.resource->name, c.name, why.text);
	} else if (whole && l->count == before &&
	           creation_may_come(&c, vtime_wall_now())) {
		out->late++;
	} else if (whole) {
		note(l, i, CREATION_NOTHING);
	} else {
		problem(out, "whether %s '%s' was made is not known: the list has no end",
		        c.resource->name, c.name);
	}
	return 0;
}

/* ---------------------------------------------------------------- deleting */

/* Is there nothing of that id?  A deletion that is refused may have come too late. */
static bool is_gone(struct target *t, const char *path)
{
	AUTO(cJSON_Delete) cJSON *answer = NULL;
	struct err why = { 0 };

	return target_get(t, path, &answer, &why) < 0 && why.code == ERR_NOT_FOUND;
}

static int delete_one(struct target *t, struct ledger *l, size_t i, struct cleanup *out,
                      struct err *e)
{
	const struct creation *c = &l->all[i];
	AUTO_MEM char *path = mem_printf("/%s/%s", c->resource->name, c->id);
	AUTO(call_release) struct call call = { 0 };
	int sent;

	if (!impact_is_id(str_of(c->id))) {
		problem(out, "%s '%s' is left: no path can end in its id, '%.100s'",
		        c->resource->name, c->name ? c->name : "", c->id);
		return 0;
	}
	target_call(t, "DELETE", path, &call);
	sent = target_send(t, &call, e);
	if (c->state != CREATION_MADE) { /* though it may not have been written */
		out->deleted++;
		return 0;
	}
	if (sent < 0)
		return -1;
	if (is_gone(t, path)) {
		note(l, i, CREATION_GONE);
		return 0;
	}
	problem(out, "DELETE %s answered %d: %.200s", path, call.x.status,
	        buf_str(&call.x.answer));
	return 0;
}

static int delete_all(struct target *t, struct ledger *l, const struct resource *r,
                      struct cleanup *out, struct err *e)
{
	/* Newest first: within a kind nothing refers to what came after it. */
	for (size_t i = l->count; i-- > 0;) {
		struct err why = { 0 };

		if (l->all[i].resource != r || l->all[i].state != CREATION_MADE)
			continue;
		if (delete_one(t, l, i, out, &why) == 0)
			continue;
		if (why.code == ERR_UNAVAILABLE)
			return err_pass(e, &why);
		problem(out, "%s", why.text);
	}
	return 0;
}

int cleanup_run(struct target *t, struct cleanup *out, struct err *e)
{
	struct ledger *l = target_ledger(t);
	int rc = 0;

	*out = (struct cleanup){ 0 };
	if (!l)
		return 0;
	for (size_t i = 0; i < l->count && rc == 0; i++) {
		if (l->all[i].state == CREATION_OPEN)
			rc = resolve(t, l, i, out, e);
	}
	for (size_t r = 0; r < RESOURCE_COUNT && rc == 0; r++)
		rc = delete_all(t, l, &resources[r], out, e);
	return rc;
}

void cleanup_late(const struct ledger *l, struct buf *out)
{
	const vtime now = vtime_wall_now();
	char until[VTIME_TEXT];

	for (size_t i = 0; i < l->count; i++) {
		const struct creation *c = &l->all[i];

		if (c->name && !c->resource->remains && creation_may_come(c, now))
			buf_printf(out,
			           "may appear yet: one of the %s, '%s', which was not "
			           "answered: look again after %s\n",
			           c->resource->name, c->name,
			           vtime_format(c->sent + CREATION_LATE_MS, until));
	}
}

void cleanup_remains(const struct ledger *l, struct buf *out)
{
	for (size_t i = 0; i < l->count; i++) {
		const struct creation *c = &l->all[i];

		if (c->state != CREATION_REMAINS)
			continue;
		if (c->resource->remains && c->id)
			buf_printf(out, "remains: %s %s: %s\n", c->resource->name, c->id,
			           c->resource->remains);
		else if (c->resource->remains)
			buf_printf(
				out,
				"may remain: one of the %s, whose answer was lost: %s\n",
				c->resource->name, c->resource->remains);
		else
			buf_printf(
				out,
				"may remain: one of the %s, sent without a name, whose "
				"answer was lost\n",
				c->resource->name);
	}
}

int cleanup_check_known(const struct ledger *l, struct err *e)
{
	size_t n = 0;

	for (size_t i = 0; i < l->count; i++)
		n += l->all[i].state == CREATION_REMAINS && !l->all[i].resource->remains;
	if (!n)
		return 0;
	return err_set(e, ERR_IO,
	               "%zu creation%s without a name, whose answer was lost, may be "
	               "there: no list says",
	               n, n == 1 ? "" : "s");
}
