/*
 * pool.c - scenarios played by several processes at once
 *
 * A worker and this process talk over a socket pair; structs go as they are, for both run
 * one program.  To a worker: the index of a scenario.  From it: a struct err, all zero
 * when its target is open; then a result for each index.
 */
#include "harness/run/pool.h"

#include "lib/mem.h"
#include "lib/processor.h"
#include "lib/vtime.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define IDLE        SIZE_MAX
#define GLANCE_MS   50 /* between two looks whether a signal came */
#define NS_PER_MS   1000000
#define WORKERS_MAX (2 * POOL_WORKERS_MAX) /* half of them wait */

struct worker {
	pid_t pid;
	int fd;       /* -1: no worker */
	size_t plays; /* the index of a scenario, or IDLE */
	bool ready;   /* its target is open */
	bool waits;   /* it plays the scenarios that wait in real time */
};

struct running {
	const struct pool *pool;
	struct worker worker[WORKERS_MAX];
	size_t workers;
	size_t apart;           /* workers of their own play those that wait */
	bool spread;            /* there is a worker for each processor */
	struct result *results; /* one a scenario */
	bool *has;              /* its result is there */
	bool *given;            /* it was handed out */
	size_t passed;          /* to pass on next */
	bool any_ready;         /* a worker had opened its target */
	size_t stillborn;       /* workers that died before, and had to be replaced */
	bool stopping;          /* nothing more is handed out */
	bool over;              /* nothing more is passed on */
	int64_t stopped_ns;
};

/* ---------------------------------------------------------------- bytes */

static bool put_all(int fd, const void *bytes, size_t n)
{
	const char *at = bytes;

	while (n) {
		ssize_t put = send(fd, at, n, MSG_NOSIGNAL);

		if (put < 0 && errno == EINTR)
			continue;
		if (put <= 0)
			return false;
		at += put;
		n -= (size_t)put;
	}
	return true;
}

static bool get_all(int fd, void *bytes, size_t n)
{
	char *at = bytes;

	while (n) {
		ssize_t got = recv(fd, at, n, 0);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return false;
		at += got;
		n -= (size_t)got;
	}
	return true;
}

/* A text, or NULL: its size with the NUL, 0 for NULL, then its bytes. */
static bool put_text(int fd, const char *text)
{
	size_t size = text ? strlen(text) + 1 : 0;

	return put_all(fd, &size, sizeof(size)) && put_all(fd, text, size);
}

static bool get_text(int fd, char **out)
{
	size_t size;

	*out = NULL;
	if (!get_all(fd, &size, sizeof(size)))
		return false;
	*out = size ? mem_alloc(size) : NULL;
	if (get_all(fd, *out, size))
		return true;
	free(*out);
	*out = NULL;
	return false;
}

static bool put_result(int fd, const struct result *r)
{
	return put_all(fd, r, sizeof(*r)) && put_text(fd, r->message) &&
	       put_text(fd, r->record) && put_text(fd, r->rounds);
}

/* The names, which point into the other process, are set by pass_on(). */
static bool get_result(int fd, struct result *out)
{
	if (!get_all(fd, out, sizeof(*out)))
		return false;
	out->file = out->sentence = out->family = NULL;
	out->cell = NULL;
	out->message = out->record = out->rounds = NULL;
	if (get_text(fd, &out->message) && get_text(fd, &out->record) &&
	    get_text(fd, &out->rounds))
		return true;
	result_release(out);
	return false;
}

/* ---------------------------------------------------------------- in a worker */

static bool play_one(const struct pool *p, int fd, size_t index)
{
	struct result result;
	bool there;

	p->play(p->ctx, &p->suite->all[index], &result);
	there = put_result(fd, &result);
	result_release(&result);
	return there;
}

/*
 * A worker whose parent was killed stops, and cleans up, as one that is asked to; the
 * parent may have died before this was arranged.
 */
static void end_with(pid_t parent)
{
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (getppid() != parent)
		raise(SIGTERM);
}

