/*
 * histories.c - random histories of a flow, lived by a mock without HTTP
 */
#include "tests/support/histories.h"

#include <unistd.h>

#include "lib/file/file.h"
#include "lib/mem.h"
#include "mockserver/entities/action.h"
#include "mockserver/entities/connections.h"
#include "mockserver/entities/flows.h"
#include "mockserver/runs/adhoc.h"
#include "mockserver/runs/datasets.h"
#include "mockserver/runs/demand.h"
#include "mockserver/runs/reads.h"
#include "mockserver/runs/travel.h"
#include "mockserver/world_state.h"
#include "tests/support/quoted.h"

#define FAULT_PLACE "s3/bucket/p/5ef3e3259ad2a1191ab7dd01"

static const struct caller by = { .client = "test",
	                          .org = "TEST@AdobeOrg",
	                          .sandbox = "prod" };

static void must(int rc, const char *what, const struct err *e)
{
	if (rc == 0)
		return;
	fprintf(stderr, "%s: %s\n", what, e->text);
	abort();
}

/* ---------------------------------------------------------------- its requests */

static const char *why(const struct refusal *rf)
{
	return rf->text ? rf->text : rf->err.text;
}

static void begin(struct stage *s)
{
	struct err e = { 0 };

	must(store_begin(&s->world.store, &e), "begin", &e);
}

/* Commits, or rolls back what was refused. */
static void end(struct stage *s, int rc)
{
	struct err e = { 0 };

	if (rc < 0) {
		store_rollback(&s->world.store);
		return;
	}
	must(faults_flush(&s->world.faults, &e), "faults", &e);
	must(store_commit(&s->world.store, &e), "commit", &e);
	faults_flushed(&s->world.faults);
}

typedef int make_fn(struct world *w, const struct caller *by, cJSON *body,
                    enum create_mode mode, struct created *out, struct refusal *rf);

static void make_one(struct stage *s, make_fn *make, const char *body, char id[UUID_TEXT])
{
	AUTO(cJSON_Delete) cJSON *json = quoted_json(body);
	AUTO(refusal_release) struct refusal rf = { 0 };
	struct created made;

	if (make(&s->world, &by, json, CREATE_LIVE, &made, &rf) < 0) {
		fprintf(stderr, "%s: %s\n", body, why(&rf));
		abort();
	}
	snprintf(id, UUID_TEXT, "%s", made.id);
}

/* A source connection with dataset 0, dataset 1 or both; made when first asked for. */
static const char *source_of(struct stage *s, size_t i)
{
	static const char *const lists[] = {
		"{'dataSetId':'5ef3e3259ad2a1191ab7dd01'}",
		"{'dataSetId':'5ef3e3259ad2a1191ab7dd02'}",
		("{'dataSetId':'5ef3e3259ad2a1191ab7dd01'},"
		 "{'dataSetId':'5ef3e3259ad2a1191ab7dd02'}"),
	};
	AUTO_MEM char *body =
		mem_printf("{'name':'s','connectionSpec':{'id':'23598e46-f560-407b-"
	                   "88d5-ea6207e49db0','version':'1.0'},'params':{'datasets'"
	                   ":[%s]}}",
	                   lists[i]);

	if (!*s->sources[i])
		make_one(s, source_make, body, s->sources[i]);
	return s->sources[i];
}

#define S3 "{'id':'4fce964d-3f37-408f-9778-e597338a21ee','version':'1.0'}"

static void make_target(struct stage *s, char id[UUID_TEXT])
{
	char base[UUID_TEXT];

	make_one(s, connection_make,
	         "{'name':'b','auth':{'specName':'Access Key','params':{'s3AccessKey':"
	         "'ABCDEFGHIJKLMNOPQ234','s3SecretKey':'0123456789abcdefghij/+ABCDEFGH"
	         "IJKLMNOPQR'}},'connectionSpec':" S3 "}",
	         base);
	AUTO_MEM char *body =
		mem_printf("{'name':'t','baseConnectionId':'%s','params':{'mode':"
	                   "'Server-to-server','bucketName':'bucket','path':'p',"
	                   "'compression':'NONE','datasetFileType':'JSON'},"
	                   "'connectionSpec':" S3 "}",
	                   base);

	make_one(s, target_make, body, id);
}

