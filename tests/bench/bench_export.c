/*
 * bench_export.c - how fast rows become files, and in how much memory
 *
 *	bench_export [ROWS [FOLDER [LINE]]]   a million rows, in a folder of its own;
 *	                                      LINE is one of the table's: flat-Parquet
 *
 * Rows are made before the clock starts, in batches that are given again and
 * again.  Each line is written ROUNDS times, each time by a process of its own, so
 * that its peak is its own too, and the fastest counts: what else the machine does
 * meanwhile should not, nor what earlier files leave for the disk to do.  "grew" is
 * how far the peak rose while the file was written; gzip-1 is --gzip single.
 * With a folder the files stay there, for another program to be measured on the same
 * rows.
 */
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/hash.h"
#include "lib/mem.h"
#include "lib/vtime.h"
#include "mockserver/export/export.h"
#include "tests/support/limit.h"
#include "tests/support/rows.h"

#define BATCHES    50
#define ROUNDS     3
#define BATCH_ROWS 5000 /* no row twice in a row group */

static const char *const cities[] = {
	"Amsterdam", "New York", "London", "Paris",
	"Tokyo",     "Berlin",   "Sydney", "Rio de Janeiro"
};

static void add_str(struct column *c, const char *text)
{
	column_add_str(c, text, strlen(text));
}

static void add_email(struct column *c, uint64_t v)
{
	char text[64];

	snprintf(text, sizeof(text), "user%u@example.com", (unsigned)(v % 100000));
	add_str(c, text);
}

/* Ten columns, as a table of orders has them. */
static void add_flat_row(struct column *row, uint64_t i)
{
	uint64_t h = hash_with(1, i);
	struct column *c = row->child;
	char uuid[UUID_TEXT];

	column_add_struct(row);
	add_str(&c[0], hash_uuid(h, uuid));
	column_add_i64(&c[1], INT64_C(1767225600000) + (int64_t)i * 977);
	column_add_i64(&c[2], (int64_t)(h >> 11));
	add_str(&c[3], cities[h % ARRAY_LEN(cities)]);
	column_add_i64(&c[4], (int64_t)hash_below(hash_mix(h), 10000000));
	column_add_i32(&c[5], (int32_t)(h % 10));
	column_add_double(&c[6], hash_unit(h));
	column_add_bool(&c[7], h & 1);
	column_add_i32(&c[8], 20454 + (int32_t)(h % 365));
	if (h % 8)
		add_email(&c[9], h);
	else
		column_add_null(&c[9]);
}

static void add_nested_row(struct column *row, uint64_t i)
{
	uint64_t h = hash_with(2, i);
	struct column *c = row->child, *items = &c[2], *item = &items->child[0];

	column_add_struct(row);
	column_add_i64(&c[0], (int64_t)(h >> 11));
	column_add_struct(&c[1]);
	add_email(&c[1].child[0], h);
	column_add_struct(&c[1].child[1]);
	add_str(&c[1].child[1].child[0], cities[h % ARRAY_LEN(cities)]);
	column_add_double(&c[1].child[1].child[1], hash_unit(h) * 180 - 90);
	for (uint64_t k = 0; k < h % 4; k++) {
		column_add_struct(item);
		column_add_i64(&item->child[0],
		               (int64_t)hash_below(hash_with(h, k), 100000));
		column_add_i32(&item->child[1], (int32_t)k);
	}
	column_add_list(items);
	for (uint64_t k = 0; k < h % 3; k++) {
		add_str(&c[3].child[0], k ? "source" : "channel");
		add_str(&c[3].child[1], cities[k]);
	}
	column_add_list(&c[3]);
}

static const struct shape {
	const char *name, *schema;
	void (*add)(struct column *row, uint64_t i);
	double members_faster; /* than a single member, at least */
} shapes[] = {
	{ "flat",
	  "id string!, at timestamp!, customer int64!, city string, amount decimal(12,2),"
	  "quantity int32, score double, active bool, day date, email string",
	  add_flat_row, 1.6 },
	{ "nested",
	  "id int64!, person {email string, home {city string, latitude double}},"
	  "items [{sku int64, quantity int32}], labels <string>",
	  add_nested_row, 1.5 },
};

enum { JSON_SINGLE = 2 };

static const struct {
	const char *name;
	struct export_options options;
} kinds[] = {
	{ "JSON", { EXPORT_JSON, EXPORT_NONE, FILE_NO_SYNC } },
	{ "JSON+gzip", { EXPORT_JSON, EXPORT_GZIP, FILE_NO_SYNC } },
	[JSON_SINGLE] = { "JSON+gzip-1",
	                  { EXPORT_JSON, EXPORT_GZIP, FILE_NO_SYNC, EXPORT_SINGLE } },
	{ "Parquet", { EXPORT_PARQUET, EXPORT_NONE, FILE_NO_SYNC } },
	{ "Parquet+gzip", { EXPORT_PARQUET, EXPORT_GZIP, FILE_NO_SYNC } },
};

static long peak_kib(void)
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	return usage.ru_maxrss;
}

