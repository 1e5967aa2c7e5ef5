/*
 * bench_year.c - a year of schedules: runs as rows, runs with files, reads meanwhile
 *
 *	bench_year [DAYS]
 *
 * `flowmock serve` runs in a process of its own.  FLOWS flows of every three hours
 * begin now: a year is one POST /__admin/clock, and the last tick is at its very end,
 * so that each flow has 8 * DAYS + 1 runs.  Fails where the runs are not that many, and
 * prints times next to those of bare loops in this process: SQLite in memory takes as
 * many rows with the same two indexes; as many files of as many bytes are written under
 * a temporary name and renamed.
 *
 * Limits of a year are ratios of CPU times of the same run, the best of ROUNDS each,
 * which take turns: they judge the program and not the machine or what else it does.
 */
#define LIB_VTIME_DOOR /* the CPU's time, to measure by */
#include <pthread.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <time.h>
#include <unistd.h>

#include "lib/file/file.h"
#include "lib/mem.h"
#include "lib/vtime.h"
#include "tests/support/limit.h"
#include "tests/support/mock.h"
#include "tests/support/quoted.h"

#define DATASET \
	"5ef3e3259ad2a1191ab7dd7d" /* generated: 1,000 rows, then 120 in 3 hours */
#define FLOWS       100
#define WRITERS     10 /* flows with files */
#define A_DAY       8  /* ticks */
#define READS       100000
#define ROUNDS      3
#define STRUCK_MOST 4 /* a struck file is written up to three times */

/* Runs in one transaction of the bare loop: about as many as a step of the mock has. */
#define BATCH 2000

static const char start_at[] = "1767225600";
static int failures;

static double seconds_since(int64_t ns)
{
	return (double)(vtime_monotonic_ns() - ns) / 1e9;
}

static void row(const char *what, const char *ours, const char *bare, const char *limit)
{
	printf("%-46s %12s %12s %10s\n", what, ours, bare, limit);
	fflush(stdout);
}

static const char *number(double value, int digits)
{
	static char texts[4][32]; /* as many as a row shows */
	static size_t next;
	char *text = texts[next++ % ARRAY_LEN(texts)];

	snprintf(text, sizeof(texts[0]), "%.*f", digits, value);
	return text;
}

static void must_be(const char *what, int64_t is, int64_t shall)
{
	if (is == shall)
		return;
	failures++;
	printf("WRONG: %s: %lld, not %lld\n", what, (long long)is, (long long)shall);
}

/* ---------------------------------------------------------------- the mock */

static char *make_flows(struct mock *m, int count)
{
	AUTO_MEM char *schedule =
		mem_printf("{'interval':3,'timeUnit':'hour','startTime':%s,"
	                   "'endTime':4102444800}",
	                   start_at);
	char *last = NULL;

	for (int i = 0; i < count; i++) {
		free(last);
		last = mock_make_flow(m, DATASET, "JSON", "NONE", schedule);
	}
	return last;
}

static int64_t count_of(struct mock *m, const char *path)
{
	struct mock_reply r = mock_ask(m, "GET", path, NULL);
	int64_t count = -1;

	json_int(r.body, "count", &count);
	mock_reply_release(&r);
	return count;
}

/* The number after a name in the process's status, in KiB. */
static int64_t status_kib(const struct mock *m, const char *name)
{
	AUTO(mem_free) char *path = mem_printf("/proc/%d/status", (int)m->program.pid);
	AUTO(buf_release) struct buf text = { 0 };
	struct err e = { 0 };
	const char *line;

	if (file_read(path, 1 << 16, &text, &e) < 0)
		return 0;
	line = strstr(buf_str(&text), name);
	return line ? strtoll(line + strlen(name), NULL, 10) : 0;
}

/* User and system time so far. */
static double cpu_seconds(const struct mock *m)
{
	AUTO(mem_free) char *path = mem_printf("/proc/%d/stat", (int)m->program.pid);
	AUTO(buf_release) struct buf text = { 0 };
	struct err e = { 0 };
	unsigned long user = 0, system = 0;

	if (file_read(path, 4096, &text, &e) < 0 ||
	    sscanf(strrchr(buf_str(&text), ')'),
	           ") %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user,
	           &system) != 2)
		return 0;
	return (double)(user + system) / (double)sysconf(_SC_CLK_TCK);
}

struct year {
	int64_t fired;
	double wall, cpu;
};

static struct year pass(struct mock *m, int64_t days)
{
	AUTO(mem_free) char *way = mem_printf("P%lldD", (long long)days);
	double cpu = cpu_seconds(m);
	int64_t start = vtime_monotonic_ns();
	AUTO(cJSON_Delete) cJSON *answer = mock_move(m, way);
	struct year y = { .wall = seconds_since(start), .cpu = cpu_seconds(m) - cpu };