/* Ends the process: 0 when this end of the socket was closed by the other side. */
_Noreturn static void work(const struct pool *p, int fd)
{
	struct err e = { 0 };
	size_t index;

	if (p->begin(p->ctx, &e) == 0)
		e = (struct err){ 0 };
	if (put_all(fd, &e, sizeof(e)) && !e.code) {
		while (get_all(fd, &index, sizeof(index)) && play_one(p, fd, index))
			continue;
	}
	p->end(p->ctx);
	_exit(0);
}

/* ---------------------------------------------------------------- workers */

static int start(struct running *r, struct worker *w, struct err *e)
{
	const pid_t parent = getpid();
	int pair[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0)
		return err_set(e, ERR_IO, "a worker can't be started: %s",
		               strerror(errno));
	w->pid = fork();
	if (w->pid < 0) {
		close(pair[0]);
		close(pair[1]);
		return err_set(e, ERR_IO, "a worker can't be started: %s",
		               strerror(errno));
	}
	if (w->pid == 0) {
		end_with(parent);
		close(pair[0]);
		for (size_t i = 0; i < r->workers; i++) {
			if (r->worker[i].fd >= 0)
				close(r->worker[i].fd);
		}
		/* It and its mock take turns, for which two processors are slower. */
		if (r->spread && !w->waits)
			processor_keep_to((unsigned)(w - r->worker));
		work(r->pool, pair[1]);
	}
	close(pair[1]);
	w->fd = pair[0];
	w->plays = IDLE;
	w->ready = false;
	return 0;
}

/* Closes its socket, which ends it, and waits for its end: its exit status. */
static int finish(struct worker *w)
{
	int status = 0;

	close(w->fd);
	w->fd = -1;
	while (waitpid(w->pid, &status, 0) < 0 && errno == EINTR)
		continue;
	return status;
}

static void note_death(struct running *r, size_t index, int status)
{
	struct result *out = &r->results[index];

	*out = (struct result){ .verdict = VERDICT_INTERNAL };
	out->message = WIFSIGNALED(status)
	                       ? mem_printf("the process that played it died: %s",
	                                    strsignal(WTERMSIG(status)))
	                       : mem_printf("the process that played it ended with %d",
	                                    WEXITSTATUS(status));
	r->has[index] = true;
}

/* ---------------------------------------------------------------- this process */

/* The next scenario for that worker, or IDLE. */
static size_t next_for(const struct running *r, const struct worker *w)
{
	const struct suite *suite = r->pool->suite;

	for (size_t i = r->passed; i < suite->count && !r->stopping; i++) {
		if (!r->given[i] && (!r->apart || suite->all[i].waits == w->waits))
			return i;
	}
	return IDLE;
}

/* Gives the worker its next scenario, or ends it where no more are left. */
static void hand_out(struct running *r, struct worker *w)
{
	w->plays = next_for(r, w);
	if (w->plays == IDLE) {
		finish(w);
		return;
	}
	r->given[w->plays] = true;
	(void)put_all(w->fd, &w->plays, sizeof(w->plays)); /* its death is seen later */
}

static bool any_lives(const struct running *r)
{
	for (size_t i = 0; i < r->workers; i++) {
		if (r->worker[i].fd >= 0)
			return true;
	}
	return false;
}

/* It died before it played: those that live play its part, or else one that is new. */
static int do_without(struct running *r, struct worker *w, struct err *e)
{
	r->apart -= w->waits;
	if (any_lives(r) || next_for(r, w) == IDLE)
		return 0;
	if (!r->any_ready || r->stillborn++ == r->workers)
		return err_set(e, ERR_IO, "a worker died at its start");
	return start(r, w, e);
}

/* It died: what it played has failed.  Another goes on where there is more to play. */
static int replace(struct running *r, struct worker *w, struct err *e)
{
	size_t played = w->plays;
	int status = finish(w);

	if (played == IDLE)
		return do_without(r, w, e);
	note_death(r, played, status);
	return next_for(r, w) == IDLE ? 0 : start(r, w, e);
}

static int take_ready(struct running *r, struct worker *w, struct err *e)
{
	struct err why;

	if (!get_all(w->fd, &why, sizeof(why)))
		return replace(r, w, e);
	if (why.code)
		return err_pass(e, &why);
	w->ready = r->any_ready = true;
	hand_out(r, w);
	return 0;
}

