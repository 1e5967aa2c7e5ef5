/*
 * members.c - what is logged of the members of a body
 */
#include "mockserver/entities/members.h"

#include "lib/nearest.h"

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
	AUTO(buf_release) struct buf text = { 0 };
	const char *best = nearest(m, name);

	buf_add_str(&text, m->pointer);
	json_pointer_add(&text, name);
	buf_add_str(&text, ": unknown");
	if (best)
		buf_printf(&text, "; did you mean %s?", best);
	log_event(&w->log, LOG_WARN, "member.unknown",
	          F_STR("of", effect_part_name(m->part)),
	          F_STR("reason", buf_str(&text)));
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