	json_int(answer, "firedCount", &y.fired);
	return y;
}

/* ---------------------------------------------------------------- bare loops */

static const char bare_schema[] =
	"pragma journal_mode = memory; pragma synchronous = off;"
	"create table run(serial integer primary key, tenant integer, flow integer,"
	" plan integer, demanded integer, scheduled_at integer, created_at integer,"
	" started_at integer, completed_at integer, status integer, records integer,"
	" bytes integer, files integer, detail text, version integer, updated_at integer,"
	" sent text) strict;"
	"create index run_status on run(tenant, status, created_at);"
	"create index run_flow_status on run(flow, status, created_at)";

static void must_sql(sqlite3 *db, const char *sql)
{
	if (sqlite3_exec(db, sql, NULL, NULL, NULL)) {
		fprintf(stderr, "bench_year: %s\n", sqlite3_errmsg(db));
		exit(1);
	}
}

static void put_bare(sqlite3_stmt *q, int64_t i, int flows)
{
	int64_t at = INT64_C(1767225600000) + i / flows * 3 * MS_PER_HOUR;
	const int64_t values[] = { i + 1, 1, i % flows, 1,     0, at, at, at,
		                   at,    0, 120,       18600, 1, 1,  at };

	for (size_t k = 0; k < ARRAY_LEN(values); k++)
		sqlite3_bind_int64(q, (int)k + 1, values[k]);
	sqlite3_step(q);
	sqlite3_reset(q);
}

/* This thread's CPU time so far. */
static double own_cpu_seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Stores so many rows; the CPU time that it took. */
static double bare_rows(int64_t count, int flows)
{
	double start = own_cpu_seconds();
	sqlite3 *db = NULL;
	sqlite3_stmt *q = NULL;

	sqlite3_open_v2(":memory:", &db,
	                SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX,
	                NULL);
	must_sql(db, bare_schema);
	sqlite3_prepare_v2(
		db,
		"insert into run values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,"
		" null, ?, ?, null)",
		-1, &q, NULL);
	for (int64_t i = 0; i < count; i++) {
		if (i % BATCH == 0)
			must_sql(db, i ? "commit; begin" : "begin");
		put_bare(q, i, flows);
	}
	must_sql(db, "commit");
	sqlite3_finalize(q);
	sqlite3_close(db);
	return own_cpu_seconds() - start;
}

static void write_bare(const char *path, const struct buf *bytes)
{
	AUTO(file_drop) struct newfile file = { .fd = -1 };
	struct err e = { 0 };

	if (file_create(path, &file, &e) < 0 ||
	    file_append(&file, bytes->data, bytes->size, &e) < 0 ||
	    file_commit(&file, FILE_NO_SYNC, &e) < 0) {
		fprintf(stderr, "bench_year: %s\n", e.text);
		exit(1);
	}
}

/* As many files in as many folders; the text of each is the same. */
static double bare_files(const struct mock *m, int64_t count, size_t size)
{
	AUTO(buf_release) struct buf bytes = { 0 };
	int64_t start;

	while (bytes.size < size)
		buf_add_str(&bytes,
		            JSON({"id":"one line of JSON, as long as any other"}) "\n");
	start = vtime_monotonic_ns();
	for (int64_t i = 0; i < count; i++) {
		AUTO_MEM char *path = mem_printf("%s/bare/%lld/%lld/part.json", m->folder,
		                                 (long long)(i % WRITERS), (long long)i);

		write_bare(path, &bytes);
	}
	return seconds_since(start);
}

/* ---------------------------------------------------------------- reads meanwhile */

struct way {
	struct mock mock; /* with a client of its own */
	int64_t days;
	struct year year;
	atomic_bool over;
};

static void *walk(void *ctx)
{
	struct way *w = ctx;

	w->year = pass(&w->mock, w->days);
	atomic_store(&w->over, true);
	return NULL;
}

