/*
 * bench_faults.c - what the points at which faults strike cost a request
 *
 *	bench_faults                      the table
 *	bench_faults count CASE REQUEST   asks ASKED requests, for valgrind to count
 *
 * Requests go to the routes of a mock in memory, without a socket: whatever HTTP costs
 * would hide what is measured.  Instructions are counted by valgrind, in a process each;
 * the yardstick is the same routes compiled without the points.  Times are medians of
 * rounds of CPU time in this process; against the yardstick, of each pair's ratio.
 */
#include <math.h>
#include <stdnoreturn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/mem.h"
#include "mockserver/api/app.h"
#include "mockserver/api/strike.h"
#include "mockserver/instance.h"
#include "mockserver/world/arming.h"
#include "tests/support/limit.h"
#include "tests/support/quoted.h"

/* The yardstick: routes.c once more, with another name and no point in it. */
#define faults_watch(faults, operation) false
#define routes_serve                    routes_serve_without_points
#include "mockserver/api/routes.c"
#undef routes_serve
#undef faults_watch

void routes_serve(struct request *rq);
/* Exported, for valgrind to know it by its name. */
void measured_count(void);

#undef clock_gettime
#define ASKED    1000
#define ROUNDS   41
#define FAULTS   100
#define WARM     100 /* asked before anything is measured */
#define CPU_MOST 5   /* % more CPU time of a request with nothing armed */
#define US_MOST  3   /* that FAULTS which do not match cost a request */

static struct instance mock;
static char *connection; /* its path */

static noreturn void fail(const char *why)
{
	fprintf(stderr, "bench_faults: %s\n", why);
	exit(1);
}

/* ---------------------------------------------------------------- requests */

/* The refused one costs the same up to where faults are judged, and little behind it. */
enum ask { ASK_GET, ASK_CREATE, ASK_REFUSED, ASK_COUNT };

#define CREATE(spec) \
	JSON({"name":"A bucket of the bench","auth":{"specName":"Access Key", \
	     "params":{"s3AccessKey":"a","s3SecretKey":"b"}}, \
	     "connectionSpec":{"id":spec,"version":"1.0"}})

static const char create_body[] = CREATE("4fce964d-3f37-408f-9778-e597338a21ee");

static const char refused_body[] = CREATE("no-such-spec");

static const struct {
	const char *name;
	enum method method;
	const char *path, *body;
} asks[] = {
	[ASK_GET] = { "GET", GET, NULL, NULL },
	[ASK_CREATE] = { "create", POST, SERVICE_BASE "/connections", create_body },
	[ASK_REFUSED] = { "create", POST, SERVICE_BASE "/connections", refused_body },
};
static_assert(ARRAY_LEN(asks) == ASK_COUNT, "every request is described");

static void put_request(struct request *rq, enum ask which)
{
	static const struct request_header headers[] = {
		{ "Host", "127.0.0.1" },
		{ "User-Agent", "bench" },
		{ "Accept", "*/*" },
		{ "Authorization", "Bearer bench" },
		{ "x-api-key", "bench" },
		{ "x-gw-ims-org-id", "bench@AdobeOrg" },
		{ "x-sandbox-name", "prod" },
		{ "Content-Type", "application/json" },
		{ "X-Request-Id", "a-request" },
	};

	rq->app = &mock.app;
	rq->method = asks[which].method;
	rq->method_name = request_method_name(rq->method);
	rq->path = asks[which].path ? asks[which].path : connection;
	memcpy(rq->headers, headers, sizeof(headers));
	rq->header_count = ARRAY_LEN(headers);
	if (asks[which].body)
		buf_add_str(&rq->raw, asks[which].body);
}

static void ask(void (*to)(struct request *), struct request *rq, enum ask which)
{
	struct arena arena = rq->arena;

	*rq = (struct request){ .arena = arena };
	put_request(rq, which);
	to(rq);
	if ((rq->reply.status == 400) != (which == ASK_REFUSED))
		fail(buf_str(&rq->reply.body));
	strike_end(rq);
}

/* The id of the answer {"id":"…","etag":"…"}. */
static char *made_id(const struct request *rq)
{
	const char *at = strstr(buf_str(&rq->reply.body), JSON("id":));

	return at ? mem_printf("%.36s", at + strlen(JSON("id":)) + 1) : NULL;
}

/* ---------------------------------------------------------------- the cases */

enum armed {
	ARMED_POINTLESS,
	ARMED_NONE,
	ARMED_ELSEWHERE,
	ARMED_EQUAL,
	ARMED_PATTERN,
	ARMED_PATH,
	ARMED_COUNT
};

