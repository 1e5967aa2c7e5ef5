/*
 * test_serve.c - the program flowmock: options, start-up lines, signals, ctl
 */
#include "tests/unit/unit.h"

#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lib/file/file.h"
#include "lib/mem.h"
#include "lib/str.h"
#include "tests/support/program.h"
#include "tests/support/quoted.h"
#include "tests/support/wire.h"

static char *folder, *port_file, *state_file;

/* Every program that a test starts has its exports in the test's folder. */
static int setup(void **state UNUSED)
{
	AUTO(mem_free) char *exports = NULL;
	struct err e = { 0 };

	if (file_temp_dir("flowmock-test-", &folder, &e) < 0)
		return -1;
	port_file = mem_printf("%s/port", folder);
	state_file = mem_printf("%s/state.db", folder);
	exports = mem_printf("%s/exports", folder);
	return setenv("FLOWMOCK_EXPORT_ROOT", exports, 1);
}

static int teardown(void **state UNUSED)
{
	struct err e = { 0 };
	int removed = file_remove_tree(folder, &e);

	free(folder);
	free(port_file);
	free(state_file);
	return removed;
}

static void start_with(struct program *p, const char *const *env)
{
	const char *const args[] = { "serve",    "--port",  "0",       "--port-file",
		                     port_file,  "--clock", "virtual", "--state",
		                     state_file, NULL };

	program_start(p, "flowmock", args, env);
}

static void start(struct program *p)
{
	start_with(p, NULL);
}

static void says_where_it_listens_and_ends_well_on_a_signal(void **state UNUSED)
{
	static const int signals[] = { SIGTERM, SIGINT };

	for_each_row(i, signals) {
		struct program p;
		struct buf out = { 0 }, err = { 0 }, port = { 0 };
		struct err e = { 0 };
		const char *line;

		start(&p);
		line = program_first_line(&p);
		assert_true(str_starts(line, "listening on http://127.0.0.1:"));
		assert_int_equal(file_read(port_file, 16, &port, &e), 0);
		port.data[strcspn(port.data, "\n")] = '\0';
		assert_string_equal(strrchr(line, ':') + 1, port.data);
		kill(p.pid, signals[i]);
		assert_int_equal(program_wait(&p, &out, &err), 0);
		assert_non_null(
			strstr(buf_str(&out),
		               "the clock is virtual; it is 2026-01-01T00:00:00Z"));
		assert_non_null(strstr(buf_str(&err), "server.stopped"));
		buf_release(&out);
		buf_release(&err);
		buf_release(&port);
	}
}

static int port_said(struct program *p)
{
	int64_t port = 0;

	assert_true(str_to_int(strrchr(program_first_line(p), ':') + 1, &port));
	return (int)port;
}

/* Once nobody answers the door, the server is on its way out. */
static void wait_until_closed(int port)
{
	int fd;

	while ((fd = wire_dial(port)) >= 0)
		close(fd);
}

static void a_request_that_has_begun_is_finished_after_the_signal(void **state UNUSED)
{
	static const char head[] = "POST /__admin/reset HTTP/1.1\r\nHost: mock\r\n"
				   "Content-Type: application/json\r\n"
				   "Content-Length: 2\r\nExpect: 100-continue\r\n\r\n";
	struct buf out = { 0 }, err = { 0 }, answer = { 0 };
	struct program p;
	char go_on[25]; /* "HTTP/1.1 100 Continue" and its empty line */
	int port, fd;

	start(&p);
	port = port_said(&p);
	fd = wire_dial(port);
	wire_send(fd, head, strlen(head));
	assert_int_equal(recv(fd, go_on, sizeof(go_on), MSG_WAITALL), sizeof(go_on));
	kill(p.pid, SIGTERM);
	wait_until_closed(port);
	wire_send(fd, "{}", 2);
	assert_int_equal(wire_answer(fd, &answer), 200);
	close(fd);
	assert_int_equal(program_wait(&p, &out, &err), 0);
	buf_release(&out);
	buf_release(&err);
	buf_release(&answer);
}

