/*
 * move.c - flowmock ctl: a move of the clock, which may take long
 *
 * A thread waits for signals: the first asks the mock to end the move, until the move is
 * answered.  Another shows on a terminal how far the clock is.
 */
#include "mockserver/ctl/ctl.h"

#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include "lib/fetch.h"
#include "lib/json/json.h"
#include "lib/mem.h"

#define AGAIN_MS  50  /* between two requests for the end */
#define LOOK_MS   500 /* between two looks at the clock */
#define LINE_AWAY "\r\033[K"

struct watched_move {
	const char *url;
	bool answered; /* atomic */
	int signal;    /* atomic; the signal that ended it, or 0 */
};

static bool is_answered(const struct watched_move *m)
{
	return __atomic_load_n(&m->answered, __ATOMIC_ACQUIRE);
}

static int ask_clock(const char *url, const char *method, struct exchange *x,
                     struct err *e)
{
	AUTO(mem_free) char *to = mem_printf("%s/__admin/clock", url);
	AUTO(fetch_free) struct fetch *client = fetch_new();

	*x = (struct exchange){ .method = method, .url = to };
	return fetch_do(client, x, e);
}

/* ---------------------------------------------------------------- its end */

static int end_move(const char *url)
{
	AUTO(exchange_release) struct exchange x = { 0 };
	struct err e = { 0 };

	if (ask_clock(url, "DELETE", &x, &e) == 0)
		return 0;
	fprintf(stderr, "%sflowmock ctl: the move can't be ended: %s\n",
	        isatty(STDERR_FILENO) ? LINE_AWAY : "", e.text);
	return -1;
}

static sigset_t endings(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	return set;
}

/* The first signal ends the move; a second one, the program. */
static void *wait_for_signal(void *ctx)
{
	struct watched_move *m = ctx;
	const sigset_t set = endings();
	int number;

	if (sigwait(&set, &number))
		return NULL;
	pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, NULL);
	pthread_sigmask(SIG_UNBLOCK, &set, NULL);
	__atomic_store_n(&m->signal, number, __ATOMIC_RELEASE);
	while (!is_answered(m)) {
		if (end_move(m->url) < 0)
			_exit(CTL_SIGNALLED + number);
		poll(NULL, 0, AGAIN_MS); /* the move may come after its end */
	}
	return NULL;
}

/* ---------------------------------------------------------------- how far it is */

/* The line is written over each time, and removed at the end. */
static void *show_progress(void *ctx)
{
	struct watched_move *m = ctx;
	bool shown = false;

	for (int waited = 0; !is_answered(m); waited += AGAIN_MS) {
		AUTO(exchange_release) struct exchange x = { 0 };
		AUTO(cJSON_Delete) cJSON *clock = NULL;
		struct err e = { 0 };

		poll(NULL, 0, AGAIN_MS);
		if (waited % LOOK_MS || !waited || is_answered(m) ||
		    ask_clock(m->url, "GET", &x, &e) < 0 ||
		    json_parse(buf_str(&x.answer), x.answer.size, &clock, &e) < 0 ||
		    !json_str(clock, "now"))
			continue;
		fprintf(stderr, LINE_AWAY "the clock is at %s", json_str(clock, "now"));
		shown = true;
	}
	if (shown)
		fprintf(stderr, LINE_AWAY);
	return NULL;
}

int ctl_move(const char *url, void (*ask)(void *ctx), void *ctx)
{
	struct watched_move m = { .url = url };
	const sigset_t set = endings();
	bool watched, progress = isatty(STDERR_FILENO);
	pthread_t signals, look;

	pthread_sigmask(SIG_BLOCK, &set, NULL);
	watched = !pthread_create(&signals, NULL, wait_for_signal, &m);
	if (!watched)
		pthread_sigmask(SIG_UNBLOCK, &set, NULL);
	progress = progress && !pthread_create(&look, NULL, show_progress, &m);
	ask(ctx);
	__atomic_store_n(&m.answered, true, __ATOMIC_RELEASE);
	if (progress)
		pthread_join(look, NULL);
	if (watched && !__atomic_load_n(&m.signal, __ATOMIC_ACQUIRE))
		pthread_cancel(signals);
	if (watched)
		pthread_join(signals, NULL);
	return m.signal;
}
