/*
 * parts.c - an export's part files, written side by side
 *
 * A worker looks whether a part has failed before it takes the next one, not after:
 * so each part before the first that fails is written, whoever fails first.
 */
#include "mockserver/export/parts.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>

#include "lib/mem.h"

struct part_job {
	const struct export_options *options;
	const struct export_input *input;
	struct file_folder folder;
	struct export_part *part;
	struct newfile *file; /* of each part: its temporary */
	struct err *err;      /* of each part */
	size_t count;
	atomic_size_t next;
	atomic_bool failed;
};

static int write_part(struct part_job *j, size_t i)
{
	struct row_source *rows;
	void *reader;
	int rc;

	if (file_create_in(&j->folder, j->part[i].name, &j->file[i], &j->err[i]) < 0)
		return -1;
	reader = j->input->open(j->input->ctx, i, &rows);
	rc = export_write(&j->file[i], j->options, rows, &j->part[i].stats, &j->err[i]);
	j->input->close(reader);
	return rc;
}

static void *work(void *ctx)
{
	struct part_job *j = ctx;

	while (!atomic_load(&j->failed)) {
		size_t i = atomic_fetch_add(&j->next, 1);

		if (i >= j->count)
			break;
		if (write_part(j, i) < 0)
			atomic_store(&j->failed, true);
	}
	return NULL;
}

/* Starts at most n threads, which take no signals; answers how many there are. */
static size_t start(struct part_job *j, pthread_t *thread, size_t n)
{
	sigset_t all, before;
	size_t count = 0;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	while (count < n && !pthread_create(&thread[count], NULL, work, j))
		count++;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return count;
}

/* Where threads can't be had, the caller's own does what they would. */
static void write_all(struct part_job *j, unsigned workers)
{
	pthread_t thread[PARTS_WORKERS_MAX];
	size_t wanted = workers < j->count ? workers : j->count, count = 0;

	if (wanted > PARTS_WORKERS_MAX)
		wanted = PARTS_WORKERS_MAX;
	if (wanted > 1)
		count = start(j, thread, wanted - 1);
	work(j);
	for (size_t i = 0; i < count; i++)
		pthread_join(thread[i], NULL);
}

static const struct err *first_failure(const struct part_job *j)
{
	for (size_t i = 0; i < j->count; i++) {
		if (j->err[i].code)
			return &j->err[i];
	}
	return NULL;
}

/* Gives all their names; those that have one lose it when another can't get its. */
static int commit(struct part_job *j, struct err *e)
{
	for (size_t i = 0; i < j->count; i++) {
		if (file_commit(&j->file[i], j->options->sync, e) == 0)
			continue;
		for (size_t k = 0; k < i; k++)
			file_folder_take_back(&j->folder, j->part[k].name);
		return -1;
	}
	return 0;
}

/* Writes them, and gives them their names when all are whole. */
static int write_and_name(struct part_job *j, unsigned workers, struct err *e)
{
	const struct err *why;
	int rc;

	j->file = mem_alloc(j->count * sizeof(*j->file));
	j->err = mem_alloc(j->count * sizeof(*j->err));
	for (size_t i = 0; i < j->count; i++)
		j->file[i].fd = -1;
	write_all(j, workers);
	why = first_failure(j);
	rc = why ? err_pass(e, why) : commit(j, e);
	for (size_t i = 0; i < j->count; i++)
		file_drop(&j->file[i]);
	free(j->file);
	free(j->err);
	return rc;
}

int export_parts(const struct export_options *options, const struct export_input *input,
                 const struct export_output *output, unsigned workers, struct err *e)
{
	struct part_job j = { .options = options,
		              .input = input,
		              .part = output->part,
		              .count = output->count };
	int rc;

	if (file_folder_open(output->root, output->folder, &j.folder, e) < 0)
		return -1;
	rc = write_and_name(&j, workers, e);
	file_folder_close(&j.folder);
	return rc;
}
