/*
 * kill_faults.c - kills a server while faults strike its runs and their files
 *
 * A history is a flow of two datasets with manifests, under faults of every kind on its
 * runs and files, and some moves of the clock to given times.  Each history is killed in
 * one move, recovers and makes that move again: its runs, its files, byte by byte, and
 * its receipts are those of the history that is not killed.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/file/file.h"
#include "lib/hash.h"
#include "lib/mem.h"
#include "lib/str.h"
#include "lib/vtime.h"
#include "tests/crash/bodies.h"
#include "tests/crash/calls.h"
#include "tests/crash/deadline.h"
#include "tests/crash/invariants.h"
#include "tests/crash/tally.h"
#include "tests/support/quoted.h"

#define PARTIAL(dataset) JSON({"partial":[dataset]})
#define FAULT            JSON({"fault":"%c","on":"%s","probability":%g,"do":%s})

/* What each fault does, and how often; they are called a, b, … in this order. */
static const struct {
	const char *on, *does;
	double chance;
} damages[] = {
	/* clang-format off */
	{ "run", JSON({"fail":{"afterFiles":2}}), 0.1 },
	{ "run", PARTIAL(DATASET_DEVICES), 0.1 },
	{ "run", JSON({"skip-records":3}), 0.2 },
	{ "run", JSON({"stuck":"2h"}), 0.1 },
	{ "run", JSON({"run-late":"20m"}), 0.1 },
	{ "run", JSON({"missed":{}}), 0.1 },
	{ "run", JSON({"queued":"10m"}), 0.1 },
	{ "run", JSON({"run-twice":{}}), 0.1 },
	{ "run", JSON({"credentials-expired":{}}), 0.1 },
	{ "run", JSON({"disk-full":2}), 0.1 },
	{ "run", JSON({"metrics-lie":{"member":"outputRecordCount","by":5}}), 0.1 },
	{ "file", JSON({"truncate":{}}), 0.2 },
	{ "file", JSON({"flip":{}}), 0.2 },
	{ "file", JSON({"duplicate-rows":{}}), 0.2 },
	{ "file", JSON({"wrong-schema":{}}), 0.2 },
	{ "file", JSON({"missing":{}}), 0.1 },
	{ "file", JSON({"torn":{}}), 0.3 },
	{ "file", JSON({"wrong-folder":{}}), 0.1 },
	{ "file", JSON({"late":"4h"}), 0.2 },
	{ "file", JSON({"manifest":"wrong-size"}), 0.3 },
	{ "file", JSON({"manifest":{"how":"early","for":"2h"}}), 0.2 },
};
/* clang-format on */

static const char *const moves[] = {
	"2026-01-01T03:00:00Z", "2026-01-01T06:00:00Z", "2026-01-01T12:00:00Z",
	"2026-01-01T15:00:00Z", "2026-01-02T01:00:00Z", "2026-01-02T12:00:00Z",
	"2026-01-03T00:00:00Z",
};

static const uint32_t calls[] = { CALL_ALL,   CALL_ALL,    CALL_WRITE,  CALL_PWRITE,
	                          CALL_FSYNC, CALL_RENAME, CALL_CREATE, CALL_UNLINK,
	                          CALL_MKDIR, CALL_RMDIR };

struct history {
	struct server server;
	struct findings findings;
	struct buf left; /* files and receipts at its end */
	int64_t paces[ARRAY_LEN(moves)];
};

/* ---------------------------------------------------------------- asking */

static void note_answer(struct history *y, const struct question *q,
                        const struct answer *a)
{
	if (a->status < 200 || a->status > 299)
		broken(&y->findings, INV_ALIVE, "%s %s: %d %.200s", q->method, q->path,
		       a->status, a->text);
}

