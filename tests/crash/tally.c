/*
 * tally.c - the lines that a loop prints: one for each sort of history
 */
#include "tests/crash/tally.h"

#include <stdio.h>
#include <stdlib.h>

#include "lib/str.h"

#define SHOWN 2 /* histories that broke the same invariant */

void tally_add(struct tally *t, const struct findings *f, const char *what,
               const char *again)
{
	bool is_new = false;

	t->histories++;
	if (!f->total)
		return;
	t->failed++;
	for (size_t i = 0; i < INV_COUNT; i++) {
		t->count[i] += f->count[i] > 0;
		is_new |= f->count[i] && t->count[i] <= SHOWN;
	}
	if (is_new)
		buf_printf(&t->text, "    %s\n%s    again: %s\n", what, buf_str(&f->text),
		           again);
}

bool tally_end(struct tally *t)
{
	bool well = !t->failed;

	if (well && t->histories)
		printf("ok %s: %zu histories\n", t->name, t->histories);
	if (!well)
		printf("not ok %s: %zu of %zu histories\n", t->name, t->failed,
		       t->histories);
	for (size_t i = 0; i < INV_COUNT; i++) {
		if (t->count[i])
			printf("    %4zu broke: %s\n", t->count[i],
			       invariant_text((enum invariant)i));
	}
	printf("%s", buf_str(&t->text));
	buf_release(&t->text);
	return well;
}

int64_t setting(const char *name, int64_t otherwise)
{
	const char *text = getenv(name);
	int64_t value = 0;

	if (!text || !*text)
		return otherwise;
	if (str_to_int(text, &value))
		return value;
	fprintf(stderr, "%s: '%s' is no number\n", name, text);
	exit(2);
}
