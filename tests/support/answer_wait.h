/*
 * answer_wait.h - how long a test's client waits for an answer
 *
 * Not fetch's 30 s: an answer that takes a second takes that long under valgrind on a
 * busy machine.  tests/run.sh ends a suite after 300 s; a wait is over just before, so
 * that the test says which request was not answered.
 */
#ifndef TESTS_SUPPORT_ANSWER_WAIT_H
#define TESTS_SUPPORT_ANSWER_WAIT_H

#define ANSWER_WAIT_MS 280000

#endif
