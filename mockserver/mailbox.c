/*
 * mailbox.c - calls on the thread of an instance that flowmock_start() has started
 */
#include "mockserver/mailbox.h"

static void answer(struct flowmock *m)
{
	m->state = MAILBOX_EMPTY;
	pthread_cond_signal(&m->answered);
}

void mailbox_answer(struct flowmock *m, const struct err *why)
{
	pthread_mutex_lock(&m->lock);
	m->err = *why;
	answer(m);
	pthread_mutex_unlock(&m->lock);
}

/* On the instance's thread: makes the call. */
static void grant(void *ctx)
{
	struct flowmock *m = ctx;

	pthread_mutex_lock(&m->lock);
	if (m->state == MAILBOX_FULL) {
		m->state = MAILBOX_UNDER_WAY;
		if (m->fn(m, m->ctx, &m->err) != MAILBOX_LATER)
			answer(m);
	}
	pthread_mutex_unlock(&m->lock);
}

void mailbox_init(struct flowmock *m)
{
	m->in.woken = grant;
	m->in.ctx = m;
	pthread_mutex_init(&m->one_caller, NULL);
	pthread_mutex_init(&m->lock, NULL);
	pthread_cond_init(&m->answered, NULL);
}

void mailbox_release(struct flowmock *m)
{
	pthread_mutex_destroy(&m->one_caller);
	pthread_mutex_destroy(&m->lock);
	pthread_cond_destroy(&m->answered);
}

int mailbox_call(struct flowmock *m, mailbox_fn *fn, void *ctx, struct err *e)
{
	int rc;

	if (!m)
		return err_set(e, ERR_INVALID, "there is no instance: it is NULL");
	pthread_mutex_lock(&m->one_caller);
	pthread_mutex_lock(&m->lock);
	m->state = MAILBOX_FULL;
	m->fn = fn;
	m->ctx = ctx;
	m->err = (struct err){ 0 };
	server_wake(m->in.server);
	while (m->state != MAILBOX_EMPTY)
		pthread_cond_wait(&m->answered, &m->lock);
	rc = m->err.code ? err_pass(e, &m->err) : 0;
	pthread_mutex_unlock(&m->lock);
	pthread_mutex_unlock(&m->one_caller);
	return rc;
}
