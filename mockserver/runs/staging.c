/*
 * staging.c - files that a run has written and nobody sees yet
 */
#include "mockserver/runs/staging.h"

#include <inttypes.h>

#include "lib/mem.h"
#include "mockserver/export/corrupt.h"
#include "mockserver/runs/files.h"
#include "mockserver/store/exported_file.h"
#include "mockserver/world/transaction.h"

#define RETRY_MS MS_PER_HOUR

char *staging_folder(int64_t run)
{
	return mem_printf(".staged/%" PRId64, run);
}

static int copy(const struct world *w, const struct staged_file *f, struct err *e)
{
	static const struct corruption none = { .keep = CORRUPT_KEEPS_ALL };
	AUTO(mem_free) char *from = mem_printf("%s/%s", w->export_root, f->path);
	AUTO(file_drop) struct newfile to = { .fd = -1 };

	if (file_create_below(w->export_root, f->place, &to, e) < 0 ||
	    corrupt_copy(from, &none, &to, e) < 0)
		return -1;
	return file_commit(&to, run_files_sync(w), e);
}

/* Both are named: the one that has no row at the end goes. */
static int put_in_place(struct world *w, int64_t file, struct err *why, struct err *e)
{
	AUTO(stmt_end) struct stmt *q = NULL;
	struct staged_file f;

	if (exported_file_staged(&w->store, file, &q, &f, e) < 0)
		return -1;
	transaction_name(w, f.path);
	transaction_name(w, f.place);
	if (transaction_named(w, e) < 0)
		return -1;
	if (copy(w, &f, why) < 0)
		log_event(&w->log, LOG_WARN, "file.late", F_STR("path", f.place),
		          F_STR("reason", why->text));
	return 0;
}

int staging_appear(struct world *w, int64_t file, struct err *e)
{
	struct err why = { 0 };

	if (put_in_place(w, file, &why, e) < 0)
		return -1;
	if (why.code)
		return exported_file_put_off(&w->store, file,
		                             clock_now(&w->clock) + RETRY_MS, e);
	return exported_file_appeared(&w->store, file, e);
}