static void make_flow(struct stage *s)
{
	char target[UUID_TEXT];

	begin(s);
	make_target(s, target);
	AUTO_MEM char *body =
		mem_printf("{'name':'f','flowSpec':{'id':'269ba276-16fc-47db-92b0-"
	                   "c1049a3c131f','version':'1.0'},'sourceConnectionIds':"
	                   "['%s'],'targetConnectionIds':['%s'],'scheduleParams':"
	                   "{'timeUnit':'hour','interval':3,'startTime':1767225600}}",
	                   source_of(s, 2), target);

	make_one(s, flow_make, body, s->flow);
	end(s, 0);
}

/* ---------------------------------------------------------------- the events */

static int64_t draw(uint64_t *h, int64_t below)
{
	*h = hash_mix(*h);
	return (int64_t)hash_below(*h, (uint64_t)below);
}

static void travel(struct stage *s, vtime until)
{
	struct err e = { 0 };
	struct travel t;
	int more = 1;

	must(travel_begin(&s->world, until, NULL, &t, &e), "travel", &e);
	while (more > 0)
		more = travel_step(&t, &e);
	must(more, "travel", &e);
}

static void jump(struct stage *s, uint64_t with, int64_t steps)
{
	vtime from = clock_now(&s->world.clock);
	int64_t length = draw(&with, 2) ? (1 + draw(&with, 12)) * MS_PER_HOUR
	                                : 1 + draw(&with, 10 * MS_PER_HOUR);

	for (int64_t k = 1; k <= steps; k++)
		travel(s, from + length * k / steps);
}

static void run_now(struct stage *s, uint64_t with UNUSED, int64_t steps UNUSED)
{
	AUTO(mem_free) char *text = mem_printf("{'flowId':'%s'}", s->flow);
	AUTO(cJSON_Delete) cJSON *body = quoted_json(text);
	AUTO(refusal_release) struct refusal rf = { 0 };
	struct created made;

	begin(s);
	end(s, demand_create(&s->world, &by, body, &made, &rf));
}

/* One that is refused changes nothing. */
static void export_one(struct stage *s, uint64_t with, int64_t steps UNUSED)
{
	AUTO_MEM char *text =
		mem_printf("{'activationInfo':{'destinations':[{'flowId':'%s',"
	                   "'datasets':[{'id':'%s'}]}]}}",
	                   s->flow, stage_datasets[draw(&with, STAGE_DATASETS)]);
	AUTO(cJSON_Delete) cJSON *body = quoted_json(text), *answer = NULL;
	AUTO(refusal_release) struct refusal rf = { 0 };
	const struct adhoc a = { &by, body, "", "" };

	begin(s);
	end(s, adhoc_run(&s->world, &a, &answer, &rf));
}

static void post(struct stage *s, uint64_t with, int64_t steps UNUSED)
{
	AUTO(buf_release) struct buf lines = { 0 };
	AUTO(refusal_release) struct refusal rf = { 0 };
	int64_t count = 1 + draw(&with, 3);
	struct catalogue *now = s->world.datasets;
	struct taken taken;

	for (; count && s->posted_count < STAGE_POSTS; count--) {
		int64_t later = draw(&with, 2) * draw(&with, 600);

		buf_printf(&lines, JSON({"arrivedAt":"+PT%lldM","record":{"n":%zu}}) "\n",
		                         (long long)later, STAGE_OWN + s->posted_count);
		s->posted[s->posted_count++] =
			clock_now(&s->world.clock) + later * MS_PER_MINUTE;
	}
	s->world.datasets = s->whole;
	if (datasets_post(&s->world, stage_datasets[0], &lines, &taken, &rf) < 0)
		abort();
	s->world.datasets = now;
}

