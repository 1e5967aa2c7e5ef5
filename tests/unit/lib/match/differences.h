/*
 * differences.h - the differences between a pattern and a value, as text
 */
#ifndef TESTS_UNIT_LIB_MATCH_DIFFERENCES_H
#define TESTS_UNIT_LIB_MATCH_DIFFERENCES_H

#include "lib/match/match.h"
#include "lib/mem.h"
#include "tests/support/quoted.h"
#include "tests/unit/unit.h"

/* "  v.a: expected $gt 1, got 0\n" */
static inline void add_difference(void *ctx, const struct match_difference *d)
{
	AUTO(mem_free) char *pattern = d->pattern ? json_text(d->pattern) : NULL;
	AUTO(mem_free) char *actual = d->actual ? json_text(d->actual) : NULL;

	buf_printf(ctx, "  %s: expected %s%s%s, got %s\n", d->path,
	           d->words ? d->words : "", d->words && pattern ? " " : "",
	           pattern ? pattern : "",
	           d->said  ? d->said
	           : actual ? actual
	                    : "nothing");
}

/*
 * The differences as text; "" when it fits.  Pattern and value are JSON with ' for ";
 * value NULL: not there.
 */
static inline char *differences(const char *pattern_text, const char *value_text)
{
	AUTO(cJSON_Delete) cJSON *pattern = quoted_json(pattern_text);
	AUTO(cJSON_Delete) cJSON *value = value_text ? quoted_json(value_text) : NULL;
	struct buf text = { 0 };
	const struct match_listener listener = { add_difference, &text };
	bool fits = match_value(pattern, value, "v", &listener);

	if (fits != (text.size == 0))
		fail_msg("%s: fits is %d, and '%s'", pattern_text, fits, buf_str(&text));
	/* The answer is the same without a listener. */
	assert_int_equal(match_value(pattern, value, "", NULL), fits);
	return buf_take(&text);
}

#endif
