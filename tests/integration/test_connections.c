/*
 * test_connections.c - many clients, clients that leave, and clients that hang
 *
 * A mock in this process takes its bound from the process's limit of descriptors, which
 * these tests lower while it starts.
 */
#include "tests/unit/unit.h"

#include <dirent.h>
#include <fcntl.h>
#include <pthread.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lib/mem.h"
#include "lib/vtime.h"
#include "tests/support/mock.h"
#include "tests/support/quoted.h"
#include "tests/support/wire.h"

#define HEALTH   "/__admin/health"
#define FILES    64 /* of a small mock's process */
#define ROOM     48 /* for connections in it */
#define PATIENCE (INT64_C(20) * 1000 * 1000 * 1000)

static void set_files(rlim_t soft)
{
	struct rlimit files;

	assert_int_equal(getrlimit(RLIMIT_NOFILE, &files), 0);
	files.rlim_cur = soft < files.rlim_max ? soft : files.rlim_max;
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &files), 0);
}

/* Starts a mock with room for ROOM connections, then restores the process's limit. */
static int begin_small(struct mock *m)
{
	set_files(FILES);
	mock_begin(m, NULL);
	set_files(RLIM_INFINITY);
	return flowmock_port(m->instance);
}

static int dial(int port)
{
	int fd = wire_dial(port);

	assert_true(fd >= 0);
	return fd;
}

static void dial_all(int port, int *fds, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		fds[i] = dial(port);
		assert_int_equal(wire_get(fds[i], HEALTH), 200);
	}
}

static void close_all(const int *fds, size_t count)
{
	for (size_t i = 0; i < count; i++)
		close(fds[i]);
}

/* True if the other side has closed; waits for `wait_s` at most. */
static bool was_closed(int fd, int wait_s)
{
	char byte;

	wire_wait(fd, wait_s);
	return recv(fd, &byte, 1, 0) == 0;
}

/* ---------------------------------------------------------------- making room */

static void who_was_quiet_for_longest_makes_room(void **state UNUSED)
{
	int all[ROOM + 1], port;
	struct mock m;

	port = begin_small(&m);
	dial_all(port, all, ROOM);
	assert_int_equal(wire_get(all[0], HEALTH), 200);
	dial_all(port, all + ROOM, 1);
	assert_true(was_closed(all[1], 20));
	for (size_t i = 0; i <= ROOM; i++) {
		if (i != 1)
			assert_int_equal(wire_get(all[i], HEALTH), 200);
	}
	close_all(all, ROOM + 1);
	mock_end(&m);
}

static void a_flood_of_half_requests_stops_nobody(void **state UNUSED)
{
	static const char *const halves[] = {
		"",
		"GET /__admin/he",
		"GET /__admin/health HTTP/1.1\r\nHost: mo",
		"POST /__admin/reset HTTP/1.1\r\nHost: m\r\nContent-Length: 9\r\n\r\n{",
		"POST /__admin/reset HTTP/1.1\r\nHost: m\r\nTransfer-Encoding: "
		"chunked\r\n\r\n5\r\n{",
		("POST /__admin/reset HTTP/1.1\r\nHost: m\r\nContent-Length: 9\r\n"
		 "Expect: 100-continue\r\n\r\n"),
	};
	int all[10 * ROOM], other, port;
	struct mock m;

	port = begin_small(&m);
	other = dial(port);
	for_each_row(i, all) {
		const char *half = halves[i % ARRAY_LEN(halves)];

		all[i] = dial(port);
		wire_send(all[i], half, strlen(half));
		assert_int_equal(wire_get(other, HEALTH), 200);
	}
	close_all(all, ARRAY_LEN(all));
	assert_int_equal(wire_get(other, HEALTH), 200);
	close(other);
	mock_end(&m);
}

/* A connection whose description is so large that no socket's buffers hold it. */
static char *make_large(struct mock *m, size_t size)
{
	AUTO(mem_free) char *text = mem_alloc(size + 1);
	AUTO(mem_free) char *body = NULL;

	memset(text, 'x', size);
	body = mem_printf(
		"{'name':'large','description':'%s','auth':{'specName':'Access Key',"
		"'params':{'s3AccessKey':'a','s3SecretKey':'b'}},"
		"'connectionSpec':{'id':'4fce964d-3f37-408f-9778-e597338a21ee',"
		"'version':'1.0'}}",
		text);
	return mock_make(m, "/connections", body);
}

static int ask_for_large(int port, const char *id)
{
	AUTO_MEM char *text =
		mem_printf("GET /data/foundation/flowservice/connections/%s HTTP/1.1\r\n"
	                   "Host: m\r\nAuthorization: Bearer t\r\nx-api-key: k\r\n"
	                   "x-gw-ims-org-id: TEST@AdobeOrg\r\n\r\n",
	                   id);
	int fd = dial(port);

	wire_send(fd, text, strlen(text));
	return fd;
}

