/*
 * test_instance.c - one mock with its server: opened whole or not at all, and what is due
 */
#include "tests/unit/unit.h"

#include "lib/mem.h"
#include "mockserver/instance.h"
#include "mockserver/store/due.h"
#include "mockserver/store/entity.h"
#include "mockserver/store/flow.h"
#include "tests/support/scratch.h"
#include "tests/support/wire.h"

#define ZERO (INT64_C(1767225600) * MS_PER_SECOND)

static struct instance instance;

static struct instance_options options_at(const char *exports)
{
	return (struct instance_options){
		.host = "127.0.0.1",
		.world = { .export_root = exports,
		           .seed = 1,
		           .workers = 1,
		           .files = FILES_OFF,
		           .now = ZERO },
	};
}

static void open_at(void *const *state, struct instance_options o)
{
	AUTO_MEM char *exports = scratch_path(state, "exports");
	struct err e = { 0 };

	o.world.export_root = exports;
	instance = (struct instance){ 0 };
	if (instance_open(&instance, &o, &e) < 0)
		fail_msg("%s", e.text);
}

/* Turns the server until the client has its answer; the status. */
static int get(const char *path)
{
	AUTO_MEM char *text = mem_printf("GET %s HTTP/1.1\r\nHost: m\r\n"
	                                 "Connection: close\r\n\r\n",
	                                 path);
	AUTO(buf_release) struct buf out = { 0 };
	int fd = wire_dial(server_port(instance.server)), status;

	assert_true(fd >= 0);
	wire_send(fd, text, strlen(text));
	for (int turns = 0; turns < 50; turns++)
		server_turn(instance.server);
	status = wire_answer(fd, &out);
	return status;
}

static void an_instance_answers_with_its_world(void **state)
{
	open_at(state, options_at(NULL));
	assert_ptr_equal(instance.app.server, instance.server);
	assert_ptr_equal(instance.app.clock_queue.w, &instance.app.world);
	assert_ptr_equal(instance.app.guard.clock, &instance.app.world.clock);
	assert_int_equal(instance.app.guard.seed, 1);
	assert_ptr_equal(instance.app.world.audience.ctx, instance.server);
	assert_non_null(instance.app.options);
	assert_int_equal(get("/__admin/health"), 200);
	assert_int_equal(get("/__admin/nothing"), 404);
	instance_close(&instance);
	assert_null(instance.server);
	assert_null(instance.app.options);
	assert_null(instance.app.world.store.db);
}

static void its_log_shows_the_time_of_its_clock(void **state)
{
	struct logger *log = &instance.app.world.log;

	open_at(state, options_at(NULL));
	assert_int_equal(log->now(log->ctx), ZERO);
	clock_set(&instance.app.world.clock, ZERO + MS_PER_HOUR);
	assert_int_equal(log->now(log->ctx), ZERO + MS_PER_HOUR);
	instance_close(&instance);
}

static void count(void *ctx)
{
	++*(int *)ctx;
}

static void whoever_wakes_it_is_called_back_where_it_asks_for_that(void **state)
{
	int woken = 0;

	open_at(state, options_at(NULL));
	server_wake(instance.server);
	server_turn(instance.server); /* nobody asks */
	instance.woken = count;
	instance.ctx = &woken;
	server_wake(instance.server);
	for (int turns = 0; turns < 50; turns++)
		server_turn(instance.server);
	assert_int_equal(woken, 1);
	instance_close(&instance);
}

static void arrive(void *ctx, const struct travel *t UNUSED, const struct err *why)
{
	assert_int_equal(why->code, 0);
	++*(int *)ctx;
}

/* The move of a virtual clock is done by the loop, step by step. */
static void its_loop_moves_the_clock(void **state)
{
	const struct way hour = { .to = ZERO + MS_PER_HOUR };
	struct clock_queue *queue = &instance.app.clock_queue;
	int arrived = 0;

	open_at(state, options_at(NULL));
	clock_queue_add(queue, &hour, arrive, &arrived);
	for (int turns = 0; turns < 50 && clock_queue_wait(queue); turns++)
		server_turn(instance.server);
	assert_int_equal(arrived, 1);
	assert_int_equal(clock_now(&instance.app.world.clock), ZERO + MS_PER_HOUR);
	instance_close(&instance);
}

