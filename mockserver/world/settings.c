/*
 * settings.c - what a client has set for the whole mock, kept over a restart
 */
#include "mockserver/world/settings.h"

#include "lib/mem.h"
#include "mockserver/export/partition.h"

#define LIFE       "life"
#define PARTITIONS "partitions"

/* *out is the caller's; NULL where it was not set. */
static int load(struct world *w, const char *name, char **out, struct err *e)
{
	struct err why = { 0 };

	*out = NULL;
	if (setting_load(&w->store, name, out, &why) == 0 || why.code == ERR_NOT_FOUND)
		return 0;
	return err_pass(e, &why);
}

static int resume_life(struct world *w, struct err *e)
{
	AUTO(mem_free) char *text = NULL;

	if (load(w, LIFE, &text, e) < 0)
		return -1;
	return text ? life_parse(text, &w->life, e) : 0;
}

static int resume_partitions(struct world *w, struct err *e)
{
	AUTO(mem_free) char *text = NULL;

	if (load(w, PARTITIONS, &text, e) < 0)
		return -1;
	if (text && !partition_parse(text, &w->partitions))
		return err_set(e, ERR_INVALID, "the state's partitions are '%s'", text);
	return 0;
}

int settings_resume(struct world *w, const struct world_options *o, struct err *e)
{
	if (!o->life_given && resume_life(w, e) < 0)
		return -1;
	return o->partitions_given ? 0 : resume_partitions(w, e);
}

int settings_set_life(struct world *w, const struct life *life, struct err *e)
{
	char text[LIFE_TEXT];

	if (setting_put(&w->store, LIFE, life ? life_text(life, text) : NULL, e) < 0)
		return -1;
	w->life = life ? *life : w->start_life;
	w->store.writes++; /* plans hold it */
	return 0;
}

int settings_set_partitions(struct world *w, unsigned n, struct err *e)
{
	char text[24];

	snprintf(text, sizeof(text), "%u", n);
	if (setting_put(&w->store, PARTITIONS, n ? text : "auto", e) < 0)
		return -1;
	w->partitions = n;
	return 0;
}
