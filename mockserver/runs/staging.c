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

/* Has somebody removed what was staged?  Where all is gone it may come back. */
static bool is_lost(const struct world *w, const struct staged_file *f)
{
	AUTO(mem_free) char *from = mem_printf("%s/%s", w->export_root, f->path);

	return !file_exists(from) && file_is_dir(w->export_root);
}

enum appearance { APPEARED, PUT_OFF, LOST };

/* Both are named: the one that has no row at the end goes. */
static int put_in_place(struct world *w, int64_t file, enum appearance *how,
                        struct err *e)
{
	AUTO(stmt_end) struct stmt *q = NULL;
	struct err why = { 0 };
	struct staged_file f;

	if (exported_file_staged(&w->store, file, &q, &f, e) < 0)
		return -1;
	transaction_name(w, f.path);
	transaction_name(w, f.place);
	if (transaction_named(w, e) < 0)
		return -1;
	*how = APPEARED;
	if (copy(w, &f, &why) == 0)
		return 0;
	*how = is_lost(w, &f) ? LOST : PUT_OFF;
	log_event(&w->log, LOG_WARN, *how == LOST ? "file.lost" : "file.late",
	          F_STR("path", f.place), F_STR("reason", why.text));
	return 0;
}

int staging_appear(struct world *w, int64_t file, struct err *e)
{
	enum appearance how;

	if (put_in_place(w, file, &how, e) < 0)
		return -1;
	switch (how) {
	case APPEARED:
		return exported_file_appeared(&w->store, file, e);
	case PUT_OFF:
		return exported_file_put_off(&w->store, file,
		                             clock_now(&w->clock) + RETRY_MS, e);
	case LOST:
		break;
	}
	return exported_file_forget(&w->store, file, e);
}
