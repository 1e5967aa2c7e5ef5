/*
 * test_cleared.c - what becomes of requests and connections when the fault that they met
 * is cleared
 */
#include "tests/unit/unit.h"

#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lib/mem.h"
#include "tests/support/bare.h"
#include "tests/support/mock.h"
#include "tests/support/quoted.h"
#include "tests/support/wire.h"

static int dial(const struct bare *b)
{
	int fd = wire_dial(bare_port(b));

	assert_true(fd >= 0);
	return fd;
}

static void ask(int fd, const char *path)
{
	AUTO(buf_release) struct buf text = { 0 };

	buf_printf(&text, "GET %s HTTP/1.1\r\nHost: mock\r\n\r\n", path);
	wire_send(fd, text.data, text.size);
}

static void clear(const struct bare *b, int ref, const char *count)
{
	AUTO(mem_free) char *path = mem_printf("/release?until=8&ref=%d", ref);
	AUTO(buf_release) struct buf body = { 0 };
	int fd = dial(b);

	ask(fd, path);
	assert_int_equal(wire_reply(fd, &body), 200);
	assert_string_equal(buf_str(&body), count);
	close(fd);
}

/* Has nothing come, and is it open? */
static bool is_silent(int fd)
{
	char byte;

	return recv(fd, &byte, 1, MSG_DONTWAIT) < 0 && errno == EAGAIN;
}

/* Each would keep its client for ten minutes, or for ever. */
static void what_a_cleared_fault_keeps_back_goes_on_at_once(void **state UNUSED)
{
	static const char *const paths[] = {
		"/?ref=7&delay=600000",
		"/?ref=7&delay=600000&delay=600000",
		"/?ref=7&delay=600000&again=1",
		"/?hold=7",
		"/?hold=7:600000",
		"/?ref=7&hold=7&delay=600000&again=1",
	};

	for_each_row(i, paths) {
		AUTO(buf_release) struct buf body = { 0 };
		struct bare b;
		int fd;

		bare_begin(&b);
		fd = dial(&b);
		ask(fd, paths[i]);
		clear(&b, 8, "0");
		assert_true(is_silent(fd));
		clear(&b, 7, "1");
		assert_int_equal(wire_reply(fd, &body), 200);
		assert_int_equal(body.size, BARE_BODY);
		close(fd);
		bare_end(&b);
	}
}

/* What it waits for is another fault's; the cleared one's was to come after it. */
static void what_a_cleared_fault_was_yet_to_do_is_not_done(void **state UNUSED)
{
	AUTO(buf_release) struct buf body = { 0 };
	struct bare b;
	int fd;

	bare_begin(&b);
	fd = dial(&b);
	ask(fd, "/?hold=7&ref=8&delay=600000");
	clear(&b, 8, "0");
	assert_true(is_silent(fd));
	clear(&b, 7, "1");
	assert_int_equal(wire_reply(fd, &body), 200);
	close(fd);
	bare_end(&b);
}

static void a_drip_of_a_cleared_fault_sends_the_rest(void **state UNUSED)
{
	AUTO(buf_release) struct buf body = { 0 };
	struct bare b;
	char byte;
	int fd;

	bare_begin(&b);
	fd = dial(&b);
	ask(fd, "/?ref=7&drip=10:600000");
	assert_int_equal(recv(fd, &byte, 1, MSG_PEEK), 1);
	clear(&b, 8, "0");
	clear(&b, 7, "1");
	assert_int_equal(wire_reply(fd, &body), 200);
	assert_int_equal(body.size, BARE_BODY);
	close(fd);
	bare_end(&b);
}

static void a_connection_is_not_stale_by_a_cleared_fault(void **state UNUSED)
{
	struct bare b;
	int stays, goes;

	bare_begin(&b);
	stays = dial(&b);
	goes = dial(&b);
	assert_int_equal(wire_get(stays, "/?ref=7&stale=1"), 200);
	assert_int_equal(wire_get(goes, "/?ref=8&stale=1"), 200);
	clear(&b, 7, "0");
	assert_int_equal(wire_get(stays, "/"), 200);
	ask(goes, "/");
	assert_true(recv(goes, &(char){ 0 }, 1, 0) < 0);
	close(stays);
	close(goes);
	bare_end(&b);
}

/* ---------------------------------------------------------------- faults themselves */

