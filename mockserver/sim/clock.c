/*
 * clock.c - the one clock of a mock
 */
#include "mockserver/sim/clock.h"

#include "lib/str.h"

static const char *const names[] = {
	[CLOCK_IS_VIRTUAL] = "virtual",
	[CLOCK_IS_REAL] = "real",
	[CLOCK_IS_SCALED] = "scaled",
};
static_assert(ARRAY_LEN(names) == CLOCK_MODES, "every mode has a name");

int clock_parse(const char *text, struct clock *out, struct err *e)
{
	*out = (struct clock){ .factor = 1 };
	if (!strcmp(text, names[CLOCK_IS_VIRTUAL]))
		return 0;
	out->mode = CLOCK_IS_REAL;
	if (!strcmp(text, names[CLOCK_IS_REAL]))
		return 0;
	out->mode = CLOCK_IS_SCALED;
	if (str_starts(text, "scaled:") && str_to_int(text + 7, &out->factor) &&
	    out->factor >= 1 && out->factor <= CLOCK_FACTOR_MAX)
		return 0;
	return err_set(e, ERR_INVALID,
	               "'%s' is no clock: virtual, real or scaled:N with N from 1 to %d",
	               text, CLOCK_FACTOR_MAX);
}

const char *clock_text(const struct clock *c, char text[CLOCK_TEXT])
{
	int n = snprintf(text, CLOCK_TEXT, "%s", names[c->mode]);

	if (c->mode == CLOCK_IS_SCALED)
		snprintf(text + n, (size_t)(CLOCK_TEXT - n), ":%lld",
		         (long long)c->factor);
	return text;
}

/* The end of the calendar is where every clock stops. */
static vtime scaled_now(const struct clock *c)
{
	int64_t gone = vtime_wall_now() - c->anchor, length;

	if (gone < 0)
		gone = 0; /* the machine's clock was set back: this one waits */
	if (__builtin_mul_overflow(gone, c->factor, &length) ||
	    length > VTIME_MAX - c->at)
		return VTIME_MAX;
	return c->at + length;
}

vtime clock_machine(void)
{
	return vtime_wall_now();
}

vtime clock_machine_now(void)
{
	return vtime_wall_now();
}

vtime clock_now(const struct clock *c)
{
	if (c->mode == CLOCK_IS_SCALED)
		return scaled_now(c);
	return c->mode == CLOCK_IS_REAL ? vtime_wall_now() : c->at;
}

void clock_set(struct clock *c, vtime at)
{
	c->at = at;
	if (c->mode == CLOCK_IS_SCALED)
		c->anchor = vtime_wall_now();
}

int64_t clock_wait_ms(const struct clock *c, vtime at)
{
	int64_t left;

	if (c->mode == CLOCK_IS_VIRTUAL || at == VTIME_NEVER)
		return -1;
	left = at - clock_now(c);
	if (left <= 0)
		return 0;
	return c->mode == CLOCK_IS_SCALED ? left / c->factor + (left % c->factor != 0)
	                                  : left;
}