/* The id of what was made; "" where it was not. */
static char *make(struct history *y, const char *path, const char *body)
{
	const struct question q = { "POST", path, body, NULL };
	struct answer a = server_ask(&y->server, &q);
	const char *id = json_str(a.body, "id");
	char *out = mem_strdup(id ? id : "");

	note_answer(y, &q, &a);
	answer_release(&a);
	return out;
}

/* The sort that has two datasets and manifests. */
static const struct flow_sort *listed_sort(void)
{
	uint64_t h = 0;

	while (!strstr(flow_sort(h)->format, "Manifest"))
		h++;
	return flow_sort(h);
}

static void arm(struct history *y)
{
	AUTO(buf_release) struct buf all = { 0 };

	for (size_t i = 0; i < ARRAY_LEN(damages); i++)
		buf_printf(&all, "%s" FAULT, i ? "," : "[", (char)('a' + i),
		           damages[i].on, damages[i].chance, damages[i].does);
	buf_add_char(&all, ']');
	free(make(y, "/__admin/faults", buf_str(&all)));
}

static void set_up(struct history *y)
{
	const struct flow_sort *sort = listed_sort();
	AUTO(mem_free) char *base = NULL, *source = NULL, *target = NULL, *flow = NULL;
	AUTO(mem_free) char *from = source_body(sort), *to = NULL, *body = NULL;

	arm(y);
	free(make(y, "/__admin/partitions", JSON({"partitions":3})));
	base = make(y, "/connections", sort->base);
	source = make(y, "/sourceConnections", from);
	to = target_body(sort, base, "folder");
	target = make(y, "/targetConnections", to);
	body = flow_body(sort, source, target, "flow");
	flow = make(y, "/flows", body);
}

static bool start(struct history *y)
{
	int end = server_start(&y->server, NULL, NULL);

	if (end != END_UP)
		broken(&y->findings, INV_START, "it ended with %d", end);
	else
		check_tidy(&y->server, &y->findings);
	return end == END_UP;
}

static bool move(struct history *y, size_t i, const struct blow *blow)
{
	AUTO(mem_free) char *body = mem_printf(JSON({"set":"%s"}), moves[i]);
	const struct question q = { "POST", "/__admin/clock", body, NULL };
	struct answer a;
	int64_t began = vtime_monotonic_ns();

	if (blow) {
		a = server_ask_and_kill(&y->server, &q, blow);
		answer_release(&a);
		if (!start(y))
			return false;
	}
	a = server_ask(&y->server, &q);
	note_answer(y, &q, &a);
	answer_release(&a);
	y->paces[i] = vtime_monotonic_ns() - began;
	return true;
}

/* ---------------------------------------------------------------- what is left */

static int note_file(void *ctx, const char *path, uint64_t size, struct err *e)
{
	struct history *y = ctx;
	AUTO(mem_free) char *whole = mem_printf("%s/%s", y->server.exports, path);
	AUTO(buf_release) struct buf bytes = { 0 };

	if (file_read(whole, SIZE_MAX, &bytes, e) < 0)
		return -1;
	buf_printf(&y->left, "%s %" PRIu64 " %016" PRIx64 "\n", path, size,
	           hash_bytes(0, bytes.data, bytes.size));
	return 0;
}

static void note_answered(struct history *y, const char *path)
{
	const struct question q = { "GET", path, NULL, NULL };
	struct answer a = server_ask(&y->server, &q);

	note_answer(y, &q, &a);
	buf_printf(&y->left, "%s\n", a.text);
	answer_release(&a);
}

/* What the fault has matched, and its receipts. */
static void note_fault(struct history *y, char name)
{
	AUTO(mem_free) char *path = mem_printf("/__admin/faults/%c", name);

	note_answered(y, path);
}

static void note_left(struct history *y)
{
	struct err e = { 0 };

	if (file_walk(y->server.exports, note_file, y, &e) < 0)
		broken(&y->findings, INV_MISSING, "%s", e.text);
	note_answered(y, "/runs?limit=100");
	for (size_t i = 0; i < ARRAY_LEN(damages); i++)
		note_fault(y, (char)('a' + i));
}

