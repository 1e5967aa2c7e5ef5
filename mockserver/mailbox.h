/*
 * mailbox.h - calls on the thread of an instance that flowmock_start() has started
 *
 * That thread alone touches the instance.  Other threads leave a call in a mailbox with
 * one place, wake the loop and wait; its mutex is the only lock.
 *
 * Owns: struct flowmock owns the instance and its thread.
 */
#ifndef MOCKSERVER_MAILBOX_H
#define MOCKSERVER_MAILBOX_H

#include <pthread.h>

#include "mockserver/instance.h"

struct flowmock;

/* On the instance's thread: 0, -1 with *e set, or MAILBOX_LATER. */
typedef int mailbox_fn(struct flowmock *m, void *ctx, struct err *e);
#define MAILBOX_LATER 1 /* mailbox_answer() follows */

enum mailbox_state { MAILBOX_EMPTY, MAILBOX_FULL, MAILBOX_UNDER_WAY };

struct flowmock {
	struct instance in;
	char *url;
	pthread_t thread;
	pthread_mutex_t one_caller; /* held from a call to its answer */
	pthread_mutex_t lock;       /* guards what follows */
	pthread_cond_t answered;
	enum mailbox_state state;
	mailbox_fn *fn;
	void *ctx;
	struct err err;
};

void mailbox_init(struct flowmock *m);
void mailbox_release(struct flowmock *m);

/*
 * From any thread: has fn called on the instance's, and waits for its answer; -1 where
 * the instance is NULL.
 */
int mailbox_call(struct flowmock *m, mailbox_fn *fn, void *ctx, struct err *e) MUST_USE;

/* On the instance's thread: the answer of a call that is under way. */
void mailbox_answer(struct flowmock *m, const struct err *why);

#endif
