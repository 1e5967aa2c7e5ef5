/*
 * findings.c - what must hold after a crash, and what did not
 */
#include "tests/crash/findings.h"

#include <stdarg.h>

static const char *const texts[] = {
#define ROW(name, text) [INV_##name] = text,
	INVARIANTS(ROW)
#undef ROW
};
static_assert(ARRAY_LEN(texts) == INV_COUNT, "every invariant has a text");

const char *invariant_text(enum invariant which)
{
	return texts[which];
}

void broken(struct findings *f, enum invariant which, const char *fmt, ...)
{
	char text[512];
	va_list args;

	f->total++;
	if (f->count[which]++)
		return;
	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	buf_printf(&f->text, "    broken: %s: %s\n", texts[which], text);
}
