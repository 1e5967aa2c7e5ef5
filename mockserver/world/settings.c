/*
 * settings.c - settings that requests can change, a row each
 */
#include "mockserver/world/settings.h"

#include "lib/mem.h"
#include "mockserver/export/partition.h"
#include "mockserver/world/transaction.h"

/* ---------------------------------------------------------------- the rows */

static void contract_put(const struct settings *s, struct buf *out)
{
	buf_add_str(out, contract_name(s->contract.mode));
}

static void life_put(const struct settings *s, struct buf *out)
{
	char text[LIFE_TEXT];

	buf_add_str(out, life_text(&s->life, text));
}

static int life_read(const char *text, struct settings *s, struct err *e)
{
	return life_parse(text, &s->life, e);
}

static void partitions_put(const struct settings *s, struct buf *out)
{
	if (s->partitions)
		buf_printf(out, "%u", s->partitions);
	else
		buf_add_str(out, "auto");
}

static int partitions_read(const char *text, struct settings *s, struct err *e)
{
	if (partition_parse(text, &s->partitions))
		return 0;
	return err_set(e, ERR_INVALID, "the state's partitions are '%s'", text);
}

static const struct {
	const char *option, *request;
	const char *kept; /* its name in the state; NULL: it is not kept there */
	void (*put)(const struct settings *s, struct buf *out);
	int (*read)(const char *text, struct settings *s,
	            struct err *e); /* what is kept */
} rows[] = {
	[SETTING_CONTRACT] = { "contract", "POST /__admin/reset", .put = contract_put },
	[SETTING_LIFE] = { "run-life", "POST /__admin/life", "life", life_put,
	                   life_read },
	[SETTING_PARTITIONS] = { "partitions", "POST /__admin/partitions", "partitions",
	                         partitions_put, partitions_read },
};
static_assert(ARRAY_LEN(rows) == SETTING_COUNT, "every setting has a row");

const char *settings_option(enum setting setting)
{
	return rows[setting].option;
}

const char *settings_request(enum setting setting)
{
	return rows[setting].request;
}

void settings_text(const struct settings *s, enum setting setting, struct buf *out)
{
	rows[setting].put(s, out);
}

/* ---------------------------------------------------------------- the state */

static int resume(struct world *w, enum setting setting, struct err *e)
{
	AUTO(mem_free) char *text = NULL;
	struct err why = { 0 };

	if (store_setting_load(&w->store, rows[setting].kept, &text, &why) < 0)
		return why.code == ERR_NOT_FOUND ? 0 : err_pass(e, &why);
	w->now.from[setting] = SET_BY_STATE;
	return rows[setting].read(text, &w->now, e);
}

int settings_resume(struct world *w, struct err *e)
{
	for (int i = 0; i < SETTING_COUNT; i++) {
		if (rows[i].kept && w->at_start.from[i] != SET_AT_START &&
		    resume(w, (enum setting)i, e) < 0)
			return -1;
	}
	return 0;
}

struct kept_setting {
	enum setting setting;
	const char *text; /* NULL: it is no longer set */
};

static int put_kept(struct world *w, void *ctx, struct err *e)
{
	const struct kept_setting *k = ctx;

	return store_setting_put(&w->store, rows[k->setting].kept, k->text, e);
}

/* Applies the change, once it is in the state. */
static int keep(struct world *w, const struct settings *set, enum setting setting,
                struct err *e)
{
	AUTO(buf_release) struct buf text = { 0 };
	struct kept_setting kept = { setting, NULL };

	settings_text(set, setting, &text);
	kept.text = buf_str(&text);
	if (transaction_run(w, put_kept, &kept, e) < 0)
		return -1;
	w->now = *set;
	w->now.from[setting] = SET_BY_REQUEST;
	return 0;
}

int settings_set_life(struct world *w, const struct life *life, struct err *e)
{
	struct kept_setting none = { SETTING_LIFE, NULL };
	struct settings set = w->now;

	if (life) {
		set.life = *life;
		if (keep(w, &set, SETTING_LIFE, e) < 0)
			return -1;
	} else {
		if (transaction_run(w, put_kept, &none, e) < 0)
			return -1;
		w->now.life = w->at_start.life;
		w->now.from[SETTING_LIFE] = w->at_start.from[SETTING_LIFE];
	}
	w->store.writes++; /* plans hold it */
	return 0;
}

int settings_set_partitions(struct world *w, unsigned n, struct err *e)
{
	struct settings set = w->now;

	set.partitions = n;
	return keep(w, &set, SETTING_PARTITIONS, e);
}

void settings_set_contract(struct world *w, const struct contract *contract)
{
	w->now.contract = *contract;
	w->now.from[SETTING_CONTRACT] = SET_BY_REQUEST;
}
