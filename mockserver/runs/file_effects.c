/*
 * file_effects.c - what each kind of fault does to a data file of an export
 */
#include "mockserver/runs/file_effects.h"

#include "lib/mem.h"
#include "mockserver/runs/file_rows.h"
#include "mockserver/runs/place.h"

#define BYTES_SHOWN 16 /* of changed ones, in a receipt */
#define TEMPORARY   "_tmp."

/* ---------------------------------------------------------------- helpers */

static struct world *world_of(const struct struck_file *f)
{
	return f->of->run->w;
}

static uint64_t draw_of(const struct struck_file *f, const struct fault_hit *hit)
{
	return struck_file_draw(world_of(f), hit);
}

static char *staged_path(const struct struck_file *f)
{
	return mem_printf("%s/%s", world_of(f)->export_root, f->staged);
}

/* Bytes that are left by what was done before. */
static uint64_t left_of(const struct struck_file *f)
{
	return f->bytes.keep < f->size ? f->bytes.keep : f->size;
}

static cJSON *number(uint64_t n)
{
	return json_new_int((int64_t)n);
}

static struct corrupt_file bytes_of(const struct struck_file *f, const char *path)
{
	const struct plan *p = f->of->run->plan;

	return (struct corrupt_file){ path, f->size, p->format, p->codec };
}

/* ---------------------------------------------------------------- its bytes */

static void cut(struct struck_file *f, const struct fault_hit *hit, uint64_t keep)
{
	const uint64_t before = left_of(f);

	if (keep >= before)
		return;
	f->bytes.keep = keep;
	struck_file_note(f, (struct file_change){
				    .hit = hit,
				    .offset = (int64_t)keep,
				    .before = number(before),
				    .after = number(keep),
				    .done = mem_printf("%llu of %llu bytes are left",
	                                               (unsigned long long)keep,
	                                               (unsigned long long)before) });
}

static int empty(struct struck_file *f, const struct fault_hit *hit,
                 struct err *why UNUSED)
{
	cut(f, hit, 0);
	return 0;
}

static int truncate_file(struct struck_file *f, const struct fault_hit *hit,
                         struct err *why)
{
	AUTO(mem_free) char *path = staged_path(f);
	const struct corrupt_file file = bytes_of(f, path);
	uint64_t keep = (uint64_t)hit->action->bytes;

	if (hit->action->bytes < 0 &&
	    corrupt_choose_cut(&file, draw_of(f, hit), &keep, why) < 0)
		return -1;
	cut(f, hit, keep);
	return 0;
}

/* The first bytes there as hexadecimal digits, as they are or with each one changed. */
static cJSON *hex(const struct buf *bytes, bool changed)
{
	AUTO(buf_release) struct buf text = { 0 };

	for (size_t i = 0; i < bytes->size; i++) {
		const unsigned char c = (unsigned char)bytes->data[i];

		buf_printf(&text, "%02x", changed ? corrupt_byte(c) : c);
	}
	return json_new_str(buf_str(&text));
}

static int flip(struct struck_file *f, const struct fault_hit *hit, struct err *why)
{
	AUTO(mem_free) char *path = staged_path(f);
	AUTO(buf_release) struct buf bytes = { 0 };
	const struct corrupt_file file = bytes_of(f, path);
	uint64_t at = corrupt_choose_byte(&file, draw_of(f, hit)), count;

	if (hit->action->offset >= 0)
		at = (uint64_t)hit->action->offset;
	if (f->bytes.inverted || at >= left_of(f))
		return 0;
	count = (uint64_t)hit->action->count;
	if (count > left_of(f) - at)
		count = left_of(f) - at;
	if (file_read_at(path, at, count < BYTES_SHOWN ? count : BYTES_SHOWN, &bytes,
	                 why) < 0)
		return -1;
	f->bytes.at = at;
	f->bytes.inverted = count;
	struck_file_note(f, (struct file_change){
				    .hit = hit,
				    .offset = (int64_t)at,
				    .before = hex(&bytes, false),
				    .after = hex(&bytes, true),
				    .done = mem_printf("%llu bytes are changed",
	                                               (unsigned long long)count) });
	return 0;
}

/* The damaged bytes take the staged file's name. */
static int damage(struct struck_file *f, struct err *why)
{
	AUTO(mem_free) char *path = staged_path(f);
	AUTO(file_drop) struct newfile to = { .fd = -1 };

	if (f->bytes.keep >= f->size && !f->bytes.inverted)
		return 0;
	if (file_create_below(world_of(f)->export_root, f->staged, &to, why) < 0 ||
	    corrupt_copy(path, &f->bytes, &to, why) < 0)
		return -1;
	f->size = to.size;
	return file_commit(&to, FILE_NO_SYNC, why);
}

/* ---------------------------------------------------------------- its place */

/* The folder above, within the target's; of the target's own folder one in it. */
static char *other_folder(const struct struck_file *f, const char *given)
{
	const char *place = f->of->run->plan->place, *slash;
	struct buf out = { 0 };

	if (given) {
		buf_add_str(&out, place);
		place_add_path(&out, given);
		return buf_take(&out);
	}
	slash = strrchr(f->of->folder, '/');
	if (strlen(f->of->folder) > strlen(place) && slash)
		return mem_printf("%.*s", (int)(slash - f->of->folder), f->of->folder);
	return mem_printf("%s/misplaced", place);
}