static void act(struct stage *s, const char *op)
{
	const struct change change = { KIND_FLOW, s->flow, NULL };
	AUTO(refusal_release) struct refusal rf = { 0 };
	const struct action action = { .op = op };
	struct created made;

	begin(s);
	end(s, entity_act(&s->world, &by, &change, &action, &made, &rf));
}

static void disable(struct stage *s, uint64_t with UNUSED, int64_t steps UNUSED)
{
	act(s, "disable");
}

static void enable(struct stage *s, uint64_t with UNUSED, int64_t steps UNUSED)
{
	act(s, "enable");
}

static void replace(struct stage *s, const char *path, const char *value)
{
	AUTO_MEM char *text =
		mem_printf("[{'op':'replace','path':'%s','value':%s}]", path, value);
	AUTO(cJSON_Delete) cJSON *body = quoted_json(text), *flow = NULL;
	AUTO(refusal_release) struct refusal rf = { 0 };
	struct err e = { 0 };
	struct created made;
	int rc;

	must(entity_tree(&s->world.store, KIND_FLOW, &by, s->flow, &flow, &e), "flow",
	     &e);
	const struct change change = { KIND_FLOW, s->flow, json_str(flow, "etag") };

	begin(s);
	rc = entity_patch(&s->world, &by, &change, body, &made, &rf);
	end(s, rc);
	if (rc == 0)
		return;
	fprintf(stderr, "%s: %s\n", text, why(&rf));
	abort();
}

static void reschedule(struct stage *s, uint64_t with, int64_t steps UNUSED)
{
	static const struct {
		const char *unit;
		int interval;
	} every[] = { { "hour", 3 }, { "hour", 6 }, { "hour", 9 }, { "hour", 12 },
		      { "day", 1 },  { "day", 0 },  { "hour", 3 }, { "hour", 3 } };
	size_t i = (size_t)draw(&with, ARRAY_LEN(every));
	int64_t start = STAGE_ZERO / MS_PER_SECOND + (draw(&with, 4320) - 1440) * 60;
	int64_t end_at = start + (draw(&with, 3) ? 864000 : draw(&with, 172800) - 3600);
	AUTO_MEM char *value =
		mem_printf("{'timeUnit':'%s','interval':%d,'startTime':%lld,"
	                   "'endTime':%lld,'exportMode':"
	                   "'FIRST_FULL_THEN_INCREMENTAL'}",
	                   every[i].unit, every[i].interval, (long long)start,
	                   (long long)end_at);

	replace(s, "/scheduleParams", value);
}

static void reconnect(struct stage *s, uint64_t with, int64_t steps UNUSED)
{
	AUTO(mem_free) char *value = NULL;

	begin(s);
	value = mem_printf("['%s']", source_of(s, (size_t)draw(&with, 3)));
	end(s, 0);
	replace(s, "/sourceConnectionIds", value);
}

static void relive(struct stage *s, uint64_t with, int64_t steps UNUSED)
{
	static const char *const lives[] = { NULL,       "immediate", "after:10m..3h",
		                             "after:5h", "polls:2",   "after:1h" };
	const char *life = lives[draw(&with, ARRAY_LEN(lives))];
	struct err e = { 0 };

	must(flow_set_life(&s->world.store, s->flow, life, &e), "life", &e);
}

static void put_obstacle(const char *folder)
{
	AUTO(mem_free) char *path = mem_printf("%s/%s", folder, stage_datasets[0]);
	struct err e = { 0 };

	must(file_write(path, "", 0, &e), path, &e);
}

/* A file stands where dataset 0's folder is to be, and its folder elsewhere. */
static void obstruct(struct stage *s, bool on)
{
	AUTO(mem_free) char *root = mem_printf("%s/exports/s3/bucket/p", s->folder);
	AUTO(mem_free) char *at = mem_printf("%s/exports/" FAULT_PLACE, s->folder);
	AUTO(mem_free) char *away = mem_printf("%s/away", s->folder);
	struct err e = { 0 };

	if (on && file_is_dir(at))
		must(rename(at, away), at, &e);
	if (on)
		return put_obstacle(root);
	must(unlink(at), at, &e);
	if (file_is_dir(away))
		must(rename(away, at), away, &e);
}

