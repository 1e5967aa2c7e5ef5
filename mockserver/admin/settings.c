/*
 * settings.c - /__admin/settings: each option's value, and where it came from
 */
#include "mockserver/world/settings.h"

#include "mockserver/api/app.h"
#include "mockserver/api/routes.h"
#include "mockserver/http/reply.h"

/* The row of an option among those of the start; NULL where none was read. */
static cJSON *row_of(cJSON *rows, const char *option)
{
	cJSON *row;

	cJSON_ArrayForEach(row, rows) {
		if (!strcmp(json_str(row, "name"), option))
			return row;
	}
	return NULL;
}

/* The current value, which a request or the state may have set. */
static void put_current(const struct settings *now, enum setting setting, cJSON *row)
{
	AUTO(buf_release) struct buf text = { 0 };

	settings_text(now, setting, &text);
	json_set(row, "value", json_new_str(buf_str(&text)));
	switch (now->from[setting]) {
	case SET_BY_DEFAULT:
	case SET_AT_START:
		return;
	case SET_BY_STATE:
		json_set(row, "origin", json_new_str("state"));
		json_set(row, "by", json_new_null());
		return;
	case SET_BY_REQUEST:
		json_set(row, "origin", json_new_str("request"));
		json_set(row, "by", json_new_str(settings_request(setting)));
		return;
	}
}

/* GET /__admin/settings */
int admin_settings(struct request *rq)
{
	cJSON *body = json_new_object();
	cJSON *rows = json_set(body, "settings", cJSON_Duplicate(rq->app->options, true));

	for (int i = 0; i < SETTING_COUNT; i++) {
		enum setting setting = (enum setting)i;
		cJSON *row = row_of(rows, settings_option(setting));

		if (row)
			put_current(&rq->app->world.now, setting, row);
	}
	return reply_tree(rq, 200, body);
}
