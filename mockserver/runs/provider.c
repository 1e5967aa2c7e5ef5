/*
 * provider.c - the provider behind a run: who made it, and what it is called there
 */
#include "mockserver/runs/provider.h"

#include "lib/json/write.h"
#include "lib/mem.h"
#include "mockserver/specs/specs.h"
#include "mockserver/store/entity.h"

static uint64_t key(const struct world *w, const char *purpose, int64_t serial)
{
	return hash_with(hash_text(w->seed, purpose), (uint64_t)serial);
}

bool provider_is_source(const struct world *w, const struct run_row *row)
{
	return spec_ingests(specs_find(w->specs, row->org, SPEC_FLOW, row->spec));
}

const char *provider_user(const struct world *w, const struct run_row *row)
{
	return provider_is_source(w, row) ? SERVICE_USER : "aep_activation_batch@AdobeID";
}

const char *provider_client(const struct world *w, const struct run_row *row)
{
	return provider_is_source(w, row) ? SERVICE_CLIENT : "aep_activation_batch";
}

/* The job, and its run: the tags of the batches that it writes. */
static char *job_name(const struct world *w, const struct run_row *row)
{
	char uuid[UUID_TEXT];

	return mem_printf("M-%s-incremental-0:%s", row->flow,
	                  hash_uuid(key(w, "run job", row->serial), uuid));
}

void provider_write_ref(const struct world *w, const struct run_row *row, struct buf *out)
{
	AUTO(mem_free) char *job = NULL;
	char hex[33];

	hash_hex(key(w, "run provider", row->serial), 16, hex);
	hash_hex(key(w, "run provider, second half", row->serial), 16, hex + 16);
	if (provider_is_source(w, row))
		job = job_name(w, row);
	json_write_str(out, "providerRefId", job ? job : hex);
}