static void who_reads_an_answer_slowly_is_not_the_one_to_go(void **state UNUSED)
{
	const size_t size = (4u << 20) - 4096;
	int slow[2], more[ROOM], port;
	struct buf body = { 0 };
	struct mock m;
	char *id;

	port = begin_small(&m);
	id = make_large(&m, size);
	for_each_row(i, slow)
		slow[i] = ask_for_large(port, id);
	for (size_t round = 0; round < 3; round++) {
		dial_all(port, more, ROOM);
		close_all(more, ROOM);
	}
	for_each_row(i, slow) {
		buf_clear(&body);
		assert_int_equal(wire_reply(slow[i], &body), 200);
		assert_true(body.size > size);
	}
	close_all(slow, ARRAY_LEN(slow));
	buf_release(&body);
	free(id);
	mock_end(&m);
}

#define DAY_OF_RUNS \
	JSON({"interval":3,"timeUnit":"hour","startTime":1767225600, \
	     "endTime":1999999999})

static void who_is_held_is_not_the_one_to_go(void **state UNUSED)
{
	static const char end[] = "DELETE /__admin/clock HTTP/1.1\r\nHost: m\r\n\r\n";
	int held, more[2 * ROOM], port;
	struct buf body = { 0 };
	struct mock m;

	port = begin_small(&m);
	for (int i = 0; i < 20; i++)
		free(mock_make_flow(&m, "65b1f00d0a1c4e2b9d7e3f03", "JSON", "NONE",
		                    DAY_OF_RUNS));
	held = dial(port);
	wire_post(held, "/__admin/clock", JSON({"advance":"P2000D"}));
	dial_all(port, more, ARRAY_LEN(more));
	assert_false(was_closed(held, 0));
	wire_send(more[2 * ROOM - 1], end, strlen(end));
	assert_int_equal(wire_reply(more[2 * ROOM - 1], &body), 200);
	wire_wait(held, 20);
	assert_int_equal(wire_reply(held, &body), 409);
	close(held);
	close_all(more, ARRAY_LEN(more));
	buf_release(&body);
	mock_end(&m);
}

/*
 * Nobody can go: the listener is left out until somebody has gone.  The reset ends the
 * first move; the others find no flows any more.
 */
static void who_finds_a_full_server_is_answered_when_there_is_room(void **state UNUSED)
{
	static const char get[] = "GET " HEALTH " HTTP/1.1\r\nHost: m\r\n\r\n";
	int held[ROOM], last, port;
	struct buf body = { 0 };
	char why[FLOWMOCK_WHY];
	struct mock m;
	int64_t start;

	port = begin_small(&m);
	start = flowmock_now(m.instance);
	for (int i = 0; i < 20; i++)
		free(mock_make_flow(&m, "65b1f00d0a1c4e2b9d7e3f03", "JSON", "NONE",
		                    DAY_OF_RUNS));
	for (size_t i = 0; i < ROOM; i++) {
		held[i] = dial(port);
		wire_post(held[i], "/__admin/clock", JSON({"advance":"P2000D"}));
	}
	last = dial(port);
	wire_send(last, get, strlen(get));
	while (flowmock_now(m.instance) == start)
		continue;
	assert_int_equal(flowmock_reset(m.instance, why), 0);
	for (size_t i = 0; i < ROOM; i++) {
		assert_int_equal(wire_reply(held[i], &body), i ? 200 : 409);
		close(held[i]);
	}
	assert_int_equal(wire_reply(last, &body), 200);
	close(last);
	buf_release(&body);
	mock_end(&m);
}

/* The least number that no descriptor has. */
static int least_free(void)
{
	int fd = dup(0);

	assert_true(fd >= 0);
	close(fd);
	return fd;
}

static void a_process_without_descriptors_takes_a_client_all_the_same(void **state UNUSED)
{
	struct sockaddr_storage to;
	socklen_t size = sizeof(to);
	int all[4], last, port;
	struct mock m;

	port = begin_small(&m);
	dial_all(port, all, ARRAY_LEN(all));
	assert_int_equal(getpeername(all[0], (struct sockaddr *)&to, &size), 0);
	last = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	set_files((rlim_t)least_free());
	assert_int_equal(connect(last, (struct sockaddr *)&to, size), 0);
	wire_wait(last, 20);
	assert_int_equal(wire_get(last, HEALTH), 200);
	assert_true(was_closed(all[0], 20));
	assert_int_equal(wire_get(all[3], HEALTH), 200);
	set_files(RLIM_INFINITY);
	close_all(all, ARRAY_LEN(all));
	close(last);
	mock_end(&m);
}

/* ---------------------------------------------------------------- who has gone */