static double cpu_seconds(void)
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
	       (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

/* What a round tells its parent. */
struct result {
	uint64_t rows, bytes;
	double seconds, cpu_seconds;
	long peak_kib, grew_kib;
};

static int write_once(const struct shape *shape, size_t kind, size_t times,
                      const char *path, struct result *out)
{
	struct export_stats stats;
	struct err e = { 0 };
	struct rows r;
	int64_t began;
	double cpu;

	rows_init(&r, shape->schema);
	for (uint64_t i = 0; i < BATCHES * BATCH_ROWS; i++) {
		if (i && i % BATCH_ROWS == 0)
			rows_cut(&r);
		shape->add(&r.batch[r.batch_count - 1], i);
	}
	unlink(path); /* of the round before */
	sync();
	out->grew_kib = -peak_kib();
	cpu = cpu_seconds();
	began = vtime_monotonic_ns();
	if (export_file(path, &kinds[kind].options, rows_source(&r, times), &stats, &e) <
	    0) {
		fprintf(stderr, "%s\n", e.text);
		return 1;
	}
	out->seconds = (double)(vtime_monotonic_ns() - began) / 1e9;
	out->cpu_seconds = cpu_seconds() - cpu;
	out->peak_kib = peak_kib();
	out->grew_kib += out->peak_kib;
	out->rows = stats.rows;
	out->bytes = stats.bytes;
	rows_release(&r);
	return 0;
}

static void show(const char *shape, const char *kind, const struct result *r)
{
	printf("%-7s %-13s %9llu %12.0f %8.1f %10.1f %10.1f %8.1f\n", shape, kind,
	       (unsigned long long)r->rows, (double)r->rows / r->seconds,
	       (double)r->bytes / r->seconds / 1e6, (double)r->bytes / 1e6,
	       (double)r->peak_kib / 1024, (double)r->grew_kib / 1024);
	fflush(stdout);
}

/* What --gzip members is of --gzip single, which is the line after its own. */
static void show_members(const struct shape *shape, const struct result *members)
{
	const struct result *single = members + 1;
	double faster = single->cpu_seconds / members->cpu_seconds;
	double larger = (double)members->bytes / (double)single->bytes;

	if (!members->rows || !single->rows)
		return;
	printf("%-7s members of single: CPU time %.2f x as short, %s; bytes %.2f x, %s\n",
	       shape->name, faster, limit_at_least(faster, shape->members_faster), larger,
	       limit_at_most(larger, 1));
}

/* `shared` is where children leave what they measured; the best goes to `out`. */
static int run(size_t line, uint64_t rows, const char *folder, struct result *shared,
               struct result *out)
{
	const struct shape *shape = &shapes[line / ARRAY_LEN(kinds)];
	size_t kind = line % ARRAY_LEN(kinds), times = rows / (BATCHES * BATCH_ROWS);
	const struct export_options *o = &kinds[kind].options;
	AUTO(buf_release) struct buf path = { 0 };
	struct result best = { 0 };

	buf_printf(&path, "%s/%s.", folder, shape->name);
	format_put_extension(&path, o->format, o->codec);
	for (int i = 0; i < ROUNDS; i++) {
		pid_t child = fork();
		int status = 1;

		if (child == 0)
			_exit(write_once(shape, kind, times ? times : 1, buf_str(&path),
			                 shared));
		if (child < 0 || waitpid(child, &status, 0) < 0 || status)
			return 1;
		if (!i || shared->seconds < best.seconds)
			best = *shared;
	}
	show(shape->name, kinds[kind].name, &best);
	*out = best;
	if (kind == JSON_SINGLE)
		show_members(shape, out - 1);
	return 0;
}

static bool is_asked_for(size_t line, const char *name)
{
	AUTO_MEM char *own = mem_printf("%s-%s", shapes[line / ARRAY_LEN(kinds)].name,
	                                kinds[line % ARRAY_LEN(kinds)].name);

	return !name || !strcmp(name, own);
}

int main(int argc, char **argv)
{
	uint64_t rows = argc > 1 ? strtoull(argv[1], NULL, 10) : 1000000;
	AUTO(mem_free) char *folder = argc > 2 ? mem_strdup(argv[2]) : NULL;
	struct result *shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE,
	                             MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	struct err e = { 0 };
	struct result all[ARRAY_LEN(shapes) * ARRAY_LEN(kinds)] = { 0 };
	int failed = 0;

	if (shared == MAP_FAILED)
		return perror("mmap"), 1;
	if (!folder && file_temp_dir("flowmock-bench-", &folder, &e) < 0)
		return fprintf(stderr, "%s\n", e.text), 1;
	printf("%-7s %-13s %9s %12s %8s %10s %10s %8s\n", "rows", "file", "rows",
	       "rows/s", "MB/s", "MB", "peak MiB", "grew MiB");
	fflush(stdout);
	for (size_t i = 0; i < ARRAY_LEN(shapes) * ARRAY_LEN(kinds); i++) {
		if (is_asked_for(i, argc > 3 ? argv[3] : NULL))
			failed |= run(i, rows, folder, shared, &all[i]);
	}
	if (argc <= 2 && file_remove_tree(folder, &e) < 0)
		return fprintf(stderr, "%s\n", e.text), 1;
	return failed;
}