static void a_wrong_option_is_named_with_its_origin(void **state UNUSED)
{
	static const struct {
		const char *args[4];
		const char *env;
		int status;
		const char *says;
	} cases[] = {
		{ { "serve", "--port", "99999" }, NULL, 2, "--port" },
		{ { "serve" }, "FLOWMOCK_PORT=many", 2, "FLOWMOCK_PORT" },
		{ { "serve", "--clock", "virtual" },
		  "FLOWMOCK_NOW=today",
		  2,
		  "FLOWMOCK_NOW: 'today'" },
		{ { "serve" }, "FLOWMOCK_NOW=2026-01-01T00:00:00Z", 2, "FLOWMOCK_NOW" },
		{ { "serve" }, "FLOWMOCK_ADHOC_DELAY=P1M", 2, "FLOWMOCK_ADHOC_DELAY" },
		{ { "serve" }, "FLOWMOCK_HOST=nowhere", 2, "FLOWMOCK_HOST: 'nowhere'" },
		{ { "serve", "--clok", "real" }, NULL, 2, "--clock" },
		{ { "serve", "--clock", "wall" }, NULL, 2, "--clock" },
		{ { "serve", "--now", "2026-01-01T00:00:00Z" },
		  NULL,
		  2,
		  "--clock virtual" },
		{ { "serve", "--host", "nowhere" },
		  NULL,
		  2,
		  "--host: 'nowhere' is no IP address" },
		{ { "serve", "--datasets", "/nonexistent" }, NULL, 1, "/nonexistent" },
		{ { "serve", "--client", "x:y" }, NULL, 2, "--client: client 'x'" },
		{ { "serve" },
		  "FLOWMOCK_CLIENTS=a:b:c a:d:e",
		  2,
		  "FLOWMOCK_CLIENTS: client 'a' is given twice" },
		{ { "serve", "--clients", "/nonexistent" }, NULL, 1, "/nonexistent" },
		{ { "serve", "--auth", "none" }, NULL, 2, "--auth" },
		{ { "serve", "--adhoc-delay", "soon" }, NULL, 2, "--adhoc-delay" },
		{ { "serve", "--dlz", "moon" }, NULL, 2, "--dlz" },
		{ { "serve", "word" }, NULL, 2, "word" },
		{ { "sing" }, NULL, 2, "sing" },
		{ { NULL }, NULL, 2, "flowmock serve" },
	};

	for_each_row(i, cases) {
		const char *const env[] = { cases[i].env, NULL };
		struct program p;
		struct buf out = { 0 }, err = { 0 };

		program_start(&p, "flowmock", cases[i].args, env);
		assert_int_equal(program_wait(&p, &out, &err), cases[i].status);
		assert_string_equal(buf_str(&out), "");
		if (!strstr(buf_str(&err), cases[i].says))
			print_error("case %zu: %s\n", i, buf_str(&err));
		assert_non_null(strstr(buf_str(&err), cases[i].says));
		buf_release(&out);
		buf_release(&err);
	}
}

static void help_and_version_go_to_stdout(void **state UNUSED)
{
	static const struct {
		const char *args[3];
		const char *says;
	} cases[] = {
		{ { "--help" }, "flowmock serve" },
		{ { "--version" }, "flowmock 0." },
		{ { "serve", "--help" }, "--export-root" },
		{ { "ctl", "--help" }, "FLOWMOCK_URL" },
		{ { "serve", "--version" }, "flowmock 0." },
		{ { "ctl", "--version" }, "flowmock 0." },
	};

	for_each_row(i, cases) {
		struct program p;
		struct buf out = { 0 }, err = { 0 };

		program_start(&p, "flowmock", cases[i].args, NULL);
		assert_int_equal(program_wait(&p, &out, &err), 0);
		assert_non_null(strstr(buf_str(&out), cases[i].says));
		assert_string_equal(buf_str(&err), "");
		buf_release(&out);
		buf_release(&err);
	}
}

static void a_command_whose_output_is_lost_fails(void **state UNUSED)
{
	static const char *const cases[][5] = {
		{ "--help" },
		{ "serve", "--version" },
		{ "tables", "errors" }, /* more than fits into a buffer */
		{ "timeline", "--state", "$state" },
		{ "ctl", "--url", "$url", "health" },
	};
	struct buf out = { 0 }, err = { 0 };
	struct program server;
	const char *url;

	if (!file_exists("/dev/full"))
		skip();
	start(&server);
	url = program_first_line(&server) + strlen("listening on ");
	for_each_row(i, cases) {
		const char *args[6] = { NULL };
		struct program p;

		for (size_t k = 0; k < 5 && cases[i][k]; k++)
			args[k] = !strcmp(cases[i][k], "$url")     ? url
			          : !strcmp(cases[i][k], "$state") ? state_file
			                                           : cases[i][k];
		buf_clear(&err);
		program_start_into(&p, "/dev/full", "flowmock", args);
		assert_int_equal(program_wait(&p, &out, &err), 1);
		if (!str_starts(buf_str(&err), "flowmock: cannot write to stdout"))
			fail_msg("case %zu: %s", i, buf_str(&err));
	}
	kill(server.pid, SIGTERM);
	assert_int_equal(program_wait(&server, &out, &err), 0);
	buf_release(&out);
	buf_release(&err);
}

static void the_port_file_of_an_earlier_run_is_gone_when_the_start_fails(
	void **state UNUSED)
{
	const char *const args[] = { "serve",   "--port-file", port_file,
		                     "--state", "/dev/null/x", NULL };
	struct buf out = { 0 }, err = { 0 };
	struct err e = { 0 };
	struct program p;

	assert_int_equal(file_write(port_file, "1\n", 2, &e), 0);
	program_start(&p, "flowmock", args, NULL);
	assert_int_equal(program_wait(&p, &out, &err), 1);
	assert_false(file_exists(port_file));
	buf_release(&out);
	buf_release(&err);
}

