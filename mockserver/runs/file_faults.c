/*
 * file_faults.c - what faults do to the files of an export
 */
#include "mockserver/runs/file_faults.h"

/*
 * What each kind does to a file: it says so in the receipt (run_faults_did_to).  0 with
 * why->code set fails the export.  NULL: the kind is not for files.
 */
typedef int strike_fn(struct world *w, const struct file_struck *file, struct err *e,
                      struct err *why);

static strike_fn *const effects[FAULT_KIND_COUNT] = { NULL };

static int strike_file(const struct run_output *run, struct run_subject *s,
                       const struct run_file *file, struct err *e, struct err *why)
{
	AUTO(run_faults_release) struct run_faults rf = { 0 };

	if (run_faults_judge(s, &rf, e) < 0)
		return -1;
	for (size_t i = 0; i < rf.strike.count && !why->code; i++) {
		const struct fault_hit *hit = &rf.strike.hits[i];
		const struct file_struck struck = { run, s, file, hit };
		strike_fn *strike = effects[hit->action->kind];

		if (strike && strike(run->w, &struck, e, why) < 0)
			return -1;
	}
	return 0;
}

int file_faults_strike(const struct run_output *run, const char *dataset, size_t from,
                       struct err *e, struct err *why)
{
	for (size_t i = from; i < run->files->count && !why->code; i++) {
		AUTO(run_subject_release) struct run_subject s;
		const struct run_file *file = &run->files->all[i];

		run_subject_init(&s, run->w, run->plan, run->run, run->scheduled_at);
		run_subject_set_file(&s, dataset, file->path, (int64_t)i + 1);
		if (strike_file(run, &s, file, e, why) < 0)
			return -1;
	}
	return 0;
}
