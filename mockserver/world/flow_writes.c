/*
 * flow_writes.c - what runs write to their flows, within a transaction
 *
 * A table of slots by a flow's number, each held by the flow that was noted last; the row
 * of one that is evicted is changed before.
 */
#include "mockserver/world/flow_writes.h"

#include "lib/mem.h"
#include "mockserver/store/entity.h"
#include "mockserver/world/etag.h"

#define SLOTS 1024

struct flow_write {
	int64_t flow;
	int64_t count;   /* of writes; 0: the slot is free */
	vtime at;        /* the last, */
	uint32_t number; /* and its number, where etags count */
};

static int write_out(struct world *w, struct flow_write *write, struct err *e)
{
	struct entity_written row = { .seq = write->flow, .updated_at = write->at };
	char id[UUID_TEXT], etag[ETAG_TEXT];
	int64_t version;
	int found;

	if (!write->count)
		return 0;
	found = entity_version_at(&w->store, write->flow, id, &version, e);
	if (found > 0) {
		row.version = version + write->count;
		row.etag = etag;
		if (write->number)
			etag_counted(write->number, write->at, etag);
		else
			etag_make_at(w, id, row.version, write->at, etag);
	}
	if (found < 0 || (found && entity_write(&w->store, &row, e) < 0))
		return -1;
	write->count = 0;
	return 0;
}

int flow_writes_note(struct world *w, int64_t flow, struct err *e)
{
	struct flow_writes *all = &w->flow_writes;
	struct flow_write *write;

	if (!all->slots)
		all->slots = mem_alloc(SLOTS * sizeof(*all->slots));
	write = &all->slots[(uint64_t)flow % SLOTS];
	if (write->flow != flow && write_out(w, write, e) < 0)
		return -1;
	if (etag_draw(w, &write->number, e) < 0)
		return -1;
	write->flow = flow;
	write->count++;
	write->at = clock_now(&w->clock);
	all->noted = true;
	return 0;
}

int flow_writes_flush(struct world *w, struct err *e)
{
	struct flow_writes *all = &w->flow_writes;

	for (size_t i = 0; all->noted && i < SLOTS; i++) {
		if (write_out(w, &all->slots[i], e) < 0)
			return -1;
	}
	all->noted = false;
	return 0;
}

void flow_writes_forget(struct world *w)
{
	free(w->flow_writes.slots);
	w->flow_writes = (struct flow_writes){ 0 };
}
