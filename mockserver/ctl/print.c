/*
 * print.c - answers of /__admin/ in lines for a person
 *
 * What an answer lacks is printed as a dash: it may come from another release.
 */
#include "mockserver/ctl/ctl.h"

#include "lib/str.h"

static const char *text(const cJSON *of, const char *path)
{
	const char *found = json_str(of, path);

	return found ? found : "-";
}

static long long number(const cJSON *of, const char *path)
{
	int64_t found;

	return json_int(of, path, &found) ? found : 0;
}

void ctl_print_health(const cJSON *answer, struct buf *out)
{
	buf_printf(out, "%s: flowmock %s, clock %s, contract %s, auth %s\n",
	           text(answer, "status"), text(answer, "version"), text(answer, "clock"),
	           text(answer, "contract"), text(answer, "auth"));
	buf_printf(out, "files go to %s\n", text(answer, "exportRoot"));
}

void ctl_print_clock(const cJSON *answer, struct buf *out)
{
	buf_printf(out, "it is %s, the clock is %s\n", text(answer, "now"),
	           text(answer, "mode"));
}

/* ---------------------------------------------------------------- runs */

/* ": 7 success, 1 failed" of the runs that are listed. */
static void print_statuses(const cJSON *fired, struct buf *out)
{
	static const char *const statuses[] = { "success", "partialSuccess",
		                                "failed",  "inProgress",
		                                "queued",  "scheduled" };
	const char *lead = ": ";

	for (size_t i = 0; i < ARRAY_LEN(statuses); i++) {
		const cJSON *run;
		int count = 0;

		cJSON_ArrayForEach(run, fired) {
			count += !strcmp(text(run, "status"), statuses[i]);
		}
		if (!count)
			continue;
		buf_printf(out, "%s%d %s", lead, count, statuses[i]);
		lead = ", ";
	}
}

void ctl_print_moved(const cJSON *answer, struct buf *out)
{
	const cJSON *reached = json_get(answer, "reached");
	long long count = number(answer, "firedCount");

	buf_printf(out, "it is %s; %lld run%s fired", text(answer, "now"), count,
	           count == 1 ? "" : "s");
	if (!json_get(answer, "next"))
		print_statuses(json_get(answer, "fired"), out);
	buf_add_char(out, '\n');
	if (cJSON_IsFalse(reached))
		buf_add_str(out, "no run came to that status\n");
}

void ctl_print_fired(const cJSON *answer, struct buf *out)
{
	const cJSON *run;

	buf_printf(out, "%-24s  %-14s  %5s  %9s  %-36s  %s\n", "SCHEDULED", "STATUS",
	           "FILES", "RECORDS", "RUN", "FLOW");
	cJSON_ArrayForEach(run, json_get(answer, "fired")) {
		buf_printf(out, "%-24s  %-14s  %5lld  %9lld  %-36s  %s\n",
		           text(run, "scheduledAt"), text(run, "status"),
		           number(run, "files"), number(run, "records"),
		           text(run, "runId"), text(run, "flowId"));
	}
	if (json_get(answer, "next"))
		buf_printf(out, "more: %s\n", text(answer, "next"));
}

/* ---------------------------------------------------------------- settings, data */

void ctl_print_life(const cJSON *answer, struct buf *out)
{
	if (json_get(answer, "flowId"))
		buf_printf(out, "runs of flow %s live: %s\n", text(answer, "flowId"),
		           json_str(answer, "life") ? text(answer, "life")
		                                    : "as those of all flows");
	else
		buf_printf(out, "runs live: %s\n", text(answer, "life"));
}

void ctl_print_partitions(const cJSON *answer, struct buf *out)
{
	if (json_str(answer, "partitions"))
		buf_printf(out, "part files of an export: %s\n",
		           text(answer, "partitions"));
	else
		buf_printf(out, "part files of an export: %lld\n",
		           number(answer, "partitions"));
}

void ctl_print_datasets(const cJSON *answer, struct buf *out)
{
	const cJSON *one, *file;

	buf_printf(out, "%-24s  %-11s  %9s  %7s  %s\n", "DATASET", "BEHAVIOR", "ARRIVED",
	           "BATCHES", "NAME");
	cJSON_ArrayForEach(one, json_get(answer, "datasets")) {
		buf_printf(out, "%-24s  %-11s  %9lld  %7lld  %s\n", text(one, "id"),
		           text(one, "behavior"), number(one, "recordsArrived"),
		           number(one, "batches"), text(one, "name"));
		cJSON_ArrayForEach(file, json_get(one, "refusedFiles")) {
			buf_printf(out, "  refused: %s: %s\n", text(file, "file"),
			           text(file, "reason"));
		}
	}
}

void ctl_print_batch(const cJSON *answer, struct buf *out)
{
	buf_printf(out, "batch %s: %lld records for %s, arrived from %s until %s\n",
	           text(answer, "batchId"), number(answer, "records"),
	           text(answer, "datasetId"), text(answer, "arrivedFrom"),
	           text(answer, "arrivedUntil"));
}

void ctl_print_reset(const cJSON *answer UNUSED, struct buf *out)
{
	buf_add_str(out, "all is as at the start\n");
}

/* ---------------------------------------------------------------- faults */

/* `on` is a text, or a list of them. */
static void print_on(const cJSON *on, struct buf *out)
{
	const cJSON *one;
	size_t n = 0;

	if (cJSON_IsString(on)) {
		buf_add_str(out, on->valuestring);
		return;
	}
	cJSON_ArrayForEach(one, on) {
		if (cJSON_IsString(one))
			buf_printf(out, "%s%s", n++ ? ", " : "", one->valuestring);
	}
}

