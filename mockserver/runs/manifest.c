/*
 * manifest.c - the manifests that list the files of a run
 */
#include "mockserver/runs/manifest.h"

#include "lib/hash.h"
#include "lib/mem.h"
#include "mockserver/export/manifest.h"
#include "mockserver/runs/staging.h"
#include "mockserver/runs/struck_file.h"
#include "mockserver/runs/text.h"
#include "mockserver/store/exported_file.h"
#include "mockserver/world/transaction.h"

#define SIZE_OFF_MOST 1000 /* how far a wrong size is off, at most; ours */

/* "s3/bucket/path/folder" is "/path/folder" in the bucket. */
static const char *sink_path(const char *folder)
{
	const char *at = strchr(folder, '/');

	at = at ? strchr(at + 1, '/') : NULL;
	return at ? at : "/";
}

static const char *name_in(const char *path)
{
	return strrchr(path, '/') + 1;
}

/* ---------------------------------------------------------------- finding */

static struct manifest head_of(const struct run_output *run, const char *folder,
                               char id[UUID_TEXT])
{
	return (struct manifest){
		.flow = run->plan->flow.id,
		.run = run_id(run->w, run->run, id),
		.scheduled_at = run->scheduled_at,
		.sink_path = sink_path(folder),
	};
}

static char *place_of_manifest(const struct run_output *run, const char *folder)
{
	struct buf path = { 0 };
	char id[UUID_TEXT];
	const struct manifest head = head_of(run, folder, id);

	buf_printf(&path, "%s/", folder);
	manifest_name(&path, &head);
	return buf_take(&path);
}

static void subject_of(const struct run_output *run, const struct run_manifest *m,
                       struct run_subject *s)
{
	run_subject_init(s, run->w, run->plan, run->run, run->scheduled_at);
	run_subject_set_manifest(s, m->dataset, m->place);
}

int run_manifest_of(const struct run_output *run, const char *dataset, const char *folder,
                    struct run_manifest **out, struct err *e)
{
	AUTO(run_subject_release) struct run_subject s = { 0 };

	*out = run_files_manifest(run->files, folder);
	if (*out)
		return 0;
	*out = run_files_add_manifest(run->files, folder);
	(*out)->dataset = mem_strdup(dataset);
	(*out)->place = place_of_manifest(run, folder);
	if (!faults_watch(&run->w->faults, FAULT_POINT_MANIFEST))
		return 0;
	subject_of(run, *out, &s);
	return run_faults_judge(&s, &(*out)->faults, e);
}

/* ---------------------------------------------------------------- its faults */

static const struct fault_hit *hit_of(const struct run_manifest *m,
                                      enum fault_manifest how)
{
	for (size_t i = 0; i < m->faults.strike.count; i++) {
		if (m->faults.strike.hits[i].action->manifest == how)
			return &m->faults.strike.hits[i];
	}
	return NULL;
}

vtime run_manifest_holds_files(const struct run_output *run, const struct run_manifest *m)
{
	const struct fault_hit *early = hit_of(m, FAULT_MANIFEST_EARLY);

	return early ? clock_now(&run->w->clock) + early->action->ms : 0;
}

/* Each change is noted once, however often the manifest is rewritten. */
static void note(struct run_manifest *m, const struct fault_hit *hit, cJSON *before,
                 cJSON *after, char *done)
{
	const struct file_change change = {
		.hit = hit, .offset = -1, .before = before, .after = after, .done = done
	};

	for (size_t i = 0; i < m->change_count; i++) {
		if (m->changes[i].hit != hit)
			continue;
		file_change_release(&m->changes[i]);
		m->changes[i] = change;
		return;
	}
	m->changes = mem_grow(m->changes, m->change_count + 1, sizeof(*m->changes));
	m->changes[m->change_count++] = change;
}

/* Another name of the same form: one digit differs. */
static char *other_name(const char *name, uint64_t draw)
{
	char *out = mem_strdup(name), *digits = strstr(out, "-tid-");

	digits += digits ? strcspn(digits, "0123456789") : 0;
	if (digits && *digits)
		*digits =
			(char)('0' + (*digits - '0' + 1 + (int)hash_below(draw, 9)) % 10);
	return out;
}

/* One file of the list, among those that were there when it was first written. */
static struct manifest_file *chosen(const struct run_output *run, struct run_manifest *m,
                                    const struct fault_hit *hit,
                                    struct manifest_file *list, size_t count)
{
	if (!m->listed)
		m->listed = count;
	return &list[hash_below(struck_file_draw(run->w, hit),
	                        m->listed < count ? m->listed : count)];
}

static void change_size(const struct run_output *run, struct run_manifest *m,
                        struct manifest_file *list, size_t count)
{
	const struct fault_hit *hit = hit_of(m, FAULT_MANIFEST_WRONG_SIZE);
	struct manifest_file *file;
	uint64_t is;

	if (!hit || !count)
		return;
	file = chosen(run, m, hit, list, count);
	is = file->size + 1 +
	     hash_below(hash_mix(struck_file_draw(run->w, hit)), SIZE_OFF_MOST);
	note(m, hit, json_new_int((int64_t)file->size), json_new_int((int64_t)is),
	     mem_printf("it gives %s another size", file->name));
	file->size = is;
}