/* A flow whose run is due and is not there: that can't be done, whenever it is tried. */
static void add_bad_job(void)
{
	const struct entity flow = { .kind = KIND_FLOW,
		                     .id = "f",
		                     .org = "O",
		                     .sandbox = "p",
		                     .spec = "x",
		                     .state = "enabled",
		                     .etag = "e",
		                     .body = "{}" };
	char id[] = "f", org[] = "O", sandbox[] = "p", none[] = "x";
	struct flow_row row = { .id = id,
		                .org = org,
		                .sandbox = sandbox,
		                .spec = none,
		                .source = none,
		                .target = none,
		                .start_at = VTIME_NEVER,
		                .end_at = VTIME_NEVER,
		                .next_at = VTIME_NEVER,
		                .missed_at = VTIME_NEVER };
	struct job job = { .run = 99, .flow = id, .due_at = ZERO };
	struct err e = { 0 };

	assert_int_equal(entity_put(&instance.app.world.store, &flow, &row.seq, &e), 0);
	assert_int_equal(flow_put(&instance.app.world.store, &row, &e), 0);
	job.flow_seq = row.seq;
	assert_int_equal(job_put(&instance.app.world.store, &job, &e), 0);
}

static void work_that_can_not_be_done_is_said_and_the_next_turn_tries_again(void **state)
{
	AUTO_MEM char *path = scratch_path(state, "log");
	AUTO(buf_release) struct buf log = { 0 };
	struct err e = { 0 };

	open_at(state, options_at(NULL));
	instance.app.world.clock.mode = CLOCK_IS_SCALED;
	instance.app.world.clock.factor = 1;
	clock_set(&instance.app.world.clock, ZERO);
	instance.app.world.log.to = fopen(path, "we");
	server_turn(instance.server); /* nothing is due */
	assert_false(instance.failed);
	add_bad_job();
	server_turn(instance.server);
	assert_true(instance.failed);
	assert_int_equal(job_drop(&instance.app.world.store, 99, &e), 0);
	server_turn(instance.server);
	assert_false(instance.failed);
	scratch_read(path, &log); /* each turn has written what it logs */
	assert_non_null(strstr(buf_str(&log), " E work.failed reason="));
	assert_null(strstr(strstr(buf_str(&log), "work.failed") + 1, "work.failed"));
	assert_int_equal(get("/__admin/health"), 200);
	fclose(instance.app.world.log.to);
	instance.app.world.log.to = NULL;
	instance_close(&instance);
}

static void without_admin_its_paths_are_not_there(void **state)
{
	struct instance_options o = options_at(NULL);

	o.no_admin = true;
	open_at(state, o);
	assert_int_equal(get("/__admin/health"), 404);
	instance_close(&instance);
}

static void one_that_cannot_be_opened_leaves_nothing(void **state)
{
	static const char *const clients[] = { "no client", NULL };
	AUTO_MEM char *exports = scratch_path(state, "exports");
	AUTO_MEM char *other = scratch_path(state, "other");
	struct instance second = { 0 };
	struct instance_options o;
	struct err e = { 0 };

	open_at(state, options_at(NULL));
	o = options_at(other);
	o.port = server_port(instance.server); /* it is taken */
	assert_int_equal(instance_open(&second, &o, &e), -1);
	assert_null(second.server);
	assert_null(second.app.world.store.db);
	assert_null(second.app.options);
	instance_close(&instance);
	o = options_at(exports);
	o.guard.clients = clients;
	e = (struct err){ 0 };
	assert_int_equal(instance_open(&second, &o, &e), -1);
	assert_int_equal(e.code, ERR_INVALID);
	o = options_at(exports);
	o.world.state = other;
	scratch_write(state, "other",
	              "this is no state, and longer than one page header");
	e = (struct err){ 0 };
	assert_int_equal(instance_open(&second, &o, &e), -1);
	assert_null(second.app.world.store.db);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, scratch_open, scratch_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(an_instance_answers_with_its_world),
		TEST(its_log_shows_the_time_of_its_clock),
		TEST(whoever_wakes_it_is_called_back_where_it_asks_for_that),
		TEST(its_loop_moves_the_clock),
		TEST(work_that_can_not_be_done_is_said_and_the_next_turn_tries_again),
		TEST(without_admin_its_paths_are_not_there),
		TEST(one_that_cannot_be_opened_leaves_nothing),
	};

	return cmocka_run_group_tests_name("instance", tests, NULL, NULL);
}
