/*
 * bench_http.c - create, get, patch, list and delete over 1, 8 and 64 connections
 *
 * The mock is embedded, on a thread of its own, next to a bare server
 * (bare.c) that answers as many bytes, under the same load.  The two take turns, and
 * every figure is the median of all rounds, but CPU times: of those the least counts,
 * which other work on the machine changes least.  "list 20" asks for one page
 * again and again, as a client that polls does; "list new" asks for another one each
 * time.
 */
#define LIB_VTIME_DOOR /* the CPU's time, to measure by */
#include <signal.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "lib/file/file.h"
#include "lib/mem.h"
#include "mockserver/store/store.h"
#include "tests/support/limit.h"
#include "tests/support/load.h"
#include "tests/support/mock.h"
#include "tests/support/program.h"
#include "tests/support/quoted.h"

#define BASE     "/data/foundation/flowservice"
#define ROUNDS   7
#define MOST     64 /* connections */
#define PAGE     20 /* flows in the list */
#define ROUND_NS INT64_C(200000000)

static const char new_connection[] = JSON({"name":"bench",
	     "auth":{"specName":"Access Key",
	             "params":{"s3AccessKey":"a","s3SecretKey":"b"}},
	     "connectionSpec":{"id":"4fce964d-3f37-408f-9778-e597338a21ee",
	                       "version":"1.0"}});

/* One connection's own entity, for what needs one. */
struct own {
	char id[40], etag[60];
	bool there;
};

struct bench {
	struct own own[MOST];
	char flow[40];
	unsigned long patches, lists;
	size_t answer; /* bytes of the last body */
	int refused;   /* answers that are no success */
};

static void request(struct buf *out, const char *method, const char *path,
                    const char *etag, const char *body)
{
	buf_printf(out,
	           "%s %s HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer bench\r\n"
	           "x-api-key: bench\r\nx-gw-ims-org-id: TEST@AdobeOrg\r\n",
	           method, path);
	if (*etag)
		buf_printf(out, "If-Match: \"%s\"\r\n", etag);
	if (body)
		buf_printf(
			out,
			"Content-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s",
			strlen(body), body);
	else
		buf_add_str(out, "\r\n");
}

static bool ask_create(void *ctx UNUSED, size_t i UNUSED, struct buf *out)
{
	request(out, "POST", BASE "/connections", "", new_connection);
	return true;
}

static bool ask_get(void *ctx, size_t i UNUSED, struct buf *out)
{
	const struct bench *b = ctx;
	char path[120];

	snprintf(path, sizeof(path), BASE "/flows/%s", b->flow);
	request(out, "GET", path, "", NULL);
	return true;
}

static bool ask_list(void *ctx UNUSED, size_t i UNUSED, struct buf *out)
{
	request(out, "GET", BASE "/flows?limit=20", "", NULL);
	return true;
}

/* All flows come after such a time, and no page has been asked for before. */
static bool ask_list_new(void *ctx, size_t i UNUSED, struct buf *out)
{
	struct bench *b = ctx;
	char path[120];

	snprintf(path, sizeof(path), BASE "/flows?limit=20&property=updatedAt>%lu",
	         b->lists++);
	request(out, "GET", path, "", NULL);
	return true;
}

/* A connection without an entity makes one first; that is not timed. */
static bool make_first(struct own *own, struct buf *out)
{
	if (own->there)
		return false;
	request(out, "POST", BASE "/connections", "", new_connection);
	return true;
}

static bool ask_patch(void *ctx, size_t i, struct buf *out)
{
	struct bench *b = ctx;
	struct own *own = &b->own[i];
	char path[120], body[120];

	if (make_first(own, out))
		return false;
	snprintf(path, sizeof(path), BASE "/connections/%s", own->id);
	snprintf(body, sizeof(body),
	         JSON([{"op":"add","path":"/description","value":"%lu"}]), b->patches++);
	request(out, "PATCH", path, own->etag, body);
	return true;
}

static bool ask_delete(void *ctx, size_t i, struct buf *out)
{
	struct bench *b = ctx;
	struct own *own = &b->own[i];
	char path[120];

	if (make_first(own, out))
		return false;
	snprintf(path, sizeof(path), BASE "/connections/%s", own->id);
	request(out, "DELETE", path, "", NULL);
	own->there = false;
	return true;
}

/* Keeps the id and etag of {"id":"…","etag":"\"…\""}. */
static void answered(void *ctx, size_t i, int status, const char *body)
{
	struct bench *b = ctx;
	struct own *own = &b->own[i];

	b->refused += status >= 300;
	b->answer = strlen(body);
	if (sscanf(body, "{\"id\":\"%36[^\"]\",\"etag\":\"\\\"%50[^\\]", own->id,
	           own->etag) == 2)
		own->there = true;
}

static const struct op {
	const char *name;
	bool (*ask)(void *ctx, size_t i, struct buf *out);
	int least; /* percent of the bare server; 0: none asked */
} ops[] = {
	/* clang-format off */
	{ "create",   ask_create,   20 },
	{ "get",      ask_get,      60 },
	{ "patch",    ask_patch,     0 },
	{ "list 20",  ask_list,     30 },
	{ "list new", ask_list_new, 20 },
	{ "delete",   ask_delete,    0 },
	/* clang-format on */
};

static struct load_figures measure(struct bench *b, int port, const struct op *op,
                                   size_t connections)
{
	const struct load load = { .port = port,
		                   .connections = connections,
		                   .duration_ns = ROUND_NS,
		                   .ctx = b,
		                   .ask = op->ask,
		                   .answered = answered };

	memset(b->own, 0, sizeof(b->own));
	return load_run(&load);
}

