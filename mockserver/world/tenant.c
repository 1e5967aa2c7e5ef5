/*
 * tenant.c - the text that stands for an organisation's sandbox
 */
#include "mockserver/world/tenant.h"

#include "lib/buf.h"

static void add_name(struct buf *out, const char *name)
{
	for (; *name; name++) {
		if (*name == '/' || *name == '%')
			buf_printf(out, "%%%02X", (unsigned char)*name);
		else
			buf_add_char(out, *name);
	}
}

char *tenant_text(const char *org, const char *sandbox)
{
	struct buf out = { 0 };

	add_name(&out, org);
	buf_add_char(&out, '/');
	add_name(&out, sandbox);
	return buf_take(&out);
}
