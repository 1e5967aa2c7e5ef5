/*
 * tenant.c - the text that stands for an organisation's sandbox
 */
#include "mockserver/world/tenant.h"

#include "lib/buf.h"
#include "lib/mem.h"

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

const char *tenant_sandbox_id(uint64_t seed, const char *org, const char *sandbox,
                              char out[UUID_TEXT])
{
	AUTO(mem_free) char *where = tenant_text(org, sandbox);

	return hash_uuid(hash_text(hash_text(seed, "sandbox"), where), out);
}
