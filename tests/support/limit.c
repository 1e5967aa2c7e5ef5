/*
 * limit.c - limits of benches, as their tables print them
 */
#include "tests/support/limit.h"

static const char *text_of(const char *sign, double limit, bool kept)
{
	static char texts[LIMIT_TEXTS][40];
	static size_t next;
	char *text = texts[next++ % LIMIT_TEXTS];

	snprintf(text, sizeof(texts[0]), "%s %g%s", sign, limit, kept ? "" : " MISSED");
	return text;
}

/* What is no number misses. */
const char *limit_at_most(double value, double limit)
{
	return text_of("<=", limit, value <= limit);
}

const char *limit_at_least(double value, double limit)
{
	return text_of(">=", limit, value >= limit);
}
