/*
 * bench_jsonschema.c - how fast bodies are checked, and how fast they are read
 *
 * The yardstick is json_parse of the same body: a check that takes longer than
 * reading did would be felt in every request.  Then the CPU time that those schemas and
 * bodies take that are made to keep a check busy: each case is compiled and checked
 * once, and the slowest are printed.
 */
#include "lib/asset.h"
#include "lib/jsonschema/jsonschema.h"
#include "lib/mem.h"
#include "lib/vtime.h"
#include "tests/support/hard.h"
#include "tests/support/quoted.h"

#define ROUNDS     100000
#define WORST_MS   100 /* the limit of the slowest */
#define WORST_TOLD 5

static const struct row {
	const char *name, *file, *path, *body;
} rows[] = {
	/* clang-format off */
	{ "S3 auth", "specs/connections/amazon-s3.json", "authSpec[0].spec",
	  JSON({"s3AccessKey":"AKIA2345ABCDEFGHIJKL",
	       "s3SecretKey":"abcdefghijabcdefghijabcdefghijabcdefghij"}) },
	{ "S3 target", "specs/connections/amazon-s3.json", "targetSpec.spec",
	  JSON({"mode":"Server-to-server","bucketName":"your-bucket-name",
	       "path":"folder/subfolder","compression":"NONE",
	       "datasetFileType":"JSON","fileType":"JSON"}) },
	{ "S3 target, 4 faults", "specs/connections/amazon-s3.json", "targetSpec.spec",
	  JSON({"mode":"Server-to-server","bucketName":"Your bucket",
	       "compression":"ZIP","datasetFileType":5,"fileType":"JSON"}) },
	{ "create flow", "schemas/create-flow.json", "",
	  JSON({"name":"Export","description":"A dataset, every three hours",
	       "flowSpec":{"id":"269ba276-16fc-47db-92b0-c1049a3c131f","version":"1.0"},
	       "sourceConnectionIds":["12401496-2573-4ca7-8137-fef1aeb9dd4c"],
	       "targetConnectionIds":["5ef3e324-0525-4191-aa6a-466000000000"],
	       "transformations":[],
	       "scheduleParams":{"interval":3,"timeUnit":"hour"}}) },
};
/* clang-format on */

static double seconds_since(int64_t began)
{
	return (double)(vtime_monotonic_ns() - began) / 1e9;
}

static double parse_time(const char *body, struct err *e)
{
	int64_t began = vtime_monotonic_ns();

	for (int i = 0; i < ROUNDS; i++) {
		AUTO(cJSON_Delete) cJSON *v = NULL;

		if (json_parse(body, strlen(body), &v, e) < 0)
			return 0;
	}
	return seconds_since(began);
}

static double check_time(const struct jsonschema *s, const cJSON *doc, size_t *found)
{
	int64_t began = vtime_monotonic_ns();

	for (int i = 0; i < ROUNDS; i++) {
		AUTO(violations_release) struct violations all = { 0 };

		(void)jsonschema_check(s, doc, "", &all);
		*found = all.count;
	}
	return seconds_since(began);
}

static int print_line(const struct row *row, struct err *e)
{
	const struct asset *file = asset_find(row->file);
	AUTO(cJSON_Delete) cJSON *spec = NULL;
	AUTO(cJSON_Delete) cJSON *doc = NULL;
	AUTO(jsonschema_free) struct jsonschema *s = NULL;
	double parsing, checking, compiling;
	size_t found = 0;
	int64_t began;

	if (!file)
		return err_set(e, ERR_NOT_FOUND, "no asset '%s'", row->file);
	if (json_parse(file->data, file->size, &spec, e) < 0 ||
	    json_parse(row->body, strlen(row->body), &doc, e) < 0)
		return -1;
	began = vtime_monotonic_ns();
	if (jsonschema_new(json_at(spec, row->path), NULL, &s, e) < 0)
		return -1;
	compiling = seconds_since(began);
	parsing = parse_time(row->body, e);
	checking = check_time(s, doc, &found);
	printf("%-20s %10zu %12.0f %12.0f %9.0f %% %12.0f\n", row->name, found,
	       ROUNDS / checking, ROUNDS / parsing, 100 * checking / parsing,
	       compiling * 1e6);
	return 0;
}

struct hard_time {
	const char *name;
	double compile_ms, check_ms;
};

static double slower_of(const struct hard_time *t)
{
	return t->compile_ms > t->check_ms ? t->compile_ms : t->check_ms;
}

static int by_time(const void *left, const void *right)
{
	const double a = slower_of(left), b = slower_of(right);

	return (a < b) - (a > b);
}

static double cpu_ms(void)
{
	return (double)clock() * 1e3 / CLOCKS_PER_SEC;
}

static int read_hard(const struct hard_text *text, cJSON **out, struct err *e)
{
	AUTO(buf_release) struct buf whole = { 0 };

	if (!text->head)
		return 0;
	hard_write(text, 1, &whole);
	return json_parse(buf_str(&whole), whole.size, out, e);
}

static int time_hard(const struct hard *h, struct hard_time *out, struct err *e)
{
	AUTO(violations_release) struct violations all = { 0 };
	AUTO(jsonschema_free) struct jsonschema *s = NULL;
	AUTO(cJSON_Delete) cJSON *schema = NULL;
	AUTO(cJSON_Delete) cJSON *doc = NULL;
	struct err why = { 0 };
	double began;
	int rc;

	if (read_hard(&h->schema, &schema, e) < 0 || read_hard(&h->doc, &doc, e) < 0)
		return -1;
	out->name = h->name;
	began = cpu_ms();
	rc = jsonschema_new(schema, NULL, &s, &why);
	out->compile_ms = cpu_ms() - began;
	began = cpu_ms();
	if (rc == 0 && doc)
		(void)jsonschema_check(s, doc, "", &all);
	out->check_ms = cpu_ms() - began;
	return 0;
}

static int print_hard(struct err *e)
{
	AUTO(mem_free) struct hard_time *all = mem_alloc(hard_count * sizeof(*all));

	for (size_t i = 0; i < hard_count; i++) {
		if (time_hard(&hard_cases[i], &all[i], e) < 0)
			return -1;
	}
	qsort(all, hard_count, sizeof(*all), by_time);
	printf("\n%-40s %12s %12s\n", "made to be hard: the slowest", "compile ms",
	       "check ms");
	for (size_t i = 0; i < WORST_TOLD; i++)
		printf("%-40s %12.1f %12.1f\n", all[i].name, all[i].compile_ms,
		       all[i].check_ms);
	printf("%zu cases, the slowest %.0f ms of CPU; the limit is %d ms%s\n",
	       hard_count, slower_of(&all[0]), WORST_MS,
	       slower_of(&all[0]) > WORST_MS ? ": MISSED" : "");
	return 0;
}

int main(void)
{
	struct err e = { 0 };

	printf("%-20s %10s %12s %12s %11s %12s\n", "checked", "violations", "checks/s",
	       "parses/s", "of parsing", "compile us");
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		if (print_line(&rows[i], &e) < 0)
			return fprintf(stderr, "bench_jsonschema: %s\n", e.text), 1;
	}
	if (print_hard(&e) < 0)
		return fprintf(stderr, "bench_jsonschema: %s\n", e.text), 1;
	return 0;
}
