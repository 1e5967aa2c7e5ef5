/*
 * test_faults_hostile.c - what a hostile client does with faults, and what it cannot do
 */
#include "tests/unit/unit.h"

#include <pthread.h>
#include <unistd.h>

#include "lib/file/file.h"
#include "lib/mem.h"
#include "tests/support/mock.h"
#include "tests/support/quoted.h"
#include "tests/support/wire.h"

#define ARMED  1000 /* at a time, at most */
#define RACES  40   /* names that two clients arm at once */
#define FAULTS "/__admin/faults"

static int post(struct mock *m, const char *plain)
{
	AUTO(mem_free) char *body = quoted(plain);
	struct mock_reply r = mock_ask(m, "POST", FAULTS, body);
	const int status = r.status;

	mock_reply_release(&r);
	return status;
}

static int status_of(struct mock *m, const char *method, const char *path)
{
	struct mock_reply r = mock_ask(m, method, path, NULL);
	const int status = r.status;

	mock_reply_release(&r);
	return status;
}

/* ---------------------------------------------------------------- what it writes */

static void read_state(const struct mock *m, struct buf *out)
{
	static const char *const names[] = { "state.db", "state.db-wal" };
	struct err e = { 0 };

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		AUTO_MEM char *path = mem_printf("%s/%s", m->folder, names[i]);

		if (file_read(path, 1 << 26, out, &e) < 0)
			fail_msg("%s", e.text);
	}
}

static void a_fault_that_matches_nothing_writes_nothing(void **state UNUSED)
{
	AUTO(buf_release) struct buf before = { 0 }, after = { 0 };
	struct mock m;

	mock_begin(&m, "state.db");
	assert_int_equal(post(&m, "[{'fault':'a','on':'FLOW_LIST','when':{'client':'x'},"
	                          "'do':{'status':503}},{'fault':'b','on':'FLOW_LIST',"
	                          "'when':{'query':{'a':'b','c':'d'}},"
	                          "'do':{'rate':{'limit':1}}}]"),
	                 201);
	read_state(&m, &before);
	for (int i = 0; i < 200; i++)
		assert_int_equal(status_of(&m, "GET", "/flows"), 200);
	read_state(&m, &after);
	assert_int_equal(before.size, after.size);
	assert_memory_equal(before.data, after.data, before.size);
	mock_end(&m);
}

/* ---------------------------------------------------------------- how much */

/* Each with a pattern of 2,000 bytes; one that is larger than PCRE2 takes is refused. */
static void no_more_than_a_thousand_are_armed(void **state UNUSED)
{
	AUTO_MEM char *pattern = mem_alloc(2001);
	struct mock m;

	memset(pattern, 'a', 2000);
	mock_begin(&m, NULL);
	for (int i = 0; i < ARMED; i++) {
		AUTO_MEM char *fault =
			mem_printf("{'fault':'f%d','on':'service','when':{'path':{"
		                   "'$matches':'^%s(b+)+$'}},'do':{'status':503}}",
		                   i, pattern);

		if (post(&m, fault) != 201)
			fail_msg("number %d", i);
	}
	assert_int_equal(post(&m, "{'fault':'one-more','on':'FLOW_LIST','do':{'status':"
	                          "503}}"),
	                 400);
	assert_int_equal(status_of(&m, "GET", "/flows"), 200);
	assert_int_equal(status_of(&m, "DELETE", FAULTS), 200);
	assert_int_equal(post(&m, "{'fault':'f1','on':'FLOW_LIST','do':{'status':503}}"),
	                 201);
	assert_int_equal(status_of(&m, "GET", "/flows"), 503);
	mock_end(&m);
}

static void add_nested(struct buf *out, const char *open, const char *close, int depth)
{
	for (int i = 0; i < depth; i++)
		buf_add_str(out, open);
	buf_add_str(out, "1");
	for (int i = 0; i < depth; i++)
		buf_add_str(out, close);
}

static void json_that_is_nested_deeply_is_refused(void **state UNUSED)
{
	static const struct {
		const char *open, *close;
	} cases[] = { { "[", "]" }, { "{'a':", "}" }, { "{'$not':", "}" } };
	struct mock m;

	mock_begin(&m, NULL);
	for_each_row(i, cases) {
		for (int depth = 100; depth <= 100000; depth *= 1000) {
			AUTO(buf_release) struct buf body = { 0 };
			struct mock_reply r;

			buf_add_str(&body,
			            "{'fault':'f','on':'FLOW_CREATE','when':{'body':");
			add_nested(&body, cases[i].open, cases[i].close, depth);
			buf_add_str(&body, "},'do':{'status':503}}");
			r = mock_ask(&m, "POST", FAULTS, buf_str(&body));
			if (r.status != 400 && !(depth == 100 && r.status == 201))
				fail_msg("%s %d times: %d", cases[i].open, depth,
				         r.status);
			mock_reply_release(&r);
			assert_int_equal(status_of(&m, "DELETE", FAULTS), 200);
		}
	}
	mock_end(&m);
}

/* ---------------------------------------------------------------- at once */

struct racer {
	int port;
	int armed;
};

