/*
 * file_change.c - what a fault has changed in a file, as its receipt says it
 */
#include "mockserver/runs/file_change.h"

void file_change_release(struct file_change *c)
{
	cJSON_Delete(c->before);
	cJSON_Delete(c->after);
	free(c->done);
	*c = (struct file_change){ 0 };
}

static cJSON *copy_or_null(const cJSON *value)
{
	return value ? json_copy(value) : json_new_null();
}

int file_change_put(const struct file_change *c, const struct run_subject *s,
                    struct err *e)
{
	AUTO(cJSON_Delete) cJSON *about = run_subject_about(s, s->seen.run);

	if (c->file)
		json_set(about, "file", json_new_str(c->file));
	if (c->column)
		json_set(about, "column", json_new_str(c->column));
	if (c->offset >= 0)
		json_set(about, "offset", json_new_int(c->offset));
	json_set(about, "before", copy_or_null(c->before));
	json_set(about, "after", copy_or_null(c->after));
	return run_faults_did_to(s->w, c->hit, about, c->done, e);
}
