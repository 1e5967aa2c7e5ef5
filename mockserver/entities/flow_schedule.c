/*
 * flow_schedule.c - the schedule of a flow: judged, read, and what it means next
 */
#include "mockserver/entities/flow_schedule.h"

#include "mockserver/entities/schedule_rules.h"
#include "mockserver/specs/specs.h"

/* The schedule with numbers for its numeric texts, which samples send (A40). */
static cJSON *with_numbers(const cJSON *schedule)
{
	static const char *const names[] = { "interval", "startTime", "endTime" };
	cJSON *out = json_copy(schedule);
	int64_t n;

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		if (json_get(out, names[i]) && schedule_number(out, names[i], &n))
			json_set(out, names[i], json_new_int(n));
	}
	return out;
}

/* Only a dataset export ends by itself, counted from the later of creation and start. */
static vtime default_end(const struct spec *spec, const cJSON *params, vtime created)
{
	const struct schedule s = schedule_read(params, created, VTIME_NEVER);

	if (spec_ingests(spec))
		return VTIME_NEVER;
	return schedule_default_end(s.start_at > created ? s.start_at : created);
}

static struct schedule_case case_of(const struct world *w, const struct judged_flow *f)
{
	struct schedule_case c = {
		.contract = &w->now.contract,
		.ingests = spec_ingests(f->spec),
		.changes = f->changes,
		.default_end = VTIME_NEVER,
	};
	int64_t created;

	if (f->changes && json_int(f->tree, "createdAt", &created))
		c.default_end = default_end(f->spec, json_get(f->tree, "scheduleParams"),
		                            created);
	return c;
}

void flow_schedule_check(const struct world *w, const struct judged_flow *f,
                         struct refusal *rf)
{
	const cJSON *schedule = json_get(f->tree, "scheduleParams");
	const struct schedule_case c = case_of(w, f);

	if (cJSON_IsObject(schedule)) {
		AUTO(cJSON_Delete) cJSON *judged = with_numbers(schedule);

		(void)spec_check_schedule(f->spec, judged, "/scheduleParams",
		                          &rf->violations);
		schedule_rules_check(&c, schedule, &rf->violations);
	} else if (!schedule && f->mode == CREATE_LIVE && spec_has_schedule(f->spec) &&
	           ledger_refuses(&w->now.contract, LEDGER_SCHEDULE_MISSING)) {
		violations_add(&rf->violations, "/scheduleParams", "required",
		               "the member 'scheduleParams' is missing");
	}
}

struct schedule flow_schedule_read(const struct world *w, const char *org,
                                   const cJSON *flow, vtime created)
{
	const struct spec *spec =
		specs_find(w->specs, org, SPEC_FLOW, json_str(flow, "flowSpec.id"));
	const cJSON *params = json_get(flow, "scheduleParams");

	params = cJSON_IsObject(params) ? params : NULL;
	return schedule_read(params, created, default_end(spec, params, created));
}

/* Was the end of a dataset export the default one? */
static bool ended_by_default(const struct flow_row *row, vtime created)
{
	vtime from = row->start_at > created ? row->start_at : created;

	return row->start_at != VTIME_NEVER && row->end_at == schedule_default_end(from);
}

void flow_schedule_follow(struct editing *ed, const struct spec *spec,
                          const struct flow_row *before)
{
	cJSON *params = json_get(ed->tree, "scheduleParams");
	int64_t created, end;

	if (!spec || ed->end_sent || !json_int(ed->tree, "createdAt", &created) ||
	    !schedule_number(params, "endTime", &end) ||
	    end != before->end_at / MS_PER_SECOND || !ended_by_default(before, created))
		return;
	end = default_end(spec, params, created);
	if (end != VTIME_NEVER)
		json_set(params, "endTime", json_new_int(end / MS_PER_SECOND));
}

void flow_schedule_put_end(cJSON *flow, const struct schedule *s)
{
	cJSON *params = json_get(flow, "scheduleParams");

	if (cJSON_IsObject(params) && s->end_at != VTIME_NEVER &&
	    !json_get(params, "endTime"))
		json_set(params, "endTime", json_new_int(s->end_at / MS_PER_SECOND));
}

/* Takes the schedule's numbers; were they others? */
static bool swap_schedule(struct flow_row *row, const struct schedule *s)
{
	vtime start_at = s->ticks ? s->start_at : VTIME_NEVER;
	bool other = row->start_at != start_at || row->step_ms != s->step_ms ||
	             row->end_at != s->end_at;

	row->full = s->mode == EXPORT_FULL;
	row->start_at = start_at;
	row->step_ms = s->step_ms;
	row->end_at = s->end_at;
	return other;
}

static enum resume reason(const struct editing *ed)
{
	if (!strcmp(ed->from, "enabled"))
		return RESUME_CHANGED;
	return strcmp(ed->from, "draft") != 0 ? RESUME_ENABLED : RESUME_BEGUN;
}

void flow_schedule_move(const struct editing *ed, const struct schedule *s,
                        struct flow_row *row)
{
	const struct schedule_past past = { row->ticked_at, row->ticked_once };
	const char *state = json_str(ed->tree, "state");
	bool other = swap_schedule(row, s);
	enum resume why = reason(ed);
	vtime now = ed->now;

	if (!state || strcmp(state, "enabled") != 0) {
		row->next_at = row->missed_at = VTIME_NEVER; /* C19 */
		return;
	}
	if (why == RESUME_CHANGED && !other)
		return;
	if (row->next_at < now)
		now = row->next_at; /* due, and not yet run: of the new grid or not */
	row->next_at = schedule_resume(s, now, why, &past);
}

/* A first run that is days ahead is logged, with how to get there. */
static void log_wait(const struct world *w, const char *id, vtime next)
{
	bool moves = w->clock.mode == CLOCK_IS_VIRTUAL;
	char at[VTIME_TEXT], way[96];

	vtime_format(next, at);
	snprintf(way, sizeof(way), "flowmock ctl set %s moves the clock there", at);
	log_event(&w->log, LOG_INFO, "flow.waits", F_STR("flow", id), F_STR("first", at),
	          F_STR("hint",
	                moves ? way : "a mock with --clock virtual can be moved there"));
}

/* A flow whose schedule has ended is stored, and a warning logged. */
static void log_over(const struct world *w, const char *id, const struct schedule *s)
{
	bool passed = s->end_at > s->start_at;
	char end[VTIME_TEXT];

	vtime_format(s->end_at, end);
	log_event(&w->log, LOG_WARN, "flow.over", F_STR("flow", id), F_STR("end", end),
	          F_STR("reason", passed ? "its endTime has passed: no run follows"
	                                 : "its endTime is not after its start: no "
	                                   "run follows"));
}

void flow_schedule_log(const struct world *w, const char *id, const struct schedule *s,
                       vtime next)
{
	const vtime now = clock_now(&w->clock);

	if (next != VTIME_NEVER && next - now > MS_PER_DAY)
		log_wait(w, id, next);
	else if (next == VTIME_NEVER && s->ticks &&
	         (s->end_at <= now || s->end_at <= s->start_at))
		log_over(w, id, s);
}
