/*
 * timeline.c - /__admin/timeline: past and coming runs of each flow
 */
#include "mockserver/timeline/timeline.h"
#include "mockserver/timeline/json.h"

#include "mockserver/admin/flow.h"
#include "mockserver/api/app.h"
#include "mockserver/api/routes.h"
#include "mockserver/http/reply.h"
#include "mockserver/timeline/svg.h"
#include "mockserver/timeline/text.h"

static int answer_json(struct request *rq, const struct timeline *t)
{
	return reply_tree(rq, 200, timeline_json(t));
}

static int answer_as_text(struct request *rq, const struct timeline *t)
{
	timeline_text(t, CHARSET_UTF8, COLOURS_OFF, &rq->reply.body);
	return reply_text(rq, 200, "text/plain; charset=utf-8");
}

static int answer_svg(struct request *rq, const struct timeline *t)
{
	timeline_svg(t, &rq->reply.body);
	return reply_text(rq, 200, "image/svg+xml");
}

static const struct view_format {
	const char *name;
	int (*answer)(struct request *rq, const struct timeline *t);
} formats[] = {
	{ "json", answer_json },
	{ "text", answer_as_text },
	{ "svg", answer_svg },
};

static int refuse_value(struct request *rq, const char *name, const char *allowed)
{
	char *text = arena_printf(&rq->arena, "%s is %s", name, allowed);

	return refuse(&rq->refusal, E_ADMIN_INVALID, text);
}

static int read_format(struct request *rq, const struct view_format **out)
{
	const char *name = request_param(rq, "format");

	*out = &formats[0];
	for (size_t i = 0; name && i < ARRAY_LEN(formats); i++) {
		*out = &formats[i];
		if (!strcmp(formats[i].name, name))
			return 0;
	}
	return name ? refuse_value(rq, "format", "json, text or svg") : 0;
}

static int read_time(struct request *rq, const char *name, vtime *out)
{
	const char *text = request_param(rq, name);
	struct err why = { 0 };

	*out = VTIME_NEVER;
	if (!text || vtime_parse(text, out, &why) == 0)
		return 0;
	return refuse_value(rq, name, "a time such as 2026-02-01T00:00:00Z");
}

static int read_width(struct request *rq, int64_t *out)
{
	const char *text = request_param(rq, "width");

	*out = TIMELINE_WIDTH;
	if (!text || (str_to_int(text, out) && *out >= TIMELINE_WIDTH_MIN &&
	              *out <= TIMELINE_WIDTH_MAX))
		return 0;
	return refuse_value(rq, "width", "a number of columns from 40 to 1000");
}
static_assert(TIMELINE_WIDTH_MIN == 40 && TIMELINE_WIDTH_MAX == 1000, "the text says so");

/* An unknown flow is refused: its picture would be empty, and no error. */
static int read_flow(struct request *rq, const char **out)
{
	AUTO(flow_release) struct flow_row row = { 0 };

	*out = request_param(rq, "flowId");
	return *out ? admin_find_flow(rq, *out, &row) : 0;
}

static int read_view(struct request *rq, const struct view_format **format,
                     struct timeline_view *view)
{
	int64_t width;

	view->now = clock_now(&rq->app->world.clock);
	if (read_format(rq, format) < 0 || read_time(rq, "from", &view->from_at) < 0 ||
	    read_time(rq, "until", &view->until_at) < 0 || read_width(rq, &width) < 0 ||
	    read_flow(rq, &view->flow) < 0)
		return -1;
	view->cell_count = (*format)->answer == answer_svg
	                           ? TIMELINE_SVG_CELLS
	                           : timeline_text_cells((size_t)width);
	return 0;
}

/* GET /__admin/timeline */
int admin_timeline(struct request *rq)
{
	AUTO(timeline_release) struct timeline t = { 0 };
	const struct view_format *format;
	struct timeline_view view = { 0 };
	struct err why = { 0 };

	if (read_view(rq, &format, &view) < 0)
		return -1;
	if (timeline_gather(&rq->app->world.store, &view, &t, &why) == 0)
		return format->answer(rq, &t);
	if (why.code == ERR_INVALID)
		return refuse(&rq->refusal, E_ADMIN_INVALID, why.text);
	return err_pass(&rq->refusal.err, &why);
}
