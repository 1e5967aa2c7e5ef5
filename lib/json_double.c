/*
 * json_double.c - the shortest text that reads back as the same double
 */
#include "lib/json.h"

#include <math.h>

void json_put_double(struct buf *out, double v)
{
	char text[40];
	int precision = 15;

	if (!isfinite(v)) {
		buf_add_str(out, "null");
		return;
	}
	do
		snprintf(text, sizeof(text), "%.*g", precision, v);
	while (strtod(text, NULL) != v && ++precision <= 17);
	buf_add_str(out, text);
	if (!strpbrk(text, ".e"))
		buf_add_str(out, ".0");
}
