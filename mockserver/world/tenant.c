/*
 * tenant.c - the text that stands for an organisation's sandbox
 */
#include "mockserver/world/tenant.h"

#include "lib/buf.h"

static void add_name(struct buf *out, const char *name)
{
	size_t plain;

	for (; *(name += plain = strcspn(name, "/%")); name++) {
		buf_add(out, name - plain, plain);
		buf_printf(out, "%%%02X", (unsigned char)*name);
	}
	buf_add(out, name - plain, plain);
}

char *tenant_text(const char *org, const char *sandbox)
{
	struct buf out = { 0 };

	add_name(&out, org);
	buf_add_char(&out, '/');
	add_name(&out, sandbox);
	return buf_take(&out);
}