static int ctl(const char *url, const char *word, const char *value, struct buf *out)
{
	const char *const args[] = { "ctl", "--json", "--url", url, word, value, NULL };
	struct buf err = { 0 };
	struct program p;
	int status;

	program_start(&p, "flowmock", args, NULL);
	status = program_wait(&p, out, &err);
	buf_release(&err);
	return status;
}

static void ctl_moves_the_clock_of_a_running_mock(void **state UNUSED)
{
	struct buf said = { 0 }, out = { 0 }, err = { 0 };
	AUTO(mem_free) char *url = NULL;
	struct program p;

	start(&p);
	url = mem_strdup(program_first_line(&p) + strlen("listening on "));
	assert_int_equal(ctl(url, "health", NULL, &said), 0);
	assert_int_equal(ctl(url, "advance", "P1D", &said), 0);
	assert_int_equal(ctl(url, "clock", NULL, &said), 0);
	assert_non_null(strstr(buf_str(&said), JSON("now": "2026-01-02T00:00:00Z")));
	assert_int_equal(ctl(url, "set", "2025-01-01T00:00:00Z", &said), 1);
	assert_int_equal(ctl(url, "advance", NULL, &said), 2);
	kill(p.pid, SIGTERM);
	assert_int_equal(program_wait(&p, &out, &err), 0);
	buf_release(&said);
	buf_release(&out);
	buf_release(&err);
}

static void ctl_takes_an_address_that_ends_in_slashes(void **state UNUSED)
{
	static const char *const ends[] = { "/", "//" };
	struct buf said = { 0 }, out = { 0 }, err = { 0 };
	AUTO(mem_free) char *url = NULL;
	struct program p;

	start(&p);
	url = mem_strdup(program_first_line(&p) + strlen("listening on "));
	for_each_row(i, ends) {
		AUTO(mem_free) char *with = mem_printf("%s%s", url, ends[i]);

		buf_clear(&said);
		assert_int_equal(ctl(with, "health", NULL, &said), 0);
		assert_non_null(strstr(buf_str(&said), JSON("status": "ok")));
	}
	kill(p.pid, SIGTERM);
	assert_int_equal(program_wait(&p, &out, &err), 0);
	buf_release(&said);
	buf_release(&out);
	buf_release(&err);
}

static void a_start_says_that_its_state_goes_on_with_another_clock(void **state UNUSED)
{
	static const struct {
		const char *env, *says; /* NULL: nothing of it */
	} starts[] = {
		{ "FLOWMOCK_NOW=2026-02-01T00:00:00Z", NULL }, /* the state is new */
		{ "FLOWMOCK_NOW=2026-02-01T00:00:00Z", NULL },
		{ "FLOWMOCK_NOW=", NULL },
		{ "FLOWMOCK_NOW=2026-03-01T00:00:00Z",
		  "W clock.kept now=2026-02-01T00:00:00Z given=2026-03-01T00:00:00Z "
		  "reason=\"FLOWMOCK_NOW is for a new state and after a reset\"" },
	};

	for_each_row(i, starts) {
		const char *const env[] = { starts[i].env, NULL };
		struct buf out = { 0 }, err = { 0 };
		struct program p;

		start_with(&p, env);
		program_first_line(&p);
		kill(p.pid, SIGTERM);
		assert_int_equal(program_wait(&p, &out, &err), 0);
		assert_non_null(strstr(buf_str(&out), "it is 2026-02-01T00:00:00Z"));
		if (starts[i].says)
			assert_non_null(strstr(buf_str(&err), starts[i].says));
		else
			assert_null(strstr(buf_str(&err), "clock.kept"));
		buf_release(&out);
		buf_release(&err);
	}
}

static void a_state_in_use_is_refused(void **state UNUSED)
{
	struct buf out = { 0 }, err = { 0 };
	AUTO(mem_free) char *root = mem_printf("FLOWMOCK_EXPORT_ROOT=%s/other", folder);
	const char *const env[] = { root, NULL };
	struct program first, second;

	start(&first);
	program_first_line(&first);
	start_with(&second, env);
	assert_int_equal(program_wait(&second, &out, &err), 1);
	assert_non_null(strstr(buf_str(&err), state_file));
	kill(first.pid, SIGTERM);
	assert_int_equal(program_wait(&first, &out, &err), 0);
	buf_release(&out);
	buf_release(&err);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(says_where_it_listens_and_ends_well_on_a_signal),
		TEST(a_request_that_has_begun_is_finished_after_the_signal),
		TEST(a_wrong_option_is_named_with_its_origin),
		TEST(help_and_version_go_to_stdout),
		TEST(a_command_whose_output_is_lost_fails),
		TEST(the_port_file_of_an_earlier_run_is_gone_when_the_start_fails),
		TEST(ctl_moves_the_clock_of_a_running_mock),
		TEST(ctl_takes_an_address_that_ends_in_slashes),
		TEST(a_start_says_that_its_state_goes_on_with_another_clock),
		TEST(a_state_in_use_is_refused),
	};

	return cmocka_run_group_tests_name("serve", tests, NULL, NULL);
}