static void print_fault_head(struct buf *out)
{
	buf_printf(out, "%-24s  %7s  %7s  %9s  %8s  %s\n", "FAULT", "MATCHED", "FIRED",
	           "EFFECTIVE", "SHADOWED", "ON");
}

static void print_fault_row(const cJSON *one, struct buf *out)
{
	buf_printf(out, "%-24s  %7lld  %7lld  %9lld  %8lld  ", text(one, "fault"),
	           number(one, "matched"), number(one, "fired"), number(one, "effective"),
	           number(one, "shadowed"));
	print_on(json_get(one, "on"), out);
	buf_add_char(out, '\n');
}

void ctl_print_faults(const cJSON *answer, struct buf *out)
{
	const cJSON *one;

	print_fault_head(out);
	cJSON_ArrayForEach(one, json_get(answer, "faults")) {
		print_fault_row(one, out);
	}
}

/* "  2026-01-01T00:00:00Z  request 2, FLOW_LIST: answered 429 …", or of a run or file. */
static void print_receipt(const cJSON *receipt, struct buf *out)
{
	const char *operation = json_str(receipt, "operation"),
		   *file = json_str(receipt, "file");

	buf_printf(out, "  %s  ", text(receipt, "at"));
	if (operation)
		buf_printf(out, "request %lld, %s: ", number(receipt, "request"),
		           operation);
	else
		buf_printf(out, "run %s%s%s: ", text(receipt, "run"), file ? ", " : "",
		           file ? file : "");
	buf_printf(out, "%s\n", text(receipt, "done"));
}

void ctl_print_fault(const cJSON *answer, struct buf *out)
{
	const char *why = json_str(answer, "nearest.why");
	const cJSON *receipt;

	print_fault_head(out);
	print_fault_row(answer, out);
	if (why)
		buf_printf(out, "  nearest was request %lld: %s\n",
		           number(answer, "nearest.request"), why);
	cJSON_ArrayForEach(receipt, json_get(answer, "receipts")) {
		print_receipt(receipt, out);
	}
}

/* "1 fault", "2 faults" */
static void print_count(long long count, const char *what, struct buf *out)
{
	buf_printf(out, "%lld %s%s", count, what, count == 1 ? "" : "s");
}

void ctl_print_armed(const cJSON *answer, struct buf *out)
{
	const cJSON *note;

	print_count(number(answer, "armed"), "fault", out);
	buf_add_str(out, " armed\n");
	cJSON_ArrayForEach(note, json_get(answer, "notes")) {
		if (cJSON_IsString(note))
			buf_printf(out, "%s\n", note->valuestring);
	}
}

void ctl_print_cleared(const cJSON *answer, struct buf *out)
{
	print_count(number(answer, "cleared"), "fault", out);
	buf_add_str(out, " cleared\n");
}

void ctl_print_released(const cJSON *answer, struct buf *out)
{
	buf_printf(out, "released: %lld\n", number(answer, "released"));
}

void ctl_print_fault_runs(const cJSON *answer, struct buf *out)
{
	const cJSON *run, *receipt;

	if (!cJSON_GetArraySize(json_get(answer, "runs")))
		buf_add_str(out, "no fault has struck a run or file\n");
	cJSON_ArrayForEach(run, json_get(answer, "runs")) {
		buf_printf(out, "%s  run %s of flow %s\n", text(run, "scheduledAt"),
		           text(run, "run"), text(run, "flow"));
		cJSON_ArrayForEach(receipt, json_get(run, "receipts")) {
			const char *file = json_str(receipt, "file");

			buf_printf(out, "  %s: %s%s%s\n", text(receipt, "fault"),
			           file ? file : "", file ? ": " : "",
			           text(receipt, "done"));
		}
	}
}

void ctl_print_fault_kinds(const cJSON *answer, struct buf *out)
{
	const cJSON *kind;

	cJSON_ArrayForEach(kind, json_get(answer, "kinds")) {
		buf_printf(out, "%-20s  %-12s  %s\n", text(kind, "name"),
		           text(kind, "family"), text(kind, "what"));
	}
}

/* ---------------------------------------------------------------- any answer */

/* What the mock says for a person; false for an answer of another form. */
static bool print_refusal(const cJSON *answer, struct buf *out)
{
	const char *message = json_str(answer, "errorMessage"),
		   *details = json_str(answer, "errorDetails");

	if (!message)
		return false;
	buf_printf(out, "flowmock ctl: %s\n", message);
	if (details && !str_starts(message, details))
		buf_printf(out, "%s\n", details);
	return true;
}

void ctl_print_answer(const struct exchange *x, ctl_print_fn *print, enum ctl_as as)
{
	AUTO(cJSON_Delete) cJSON *tree = NULL;
	AUTO(buf_release) struct buf text = { 0 };
	struct err not_json = { 0 };
	const bool well = x->status < 300, json = as == CTL_AS_JSON;

	if (json_parse(buf_str(&x->answer), x->answer.size, &tree, &not_json) < 0)
		buf_add_str(&text, buf_str(&x->answer));
	else if (well && print && !json)
		print(tree, &text);
	else if (well || json || !print_refusal(tree, &text))
		json_print_pretty(tree, &text);
	fprintf(well ? stdout : stderr, "%s%s", buf_str(&text),
	        str_ends(buf_str(&text), "\n") ? "" : "\n");
}

bool ctl_fell_short(const struct exchange *x)
{
	AUTO(cJSON_Delete) cJSON *tree = NULL;
	struct err not_json = { 0 };

	return json_parse(buf_str(&x->answer), x->answer.size, &tree, &not_json) == 0 &&
	       cJSON_IsFalse(json_get(tree, "reached"));
}