static int take_result(struct running *r, struct worker *w, struct err *e)
{
	struct result result;

	if (!get_result(w->fd, &result))
		return replace(r, w, e);
	r->results[w->plays] = result;
	r->has[w->plays] = true;
	w->plays = IDLE;
	hand_out(r, w);
	return 0;
}

/* Passes on what is there, in order. */
static void pass_on(struct running *r)
{
	const struct pool *p = r->pool;

	while (!r->over && r->passed < p->suite->count && r->has[r->passed]) {
		const struct scenario *s = &p->suite->all[r->passed];
		struct result *result = &r->results[r->passed++];

		result_name(result, s);
		if (!p->done(p->ctx, result))
			r->stopping = r->over = true;
	}
}

/* Signals come to this process alone, or to all of a terminal's: twice does no harm. */
static void look_for_signals(struct running *r)
{
	bool late;

	if (!interrupt_came(r->pool->interrupt))
		return;
	if (!r->stopping)
		r->stopped_ns = vtime_monotonic_ns();
	late = vtime_monotonic_ns() - r->stopped_ns > (int64_t)POOL_GRACE_MS * NS_PER_MS;
	for (size_t i = 0; i < r->workers; i++) {
		if (r->worker[i].fd >= 0 && (!r->stopping || late))
			kill(r->worker[i].pid, late ? SIGKILL : SIGTERM);
	}
	r->stopping = true;
}

/* The workers that live, as poll() wants them. */
static nfds_t list_workers(struct running *r, struct pollfd *polled, struct worker **of)
{
	nfds_t n = 0;

	for (size_t i = 0; i < r->workers; i++) {
		if (r->worker[i].fd < 0)
			continue;
		of[n] = &r->worker[i];
		polled[n++] = (struct pollfd){ .fd = r->worker[i].fd, .events = POLLIN };
	}
	return n;
}

static int loop(struct running *r, struct err *e)
{
	struct pollfd polled[WORKERS_MAX];
	struct worker *of[WORKERS_MAX];
	nfds_t n;

	while ((n = list_workers(r, polled, of)) > 0) {
		if (poll(polled, n, GLANCE_MS) < 0 && errno != EINTR)
			return err_set(e, ERR_IO, "poll: %s", strerror(errno));
		for (nfds_t i = 0; i < n; i++) {
			if (!polled[i].revents)
				continue;
			if ((of[i]->ready ? take_result : take_ready)(r, of[i], e) < 0)
				return -1;
		}
		pass_on(r);
		look_for_signals(r);
	}
	return 0;
}

/* Of several workers, as many more play the scenarios that wait: one each at most. */
static size_t count_apart(const struct pool *p)
{
	size_t count = 0;

	for (size_t i = 0; i < p->suite->count && p->workers > 1; i++)
		count += count < p->workers && p->suite->all[i].waits;
	return count;
}

static int start_all(struct running *r, struct err *e)
{
	r->apart = count_apart(r->pool);
	r->workers = r->pool->workers + r->apart;
	r->spread = r->pool->workers >= processor_count();
	for (size_t i = 0; i < r->workers; i++) {
		r->worker[i].fd = -1;
		r->worker[i].waits =
			i < r->apart; /* the first begin with what takes longest */
	}
	for (size_t i = 0; i < r->workers; i++) {
		if (start(r, &r->worker[i], e) < 0)
			return -1;
	}
	return 0;
}

int pool_run(const struct pool *p, struct err *e)
{
	struct running r = { .pool = p };
	int rc;

	assert(p->workers >= 1 && p->workers <= POOL_WORKERS_MAX);
	fflush(NULL); /* or each worker would have what is still to be printed */
	r.results = mem_alloc(p->suite->count * sizeof(*r.results));
	r.has = mem_alloc(p->suite->count * sizeof(*r.has));
	r.given = mem_alloc(p->suite->count * sizeof(*r.given));
	rc = start_all(&r, e);
	if (rc == 0)
		rc = loop(&r, e);
	for (size_t i = 0; i < r.workers; i++) {
		if (r.worker[i].fd >= 0)
			finish(&r.worker[i]);
	}
	for (size_t i = 0; i < p->suite->count; i++)
		result_release(&r.results[i]);
	free(r.results);
	free(r.has);
	free(r.given);
	return rc;
}
