/*
 * members.c - what is logged of the members of a body
 */
#include "mockserver/entities/members.h"

#include "lib/mem.h"
#include "lib/nearest.h"

/* A name as a part of a JSON pointer. */
static char *escaped(const char *name)
{
	struct buf out = { 0 };

	for (; *name; name++) {
		if (*name == '~' || *name == '/')
			buf_add_str(&out, *name == '~' ? "~0" : "~1");
		else
			buf_add_char(&out, *name);
	}
	return buf_take(&out);
}

static const char *nearest(const struct members *m, const char *name)
{
	struct nearest n = { .name = str_of(name) };
	const cJSON *one;

	cJSON_ArrayForEach(one, json_get(m->schema, "properties"))
		nearest_offer(&n, one->string);
	for (size_t i = 0; effect_at(i); i++) {
		if (effect_at(i)->part == m->part)
			nearest_offer(&n, effect_at(i)->member);
	}
	return n.best;
}

static void log_unknown(const struct world *w, const struct members *m, const char *name)
{
	AUTO(mem_free) char *last = escaped(name);
	const char *best = nearest(m, name);
	AUTO_MEM char *text = mem_printf("%s/%s: unknown%s%s%s", m->pointer, last,
	                                 best ? "; did you mean " : "", best ? best : "",
	                                 best ? "?" : "");

	log_event(&w->log, LOG_WARN, "member.unknown",
	          F_STR("of", effect_part_name(m->part)), F_STR("reason", text));
}

void members_log_unknown(const struct world *w, const struct members *m)
{
	const cJSON *known = json_get(m->schema, "properties"), *one;

	if (!cJSON_IsObject(m->object))
		return;
	cJSON_ArrayForEach(one, m->object) {
		if (!json_get(known, one->string) && !effect_find(m->part, one->string))
			log_unknown(w, m, one->string);
	}
}

void members_log_ignored(const struct world *w, const char *flow, const struct members *m)
{
	const cJSON *one;

	if (!cJSON_IsObject(m->object))
		return;
	cJSON_ArrayForEach(one, m->object) {
		const struct effect_row *row = effect_find(m->part, one->string);

		if (!row || row->effect != EFFECT_NONE || cJSON_IsNull(one))
			continue;
		log_event(&w->log, LOG_WARN, "member.ignored", F_STR("flow", flow),
		          F_STR("of", effect_part_name(m->part)),
		          F_STR("member", row->member),
		          F_STR("reason", row->note ? row->note : "-"));
	}
}
