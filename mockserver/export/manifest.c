/*
 * manifest.c - what lists the files of a run in one folder (05 §7)
 */
#include "mockserver/export/manifest.h"

#include "lib/json/json.h"

static void put_member(struct buf *out, const char *name, const char *text)
{
	json_put_str(out, name, strlen(name));
	buf_add_char(out, ':');
	json_put_str(out, text, strlen(text));
	buf_add_char(out, ',');
}

void manifest_name(struct buf *out, const struct manifest *m)
{
	buf_printf(out, "manifest-%s-%s.json", m->flow, m->run);
}

void manifest_text(struct buf *out, const struct manifest *m,
                   const struct manifest_file *file, size_t count)
{
	vtime second = m->scheduled_at - m->scheduled_at % MS_PER_SECOND;
	char at[VTIME_TEXT];

	buf_add_char(out, '{');
	put_member(out, "flowRunId", m->run);
	put_member(out, "scheduledTime", vtime_format(second, at));
	buf_add_str(out, "\"exportResults\":[");
	for (size_t i = 0; i < count; i++) {
		buf_add_str(out, i ? ",{" : "{");
		put_member(out, "sinkPath", m->sink_path);
		put_member(out, "name", file[i].name);
		buf_printf(out, "\"size\":%llu}", (unsigned long long)file[i].size);
	}
	buf_add_str(out, "]}");
}
