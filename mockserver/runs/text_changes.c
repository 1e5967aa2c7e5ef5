/*
 * text_changes.c - what stands in a run's JSON in the place of what the mock would say
 */
#include "mockserver/runs/text_changes.h"

/* Runs' details are our own text: the name stands nowhere else so. */
static bool has_lies(const struct run_row *row)
{
	return row->detail && strstr(row->detail, "\"lies\":");
}

bool text_is_changed(const struct run_row *row)
{
	return row->sent || has_lies(row);
}

/* A count that is not shown, of a run that failed or goes on, can't be falsified. */
static void lie(const cJSON *one, cJSON *metrics)
{
	const char *path = json_str(one, "path"), *dot = strchr(path, '.');
	char summary[32];
	int64_t by, n;

	snprintf(summary, sizeof(summary), "%.*s", (int)(dot - path), path);
	if (json_int(one, "by", &by) && json_int(metrics, path, &n))
		json_set(json_get(metrics, summary), dot + 1, json_new_int(n + by));
}

static int add_lies(const struct run_row *row, cJSON *run, struct err *e)
{
	AUTO(cJSON_Delete) cJSON *detail = NULL;
	const cJSON *one;

	if (!has_lies(row))
		return 0;
	if (json_parse(row->detail, strlen(row->detail), &detail, e) < 0)
		return -1;
	cJSON_ArrayForEach(one, json_get(detail, "lies"))
		lie(one, json_get(run, "metrics"));
	return 0;
}

static int add_sent(const struct run_row *row, cJSON *run, struct err *e)
{
	AUTO(cJSON_Delete) cJSON *members = NULL;
	const cJSON *one;

	if (!row->sent)
		return 0;
	if (json_parse(row->sent, strlen(row->sent), &members, e) < 0)
		return -1;
	cJSON_ArrayForEach(one, members)
		json_set(run, one->string, json_copy(one));
	return 0;
}

int text_change(const struct run_row *row, cJSON *run, struct err *e)
{
	return add_lies(row, run, e) < 0 ? -1 : add_sent(row, run, e);
}