static const struct {
	const char *name, *on[ASK_COUNT], *when;
} armed[] = {
	[ARMED_POINTLESS] = { "no points", { NULL, NULL, NULL }, NULL },
	[ARMED_NONE] = { "nothing armed", { NULL, NULL, NULL }, NULL },
	[ARMED_ELSEWHERE] = { "100 on other operations",
	                      { "FLOW_LIST", "FLOW_LIST", NULL },
	                      NULL },
	[ARMED_EQUAL] = { "100 that want another client",
	                  { "CONNECTION_GET", NULL, "CONNECTION_CREATE" },
	                  "{'client':'client-#'}" },
	[ARMED_PATTERN] = { "100 that want another name",
	                    { NULL, NULL, "CONNECTION_CREATE" },
	                    "{'body':{'name':{'$matches':'^Hourly #'}}}" },
	[ARMED_PATH] = { "100 on other ids",
	                 { "GET /connections/an-id-#", NULL, NULL },
	                 NULL },
};
static_assert(ARRAY_LEN(armed) == ARMED_COUNT, "every case has a row");

/* The text with a number for '#'; NULL for NULL. */
static char *numbered(const char *text, int number)
{
	const char *at = text ? strchr(text, '#') : NULL;

	if (!at)
		return text ? mem_strdup(text) : NULL;
	return mem_printf("%.*s%d%s", (int)(at - text), text, number, at + 1);
}

static void arm(enum armed which, enum ask request)
{
	struct err e = { 0 };
	struct fault_refuse r = { .e = &e };

	for (int i = 0; armed[which].on[request] && i < FAULTS; i++) {
		AUTO_MEM char *on = numbered(armed[which].on[request], i);
		AUTO_MEM char *when = numbered(armed[which].when, i);
		AUTO_MEM char *plain =
			mem_printf("{'fault':'f%d','on':'%s',%s%s%s'do':{'status':503}}",
		                   i, on, when ? "'when':" : "", when ? when : "",
		                   when ? "," : "");
		AUTO(mem_free) char *text = quoted(plain);
		AUTO(cJSON_Delete) cJSON *json = NULL;
		size_t count;

		if (json_parse(text, strlen(text), &json, &e) < 0 ||
		    arming_arm(&mock.app.world, json, &count, &r) < 0)
			fail(e.text);
	}
}

static void open_mock(const char *folder)
{
	const struct instance_options o = {
		.host = "127.0.0.1",
		.world = { .export_root = folder,
		           .seed = 1,
		           .clock.mode = CLOCK_IS_VIRTUAL,
		           .files = FILES_OFF,
		           .now = INT64_C(1767225600000) },
	};
	struct request rq = { 0 };
	struct err e = { 0 };
	char *id;

	if (instance_open(&mock, &o, &e) < 0)
		fail(e.text);
	ask(routes_serve, &rq, ASK_CREATE);
	id = made_id(&rq);
	connection = mem_printf(SERVICE_BASE "/connections/%s", id ? id : "");
	free(id);
	request_release(&rq);
}

/* ---------------------------------------------------------------- instructions */

/* Which routes are asked, and for what. */
static void (*measured_serve)(struct request *);
static enum ask measured_request;

static void measured(int count)
{
	struct request rq = { 0 };

	for (int i = 0; i < count; i++) {
		ask(measured_serve, &rq, measured_request);
		request_clear(&rq);
		rq = (struct request){ .arena = rq.arena };
	}
	request_release(&rq);
}

__attribute__((noinline)) void measured_count(void)
{
	measured(ASKED);
}

/* What valgrind counts: the requests alone, of a mock of its own. */
static void count(enum armed which, enum ask request)
{
	measured_serve =
		which == ARMED_POINTLESS ? routes_serve_without_points : routes_serve;
	measured_request = request;
	arm(which, request);
	measured(WARM);
	measured_count();
}

/* "==7== Collected : 123": the number; 0: it is missing. */
static double collected(int from)
{
	AUTO(buf_release) struct buf said = { 0 };
	char bytes[4096];
	const char *at;
	ssize_t n;

	while ((n = read(from, bytes, sizeof(bytes))) > 0)
		buf_add(&said, bytes, (size_t)n);
	at = strstr(buf_str(&said), "Collected : ");
	if (!at)
		fputs(buf_str(&said), stderr);
	return at ? strtod(at + strlen("Collected : "), NULL) : 0;
}