static int by_size(const void *a, const void *b)
{
	const int64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static size_t read_pages(struct mock *m, struct way *w, int64_t *took)
{
	size_t count = 0;

	while (!atomic_load(&w->over) && count < READS) {
		int64_t start = vtime_monotonic_ns();
		struct mock_reply r = mock_ask(m, "GET", "/runs?limit=20", NULL);

		took[count++] = vtime_monotonic_ns() - start;
		must_be("the status of a page", r.status, 200);
		mock_reply_release(&r);
	}
	return count;
}

static void bench_reads(struct mock *m, int64_t days)
{
	struct way w = { .mock = *m, .days = days };
	AUTO(mem_free) int64_t *took = mem_alloc(READS * sizeof(*took));
	AUTO(mem_free) char *what = NULL;
	pthread_t thread;
	size_t count;

	w.mock.client = fetch_new();
	if (pthread_create(&thread, NULL, walk, &w))
		exit(1);
	count = read_pages(m, &w, took);
	pthread_join(thread, NULL);
	fetch_free(w.mock.client);
	must_be("runs of the time that is read in", w.year.fired, FLOWS * A_DAY * days);
	qsort(took, count, sizeof(*took), by_size);
	what = mem_printf("%zu pages of runs meanwhile, p50, ms", count);
	row(what, number((double)took[count / 2] / 1e6, 1), "", "");
	row("  p99, ms", number((double)took[count * 99 / 100] / 1e6, 1), "",
	    limit_at_most((double)took[count * 99 / 100] / 1e6, 50));
}

/* ---------------------------------------------------------------- the rows */

/* A picture of all runs; the best of some, for it is made in one piece. */
static double time_picture(struct mock *m)
{
	double best = 1e9;

	for (int i = 0; i < 5; i++) {
		int64_t start = vtime_monotonic_ns();
		struct mock_reply r = mock_ask(
			m, "GET",
			"/__admin/timeline?format=text&from=2026-01-01T00:00:00Z", NULL);
		double took = seconds_since(start);

		must_be("the status of a picture", r.status, 200);
		mock_reply_release(&r);
		best = took < best ? took : best;
	}
	return best;
}

static void check_counts(struct mock *m, const char *flow, int64_t runs)
{
	AUTO_MEM char *of_flow = mem_printf("/runs?count=true&property=flowId==%s", flow);

	must_be("runs counted", count_of(m, "/runs?count=true"), runs);
	must_be("runs that succeeded",
	        count_of(m, "/runs?count=true&property=metrics.statusSummary.status=="
	                    "success"),
	        runs);
	must_be("runs of a flow", count_of(m, of_flow), runs / FLOWS);
}

/* The wall time of a year, and what others see meanwhile. */
static void bench_rows(int64_t days)
{
	static const char *const args[] = { "--files", "off", NULL };
	AUTO(mem_free) char *flow = NULL;
	AUTO(mem_free) char *what = NULL;
	int64_t runs = FLOWS * A_DAY * days; /* and one of each flow at its creation */
	double peak;
	struct year y;
	struct mock m;

	mock_serve(&m, args);
	flow = make_flows(&m, FLOWS);
	y = pass(&m, days);
	must_be("runs fired", y.fired, runs);
	check_counts(&m, flow, runs + FLOWS);
	what = mem_printf("%lld runs of %d flows in %lld days, s", (long long)runs, FLOWS,
	                  (long long)days);
	row(what, number(y.wall, 2), "", "");
	row("  runs/s", number((double)runs / y.wall, 0), "", "");
	peak = (double)status_kib(&m, "VmHWM:") / 1024;
	row("  peak memory, MiB", number(peak, 1), "", limit_at_most(peak, 100));
	row("  a timeline of all of them, s", number(time_picture(&m), 2), "", "");
	bench_reads(&m, 2 * days);
	mock_end(&m);
}

/* ---------------------------------------------------------------- its CPU time */

/* One for each flow, which fails its hundredth run. */
static void arm_faults(struct mock *m)
{
	struct mock_reply r = mock_ask(m, "GET", "/flows?limit=100", NULL);
	AUTO(buf_release) struct buf body = { 0 };
	struct mock_reply armed;
	const cJSON *flow;
	int64_t n = 0, count = 0;

	cJSON_ArrayForEach(flow, json_get(r.body, "items")) {
		buf_printf(&body,
		           "%s{'fault':'f%lld','on':'run','nth':100,"
		           "'when':{'flow':'%s'},'do':{'fail':{}}}",
		           n ? "," : "[", (long long)n, json_str(flow, "id"));
		n++;
	}
	buf_add_char(&body, ']');
	armed = mock_ask(m, "POST", "/__admin/faults", buf_str(&body));
	json_int(armed.body, "armed", &count);
	must_be("faults armed", count, FLOWS);
	mock_reply_release(&armed);
	mock_reply_release(&r);
}

static double time_year(int64_t days, bool faulty)
{
	static const char *const args[] = { "--files", "off", NULL };
	struct year y;
	struct mock m;

	mock_serve(&m, args);
	free(make_flows(&m, FLOWS));
	if (faulty)
		arm_faults(&m);
	y = pass(&m, days);
	must_be("runs fired", y.fired, FLOWS * A_DAY * days);
	if (faulty)
		must_be("runs that failed",
		        count_of(&m, "/runs?count=true&property="
		                     "metrics.statusSummary.status==failed"),
		        A_DAY * days > 100 ? FLOWS : 0);
	mock_end(&m);
	return y.cpu;
}

static double lesser(double a, double b)
{
	return a < b ? a : b;
}

static void bench_cpu(int64_t days)
{
	double bare = 1e9, without = 1e9, with = 1e9;

	for (int i = 0; i < ROUNDS; i++) {
		bare = lesser(bare, bare_rows(FLOWS * A_DAY * days, FLOWS));
		without = lesser(without, time_year(days, false));
		with = lesser(with, time_year(days, true));
	}
	row("CPU time of such a year, s", number(without, 2), number(bare, 2), "");
	row("  of the bare loop's", number(without / bare, 2), "",
	    limit_at_most(without / bare, 2.2));
	row("with 100 faults on runs, s", number(with, 2), "", "");
	row("  of that without", number(with / without, 2), "",
	    limit_at_most(with / without, 1.2));
}

/* ---------------------------------------------------------------- the files */

struct size {
	int64_t files, bytes;
};

static int add_size(void *ctx, const char *path UNUSED, uint64_t size,
                    struct err *e UNUSED)
{
	struct size *s = ctx;

	s->files++;
	s->bytes += (int64_t)size;
	return 0;
}

/* One on the files of each run that cuts them, and one that has them come late. */
static void arm_file_faults(struct mock *m)
{
	struct mock_reply armed = mock_ask(m, "POST", "/__admin/faults",
	                                   "[{'fault':'cut','on':'file','every':2,"
	                                   "'do':{'truncate':{}}},"
	                                   "{'fault':'late','on':'file','every':3,"
	                                   "'do':{'late':'1h'}}]");

	must_be("faults on files that were armed", armed.status, 201);
	mock_reply_release(&armed);
}

static double time_files(int64_t days, bool faulty)
{
	static const char *const args[] = { NULL };
	struct size size = { 0 };
	struct err e = { 0 };
	struct year y;
	struct mock m;

	mock_serve(&m, args);
	if (faulty)
		arm_file_faults(&m);
	free(make_flows(&m, WRITERS));
	y = pass(&m, days);
	if (file_walk(m.exports, add_size, &size, &e) < 0)
		must_be(e.text, -1, 0);
	must_be("files of runs", size.files, WRITERS * (A_DAY * days + 1));
	mock_end(&m);
	return y.cpu;
}

/* What faults cost the files of a month, half of which are cut and a third late. */
static void bench_struck_files(int64_t days)
{
	double without = 1e9, with = 1e9;

	for (int i = 0; i < ROUNDS; i++) {
		without = lesser(without, time_files(days, false));
		with = lesser(with, time_files(days, true));
	}
	row("CPU time of a twelfth of it, s", number(without, 2), "", "");
	row("  half of them cut, a third late, s", number(with, 2), "", "");
	row("  of that without", number(with / without, 2), "",
	    limit_at_most(with / without, STRUCK_MOST));
}

static void bench_files(int64_t days)
{
	static const char *const args[] = { NULL };
	AUTO(mem_free) char *what = NULL;
	int64_t runs = WRITERS * (A_DAY * days + 1);
	struct size size = { 0 };
	struct err e = { 0 };
	struct year y;
	struct mock m;
	double bare;

	mock_serve(&m, args);
	free(make_flows(&m, WRITERS));
	y = pass(&m, days);
	must_be("runs with files fired", y.fired, runs - WRITERS); /* but the first */
	if (file_walk(m.exports, add_size, &size, &e) < 0)
		must_be(e.text, -1, 0);
	must_be("files", size.files, runs);
	bare = bare_files(&m, size.files,
	                  (size_t)(size.bytes / (size.files + !size.files)));
	what = mem_printf("%lld runs of %d flows, each a file of %lld KB, s",
	                  (long long)runs, WRITERS,
	                  (long long)(size.bytes / (size.files + !size.files) / 1000));
	row(what, number(y.wall, 2), number(bare, 2), "");
	row("  of that CPU time, s", number(y.cpu, 2), "", "");
	row("  runs/s", number((double)runs / y.wall, 0), "", "");
	row("  files/s", number((double)size.files / y.wall, 0),
	    number((double)size.files / bare, 0), "");
	row("  peak memory, MiB", number((double)status_kib(&m, "VmHWM:") / 1024, 1), "",
	    "");
	mock_end(&m);
}

int main(int argc, char **argv)
{
	int64_t days = argc > 1 ? strtoll(argv[1], NULL, 10) : 365;

	if (days < 1)
		return fprintf(stderr, "bench_year: at least a day\n"), 2;
	row("a year of runs, every three hours", "flowmock", "bare loop", "limit");
	bench_rows(days);
	bench_cpu(days);
	bench_files(days);
	bench_struck_files(days / 12 + 1);
	return failures ? 1 : 0;
}
