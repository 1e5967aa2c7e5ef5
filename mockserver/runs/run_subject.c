/*
 * run_subject.c - a run, or a file of a run, as faults see it
 */
#include "mockserver/runs/run_subject.h"

#include "mockserver/runs/text.h"

static cJSON *text_or_null(const char *text)
{
	return text ? json_new_str(text) : NULL;
}

static cJSON *make_path(struct run_subject *s)
{
	return text_or_null(s->path);
}

static cJSON *make_flow(struct run_subject *s)
{
	return json_new_str(s->plan->flow.id);
}

static cJSON *make_dataset(struct run_subject *s)
{
	if (s->dataset)
		return json_new_str(s->dataset);
	return s->plan->datasets ? json_copy(s->plan->datasets) : NULL;
}

static cJSON *make_destination(struct run_subject *s)
{
	return text_or_null(s->plan->destination);
}

static cJSON *make_name(struct run_subject *s)
{
	return text_or_null(s->plan->name);
}

static cJSON *make_scheduled_at(struct run_subject *s)
{
	char text[VTIME_TEXT];

	return json_new_str(vtime_format(s->seen.scheduled_at, text));
}

static cJSON *make_weekday(struct run_subject *s)
{
	static const char *const days[] = { "Thursday", "Friday",  "Saturday", "Sunday",
		                            "Monday",   "Tuesday", "Wednesday" };
	const int64_t count = ARRAY_LEN(days);
	const vtime at = s->seen.scheduled_at;
	int64_t day = at / MS_PER_DAY - (at % MS_PER_DAY < 0); /* since Thursday, 1970 */

	return json_new_str(days[((day % count) + count) % count]);
}

/* Counted only where a fault asks for it. */
static cJSON *make_ordinal(struct run_subject *s)
{
	struct err ignored = { 0 }; /* a store that fails fails the run that follows */
	int64_t before;

	if (run_count_before(&s->w->store, s->seen.flow_seq, s->seen.run, &before,
	                     &ignored) < 0)
		return NULL;
	return json_new_int(before + 1);
}

static cJSON *make_file(struct run_subject *s)
{
	const char *slash = s->path ? strrchr(s->path, '/') : NULL;

	return text_or_null(slash ? slash + 1 : s->path);
}

static cJSON *make_number(struct run_subject *s)
{
	return s->number ? json_new_int(s->number) : NULL;
}

static const cJSON *part(void *ctx, enum fault_part which)
{
	/* The rest are parts of requests, which no fault on a run asks for. */
	static cJSON *(*const make[FAULT_PART_COUNT])(struct run_subject *) = {
		[FAULT_PART_PATH] = make_path,
		[FAULT_PART_FLOW] = make_flow,
		[FAULT_PART_DATASET] = make_dataset,
		[FAULT_PART_DESTINATION] = make_destination,
		[FAULT_PART_NAME] = make_name,
		[FAULT_PART_SCHEDULED_AT] = make_scheduled_at,
		[FAULT_PART_WEEKDAY] = make_weekday,
		[FAULT_PART_ORDINAL] = make_ordinal,
		[FAULT_PART_FILE] = make_file,
		[FAULT_PART_NUMBER] = make_number,
	};
	struct run_subject *s = ctx;

	if (!s->made[which] && make[which])
		s->part[which] = make[which](s);
	s->made[which] = true;
	return s->part[which];
}

cJSON *run_subject_about(const struct run_subject *s, int64_t run)
{
	char id[UUID_TEXT], at[VTIME_TEXT];
	cJSON *out = json_new_object();

	if (run)
		json_set(out, "run", json_new_str(run_id(s->w, run, id)));
	json_set(out, "flow", json_new_str(s->plan->flow.id));
	json_set(out, "scheduledAt",
	         json_new_str(vtime_format(s->seen.scheduled_at, at)));
	if (s->dataset)
		json_set(out, "dataset", json_new_str(s->dataset));
	if (s->path)
		json_set(out, "file", json_new_str(s->path));
	return out;
}

static const cJSON *about(void *ctx)
{
	struct run_subject *s = ctx;

	if (!s->about)
		s->about = run_subject_about(s, 0); /* its receipt knows the run */
	return s->about;
}

void run_subject_init(struct run_subject *s, struct world *w, const struct plan *p,
                      int64_t serial, vtime scheduled_at)
{
	*s = (struct run_subject){ .w = w, .plan = p };
	s->seen = (struct fault_subject){
		.point = FAULT_POINT_RUN,
		.client = "",
		.flow = p->flow.id,
		.token = "",
		.entity = "",
		.now = clock_now(&w->clock),
		.part = part,
		.about = about,
		.run = serial,
		.flow_seq = p->flow.seq,
		.scheduled_at = scheduled_at,
		.ctx = s,
	};
}

void run_subject_set_file(struct run_subject *s, const char *dataset, const char *path,
                          int64_t number)
{
	s->seen.point = FAULT_POINT_FILE;
	s->dataset = dataset;
	s->path = path;
	s->number = number;
}

void run_subject_set_manifest(struct run_subject *s, const char *dataset,
                              const char *path)
{
	s->seen.point = FAULT_POINT_MANIFEST;
	s->dataset = dataset;
	s->path = path;
}

void run_subject_release(struct run_subject *s)
{
	for (size_t i = 0; i < FAULT_PART_COUNT; i++)
		cJSON_Delete(s->part[i]);
	cJSON_Delete(s->about);
}
