/*
 * backlog.c - a clock that goes by itself and is behind: what the log says of it
 */
#include "mockserver/sim/backlog.h"

#define BEHIND_MS MS_PER_DAY
#define SAID_NS   (INT64_C(1000) * 1000 * 1000)

void backlog_log(struct backlog *l, const struct logger *log, vtime due, vtime now,
                 int64_t at_ns)
{
	char from[VTIME_TEXT], to[VTIME_TEXT];

	vtime_format(due < now ? due : now, from);
	vtime_format(now, to);
	if (!l->behind && due <= now - BEHIND_MS)
		log_event(log, LOG_WARN, "clock.behind", F_STR("since", from),
		          F_STR("now", to),
		          F_STR("note", "what fell due meanwhile is done first"));
	else if (l->behind && due > now)
		log_event(log, LOG_INFO, "clock.caught_up", F_STR("now", to));
	else if (l->behind && at_ns - l->said_ns >= SAID_NS)
		log_event(log, LOG_INFO, "clock.catching_up", F_STR("at", from),
		          F_STR("now", to));
	else
		return;
	l->behind = due <= now;
	l->said_ns = at_ns;
}
