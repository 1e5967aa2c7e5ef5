/*
 * once_loop.c - kills and restarts a mock whose runs and files faults strike
 *
 * A history is a flow of two datasets that clients use, change and ask for runs, under
 * faults of every kind on its runs and files.  Between two events the mock may be stopped
 * and started; during one it may be killed at a call that writes, and during the start
 * after it.  Then faults stop and some days go by.  What lies in the files is judged by
 * once.h: each record once, but what receipts say.
 *
 * The mock is not a server here: a process of its own opens the state and dies.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/file/file.h"
#include "lib/mem.h"
#include "mockserver/runs/travel.h"
#include "mockserver/world/arming.h"
#include "tests/crash/deadline.h"
#include "tests/crash/fail_calls.h"
#include "tests/crash/once.h"
#include "tests/crash/tally.h"
#include "tests/support/quoted.h"

#define FAULTS     6 /* of a history, at most */
#define PARTITIONS 3
#define AFTERWARDS (3 * MS_PER_DAY)

/* What a fault is on and does; %s: a dataset's id. */
static const struct {
	const char *on, *does;
} deeds[] = {
	/* clang-format off */
	{ "run", JSON({"fail":{}}) },
	{ "run", JSON({"fail":{"afterFiles":2,"shape":"full"}}) },
	{ "run", JSON({"partial":{"datasets":["%s"],"message":"%s is away"}}) },
	{ "run", JSON({"skip-records":3}) },
	{ "run", JSON({"skip-records":"20%%"}) },
	{ "run", JSON({"stuck":"5h"}) },
	{ "run", JSON({"stuck":{}}) },
	{ "run", JSON({"run-late":"6m20s"}) },
	{ "run", JSON({"run-late":"P1DT1H"}) },
	{ "run", JSON({"missed":{}}) },
	{ "run", JSON({"queued":"1h"}) },
	{ "run", JSON({"run-twice":{}}) },
	{ "run", JSON({"dataset-gone":{}}) },
	{ "run", JSON({"credentials-expired":2}) },
	{ "run", JSON({"bucket-gone":1}) },
	{ "run", JSON({"disk-full":2}) },
	{ "run", JSON({"metrics-lie":{"member":"outputRecordCount","by":5}}) },
	{ "file", JSON({"missing":{}}) },
	{ "file", JSON({"empty":{}}) },
	{ "file", JSON({"truncate":{}}) },
	{ "file", JSON({"flip":{}}) },
	{ "file", JSON({"duplicate-rows":2}) },
	{ "file", JSON({"wrong-schema":{}}) },
	{ "file", JSON({"wrong-schema":{"how":"type"}}) },
	{ "file", JSON({"wrong-folder":{}}) },
	{ "file", JSON({"torn":{}}) },
	{ "file", JSON({"late":"40m"}) },
	{ "file", JSON({"late":"P1D"}) },
	{ "file", JSON([{"late":"7h"},{"torn":{}},{"duplicate-rows":1}]) },
	{ "file", JSON([{"duplicate-rows":3},{"truncate":{}}]) },
};
/* clang-format on */

/* When it does it. */
static const char *const rules[] = {
	/* clang-format off */
	JSON("nth":1),
	JSON("nth":[2,4]),
	JSON("every":2),
	JSON("every":3),
	JSON("probability":0.4),
	JSON("after":1,"times":2),
	JSON("probability":0.2,"per":"world"),
};
/* clang-format on */

static const uint32_t calls[] = { CALL_ALL,   CALL_ALL,    CALL_WRITE,  CALL_PWRITE,
	                          CALL_FSYNC, CALL_RENAME, CALL_CREATE, CALL_UNLINK,
	                          CALL_MKDIR, CALL_RMDIR };

static struct fail_control *control;
static struct {
	size_t runs, restarts, kills, doubled, lost, leftovers;
} total;