/* Dataset 0 can't be exported: there is no place for it, or it is not there. */
static void set_fault(struct stage *s, bool on)
{
	if (s->faulty == on)
		return;
	s->faulty = on;
	if (s->world.files == FILES_ON)
		obstruct(s, on);
	else
		s->world.datasets = on ? s->less : s->whole;
}

static void fail(struct stage *s, uint64_t with UNUSED, int64_t steps UNUSED)
{
	set_fault(s, true);
}

static void heal(struct stage *s, uint64_t with UNUSED, int64_t steps UNUSED)
{
	set_fault(s, false);
}

/* The newest runs are read. */
static void look(struct stage *s, uint64_t with, int64_t steps UNUSED)
{
	struct err e = { 0 };
	int64_t next, count = 1 + draw(&with, 3);

	must(run_next_serial(&s->world.store, &next, &e), "serial", &e);
	for (int64_t serial = next - 1; serial > 0 && count; serial--, count--)
		run_shown(&s->world, serial);
	must(run_reads_count(&s->world, &e), "reads", &e);
}

/* Of so many that are drawn, each comes `often` times. */
static const struct {
	const char *name;
	int often;
	void (*happen)(struct stage *s, uint64_t with, int64_t steps);
	bool is_noted; /* in the stage, too */
} kinds[] = {
	{ "jump", 12, jump, false },
	{ "run now", 3, run_now, false },
	{ "export", 2, export_one, false },
	{ "post", 4, post, true },
	{ "disable", 1, disable, false },
	{ "enable", 2, enable, false },
	{ "schedule", 2, reschedule, false },
	{ "source", 2, reconnect, true },
	{ "life", 3, relive, false },
	{ "fail", 2, fail, true },
	{ "heal", 2, heal, true },
	{ "look", 3, look, false },
};

bool history_is_noted(const struct event *event)
{
	return kinds[event->what].is_noted;
}

void history_happen(struct stage *s, const struct event *event, int64_t steps)
{
	kinds[event->what].happen(s, event->with, steps);
}

static unsigned draw_kind(uint64_t *h)
{
	int64_t sum = 0, left;
	unsigned i = 0;

	for (size_t k = 0; k < ARRAY_LEN(kinds); k++)
		sum += kinds[k].often;
	left = draw(h, sum);
	while (left >= kinds[i].often)
		left -= kinds[i++].often;
	return i;
}

struct history history_draw(uint64_t seed)
{
	uint64_t h = hash_with(hash_text(0, "exactly once"), seed);
	struct history out = { .count = 4 + (size_t)draw(&h, HISTORY_EVENTS - 4) };

	for (size_t i = 0; i < out.count; i++)
		out.events[i] = (struct event){ draw_kind(&h), hash_mix(h) };
	return out;
}

void history_print(const struct history *h)
{
	for (size_t i = 0; i < h->count; i++)
		fprintf(stderr, "  %s (%llx)\n", kinds[h->events[i].what].name,
		        (unsigned long long)h->events[i].with);
}

void history_live(struct stage *s, const struct history *h, int64_t steps)
{
	struct err e = { 0 };

	set_fault(s, false);
	must(world_reset(&s->world, &e), "reset", &e);
	s->posted_count = 0;
	memset(s->sources, 0, sizeof(s->sources));
	make_flow(s);
	for (size_t i = 0; i < h->count; i++) {
		if (s->before)
			s->before(s, &h->events[i]);
		history_happen(s, &h->events[i], steps);
		if (s->between)
			s->between(s);
	}
	set_fault(s, false);
	travel(s, clock_now(&s->world.clock) + MS_PER_DAY);
}
