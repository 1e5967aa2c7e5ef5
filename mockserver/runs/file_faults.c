/*
 * file_faults.c - what faults do to the files of an export
 */
#include "mockserver/runs/file_faults.h"

#include "lib/mem.h"
#include "mockserver/runs/staging.h"
#include "mockserver/store/exported_file.h"
#include "mockserver/world/transaction.h"

void file_faults_release(struct file_faults *ff)
{
	for (size_t i = 0; ff->hits && i < ff->of.count; i++)
		run_faults_release(&ff->hits[i]);
	for (size_t i = 0; ff->file && i < ff->of.count; i++)
		struck_file_release(&ff->file[i]);
	free(ff->hits);
	free(ff->file);
	free(ff->staged);
	*ff = (struct file_faults){ 0 };
}

/* ---------------------------------------------------------------- judging */

static void subject_of(const struct faulted_export *x, size_t i, struct run_subject *s)
{
	const struct run_output *run = x->run;

	run_subject_init(s, run->w, run->plan, run->run, run->scheduled_at);
	run_subject_set_file(s, x->dataset_id, x->path[i], x->first_number + (int64_t)i);
}

/* Where each part lies and belongs, before its faults have changed anything. */
static void stage(struct file_faults *ff, vtime held_until)
{
	const struct faulted_export *x = &ff->of;

	ff->staged = staging_folder(x->run->run);
	ff->file = mem_alloc(x->count * sizeof(*ff->file));
	for (size_t i = 0; i < x->count; i++) {
		ff->file[i] = (struct struck_file){
			.of = x,
			.part = i,
			.faults = &ff->hits[i],
			.staged = mem_printf("%s/%s", ff->staged, x->part[i].name),
			.place = mem_strdup(x->path[i]),
			.appears_at = held_until,
		};
	}
}

int file_faults_judge(const struct faulted_export *of, vtime held_until,
                      struct file_faults *out, struct err *e)
{
	bool struck = held_until != 0;

	*out = (struct file_faults){ .of = *of };
	if (!struck && !faults_watch(&of->run->w->faults, FAULT_POINT_FILE))
		return 0;
	out->hits = mem_alloc(of->count * sizeof(*out->hits));
	for (size_t i = 0; i < of->count; i++) {
		AUTO(run_subject_release) struct run_subject s;

		subject_of(of, i, &s);
		if (run_faults_judge(&s, &out->hits[i], e) < 0)
			return -1;
		struck |= out->hits[i].strike.count != 0;
	}
	if (struck)
		stage(out, held_until);
	return 0;
}

/* ---------------------------------------------------------------- placing */

void file_faults_name(const struct file_faults *ff)
{
	for (size_t i = 0; i < ff->of.count; i++)
		transaction_name(ff->of.run->w, ff->file[i].staged);
}

static bool is_late(const struct struck_file *f)
{
	return f->place && f->appears_at;
}

static int change_all(struct file_faults *ff, struct err *why)
{
	struct world *w = ff->of.run->w;

	for (size_t i = 0; i < ff->of.count; i++) {
		struct struck_file *f = &ff->file[i];

		if (file_effects_apply(f, why) < 0)
			return -1;
		if (f->place)
			transaction_name(w, f->place);
		if (f->torn)
			transaction_name(w, f->torn);
		if (is_late(f) && f->appears_at > ff->appears_at)
			ff->appears_at = f->appears_at;
	}
	return transaction_named(w, why);
}

/* The first `keep` bytes of what lies staged, as a file of that path. */
static int put_bytes(const struct struck_file *f, const char *path, uint64_t keep,
                     struct err *why)
{
	const struct world *w = f->of->run->w;
	AUTO(mem_free) char *from = mem_printf("%s/%s", w->export_root, f->staged);
	const struct corruption all = { .keep = keep };
	AUTO(file_drop) struct newfile to = { .fd = -1 };

	if (file_create_below(w->export_root, path, &to, why) < 0 ||
	    corrupt_copy(from, &all, &to, why) < 0)
		return -1;
	return file_commit(&to, run_files_sync(w), why);
}

int file_faults_place(struct file_faults *ff, struct err *why)
{
	if (change_all(ff, why) < 0)
		return -1;
	for (size_t i = 0; i < ff->of.count; i++) {
		const struct struck_file *f = &ff->file[i];

		if (f->torn && put_bytes(f, f->torn, f->torn_bytes, why) < 0)
			return -1;
		if (f->place && !is_late(f) &&
		    put_bytes(f, f->place, CORRUPT_KEEPS_ALL, why) < 0)
			return -1;
	}
	return 0;
}

/* ---------------------------------------------------------------- rows and receipts */

static int put_rows(const struct struck_file *f, struct err *e)
{
	const struct run_output *run = f->of->run;
	const int64_t rows = (int64_t)f->of->part[f->part].stats.rows;
	const struct staged_file late = { .run = run->run,
		                          .bytes = (int64_t)f->size,
		                          .records = rows,
		                          .path = f->staged,
		                          .place = f->place,
		                          .appears_at = f->appears_at };
	int64_t serial;

	if (f->torn && exported_file_put(&run->w->store, run->run, f->torn,
	                                 (int64_t)f->torn_bytes, 0, e) < 0)
		return -1;
	if (is_late(f))
		return exported_file_stage(&run->w->store, &late, &serial, e);
	return f->place ? exported_file_put(&run->w->store, run->run, f->place,
	                                    late.bytes, rows, e)
	                : 0;
}

static int put_receipts(const struct faulted_export *x, size_t i,
                        const struct struck_file *f, struct err *e)
{
	AUTO(run_subject_release) struct run_subject s;

	subject_of(x, i, &s);
	for (size_t k = 0; k < f->change_count; k++) {
		if (file_change_put(&f->changes[k], &s, e) < 0)
			return -1;
	}
	return 0;
}

int file_faults_put(const struct file_faults *ff, struct err *e)
{
	for (size_t i = 0; i < ff->of.count; i++) {
		const struct struck_file *f = &ff->file[i];

		if (put_rows(f, e) < 0 || put_receipts(&ff->of, i, f, e) < 0)
			return -1;
	}
	return 0;
}
