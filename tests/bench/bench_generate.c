/*
 * bench_generate.c - how fast records are generated and written, in how much memory
 *
 *	bench_generate [ROWS]       a million by default
 *
 * The way of a run: a shipped dataset's reader feeds the file writer.  The first
 * line of each dataset only reads.  Each line is a process of its own, so that its
 * peak is its own too; "tenth" is the peak of another one that does a tenth of the
 * rows: memory is flat where the two are alike.
 */
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/mem.h"
#include "mockserver/data/dataset.h"
#include "mockserver/export/export.h"

static const struct {
	const char *name, *id;
} datasets[] = {
	{ "flat", "5ef3e3259ad2a1191ab7dd7d" },   /* AAM Devices Data */
	{ "nested", "65b1f00d0a1c4e2b9d7e3f01" }, /* Web Events */
};

static const struct kind {
	const char *name;
	bool written;
	struct export_options options;
} kinds[] = {
	{ "(read)", false, { 0 } },
	{ "JSON", true, { EXPORT_JSON, EXPORT_NONE, FILE_NO_SYNC } },
	{ "JSON+gzip", true, { EXPORT_JSON, EXPORT_GZIP, FILE_NO_SYNC } },
	{ "Parquet", true, { EXPORT_PARQUET, EXPORT_NONE, FILE_NO_SYNC } },
	{ "Parquet+gzip", true, { EXPORT_PARQUET, EXPORT_GZIP, FILE_NO_SYNC } },
};

/* What a process found, sent through a pipe. */
struct result {
	uint64_t rows, bytes;
	double seconds, peak_mib;
};

static void read_all(struct row_source *rows, struct export_stats *stats)
{
	struct err e = { 0 };
	const struct column *batch;
	int more;

	while ((more = rows->next(rows->ctx, &batch, &e)) > 0)
		stats->rows += batch->count;
	if (more < 0)
		fprintf(stderr, "bench_generate: %s\n", e.text);
}

static int measure(const struct kind *kind, const char *id, uint64_t rows,
                   struct result *out)
{
	AUTO(catalogue_close) struct catalogue *all = NULL;
	const struct dataset_view view = { .seed = 1, .zero = INT64_C(1767225600000) };
	struct err e = { 0 };
	AUTO(mem_free) char *folder = NULL;
	AUTO(mem_free) char *path = NULL;
	struct export_stats stats = { 0 };
	int64_t began;
	int wrote = 0;

	if (catalogue_open(NULL, &all, &e) < 0 ||
	    file_temp_dir("flowmock-bench-", &folder, &e) < 0)
		return fprintf(stderr, "bench_generate: %s\n", e.text), 1;
	path = mem_printf("%s/file", folder);
	began = vtime_monotonic_ns();
	{
		const struct dataset *d = catalogue_find(all, id);
		const struct dataset_window window = dataset_first(d, view, rows);
		AUTO(dataset_read_end) struct dataset_reader *reader = NULL;

		reader = dataset_read(d, view, &window, 0, rows);
		if (kind->written)
			wrote = export_file(path, &kind->options, dataset_rows(reader),
			                    &stats, &e);
		else
			read_all(dataset_rows(reader), &stats);
	}
	out->seconds = (double)(vtime_monotonic_ns() - began) / 1e9;
	out->rows = stats.rows;
	out->bytes = stats.bytes;
	if (wrote < 0 || file_remove_tree(folder, &e) < 0)
		return fprintf(stderr, "bench_generate: %s\n", e.text), 1;
	return 0;
}

/* Measures in a child; what it prints on stderr is all that a failure says. */
static int measure_apart(const struct kind *kind, const char *id, uint64_t rows,
                         struct result *out)
{
	struct rusage usage;
	int ends[2], status = 1;
	pid_t child;
	bool came;

	if (pipe(ends))
		return -1;
	child = fork();
	if (child == 0) {
		struct result r = { 0 };
		int rc = measure(kind, id, rows, &r);

		getrusage(RUSAGE_SELF, &usage);
		r.peak_mib = (double)usage.ru_maxrss / 1024;
		_exit(rc || write(ends[1], &r, sizeof(r)) != sizeof(r));
	}
	close(ends[1]);
	came = read(ends[0], out, sizeof(*out)) == sizeof(*out);
	close(ends[0]);
	if (child < 0 || waitpid(child, &status, 0) != child || status)
		return -1;
	return came ? 0 : -1;
}

static int print_line(size_t dataset, size_t kind, uint64_t rows)
{
	struct result tenth, whole;

	if (measure_apart(&kinds[kind], datasets[dataset].id, rows / 10, &tenth) < 0 ||
	    measure_apart(&kinds[kind], datasets[dataset].id, rows, &whole) < 0)
		return -1;
	printf("%-9s %-13s %9llu %12.0f %8.1f %10.1f %10.1f %10.1f\n",
	       datasets[dataset].name, kinds[kind].name, (unsigned long long)whole.rows,
	       (double)whole.rows / whole.seconds,
	       (double)whole.bytes / whole.seconds / 1e6, (double)whole.bytes / 1e6,
	       whole.peak_mib, tenth.peak_mib);
	fflush(stdout);
	return 0;
}

int main(int argc, char **argv)
{
	uint64_t rows = argc > 1 ? strtoull(argv[1], NULL, 10) : 1000000;

	printf("%-9s %-13s %9s %12s %8s %10s %10s %10s\n", "generated", "file", "rows",
	       "rows/s", "MB/s", "MB", "peak MiB", "tenth MiB");
	fflush(stdout);
	for (size_t i = 0; i < ARRAY_LEN(datasets) * ARRAY_LEN(kinds); i++) {
		if (print_line(i / ARRAY_LEN(kinds), i % ARRAY_LEN(kinds), rows) < 0)
			return 1;
	}
	return 0;
}
