/*
 * whoami.c - as whom a target is asked, and what it holds of ours
 */
#include "harness/target/whoami.h"

#include "harness/target/target_struct.h"
#include "lib/mem.h"

#define PAGES_MOST 20 /* of a list, each of a hundred, in which marks are looked for */

/* ---------------------------------------------------------------- values and origins */

/* The variables of an identity, and what is called by their values; none is shown. */
static const struct {
	const char *what, *variable;
} values[] = {
	{ "token", "FLOWCHECK_ACCESS_TOKEN" },
	{ "client", "FLOWCHECK_CLIENT_ID" },
	{ "secret", "FLOWCHECK_CLIENT_SECRET" },
	{ "secret", "FLOWCHECK_CLIENT_SECRET_FILE" },
	{ "scopes", "FLOWCHECK_SCOPES" },
	{ "key", "FLOWCHECK_API_KEY" },
};

static bool is_default(const struct target *t, const char *variable)
{
	return !strcmp(identity_origin(&t->sender.who, variable), "default");
}

static void add_values(const struct target *t, struct buf *out)
{
	const struct sender *s = &t->sender;

	for (size_t i = 0; i < ARRAY_LEN(values); i++) {
		if (!is_default(t, values[i].variable))
			buf_printf(out, "%-12s from %s, %s\n", values[i].what,
			           values[i].variable,
			           identity_origin(&s->who, values[i].variable));
	}
	if (s->token.text)
		buf_printf(out, "%-12s issued by %s\n", "token", s->ims_url);
	else if (!s->who.token_given)
		buf_printf(out, "%-12s one that a lenient mock accepts\n", "token");
	if (is_default(t, "FLOWCHECK_API_KEY"))
		buf_printf(out, "%-12s %s\n", "key",
		           s->who.client_id ? "the client's id"
		                            : "one that a lenient mock accepts");
}

static void add_place(const struct target *t, const char *sandbox_from, struct buf *out)
{
	const struct identity *who = &t->sender.who;

	buf_printf(out, "%-12s %s\n", "target", t->name);
	buf_printf(out, "%-12s %s (%s)\n", "organisation", who->org,
	           identity_origin(who, "FLOWCHECK_ORG_ID"));
	buf_printf(out, "%-12s %s (%s); type not known\n", "sandbox", who->sandbox,
	           sandbox_from ? sandbox_from
	                        : identity_origin(who, "FLOWCHECK_SANDBOX"));
	buf_printf(out, "%-12s not known\n", "permissions");
}

/* ---------------------------------------------------------------- what it answers */

/* How far its clock is from ours, by the Date of an answer, in whole seconds. */
static void add_skew(const struct exchange *x, struct buf *out)
{
	const char *date = exchange_header(x, "Date");
	vtime theirs;

	if (!date || !patience_date(date, &theirs))
		buf_printf(out,
		           "%-12s not known: its answers have no Date that can be read\n",
		           "clock");
	else
		buf_printf(out, "%-12s %lld s from ours\n", "clock",
		           (long long)((theirs - vtime_wall_now()) / MS_PER_SECOND));
}

/* What bears a mark: how many by which run, until when. */
struct whoami_marks {
	struct whoami_marked {
		struct mark mark;
		size_t count;
	} * all;
	size_t count;
	bool cut; /* a list was not read to its end */
};

static void take_name(struct whoami_marks *m, const char *name)
{
	struct mark mark;
	size_t i = 0;

	if (!name || !mark_read(name, &mark))
		return;
	while (i < m->count && strcmp(m->all[i].mark.text, mark.text) != 0)
		i++;
	if (i == m->count) {
		m->all = mem_grow(m->all, m->count + 1, sizeof(*m->all));
		m->all[m->count++] = (struct whoami_marked){ .mark = mark };
	}
	m->all[i].count++;
}

/* One page of a list; of the first that is asked for, the Date is looked at. */
static int ask_page(struct target *t, const char *path, cJSON **page, struct buf *skew,
                    struct err *e)
{
	AUTO(call_release) struct call c = { 0 };

	if (skew->size)
		return target_get_list(t, path, page, e);
	target_call(t, "GET", path, &c);
	if (sender_send(&t->sender, &c, NULL, e) < 0)
		return -1;
	if (c.x.status != 200 || !target_is_list(c.json))
		return err_set(e, ERR_INVALID, "GET %s answered %d: %.200s", path,
		               c.x.status, buf_str(&c.x.answer));
	add_skew(&c.x, skew);
	*page = TAKE(c.json);
	return 0;
}

static int look_through(struct target *t, const struct resource *r,
                        struct whoami_marks *m, struct buf *skew, struct err *e)
{
	AUTO_MEM char *path = mem_printf("/%s?limit=100", r->name);

	for (int page = 0; path; page++) {
		AUTO(cJSON_Delete) cJSON *answer = NULL;
		const cJSON *item;
		const char *next;

		if (page == PAGES_MOST) {
			m->cut = true;
			return 0;
		}
		if (ask_page(t, path, &answer, skew, e) < 0)
			return -1;
		cJSON_ArrayForEach(item, json_get(answer, "items"))
			take_name(m, json_str(item, "name"));
		next = json_str(answer, "_links.next.href");
		free(path);
		path = next ? mem_strdup(next) : NULL;
	}
	return 0;
}

static void add_marks(const struct whoami_marks *m, struct buf *out)
{
	char until[VTIME_TEXT];

	for (size_t i = 0; i < m->count; i++)
		buf_printf(out, "%-12s %zu of run %s, to be removed after %s\n", "marked",
		           m->all[i].count, m->all[i].mark.run,
		           vtime_format(m->all[i].mark.expires, until));
	if (!m->count)
		buf_printf(out, "%-12s nothing\n", "marked");
	if (m->cut)
		buf_printf(out,
		           "%-12s not known: only the first %d of a list were "
		           "looked at\n",
		           "the rest", PAGES_MOST * 100);
}

int whoami_print(struct target *t, const char *sandbox_from, struct buf *out,
                 struct err *e)
{
	AUTO(buf_release) struct buf skew = { 0 };
	struct whoami_marks m = { 0 };
	int rc = 0;

	add_place(t, sandbox_from, out);
	add_values(t, out);
	for (size_t i = 0; i < RESOURCE_COUNT && rc == 0; i++) {
		if (!resources[i].remains)
			rc = look_through(t, &resources[i], &m, &skew, e);
	}
	buf_add_str(out, buf_str(&skew));
	if (rc == 0)
		add_marks(&m, out);
	free(m.all);
	return rc;
}

void whoami_preview(struct target *t)
{
	struct preview *p = target_preview(t);

	if (t->sender.who.client_id && !t->sender.who.token_given) {
		AUTO_MEM char *url = mem_printf("%s/ims/token/v3", t->sender.ims_url);

		preview_request(p, "POST", url);
	}
	if (t->lacks[CAN_WRITE]) {
		AUTO_MEM char *url = mem_printf("%s" TARGET_PROBE, t->service);

		preview_request(p, "GET", url);
		return;
	}
	for (size_t i = 0; i < RESOURCE_COUNT; i++) {
		const struct resource *r = &resources[i];
		AUTO_MEM char *url = mem_printf("%s/%s?limit=100", t->service, r->name);

		if (!r->remains)
			preview_request(p, "GET", url);
	}
}