static void *arm_all(void *ctx)
{
	struct racer *r = ctx;

	for (int i = 0; i < RACES; i++) {
		AUTO_MEM char *fault = mem_printf(
			"{'fault':'race%d','on':'FLOW_LIST','nth':1,'do':{'empty':{}}}",
			i);
		AUTO_MEM char *body = quoted(fault);
		AUTO(buf_release) struct buf answer = { 0 };
		int fd = wire_dial(r->port);

		wire_post(fd, FAULTS, body);
		r->armed += wire_reply(fd, &answer) == 201;
		close(fd);
	}
	return NULL;
}

static void of_two_clients_that_arm_one_name_one_does(void **state UNUSED)
{
	struct racer racers[2];
	pthread_t threads[2];
	struct mock_reply r;
	struct mock m;

	mock_begin(&m, NULL);
	for_each_row(i, racers) {
		racers[i] = (struct racer){ .port = flowmock_port(m.instance) };
		assert_int_equal(pthread_create(&threads[i], NULL, arm_all, &racers[i]),
		                 0);
	}
	for (size_t i = 0; i < ARRAY_LEN(racers); i++)
		pthread_join(threads[i], NULL);
	assert_int_equal(racers[0].armed + racers[1].armed, RACES);
	r = mock_ask(&m, "GET", FAULTS, NULL);
	assert_int_equal(cJSON_GetArraySize(json_get(r.body, "faults")), RACES);
	mock_reply_release(&r);
	mock_end(&m);
}

/* ---------------------------------------------------------------- in the middle */

static int begin_request(const struct mock *m, const char *path)
{
	AUTO_MEM char *text =
		mem_printf("GET /data/foundation/flowservice%s HTTP/1.1\r\nHost: m\r\n"
	                   "Authorization: Bearer a\r\nx-api-key: k\r\n"
	                   "x-gw-ims-org-id: o@AdobeOrg\r\n\r\n",
	                   path);
	int fd = wire_dial(flowmock_port(m->instance));

	assert_true(fd >= 0);
	wire_send(fd, text, strlen(text));
	return fd;
}

/* Has the fault fired?  Then its request is under way. */
static void wait_for_fired(struct mock *m, const char *name)
{
	AUTO_MEM char *path = mem_printf(FAULTS "/%s", name);
	int64_t fired = 0;

	while (!fired) {
		struct mock_reply r = mock_ask(m, "GET", path, NULL);

		assert_int_equal(r.status, 200);
		assert_true(json_int(r.body, "fired", &fired));
		mock_reply_release(&r);
	}
}

/* What is done to a mock while a request is under way, and how that request ends. */
static void faults_go_while_their_requests_are_under_way(void **state UNUSED)
{
	static const struct {
		const char *action, *method, *path;
		int status;
	} cases[] = {
		{ "{'hold':{}}", "DELETE", FAULTS "/f", 200 },
		{ "{'hold':{}}", "DELETE", FAULTS, 200 },
		{ "{'hold':{}}", "POST", "/__admin/reset", 200 },
		{ "{'drip':{'bytes':1,'every':'1h'}}", "POST", "/__admin/reset", 200 },
		{ "{'delay':'1h'}", "POST", "/__admin/reset", 200 },
		{ "[{'delay':'1h'},{'status':503}]", "POST", "/__admin/reset", 503 },
	};
	struct mock m;

	for_each_row(i, cases) {
		AUTO_MEM char *fault =
			mem_printf("{'fault':'f','on':'FLOW_LIST','do':%s}",
		                   cases[i].action);
		AUTO(buf_release) struct buf body = { 0 };
		int fd;

		mock_begin(&m, NULL);
		assert_int_equal(post(&m, fault), 201);
		fd = begin_request(&m, "/flows");
		wait_for_fired(&m, "f");
		row_int_equal(i, status_of(&m, cases[i].method, cases[i].path) / 100, 2);
		row_int_equal(i, wire_reply(fd, &body), cases[i].status);
		row_int_equal(i, status_of(&m, "GET", "/flows"), 200);
		close(fd);
		mock_end(&m);
	}
}

static void a_restart_ends_a_refusal_and_keeps_its_receipt(void **state UNUSED)
{
	AUTO(buf_release) struct buf body = { 0 };
	struct mock_reply r;
	struct mock m;
	int fd;

	mock_begin(&m, "state.db");
	assert_int_equal(
		post(&m, "{'fault':'f','on':'FLOW_LIST','nth':1,'do':{'refuse':'60s'}}"),
		201);
	fd = begin_request(&m, "/flows");
	assert_int_equal(wire_reply(fd, &body), 0);
	close(fd);
	mock_restart(&m, "state.db");
	r = mock_ask(&m, "GET", FAULTS "/f", NULL);
	assert_int_equal(r.status, 200);
	assert_int_equal(cJSON_GetArraySize(json_get(r.body, "receipts")), 1);
	assert_true(cJSON_IsTrue(json_at(r.body, "receipts[0].effective")));
	mock_reply_release(&r);
	assert_int_equal(status_of(&m, "GET", "/flows"), 200);
	mock_end(&m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_fault_that_matches_nothing_writes_nothing),
		cmocka_unit_test(no_more_than_a_thousand_are_armed),
		cmocka_unit_test(json_that_is_nested_deeply_is_refused),
		cmocka_unit_test(of_two_clients_that_arm_one_name_one_does),
		cmocka_unit_test(faults_go_while_their_requests_are_under_way),
		cmocka_unit_test(a_restart_ends_a_refusal_and_keeps_its_receipt),
	};

	return cmocka_run_group_tests_name("faults, hostile", tests, NULL, NULL);
}
