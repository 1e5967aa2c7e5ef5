/*
 * show.c - a run for those who watch: each step, the metrics, the exported tree
 */
#include "harness/show.h"

#include "harness/report/human.h"
#include "lib/file/file.h"
#include "lib/mem.h"
#include "lib/str.h"

void show_step(void *ctx, const struct play *p)
{
	AUTO(mem_free) char *said = play_masked(p, buf_str(&p->said));

	fprintf(ctx, "%3zu. ", p->steps);
	human_put(said, ctx);
	fprintf(ctx, "%s\n", p->diffs.count ? "  (does not fit)" : "");
}

/* ---------------------------------------------------------------- runs */

/* In a column of so many bytes, "-" for none. */
static void show_text(const char *text, int width, FILE *to)
{
	AUTO(mem_free) char *column = mem_printf("%-*s", width, text ? text : "-");

	human_put(column, to);
}

static void show_number(const cJSON *run, const char *path, FILE *to)
{
	int64_t n;

	if (json_int(run, path, &n))
		fprintf(to, " %12lld", (long long)n);
	else
		fprintf(to, " %12s", "-");
}

static void show_runs(const cJSON *answer, FILE *to)
{
	const cJSON *run;

	fprintf(to, "\n%-36s  %-12s %12s %12s %12s\n", "run", "status", "records",
	        "files", "bytes");
	cJSON_ArrayForEach(run, json_get(answer, "items")) {
		const char *id = json_str(run, "id");
		const char *status = json_str(run, "metrics.statusSummary.status");

		show_text(id, 38, to);
		show_text(status, 12, to);
		show_number(run, "metrics.recordSummary.outputRecordCount", to);
		show_number(run, "metrics.fileSummary.outputFileCount", to);
		show_number(run, "metrics.sizeSummary.outputBytes", to);
		fputc('\n', to);
	}
}

static int show_metrics(struct target *t, FILE *to, struct err *e)
{
	struct call c;
	int rc;

	target_call(t, "GET", "/runs?limit=100", &c);
	rc = target_send(t, &c, e);
	if (rc == 0 && c.json)
		show_runs(c.json, to);
	call_release(&c);
	return rc;
}

/* ---------------------------------------------------------------- the tree */

struct tree {
	FILE *to;
	struct buf shown; /* the folder whose name was printed last */
	uint64_t files, bytes;
};

/* Prints the folders of the path that differ from the last ones, then the name. */
static int show_file(void *ctx, const char *relative, uint64_t size, struct err *e UNUSED)
{
	struct tree *t = ctx;
	struct str rest = str_of(relative), part;
	bool same = true;
	size_t at = 0;
	int depth = 1;

	while (str_split(&rest, '/', &part)) {
		size_t end = at + part.size + 1;

		if (!rest.at) {
			fprintf(t->to, "%*s%.*s  %llu bytes\n", 2 * depth, "",
			        (int)part.size, part.at, (unsigned long long)size);
			break;
		}
		same = same && t->shown.size >= end &&
		       !memcmp(buf_str(&t->shown) + at, relative + at, end - at);
		if (!same)
			fprintf(t->to, "%*s%.*s/\n", 2 * depth, "", (int)part.size,
			        part.at);
		at = end;
		depth++;
	}
	buf_clear(&t->shown);
	buf_add(&t->shown, relative, at);
	t->files++;
	t->bytes += size;
	return 0;
}

static int show_tree(const char *root, FILE *to, struct err *e)
{
	struct tree t = { .to = to };
	int rc;

	fprintf(to, "\n%s/\n", root);
	if (!file_is_dir(root))
		return 0;
	rc = file_walk(root, show_file, &t, e);
	fprintf(to, "%llu file%s, %llu bytes\n", (unsigned long long)t.files,
	        t.files == 1 ? "" : "s", (unsigned long long)t.bytes);
	buf_release(&t.shown);
	return rc;
}

int show_outcome(struct target *t, FILE *to, struct err *e)
{
	const char *root = target_exports(t);

	if (show_metrics(t, to, e) < 0)
		return -1;
	if (root && !target_lacks(t, CAN_FILES))
		return show_tree(root, to, e);
	return 0;
}
