/*
 * struck_file.c - a data file of an export that faults strike, and what they do to it
 */
#include "mockserver/runs/struck_file.h"

#include "lib/hash.h"
#include "lib/mem.h"

uint64_t struck_file_draw(const struct world *w, const struct fault_hit *hit)
{
	uint64_t key = hash_text(hash_text(w->seed, "file fault"), hit->fault->name);

	key = hash_with(hash_text(key, hit->key), (uint64_t)hit->ordinal);
	return hash_with(key, (uint64_t)(hit->action - hit->fault->actions));
}

void struck_file_release(struct struck_file *f)
{
	for (size_t i = 0; i < f->change_count; i++)
		file_change_release(&f->changes[i]);
	free(f->changes);
	free(f->staged);
	free(f->place);
	free(f->torn);
	free(f->as);
	*f = (struct struck_file){ 0 };
}

void struck_file_note(struct struck_file *f, struct file_change change)
{
	f->changes = mem_grow(f->changes, f->change_count + 1, sizeof(*f->changes));
	f->changes[f->change_count++] = change;
}

uint64_t struck_file_rows(const struct struck_file *f)
{
	return f->of->part[f->part].stats.rows;
}