/* The other name is the caller's; NULL: none. */
static char *change_name(const struct run_output *run, struct run_manifest *m,
                         struct manifest_file *list, size_t count)
{
	const struct fault_hit *hit = hit_of(m, FAULT_MANIFEST_WRONG_NAME);
	struct manifest_file *file;
	char *name;

	if (!hit || !count)
		return NULL;
	file = chosen(run, m, hit, list, count);
	name = other_name(file->name, hash_mix(struck_file_draw(run->w, hit)));
	note(m, hit, json_new_str(file->name), json_new_str(name),
	     mem_printf("it lists a file by another name"));
	file->name = name;
	return name;
}

/* ---------------------------------------------------------------- writing */

static size_t put_text(const struct run_output *run, struct run_manifest *m,
                       struct buf *out)
{
	const struct run_files *files = run->files;
	AUTO(mem_free) struct manifest_file *list = NULL;
	AUTO(mem_free) char *name = NULL;
	char id[UUID_TEXT];
	const struct manifest head = head_of(run, m->folder, id);
	size_t count = 0;

	list = mem_alloc((files->count + 1) * sizeof(*list));
	for (size_t i = 0; i < files->count; i++) {
		const struct run_file *one = &files->all[i];

		if (!strcmp(one->folder, m->folder))
			list[count++] =
				(struct manifest_file){ name_in(one->path), one->bytes };
	}
	change_size(run, m, list, count);
	name = change_name(run, m, list, count);
	manifest_text(out, &head, list, count);
	return count;
}

static int write_below(const struct world *w, const char *relative,
                       const struct buf *text, struct err *e)
{
	AUTO(file_drop) struct newfile file = { .fd = -1 };

	if (file_create_below(w->export_root, relative, &file, e) < 0 ||
	    file_append(&file, text->data, text->size, e) < 0)
		return -1;
	return file_commit(&file, run_files_sync(w), e);
}

/* It is missing, or there before its files: so it says. */
static bool is_missing(const struct run_output *run, struct run_manifest *m, size_t size,
                       vtime files_at)
{
	const struct fault_hit *missing = hit_of(m, FAULT_MANIFEST_MISSING);
	const struct fault_hit *early = hit_of(m, FAULT_MANIFEST_EARLY);
	char now[VTIME_TEXT], then[VTIME_TEXT];

	if (missing)
		note(m, missing, json_new_int((int64_t)size), NULL,
		     mem_printf("it is not there"));
	if (!missing && early && files_at) {
		vtime_format(files_at, then);
		note(m, early, json_new_str(then),
		     json_new_str(vtime_format(clock_now(&run->w->clock), now)),
		     mem_printf("it is there before its files, which appear at %s",
		                then));
	}
	return missing != NULL;
}

#define HASH_DIGITS 16

/* A run's manifests have one name in all folders, and wait in one. */
static char *staged_path(const struct run_output *run, const struct run_manifest *m)
{
	AUTO(mem_free) char *staging = staging_folder(run->run);
	char folder[HASH_DIGITS + 1];

	hash_hex(hash_text(0, m->folder), HASH_DIGITS, folder);
	return mem_printf("%s/%s-%s", staging, folder, name_in(m->place));
}

/* One that is in its place stays there, whenever files of other datasets appear. */
static void set_path(const struct run_output *run, struct run_manifest *m, vtime files_at)
{
	if (hit_of(m, FAULT_MANIFEST_EARLY))
		files_at = 0;
	if (m->has_row && !m->appears_at)
		return;
	if (files_at > m->appears_at)
		m->appears_at = files_at;
	free(m->path);
	m->path = m->appears_at ? staged_path(run, m) : mem_strdup(m->place);
}

int run_manifest_write(const struct run_output *run, struct run_manifest *m,
                       vtime files_at, struct err *why)
{
	AUTO(buf_release) struct buf text = { 0 };
	const size_t count = put_text(run, m, &text);

	if (is_missing(run, m, text.size, count ? files_at : 0))
		return 0;
	set_path(run, m, files_at);
	transaction_name(run->w, m->path);
	if (transaction_named(run->w, why) < 0)
		return -1;
	m->size = text.size;
	return write_below(run->w, m->path, &text, why);
}

/* ---------------------------------------------------------------- its row */

/* One that is written again and staged still appears after the files that are new. */
static int put_row(const struct run_output *run, struct run_manifest *m, struct err *e)
{
	const struct staged_file late = { .run = run->run,
		                          .bytes = (int64_t)m->size,
		                          .path = m->path,
		                          .place = m->place,
		                          .appears_at = m->appears_at };
	struct store *store = &run->w->store;

	if (!m->path || (m->has_row && !m->appears_at))
		return 0;
	if (m->has_row && exported_file_forget(store, m->row, e) < 0)
		return -1;
	m->has_row = true;
	return m->appears_at ? exported_file_stage(store, &late, &m->row, e)
	                     : exported_file_put(store, run->run, m->path, 0, 0, e);
}

int run_manifest_put(const struct run_output *run, struct run_manifest *m, struct err *e)
{
	AUTO(run_subject_release) struct run_subject s = { 0 };

	if (m->change_count)
		subject_of(run, m, &s);
	for (size_t i = 0; i < m->change_count; i++) {
		if (file_change_put(&m->changes[i], &s, e) < 0)
			return -1;
	}
	return put_row(run, m, e);
}