static int wrong_folder(struct struck_file *f, const struct fault_hit *hit,
                        struct err *why UNUSED)
{
	AUTO(mem_free) char *folder = other_folder(f, hit->action->text);
	const char *name = f->of->part[f->part].name;

	if (!strcmp(folder, f->of->folder) || !f->place)
		return 0;
	free(f->place);
	f->place = mem_printf("%s/%s", folder, name);
	struck_file_note(f, (struct file_change){
				    .hit = hit,
				    .offset = -1,
				    .before = json_new_str(f->of->folder),
				    .after = json_new_str(folder),
				    .done = mem_printf("it is in another folder") });
	return 0;
}

static int missing(struct struck_file *f, const struct fault_hit *hit,
                   struct err *why UNUSED)
{
	free(f->place);
	f->place = NULL;
	struck_file_note(f,
	                 (struct file_change){ .hit = hit,
	                                       .offset = -1,
	                                       .before = number(f->size),
	                                       .done = mem_printf("it is not there") });
	return 0;
}

static int late(struct struck_file *f, const struct fault_hit *hit,
                struct err *why UNUSED)
{
	const vtime now = clock_now(&world_of(f)->clock);
	char was[VTIME_TEXT], is[VTIME_TEXT];

	if (f->appears_at > now + hit->action->ms)
		return 0;
	f->appears_at = now + hit->action->ms;
	vtime_format(now, was);
	vtime_format(f->appears_at, is);
	struck_file_note(f, (struct file_change){
				    .hit = hit,
				    .offset = -1,
				    .before = json_new_str(was),
				    .after = json_new_str(is),
				    .done = mem_printf("it appears at %s", is) });
	return 0;
}

static int tear(struct struck_file *f, const struct fault_hit *hit, struct err *why)
{
	AUTO(mem_free) char *path = staged_path(f);
	const struct corrupt_file file = bytes_of(f, path);
	uint64_t keep = (uint64_t)hit->action->bytes;

	if (f->torn)
		return 0;
	if (hit->action->bytes < 0 &&
	    corrupt_choose_cut(&file, draw_of(f, hit), &keep, why) < 0)
		return -1;
	f->torn_bytes = keep < f->size ? keep : f->size;
	f->torn = mem_printf("%s/" TEMPORARY "%s", f->of->folder,
	                     f->of->part[f->part].name);
	struck_file_note(
		f, (struct file_change){
			   .hit = hit,
			   .file = f->torn,
			   .offset = (int64_t)f->torn_bytes,
			   .after = number(f->torn_bytes),
			   .done = mem_printf("a temporary of %llu bytes is next to it",
	                                      (unsigned long long)f->torn_bytes) });
	return 0;
}

/* ---------------------------------------------------------------- all of them */

enum changes { CHANGES_NOTHING, CHANGES_ROWS, CHANGES_BYTES, CHANGES_PLACE };

typedef int effect_fn(struct struck_file *f, const struct fault_hit *hit,
                      struct err *why);

static const struct {
	enum changes what;
	effect_fn *apply;
} effects[FAULT_KIND_COUNT] = {
	[FAULT_FILE_DUPLICATE_ROWS] = { CHANGES_ROWS, file_rows_duplicate },
	[FAULT_FILE_WRONG_SCHEMA] = { CHANGES_ROWS, file_rows_schema },
	[FAULT_FILE_EMPTY] = { CHANGES_BYTES, empty },
	[FAULT_FILE_TRUNCATE] = { CHANGES_BYTES, truncate_file },
	[FAULT_FILE_FLIP] = { CHANGES_BYTES, flip },
	[FAULT_FILE_TORN] = { CHANGES_PLACE, tear },
	[FAULT_FILE_WRONG_FOLDER] = { CHANGES_PLACE, wrong_folder },
	[FAULT_FILE_LATE] = { CHANGES_PLACE, late },
	[FAULT_FILE_MISSING] = { CHANGES_PLACE, missing },
};

static int apply(struct struck_file *f, enum changes what, struct err *why)
{
	for (size_t i = 0; i < f->faults->strike.count; i++) {
		const struct fault_hit *hit = &f->faults->strike.hits[i];
		const enum fault_kind kind = hit->action->kind;

		if (effects[kind].what == what && effects[kind].apply(f, hit, why) < 0)
			return -1;
	}
	return 0;
}

int file_effects_apply(struct struck_file *f, struct err *why)
{
	f->size = f->of->part[f->part].stats.bytes;
	f->bytes.keep = CORRUPT_KEEPS_ALL;
	if (apply(f, CHANGES_ROWS, why) < 0 || file_rows_write(f, why) < 0)
		return -1;
	if (apply(f, CHANGES_BYTES, why) < 0 || damage(f, why) < 0)
		return -1;
	return apply(f, CHANGES_PLACE, why);
}