static void must(bool well, const char *what)
{
	if (well)
		return;
	fprintf(stderr, "tests/crash: %s: %m\n", what);
	abort();
}

/* ---------------------------------------------------------------- the faults */

static void put_deed(struct buf *text, const char *deed, const char *dataset)
{
	for (const char *c = deed; *c; c++) {
		if (*c == '%' && c[1] == 's')
			buf_add_str(text, dataset);
		else
			buf_add_char(text, *c);
		c += *c == '%';
	}
}

/* Its number, what it is on, its rule. */
#define FAULT JSON("fault":"f%zu","on":"%s",%s,"do":)

static cJSON *draw_faults(uint64_t h)
{
	const size_t count = 1 + hash_below(hash_with(h, 99), FAULTS);
	AUTO(buf_release) struct buf text = { 0 };
	cJSON *list = NULL;
	struct err e = { 0 };

	for (size_t i = 0; i < count; i++) {
		const uint64_t own = hash_with(h, i);
		const size_t deed = hash_below(hash_with(own, 2), ARRAY_LEN(deeds));

		buf_printf(&text, "%s{" FAULT, i ? "," : "[", i, deeds[deed].on,
		           rules[hash_below(hash_with(own, 1), ARRAY_LEN(rules))]);
		put_deed(&text, deeds[deed].does, stage_datasets[own % STAGE_DATASETS]);
		buf_add_char(&text, '}');
	}
	buf_add_char(&text, ']');
	must(json_parse(text.data, text.size, &list, &e) == 0, e.text);
	return list;
}

/* Faults stop, and some days go by. */
static void stop_faults(struct stage *s)
{
	struct world *w = &s->world;
	struct err e = { 0 };
	struct travel t;
	int more = 1;

	must(arming_clear(w, NULL, &e) == 0, e.text);
	must(travel_begin(w, clock_now(&w->clock) + AFTERWARDS, NULL, &t, &e) == 0,
	     e.text);
	while (more > 0)
		more = travel_step(&t, &e);
	must(more == 0, e.text);
}

/* ---------------------------------------------------------------- kills */

static void arm_kill(const struct stage *s, uint64_t h)
{
	const uint64_t most = UINT64_C(1) << hash_below(hash_with(h, 1), 9);
	AUTO(mem_free) char *real = realpath(s->folder, NULL);

	must(real != NULL, s->folder);
	snprintf(control->below, sizeof(control->below), "%s", real);
	control->visits = control->struck = 0;
	control->calls = calls[hash_below(hash_with(h, 2), ARRAY_LEN(calls))];
	control->at = 1 + hash_below(hash_with(h, 3), most);
	control->how = FAIL_BY_KILL;
}

/* Another process starts the mock and has the event happen; true: it was killed. */
static bool lives_elsewhere(struct stage *s, const struct event *event, uint64_t h)
{
	int status = 0;
	pid_t pid;

	fflush(stdout);
	arm_kill(s, h);
	pid = fork();
	must(pid >= 0, "fork");
	if (!pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		stage_start(s);
		history_happen(s, event, 1);
		stage_stop(s);
		_exit(0);
	}
	must(waitpid(pid, &status, 0) == pid, "waitpid");
	control->how = FAIL_NOTHING;
	if (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL)
		return true;
	must(WIFEXITED(status) && !WEXITSTATUS(status),
	     "the killed mock ended otherwise");
	return false;
}

/* Some events meet a mock that was restarted, or are done again after a kill. */
static void disturb(struct stage *s, const struct event *event)
{
	const uint64_t h = hash_with(hash_text(event->with, "disturb"), event->what);
	const uint64_t chance = hash_below(h, 8);

	if (chance > 3)
		return;
	stage_stop(s);
	if (chance < 2 && !history_is_noted(event)) {
		for (uint64_t k = 0; k <= chance; k++)
			total.kills += lives_elsewhere(s, event, hash_with(h, k));
	}
	stage_start(s);
	total.restarts++;
}