/* A bare server that answers `size` bytes; its port. */
static int start_bare(struct program *p, size_t size)
{
	char text[24];
	const char *const args[] = { text, NULL };
	const char *colon;

	snprintf(text, sizeof(text), "%zu", size);
	program_start(p, "tests/bench/bare.run", args, NULL);
	colon = strrchr(program_first_line(p), ':');
	if (!colon) {
		fprintf(stderr, "bench_http: no bare server to measure by: make bench\n");
		exit(1);
	}
	return (int)strtol(colon + 1, NULL, 10);
}

static void stop_bare(struct program *p)
{
	struct buf out = { 0 }, err = { 0 };

	kill(p->pid, SIGKILL);
	program_wait(p, &out, &err);
	buf_release(&out);
	buf_release(&err);
}

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double median(double *all)
{
	qsort(all, ROUNDS, sizeof(*all), by_size);
	return all[ROUNDS / 2];
}

static double least(const double *all)
{
	double out = all[0];

	for (size_t i = 1; i < ROUNDS; i++)
		out = all[i] < out ? all[i] : out;
	return out;
}

/* Of each round one figure. */
struct rounds {
	double per_second[ROUNDS], p50_us[ROUNDS], p99_us[ROUNDS];
	double bare[ROUNDS], percent[ROUNDS];
	double cpu_us[ROUNDS], bare_cpu_us[ROUNDS]; /* of the server, for a request */
};

static double clock_us(clockid_t which)
{
	struct timespec t;

	clock_gettime(which, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

/* The CPU time of the mock's thread: all of this process but this thread's. */
static double mock_cpu_us(void)
{
	return clock_us(CLOCK_PROCESS_CPUTIME_ID) - clock_us(CLOCK_THREAD_CPUTIME_ID);
}

static double program_cpu_us(const struct program *p)
{
	clockid_t clock;

	return clock_getcpuclockid(p->pid, &clock) ? 0 : clock_us(clock);
}

/* A yardstick that runs. */
struct bare {
	struct program program;
	int port;
};

static void measure_bare(struct bench *b, const struct bare *bare, const struct op *op,
                         size_t connections, struct rounds *out, size_t i)
{
	double before = program_cpu_us(&bare->program);
	struct load_figures f = measure(b, bare->port, op, connections);

	out->bare[i] = f.per_second;
	out->percent[i] = 100 * out->per_second[i] / f.per_second;
	out->bare_cpu_us[i] = (program_cpu_us(&bare->program) - before) / (double)f.count;
}

/* The two servers take turns, so that what else the machine does hits both. */
static void measure_rounds(struct bench *b, int port, const struct op *op,
                           size_t connections, struct rounds *out)
{
	struct bare bare;

	(void)measure(b, port, op, connections); /* the first one warms up */
	if (op->least)
		bare.port = start_bare(&bare.program, b->answer);
	for (size_t i = 0; i < ROUNDS; i++) {
		double before = mock_cpu_us();
		struct load_figures f = measure(b, port, op, connections);
		int refused = b->refused;

		out->cpu_us[i] = (mock_cpu_us() - before) / (double)f.count;
		out->per_second[i] = f.per_second;
		out->p50_us[i] = f.p50_us;
		out->p99_us[i] = f.p99_us;
		if (op->least)
			measure_bare(b, &bare, op, connections, out, i);
		b->refused = refused;
	}
	if (op->least)
		stop_bare(&bare.program);
}

/* Next to the bare server; CPU time tells more where the machine has other work. */
static void print_bare(const struct op *op, struct rounds *r)
{
	double percent = median(r->percent);
	double cpu_us = least(r->cpu_us), bare_us = least(r->bare_cpu_us);

	printf(" %10.0f %5.0f %% (%s %%) %6.1f %6.1f", median(r->bare), percent,
	       limit_at_least(percent, op->least), cpu_us, bare_us);
}

static void run_op(struct mock *m, struct bench *b, const struct op *op)
{
	static const size_t counts[] = { 1, 8, MOST };

	for (size_t i = 0; i < ARRAY_LEN(counts); i++) {
		struct rounds r;

		b->refused = 0;
		measure_rounds(b, flowmock_port(m->instance), op, counts[i], &r);
		printf("%-8s %4zu %10.0f %8.0f %8.0f", op->name, counts[i],
		       median(r.per_second), median(r.p50_us), median(r.p99_us));
		if (op->least)
			print_bare(op, &r);
		printf("%s\n", b->refused ? "  NOT ALL WERE ANSWERED WELL" : "");
		fflush(stdout);
	}
}

int main(void)
{
	struct bench b = { 0 };
	struct mock m;

	store_tune(); /* as the program does */
	mock_begin(&m, NULL);
	for (int i = 0; i < PAGE; i++) {
		AUTO_MEM char *flow =
			mock_make_flow(&m, "5ef3e3259ad2a1191ab7dd7d", "JSON", "NONE",
		                       JSON({"interval":1,"timeUnit":"day"}));

		snprintf(b.flow, sizeof(b.flow), "%s", flow);
	}
	printf("%-8s %4s %10s %8s %8s %10s %17s %6s %6s\n", "request", "at", "per s",
	       "p50 us", "p99 us", "bare per s", "of it", "CPU us", "bare");
	for (size_t i = 0; i < ARRAY_LEN(ops); i++)
		run_op(&m, &b, &ops[i]);
	mock_end(&m);
	return 0;
}