/* Instructions of ASKED requests; 0: valgrind does not say. */
static double instructions(const char *self, enum armed which, enum ask request)
{
	AUTO_MEM char *case_text = mem_printf("%d", which);
	AUTO_MEM char *ask_text = mem_printf("%d", request);
	int ends[2], status = 0, piped = pipe(ends);
	double out;
	pid_t pid;

	assert(piped == 0);
	pid = fork();
	if (pid == 0) {
		dup2(ends[1], STDERR_FILENO);
		close(ends[0]);
		execlp("valgrind", "valgrind", "--tool=callgrind",
		       "--callgrind-out-file=/dev/null",
		       "--toggle-collect=measured_count", self, "count", case_text,
		       ask_text, (char *)NULL);
		_exit(127);
	}
	close(ends[1]);
	out = collected(ends[0]);
	close(ends[0]);
	waitpid(pid, &status, 0);
	return status ? 0 : out;
}

static void print_instructions(const char *self)
{
	static const struct {
		const char *name;
		enum armed from, to;
		double most;
	} rows[] = {
		{ "nothing armed, of routes without points", ARMED_POINTLESS, ARMED_NONE,
		  1 },
		{ "100 on other operations, of nothing armed", ARMED_NONE,
		  ARMED_ELSEWHERE, 2 },
	};

	printf("%-46s %10s %10s\n", "more instructions, %", "", "limit");
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		for (int q = 0; q <= ASK_CREATE; q++) {
			double from = instructions(self, rows[i].from, (enum ask)q);
			double to = instructions(self, rows[i].to, (enum ask)q);
			double more = from > 0 ? 100 * (to - from) / from : NAN;

			printf("%-7s%-39s %10.3f %10s\n", asks[q].name, rows[i].name,
			       more, limit_at_most(more, rows[i].most));
		}
	}
}

/* ---------------------------------------------------------------- times */

static double microseconds(void)
{
	struct timespec t;
	double began, out;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	began = (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
	measured(ASKED);
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	out = (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3 - began;
	return out / ASKED;
}

static int by_size(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static double median(double *all)
{
	qsort(all, ROUNDS, sizeof(*all), by_size);
	return all[ROUNDS / 2];
}

static double microseconds_of(void (*asked)(struct request *))
{
	measured_serve = asked;
	return microseconds();
}

/* Pairs of rounds with nothing armed; every other one begins with the yardstick. */
static void print_paired(enum ask request)
{
	double more[ROUNDS], value;

	measured_serve = routes_serve;
	measured_request = request;
	measured(WARM);
	for (int i = 0; i < ROUNDS; i++) {
		double with = i % 2 ? microseconds_of(routes_serve) : 0;
		double without = microseconds_of(routes_serve_without_points);

		if (i % 2 == 0)
			with = microseconds_of(routes_serve);
		more[i] = 100 * (with / without - 1);
	}
	value = median(more);
	printf("%-7s%-39s %10.2f %10s\n", asks[request].name,
	       "nothing armed, of routes without points", value,
	       limit_at_most(value, CPU_MOST));
}

static void print_pairs(void)
{
	printf("%-46s %10s %10s\n", "more CPU time, pair by pair, %", "", "limit");
	print_paired(ASK_GET);
	print_paired(ASK_CREATE);
}

/* Rounds in turn, without the faults and with them. */
static void print_time(enum armed which, enum ask request)
{
	double without[ROUNDS], more[ROUNDS], value;
	struct err e = { 0 };

	measured_serve = routes_serve;
	measured_request = request;
	for (int i = 0; i < ROUNDS; i++) {
		without[i] = microseconds();
		arm(which, request);
		measured(WARM);
		more[i] = microseconds() - without[i];
		if (arming_clear(&mock.app.world, NULL, &e) < 0)
			fail(e.text);
	}
	value = median(more);
	printf("%-7s%-39s %10.2f %10s   (%.2f without)\n", asks[request].name,
	       armed[which].name, value, limit_at_most(value, US_MOST), median(without));
}

static void print_times(void)
{
	printf("%-46s %10s %10s\n", "more time a request, us", "", "limit");
	for (int q = 0; q < ASK_COUNT; q++) {
		for (int i = ARMED_EQUAL; i < ARMED_COUNT; i++) {
			if (armed[i].on[q])
				print_time((enum armed)i, (enum ask)q);
		}
	}
}

int main(int argc, char **argv)
{
	AUTO_MEM char *folder = mem_strdup("/tmp/bench-faults-XXXXXX");

	if (!mkdtemp(folder))
		fail("no temporary folder");
	open_mock(folder);
	if (argc == 4 && !strcmp(argv[1], "count")) {
		count((enum armed)(argv[2][0] - '0'), (enum ask)(argv[3][0] - '0'));
	} else {
		print_instructions(argv[0]);
		print_pairs();
		print_times();
	}
	instance_close(&mock);
	free(connection);
	rmdir(folder);
	return 0;
}