static size_t files_of(pid_t pid)
{
	AUTO(mem_free) char *path = mem_printf("/proc/%d/fd", (int)pid);
	DIR *folder = opendir(path);
	size_t n = 0;

	assert_non_null(folder);
	while (readdir(folder))
		n++;
	closedir(folder);
	return n;
}

static bool falls_to(pid_t pid, size_t files, int ask_on)
{
	int64_t until = vtime_monotonic_ns() + PATIENCE;

	while (files_of(pid) > files) {
		if (vtime_monotonic_ns() > until)
			return false;
		assert_int_equal(wire_get(ask_on, HEALTH), 200);
	}
	return true;
}

static void who_goes_in_the_middle_of_a_request_leaves_no_descriptor(void **state UNUSED)
{
	static const char *const said[] = {
		"G",
		"GET / HTTP/1.1\r\n",
		"GET / HTTP/1.1\r\nHost: m\r\nx-half: ",
		"POST /__admin/reset HTTP/1.1\r\nHost: m\r\nContent-Length: 9\r\n\r\n{",
		("POST /__admin/reset HTTP/1.1\r\nHost: m\r\nContent-Length: 9\r\n"
		 "Expect: 100-continue\r\n\r\n"),
		"POST / HTTP/1.1\r\nHost: m\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{",
		"GET /__admin/health HTTP/1.1\r\nHost: m\r\n\r\n",
		"GET /__admin/health HTTP/1.1\r\nHost: m\r\n\r\nGET /__adm",
	};
	const char *const no_args[] = { NULL };
	struct mock m;
	size_t before;
	int other, port;

	mock_serve(&m, no_args);
	port = (int)strtol(strrchr(m.url, ':') + 1, NULL, 10);
	other = dial(port);
	assert_int_equal(wire_get(other, HEALTH), 200);
	before = files_of(m.program.pid);
	for (int times = 0; times < 20; times++) {
		for_each_row(i, said) {
			int fd = dial(port);

			wire_send(fd, said[i], strlen(said[i]));
			close(fd);
		}
	}
	assert_true(falls_to(m.program.pid, before, other));
	close(other);
	mock_end(&m);
}

#define MANY 200

static void who_has_ended_its_side_gets_the_answers_to_what_it_asked(void **state UNUSED)
{
	static const char one[] = "GET /__admin/health HTTP/1.1\r\nHost: m\r\n\r\n";
	struct buf all = { 0 };
	struct mock m;
	int fd;

	mock_begin(&m, NULL);
	fd = dial(flowmock_port(m.instance));
	for (int i = 0; i < MANY; i++)
		buf_add_str(&all, one);
	buf_add_str(&all, "GE"); /* what is not whole has no answer */
	wire_send(fd, all.data, all.size);
	shutdown(fd, SHUT_WR);
	for (int i = 0; i < MANY; i++) {
		buf_clear(&all);
		assert_int_equal(wire_reply(fd, &all), 200);
	}
	assert_true(was_closed(fd, 20));
	close(fd);
	buf_release(&all);
	mock_end(&m);
}

/* ---------------------------------------------------------------- a crowd */

#define CROWD       10000
#define BROKEN_OFF  5000
#define CROWD_FILES 16000 /* files that the process must be able to open */
#ifdef __SANITIZE_ADDRESS__
#define P99_NS (INT64_C(500) * 1000 * 1000)
#else
#define P99_NS (INT64_C(50) * 1000 * 1000)
#endif
#define QUIET_NS (INT64_C(5) * 1000 * 1000) /* a client's p99 without a crowd */
#define TIMES    200000
#define ALONE    1000 /* requests of that client */

/* Another client, which sends requests all the time, on a thread of its own. */
struct other {
	int fd;
	size_t most;
	bool done;   /* atomic */
	bool failed; /* a request was not answered by 200 */
	size_t count;
	int64_t times[TIMES];
};

static void *ask_all_the_while(void *ctx)
{
	struct other *o = ctx;

	while (!__atomic_load_n(&o->done, __ATOMIC_ACQUIRE) && o->count < o->most) {
		int64_t began = vtime_monotonic_ns();

		if (wire_get(o->fd, HEALTH) != 200) {
			o->failed = true;
			break;
		}
		o->times[o->count++] = vtime_monotonic_ns() - began;
	}
	return NULL;
}

