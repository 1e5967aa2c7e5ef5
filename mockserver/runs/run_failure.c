/*
 * run_failure.c - why a run fails that a fault strikes, and after which file
 */
#include "mockserver/runs/run_failure.h"

#include "lib/mem.h"

const char *run_failure_code(const struct fault_hit *hit)
{
	return hit->action->text ? hit->action->text : RUN_FAILED_CODE;
}

const char *run_failure_message(const struct fault_hit *hit)
{
	return hit->action->type ? hit->action->type : RUN_FAILED_TEXT;
}

/* ---------------------------------------------------------------- the causes */

static char *say_own(const struct plan *p UNUSED, const struct fault_hit *hit)
{
	return mem_strdup(run_failure_message(hit));
}

static char *say_dataset(const struct plan *p, const struct fault_hit *hit UNUSED)
{
	const char *id = json_str(p->datasets ? p->datasets->child : NULL, "");

	return mem_printf(RUN_FAILED_TEXT " Dataset %s: there is no such dataset",
	                  id ? id : "(none)");
}

static char *say_credentials(const struct plan *p UNUSED,
                             const struct fault_hit *hit UNUSED)
{
	return mem_strdup(RUN_FAILED_TEXT
	                  " The credentials of the base connection have expired");
}

/* "s3/your-bucket-name/folder" names "your-bucket-name". */
static char *say_bucket(const struct plan *p, const struct fault_hit *hit UNUSED)
{
	const char *slash = p->place ? strchr(p->place, '/') : NULL;
	const char *name = slash ? slash + 1 : "";

	return mem_printf(RUN_FAILED_TEXT " %.*s does not exist", (int)strcspn(name, "/"),
	                  name);
}

static char *say_disk(const struct plan *p UNUSED, const struct fault_hit *hit UNUSED)
{
	return mem_strdup(RUN_FAILED_TEXT " No space left on device");
}

/* The kinds that fail a run; texts but the first's are ours. */
static const struct {
	enum fault_kind kind;
	char *(*say)(const struct plan *p, const struct fault_hit *hit);
	bool at_a_file; /* its count is the file at which it fails, from 1 */
} causes[] = {
	{ FAULT_FAIL, say_own, false },
	{ FAULT_DATASET_GONE, say_dataset, true },
	{ FAULT_CREDENTIALS_EXPIRED, say_credentials, true },
	{ FAULT_BUCKET_GONE, say_bucket, true },
	{ FAULT_DISK_FULL, say_disk, true },
};

/* -1: the run has no such file. */
static int64_t files_before(const struct fault_hit *hit, bool at_a_file, uint64_t files)
{
	const int64_t count = hit->action->count;

	if (!at_a_file)
		return (uint64_t)count < files ? count : (int64_t)files;
	if (count < 0)
		return 0;
	return (uint64_t)count <= files ? count - 1 : -1;
}

void run_failure_find(const struct run_faults *rf, const struct plan *p, uint64_t files,
                      struct run_failure *out)
{
	*out = (struct run_failure){ 0 };
	for (size_t i = 0; i < ARRAY_LEN(causes); i++) {
		const struct fault_hit *hit = run_faults_find(rf, causes[i].kind);
		int64_t before;

		if (!hit)
			continue;
		before = files_before(hit, causes[i].at_a_file, files);
		if (before < 0)
			continue;
		*out = (struct run_failure){
			.hit = hit,
			.code = causes[i].at_a_file ? RUN_FAILED_CODE
			                            : run_failure_code(hit),
			.message = causes[i].say(p, hit),
			.files = (uint64_t)before,
		};
		return;
	}
}

void run_failure_release(struct run_failure *f)
{
	free(f->message);
	*f = (struct run_failure){ 0 };
}
