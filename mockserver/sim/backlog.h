/*
 * backlog.h - a clock that goes by itself and is behind: what the log says of it
 *
 * After a long stop there are months of work to do, which takes a while.  The log says
 * so when it begins, how far it is once a second, and when it is there.  Work that is
 * less than a day late is not worth a line (ours).
 *
 * Owns: nothing.
 * Time: vtime of the mock; nanoseconds of the machine's monotonic clock, given by the
 * caller, decide only how often it speaks.
 */
#ifndef MOCKSERVER_SIM_BACKLOG_H
#define MOCKSERVER_SIM_BACKLOG_H

#include "lib/log/log.h"

struct backlog {
	bool behind;     /* it catches up, and has said so */
	int64_t said_ns; /* when it spoke last */
};

/* What is due next, at the mock's time `now`; work goes on until that lies ahead. */
void backlog_log(struct backlog *l, const struct logger *log, vtime due, vtime now,
                 int64_t at_ns);

#endif