/* The first line of *y that is another than in the history without a kill. */
static void compare(struct history *y, const struct history *whole)
{
	struct str found = { buf_str(&y->left), y->left.size };
	struct str wanted = { buf_str(&whole->left), whole->left.size };
	struct str is, was;

	while (str_split(&wanted, '\n', &was)) {
		if (!str_split(&found, '\n', &is))
			is = (struct str){ "", 0 };
		if (is.size == was.size && !memcmp(is.at, was.at, is.size))
			continue;
		broken(&y->findings, INV_SAME, "%.*s instead of %.*s",
		       (int)(is.size < 180 ? is.size : 180), is.at,
		       (int)(was.size < 180 ? was.size : 180), was.at);
		return;
	}
}

/* ---------------------------------------------------------------- histories */

static void play(struct history *y, size_t killed, const struct blow *blow)
{
	bool up;

	server_open(&y->server);
	up = start(y);
	if (up)
		set_up(y);
	for (size_t i = 0; up && i < ARRAY_LEN(moves); i++)
		up = move(y, i, blow && i == killed ? blow : NULL);
	if (up)
		note_left(y);
	if (up && server_stop(&y->server) != 0)
		broken(&y->findings, INV_ALIVE, "SIGTERM does not end it in good order");
}

static void end(struct history *y)
{
	server_close(&y->server);
	buf_release(&y->left);
	buf_release(&y->findings.text);
}

static struct blow blow_of(uint64_t h, int64_t pace)
{
	const uint64_t most = UINT64_C(1) << hash_below(hash_with(h, 1), 10);

	if (hash_below(hash_with(h, 2), 3) == 0)
		return (struct blow){
			.how = BLOW_AFTER,
			.after_ns = (int64_t)hash_below(hash_with(h, 3),
			                                (uint64_t)pace * 5 / 4 + 1),
		};
	return (struct blow){
		.how = BLOW_AT_CALL,
		.calls = calls[hash_below(hash_with(h, 4), ARRAY_LEN(calls))],
		.at = 1 + hash_below(hash_with(h, 5), most),
	};
}

static void run_history(uint64_t seed, int64_t i, const struct history *whole,
                        struct tally *tally)
{
	const uint64_t h = hash_with(hash_text(seed, "faults"), (uint64_t)i);
	const size_t killed = hash_below(hash_with(h, 6), ARRAY_LEN(moves));
	const struct blow blow = blow_of(h, whole->paces[killed]);
	AUTO(mem_free) char *what = NULL;
	AUTO(mem_free) char *again = NULL;
	struct history y = { 0 };

	play(&y, killed, &blow);
	compare(&y, whole);
	what = mem_printf("history %" PRId64 ": killed in the move to %s", i,
	                  moves[killed]);
	again = mem_printf("SEED=%" PRIu64 " FROM=%" PRId64 " COUNT=1 %s", seed, i,
	                   program_invocation_name);
	tally_add(tally, &y.findings, what, again);
	end(&y);
}

int main(void)
{
	const uint64_t seed = (uint64_t)setting("SEED", 1);
	const int64_t from = setting("FROM", 0), count = setting("COUNT", 100);
	struct tally tally = {
		.name = "a kill changes no faulted run, no damaged file and no receipt"
	};
	struct history whole = { 0 };
	int64_t i = from;
	bool well;

	deadline_set(setting("SECONDS", 3600));
	play(&whole, 0, NULL);
	tally_add(&tally, &whole.findings, "nothing is killed", "any history");
	for (; i - from < count && !deadline_is_over(); i++)
		run_history(seed, i, &whole, &tally);
	well = tally_end(&tally) && i > from;
	if (i == from)
		printf("not ok a history is played: none was before the time was over\n");
	end(&whole);
	return deadline_status(well);
}