/* ---------------------------------------------------------------- histories */

static void note(const struct once *o)
{
	total.runs += o->run_count;
	total.doubled += o->doubled;
	total.lost += o->lost;
	total.leftovers += o->leftovers;
}

static void run_history(struct stage *s, uint64_t seed, int64_t i, struct tally *tally)
{
	const uint64_t h = hash_with(hash_text(seed, "once"), (uint64_t)i);
	const struct history y = history_draw(h);
	AUTO(cJSON_Delete) cJSON *faults = draw_faults(h);
	AUTO(mem_free) struct once *o = mem_alloc(sizeof(*o));
	AUTO(mem_free) char *text = json_text(faults);
	AUTO(mem_free) char *what = NULL, *again = NULL;
	struct findings f = { 0 };

	cJSON_Delete(s->world.start_faults);
	s->world.start_faults = json_copy(faults);
	history_live(s, &y, 1);
	once_begin(o, s);
	stop_faults(s);
	once_judge(o, &f);
	note(o);
	if (f.total)
		history_print(&y);
	what = mem_printf("history %" PRId64 ", with %s", i, text);
	again = mem_printf("SEED=%" PRIu64 " FROM=%" PRId64 " COUNT=1 %s", seed, i,
	                   program_invocation_name);
	tally_add(tally, &f, what, again);
	once_end(o);
	buf_release(&f.text);
	stage_start(s);
}

/* ---------------------------------------------------------------- the program */

/* Runs it again with its writing calls counted, and what says at which one it dies. */
static void begin_again(char **argv)
{
	AUTO(mem_free) char *self = realpath("/proc/self/exe", NULL);
	AUTO(mem_free) char *folder = realpath("/proc/self/exe", NULL);
	AUTO(mem_free) char *shim = NULL;
	int fd = memfd_create("control", 0);
	AUTO(mem_free) char *name = mem_printf("/proc/self/fd/%d", fd);

	must(fd >= 0 && ftruncate(fd, sizeof(*control)) == 0, "control");
	*strrchr(folder, '/') = '\0';
	shim = mem_printf("%s/fail_calls.so", folder);
	setenv("LD_PRELOAD", shim, 1);
	setenv("ASAN_OPTIONS", "verify_asan_link_order=0", 0);
	setenv(FAIL_CALLS_ENV, name, 1);
	execv(self, argv);
	must(false, self);
}

static void open_control(char **argv)
{
	const char *name = getenv(FAIL_CALLS_ENV);
	int fd;

	if (!name)
		begin_again(argv);
	fd = open(name, O_RDWR | O_CLOEXEC);
	must(fd >= 0, FAIL_CALLS_ENV);
	control = mmap(NULL, sizeof(*control), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	must(control != MAP_FAILED, FAIL_CALLS_ENV);
	close(fd);
}

int main(int argc UNUSED, char **argv)
{
	const uint64_t seed = (uint64_t)setting("SEED", 1);
	const int64_t from = setting("FROM", 0), count = setting("COUNT", 10000);
	struct tally tally = { .name = "each record is in one file, once faults stop" };
	struct stage s;
	int64_t i = from;
	bool well;

	open_control(argv);
	deadline_set(setting("SECONDS", 3600));
	stage_open_kept(&s, FILES_ON, PARTITIONS);
	s.before = disturb;
	for (; i - from < count && !deadline_is_over(); i++)
		run_history(&s, seed, i, &tally);
	stage_close(&s);
	printf("# %zu runs, %zu restarts, %zu kills; %zu records twice, %zu in damaged "
	       "files, %zu files of failed runs, as receipts say\n",
	       total.runs, total.restarts, total.kills, total.doubled, total.lost,
	       total.leftovers);
	well = tally_end(&tally) && i > from;
	if (i == from)
		printf("not ok a history is played: none was before the time was over\n");
	return deadline_status(well);
}