static void arm(struct mock *m, const char *fault)
{
	AUTO(mem_free) char *body = quoted(fault);
	struct mock_reply r = mock_ask(m, "POST", "/__admin/faults", body);

	assert_int_equal(r.status, 201);
	mock_reply_release(&r);
}

/* A request of its own connection, which may never be answered. */
static int send_to(struct mock *m, const char *method, const char *path, const char *json)
{
	AUTO(mem_free) char *body = quoted(json);
	AUTO(buf_release) struct buf text = { 0 };
	int fd = wire_dial(flowmock_port(m->instance));

	buf_printf(&text,
	           "%s /data/foundation/flowservice%s HTTP/1.1\r\nHost: mock\r\n"
	           "Authorization: Bearer token\r\nx-api-key: test\r\n"
	           "x-gw-ims-org-id: TEST@AdobeOrg\r\nContent-Length: %zu\r\n"
	           "Content-Type: application/json\r\n\r\n%s",
	           method, path, strlen(body), body);
	assert_true(fd >= 0);
	wire_send(fd, text.data, text.size);
	return fd;
}

static void wait_for(struct mock *m, const char *fault)
{
	AUTO(mem_free) char *path = mem_printf("/__admin/faults/%s", fault);

	while (!mock_number(m, path, "fired"))
		continue;
}

static void clear_fault(struct mock *m, const char *path)
{
	struct mock_reply r = mock_ask(m, "DELETE", path, NULL);

	assert_int_equal(r.status, 200);
	mock_reply_release(&r);
}

static void a_port_is_open_again_when_its_fault_is_cleared(void **state UNUSED)
{
	AUTO(buf_release) struct buf body = { 0 };
	char why[FLOWMOCK_WHY], byte;
	struct mock m;
	int fd, port;

	mock_begin(&m, NULL);
	port = flowmock_port(m.instance);
	arm(&m, "[{'fault':'other','on':'FLOW_GET','do':{'refuse':'60s'}},"
	        "{'fault':'shut','on':'FLOW_LIST','nth':1,'do':{'refuse':'60s'}}]");
	fd = send_to(&m, "GET", "/flows", "");
	assert_true(recv(fd, &byte, 1, 0) <= 0);
	close(fd);
	assert_int_equal(flowmock_faults_clear(m.instance, "other", why), 0);
	assert_true(wire_dial(port) < 0);
	assert_int_equal(flowmock_faults_clear(m.instance, "shut", why), 0);
	fd = send_to(&m, "GET", "/flows", "");
	assert_int_equal(wire_reply(fd, &body), 200);
	close(fd);
	mock_end(&m);
}

/* By its name, and with all others: the service does its work then, not in an hour. */
static void a_create_is_done_when_what_delays_it_is_cleared(void **state UNUSED)
{
	static const char *const paths[] = { "/__admin/faults/slow", "/__admin/faults" };

	for_each_row(i, paths) {
		AUTO(buf_release) struct buf body = { 0 };
		struct mock m;
		int fd;

		mock_begin(&m, NULL);
		arm(&m, "{'fault':'slow','on':'CONNECTION_CREATE','do':{'delay':'1h'}}");
		fd = send_to(&m, "POST", "/connections",
		             "{'name':'Bucket','auth':{'specName':'Access Key','params':"
		             "{'s3AccessKey':'k','s3SecretKey':'s'}},'connectionSpec':"
		             "{'id':'4fce964d-3f37-408f-9778-e597338a21ee',"
		             "'version':'1.0'}}");
		wait_for(&m, "slow");
		assert_int_equal(mock_number(&m, "/connections?count=true", "count"), 0);
		clear_fault(&m, paths[i]);
		assert_int_equal(wire_reply(fd, &body), 201);
		assert_int_equal(mock_number(&m, "/connections?count=true", "count"), 1);
		close(fd);
		mock_end(&m);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_a_cleared_fault_keeps_back_goes_on_at_once),
		cmocka_unit_test(what_a_cleared_fault_was_yet_to_do_is_not_done),
		cmocka_unit_test(a_drip_of_a_cleared_fault_sends_the_rest),
		cmocka_unit_test(a_connection_is_not_stale_by_a_cleared_fault),
		cmocka_unit_test(a_port_is_open_again_when_its_fault_is_cleared),
		cmocka_unit_test(a_create_is_done_when_what_delays_it_is_cleared),
	};

	return cmocka_run_group_tests_name("cleared", tests, NULL, NULL);
}