static int by_size(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

static int64_t p99(struct other *o, const char *when)
{
	int64_t at;

	assert_true(o->count > 0 && !o->failed);
	qsort(o->times, o->count, sizeof(*o->times), by_size);
	at = o->times[o->count * 99 / 100];
	print_message("%s: %zu requests, p99 %.2f ms, longest %.2f ms\n", when, o->count,
	              (double)at / 1e6, (double)o->times[o->count - 1] / 1e6);
	return at;
}

/* Does the machine do something else?  Then a client without a crowd waits as well. */
static bool is_busy(struct other *o)
{
	o->most = ALONE;
	o->count = 0;
	ask_all_the_while(o);
	return p99(o, "alone") > QUIET_NS;
}

static void break_off(int port, size_t i)
{
	static const char half[] =
		"POST /__admin/reset HTTP/1.1\r\nHost: m\r\nContent-Le";
	const struct linger at_once = { .l_onoff = 1 };
	int fd = dial(port);

	wire_send(fd, half, strlen(half));
	if (i % 2) /* a reset instead of an end */
		setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
	close(fd);
}

static rlim_t most_files(void)
{
	struct rlimit files;

	assert_int_equal(getrlimit(RLIMIT_NOFILE, &files), 0);
	return files.rlim_max;
}

static void ten_thousand_idle_and_five_thousand_broken_off_stop_nobody(
	void **state UNUSED)
{
	const char *const no_args[] = { NULL };
	static int idle[CROWD];
	static struct other other;
	pthread_t thread;
	struct mock m;
	bool busy, fast;
	size_t before;
	int port;

	if (most_files() < CROWD_FILES) {
		print_message("a crowd needs %d descriptors, the hard limit is %lu\n",
		              CROWD_FILES, (unsigned long)most_files());
		skip();
	}
	set_files(RLIM_INFINITY);
	mock_serve(&m, no_args);
	port = (int)strtol(strrchr(m.url, ':') + 1, NULL, 10);
	other.fd = dial(port);
	busy = is_busy(&other);
	before = files_of(m.program.pid);
	other.most = TIMES;
	other.count = 0;
	assert_int_equal(pthread_create(&thread, NULL, ask_all_the_while, &other), 0);
	for (size_t i = 0; i < CROWD; i++)
		idle[i] = dial(port);
	for (size_t i = 0; i < BROKEN_OFF; i++)
		break_off(port, i);
	assert_int_equal(wire_get(idle[0], HEALTH), 200);
	assert_int_equal(wire_get(idle[CROWD - 1], HEALTH), 200);
	__atomic_store_n(&other.done, true, __ATOMIC_RELEASE);
	pthread_join(thread, NULL);
	fast = p99(&other, "in the crowd") <= P99_NS;
	close_all(idle, CROWD);
	other.done = false;
	assert_true(falls_to(m.program.pid, before, other.fd));
	busy |= is_busy(&other);
	close(other.fd);
	mock_end(&m);
	if (!fast && busy) {
		print_message("the machine is busy: its p99 says nothing of the mock\n");
		skip();
	}
	assert_true(fast);
}

static void a_full_server_is_open_again_when_its_clients_have_gone(void **state UNUSED)
{
	static int all[1100]; /* libmicrohttpd's own bound is 1,020 */
	struct mock m;
	int last, port;

	set_files(RLIM_INFINITY);
	if (most_files() < 2 * ARRAY_LEN(all) + 100)
		skip();
	mock_begin(&m, NULL);
	port = flowmock_port(m.instance);
	for (int round = 0; round < 2; round++) {
		for_each_row(i, all)
			all[i] = dial(port);
		close_all(all, ARRAY_LEN(all));
		last = dial(port);
		assert_int_equal(wire_get(last, HEALTH), 200);
		close(last);
	}
	mock_end(&m);
}

static void the_program_may_open_as_many_files_as_it_is_allowed(void **state UNUSED)
{
	const char *const no_args[] = { NULL };
	struct rlimit files;
	struct mock m;

	set_files(256);
	mock_serve(&m, no_args);
	set_files(RLIM_INFINITY);
	assert_int_equal(prlimit(m.program.pid, RLIMIT_NOFILE, NULL, &files), 0);
	assert_true(files.rlim_cur == files.rlim_max);
	mock_end(&m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(who_was_quiet_for_longest_makes_room),
		cmocka_unit_test(a_flood_of_half_requests_stops_nobody),
		cmocka_unit_test(who_reads_an_answer_slowly_is_not_the_one_to_go),
		cmocka_unit_test(who_is_held_is_not_the_one_to_go),
		cmocka_unit_test(who_finds_a_full_server_is_answered_when_there_is_room),
		cmocka_unit_test(
			a_process_without_descriptors_takes_a_client_all_the_same),
		cmocka_unit_test(
			who_goes_in_the_middle_of_a_request_leaves_no_descriptor),
		cmocka_unit_test(
			who_has_ended_its_side_gets_the_answers_to_what_it_asked),
		cmocka_unit_test(
			ten_thousand_idle_and_five_thousand_broken_off_stop_nobody),
		cmocka_unit_test(a_full_server_is_open_again_when_its_clients_have_gone),
		cmocka_unit_test(the_program_may_open_as_many_files_as_it_is_allowed),
	};

	return cmocka_run_group_tests_name("connections", tests, NULL, NULL);
}
